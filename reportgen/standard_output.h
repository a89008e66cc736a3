/*
 * Standard output: what a run prints for the next program of a pipe.
 *
 * Written at once and without a buffer of the C library, so that a write that
 * fails is known where it fails, with the system's reason.
 */
#ifndef STANDARD_OUTPUT_H
#define STANDARD_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* Writes SIZE bytes of TEXT; false when not all could be written. */
bool standard_output_write(const char *text, size_t size);

/* Closes it.  The errno of the first failure, or 0. */
int standard_output_close(void);

#endif
