/*
 * Tree dump: a document as text, in reading order.
 *
 * A paragraph is a line, a forced line end starts another; an item stands
 * behind its mark; a row of a table is a line, its cells parted by tabs.
 * A footnote follows the text that it hangs on, or the whole table.
 * Sections and sheets are headed by lines in brackets.
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

/* Appends DOCUMENT, what a reader of the PDF must find.  WITH_FIGURES lists
   figures with their numbers and origins, and with what ROWS (may be NULL)
   tell of them. */
void document_dump(struct strbuf *buf, const struct document *document,
                   bool with_figures, const struct document_rows *rows);

/* Appends SECTION alone. */
void section_dump(struct strbuf *buf, const struct section *section);

#endif
