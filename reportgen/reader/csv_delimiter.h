/*
 * CSV delimiter: which of comma, semicolon and tab parts the cells.
 *
 * The row of headings and its agreement with the rows below decide; a first
 * line "sep=;" as Excel reads it decides alone.
 */
#ifndef READER_CSV_DELIMITER_H
#define READER_CSV_DELIMITER_H

#include <stddef.h>

/* The delimiter of TEXT; *SKIP is the size of a leading "sep=" line. */
char csv_delimiter_find(const char *text, size_t size, size_t *skip);

/* The Nth delimiter, from 0, beside FIRST, for a text that has nothing that is
   looked for when FIRST parts its cells; '\0' when there is none. */
char csv_delimiter_other(char first, size_t n);

#endif
