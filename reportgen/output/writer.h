/*
 * Writer: the formats in which a document is written, each a class of
 * functions.
 *
 * A new format is a class in a file of its own and an entry of WRITERS
 * (writer.c).  Configurations, layouts, the command line, the manifest and
 * publish.c find it there; none of them knows a format by name.
 *
 * writer_write() drives a class: begin, then each section or sheet of the
 * document in order, finish; verify then reads the closed file again.  The rows
 * of long lists are not in the tree: they are taken one at a time
 * (tree/table_rows.h), so that a writer never keeps more of them than its
 * format needs.
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
    int64_t created; /* the time in metadata, in seconds since 1970 UTC (from
                        the date of issue or SOURCE_DATE_EPOCH); -1: none */
    struct fontset *fonts;        /* for formats with pages */
    struct breaker *breaker;      /* the same */
    struct pdf_memo *memo;        /* shared with other reports of the process */
    struct typeset_result *pages; /* set by a format with pages */
    const struct attachment *attachments; /* for a class that embeds files */
    size_t n_attachments;
    struct diag *diag;
};

struct writer_class {
    /* How it is requested; its files end in a dot and its name. */
    struct format format;

    /* The role of its file in the manifest: "report", "annex". */
    const char *role;

    /* Set when a file of this format may be embedded in one of another format
       (see attachment.h).  NULL: it never is. */
    const char *mime_type, *relationship;

    /* True when a file of this format, made as CONFIG says, embeds those that
       may be embedded; they are then made before it, whether or not they are
       published.  NULL: never. */
    bool (*embeds)(const struct config *config);

    /* Starts the document of SETUP, which goes to the staged FILE.  Returns the
       writer for the other functions; NULL after a report. */
    void *(*begin)(const struct writer_setup *setup, struct outfile *file);

    /* Writes the next section, in a format that shows the report; else NULL.
       False after a report. */
    bool (*section)(void *writer, const struct section *section);

    /* Writes the next sheet, in a format that shows sheets; else NULL.  False
       after a report. */
    bool (*sheet)(void *writer, const struct sheet *sheet);

    /* Writes what remains; nothing may be written to the file afterwards.
       False after a report; outfile_close() reports a failed write. */
    bool (*finish)(void *writer);

    /* Reads the closed file again and proves that everything is in it.  False
       after a report. */
    bool (*verify)(void *writer);

    /* Frees the writer, whether finished or not.  NULL: it lives in the
       arena. */
    void (*destroy)(void *writer);
};

/* All classes, in the order in which their files are published. */
extern const struct writer_class *const writers[];
extern const size_t n_writers;

/* The formats of all classes; bit I of a set stands for writers[I]. */
const struct format_list *writer_formats(void);

/* Writes the document of SETUP to FILE, closes and verifies it.  False after a
   report. */
bool writer_write(const struct writer_class *class,
                  const struct writer_setup *setup, struct outfile *file);

#endif
