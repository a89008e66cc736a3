/*
 * Dataset: reads, types, checks and stores all tables that a configuration
 * names.
 *
 * Every fault of every row is reported in one run; a faulty row is dropped
 * and the report is not written.
 */
#ifndef DATASET_DATASET_H
#define DATASET_DATASET_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/strbuf.h"
#include "config/config.h"
#include "dataset/store.h"
#include "reader/reader.h"
#include "schema/schema.h"

/* WORDS (may be NULL) are those of the layout that asks for the data.  The
   sealed store, or NULL when nothing could be loaded.  Errors may have
   been reported with a store given: later stages still run, to report what
   they find.  The store is owned by the caller. */
struct store *dataset_load(struct arena *arena, const struct config *config,
                           const struct schema *schema,
                           const struct field_words *words, struct diag *diag);

/* Takes a source that a configuration names, before it is opened; a pattern is
   all files that it stands for. */
typedef void dataset_source(void *context, const struct reader_class *class,
                            const struct reader_options *options);

/* Hands the sources of CONFIG to VISIT in their order; those that cannot be
   found are left out without a word. */
void dataset_visit_sources(struct arena *arena, const struct config *config,
                           const struct schema *schema, dataset_source *visit,
                           void *context);

struct pushdown;

/* The same where all rows stay at a server (pushdown.h): a sealed store without
   any, which knows of them what it would know.  NULL when they cannot stay
   there: *WHY says why, or reports do.  *PUSHDOWN is to be closed in any
   case. */
struct store *dataset_leave(struct arena *arena, const struct config *config,
                            const struct schema *schema,
                            const struct field_words *words, struct diag *diag,
                            struct pushdown **pushdown, const char **why);

/* The dataset as text: one line a row with its place, values as stored. */
void dataset_dump(struct strbuf *buf, struct store *store, struct diag *diag);

#endif
