/*
 * XML edit: changes in the text of a part, at the places of its tags
 * (xml_walk()); everything else stays as it is.
 *
 * Not for use outside marked/.
 */
#ifndef MARKED_XML_EDIT_H
#define MARKED_XML_EDIT_H

#include "base/strbuf.h"
#include "base/xmlscan.h"

#include <stdbool.h>
#include <stddef.h>

/* Changes are made in the order of the text. */
struct xml_edit {
    const struct strbuf *text;
    struct strbuf out;
    size_t at; /* text before it is in OUT */
};

void xml_edit_start(struct xml_edit *edit, const struct strbuf *text);

/* Copies the text up to OFFSET; what is added to OUT next follows it. */
void xml_edit_go(struct xml_edit *edit, size_t offset);

/* Skips the text up to OFFSET. */
void xml_edit_skip(struct xml_edit *edit, size_t offset);

/* Copies the rest. */
void xml_edit_finish(struct xml_edit *edit);

/* The prefix of TAG's element with its colon, or ""; PREFIX has 64 bytes. */
void xml_edit_prefix(const struct xml_edit *edit, const struct xml_tag *tag,
                     char prefix[64]);

/* Copies the start tag TAG with the attribute NAME set to VALUE. */
void xml_edit_set(struct xml_edit *edit, const struct xml_tag *tag,
                  const char *name, const char *value);

/* Copies the start tag TAG, and opens an empty element ("<x/>" becomes "<x>"),
   which the caller then closes by xml_edit_close(). */
void xml_edit_open(struct xml_edit *edit, const struct xml_tag *tag);
void xml_edit_close(struct xml_edit *edit, const struct xml_tag *tag);

/* Adds TEXT as character data or as the value of an attribute, in ASCII, which
   fits a part in any encoding. */
void xml_add(struct strbuf *buf, const char *text);

#endif
