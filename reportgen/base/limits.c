#include "base/limits.h"

#include <libintl.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

static const struct {
    int64_t value;
    const char *text;
} limits[] = {
#define LIMIT(id, value, text) {value, text},
#include "base/limits.def"
#undef LIMIT
};

/* The clock is read once in so many questions. */
enum { QUESTIONS_A_LOOK = 32 };

static const int64_t SECOND = INT64_C(1000000000);

/* What one report may take, and has taken. */
struct budget {
    int64_t most[N_LIMITS]; /* of MEMORY, CPU and SQL */
    int64_t started;        /* CPU time of the process, ns */
    int64_t sql_started;
    int64_t sql; /* ns of statements that have ended */
    int64_t n_steps;
    unsigned n_questions;
    unsigned n_statements;   /* that run, one inside the other */
    struct place place;      /* the last that was given */
    const struct diag *told; /* that the report is over a limit; or NULL */
};

static int64_t cpu_time(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * SECOND + now.tv_nsec;
}

static bool report(enum limit limit, int64_t value, struct place place,
                   struct diag *diag)
{
    char text[400];
    snprintf(text, sizeof text, gettext(limits[limit].text), (long long)value);
    diag_report(diag, DIAG_OVER_LIMIT, place, text);
    return false;
}

bool limit_allows(enum limit limit, int64_t found, struct place place,
                  struct diag *diag)
{
    return found <= limits[limit].value ||
           report(limit, limits[limit].value, place, diag);
}

void budget_start(struct arena *arena)
{
    struct budget *budget = ARENA_NEW(arena, struct budget);
    for (size_t i = 0; i < N_LIMITS; i++)
        budget->most[i] = limits[i].value;
    budget->started = cpu_time();
    arena_set_budget(arena, budget);
}

void budget_set(struct arena *arena, enum limit limit, int64_t value)
{
    if (arena_budget(arena))
        arena_budget(arena)->most[limit] = value;
}

int64_t budget_most(const struct arena *arena, enum limit limit)
{
    const struct budget *budget = arena_budget(arena);
    return budget ? budget->most[limit] : limits[limit].value;
}

/* One report of it is enough: every stage ends when it is told.  But what was
   told where nobody hears it is told again. */
static bool report_over(struct budget *budget, enum limit limit,
                        struct place place, struct diag *diag)
{
    if (budget->told != diag)
        report(limit, budget->most[limit], place.file ? place : budget->place,
               diag);
    budget->told = diag;
    return false;
}

static bool is_late(struct budget *budget)
{
    if (budget->n_questions++ % QUESTIONS_A_LOOK != 0)
        return false;
    return cpu_time() - budget->started > budget->most[LIMIT_CPU] * SECOND;
}

bool budget_allows(struct arena *arena, struct place place, struct diag *diag)
{
    return budget_allows_bytes(arena, 0, place, diag);
}

bool budget_allows_bytes(struct arena *arena, size_t size, struct place place,
                         struct diag *diag)
{
    struct budget *budget = arena_budget(arena);
    if (!budget)
        return true;
    if (budget->told == diag)
        return false;
    if (place.file)
        budget->place = place;
    if ((int64_t)((arena_used(arena) + size) >> 20) >
        budget->most[LIMIT_MEMORY])
        return report_over(budget, LIMIT_MEMORY, place, diag);
    return !is_late(budget) || report_over(budget, LIMIT_CPU, place, diag);
}

bool budget_step(struct arena *arena, struct place place, struct diag *diag)
{
    struct budget *budget = arena_budget(arena);
    if (!budget)
        return true;
    if (++budget->n_steps > budget->most[LIMIT_STEPS])
        return report_over(budget, LIMIT_STEPS, place, diag);
    return budget_allows(arena, place, diag);
}

void budget_sql_begin(struct arena *arena)
{
    struct budget *budget = arena_budget(arena);
    if (budget && budget->n_statements++ == 0)
        budget->sql_started = cpu_time();
}

void budget_sql_end(struct arena *arena)
{
    struct budget *budget = arena_budget(arena);
    if (budget && --budget->n_statements == 0)
        budget->sql += cpu_time() - budget->sql_started;
}

bool budget_sql_over(const struct arena *arena)
{
    const struct budget *budget = arena_budget(arena);
    if (!budget)
        return false;
    int64_t running = cpu_time() - budget->sql_started;
    return budget->sql + running > budget->most[LIMIT_SQL] * SECOND;
}

bool budget_sql_report(const struct arena *arena, struct place place,
                       struct diag *diag)
{
    return report_over(arena_budget(arena), LIMIT_SQL, place, diag);
}
