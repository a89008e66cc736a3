#include "tally/tally_differ.h"

#include "base/key_map.h"
#include "base/qualified.h"
#include "tally/tally_group.h"
#include "tally/tally_origin.h"
#include "tally/tally_sql.h"

#include <string.h>

enum { MOST_FIGURES = 32, MOST_TOLD = 5 };

/* A figure that is added or subtracted, and the field that its records have in
   common with those of the other figures. */
struct asked_figure {
    const struct figure_row *row;
    bool negative;
    const struct tally *tally;
    const struct tally_query *query;
    const struct tally_item *item;
    const struct schema_field *key;
};

/* What one thing contributes to each of the two figures. */
struct thing {
    const char *name;
    struct place place;
    int64_t parts[2];
};

struct differing {
    struct arena *arena;
    struct store *store;
    const struct tallies *tallies;
    struct diag *unheard;
    struct asked_figure figures[2][MOST_FIGURES];
    size_t n_figures[2];
    struct key_map map;
    struct thing *things;
    size_t n_things, capacity;
};

/* ---- what is asked ------------------------------------------------------- */

static bool add_figures(struct differing *differing, size_t side,
                        const struct origin *origin, bool negative)
{
    for (const struct figure_part *part = origin->parts; part;
         part = part->next)
        if (part->sign == FIGURE_BY || part->value.kind != VALUE_NULL ||
            !add_figures(differing, side, &part->origin,
                         negative != (part->sign == FIGURE_MINUS)))
            return false;
    if (!origin->source)
        return origin->parts != NULL;
    size_t *n = &differing->n_figures[side];
    if (*n == MOST_FIGURES)
        return false;
    struct asked_figure *figure = &differing->figures[side][(*n)++];
    *figure = (struct asked_figure){.row = origin->row, .negative = negative};
    figure->query = tally_query_of(differing->tallies, origin->source,
                                   &figure->tally, &figure->item);
    return figure->query && !figure->tally->is_list && figure->item &&
           figure->item->tree && !figure->item->absent &&
           value_traits[figure->item->kind].is_figure;
}

/* The field of TABLE whose values are those of ROOT, or NULL. */
static const struct schema_field *field_of(const struct schema *schema,
                                           const struct schema_table *table,
                                           const struct schema_field *root)
{
    for (size_t i = 0; i < table->n_fields; i++)
        if (schema_find_root(schema, &table->fields[i]) == root)
            return &table->fields[i];
    return NULL;
}

static bool take_key(struct differing *differing,
                     const struct schema_field *root)
{
    const struct schema *schema = store_schema(differing->store);
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < differing->n_figures[side]; i++) {
            struct asked_figure *figure = &differing->figures[side][i];
            figure->key = field_of(schema, figure->query->scope.table, root);
            if (!figure->key)
                return false;
        }
    }
    return true;
}

/* Finds what the records of all figures have in common. */
static bool find_key(struct differing *differing)
{
    const struct schema *schema = store_schema(differing->store);
    const struct schema_table *table =
        differing->figures[0][0].query->scope.table;
    const struct schema_field *own = table->entity      ? table->entity
                                     : table->n_key > 0 ? table->key[0]
                                                        : NULL;
    if (own && take_key(differing, schema_find_root(schema, own)))
        return true;
    for (size_t i = 0; i < table->n_fields; i++)
        if (table->fields[i].references &&
            take_key(differing, schema_find_root(schema, &table->fields[i])))
            return true;
    return false;
}

/* ---- the answers --------------------------------------------------------- */

struct answering {
    struct differing *differing;
    const struct asked_figure *figure;
    size_t side;
};

static bool is_of_row(const struct answering *answering,
                      const struct store_cell *groups)
{
    const struct asked_figure *figure = answering->figure;
    const struct tally_definition *definition = figure->tally->definition;
    const int64_t shift = group_shift(&definition->queries[0], figure->query);
    for (size_t i = 0; figure->row && i < definition->n_groups; i++) {
        const struct figure_key *wanted = &figure->row->keys[i];
        if (wanted->field &&
            strcmp(group_key_of(answering->differing->arena,
                                &figure->query->groups[i], &groups[i], shift)
                       .key,
                   wanted->code) != 0)
            return false;
    }
    return true;
}

static struct thing *thing_of(struct differing *differing,
                              const struct store_cell *cell)
{
    const char *name =
        cell->kind == STORE_TEXT
            ? arena_strndup(differing->arena, cell->text, cell->size)
        : cell->kind == STORE_INTEGER
            ? arena_printf(differing->arena, "%lld", (long long)cell->integer)
            : "";
    size_t i = key_map_find(&differing->map, name, NULL);
    if (i != KEY_MAP_NONE)
        return &differing->things[i];
    if (differing->n_things == differing->capacity) {
        size_t capacity = differing->capacity * 2 + 64;
        struct thing *things =
            ARENA_ARRAY(differing->arena, struct thing, capacity);
        if (differing->n_things > 0)
            memcpy(things, differing->things,
                   differing->n_things * sizeof *things);
        differing->things = things;
        differing->capacity = capacity;
    }
    key_map_add(differing->arena, &differing->map, name, NULL,
                differing->n_things);
    struct thing *thing = &differing->things[differing->n_things++];
    *thing = (struct thing){.name = name};
    return thing;
}

/* Takes key, figure, source, line, groups...; see tally_sql_by_key(). */
static bool take_answer(void *context, const struct store_cell *cells,
                        size_t n_cells)
{
    const struct answering *answering = context;
    struct differing *differing = answering->differing;
    (void)n_cells;
    if (cells[1].kind != STORE_INTEGER || !is_of_row(answering, cells + 5))
        return true;
    struct thing *thing = thing_of(differing, &cells[0]);
    int64_t *part = &thing->parts[answering->side];
    int64_t number = cells[1].integer;
    if (!thing->place.file)
        thing->place =
            store_place(differing->store, (size_t)cells[2].integer,
                        (uint32_t)cells[3].integer, answering->figure->key);
    if (answering->figure->negative && !number_multiply(number, -1, &number))
        return false;
    return number_add(*part, number, part);
}

/* The groups that FIGURE belongs to; the sum of a tally's rows belongs to
   all. */
static unsigned level_of(const struct asked_figure *figure)
{
    unsigned level = 0;
    for (size_t i = 0; figure->row && i < figure->tally->n_groups; i++)
        if (figure->row->all || figure->row->keys[i].field)
            level |= 1u << i;
    return level;
}

static bool ask(struct differing *differing, size_t side,
                const struct asked_figure *figure)
{
    struct answering answering = {differing, figure, side};
    struct store_parameter parameters[SQL_PARAMETERS * MOST_QUERIES];
    const struct tally_definition *definition = figure->tally->definition;
    size_t n = tally_sql_parameters(differing->arena, definition, parameters);
    return store_query(differing->store,
                       tally_sql_by_key(differing->arena, definition,
                                        figure->query, figure->item,
                                        figure->key, level_of(figure)),
                       PLACE_NONE, parameters, n, NULL, take_answer, &answering,
                       differing->unheard);
}

static bool ask_all(struct differing *differing)
{
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < differing->n_figures[side]; i++)
            if (!ask(differing, side, &differing->figures[side][i]))
                return false;
    return !diag_failed(differing->unheard);
}

/* ---- telling ------------------------------------------------------------- */

static void tell(struct strbuf *buf, const struct differing *differing)
{
    struct number_style style = {0};
    size_t n = 0;
    for (size_t i = 0; i < differing->n_things; i++) {
        const struct thing *thing = &differing->things[i];
        char place[512];
        if (thing->parts[0] == thing->parts[1] || n++ >= MOST_TOLD)
            continue;
        place_format(thing->place, place, sizeof place);
        strbuf_add_format(
            buf, "%s%s (%s) ", n > 1 ? "; " : "",
            *thing->name ? qualified_shown(differing->arena, thing->name) : "-",
            place);
        number_format(buf, thing->parts[0], 1, &style);
        strbuf_add_text(buf, ", ");
        number_format(buf, thing->parts[1], 1, &style);
    }
    if (n > MOST_TOLD)
        strbuf_add_format(buf, "; ... (%zu)", n);
}

void tally_differ_tell(struct strbuf *buf, struct arena *arena,
                       struct store *store, const struct tallies *tallies,
                       const struct origin *a, const struct origin *b)
{
    struct differing *differing = ARENA_NEW(arena, struct differing);
    *differing = (struct differing){.arena = arena,
                                    .store = store,
                                    .tallies = tallies,
                                    .unheard = diag_create(NULL, NULL, false)};
    if (add_figures(differing, 0, a, false) &&
        add_figures(differing, 1, b, false) && find_key(differing) &&
        ask_all(differing))
        tell(buf, differing);
    diag_destroy(differing->unheard);
}
