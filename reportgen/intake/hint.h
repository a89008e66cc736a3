/*
 * Hint: finds the spelling that a mistyped word was probably meant to be.
 */
#ifndef INTAKE_HINT_H
#define INTAKE_HINT_H

#include "base/arena.h"
#include "base/nearest.h"
#include "schema/schema.h"

/* A search while it runs. */
struct hint {
    const char *wanted; /* folded */
    size_t size;
    struct nearest nearest;
    const char *written; /* the nearest spelling, as the schema has it */
};

/* Starts a search for WANTED, in ARENA. */
void hint_start(struct hint *hint, struct arena *arena, const char *wanted);

/* Offers spellings, which must outlive the search. */
void hint_offer(struct hint *hint, const struct schema_spellings *spellings);

/* The nearest spelling that was offered, or NULL when none is near. */
const char *hint_near(const struct hint *hint);

/* "; is “Quốc gia” meant?", or NULL when no spelling is near. */
const char *hint_text(const struct hint *hint, struct arena *arena);

#endif
