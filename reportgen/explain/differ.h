/*
 * Differ: what two reports of one kind say differently, and because of which
 * records.
 *
 * Numbers are matched by what they are: the same figure at the same place of
 * the layout; in lists the same column of what the row is called.  One differs
 * when it is printed otherwise.  The records behind both are matched by their
 * keys, or where a table has none by what they say.
 */
#ifndef EXPLAIN_DIFFER_H
#define EXPLAIN_DIFFER_H

#include "explain/explanation.h"

#include <stdbool.h>
#include <stddef.h>

/* One of the two reports. */
struct differ_side {
    const struct numbers *numbers;
    const struct explain_context *context;
};

/* A number of one side or both. */
struct number_change {
    const struct number *old; /* NULL: it is new */
    const struct number *now; /* NULL: it is gone */
};

/* Words of one side alone. */
struct wording_change {
    const struct wording *old; /* NULL: new */
    const struct wording *now; /* NULL: gone */
};

struct differences {
    struct number_change *numbers;
    size_t n_numbers;
    struct wording_change *wordings;
    size_t n_wordings;
};

/* What differs between OLD and NOW, in ARENA, in the order of the documents:
   changes and what is new, then what is gone. */
struct differences *differ_find(struct arena *arena, const struct numbers *old,
                                const struct numbers *now);

/* A record behind a number, in the one way or the other. */
struct record_side {
    const struct evidence *evidence; /* NULL: not behind this side */
    const struct evidence_row *row;
};

struct record_change {
    struct record_side old, now;
};

/* Why a number changed: the records that are behind one explanation alone, or
   say or gave something else; their number goes to *N.  Either explanation may
   be NULL. */
struct record_change *differ_records(struct arena *arena,
                                     const struct explanation *old,
                                     const struct explanation *now, size_t *n);

/* Adds CHANGE as text for people, several lines; or as a JSON object in one
   line. */
void differ_show(struct strbuf *buf, struct arena *arena,
                 const struct differ_side *old, const struct differ_side *now,
                 const struct number_change *change, bool as_json);
void differ_show_wording(struct strbuf *buf,
                         const struct wording_change *change, bool as_json);

#endif
