/*
 * Schema values: the allowed values of an enum, and what they may be spelt
 * like.
 *
 *     [values.source]
 *     national       = "Khuyến công quốc gia | KCQG"
 *     short.national = KCQG
 *     from.national  = 2015-01-01
 *
 * Private to the readers of schemas.
 */
#ifndef SCHEMA_SCHEMA_VALUES_H
#define SCHEMA_SCHEMA_VALUES_H

#include "schema/schema.h"

/* What follows PREFIX in TEXT, the name of a section or a key; NULL when it
   begins otherwise. */
const char *schema_after_prefix(const char *text, const char *prefix);

/* The N_FIRST texts of FIRST and VARIANTS, folded, each once; in ARENA. */
struct schema_spellings schema_fold_spellings(struct arena *arena,
                                              const char *const *first,
                                              size_t n_first,
                                              const char *const *variants,
                                              size_t n_variants);

/* Reads SECTION into VALUES, which has its name.  Faults are reported at
   their place. */
void schema_read_values(struct arena *arena, struct ini_section *section,
                        struct diag *diag, struct schema_values *values);

#endif
