/*
 * Type: what a value of an expression is, beyond how it is stored.
 *
 * A number with decimals is stored as a whole one, times 10^scale; money in
 * đồng.  Literals have no type of their own and take the other side's: 0 is
 * the zero of every number, an integer beside money is đồng, 0 and 1 beside a
 * truth are truths, a text in quotes beside a date is a date.
 */
#ifndef EXPRESSION_TYPE_H
#define EXPRESSION_TYPE_H

#include "base/value.h"
#include "schema/schema.h"

#include <stdbool.h>
#include <stdint.h>

enum type_kind {
    TYPE_NULL,   /* the literal: of every type */
    TYPE_NUMBER, /* a literal, with SCALE decimals */
    TYPE_STRING, /* a literal in quotes */
    TYPE_COUNT,
    TYPE_INTEGER,
    TYPE_DECIMAL, /* SCALE decimals */
    TYPE_MONEY,
    TYPE_DATE,
    TYPE_YEAR,
    TYPE_TEXT,
    TYPE_CODE, /* a value of VALUES */
    TYPE_TRUTH
};

/* No decimal has more, so that its figures fit. */
enum { TYPE_MAX_SCALE = 9 };

struct type {
    enum type_kind kind;
    uint8_t scale;
    const struct schema_values *values;
};

/* What a record's FIELD is. */
struct type type_of_field(const struct schema_field *field);

/* The translated name for messages: "money", "a count". */
const char *type_name(struct type type);

bool type_is_literal(struct type type);

/* True for types whose values can be added. */
bool type_is_number(struct type type);

/* The type that both A and B can be given in common, to be compared or to stand
   for each other; false when there is none.  What a literal says is not looked
   at. */
bool type_join(struct type a, struct type b, struct type *common);

/* The type of A + B or A - B, of A * B and of A % B. */
bool type_add(struct type a, struct type b, bool subtract, struct type *sum);
bool type_multiply(struct type a, struct type b, struct type *product);
bool type_remainder(struct type a, struct type b, struct type *rest);

/* The kind of value that a figure or cell of this type is. */
enum value_kind type_value_kind(struct type type);

/* 10^EXPONENT; EXPONENT is at most 18. */
int64_t power_of_ten(unsigned exponent);

#endif
