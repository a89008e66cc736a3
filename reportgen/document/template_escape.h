/*
 * Template escape: data that can never become markup.
 */
#ifndef DOCUMENT_TEMPLATE_ESCAPE_H
#define DOCUMENT_TEMPLATE_ESCAPE_H

#include "base/strbuf.h"
#include "document/template.h"

/* Adds TEXT to OUT, escaped as ESCAPE says.  In Markdown the text stays on
   its line: a newline becomes a blank. */
void template_escape(struct strbuf *out, const char *text,
                     enum template_escape escape);

#endif
