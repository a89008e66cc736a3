/*
 * Marked: a copy of a workbook in which the faulty cells are shown.
 *
 * Each faulty cell gets a colour and a comment with its messages; a sheet in
 * front lists all faults, each a link to its cell.  The package is edited part
 * by part: a part that need not change is taken over byte for byte, cell
 * formats are appended, never renumbered, comments and drawings that are there
 * stay.
 */
#ifndef MARKED_MARKED_H
#define MARKED_MARKED_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/outfile.h"
#include "entry/entry_words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* More faults of one workbook than anybody looks at; the others are counted. */
enum { MARKED_MOST = 10000 };

struct marked_fault {
    const char *sheet;    /* NULL: of the whole file */
    uint32_t row, column; /* from 1; row 0: of the whole sheet; column 0: of the
                             row */
    enum diag_level level;
    const char *text;
};

struct marked_source {
    const char *path; /* of the workbook that is copied */
    const char *name; /* what messages call it */
    const struct marked_fault *faults;
    size_t n_faults;
    const struct entry_words *words;
};

/* Writes the marked copy of SOURCE to the staged FILE, closes it and reads it
   again.  False after a report: a signed workbook is refused
   (marked-signed). */
bool marked_write(struct arena *arena, const struct marked_source *source,
                  struct outfile *file, struct diag *diag);

/* True when the workbook at PATH is a marked copy; what cannot be read is
   none. */
bool marked_is_copy(const char *path);

#endif
