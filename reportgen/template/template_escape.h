/*
 * Template escape: data that can never become markup.
 */
#ifndef TEMPLATE_TEMPLATE_ESCAPE_H
#define TEMPLATE_TEMPLATE_ESCAPE_H

#include "base/strbuf.h"
#include "template/template.h"

/* Adds TEXT to OUT, escaped as ESCAPE says.  In Markdown the text stays on
   its line: a newline becomes a blank. */
void template_escape(struct strbuf *out, const char *text,
                     enum template_escape escape);

#endif
