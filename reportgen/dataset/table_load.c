#include "dataset/table_load.h"

#include "base/unicode.h"
#include "intake/bind.h"
#include "intake/fallback.h"
#include "intake/place_lookup.h"

#include <string.h>

struct loading {
    struct arena *arena;
    struct arena *scratch; /* forgotten after each row */
    struct store *store;
    const struct reader_class *class;
    struct reader *reader;
    struct faults *faults;
    struct diag *diag;
    struct typing typing;
    struct binding binding;
    size_t source;
    uint64_t n_rows; /* given by the reader, headings included */
    bool polled;     /* the columns were asked how they write figures */
    const struct schema_field **referenced; /* fields others refer to */
    size_t n_referenced;
    struct value *fallbacks; /* by field: value of an empty cell */
    struct value *values;    /* by field: the row being read */
    struct place_lookup *lookup;
};

struct row {
    struct cell *cells;
    size_t n_cells;
};

/* ---- rows that are no records ------------------------------------------ */

static const struct cell *first_cell(const struct row *row)
{
    for (size_t i = 0; i < row->n_cells; i++)
        if (row->cells[i].text != NULL)
            return &row->cells[i];
    return NULL;
}

static const struct cell *cell_of(const struct loading *loading,
                                  const struct row *row,
                                  const struct schema_field *field)
{
    uint32_t number =
        loading->binding.numbers[field - loading->binding.table->fields];
    if (number == 0 || number > row->n_cells)
        return NULL;
    return &row->cells[number - 1];
}

/* True when CELL starts with a word such as "Tổng cộng", alone or before a
   colon. */
static bool says_total(const struct loading *loading, const struct cell *cell)
{
    const struct schema *schema = loading->typing.schema;
    if (cell->size > 60)
        return false;
    const char *folded = unicode_fold(loading->scratch, cell->text);
    for (size_t i = 0; i < schema->n_total_words; i++)
        if (strcmp(schema->total_words[i], folded) == 0)
            return true;
    return false;
}

static bool is_numeric(const struct cell *cell)
{
    return strspn(cell->text, "0123456789.,- ") == cell->size;
}

/* The first text of the row that is no number of its own: a totals row may
   carry one, or a dash. */
static const struct cell *first_words(const struct row *row)
{
    for (size_t i = 0; i < row->n_cells; i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->text != NULL && !is_numeric(cell))
            return cell;
    }
    return NULL;
}

static bool has_key(const struct loading *loading, const struct row *row)
{
    const struct schema_table *table = loading->binding.table;
    if (table->n_key == 0)
        return false;
    const struct cell *cell = cell_of(loading, row, table->key[0]);
    return cell != NULL && (cell->text != NULL || cell->faulty);
}

static bool is_total(const struct loading *loading, const struct row *row)
{
    const struct cell *words = first_words(row);
    if (words == NULL || !says_total(loading, words))
        return false;
    const struct schema_table *table = loading->binding.table;
    return !has_key(loading, row) || table->n_key == 0 ||
           cell_of(loading, row, table->key[0]) == words;
}

/* "I", "II.", "A": how a section is numbered. */
static bool is_section_number(const struct cell *cell)
{
    size_t n = strspn(cell->text, "IVX");
    if (n == 0 && cell->text[0] >= 'A' && cell->text[0] <= 'Z')
        n = 1;
    if (n > 0 && (cell->text[n] == '.' || cell->text[n] == ')'))
        n++;
    return n > 0 && n == cell->size;
}

/* A line between records: no key, and either hardly more than its words or a
   number of a section before them. */
static bool is_section(const struct loading *loading, const struct row *row)
{
    const struct schema_table *table = loading->binding.table;
    size_t n_filled = 0;
    for (size_t i = 0; i < row->n_cells; i++)
        n_filled += row->cells[i].text != NULL;
    if (table->n_key == 0 || loading->binding.n_columns < 3 ||
        first_words(row) == NULL)
        return false;
    if (!has_key(loading, row)) {
        const struct cell *first = first_cell(row);
        return n_filled == 1 || is_section_number(first);
    }
    /* All cells merged into the first, which is the key. */
    const struct cell *key = cell_of(loading, row, table->key[0]);
    return n_filled == 1 && row->n_cells >= loading->binding.n_columns &&
           key->text != NULL && strchr(key->text, ' ') != NULL;
}

static struct place row_place(const struct loading *loading,
                              const struct row *row)
{
    struct place place = loading->class->place(loading->reader, &row->cells[0]);
    place.column = 0;
    return place;
}

/* What to call the row in a note: its words, rather than its number. */
static const char *row_title(const struct row *row)
{
    const struct cell *title = first_words(row);
    for (size_t i = 0; i < row->n_cells && is_section_number(title); i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->text != NULL && !is_numeric(cell) && !is_section_number(cell))
            title = cell;
    }
    return title->text;
}

/* True when the row is no record, after a note. */
static bool pass_over(const struct loading *loading, const struct row *row)
{
    bool total = is_total(loading, row);
    if (!total && !is_section(loading, row))
        return false;
    faults_report(loading->faults, total ? DIAG_TOTAL_ROW : DIAG_SECTION_ROW,
                  row_place(loading, row), row_title(row));
    return true;
}

/* ---- the shape of a row ------------------------------------------------- */

static bool check_overhang(struct loading *loading, const struct row *row)
{
    for (size_t i = loading->binding.n_columns; i < row->n_cells; i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->text == NULL && !cell->faulty)
            continue;
        faults_report(loading->faults, DIAG_TOO_MANY_CELLS,
                      loading->class->place(loading->reader, cell),
                      row->n_cells, loading->binding.n_columns);
        return false;
    }
    return true;
}

static bool is_cut_short(const struct loading *loading)
{
    return loading->class->is_cut_short != NULL &&
           loading->class->is_cut_short(loading->reader);
}

/* The last cell of a file without a last line end may be half of what it was:
   "2" of "200". */
static void check_end(struct loading *loading, const struct row *row)
{
    const struct cell *cell = &row->cells[row->n_cells - 1];
    if (is_cut_short(loading))
        faults_report(loading->faults, DIAG_NO_LINE_END,
                      loading->class->place(loading->reader, cell),
                      cell->text == NULL ? "" : cell->text);
}

static bool check_shape(struct loading *loading, const struct row *row)
{
    if (row->n_cells >= loading->binding.n_columns) {
        check_end(loading, row);
        return check_overhang(loading, row);
    }
    struct place place = row_place(loading, row);
    bool cut = is_cut_short(loading);
    faults_report(loading->faults,
                  cut ? DIAG_FILE_CUT_SHORT : DIAG_TOO_FEW_CELLS, place,
                  row->n_cells, loading->binding.n_columns);
    return false;
}

static void warn_unnamed(struct loading *loading, const struct cell *cell,
                         size_t column)
{
    loading->binding.unnamed[column] = false;
    faults_report(loading->faults, DIAG_UNNAMED_COLUMN,
                  loading->class->place(loading->reader, cell), cell->text);
}

/* ---- figures that may be read two ways --------------------------------- */

static int next_row(struct loading *loading, struct row *row)
{
    size_t n_faults = diag_count(loading->diag, DIAG_ERROR);
    int found =
        loading->class->next(loading->reader, &row->cells, &row->n_cells);
    loading->n_rows += found > 0;
    if (diag_count(loading->diag, DIAG_ERROR) > n_faults)
        loading->faults->is_incomplete = true;
    return found;
}

static bool needs_poll(const struct loading *loading, const struct row *row)
{
    if (loading->polled || loading->class->rewind == NULL)
        return false;
    for (size_t i = 0; i < loading->binding.n_columns && i < row->n_cells; i++)
        if (typing_is_ambiguous(&loading->binding.columns[i], &row->cells[i]))
            return true;
    return false;
}

/* A column that is written one way throughout is read that way. */
static void poll_cell(struct column *column, const struct cell *cell)
{
    if (!typing_has_notation(column) || cell->text == NULL || column->is_mixed)
        return;
    enum number_notation evidence = number_notation_of(cell->text);
    if (evidence == NOTATION_AUTO || evidence == column->notation)
        return;
    column->is_mixed = column->notation != NOTATION_AUTO;
    column->notation = column->is_mixed ? NOTATION_AUTO : evidence;
}

/* Asks all rows how the columns write figures, then comes back to the row
   that is being read. */
static void poll_columns(struct loading *loading, struct row *row)
{
    uint64_t n_rows = loading->n_rows;
    loading->class->rewind(loading->reader, true);
    if (next_row(loading, row) > 0)
        while (next_row(loading, row) > 0)
            for (size_t i = 0;
                 i < loading->binding.n_columns && i < row->n_cells; i++)
                poll_cell(&loading->binding.columns[i], &row->cells[i]);
    loading->class->rewind(loading->reader, true);
    loading->n_rows = 0;
    while (loading->n_rows < n_rows && next_row(loading, row) > 0)
        ;
    loading->class->set_quiet(loading->reader, false);
    loading->polled = true;
}

/* ---- cells -------------------------------------------------------------- */

static bool is_column_missing(const struct loading *loading,
                              const struct schema_field *field)
{
    return loading->binding.numbers[field - loading->binding.table->fields] ==
           0;
}

static bool read_cell(struct loading *loading, const struct row *row,
                      const struct schema_field *field, struct value *value)
{
    const struct cell *cell = cell_of(loading, row, field);
    const struct schema_table *table = loading->binding.table;
    *value = loading->fallbacks[field - table->fields];
    if (cell != NULL && cell->faulty)
        return false;
    if (cell != NULL && cell->text != NULL)
        return typing_read(&loading->typing,
                           &loading->binding.columns[cell->column - 1], cell,
                           value);
    if (!field->required || value->kind != VALUE_NULL)
        return true;
    /* A missing column was reported once, and a row too short as such. */
    if (cell != NULL)
        faults_report(loading->faults, DIAG_MISSING_VALUE,
                      loading->class->place(loading->reader, cell),
                      field->heading);
    return is_column_missing(loading, field);
}

static bool read_cells(struct loading *loading, const struct row *row)
{
    const struct schema_table *table = loading->binding.table;
    bool good = check_shape(loading, row);
    if (!good)
        return false; /* no cell can be trusted to stand in its column */
    for (size_t i = 0; i < row->n_cells && i < loading->binding.n_columns;
         i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->faulty)
            good = false;
        else if (cell->text != NULL && loading->binding.unnamed[i])
            warn_unnamed(loading, cell, i);
    }
    for (size_t i = 0; i < table->n_fields; i++)
        good &= read_cell(loading, row, &table->fields[i], &loading->values[i]);
    return good;
}

/* Rows that refer to a dropped one are not at fault; when it is not known
   what was dropped, no reference to this table can be judged. */
static bool remember_dropped(struct loading *loading)
{
    const struct schema_table *table = loading->binding.table;
    for (size_t i = 0; i < loading->n_referenced; i++) {
        const struct schema_field *field = loading->referenced[i];
        struct value value = loading->values[field - table->fields];
        if (value.kind != VALUE_TEXT)
            loading->faults->is_incomplete = true;
        else if (!store_add_dropped(loading->store, field, value.as.text,
                                    loading->source, loading->diag))
            return false;
    }
    return true;
}

/* Fields of type "place" say where the recorded place belongs. */
static void look_up_places(struct loading *loading, const struct row *row)
{
    const struct schema_table *table = loading->binding.table;
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        if (field->of == NULL)
            continue;
        struct value recorded = loading->values[field->of - table->fields];
        const struct cell *cell = cell_of(loading, row, field->of);
        if (recorded.kind != VALUE_TEXT)
            continue;
        struct place place = cell != NULL && cell->text != NULL
                                 ? loading->class->place(loading->reader, cell)
                                 : row_place(loading, row);
        loading->values[i] =
            place_lookup(loading->lookup, field, recorded.as.text, place);
    }
}

static bool load_row(struct loading *loading, struct row *row)
{
    arena_reset(loading->scratch);
    if (pass_over(loading, row))
        return true;
    if (needs_poll(loading, row))
        poll_columns(loading, row);
    memset(loading->values, 0,
           loading->binding.table->n_fields * sizeof *loading->values);
    if (!read_cells(loading, row))
        return remember_dropped(loading);
    look_up_places(loading, row);
    return store_add_row(loading->store, loading->binding.table,
                         loading->values, loading->source, row->cells[0].line,
                         loading->diag);
}

/* ---- preparation -------------------------------------------------------- */

static void find_referenced(struct loading *loading,
                            const struct schema_table *table)
{
    const struct schema *schema = loading->typing.schema;
    loading->referenced = ARENA_ARRAY(
        loading->arena, const struct schema_field *, table->n_fields);
    for (size_t f = 0; f < table->n_fields; f++) {
        bool found = false;
        for (size_t t = 0; t < schema->n_tables && !found; t++)
            for (size_t i = 0; i < schema->tables[t].n_fields && !found; i++)
                found = schema_find_reference(schema,
                                              &schema->tables[t].fields[i]) ==
                        &table->fields[f];
        if (found)
            loading->referenced[loading->n_referenced++] = &table->fields[f];
    }
}

static bool start(struct loading *loading, const struct table_source *source)
{
    struct row row;
    int found = next_row(loading, &row);
    if (found == 0)
        faults_report(loading->faults, DIAG_NO_HEADINGS,
                      loading->faults->place);
    if (found <= 0)
        return false;
    if (is_cut_short(loading)) {
        faults_report(loading->faults, DIAG_HEADINGS_CUT_SHORT,
                      row_place(loading, &row));
        return false;
    }
    struct bind_context context = {
        .has_fallback =
            fallback_find(loading->arena, source->table, source->fills),
        .decides = source->decides,
        .ignored = source->ignored,
        .n_ignored = source->n_ignored,
        .words = source->words,
        .notation = source->notation};
    if (!bind_headings(loading->arena, &loading->typing, source->table,
                       &context, row.cells, row.n_cells, &loading->binding))
        return false;
    loading->fallbacks =
        fallback_read(loading->arena, &loading->typing, source->table,
                      source->fills, source->notation, &loading->binding);
    loading->polled = source->notation != NOTATION_AUTO;
    find_referenced(loading, source->table);
    loading->values =
        ARENA_ARRAY(loading->arena, struct value, source->table->n_fields);
    bool *filled = ARENA_ARRAY(loading->arena, bool, source->table->n_fields);
    for (size_t i = 0; i < source->table->n_fields; i++)
        filled[i] = loading->fallbacks[i].kind != VALUE_NULL;
    struct store_source added = {.name = source->name,
                                 .path = source->options.name,
                                 .table = source->table->name,
                                 .id_scope = source->id_scope,
                                 .columns = loading->binding.numbers,
                                 .filled = filled};
    loading->source = store_add_source(loading->store, &added);
    return true;
}

static bool load_rows(struct loading *loading,
                      const struct table_source *source)
{
    struct row row;
    int found;
    if (!start(loading, source))
        return false;
    while ((found = next_row(loading, &row)) > 0)
        if (!load_row(loading, &row))
            return false;
    struct store_source *loaded = store_source(loading->store, loading->source);
    strcpy(loaded->sha256, loading->class->sha256(loading->reader));
    if (found == 0 && loading->n_rows == 1)
        faults_report(loading->faults, DIAG_NO_ROWS, loading->faults->place);
    return found == 0;
}

bool table_load(struct arena *arena, struct store *store,
                const struct reader_class *class,
                const struct table_source *source, struct faults *faults,
                struct diag *diag)
{
    struct loading loading = {.arena = arena,
                              .store = store,
                              .class = class,
                              .faults = faults,
                              .diag = diag};
    loading.reader = class->open(arena, &source->options, diag);
    if (loading.reader == NULL) {
        faults->is_incomplete = true;
        return false;
    }
    loading.scratch = arena_create();
    loading.lookup = place_lookup_open(arena, source->places_on, faults);
    loading.typing = (struct typing){.schema = store_schema(store),
                                     .faults = faults,
                                     .class = class,
                                     .reader = loading.reader,
                                     .scratch = loading.scratch};
    bool done = load_rows(&loading, source);
    faults->is_incomplete |= !done;
    arena_destroy(loading.scratch);
    class->close(loading.reader);
    return done;
}
