/*
 * Proven: what is known of a condition before any row is looked at.
 *
 * The store knows which fields no row fills in and whether entities repeat
 * themselves.  Many rules of a schema cannot be broken then, and need not be
 * asked of a million rows.
 */
#ifndef DATASET_PROVEN_H
#define DATASET_PROVEN_H

#include "dataset/store.h"
#include "expression/expression.h"

enum proven {
    PROVEN_NOTHING, /* the rows decide */
    PROVEN_FALSE,
    PROVEN_TRUE,
    PROVEN_EMPTY /* neither true nor false: NULL */
};

/* What NODE, a condition of rows in STORE, is for every row. */
enum proven proven(const struct store *store, const struct expression *node);

#endif
