/*
 * Template parse: the text of a Mustache template to nodes.
 *
 * Lines that hold nothing but a section, comment, partial or delimiter tag
 * vanish, as the specification says.  Every node keeps the place of its tag.
 */
#ifndef TEMPLATE_TEMPLATE_PARSE_H
#define TEMPLATE_TEMPLATE_PARSE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/place.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum node_kind {
    NODE_TEXT,
    NODE_VALUE,
    NODE_SECTION,
    NODE_INVERTED,
    NODE_PARTIAL
};

/* A part of a tag: a name, or one filter of its chain. */
struct template_span {
    const char *text;
    size_t size;
};

struct template_node {
    enum node_kind kind;
    struct place place; /* of the tag; NODE_TEXT: the line it begins in */
    struct template_span text; /* NODE_TEXT: as it stands */
    struct template_span name; /* what the tag names, blanks trimmed */
    bool optional;  /* "name?": nothing is reported when it is absent */
    bool raw;       /* {{{name}}} or {{&name}} */
    bool ends_line; /* NODE_TEXT: begins with the end of a line that ends in a
                       tag */
    struct template_span *filters;
    size_t n_filters;
    struct template_span
        indent; /* NODE_PARTIAL alone on its line: blanks before it */
    struct template_node *children;
    size_t n_children;
    size_t capacity;
};

struct template_source {
    const char *path;      /* in messages */
    uint32_t first_line;   /* of TEXT in the file */
    uint32_t first_column; /* of its first line; 0: 1 */
    uint32_t indent;       /* columns that TEXT has before each line more than
                              the file */
    const char *text;
    size_t size;
};

/* Parses SOURCE.  Returns a root node whose children are the template, or
   NULL after reports. */
struct template_node *template_parse(struct arena *arena,
                                     const struct template_source *source,
                                     struct diag *diag);

#endif
