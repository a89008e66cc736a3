/*
 * Intake: the rows of one source as records.
 *
 * A source is read in one pass: the headings are found and bound, each row is
 * told from totals, sections and other lines, its cells are typed and the
 * record is handed on.  What only all rows together show (how a column writes
 * its figures, a unit below the table) is supposed until then; when it turns
 * out otherwise, the records are taken back and the source is read once more
 * with what is now known.  Messages are held back until the pass is true.
 * Every cell is accounted for (account.h), and the figures of totals and
 * sections are compared with the rows (control.h).
 */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "intake/account.h"
#include "intake/bind.h"
#include "intake/faults.h"
#include "intake/fill.h"
#include "reader/reader.h"
#include "schema/field_words.h"

struct intake_source {
    const struct schema_table *table;
    const char *name;     /* as configured */
    const char *id_scope; /* whose ids its ids are */
    struct reader_options options;
    enum number_notation notation;
    const struct fill *fills;           /* by field index; NULL: none */
    struct date places_on;              /* the day whose places count */
    struct date last_day;               /* of the period; year 0: unknown */
    const struct schema_field *decides; /* the period of its rows, or NULL */
    const char *const *ignored; /* headings that nobody misses, folded */
    size_t n_ignored;
    const struct field_words *words; /* of the layout, or NULL */
    /* Of a source whose rows stay where they lie: told how its columns are
       bound and what empty cells stand for; NULL for others. */
    void (*bound)(void *context, const struct schema_table *table,
                  const struct binding *binding, const struct value *fallbacks);
    void *bound_context;
};

/* Where records go.  Each function returns false to end the reading, after a
   report. */
struct intake_sink {
    void *context;

    /* The source is bound: WHERE is the place of its first column; NUMBERS by
       field index is the column of the field, 0 absent; FILLED, whether what an
       empty cell says is known.  Called again after take_back(). */
    bool (*start)(void *context, struct place where, uint32_t *numbers,
                  bool *filled);

    /* A record, its VALUES by field index, which begins in LINE. */
    bool (*add)(void *context, const struct value *values, uint32_t line);

    /* A record was refused; others may refer to its VALUE of FIELD. */
    bool (*refuse)(void *context, const struct schema_field *field,
                   const char *value);

    /* All records since start() are taken back. */
    bool (*take_back)(void *context);

    /* The source was read to its end, which has ACCOUNT and SHA256. */
    void (*end)(void *context, const struct account *account,
                const char *sha256);
};

/* Reads SOURCE of SCHEMA with CLASS into SINK.  Every fault of every row is
   reported in FAULTS; rows with one are refused.  False when the source could
   not be read to its end, or the sink ended it. */
bool intake_read(struct arena *arena, const struct schema *schema,
                 const struct reader_class *class,
                 const struct intake_source *source,
                 const struct intake_sink *sink, struct faults *faults);

#endif
