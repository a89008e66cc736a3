/*
 * Control inside: what the parts of the controls share.
 *
 * control.c collects the figures and reports them, control_count.c reads how
 * many rows a line speaks of, control_match.c finds the rows that give a
 * figure.  Private to the controls.
 */
#ifndef INTAKE_CONTROL_INSIDE_H
#define INTAKE_CONTROL_INSIDE_H

#include "intake/control.h"

enum {
    ALL_LINES = 1000 /* up to here every range of rows is tried */
};

/* Running sums of the records.  They may wrap around; the difference of two is
   right all the same, and is the sum of the rows between them. */
struct sums {
    uint64_t *before; /* each line, by line and column; the end is one more */
    uint64_t *now;    /* by column */
};

/* A row that is no record: a total, a part of one, or the head of a section. */
struct line {
    enum intake_kind kind;
    enum row_level level;
    bool is_average; /* "Bình quân": its figures are not sums */
    char *title;
    uint64_t n_records; /* before it */
    size_t end; /* of a section: the next line of its level or one above, the
                   next total, or the number of lines */
};

/* A figure that stands in a line. */
struct control {
    size_t line;
    size_t column;
    int64_t figure;
    struct place place;
    enum { NOT_MATCHED, MATCHED, MATCHED_ROUNDED } match;
    bool is_doubtful; /* it may count something other than these rows */
};

/* A column that is added up.  In one of yes and no, a line tells how many are
   yes: COLUMN then has an integer field of its own, FIELD is the one of the
   records. */
struct figures {
    const struct column *column;
    const struct schema_field *field; /* whose values are added up */
    int64_t step; /* the unit of the last decimal that is written in it */
    bool is_once; /* a fact of the entity, which may be repeated in its rows */
};

/* The sums of the rows that have one value of an enum. */
struct value_rows {
    size_t field;
    const char *code;
    struct sums sums;
};

/* A further row of an entity. */
struct repeat {
    size_t line;      /* how many lines stand before the row */
    size_t earlier;   /* how many stand before the entity's last row */
    int64_t *figures; /* by column */
};

/* A slot of the hash table of entities. */
struct entity {
    uint64_t hash; /* of its id; 0: the slot is free */
    size_t line;   /* how many lines stand before its last row */
};

/* How many rows there are, as a column that no source has. */
struct row_count {
    struct schema_field field;
    struct column column;
    const char **things; /* folded, what a row is called: "đề án", "ĐA" */
    size_t n_things;
};

struct controls {
    struct arena *arena;
    const struct typing *typing;
    const struct binding *binding;
    struct figures *columns; /* the last is that of COUNT */
    size_t n_columns;
    struct row_count count;
    struct line *lines;
    size_t n_lines, lines_room;
    struct control *items; /* in the order of lines */
    size_t n_items, items_room;
    uint64_t n_records;
    struct sums all;
    struct sums filled; /* how many records have a figure */
    size_t sums_room;   /* of both */

    /* The closer look. */
    bool is_closer;
    size_t line; /* the lines passed so far */
    struct value_rows *values;
    size_t n_values;
    struct repeat *repeats;
    size_t n_repeats, repeats_room;
    struct entity *entities;
    size_t n_entities, entities_room;
};

/* The unit of the last decimal of NUMBER, at most STEP, a power of ten. */
int64_t control_step(int64_t step, int64_t number);

/* True when CONTROL tells how many rows there are. */
bool control_is_row_count(const struct controls *controls,
                          const struct control *control);

/* Adds the column that counts rows. */
void control_start_count(struct controls *controls);

/* The cell of ROW, of KIND, that tells how many rows there are, and the number
   in *N; NULL when there is none.  *IS_DOUBTFUL: it may count something
   else. */
const struct cell *control_find_count(const struct controls *controls,
                                      enum intake_kind kind,
                                      const struct row *row, int64_t *n,
                                      bool *is_doubtful);

/* Reads a cell that is nothing but a number that may count rows. */
bool control_read_bare_count(const struct cell *cell, int64_t *n);

/* Looks for the rows that give each figure: ranges of rows first, sums of other
   lines then; false when some figure is not found.  After the closer look:
   rows of one value, and rows of an entity counted once. */
bool control_match_all(struct controls *controls);
void control_match_closer(struct controls *controls);

/* The records before LINE. */
uint64_t control_records_before(const struct controls *controls, size_t line);

/* The sum of COLUMN over the rows from the line FIRST, or from CONTROL_TOP, to
   the line END. */
#define CONTROL_TOP SIZE_MAX
int64_t control_range(const struct controls *controls, const struct sums *sums,
                      size_t column, size_t first, size_t end);

#endif
