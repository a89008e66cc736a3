/*
 * Field type: what `type` of a schema's field means, a line each.
 *
 * Code that asks what kind of field it has asks this table, so that a new type
 * is described in one place.  What a type does beyond that stands where it is
 * done: reading in intake/typing.c, text in field_text.c.
 */
#ifndef SCHEMA_FIELD_TYPE_H
#define SCHEMA_FIELD_TYPE_H

#include "base/value.h"

#include <stdbool.h>

enum field_type {
    FIELD_TEXT,
    FIELD_INTEGER,
    FIELD_DECIMAL, /* exact, SCALE decimals; stored times 10^SCALE */
    FIELD_MONEY,   /* stored in đồng */
    FIELD_DATE,    /* stored as ISO text */
    FIELD_YEAR,
    FIELD_ENUM,   /* stored as the code */
    FIELD_BOOLEAN /* stored as 0 or 1 */
};

enum { FIELD_TYPES = FIELD_BOOLEAN + 1 };

struct field_traits {
    const char *name;     /* in a schema: "money" */
    const char *column;   /* declared type of its column in the store */
    enum value_kind kind; /* of its values in tallies and texts */
    bool is_number;       /* written in digits; the schema may limit it */
    bool has_unit;        /* an amount written in units or with decimals */
    bool is_moment;       /* a day or a year: decides the period of a row */
    bool is_word;         /* text or a code, compared letter for letter */
    bool names_reports;   /* its values can have a report each (--each) */
};
extern const struct field_traits field_traits[FIELD_TYPES];

/* True when the values of TYPE are figures: counts, decimals, money. */
static inline bool field_type_is_figure(enum field_type type)
{
    return value_traits[field_traits[type].kind].is_figure;
}

/* The type called NAME in a schema; false when there is none.  A "place" is an
   enum whose value is looked up. */
bool field_type_named(const char *name, enum field_type *type);

#endif
