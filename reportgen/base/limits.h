/*
 * Limits: how much one report may take.
 *
 * A layout, a schema, a configuration or a picture of a few lines can ask for
 * more than any machine has: a part that includes itself twice, a join of
 * eight tables, a picture of 60,000 by 60,000 points.  Each such way has a
 * limit in limits.def, far above what a report needs, and going over one is
 * the error over-limit, at its place.  Two limits stand for all the ways
 * together: the memory of a report and its CPU time, which every stage looks
 * at as it goes.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/place.h"

#include <stdbool.h>
#include <stdint.h>

enum limit {
#define LIMIT(id, value, text) LIMIT_##id,
#include "base/limits.def"
#undef LIMIT
    N_LIMITS
};

/* The values as shipped: MOST_MEMORY... */
enum {
#define LIMIT(id, value, text) MOST_##id = value,
#include "base/limits.def"
#undef LIMIT
};

/* True when FOUND is within LIMIT; else false, after a report at PLACE. */
bool limit_allows(enum limit limit, int64_t found, struct place place,
                  struct diag *diag);

/* The budget of the report whose memory ARENA is begins, with the limits as
   shipped.  An arena without one is not limited: the tests' own. */
void budget_start(struct arena *arena);

/* Changes MEMORY (MB), CPU or SQL (seconds) in the budget of ARENA. */
void budget_set(struct arena *arena, enum limit limit, int64_t value);

/* What LIMIT, one of these three, is in the budget of ARENA. */
int64_t budget_most(const struct arena *arena, enum limit limit);

/* True as long as ARENA's report is within its memory and its CPU time; else
   false, after a report at PLACE, where the work stands (of a block without a
   place: the last one that had one).  Cheap: to be asked
   for each row, tag, block and page. */
bool budget_allows(struct arena *arena, struct place place, struct diag *diag);

/* The same for SIZE bytes more, which are about to be taken: a picture. */
bool budget_allows_bytes(struct arena *arena, size_t size, struct place place,
                         struct diag *diag);

/* The same for one step of the templates, which it counts. */
bool budget_step(struct arena *arena, struct place place, struct diag *diag);

/* The clock of statements runs from begin to end.  OVER is true when all
   together ran longer than SQL allows; REPORT says so. */
void budget_sql_begin(struct arena *arena);
void budget_sql_end(struct arena *arena);
bool budget_sql_over(const struct arena *arena);
bool budget_sql_report(const struct arena *arena, struct place place,
                       struct diag *diag);

#endif
