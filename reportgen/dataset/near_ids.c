#include "dataset/near_ids.h"

#include "base/qualified.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 50000 };

struct id {
    const char *near; /* what ids that may be the same have in common */
    const char *text;
    size_t source;
    uint32_t line;
};

struct search {
    struct arena *arena;
    struct store *store;
    struct id *ids;
    size_t n;
};

/* The digit that C, a capital letter, looks like. */
static char digit_like(char c)
{
    switch (c) {
    case 'O':
        return '0';
    case 'I':
    case 'L':
        return '1';
    default:
        return c;
    }
}

/* A letter counts as a digit only next to one: in "O1", not in "HO". */
static bool is_beside_digit(const char *text, const char *c)
{
    return (c > text && isdigit((unsigned char)c[-1])) ||
           isdigit((unsigned char)c[1]);
}

/* TEXT without blanks, zeros before numbers and a ".0" at the end. */
static const char *near_form(struct arena *arena, const char *text)
{
    char *near = arena_alloc(arena, strlen(text) + 1);
    size_t n = 0;
    bool in_number = false;
    size_t size = strlen(text);
    if (size > 2 && strcmp(text + size - 2, ".0") == 0)
        size -= 2;
    for (const char *c = text; c < text + size; c++) {
        if (*c == ' ')
            continue;
        char letter = (char)toupper((unsigned char)*c);
        if (is_beside_digit(text, c))
            letter = digit_like(letter);
        bool is_digit = isdigit((unsigned char)letter);
        bool goes_on = c + 1 < text + size && isalnum((unsigned char)c[1]);
        if (letter == '0' && !in_number && goes_on)
            continue;
        in_number = is_digit;
        near[n++] = letter;
    }
    near[n] = '\0';
    return near;
}

static bool take_id(void *context, const struct store_cell *cells,
                    size_t n_cells)
{
    struct search *search = context;
    (void)n_cells;
    const char *text = arena_strdup(search->arena, cells[0].text);
    search->ids[search->n++] =
        (struct id){near_form(search->arena, text), text,
                    (size_t)cells[1].integer, (uint32_t)cells[2].integer};
    return true;
}

static int compare_ids(const void *a, const void *b)
{
    const struct id *x = a;
    const struct id *y = b;
    int order = strcmp(x->near, y->near);
    if (order != 0)
        return order;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static void tell(const struct search *search, const struct schema_field *field,
                 struct faults *faults)
{
    for (size_t i = 1; i < search->n; i++) {
        const struct id *first = &search->ids[i - 1];
        const struct id *other = &search->ids[i];
        char place[512];
        if (strcmp(first->near, other->near) != 0)
            continue;
        place_format(
            store_place(search->store, first->source, first->line, field),
            place, sizeof place);
        faults_report(
            faults, DIAG_NEAR_IDS,
            store_place(search->store, other->source, other->line, field),
            qualified_shown(search->arena, other->text),
            qualified_shown(search->arena, first->text), place);
    }
}

static bool look_at(struct store *store, const struct schema_field *field,
                    struct faults *faults, struct diag *diag)
{
    const struct schema_table *table = field->table;
    struct search search = {.arena = arena_create(), .store = store};
    struct strbuf sql = STRBUF_INIT;
    search.ids = ARENA_ARRAY(search.arena, struct id,
                             (size_t)store_n_rows(store, table) + 1);
    strbuf_add_format(&sql,
                      "SELECT \"%s\", _source, _line, min(_row) FROM \"%s\" "
                      "WHERE \"%s\" IS NOT NULL GROUP BY \"%s\" COLLATE BINARY",
                      field->name, table->name, field->name, field->name);
    bool done = store_query(store, strbuf_text(&sql), PLACE_NONE, NULL, 0, NULL,
                            take_id, &search, diag);
    strbuf_free(&sql);
    qsort(search.ids, search.n, sizeof *search.ids, compare_ids);
    tell(&search, field, faults);
    arena_destroy(search.arena);
    return done;
}

/* The field that tells the records of TABLE, or its entities, apart. */
static const struct schema_field *id_of(const struct schema_table *table)
{
    const struct schema_field *id = table->entity;
    if (!id && table->n_key == 1)
        id = table->key[0];
    return id && id->type == FIELD_TEXT ? id : NULL;
}

bool near_ids_tell(struct store *store, struct faults *faults,
                   struct diag *diag)
{
    const struct schema *schema = store_schema(store);
    for (size_t i = 0; i < schema->n_tables; i++) {
        const struct schema_table *table = &schema->tables[i];
        const struct schema_field *id = id_of(table);
        int64_t n_rows = store_n_rows(store, table);
        if (id && n_rows > 1 && n_rows <= MOST_ROWS && !faults[i].is_checked &&
            !look_at(store, id, &faults[i], diag))
            return false;
    }
    return true;
}
