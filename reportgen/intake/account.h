/*
 * Account: what became of the cells of a source.
 *
 * Every cell below the headings that is not empty is counted as what it was:
 * read into a record, part of a row that is compared with the records, or of a
 * column that nobody reads.  Nothing is left over.
 */
#ifndef INTAKE_ACCOUNT_H
#define INTAKE_ACCOUNT_H

#include "base/strbuf.h"
#include "schema/schema.h"

/* What a row of a source may be; row_kind.h decides. */
enum intake_kind {
    INTAKE_RECORD,
    INTAKE_TOTAL,    /* "Tổng cộng", or figures without a word */
    INTAKE_PART,     /* "Trong đó", and the lines that continue it */
    INTAKE_SECTION,  /* opens a group of rows, perhaps with their sums */
    INTAKE_HEADINGS, /* the headings again, or the numbers of the columns */
    INTAKE_UNIT,     /* units of the figures above or below */
    INTAKE_NOTE,     /* words that belong to no row */
    INTAKE_EXAMPLE,  /* the example row of a data-entry workbook */
    N_INTAKE_KINDS
};

struct row;

struct account {
    uint64_t n_rows[N_INTAKE_KINDS]; /* by kind; records that were read */
    uint64_t n_refused;              /* records that were refused for a fault */
    uint64_t n_cells[N_INTAKE_KINDS]; /* in these rows; of records only those
                                         that were read */
    uint64_t n_unread; /* of records, in columns that are not read */
    uint64_t n_refused_cells;
    int64_t *sums; /* by field, of money; they wrap when too large */
};

/* Starts an empty account of TABLE, in ARENA. */
void account_start(struct account *account, struct arena *arena,
                   const struct schema_table *table);

/* Adds ROW, which is no record. */
void account_add_row(struct account *account, enum intake_kind kind,
                     const struct row *row);

/* Adds a record that was refused. */
void account_add_refused(struct account *account, const struct row *row);

/* The number of all cells that the account counts. */
uint64_t account_n_cells(const struct account *account);

/* Adds "12 rows, 96 cells: 90 read, 4 in 1 total, ...", for -v. */
void account_format(struct strbuf *buf, const struct account *account);

#endif
