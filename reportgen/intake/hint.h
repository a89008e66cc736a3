/*
 * Hint: which of many spellings a mistyped word was meant to be.
 */
#ifndef INTAKE_HINT_H
#define INTAKE_HINT_H

#include "base/arena.h"
#include "base/nearest.h"
#include "schema/schema.h"

/* A search under way. */
struct hint {
    const char *wanted; /* folded */
    size_t size;
    struct nearest nearest;
    const char *written; /* the nearest spelling as the schema writes it */
};

/* A search for what WANTED may mean, in memory of ARENA. */
void hint_start(struct hint *hint, struct arena *arena, const char *wanted);

/* Offers what may have been meant; the spellings outlive the search. */
void hint_offer(struct hint *hint, const struct schema_spellings *spellings);

/* The nearest spelling offered, or NULL when none is near. */
const char *hint_near(const struct hint *hint);

/* "; is “Quốc gia” meant?", or NULL when nothing offered is near. */
const char *hint_text(const struct hint *hint, struct arena *arena);

#endif
