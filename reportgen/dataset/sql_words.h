/*
 * SQL words: what the statements of schemas and layouts may speak of.
 */
#ifndef DATASET_SQL_WORDS_H
#define DATASET_SQL_WORDS_H

#include "base/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether statements may call the function NAME. */
bool sql_is_pure_function(const char *name);

/* What the functions year(), quarter(), month(), day() and days() give. */
enum sql_date_part { PART_YEAR, PART_QUARTER, PART_MONTH, PART_DAY, PART_DAYS };
int64_t sql_date_part(struct date date, enum sql_date_part part);

/* The next run of letters, digits and "_" at or after *SQL, wherever it
   stands; *SQL is moved behind it.  NULL at the end. */
const char *sql_next_word(const char **sql, size_t *size);

#endif
