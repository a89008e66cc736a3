/*
 * Manifest: NAME.manifest.json, written last, says what a run made from what.
 *
 * The one inside a PDF/A-3 names what that file was made from; it cannot name
 * the file that it is in.
 *
 * Format (keys sorted, 2 spaces): program and version, period and window,
 * with --each the field and the value whose rows it is of,
 * outputs (name, size, SHA-256), inputs (name, SHA-256, rows), tallies
 * (name, rows, totals).  No date of today, no host, no user.
 */
#ifndef OUTPUT_MANIFEST_H
#define OUTPUT_MANIFEST_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/outfile.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The sum of a column of money, in đồng. */
struct manifest_sum {
    const char *field;
    int64_t dong;
};

struct manifest_file {
    const char *name;
    const char *role;   /* "report", "annex"; "configuration", "layout",
                           "schema", "form", "data", "font" */
    int64_t size;       /* bytes, -1 unknown */
    const char *sha256; /* "" unknown */
    int64_t rows;       /* data rows kept, -1 not a table */
    int64_t cells;      /* cells of the rows that are not empty, of a table */
    const struct manifest_sum *sums; /* of its money that is not confidential */
    size_t n_sums;
};

/* A figure of a tally's total row: exact, as the dump prints it. */
struct manifest_figure {
    const char *tally;
    const char *measure;
    const char *value;
};

struct manifest {
    const char *version;
    const char *period; /* spec */
    const char *first;  /* ISO days of the window */
    const char *last;
    const char *closing;
    const char *each_field; /* "schemes.province"; NULL: of all rows */
    const char *each_key;
    const struct manifest_file *outputs;
    size_t n_outputs;
    const struct manifest_file *inputs;
    size_t n_inputs;
    const struct manifest_figure *figures;
    size_t n_figures;
};

/* The text of MANIFEST in ARENA, SIZE bytes; NULL after a report. */
const char *manifest_print(struct arena *arena, const struct manifest *manifest,
                           size_t *size, struct diag *diag);

bool manifest_write(const struct manifest *manifest, struct outfile *file,
                    struct diag *diag);

/* Reads the outputs that the manifest TEXT, the bytes of the file at PATH,
   names: their names, sizes and hashes, in ARENA.  False after a report: it is
   no manifest of this program, or names a file outside of its folder. */
bool manifest_read_outputs(struct arena *arena, const char *path,
                           const char *text, size_t size,
                           struct manifest_file **files, size_t *n_files,
                           struct diag *diag);

#endif
