/*
 * Run: one configured report through all stages.
 *
 * run_report() reads the configuration and everything that it names, sets the
 * pages, writes and publishes the files.  run_dump() stops after a stage and
 * gives its value as text.  Neither prints: messages go to the diag, results to
 * the caller (batch.c, main.c).
 */
#ifndef RUN_H
#define RUN_H

#include "base/arena.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/outlock.h"
#include "base/strbuf.h"
#include "config/config.h"
#include "dataset/each.h"
#include "run_shared.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the command line says for every report.  The strings are the
   caller's. */
struct run_options {
    const char *output_folder; /* -o; never NULL, "." by default */
    const char *period;        /* --period SPEC, or NULL */
    const char *closing;       /* --closing NAME, or NULL */
    struct date today;         /* for relative periods; always set */
    const char *each;          /* --each TABLE.FIELD, or NULL */
    unsigned only_formats; /* --only, a set of writer_formats(); 0: those of the
                              configuration */
    bool dry_run;          /* all stages run, nothing is written */
    bool verbose;          /* -v: notes tell what each stage found */
    int64_t source_date_epoch; /* seconds; -1: $SOURCE_DATE_EPOCH is not set */
};

/* The files of a report, in the order of publication.  Lives in the arena of
   run_report(). */
struct run_result {
    const char **paths;
    size_t n_paths;
};

/* One report to make: that of the configuration at CONFIG, or with --each that
   of one value in its dataset. */
struct run_job {
    const char *config;
    const struct schema_field *field; /* NULL: of the whole dataset */
    struct each_value value;
};

/* Lists the jobs of the configuration at CONFIG, one for each value of the
   field in OPTIONS (--each).  Faults of the dataset are reported here and not
   again by each job.  False after a report. */
bool run_list_each(struct run_shared *shared, struct arena *arena,
                   const char *config, const struct run_options *options,
                   struct run_job **jobs, size_t *n_jobs, struct diag *diag);

/* Makes the report of JOB in the folder of LOCK, which is NULL for a dry run.
   True when it was written as a whole (or would have been, in a dry run);
   otherwise the reason was reported and RESULT is empty. */
bool run_report(struct run_shared *shared, struct arena *arena,
                const struct run_job *job, const struct run_options *options,
                const struct outlock *lock, struct run_result *result,
                struct diag *diag);

/* The output name of JOB, with its place.  TEXT is NULL when the configuration
   cannot be read, which run_report() will report. */
struct config_text run_output_name(struct arena *arena,
                                   const struct run_job *job,
                                   const struct run_options *options);

struct report;

/* Makes the document of JOB and hands all that it was made of to USE, the rows
   included, with the fonts for its pages; publishes nothing.  False after a
   report, or when USE says so. */
typedef bool run_use(void *context, struct report *report);
bool run_with(struct run_shared *shared, struct arena *arena,
              const struct run_job *job, const struct run_options *options,
              run_use *use, void *context, struct diag *diag);

/* Where run_dump() stops. */
enum run_stage {
    RUN_STAGE_DATASET,
    RUN_STAGE_TALLIES,
    RUN_STAGE_DOCUMENT,
    RUN_STAGE_PAGES,
    RUN_STAGE_LAYOUT /* its text, before any data are read */
};

/* Adds the value of STAGE as text to TEXT.  False after a report; TEXT may have
   a part of it even then. */
bool run_dump(struct run_shared *shared, struct arena *arena,
              const struct run_job *job, enum run_stage stage,
              const struct run_options *options, struct strbuf *text,
              struct diag *diag);

#endif
