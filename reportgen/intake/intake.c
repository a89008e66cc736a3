#include "intake/intake.h"

#include "intake/bind.h"
#include "intake/control.h"
#include "intake/ditto.h"
#include "intake/fallback.h"
#include "intake/heading.h"
#include "intake/heading_rows.h"
#include "intake/old_letters.h"
#include "intake/place_lookup.h"
#include "intake/plausible.h"
#include "intake/row_unit.h"
#include "intake/titles.h"
#include "schema/money_unit.h"

#include <string.h>

/* The headings stand in one of the first rows; what stands above them are
   titles. */
enum { MOST_TITLES = 30, MOST_HEADS = 3 };

/* What is known of a column before a pass. */
struct known_column {
    enum number_notation notation; /* AUTO: not known */
    bool is_ambiguous;             /* no cell shows the notation */
};

/* A unit of money that stands outside of the headings. */
struct told_unit {
    uint32_t column; /* the column it is for; 0: all columns of money */
    int64_t dong;
    const char *text;
    struct place place;
};

enum { MOST_TOLD_UNITS = 64 };

struct intake {
    struct arena *arena;
    struct arena *scratch; /* emptied after each row */
    const struct schema *schema;
    const struct reader_class *class;
    const struct intake_source *source;
    const struct schema_table *table;
    const struct intake_sink *sink;
    struct reader *reader;
    struct faults *faults;
    struct arena *letters; /* holds a row whose text is in ENCODING; or NULL */
    enum legacy encoding;
    struct diag *held; /* messages, until the pass is final */
    struct typing typing;

    /* Known from an earlier pass: */
    size_t n_titles;            /* rows above the headings */
    bool has_titles;            /* the rows above were counted */
    size_t n_heads;             /* rows of headings: 1 to MOST_HEADS */
    struct known_column *known; /* by column; NULL: nothing is known */
    size_t n_known;
    struct told_unit units[MOST_TOLD_UNITS];
    size_t n_units;

    /* Of this pass: */
    struct place where;               /* of the first column of the headings */
    struct row heads[MOST_HEADS + 1]; /* of the headings: as bound, and as
                                         written when in several */
    size_t n_written;                 /* of HEADS */
    struct binding binding;
    struct row_rules *rules;
    struct titles *titles;
    struct row_units *row_units; /* NULL: no column tells them */
    struct controls *controls;
    struct plausible *
        *plausible; /* by column; NULL: there is nothing to watch */
    struct account account;
    struct value *fallbacks; /* by field: the value of an empty cell */
    bool *filled;            /* by field: an empty cell has a value */
    struct value *values;    /* by field, of the row being read */
    const struct schema_field **referred; /* fields that others refer to */
    size_t n_referred;
    struct place_lookup *lookup;
    struct ditto
        *ditto;         /* remembers the row above; NULL: no cell asks for it */
    uint64_t n_rows;    /* that the reader gave, including headings */
    struct row waiting; /* the reader gave it already, unless it has no cells */
    uint64_t n_read; /* cells of the row being read, and those in columns that
                        are not read */
    uint64_t n_unread;
    bool told_unseen; /* removed characters were reported */
    bool is_again;    /* an assumption was wrong */
    bool is_closer; /* the second look at the rows: records are not handed on */
};

enum outcome { OUTCOME_FAILED, OUTCOME_DONE, OUTCOME_AGAIN };

/* ---- places and rows ----------------------------------------------------- */

static struct place cell_place(const struct intake *intake,
                               const struct cell *cell)
{
    return intake->class->place(intake->reader, cell);
}

static struct place row_place(const struct intake *intake,
                              const struct row *row)
{
    struct place place = cell_place(intake, &row->cells[0]);
    place.column = 0;
    return place;
}

/* Reports invisible characters once for each source, at the first cell.  In old
   fonts a soft hyphen is a letter, which is reported as such. */
static void tell_unseen(struct intake *intake, const struct row *row)
{
    for (size_t i = 0; i < row->n_cells && !intake->told_unseen; i++) {
        const struct cell *cell = &row->cells[i];
        if (!cell->had_unseen ||
            (cell->text && legacy_is_odd(cell->text, cell->size)))
            continue;
        intake->told_unseen = true;
        diag_report(intake->held, DIAG_UNSEEN_REMOVED,
                    cell_place(intake, &row->cells[i]));
    }
}

static int next_row(struct intake *intake, struct row *row)
{
    if (intake->waiting.n_cells > 0) {
        *row = intake->waiting;
        intake->waiting.n_cells = 0;
        return 1;
    }
    size_t n_errors = diag_n_errors(intake->held);
    int found = intake->class->next(intake->reader, &row->cells, &row->n_cells);
    intake->n_rows += found > 0;
    if (found > 0 && intake->letters) {
        arena_reset(intake->letters);
        old_letters_mend(intake->letters, intake->encoding, row->cells,
                         row->n_cells);
    }
    if (found > 0 && !intake->told_unseen)
        tell_unseen(intake, row);
    if (diag_n_errors(intake->held) > n_errors)
        intake->faults->is_incomplete = true;
    return found;
}

static bool is_cut_short(const struct intake *intake)
{
    return intake->class->is_cut_short &&
           intake->class->is_cut_short(intake->reader);
}

/* ---- units beside the headings ------------------------------------------- */

/* Keeps the unit that TEXT at PLACE gives for COLUMN (0: all); NULL when it was
   kept before, from another page. */
static struct told_unit *keep_unit(struct intake *intake, uint32_t column,
                                   int64_t dong, const char *text,
                                   struct place place)
{
    for (size_t i = 0; i < intake->n_units; i++)
        if (intake->units[i].column == column && intake->units[i].dong == dong)
            return NULL;
    if (intake->n_units == MOST_TOLD_UNITS)
        return NULL;
    struct told_unit *unit = &intake->units[intake->n_units++];
    *unit = (struct told_unit){column, dong, arena_strdup(intake->arena, text),
                               place};
    return unit;
}

/* Uses the unit in CELL for COLUMN (0: all).  Records that were read in another
   unit have to be read again. */
static void know_unit(struct intake *intake, uint32_t column,
                      const struct cell *cell)
{
    const struct told_unit *unit = keep_unit(
        intake, column, heading_cell_unit(intake->scratch, cell->text),
        cell->text, cell_place(intake, cell));
    if (!unit)
        return;
    if (intake->account.n_rows[INTAKE_RECORD] + intake->account.n_refused == 0)
        bind_unit(&intake->binding, &intake->typing, unit->column, unit->dong,
                  unit->text, unit->place);
    else
        intake->is_again = true;
}

/* A unit in a column counts for that column and for the columns of money to its
   right without one, over which an office merges it.  A unit alone in its row
   and not in a column of money counts for all. */
static void take_units(struct intake *intake, const struct row *row)
{
    struct binding *binding = &intake->binding;
    const struct cell *unit = NULL;
    size_t n_units = 0;
    bool is_over_money = false;
    for (size_t i = 0; i < row->n_cells; i++)
        if (row->cells[i].text &&
            heading_cell_unit(intake->scratch, row->cells[i].text)) {
            unit = &row->cells[i];
            n_units++;
            is_over_money |= i < binding->n_columns &&
                             binding->columns[i].field &&
                             binding->columns[i].field->type == FIELD_MONEY;
        }
    if (n_units == 1 && !is_over_money) {
        know_unit(intake, 0, unit);
        return;
    }
    unit = NULL;
    for (size_t i = 0; i < binding->n_columns; i++) {
        const struct column *column = &binding->columns[i];
        const struct cell *cell = i < row->n_cells ? &row->cells[i] : NULL;
        bool has_own = cell && cell->text;
        if (has_own)
            unit = heading_cell_unit(intake->scratch, cell->text) ? cell : NULL;
        if (unit && column->field && column->field->type == FIELD_MONEY &&
            (has_own || !column->unit_text))
            know_unit(intake, column->number, unit);
    }
}

/* ---- rows that are no records -------------------------------------------- */

static void pass_over(struct intake *intake, enum intake_kind kind,
                      const struct row *row)
{
    row_units_set_total(intake->row_units, &intake->typing, row);
    account_add_row(&intake->account, kind, row);
    for (size_t i = 0; i < row->n_cells; i++)
        if (row->cells[i].is_uncomputed)
            faults_report(intake->faults, DIAG_TOTAL_UNCOMPUTED,
                          cell_place(intake, &row->cells[i]));
    switch (kind) {
    case INTAKE_TOTAL:
    case INTAKE_PART:
        if (row_title(row)[0] == '\0')
            faults_report(intake->faults, DIAG_UNNAMED_TOTAL,
                          row_place(intake, row));
        else
            faults_report(intake->faults, DIAG_TOTAL_ROW,
                          row_place(intake, row), row_title(row));
        break;
    case INTAKE_SECTION:
    case INTAKE_NOTE:
        faults_report(intake->faults, DIAG_SECTION_ROW, row_place(intake, row),
                      row_title(row));
        return controls_add_row(intake->controls, kind, row);
    case INTAKE_UNIT:
        if (!intake->is_closer)
            take_units(intake, row);
        return;
    default:
        return;
    }
    controls_add_row(intake->controls, kind, row);
}

/* ---- records ------------------------------------------------------------- */

/* Reports a row that ends too early.  It may end before its last columns, whose
   separators Excel leaves out when they are empty, but not before one that is
   required. */
static bool check_length(const struct intake *intake, const struct row *row)
{
    const struct binding *binding = &intake->binding;
    if (row->n_cells >= binding->n_columns)
        return true;
    for (size_t i = 0; i < intake->table->n_fields; i++) {
        if (!intake->table->fields[i].required ||
            binding->numbers[i] <= row->n_cells ||
            intake->fallbacks[i].kind != VALUE_NULL)
            continue;
        faults_report_chosen(
            intake->faults,
            is_cut_short(intake) ? DIAG_FILE_CUT_SHORT : DIAG_TOO_FEW_CELLS,
            row_place(intake, row), row->n_cells, binding->n_columns);
        return false;
    }
    return true;
}

static bool check_overhang(const struct intake *intake, const struct row *row)
{
    for (size_t i = intake->binding.n_columns; i < row->n_cells; i++) {
        const struct cell *cell = &row->cells[i];
        if (!cell->text && !cell->faulty)
            continue;
        faults_report(intake->faults, DIAG_TOO_MANY_CELLS,
                      cell_place(intake, cell), row->n_cells,
                      intake->binding.n_columns);
        return false;
    }
    return true;
}

/* Reports a file that does not end with a line end: its last cell may be cut
   off, "2" of "200", and cells may be missing after it. */
static void check_end(const struct intake *intake, const struct row *row)
{
    const struct cell *cell = &row->cells[row->n_cells - 1];
    if (is_cut_short(intake))
        faults_report(intake->faults, DIAG_NO_LINE_END,
                      cell_place(intake, cell), !cell->text ? "" : cell->text);
}

static void warn_unnamed(const struct intake *intake, const struct cell *cell)
{
    intake->binding.unnamed[cell->column - 1] = false;
    faults_report(intake->faults, DIAG_UNNAMED_COLUMN, cell_place(intake, cell),
                  cell->text);
}

/* Decides whether the empty cell of COLUMN is a fault. */
static bool may_be_empty(const struct intake *intake,
                         const struct column *column, const struct cell *cell)
{
    const struct schema_field *field = column->field;
    if (!field || !field->required ||
        intake->values[field - intake->table->fields].kind != VALUE_NULL)
        return true;
    faults_report(intake->faults, DIAG_MISSING_VALUE, cell_place(intake, cell),
                  field->heading);
    return false;
}

/* Reports a formula whose value was never stored: the cell cannot be read. */
static bool is_computed(const struct intake *intake, const struct cell *cell)
{
    if (cell->is_uncomputed)
        faults_report(intake->faults, DIAG_NO_FORMULA_VALUE,
                      cell_place(intake, cell));
    return !cell->is_uncomputed;
}

/* A text, a day or a fact of the entity that is merged over several rows
   belongs to each of them; how another figure is meant, nobody knows. */
static bool is_of_row(const struct intake *intake, const struct column *column,
                      const struct cell *cell)
{
    bool is_figure = field_type_is_figure(column->field->type);
    if (!cell->is_repeated || !is_figure || schema_is_consistent(column->field))
        return true;
    faults_report(intake->faults, DIAG_MERGED_FIGURE, cell_place(intake, cell),
                  cell->text, column->field->heading);
    return false;
}

static bool read_cells(struct intake *intake, const struct row *row)
{
    struct binding *binding = &intake->binding;
    const struct schema_field *fields = intake->table->fields;
    bool good = true;
    size_t n =
        row->n_cells < binding->n_columns ? row->n_cells : binding->n_columns;
    for (size_t i = 0; i < n; i++) {
        const struct cell *cell = &row->cells[i];
        const struct column *column = &binding->columns[i];
        if (cell->faulty) {
            good = false;
        } else if (column->field && !is_computed(intake, cell)) {
            good = false;
        } else if (!cell->text) {
            good &= may_be_empty(intake, column, cell);
        } else if (!column->field) {
            intake->n_unread++;
            if (binding->unnamed[i])
                warn_unnamed(intake, cell);
            bind_look_at_unread(binding, &intake->typing, cell);
        } else {
            struct value *value = &intake->values[column->field - fields];
            intake->n_read++;
            if (!is_of_row(intake, column, cell) ||
                !typing_read(&intake->typing, column, cell, value))
                good = false;
            else if (row_is_example_cell(intake->rules, cell))
                faults_report(intake->faults, DIAG_EXAMPLE_LEFT,
                              cell_place(intake, cell), cell->text,
                              column->field->heading);
            else if (intake->plausible[i] && !intake->is_closer)
                plausible_look(intake->plausible[i], &intake->typing, value,
                               cell);
        }
    }
    return good;
}

static bool read_record(struct intake *intake, const struct row *row)
{
    intake->n_read = intake->n_unread = 0;
    memcpy(intake->values, intake->fallbacks,
           intake->table->n_fields * sizeof *intake->values);
    if (!check_length(intake, row) || !check_overhang(intake, row)) {
        memset(intake->values, 0,
               intake->table->n_fields * sizeof *intake->values);
        return false; /* no cell is certain to stand in its column */
    }
    bool good = row_units_set(intake->row_units, &intake->typing, row);
    good &= read_cells(intake, row);
    row_units_take_off(intake->row_units, intake->values);
    if (good)
        check_end(intake, row);
    return good;
}

/* Fields of type "place" tell to which place the recorded one belongs. */
static void look_up_places(struct intake *intake, const struct row *row)
{
    const struct schema_table *table = intake->table;
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        if (!field->of)
            continue;
        struct value recorded = intake->values[field->of - table->fields];
        const struct cell *cell = row_cell(&intake->binding, row, field->of);
        if (recorded.kind != VALUE_TEXT)
            continue;
        struct place place = cell && cell->text ? cell_place(intake, cell)
                                                : row_place(intake, row);
        intake->values[i] =
            place_lookup(intake->lookup, field, recorded.as.text, place);
    }
}

/* Hands on what was refused: rows that refer to it are not at fault.  When it
   is not known what was refused, no reference to this table can be judged. */
static bool hand_on_refused(struct intake *intake)
{
    const struct schema_table *table = intake->table;
    for (size_t i = 0; i < intake->n_referred; i++) {
        const struct schema_field *field = intake->referred[i];
        struct value value = intake->values[field - table->fields];
        if (value.kind != VALUE_TEXT)
            intake->faults->is_incomplete = true;
        else if (!intake->sink->refuse(intake->sink->context, field,
                                       value.as.text))
            return false;
    }
    return true;
}

static void add_sums(struct intake *intake)
{
    for (size_t i = 0; i < intake->table->n_fields; i++) {
        const struct value *value = &intake->values[i];
        if (value->kind == VALUE_MONEY &&
            !number_add(intake->account.sums[i], value->as.integer,
                        &intake->account.sums[i]))
            intake->account.sums[i] = INT64_MAX;
    }
}

static bool take_record(struct intake *intake, const struct row *row)
{
    if (!read_record(intake, row)) {
        account_add_refused(&intake->account, row);
        intake->faults->has_refused = true;
        return intake->is_closer || hand_on_refused(intake);
    }
    intake->account.n_rows[INTAKE_RECORD]++;
    intake->account.n_cells[INTAKE_RECORD] += intake->n_read;
    intake->account.n_unread += intake->n_unread;
    controls_add_record(intake->controls, intake->values);
    if (intake->is_closer)
        return true;
    add_sums(intake);
    titles_look(intake->titles, intake->values);
    look_up_places(intake, row);
    return intake->sink->add(intake->sink->context, intake->values,
                             row->cells[0].line);
}

/* Excel writes an apostrophe before a figure that it keeps as a text, and into
   a CSV file too; a name in quotes has two. */
static void drop_apostrophe(const struct schema_field *field, struct cell *cell)
{
    static const char *const signs[] = {"'", "\u2019", "\u2018", "`"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i]);
        const char *rest = cell->text + n;
        if (strncmp(cell->text, signs[i], n) != 0 || *rest == '\0' ||
            (field->type == FIELD_TEXT &&
             (*rest < '0' || *rest > '9' || strpbrk(rest, "'`"))))
            continue;
        cell->text = rest;
        cell->size -= n;
        return;
    }
}

/* Empties cells that say nothing, and fills those that say "as above" from the
   row above. */
static void understand_cells(struct intake *intake, const struct row *row)
{
    const struct binding *binding = &intake->binding;
    for (size_t i = 0; i < row->n_cells && i < binding->n_columns; i++) {
        struct cell *cell = &row->cells[i];
        const struct schema_field *field = binding->columns[i].field;
        if (!field || !cell->text || cell->typed.kind != VALUE_NULL)
            continue;
        if (strchr("'`\xe2", *cell->text))
            drop_apostrophe(field, cell);
        if (typing_says_nothing(field, cell->text)) {
            cell->text = NULL;
            cell->size = 0;
        } else if (ditto_is(field, cell->text)) {
            if (!intake->ditto && intake->class->rewind) {
                intake->ditto = ditto_open(intake->arena, row->n_cells);
                intake->is_again = true;
            } else if (intake->ditto) {
                ditto_fill_in(intake->ditto, &intake->typing, field, cell);
            }
        }
    }
}

/* Takes a row; false when the sink ended the reading. */
static bool take_row(struct intake *intake, const struct row *row)
{
    arena_reset(intake->scratch);
    understand_cells(intake, row);
    enum intake_kind kind = row_kind(intake->rules, row);
    if (kind == INTAKE_RECORD) {
        if (intake->ditto)
            ditto_keep(intake->ditto, row->cells, row->n_cells);
        return take_record(intake, row);
    }
    pass_over(intake, kind, row);
    return true;
}

/* ---- the headings -------------------------------------------------------- */

static void find_referred(struct intake *intake)
{
    const struct schema *schema = intake->schema;
    const struct schema_table *table = intake->table;
    intake->referred = ARENA_ARRAY(intake->arena, const struct schema_field *,
                                   table->n_fields);
    for (size_t f = 0; f < table->n_fields; f++)
        if (schema_is_referred_to(schema, &table->fields[f]))
            intake->referred[intake->n_referred++] = &table->fields[f];
}

/* Applies what is known of the columns; it is forgotten when they are counted
   for the first time. */
static void apply_known(struct intake *intake)
{
    struct binding *binding = &intake->binding;
    if (!intake->known) {
        intake->n_known = binding->n_columns;
        intake->known =
            ARENA_ARRAY(intake->arena, struct known_column, binding->n_columns);
    }
    for (size_t i = 0; i < intake->n_units; i++)
        bind_unit(binding, &intake->typing, intake->units[i].column,
                  intake->units[i].dong, intake->units[i].text,
                  intake->units[i].place);
    for (size_t i = 0; i < intake->n_known; i++) {
        struct column *column = &binding->columns[i];
        if (!column->field || !column->notation)
            continue;
        column->notation->habit = intake->schema->notation;
        column->notation->is_count = column->field->type == FIELD_INTEGER;
        column->notation->refuses = intake->known[i].is_ambiguous;
        if (intake->known[i].notation != NOTATION_AUTO)
            column->notation->fixed = intake->known[i].notation;
    }
}

/* Counts the rows above the headings, up to the first row with two known
   headings.  When there is none, the first row has the headings; false then. */
static bool count_titles(struct intake *intake)
{
    struct row row;
    intake->has_titles = true;
    for (size_t i = 0; i < MOST_TITLES && next_row(intake, &row) > 0; i++) {
        arena_reset(intake->scratch);
        if (bind_count(&intake->typing, intake->table, row.cells,
                       row.n_cells) >= 2) {
            intake->n_titles = i;
            return true;
        }
    }
    return false;
}

/* Reads a line above the headings, which may give the unit of the figures. */
static void read_title(struct intake *intake, const struct row *row)
{
    for (size_t i = 0; i < row->n_cells; i++) {
        const struct cell *cell = &row->cells[i];
        int64_t dong =
            !cell->text ? 0 : heading_line_unit(intake->scratch, cell->text);
        if (dong != 0)
            keep_unit(intake, 0, dong, cell->text, cell_place(intake, cell));
        if (cell->text)
            titles_add(intake->titles, cell->text, cell_place(intake, cell));
    }
}

/* Goes on to the next sheet or delimiter when this one does not have the
   table. */
static bool go_on(struct intake *intake)
{
    return intake->class->go_on && intake->class->go_on(intake->reader);
}

/* Headings may stand in several rows, of which each goes on with the ones
   above.  False when the row after them could not be read. */
static bool join_headings(struct intake *intake, struct row *row)
{
    struct row below;
    int found = 0;
    *row = heading_row_keep(intake->arena, row);
    intake->heads[1] = *row;
    intake->n_heads = 1;
    while (intake->n_heads < MOST_HEADS &&
           (found = next_row(intake, &below)) > 0) {
        if (!heading_rows_join(intake->arena, &intake->typing, intake->table,
                               row, &below)) {
            intake->waiting = below;
            break;
        }
        account_add_row(&intake->account, INTAKE_HEADINGS, &below);
        intake->heads[++intake->n_heads] =
            heading_row_keep(intake->arena, &below);
    }
    intake->heads[0] = *row;
    intake->n_written = intake->n_heads == 1 ? 1 : intake->n_heads + 1;
    return found >= 0;
}

static bool find_headings(struct intake *intake, struct row *row)
{
    int found = next_row(intake, row);
    while (found == 0 && go_on(intake))
        found = next_row(intake, row);
    if (found == 0)
        faults_report(intake->faults, DIAG_NO_HEADINGS, intake->faults->place);
    if (found <= 0)
        return false;
    if (is_cut_short(intake)) {
        faults_report(intake->faults, DIAG_HEADINGS_CUT_SHORT,
                      row_place(intake, row));
        return false;
    }
    if (!intake->has_titles && intake->class->rewind &&
        bind_count(&intake->typing, intake->table, row->cells, row->n_cells) <
            2) {
        do
            intake->class->rewind(intake->reader, true);
        while (!count_titles(intake) && go_on(intake));
        intake->class->rewind(intake->reader, false);
        if (next_row(intake, row) <= 0)
            return false;
    }
    for (size_t i = 0; i < intake->n_titles; i++) {
        read_title(intake, row);
        account_add_row(&intake->account, INTAKE_NOTE, row);
        next_row(intake, row);
    }
    intake->where = cell_place(intake, &row->cells[0]);
    if (!join_headings(intake, row))
        return false;
    intake->n_rows = intake->waiting.n_cells > 0 ? 2 : 1;
    return true;
}

static bool start(struct intake *intake)
{
    const struct intake_source *source = intake->source;
    struct row row;
    account_start(&intake->account, intake->arena, intake->table);
    intake->titles = titles_start(intake->arena, intake->schema, intake->table,
                                  &source->titles);
    intake->waiting.n_cells = 0;
    intake->n_rows = 0;
    if (!find_headings(intake, &row))
        return false;
    struct bind_context context = {
        .has_fallback =
            fallback_find(intake->arena, source->table, source->fills),
        .decides = source->titles.decides,
        .ignored = source->ignored,
        .n_ignored = source->n_ignored,
        .words = source->words,
        .notation = source->notation};
    if (!bind_headings(intake->arena, &intake->typing, source->table, &context,
                       row.cells, row.n_cells, &intake->binding))
        return false;
    apply_known(intake);
    intake->fallbacks =
        fallback_read(intake->arena, &intake->typing, source->table,
                      source->fills, source->notation, &intake->binding);
    intake->row_units =
        row_units_find(intake->arena, &intake->binding, intake->fallbacks);
    intake->plausible = ARENA_ARRAY(intake->arena, struct plausible *,
                                    intake->binding.n_columns);
    for (size_t i = 0; i < intake->binding.n_columns; i++)
        intake->plausible[i] =
            plausible_watch(intake->arena, &intake->binding.columns[i],
                            source->titles.period.last);
    intake->rules =
        row_rules_make(intake->arena, &intake->typing, &intake->binding,
                       intake->fallbacks, intake->heads, intake->n_written);
    for (size_t i = 0; i < source->table->n_fields; i++)
        intake->filled[i] = intake->fallbacks[i].kind != VALUE_NULL;
    return true;
}

/* ---- the end ------------------------------------------------------------- */

static void report_contradiction(const struct intake *intake,
                                 const struct column *column)
{
    const struct notation *notation = column->notation;
    const char *heading = column->field->heading;
    char place[512];
    const struct notation_cell *against = &notation->first;
    if (!against->text)
        against = &notation->either;
    if (!against->text) {
        faults_report(intake->faults, DIAG_AMBIGUOUS_NUMBER,
                      notation->doubtful.place, notation->doubtful.text,
                      heading);
        return;
    }
    place_format(against->place, place, sizeof place);
    faults_report(intake->faults, DIAG_MIXED_NOTATION, notation->doubtful.place,
                  notation->doubtful.text, against->text, place, heading);
}

/* "1.080" of a column that "272.36" shows to be plain is a thousand and more
   where another column of its type has "14,7": of one file, one is wrong. */
static void compare_notations(struct intake *intake,
                              const struct column *column)
{
    const struct notation *notation = column->notation;
    const struct binding *binding = &intake->binding;
    char place[512];
    for (size_t i = 0; i < binding->n_columns; i++) {
        const struct column *other = &binding->columns[i];
        if (!other->notation || other->field->type != column->field->type ||
            !other->notation->first.text || !notation->first.text ||
            other->notation->found == notation->found)
            continue;
        place_format(other->notation->first.place, place, sizeof place);
        faults_report(intake->faults, DIAG_MIXED_NOTATION,
                      notation->ambiguous.place, notation->ambiguous.text,
                      other->notation->first.text, place,
                      column->field->heading);
        return;
    }
}

/* Judges how each column is written, from all its cells. */
static void judge_notations(struct intake *intake)
{
    for (size_t i = 0; i < intake->binding.n_columns; i++) {
        const struct column *column = &intake->binding.columns[i];
        if (!column->notation || column->notation->is_told)
            continue;
        enum notation_verdict verdict = notation_judge(column->notation);
        if (verdict == NOTATION_AGAIN || verdict == NOTATION_AMBIGUOUS) {
            intake->known[i].notation = column->notation->found;
            intake->known[i].is_ambiguous = verdict == NOTATION_AMBIGUOUS;
            intake->is_again = true;
        } else if (verdict != NOTATION_GOOD) {
            report_contradiction(intake, column);
        } else if (column->notation->ambiguous.text && column->unit > 1) {
            compare_notations(intake, column);
        }
    }
}

static bool read_rows(struct intake *intake)
{
    struct row row;
    int found;
    while ((found = next_row(intake, &row)) > 0)
        if (!take_row(intake, &row))
            return false;
    return found == 0;
}

/* Reads all rows once more, silently, to find what the figures of totals are
   sums of when no plain range of rows fits. */
static bool look_closer(struct intake *intake)
{
    if (!intake->class->rewind)
        return true;
    struct faults kept = *intake->faults;
    struct account account = intake->account;
    struct diag *unheard = diag_create(NULL, NULL, false);
    struct row row;
    bool done = true;
    intake->faults->diag = unheard;
    intake->is_closer = true;
    intake->class->rewind(intake->reader, true);
    controls_look_closer(intake->controls);
    intake->waiting.n_cells = 0;
    for (size_t i = 0; i < intake->n_titles + intake->n_heads; i++)
        done = done && next_row(intake, &row) > 0;
    row_rules_restart(intake->rules);
    ditto_restart(intake->ditto);
    done = done && read_rows(intake);
    controls_end(intake->controls);
    intake->class->set_quiet(intake->reader, false);
    *intake->faults = kept;
    intake->account = account;
    intake->is_closer = false;
    diag_destroy(unheard);
    return done;
}

static bool check_controls(struct intake *intake)
{
    bool is_open = controls_end(intake->controls);
    /* Sums over rows that were refused tell nothing new. */
    if (intake->account.n_refused > 0)
        return true;
    if (is_open && !look_closer(intake))
        return false;
    controls_report(intake->controls);
    return true;
}

static enum outcome read_pass(struct intake *intake)
{
    const struct intake_sink *sink = intake->sink;
    intake->is_again = false;
    ditto_restart(intake->ditto);
    intake->lookup = place_lookup_open(
        intake->arena, intake->source->titles.places_on, intake->faults);
    if (!start(intake) || !sink->start(sink->context, intake->where,
                                       intake->binding.numbers, intake->filled))
        return OUTCOME_FAILED;
    if (intake->source->bound)
        intake->source->bound(intake->source->bound_context, intake->table,
                              &intake->binding, intake->fallbacks);
    intake->controls = controls_start(&intake->typing, &intake->binding);
    bool done = read_rows(intake);
    judge_notations(intake);
    if (done && intake->is_again)
        return OUTCOME_AGAIN;
    if (done && intake->n_rows == 1 && !intake->source->bound)
        faults_report(intake->faults, DIAG_NO_ROWS, intake->faults->place);
    plausible_report(intake->plausible, intake->binding.n_columns,
                     &intake->typing);
    titles_report(intake->titles, intake->faults);
    if (!done || !check_controls(intake))
        return OUTCOME_FAILED;
    sink->end(sink->context, &intake->account,
              intake->class->sha256(intake->reader));
    return OUTCOME_DONE;
}

static bool read_source(struct intake *intake)
{
    struct faults kept = *intake->faults;
    for (;;) {
        enum outcome outcome = read_pass(intake);
        controls_free(intake->controls);
        intake->controls = NULL;
        if (outcome != OUTCOME_AGAIN)
            return outcome == OUTCOME_DONE;
        if (!intake->sink->take_back(intake->sink->context))
            return false;
        diag_clear(intake->held);
        intake->told_unseen = false;
        *intake->faults = kept;
        intake->class->rewind(intake->reader, false);
    }
}

bool intake_read(struct arena *arena, const struct schema *schema,
                 const struct reader_class *class,
                 const struct intake_source *source,
                 const struct intake_sink *sink, struct faults *faults)
{
    struct intake intake = {.arena = arena,
                            .schema = schema,
                            .class = class,
                            .source = source,
                            .table = source->table,
                            .sink = sink,
                            .faults = faults};
    struct diag *told = faults->diag;
    bool done = false;
    intake.held = diag_create(NULL, NULL, false);
    faults->diag = intake.held;
    intake.scratch = arena_create();
    if (!class->decodes && source->options.encoding &&
        legacy_find(source->options.encoding, &intake.encoding))
        intake.letters = arena_create();
    intake.reader = class->open(arena, &source->options, intake.held);
    if (intake.reader) {
        intake.typing =
            (struct typing){.schema = schema,
                            .faults = faults,
                            .class = class,
                            .reader = intake.reader,
                            .scratch = intake.scratch,
                            .last_year = source->titles.period.last.year};
        intake.values =
            ARENA_ARRAY(arena, struct value, source->table->n_fields);
        intake.filled = ARENA_ARRAY(arena, bool, source->table->n_fields);
        find_referred(&intake);
        done = read_source(&intake);
        class->close(intake.reader);
    }
    faults->is_incomplete |= !done;
    faults->diag = told;
    diag_forward(told, intake.held);
    diag_destroy(intake.held);
    arena_destroy(intake.scratch);
    if (intake.letters)
        arena_destroy(intake.letters);
    return done;
}
