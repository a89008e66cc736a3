/*
 * Render: the templates of a layout with the data of this report.
 */
#ifndef TEMPLATE_RENDER_H
#define TEMPLATE_RENDER_H

#include "base/infile.h"
#include "config/config.h"
#include "form/form.h"
#include "template/filter.h"
#include "template/layout.h"
#include "template/source_map.h"
#include "tree/tree.h"

/* The files read so far, for the manifest: each file once. */
struct render_inputs {
    struct document_input *inputs;
    const char **paths;
    size_t n_inputs;
    size_t capacity;
};

/* What every part of the document is made with. */
struct render {
    struct arena *arena;
    const struct config *config;
    const struct layout *layout;
    const struct form *form;
    struct data *data;
    struct diag *diag;
    struct render_inputs *inputs; /* or NULL: not noted */
};

/* A one-line template from an INI, at PLACE: plain text, NFC.  NULL after a
   report. */
const char *render_line(const struct render *render, const char *text,
                        struct place place);

/* The same for KEY of SECTION; *LINE is NULL when the key is absent or empty.
   False after a report. */
bool render_key(const struct render *render, struct ini_section *section,
                const char *key, const char **line);

/* The Markdown template NAME of the layout ("body.md"; a file of that name
   beside the configuration goes first), rendered with figure marks into MAP,
   which also takes the files read.  False after a report. */
bool render_file(const struct render *render, const char *name,
                 struct place place, struct source_map *map);

/* Finds NAME, which PLACE asks for: beside the configuration, else in the
   layout's folder.  False when it is in neither, or after a report; then
   *FAILED is true. */
bool render_find(const struct render *render, const char *name,
                 struct place place, struct input *found, bool *failed);

/* Notes FILE for the manifest, in its ROLE; the layout calls it NAME. */
void render_note_input(const struct render *render, const char *role,
                       const char *name, const struct infile *file);

/* The settings of filters used outside of templates, at PLACE; their arguments
   are names as templates have them at the top. */
struct filter_context render_filters(const struct render *render,
                                     struct place place);

#endif
