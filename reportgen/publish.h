/*
 * Publish: the files of one finished document.
 *
 * All files of a report are staged, verified and synced before the first is
 * renamed; the manifest comes last.  When anything fails, the files of the last
 * run stay as they are.
 */
#ifndef PUBLISH_H
#define PUBLISH_H

#include "run.h"

#include "base/arena.h"
#include "config/config.h"
#include "dataset/store.h"
#include "document/document.h"
#include "output/pdf_memo.h"
#include "tally/tally.h"
#include "typeset/typeset.h"

/* The values of one run, each made by a stage from those above it. */
struct report {
    struct run_shared *shared; /* NULL: nothing is shared */
    struct arena *arena;
    const struct run_options *options;
    const struct run_job *job;
    const struct outlock *lock; /* of the output folder; NULL: a dry run */
    struct diag *diag;
    struct config *config;
    struct layout layout;
    const struct schema *schema;
    struct field_words *words; /* of the layout */
    struct store *store;
    struct pushdown *pushdown; /* where the rows stay; NULL: in STORE */
    bool has_tallied;          /* TALLIES are what could be made */
    bool has_shared_store;     /* STORE belongs to other reports too */
    bool shows_origins;        /* they are printed, so the rows stay */
    struct tallies *tallies;
    struct document *document;
    struct fontset *fonts;
    struct breaker *breaker;
    struct pdf_memo *memo;
    struct typeset_result pages;
};

/* Writes, verifies and publishes the files that the configuration asks for;
   RESULT gets their paths.  False after a report. */
bool publish(struct report *report, struct run_result *result);

/* With -v, tells the size of the report once its pages are set. */
void publish_tell_pages(const struct report *report, int n_pages);

#endif
