/*
 * Manifest: NAME.manifest.json, written last, tells what a run made and from
 * what.
 *
 * The one inside a PDF/A-3 tells what that file was made from; it cannot have
 * the hash of the file that contains it.
 *
 * Format (keys sorted, 2 spaces): program and version, period and window, with
 * --each the field and the value of the rows, outputs (name, size, SHA-256),
 * inputs (name, SHA-256, rows), tallies (name, rows, totals).  It has neither
 * the day of the run, nor host or user.
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
    int64_t size;       /* in bytes; -1: not known */
    const char *sha256; /* "": not known */
    int64_t rows;       /* that were kept; -1: it is not a table */
    int64_t cells;      /* cells that are not empty in the rows of a table */
    const struct manifest_sum *sums; /* of its money that is not confidential */
    size_t n_sums;
};

/* A figure in a tally's total, exact as in the dump. */
struct manifest_figure {
    const char *tally;
    const char *measure;
    const char *value;
};

struct manifest {
    const char *version;
    const char *period; /* spec */
    const char *first;  /* days of the window, in ISO form */
    const char *last;
    const char *closing;
    const char *each_field; /* "schemes.province"; NULL: all rows */
    const char *each_key;
    const struct manifest_file *outputs;
    size_t n_outputs;
    const struct manifest_file *inputs;
    size_t n_inputs;
    const struct manifest_figure *figures;
    size_t n_figures;
};

/* The text of MANIFEST in ARENA, of *SIZE bytes; NULL after a report. */
const char *manifest_print(struct arena *arena, const struct manifest *manifest,
                           size_t *size, struct diag *diag);

bool manifest_write(const struct manifest *manifest, struct outfile *file,
                    struct diag *diag);

/* Reads the outputs in TEXT, the manifest of the file at PATH: their names,
   sizes and hashes, in ARENA.  False after a report: it is no manifest of this
   program, or names a file outside of its folder. */
bool manifest_read_outputs(struct arena *arena, const char *path,
                           const char *text, size_t size,
                           struct manifest_file **files, size_t *n_files,
                           struct diag *diag);

#endif
