/*
 * Forms: whether texts that a reader takes for the same are written in more
 * than one way.
 *
 * Fields whose values are compared with each other share a kind: an id and the
 * fields that refer to it; texts of one name that a layout groups by.  For each
 * kind a set keeps hashes of the folded text (unicode_fold) and of the text as
 * it is.  While rows arrive it answers one question: may two different texts
 * have the same folded form?  "No" is as certain as 64 bits are; "yes" is for
 * identity.c to prove.
 */
#ifndef DATASET_FORMS_H
#define DATASET_FORMS_H

#include "schema/field_words.h"
#include "schema/schema.h"

struct value;
struct forms;

/* Starts with the kinds of SCHEMA: keys, references, and the fields in GROUPED
   (may be NULL).  The caller owns the forms. */
struct forms *forms_open(const struct schema *schema,
                         const struct field_words *grouped);

/* Accepts NULL. */
void forms_close(struct forms *forms);

/* Adds the VALUES, in field order, of a row of TABLE. */
void forms_add_row(struct forms *forms, const struct schema_table *table,
                   const struct value *values);

/* True when FIELD is the field of its kind that others refer to.
   forms_may_repeat() then says whether one of its texts may have come twice;
   "no" is certain. */
bool forms_watches_repeats(const struct forms *forms,
                           const struct schema_field *field);
bool forms_may_repeat(const struct forms *forms,
                      const struct schema_field *field);

/* True when forms_add_row() takes FIELD. */
bool forms_compares(const struct forms *forms,
                    const struct schema_field *field);

/* Forgets all rows and what was found. */
void forms_restart(struct forms *forms);

/* Frees the memory of the sets; what was found stays. */
void forms_drop(struct forms *forms);

/* The number of kinds; whether texts of KIND may be written in two ways; its
   fields.  FIELD 0 is the one that others refer to; NULL comes after the last
   one. */
size_t forms_n_kinds(const struct forms *forms);
bool forms_is_mixed(const struct forms *forms, size_t kind);
const struct schema_field *forms_field(const struct forms *forms, size_t kind,
                                       size_t field);

#endif
