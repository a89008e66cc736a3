/*
 * Intake: the rows of one source as records.
 *
 * A source is read in one pass: its headings are found and bound, each row is
 * recognized as a record, a total, a section or another line, its cells are
 * typed, and the record is handed on.  What only all rows together show (how a
 * column writes its figures, a unit below the table) is assumed until then;
 * when the assumption was wrong, the records are taken back and the source is
 * read again with what is now known.  Messages are held back until a pass is
 * final. Every cell is accounted for (account.h), and the figures of totals and
 * sections are compared with the rows (control.h).
 */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "intake/account.h"
#include "intake/bind.h"
#include "intake/faults.h"
#include "intake/fill.h"
#include "intake/titles.h"
#include "reader/reader.h"
#include "schema/field_words.h"

struct intake_source {
    const struct schema_table *table;
    const char *name;     /* as configured */
    const char *id_scope; /* files of one scope share the numbering of ids */
    struct reader_options options;
    enum number_notation notation;
    const struct fill *fills;      /* by field index, or NULL */
    struct titles_expected titles; /* the period, the place, and more */
    const char *const *ignored;    /* folded headings that need not be read */
    size_t n_ignored;
    const struct field_words *words; /* those of the layout, or NULL */
    /* For a source whose rows stay at a server: gets the binding of its columns
       and the values of empty cells.  NULL for others. */
    void (*bound)(void *context, const struct schema_table *table,
                  const struct binding *binding, const struct value *fallbacks);
    void *bound_context;
};

/* Where records go.  Each function that returns a bool ends the reading by
   false, after a report. */
struct intake_sink {
    void *context;

    /* The source is bound.  WHERE is the place of its first column; NUMBERS
       gives, by field index, the column of the field (0: absent), FILLED
       whether its empty cells have a value.  Called again after take_back(). */
    bool (*start)(void *context, struct place where, uint32_t *numbers,
                  bool *filled);

    /* A record that begins in LINE, with VALUES by field index. */
    bool (*add)(void *context, const struct value *values, uint32_t line);

    /* A record was refused; other records may refer to its VALUE of FIELD. */
    bool (*refuse)(void *context, const struct schema_field *field,
                   const char *value);

    /* All records since start() are taken back. */
    bool (*take_back)(void *context);

    /* The source was read to its end; ACCOUNT and SHA256 are of the whole
       source. */
    void (*end)(void *context, const struct account *account,
                const char *sha256);
};

/* Reads SOURCE of SCHEMA with CLASS into SINK.  Reports every fault of every
   row in FAULTS and refuses rows that have one.  False when the source could
   not be read to its end, or when SINK ended the reading. */
bool intake_read(struct arena *arena, const struct schema *schema,
                 const struct reader_class *class,
                 const struct intake_source *source,
                 const struct intake_sink *sink, struct faults *faults);

#endif
