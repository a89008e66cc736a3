#include "intake/ditto.h"

#include <string.h>

enum { LONGEST_DITTO = 16 }; /* bytes */

struct above {
    char *text; /* NULL: nothing */
    size_t room;
    size_t size;
    bool is_common;
    struct value typed;
};

struct ditto {
    struct arena *arena;
    struct above *above; /* by column */
    size_t n_columns;
    bool is_told;
};

bool ditto_is(const struct schema_field *field, const char *text)
{
    static const char *const words[] = {
        "nt", "-nt-", "- nt -", "-NT-",     "n.t",      "nt.",     "như trên",
        "\"", "\"\"", "''",     "Như trên", "-\"-",     "- \" -",  "”",
        "″",  "〃",   "-”-",    "- ” -",    "Nhu tren", "nhu tren"};
    static const char first[] = "nN-\"'\xe2\xe3";
    if (!strchr(first, *text) || strlen(text) > LONGEST_DITTO ||
        field_type_is_figure(field->type) || field->type == FIELD_BOOLEAN)
        return false;
    if (field->type == FIELD_ENUM)
        for (size_t i = 0; i < field->values->n_values; i++)
            if (schema_is_spelt(&field->values->values[i].spellings, text))
                return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

struct ditto *ditto_open(struct arena *arena, size_t n_cells)
{
    struct ditto *ditto = ARENA_NEW(arena, struct ditto);
    ditto->arena = arena;
    ditto->n_columns = n_cells;
    ditto->above = ARENA_ARRAY(arena, struct above, n_cells);
    return ditto;
}

void ditto_restart(struct ditto *ditto)
{
    for (size_t i = 0; ditto && i < ditto->n_columns; i++)
        ditto->above[i].size = 0;
    if (ditto)
        ditto->is_told = false;
}

void ditto_fill_in(struct ditto *ditto, const struct typing *typing,
                   const struct schema_field *field, struct cell *cell)
{
    struct place place = typing->class->place(typing->reader, cell);
    size_t column = cell->column - 1;
    const struct above *above =
        column < ditto->n_columns ? &ditto->above[column] : NULL;
    if (!above || above->size == 0) {
        faults_report(typing->faults, DIAG_DITTO_ABOVE_NOTHING, place,
                      cell->text, field->heading);
        cell->faulty = true;
        return;
    }
    if (!ditto->is_told)
        faults_report(typing->faults, DIAG_DITTO, place, cell->text);
    ditto->is_told = true;
    cell->text = arena_strndup(typing->scratch, above->text, above->size);
    cell->size = above->size;
    cell->is_common = above->is_common;
    cell->typed = above->typed;
}

void ditto_keep(struct ditto *ditto, const struct cell *cells, size_t n)
{
    for (size_t i = 0; i < ditto->n_columns; i++) {
        struct above *above = &ditto->above[i];
        above->size = i < n && cells[i].text ? cells[i].size : 0;
        above->is_common = above->size > 0 && cells[i].is_common;
        if (above->size > above->room) {
            above->room = above->size * 2;
            above->text = arena_alloc(ditto->arena, above->room);
        }
        if (above->size == 0)
            continue;
        memcpy(above->text, cells[i].text, above->size);
        above->typed = cells[i].typed;
        if (above->typed.kind == VALUE_TEXT)
            above->typed = VALUE_NONE;
    }
}
