/*
 * What most tests of reading need: memory, and a list of messages.
 */
#ifndef UNIT_FIXTURE_H
#define UNIT_FIXTURE_H

#include "check.h"

#include "base/arena.h"
#include "base/diag.h"

#include <stdlib.h>

struct fixture {
    struct arena *arena;
    struct diag *diag;
};

static inline int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_create();
    fixture->diag = diag_create(NULL, NULL, false);
    *state = fixture;
    return 0;
}

static inline int tear_down(void **state)
{
    struct fixture *fixture = *state;
    diag_destroy(fixture->diag);
    arena_destroy(fixture->arena);
    free(fixture);
    return 0;
}

#endif
