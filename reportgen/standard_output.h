/*
 * Standard output: what a run prints for the next program in a pipe.
 *
 * It is written without a buffer of the C library, so that a failure is known
 * where it happens, with the system's reason.
 */
#ifndef STANDARD_OUTPUT_H
#define STANDARD_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* Writes SIZE bytes of TEXT; false when not all of them could be written. */
bool standard_output_write(const char *text, size_t size);

/* Closes it.  Returns the errno of the first failure, or 0. */
int standard_output_close(void);

#endif
