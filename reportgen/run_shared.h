/*
 * Run shared: what the reports of a process have in common.
 *
 * A batch reads fonts, schema and form once, not with each report: faces are
 * parsed once, and a schema or form stays as long as its files hold the same
 * bytes and a report finds the same ones.  What is given lives until the next
 * report asks for another.
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

/* Owned by the caller; close accepts NULL. */
struct run_shared;
struct run_shared *run_shared_open(void);
void run_shared_close(struct run_shared *shared);

/* The dataset of the configuration at CONFIG from which the reports of its
   values
   (--each) are cut; NULL when there is none, or when it is that of the process
   that this one was forked from. */
struct store *run_shared_whole(const struct run_shared *shared,
                               const char *config);

/* Keeps STORE, in ARENA if that is not NULL, as this dataset; both are owned by
   SHARED then. */
void run_shared_keep_whole(struct run_shared *shared, const char *config,
                           struct store *store, struct arena *arena);

/* The fonts that CONFIG finds first; NULL after a report. */
struct fontset *run_shared_fonts(struct run_shared *shared,
                                 const struct config *config,
                                 struct diag *diag);

/* What PDF files with these fonts repeat. */
struct pdf_memo *run_shared_memo(struct run_shared *shared);

/* The finder of line ends. */
struct breaker *run_shared_breaker(struct run_shared *shared);

/* The schema in INPUT for a configuration in FOLDER; NULL after a report.  One
   of which there was something to report is read anew, so that each report
   says it. */
const struct schema *run_shared_schema(struct run_shared *shared,
                                       struct input input,
                                       const struct root *folder,
                                       struct diag *diag);

/* The same for the form in INPUT. */
const struct form *run_shared_form(struct run_shared *shared,
                                   struct input input, struct diag *diag);

#endif
