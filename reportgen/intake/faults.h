/*
 * Faults: the messages about one table, as many as a reader can use.
 *
 * The first MOST_LISTED faults are printed; the others are counted and summed
 * up in one message, so that a file in the wrong unit does not bury the rest of
 * a batch.
 */
#ifndef INTAKE_FAULTS_H
#define INTAKE_FAULTS_H

#include "base/diag.h"
#include "schema/schema.h"

enum { MOST_LISTED = 200 };

struct faults {
    struct diag *diag;
    const struct schema_table *table;
    struct place place; /* of the table's source, for the last message */
    size_t most_listed; /* 0 stands for MOST_LISTED */
    size_t n_listed;
    size_t n_more_errors;
    size_t n_more_notes; /* including warnings */
    bool is_incomplete;  /* rows are missing, and it is not known which */
    bool has_refused;    /* rows with a fault are missing */
    bool is_configured;  /* the dataset has a source for the table */
    bool is_checked;     /* its rows were looked at where they lie */
};

/* True when a message of CODE may still be printed; otherwise it is counted. */
bool faults_admit(struct faults *faults, enum diag_code code);

/* Reports how many were counted. */
void faults_close(struct faults *faults);

/* faults_report() is diag_report() within the limit, faults_report_chosen() is
   diag_report_chosen(). */
#define faults_report(faults, code, ...)                                       \
    (faults_admit((faults), code)                                              \
         ? diag_report((faults)->diag, code, __VA_ARGS__)                      \
         : (void)0)
#define faults_report_chosen(faults, code, ...)                                \
    (faults_admit((faults), (code))                                            \
         ? diag_report_chosen((faults)->diag, (code), __VA_ARGS__)             \
         : (void)0)

#endif
