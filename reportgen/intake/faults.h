/*
 * Faults: the messages about one table, as many as a reader can use.
 *
 * Every fault of every row is looked for; the first MOST_LISTED are printed,
 * the others are counted and closed with one message, so that a file in the
 * wrong unit does not bury the rest of a batch.
 */
#ifndef INTAKE_FAULTS_H
#define INTAKE_FAULTS_H

#include "base/diag.h"
#include "schema/schema.h"

enum { MOST_LISTED = 200 };

struct faults {
    struct diag *diag;
    const struct schema_table *table;
    struct place place; /* of the table's source, for the closing message */
    size_t most_listed; /* 0: MOST_LISTED */
    size_t n_listed;
    size_t n_more_errors;
    size_t n_more_notes; /* and warnings */
    bool is_incomplete;  /* rows are missing, and not known which */
    bool is_configured;  /* the dataset has a source for the table */
};

/* True when a message of CODE may still be listed; else it is counted. */
bool faults_admit(struct faults *faults, enum diag_code code);

/* Reports what was counted. */
void faults_close(struct faults *faults);

/* faults_report(faults, code, place, ...) is diag_report() within the limit,
   faults_report_chosen() diag_report_chosen(). */
#define faults_report(faults, code, ...)                                       \
    (faults_admit((faults), code)                                              \
         ? diag_report((faults)->diag, code, __VA_ARGS__)                      \
         : (void)0)
#define faults_report_chosen(faults, code, ...)                                \
    (faults_admit((faults), (code))                                            \
         ? diag_report_chosen((faults)->diag, (code), __VA_ARGS__)             \
         : (void)0)

#endif
