/*
 * SQL words: what the statements of schemas and layouts may speak of.
 */
#ifndef SCHEMA_SQL_WORDS_H
#define SCHEMA_SQL_WORDS_H

#include "base/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True for a word that SQL keeps for itself, in any case of letters: no name
   of a field.  The words are those of SQLite 3.40, so that a schema means the
   same with every release of the library. */
bool sql_is_keyword(const char *name);

/* Whether statements may call the function NAME. */
bool sql_is_pure_function(const char *name);

/* What the functions year(), quarter(), month(), day() and days() give. */
enum sql_date_part { PART_YEAR, PART_QUARTER, PART_MONTH, PART_DAY, PART_DAYS };
int64_t sql_date_part(struct date date, enum sql_date_part part);

/* The next run of letters, digits and "_" at or after *SQL, wherever it
   stands; *SQL is moved behind it.  NULL at the end. */
const char *sql_next_word(const char **sql, size_t *size);

#endif
