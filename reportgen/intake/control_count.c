#include "intake/control_inside.h"

#include "base/unicode.h"

#include <string.h>

/* A row is called what the table's label says, or what its ids are headed with:
   "Mã đề án", "Mã ĐA". */
void control_start_count(struct controls *controls)
{
    const struct schema_table *table = controls->binding->table;
    struct row_count *count = &controls->count;
    count->field = (struct schema_field){.name = "",
                                         .heading = table->label,
                                         .type = FIELD_INTEGER,
                                         .unit = 1,
                                         .table = table};
    count->column = (struct column){.field = &count->field, .unit = 1};
    controls->columns[controls->n_columns++] = (struct figures){
        &count->column, &count->field, 1, table->entity != NULL};
    const struct schema_spellings *ids =
        table->n_key > 0 ? &table->key[0]->spellings : NULL;
    count->things =
        ARENA_ARRAY(controls->arena, const char *, (ids ? ids->n : 0) + 1);
    if (table->label)
        count->things[count->n_things++] =
            unicode_fold(controls->arena, table->label);
    for (size_t i = 0; ids && i < ids->n; i++) {
        const char *blank = strchr(ids->folded[i], ' ');
        if (blank)
            count->things[count->n_things++] = blank + 1;
    }
}

static bool is_bare_count(const struct cell *cell)
{
    return strspn(cell->text, "0123456789") == cell->size && cell->size <= 6;
}

bool control_read_bare_count(const struct cell *cell, int64_t *n)
{
    char separator;
    return is_bare_count(cell) &&
           number_parse_whole(cell->text, n, &separator) == NUMBER_OK;
}

/* The size of what a row is called if the folded TEXT begins so, else 0. */
static size_t thing_at(const struct controls *controls, const char *text)
{
    size_t most = 0;
    for (size_t i = 0; i < controls->count.n_things; i++) {
        const char *thing = controls->count.things[i];
        size_t n = strlen(thing);
        if (n > most && strncmp(text, thing, n) == 0 &&
            (text[n] == '\0' || strchr(" ,.;:)-", text[n])))
            most = n;
    }
    return most;
}

/* "(03 đề án)", ": 3 đề án". */
struct told_count {
    int64_t n;
    bool is_apart; /* a sign stands between it and the words before */
    bool is_last;  /* only signs stand behind it */
};

/* Reads how many rows the folded TEXT speaks of; false when it does not. */
static bool find_count(const struct controls *controls, const char *text,
                       struct told_count *count)
{
    static const char digits[] = "0123456789";
    for (const char *at = strpbrk(text, digits); at; at = strpbrk(at, digits)) {
        size_t size = strspn(at, "0123456789.");
        size_t blanks = 0;
        while (at - blanks > text && at[-1 - (ptrdiff_t)blanks] == ' ')
            blanks++;
        const char *before = at - blanks;
        bool is_number = before == text || blanks > 0 || strchr("(:-", at[-1]);
        const char *words = at + size + strspn(at + size, " ");
        size_t thing = thing_at(controls, words);
        char separator;
        if (is_number && thing > 0 &&
            number_parse_whole(
                arena_strndup(controls->typing->scratch, at, size), &count->n,
                &separator) == NUMBER_OK) {
            const char *rest = words + thing;
            count->is_apart = before == text || strchr("(:-", before[-1]);
            count->is_last = strspn(rest, " .;:)") == strlen(rest);
            return true;
        }
        at += size;
    }
    return false;
}
/* A section's title may go on with other things of that name, and a bare number
   may count others: such a count is doubtful. */
const struct cell *control_find_count(const struct controls *controls,
                                      enum intake_kind kind,
                                      const struct row *row, int64_t *n,
                                      bool *is_doubtful)
{
    const struct binding *binding = controls->binding;
    struct arena *scratch = controls->typing->scratch;
    const struct cell *bare = NULL;
    size_t n_bare = 0;
    if (kind == INTAKE_PART || kind == INTAKE_NOTE)
        return NULL;
    for (size_t i = 0; i < row->n_cells && i < binding->n_columns; i++) {
        const struct cell *cell = &row->cells[i];
        const struct schema_field *field = binding->columns[i].field;
        struct told_count count;
        if (!cell->text || !strpbrk(cell->text, "0123456789") ||
            (field && field->type != FIELD_TEXT))
            continue;
        const char *folded = unicode_fold(scratch, cell->text);
        if (find_count(controls, folded, &count)) {
            if (kind == INTAKE_SECTION && !count.is_last)
                return NULL;
            *n = count.n;
            *is_doubtful = kind == INTAKE_SECTION && !count.is_apart;
            return cell;
        }
        if (field && is_bare_count(cell)) {
            bare = cell;
            n_bare++;
        }
    }
    if (kind != INTAKE_TOTAL || n_bare != 1 ||
        !control_read_bare_count(bare, n))
        return NULL;
    *is_doubtful = true;
    return bare;
}
