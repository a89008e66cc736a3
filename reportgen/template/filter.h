/*
 * Filter: {{value | name argument | ...}}.
 *
 * A filter takes a value and gives a value or its printed text; the table in
 * filter.c lists them, the manual page reportgen-layout(5) explains them:
 *     million [d]   billion [d]   thousand [d]   dong     money in units
 *     percent [d]   points [d]    of X           per X    ratios
 *     amount [d]                                          money and its unit
 *     number [d]    plain [d]     pad [n]                 counts
 *     about [B]                                           "gần 3 tỷ"
 *     words         roman         letter                  numbers as words
 *     from_words                                          and back
 *     date          longdate      month          year     dates
 *     upper         lower         capital        lower_first ["A, B"]
 *     default "x"                                         text
 *     abs           minus X       plus X                  signed figures
 *     rises "tăng" "giảm" "bằng"                          word by sign
 *     above X       below X       equals X                truth, for sections
 *     missing                                             how many have none
 *     rounded                                             did printing round?
 *     choose "yes" "no"                                   word by truth
 *     join [", "] [" và "]                                 items of a list
 * X is a path or a plain number; [d] is the most decimals printed ("2"), or
 * the least and the most ("1..2").  A value that is null passes through all
 * of them but "default" and "missing" and stays null.
 */
#ifndef TEMPLATE_FILTER_H
#define TEMPLATE_FILTER_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/figure_source.h"
#include "base/strbuf.h"
#include "base/value.h"
#include "form/form.h"

#include <stdbool.h>
#include <stddef.h>

/* What parts the items of a list in a sentence: "A, B và C", and "A; B; C"
   where items hold one of the others.  HEAVY is NULL where the template says
   the words itself. */
struct join_words {
    const char *separator, *last, *heavy;
};

/* What filters need to know of the office's style and of other names. */
struct filter_context {
    struct arena *arena;
    bool pad_counts;   /* what no filter prints */
    bool plain_counts; /* the style pads none: "pad" leaves them as they are */
    const char *billion_word;
    bool southern_words;
    struct join_words join;          /* without members: ", " everywhere */
    const struct about_words *about; /* or NULL: none */
    /* Looks up a PATH argument; false after a report when the name is
       nowhere.  NULL where no names can be used. */
    bool (*lookup)(void *lookup_context, const char *path, struct value *value,
                   struct origin *origin);
    void *lookup_context;
};

/* The state of a chain: the exact value, and its text once a filter has
   printed it (NULL before). */
struct filtered {
    struct value value;
    struct origin origin; /* of VALUE */
    const char *text;
    bool rounded;       /* TEXT says less than VALUE */
    struct ratio shown; /* the exact figure in the unit of TEXT */
    const char *after;  /* what follows it in TEXT: "%"; NULL: TEXT is not a
                           figure that a filter has just printed */
};

/* Applies one filter, "percent 1", to STATE.  False after a report at
   PLACE (unknown-filter, bad-filter-argument, filter-type,
   filter-after-text, figure-overflow).  The value of STATE stays the number
   behind the text: đồng for "million", the ratio for "percent". */
bool filter_apply(const struct filter_context *context, const char *filter,
                  size_t size, struct filtered *state, struct place place,
                  struct diag *diag);

/* Applies a chain, "of plan.n | percent 1", from its first filter on. */
bool filter_apply_chain(const struct filter_context *context, const char *chain,
                        struct filtered *state, struct place place,
                        struct diag *diag);

/* True when the filter FILTER (SIZE bytes) is called NAME. */
bool filter_is(const char *filter, size_t size, const char *name);

/* The words of FILTER, a "join" of SIZE bytes.  False after a report
   (bad-filter-argument). */
bool filter_read_join(const struct filter_context *context, const char *filter,
                      size_t size, struct join_words *words, struct place place,
                      struct diag *diag);

/* Reports that "join" stands behind something other than a list, or with other
   filters in a section; gives false. */
bool filter_refuse_join(struct place place, struct diag *diag);

/* The end of the filter or name that starts at TEXT: the next bar outside of
   quotes, or END. */
const char *filter_end(const char *text, const char *end);

/* The text of a value that no filter printed: integers grouped (padded when
   the style says so), money in đồng, dates d/m/yyyy. */
const char *filter_default_text(const struct filter_context *context,
                                const struct value *value);

#endif
