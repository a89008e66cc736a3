/*
 * Template: Mustache (the published specification) with a filter chain.
 *
 *     {{name}} {{a.b.c}} {{{raw}}} {{&raw}} {{#section}}{{/section}}
 *     {{^inverted}}{{/inverted}} {{! comment}} {{> partial}} {{=<% %>=}}
 *     {{all.support | million}}  {{n | pad}}  {{done | of plan | percent 1}}
 *     {{places | join}}  {{#places | join}}{{n}} {{label}}{{/places}}
 *
 * Lookups follow the specification; a name that is nowhere is an error in
 * layouts (unknown-name, at its place) and empty text in the specification's
 * own cases (STRICT_NAMES false).
 */
#ifndef TEMPLATE_TEMPLATE_H
#define TEMPLATE_TEMPLATE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/strbuf.h"
#include "template/data.h"
#include "template/filter.h"
#include "tree/tree.h"

#include <stdbool.h>
#include <stddef.h>

/* How {{x}} is escaped. */
enum template_escape { ESCAPE_HTML, ESCAPE_MARKDOWN, ESCAPE_NONE };

/* Gives the text of the partial that is named at PLACE, or NULL; *PATH names
   it in messages. */
typedef const char *template_partial(void *context, const char *name,
                                     struct place place, size_t *size,
                                     const char **path);

struct template_options {
    enum template_escape escape;
    bool strict_names;
    bool zero_is_false;
    bool mark_figures;     /* surround each figure by marks, see below */
    uint32_t first_column; /* of the text in its first line; 0: 1 */
    bool pad_counts;       /* filter-less integers below 10 print as "08" */
    bool plain_counts;     /* "pad" leaves them as they are */
    const char *billion_word;
    bool southern_words;
    struct join_words join;
    const struct about_words *about;
    template_partial *partial;
    void *partial_context;
};

/* With MARK_FIGURES each printed value stands in the output as
   U+FDD0 index U+FDD1 text U+FDD2 (index in ASCII digits, into FIGURES), so
   that it survives the Markdown parser; input text never holds these
   noncharacters (bad-character). */
#define FIGURE_START "\xEF\xB7\x90"
#define FIGURE_TEXT  "\xEF\xB7\x91"
#define FIGURE_END   "\xEF\xB7\x92"

struct figures {
    struct figure **figures;
    size_t n_figures;
    size_t capacity;
    /* Where each line of the output comes from: the tag of its first figure,
       else the line of what it begins with. */
    struct place *lines;
    size_t n_lines;
    size_t lines_capacity;
};

/* Renders TEXT (SIZE bytes, called PATH in messages; its first line is
   FIRST_LINE of that file) with DATA into OUT.  FIGURES may be NULL without
   MARK_FIGURES.  False after a report. */
bool template_render(struct arena *arena, const char *path, uint32_t first_line,
                     const char *text, size_t size, struct data *data,
                     const struct template_options *options,
                     struct figures *figures, struct strbuf *out,
                     struct diag *diag);

/* The value of the dotted PATH in DATA, as a filter's argument at PLACE, and
   where it comes from; "name?" may be nowhere.  False after a report. */
bool template_look_up(struct data *data, const char *path, struct place place,
                      struct arena *arena, struct diag *diag,
                      struct value *value, struct origin *origin);

#endif
