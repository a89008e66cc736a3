/*
 * PDF profile: the colour space that PDF/A wants named (an ICC profile of
 * sRGB, from the machine's own).
 */
#ifndef OUTPUT_PDF_PROFILE_H
#define OUTPUT_PDF_PROFILE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/infile.h"

#include <stdbool.h>
#include <stddef.h>

/* Reads the first profile that PDF/A of PART may name.  False after a report
   (color-profile). */
bool pdf_profile_read(struct arena *arena, int part, struct infile *profile,
                      struct diag *diag);

/* Whether BYTES are a profile of a screen or printer for RGB, of a version
   that PART knows: 2 in part 1, up to 4 in the others. */
bool pdf_profile_fits(const char *bytes, size_t size, int part);

#endif
