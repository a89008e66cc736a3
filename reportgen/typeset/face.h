/*
 * Face: opening one font file, for fontset.c.
 *
 * fontset.c chooses the file of a role, font.c (which alone knows HarfBuzz)
 * reads it.  A face that was opened can be embedded in a PDF as TrueType and
 * has every Vietnamese letter.
 */
#ifndef TYPESET_FACE_H
#define TYPESET_FACE_H

#include "typeset/font.h"

#include <stdbool.h>
#include <stdint.h>

/* Why a file cannot serve. */
enum face_fault {
    FACE_OK,
    FACE_ABSENT,       /* no such file */
    FACE_UNREADABLE,   /* it is there; why it was not read is reported */
    FACE_DAMAGED,      /* no font, or without the tables a font must have */
    FACE_NOT_TRUETYPE, /* PostScript outlines */
    FACE_RESTRICTED,   /* its licence bits forbid embedding or subsetting */
    FACE_LACKS_LETTERS /* of Vietnamese, or other ones every report needs */
};

/* The letters a face lacks. */
struct face_gap {
    uint32_t first;
    int count;
};

/* Reads the file at PATH as face number INDEX; nobody looks at the file after
   that.  NULL with *FAULT set, and with *GAP for FACE_LACKS_LETTERS.  Owned by
   the caller. */
struct font *face_open(const char *path, int index, struct diag *diag,
                       enum face_fault *fault, struct face_gap *gap);
void face_close(struct font *font);

/* "Liberation Serif": the same for all looks of a family. */
const char *face_family(const struct font *font);

#endif
