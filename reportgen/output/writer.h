/*
 * Writer: the formats in which a document is written, each a class of
 * functions.
 *
 * A new format is a class in a file of its own and a line in WRITERS
 * (writer.c).  Configurations, layouts, the command line, the manifest and
 * publish.c find it there; none of them knows a format by name.
 *
 * A class is driven by writer_write(): begin, then each section or each sheet
 * of the document in order, finish; the closed file is read again by verify.
 * Long lists do not stand in the tree as rows: whoever comes to such a table
 * takes its rows one at a time (tree/table_rows.h), so that a writer never
 * holds more of them than its format needs.
 */
#ifndef OUTPUT_WRITER_H
#define OUTPUT_WRITER_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/outfile.h"
#include "config/config.h"
#include "config/format.h"
#include "output/attachment.h"
#include "output/pdf_memo.h"
#include "tree/tree.h"
#include "typeset/typeset.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a writer works with.  All of it outlives the writer. */
struct writer_setup {
    struct arena *arena; /* of the run */
    const struct document *document;
    const struct config *config;
    int64_t created; /* the date in metadata: seconds since 1970 UTC, from the
                        date of issue or SOURCE_DATE_EPOCH; -1: none */
    struct fontset *fonts;        /* for formats that set pages, as the next */
    struct breaker *breaker;      /* two are */
    struct pdf_memo *memo;        /* shared with the reports before and after */
    struct typeset_result *pages; /* filled by a format that sets pages */
    const struct attachment *attachments; /* for a class that embeds */
    size_t n_attachments;
    struct diag *diag;
};

struct writer_class {
    /* How it is asked for; files end in a dot and its name. */
    struct format format;

    /* What its file is in the manifest: "report", "annex". */
    const char *role;

    /* Set when a file of this format may be embedded in one of another: what
       it is then (see attachment.h).  NULL: it never is. */
    const char *mime_type, *relationship;

    /* Whether a file of this format, made as CONFIG says, embeds those that may
       be embedded, which are then made before it whether or not they are
       published.  NULL: never. */
    bool (*embeds)(const struct config *config);

    /* Starts the document of SETUP, which goes to the staged FILE.  The result
       is the writer that the other members are given; NULL after a report. */
    void *(*begin)(const struct writer_setup *setup, struct outfile *file);

    /* Writes the next section: of a format that shows the report; else NULL.
       False after a report. */
    bool (*section)(void *writer, const struct section *section);

    /* Writes the next sheet: of a format that shows sheets; else NULL.  False
       after a report. */
    bool (*sheet)(void *writer, const struct sheet *sheet);

    /* Writes what remains.  Nothing may be written to the file afterwards.
       False after a report; a write that failed is reported by
       outfile_close(). */
    bool (*finish)(void *writer);

    /* Reads the closed file again and proves that all is there that was
       meant.  False after a report. */
    bool (*verify)(void *writer);

    /* Frees the writer, finished or not.  NULL: it lives in the arena. */
    void (*destroy)(void *writer);
};

/* All classes, in the order in which their files are published. */
extern const struct writer_class *const writers[];
extern const size_t n_writers;

/* The formats of all classes; bit I of a set is writers[I]. */
const struct format_list *writer_formats(void);

/* Writes the document of SETUP to FILE, which is closed and verified then.
   False after a report. */
bool writer_write(const struct writer_class *class,
                  const struct writer_setup *setup, struct outfile *file);

#endif
