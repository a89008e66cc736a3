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

#endif
