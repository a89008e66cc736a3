/*
 * Tree dump: a document as text, in reading order.
 *
 * A paragraph is a line, a forced line end starts another; an item follows its
 * mark; a row of a table is a line with tabs between its cells.  A footnote
 * follows the text that it belongs to, or the whole table.  Lines in brackets
 * head sections and sheets.
 */
#ifndef TREE_TREE_DUMP_H
#define TREE_TREE_DUMP_H

#include "base/strbuf.h"
#include "tree/tree.h"

#include <stdbool.h>

/* Tells, below a figure, what it was made of. */
struct document_rows {
    void (*tell)(void *context, struct strbuf *buf,
                 const struct origin *origin);
    void *context;
};

/* Adds DOCUMENT: what a reader of the PDF has to find.  WITH_FIGURES also lists
   the figures with their numbers and origins, and with what ROWS (may be NULL)
   tell of them. */
void document_dump(struct strbuf *buf, const struct document *document,
                   bool with_figures, const struct document_rows *rows);

/* Adds SECTION alone. */
void section_dump(struct strbuf *buf, const struct section *section);

#endif
