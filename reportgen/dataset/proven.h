/*
 * Proven: what is known of a condition before any row is looked at.
 *
 * The store knows which fields no row fills and whether entities repeat.  Many
 * rules of a schema cannot be broken then, and a million rows need not be
 * asked.
 */
#ifndef DATASET_PROVEN_H
#define DATASET_PROVEN_H

#include "dataset/store.h"
#include "expression/expression.h"

enum proven {
    PROVEN_NOTHING, /* it depends on the rows */
    PROVEN_FALSE,
    PROVEN_TRUE,
    PROVEN_EMPTY /* NULL, neither true nor false */
};

/* What NODE, a condition over rows in STORE, is for every row. */
enum proven proven(const struct store *store, const struct expression *node);

#endif
