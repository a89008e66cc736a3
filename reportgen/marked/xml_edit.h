/*
 * XML edit: changes in the text of a part, by the places of its tags
 * (xml_walk()); what is not changed stays as it is.
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

/* Takes the text up to OFFSET over; what is added to OUT next stands there. */
void xml_edit_go(struct xml_edit *edit, size_t offset);

/* Leaves out the text up to OFFSET. */
void xml_edit_skip(struct xml_edit *edit, size_t offset);

/* Takes the rest over. */
void xml_edit_finish(struct xml_edit *edit);

/* The prefix of the element of TAG with its colon, "" when it has none: PREFIX
   holds 64 bytes. */
void xml_edit_prefix(const struct xml_edit *edit, const struct xml_tag *tag,
                     char prefix[64]);

/* Goes past the start TAG with the attribute NAME set to VALUE. */
void xml_edit_set(struct xml_edit *edit, const struct xml_tag *tag,
                  const char *name, const char *value);

/* Goes past the start TAG, which is opened when it is whole ("<x/>": "<x>"):
   the caller then closes it with xml_edit_close(). */
void xml_edit_open(struct xml_edit *edit, const struct xml_tag *tag);
void xml_edit_close(struct xml_edit *edit, const struct xml_tag *tag);

/* Adds TEXT as character data or value of an attribute, in ASCII: it fits a
   part in any encoding. */
void xml_add(struct strbuf *buf, const char *text);

#endif
