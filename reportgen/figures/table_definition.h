/*
 * Table definition: [table.NAME] of a layout to a finished table.
 *
 *     [table.by_content]
 *     tally     = by_content
 *     unit      = million
 *     decimals  = 1
 *     unit_line = "ĐVT: triệu đồng"
 *     total     = "Tổng cộng"
 *     column.1  = "STT | @number | align=center min=10mm"
 *     column.2  = "Nội dung | @label | weight=3"
 *     column.3  = "Quốc gia / Kinh phí | support@national"
 *
 * table_define() reads and checks a definition; table_build() makes the
 * table, once, for text and annex alike.
 */
#ifndef FIGURES_TABLE_DEFINITION_H
#define FIGURES_TABLE_DEFINITION_H

#include "tally/tally.h"
#include "template/render.h"

/* Where a column's cells come from. */
enum column_source {
    SOURCE_NUMBER,      /* @number: 1, 2, 3... */
    SOURCE_LABEL,       /* @label of the last group */
    SOURCE_SHORT,       /* @short: the same in its short form */
    SOURCE_VALUE,       /* a column of the tally */
    SOURCE_PIVOT,       /* MEASURE@KEY of the second group */
    SOURCE_PIVOT_TOTAL, /* MEASURE@*: the measure over the second group */
    SOURCE_TEXT,        /* @text, @figure: what the layout's own rows say, */
    SOURCE_FIGURE       /* see table_rows.h */
};

enum { DECIMALS_UNSET = -1 };

struct row_definition;
struct table_note;

struct column_definition {
    const char **heads; /* outermost first */
    size_t n_heads;
    enum column_source source;
    size_t index;    /* column of the tally */
    const char *key; /* of a pivot */
    bool has_align;
    enum align align;
    mpt min_width, max_width;
    uint16_t weight;
    int decimals;       /* most decimals, or DECIMALS_UNSET */
    int64_t unit;       /* money: đồng; 0: none given */
    bool percent;       /* unit=percent: a ratio times 100 */
    const char *format; /* for workbooks, or NULL */
    const char *filter; /* chain, or NULL */
    const char *parts;  /* "a,b": the figures of the tally whose sum it is, or
                           NULL */
    bool no_total;
    bool hide_empty;  /* left out when no row has anything in it */
    bool note_same;   /* a note when all rows of a list say the same */
    const char *when; /* left out unless this holds, see condition.h */
    size_t number;    /* of "column.NUMBER"; others may be left out */
    struct place place;
};

struct table_definition {
    const char *name;
    const struct tally *tally;   /* NULL: the layout's own rows */
    struct row_definition *rows; /* see table_rows.h */
    size_t n_rows;
    int64_t unit; /* of money columns without one */
    int decimals;
    const char *unit_line; /* or NULL */
    const char *total;     /* label of the totals row, or NULL */
    const char *carry; /* "below | above" of sums carried forward, or NULL */
    bool streams; /* a long list may stay where it is, see table_rows.h of tree/
                   */
    bool hide_empty;
    bool grouped;       /* heads over groups of rows */
    size_t group_index; /* lists: column of the tally */
    bool numbers_continue;
    bool absent_empty; /* pairs without rows are empty cells, not 0 */
    struct column_definition *columns;
    size_t n_columns;
    struct table_note *notes; /* see table_notes.h */
    size_t n_notes;
    struct place place;
};

/* Reads SECTION ("table.NAME"); NULL after reports. */
struct table_definition *table_define(const struct render *render,
                                      struct ini_section *section,
                                      const struct tallies *tallies);

/* The table of DEFINITION.  *ROUNDED says that the printed parts of a column
   do not add up to its printed total (reported as a note).  NULL after
   reports. */
struct table *table_build(const struct render *render,
                          const struct table_definition *definition,
                          bool *rounded);

/* ---- shared with charts -------------------------------------------------- */

/* "million"; false when TEXT is no unit of money. */
bool table_parse_unit(const char *text, int64_t *unit);

/* Reads "HEAD | VALUE | options" of ENTRY; false after reports. */
bool table_read_column(const struct render *render, const struct tally *tally,
                       const struct ini_entry *entry,
                       struct column_definition *column);

/* Reads a VALUE alone. */
bool table_read_value(const struct render *render, const struct tally *tally,
                      const char *value, struct column_definition *column);

/* KEY as the rows of the second group of TALLY have it: of texts, the one that
   a reader takes for the same.  NULL when no row has it. */
const char *table_find_key(struct arena *arena, const struct tally *tally,
                           const char *key);

/* ---- between the files of the builder ------------------------------------ */

/* Text and number of one cell (table_cell.c). */
struct cell_text {
    const char *text; /* NULL: empty */
    struct value value;
    struct origin origin; /* of VALUE: what filters took in included */
};

/* How the cells of a column are printed. */
struct cell_format {
    const struct column_definition *column;
    const struct schema_field *field; /* or NULL */
    enum value_kind kind;
    int64_t unit; /* money: đồng, at least 1 */
    int decimals; /* most decimals, or NUMBER_ALL_DECIMALS */
    uint8_t min_decimals;
};

/* The format of COLUMN. */
struct cell_format cell_format_of(const struct table_definition *definition,
                                  const struct column_definition *column);

/* Prints the money of TABLE, and the quotients and numbers with decimals of a
   column, with the decimals of the one that needs most: 45,5 and 44,0.  A
   plain 0 stays, and a column with a unit or decimals of its own stands
   apart. */
void table_fix_decimals(struct arena *arena,
                        const struct table_definition *definition,
                        struct table *table);

/* The same for rows that come one by one: all are noted first, then each is
   given what the settled columns want. */
struct table_decimals;
struct table_decimals *
table_decimals_create(struct arena *arena,
                      const struct table_definition *definition);
void table_decimals_note(struct table_decimals *decimals,
                         const struct table_row *row);
void table_decimals_settle(struct table_decimals *decimals,
                           struct table *table);
void table_decimals_apply(struct arena *arena,
                          const struct table_decimals *decimals,
                          struct table_row *row);

/* VALUE, which comes from ORIGIN, as printed; false after a report. */
bool cell_print(const struct render *render, const struct cell_format *format,
                const struct value *value, struct origin origin,
                struct cell_text *cell);

/* Where the cells of a column of FORMAT stand: as the column says, else as
   its kind of value wants. */
enum align cell_align(const struct cell_format *format);

/* The decimals that TEXT, a number as printed, shows. */
uint8_t cell_decimals(const char *text);

/* Number format of a workbook for cells with so many DECIMALS; NULL for
   text. */
const char *cell_number_format(struct arena *arena,
                               const struct cell_format *format,
                               uint8_t decimals);

/* The head rows of TABLE, merged (table_head.c). */
void table_build_head(struct arena *arena,
                      const struct table_definition *definition,
                      struct table *table);

/* The sums that TABLE, whose totals are checked, carries from page to page;
   NULL when it has none (table_carry.c).  False after a report. */
bool table_build_carry(const struct render *render,
                       const struct table_definition *definition,
                       const struct cell_format *formats, struct table *table);

/* Formulas of totals, and whether printed parts add up (table_total.c).  The
   rows of TABLE are finished; FORMATS are those of its columns. */
bool table_check_totals(const struct render *render,
                        const struct table_definition *definition,
                        const struct cell_format *formats, struct table *table);

/* Makes the quotients in the rows of TABLE that a layout writes live where the
   figures of which they are stand in the same row. */
void table_set_rates(struct table *table);

/* Makes the cell in ROW and COLUMN a live sum over rows FROM..TO where these
   add up to it; sums among them are passed over.  True when the printed parts
   do not add up to what it prints (reported as a note). */
bool table_set_sum(const struct render *render, struct table *table, size_t row,
                   size_t column, size_t from, size_t to);

/* The same for a long list (tree/table_rows.h), whose rows are given one by one
   before its total, in FOOT, is checked. */
struct table_totals;
struct table_totals *
table_totals_create(struct arena *arena,
                    const struct table_definition *definition,
                    const struct cell_format *formats);
void table_totals_add(struct table_totals *totals, const struct table *table,
                      const struct table_row *row);
bool table_totals_check(const struct render *render,
                        const struct table_totals *totals, struct table *table);

#endif
