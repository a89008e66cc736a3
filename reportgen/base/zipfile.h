/*
 * Zipfile: the parts of a zip archive, read and checked (libzip is included
 * here only).
 *
 * A workbook is such an archive: our own is opened again after it was
 * written, and those of others are read as data.  A part comes in pieces of
 * bounded size, and its check sum is compared when it has come whole.
 */
#ifndef BASE_ZIPFILE_H
#define BASE_ZIPFILE_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zipfile;

/* Opens the archive at PATH and checks that its directory and the heads of
   its parts agree.  NULL after a report at PATH (zip-broken). */
struct zipfile *zipfile_open(const char *path, struct diag *diag);

/* The same for the open file FD, which messages call NAME and which the caller
   keeps.  Archives of other makers are read as they are: what their directory
   says of a part counts. */
struct zipfile *zipfile_open_data(int fd, const char *name, struct diag *diag);

/* Closes and frees; ZIP may be NULL. */
void zipfile_close(struct zipfile *zip);

/* The path that messages name. */
const char *zipfile_path(const struct zipfile *zip);

/* How many parts its directory lists. */
size_t zipfile_n_parts(const struct zipfile *zip);

/* The name of part I in the order of the directory; lives as long as ZIP. */
const char *zipfile_part_name(const struct zipfile *zip, size_t i);

/* The number of the part called NAME, or -1. */
int64_t zipfile_find(const struct zipfile *zip, const char *name);

/* Takes a piece of a part; false stops the reading. */
typedef bool zipfile_sink(void *context, const char *bytes, size_t size);

/* Reads part I, at most LIMIT bytes of it unpacked, to its end.  False after
   a report (zip-part-broken, zip-part-too-large), or without one when SINK
   stopped.  SINK may be NULL: then the part is only checked. */
bool zipfile_read(struct zipfile *zip, size_t i, uint64_t limit,
                  zipfile_sink *sink, void *context, struct diag *diag);

/* A part that is read piece by piece. */
struct zipfile_part;

/* Opens part I, of which at most LIMIT bytes unpacked are read.  NULL after a
   report. */
struct zipfile_part *zipfile_part_open(struct zipfile *zip, size_t i,
                                       uint64_t limit, struct diag *diag);

/* Reads at most SIZE bytes; 0 at the end, when the check sum has been compared;
   -1 after a report.  A part that grows past its limit, or unpacks to so many
   times its size that no writer of documents made it, is refused
   (zip-part-too-large). */
ptrdiff_t zipfile_part_read(struct zipfile_part *part, char *bytes,
                            size_t size);

/* Closes and frees; PART may be NULL. */
void zipfile_part_close(struct zipfile_part *part);

/* A copy of an archive in which some parts are other ones.  What is not
   changed is taken over as it is packed. */
struct zipcopy;

/* A copy of ZIP, which outlives it. */
struct zipcopy *zipcopy_begin(struct zipfile *zip);

/* The part called NAME holds SIZE BYTES, of which a copy is made; one that ZIP
   does not have is added at the end. */
void zipcopy_put(struct zipcopy *copy, const char *name, const char *bytes,
                 size_t size);

/* Hands the bytes of the finished archive to SINK.  False after a report, or
   when SINK stopped. */
bool zipcopy_write(struct zipcopy *copy, zipfile_sink *sink, void *context,
                   struct diag *diag);

/* Frees; COPY may be NULL. */
void zipcopy_free(struct zipcopy *copy);

#endif
