#include "dataset/letter_places.h"

#include "base/strbuf.h"

/* In each column: when these are mended, the next run shows the rest. */
#define MOST_CELLS "5"

struct search {
    const struct store *store;
    const struct schema_field *field;
    uint32_t letter;
    const char *text; /* the letter */
    struct diag *diag;
};

/* Takes source and line. */
static bool report_cell(void *context, const struct store_cell *cells,
                        size_t n_cells)
{
    const struct search *search = context;
    (void)n_cells;
    diag_report(search->diag, DIAG_LETTER_IN_DATA,
                store_place(search->store, (size_t)cells[0].integer,
                            (uint32_t)cells[1].integer, search->field),
                search->text, (unsigned)search->letter);
    return true;
}

static void search_field(struct store *store, struct search *search)
{
    const struct schema_field *field = search->field;
    const struct store_parameter letter = {"letter", value_text(search->text)};
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_format(&sql,
                      "SELECT _source, _line FROM \"%s\" WHERE "
                      "instr(\"%s\", :letter) ORDER BY _row LIMIT " MOST_CELLS,
                      field->table->name, field->name);
    store_query(store, strbuf_text(&sql), field->place, &letter, 1, NULL,
                report_cell, search, search->diag);
    strbuf_free(&sql);
}

void letter_places_report(struct store *store, uint32_t letter,
                          struct diag *diag)
{
    const struct schema *schema = store_schema(store);
    struct strbuf text = STRBUF_INIT;
    strbuf_add_code_point(&text, letter);
    struct search search = {.store = store,
                            .letter = letter,
                            .text = strbuf_text(&text),
                            .diag = diag};
    for (size_t t = 0; t < schema->n_tables; t++)
        for (size_t i = 0; i < schema->tables[t].n_fields; i++) {
            search.field = &schema->tables[t].fields[i];
            if (search.field->type == FIELD_TEXT &&
                store_supplies(store, search.field->table, search.field))
                search_field(store, &search);
        }
    strbuf_free(&text);
}
