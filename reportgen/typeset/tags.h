/*
 * Tags: the structure elements of a document, while they are being made.
 *
 * Elements are added in reading order; the list grows as one block of
 * memory (a 100,000-row table has 800,000 of them).
 */
#ifndef TYPESET_TAGS_H
#define TYPESET_TAGS_H

#include "base/arena.h"
#include "tree/tree.h"
#include "typeset/page.h"
#include "typeset/typeset.h"

struct tags {
    struct tag *tags;
    size_t n_tags;
    size_t capacity;
    struct tag_text *texts;
    size_t n_texts;
    size_t capacity_texts;
};

/* A new element under PARENT, the last so far. */
tag_id tags_add(struct tags *tags, tag_id parent, enum tag_kind kind);

/* Words that belong to TAG; ALT and ID may be NULL and must outlive the
   result. */
void tags_add_text(struct tags *tags, tag_id tag, const char *alt,
                   const char *id);

/* Adds the elements of PART behind those of TAGS.  The root of PART becomes
   PARENT; returns what is to be added to an element's number (1 and up). */
tag_id tags_append(struct tags *tags, tag_id parent, const struct tags *part);

/* Takes back all elements from number FIRST on. */
void tags_forget(struct tags *tags, tag_id first);

/* True for elements that hold other elements: text in them gets a P. */
bool tag_is_grouping(enum tag_kind kind);

/* The element for ROLE; false for ROLE_NONE, which has none. */
bool tag_kind_of_role(enum role role, enum tag_kind *kind);

/* "TH" */
const char *tag_kind_name(enum tag_kind kind);

/* Copies the elements into ARENA, for the result. */
void tags_finish(const struct tags *tags, struct arena *arena,
                 struct typeset_result *result);

void tags_free(struct tags *tags);

#endif
