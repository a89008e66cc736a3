/*
 * Dataset: reads, types, checks and stores all tables that a configuration
 * names.
 *
 * One run reports every fault of every row; a faulty row is dropped, and the
 * report is not written.
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

/* Loads the dataset of CONFIG; WORDS (may be NULL) are those of the layout that
   asks for the data.  Returns the sealed store, which the caller owns, or NULL
   when nothing could be loaded.  Errors may have been reported even when there
   is a store: later stages still run and report what they find. */
struct store *dataset_load(struct arena *arena, const struct config *config,
                           const struct schema *schema,
                           const struct field_words *words, struct diag *diag);

/* Receives a source that a configuration names, before it is opened; a pattern
   is visited once for each file that it matches. */
typedef void dataset_source(void *context, const struct reader_class *class,
                            const struct reader_options *options);

/* Gives the sources of CONFIG to VISIT in their order.  Those that cannot be
   found are left out silently. */
void dataset_visit_sources(struct arena *arena, const struct config *config,
                           const struct schema *schema, dataset_source *visit,
                           void *context);

struct pushdown;

/* The same where rows stay at a server (pushdown.h).  A sealed store without
   any of them, which knows of them what it would know.  NULL when none can stay
   there: *WHY says why.  *PUSHDOWN is to be closed in any case. */
struct store *dataset_leave(struct arena *arena, const struct config *config,
                            const struct schema *schema,
                            const struct field_words *words,
                            struct pushdown **pushdown, const char **why);

/* The store of the same dataset, with the rows that PUSHDOWN says are needed
   here, of the snapshot of its server.  NULL after a report. */
struct store *dataset_fetch(struct arena *arena, const struct config *config,
                            const struct schema *schema,
                            const struct field_words *words,
                            struct pushdown *pushdown, struct diag *diag);

/* Adds the dataset as text: one line for each row, with its place and the
   values as stored. */
void dataset_dump(struct strbuf *buf, struct store *store, struct diag *diag);

#endif
