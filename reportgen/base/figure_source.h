/*
 * Figure source: what a figure was made of, as its layout wrote it.
 */
#ifndef BASE_FIGURE_SOURCE_H
#define BASE_FIGURE_SOURCE_H

#include "base/date.h"

#include <stdbool.h>

struct figure_source {
    const char *expression;  /* NULL of a quotient */
    const char *numerator;   /* a column; NULL unless a quotient */
    const char *denominator; /* a column; "total.NAME" of the total */
    const char *condition;   /* of the records, or NULL */
    bool has_window;         /* only records of these days: */
    struct date first, last;
};

#endif
