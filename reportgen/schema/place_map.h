/*
 * Place map: places of one kind, and which of them went into which other.
 *
 * Read from layouts/places/NAME.ini.  Texts of a dataset keep the place as it
 * was recorded; a field of type "place" beside it holds the place that the
 * recorded one belongs to on a given day, so that a merged province is
 * compared with the sum of its old ones.  Nothing here knows a province.
 */
#ifndef SCHEMA_PLACE_MAP_H
#define SCHEMA_PLACE_MAP_H

#include "base/arena.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/root.h"
#include "schema/schema.h"

/* A place may end by going into another. */
struct place_unit {
    const struct schema_value *into; /* NULL: it has not ended */
    struct date since;               /* the first day of that */
    const char *number;              /* official code, or NULL */
    const char *word;                /* "tỉnh", or "" */
};

struct place_map {
    const char *name;
    const char *path;
    char sha256[65];
    struct schema_values values; /* the places; valid_to is their last day */
    struct place_unit *units;    /* by index of the value */
    const char **titles;         /* words before a name, folded: "tỉnh" */
    size_t n_titles;
    struct date numbers_since; /* year 0: numbers are no spellings */
};

/* The relative path under which the map NAME is looked up among layouts; in the
   arena. */
const char *place_map_file(struct arena *arena, const char *name);

/* Reads the map NAME from INPUT.  Every fault is reported; NULL when any was
   an error. */
const struct place_map *place_map_read(struct arena *arena, const char *name,
                                       struct input input, struct diag *diag);

/* The place that TEXT names, whether it has ended or not; as below. */
const struct schema_value *place_map_named(const struct place_map *map,
                                           struct arena *scratch,
                                           const char *text);

/* The name with its unit, "tỉnh Cà Mau", of the place that TEXT names in the
   map of the place field that looks up FIELD (NULL: in the first map of
   SCHEMA); TEXT itself where there is none. */
const char *place_full_name(struct arena *arena, const struct schema *schema,
                            const struct schema_field *field, const char *text);

/* What the place that TEXT names in the first map of SCHEMA is, "thành phố";
   NULL where there is none. */
const char *place_unit_word(struct arena *arena, const struct schema *schema,
                            const char *text);

/* The place that TEXT names, as it is on the day ON: with or without its
   title, by a spelling of the map, without marks, or by its number.  NULL
   when the map has none such.  SCRATCH is for the call only. */
const struct schema_value *place_map_find(const struct place_map *map,
                                          struct arena *scratch,
                                          const char *text, struct date on);

#endif
