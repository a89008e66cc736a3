#include "intake/place_lookup.h"

#include "schema/place_map.h"

#include <string.h>

/* A source with more different texts names something other than places. */
enum { MOST_TEXTS = 512 };

struct known_text {
    const struct schema_field *field;
    const char *text;
    const struct schema_value *place; /* NULL: no map has it */
};

struct place_lookup {
    struct arena *arena;
    struct date on;
    struct faults *faults;
    struct known_text texts[MOST_TEXTS];
    size_t n_texts;
};

struct place_lookup *place_lookup_open(struct arena *arena, struct date on,
                                       struct faults *faults)
{
    struct place_lookup *lookup = ARENA_NEW(arena, struct place_lookup);
    lookup->arena = arena;
    lookup->on = on;
    lookup->faults = faults;
    return lookup;
}

static const struct schema_value *find(struct place_lookup *lookup,
                                       const struct schema_field *field,
                                       const char *text, struct place place)
{
    struct arena *scratch = arena_create();
    const struct schema_value *found =
        place_map_find(field->places, scratch, text, lookup->on);
    arena_destroy(scratch);
    if (!found)
        faults_report(lookup->faults, DIAG_UNKNOWN_PLACE, place, text,
                      field->places->name, field->heading);
    return found;
}

static const struct schema_value *find_once(struct place_lookup *lookup,
                                            const struct schema_field *field,
                                            const char *text,
                                            struct place place)
{
    for (size_t i = 0; i < lookup->n_texts; i++)
        if (lookup->texts[i].field == field &&
            strcmp(lookup->texts[i].text, text) == 0)
            return lookup->texts[i].place;
    const struct schema_value *found = find(lookup, field, text, place);
    if (lookup->n_texts < MOST_TEXTS)
        lookup->texts[lookup->n_texts++] = (struct known_text){
            field, arena_strdup(lookup->arena, text), found};
    return found;
}

struct value place_lookup(struct place_lookup *lookup,
                          const struct schema_field *field, const char *text,
                          struct place place)
{
    const struct schema_value *found = find_once(lookup, field, text, place);
    return !found ? VALUE_NONE : value_text(found->code);
}
