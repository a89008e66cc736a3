/*
 * CSV delimiter: whether comma, semicolon or tab separates the cells.
 *
 * The row of headings, and how well the rows below agree with it, decide; a
 * first line "sep=;", which Excel understands, decides alone.
 */
#ifndef READER_CSV_DELIMITER_H
#define READER_CSV_DELIMITER_H

#include <stddef.h>

/* The delimiter of TEXT; *SKIP is the size of a leading "sep=" line. */
char csv_delimiter_find(const char *text, size_t size, size_t *skip);

/* The Nth delimiter, from 0, apart from FIRST, for a text that does not have
   what is looked for when FIRST separates its cells; '\0' when there is
   none. */
char csv_delimiter_other(char first, size_t n);

#endif
