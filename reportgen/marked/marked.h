/*
 * Marked: a copy of a workbook in which faulty cells are marked.
 *
 * Each faulty cell gets a colour and a comment with its messages; a sheet at
 * the front lists all faults, each with a link to its cell.  The package is
 * edited part by part: parts that need no change are copied byte for byte, cell
 * formats are added but never renumbered, and existing comments and drawings
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

/* The most faults of one workbook that are marked; the others are counted. */
enum { MARKED_MOST = 10000 };

struct marked_fault {
    const char *sheet; /* NULL: the fault is in no sheet */
    uint32_t row,
        column; /* from 1; row 0: the whole sheet; column 0: the whole row */
    enum diag_level level;
    const char *text;
};

struct marked_source {
    const char *path; /* of the workbook that is copied */
    const char *name; /* its name in messages */
    const struct marked_fault *faults;
    size_t n_faults;
    const struct entry_words *words;
};

/* Writes the marked copy of SOURCE to the staged FILE, closes it and reads it
   again.  False after a report; a signed workbook is refused
   (marked-signed). */
bool marked_write(struct arena *arena, const struct marked_source *source,
                  struct outfile *file, struct diag *diag);

/* True when the workbook at PATH is a marked copy; false also when it cannot be
   read. */
bool marked_is_copy(const char *path);

#endif
