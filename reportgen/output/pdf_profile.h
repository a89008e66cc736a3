/*
 * PDF profile: the colour space that PDF/A requires (an ICC profile of sRGB,
 * one of the machine's own).
 */
#ifndef OUTPUT_PDF_PROFILE_H
#define OUTPUT_PDF_PROFILE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/infile.h"

#include <stdbool.h>
#include <stddef.h>

/* Reads the first profile that PDF/A of PART allows.  False after a report
   (color-profile). */
bool pdf_profile_read(struct arena *arena, int part, struct infile *profile,
                      struct diag *diag);

/* True when BYTES are an RGB profile of a screen or printer in a version that
   PART allows: 2 in part 1, up to 4 in the others. */
bool pdf_profile_fits(const char *bytes, size_t size, int part);

#endif
