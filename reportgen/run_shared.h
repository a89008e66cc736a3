/*
 * Run shared: what the reports of a process have in common.
 *
 * A batch reads fonts, schema and form once and not for each report: a schema
 * or form stays as long as its files have the same bytes and a report finds the
 * same ones.  What is returned lives until the next report asks for another.
 */
#ifndef RUN_SHARED_H
#define RUN_SHARED_H

#include "base/diag.h"
#include "config/config.h"
#include "dataset/store.h"
#include "form/form.h"
#include "output/pdf_memo.h"
#include "schema/schema.h"
#include "typeset/typeset.h"

/* The caller owns it; close accepts NULL. */
struct run_shared;
struct run_shared *run_shared_open(void);
void run_shared_close(struct run_shared *shared);

/* The dataset of the configuration at CONFIG from which the reports of its
   values (--each) are cut.  NULL when there is none, or when it belongs to the
   process from which this one was forked. */
struct store *run_shared_whole(const struct run_shared *shared,
                               const char *config);

/* Keeps STORE as this dataset, with the ARENA that it lives in (may be NULL);
   SHARED owns both from then on. */
void run_shared_keep_whole(struct run_shared *shared, const char *config,
                           struct store *store, struct arena *arena);

/* The fonts that CONFIG finds; NULL after a report. */
struct fontset *run_shared_fonts(struct run_shared *shared,
                                 const struct config *config,
                                 struct diag *diag);

/* What PDF files with these fonts have in common. */
struct pdf_memo *run_shared_memo(struct run_shared *shared);

/* The line breaker. */
struct breaker *run_shared_breaker(struct run_shared *shared);

/* The schema in INPUT for a configuration in FOLDER; NULL after a report.  A
   schema with messages is read again each time, so that each report has
   them. */
const struct schema *run_shared_schema(struct run_shared *shared,
                                       struct input input,
                                       const struct root *folder,
                                       struct diag *diag);

/* The same for the form in INPUT. */
const struct form *run_shared_form(struct run_shared *shared,
                                   struct input input, struct diag *diag);

#endif
