/*
 * Arena: memory that lives as long as one run of one report.
 *
 * A caller creates an arena, hands it to the stages, and destroys it when
 * their values are no longer read.  Nothing in an arena is freed singly.
 * There is no failure to test for: the program's own malloc (base/oom.c)
 * ends the process with status 71 when memory runs out.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

/* A new empty arena, owned by the caller. */
struct arena *arena_create(void);

/* Frees the arena and everything in it.  ARENA may be NULL. */
void arena_destroy(struct arena *arena);

/* Forgets everything in ARENA but keeps its memory for the next use, for
   work that repeats (a row, a page). */
void arena_reset(struct arena *arena);

/* SIZE zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* COUNT * SIZE zeroed bytes; ends the process when the product overflows. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/* Copies of text, always NUL-terminated.  A NULL TEXT gives NULL. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t size);

/* Text made by printf rules. */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Bytes handed out since creation or the last reset. */
size_t arena_used(const struct arena *arena);

/* What the work whose memory this is may take (limits.h); NULL until set. */
struct budget;
struct budget *arena_budget(const struct arena *arena);
void arena_set_budget(struct arena *arena, struct budget *budget);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count)                                        \
    ((type *)arena_alloc_array((arena), (count), sizeof(type)))

#endif
