#include "intake/control.h"

#include "base/unicode.h"
#include "schema/field_text.h"

#include <stdlib.h>
#include <string.h>

enum {
    ALL_LINES = 1000, /* with more, not every range of rows is tried */
    NEAR_LINES = 50,
    MOST_VALUES = 64 /* whose rows are added up apart */
};

/* Sums of records before each line, by line and column; one more row for the
   end.  Arithmetic wraps: differences are right. */
struct sums {
    uint64_t *before;
    uint64_t *now; /* by column */
};

/* A row that is no record. */
struct line {
    enum intake_kind kind;
    enum row_level level;
    char *title;
    uint64_t n_records; /* before it */
    size_t same; /* the line that ends a section: the next of its level or one
                    above, a total, or the end */
};

/* A figure of a line. */
struct control {
    size_t line;
    size_t column;
    int64_t figure;
    struct place place;
    enum { NOT_MATCHED, MATCHED, MATCHED_ROUNDED } match;
    bool is_doubtful; /* a count: it may be one of something else */
};

/* A column of figures, or one of yes and no, of which lines tell how many are
   yes: its field is then a count of FIELD. */
struct figures {
    const struct column *column;
    const struct schema_field *field; /* whose values are added up */
    int64_t step;                     /* of the finest figure written in it */
    bool is_once;                     /* a fact of the entity */
};

/* Rows of one value. */
struct value_rows {
    size_t field;
    const char *code;
    struct sums sums;
};

/* A row of an entity that has had one before. */
struct repeat {
    size_t line;    /* how many lines stand before the row */
    size_t earlier; /* the same, of the row before */
    int64_t *figures;
};

struct entity {
    uint64_t hash; /* 0: none */
    size_t line;
};

/* What a table of money has no column for: how many rows there are. */
struct row_count {
    struct schema_field field;
    struct column column;
    const char **things; /* folded: what a row is, "đề án", "ĐA" */
    size_t n_things;
};

struct controls {
    struct arena *arena;
    const struct typing *typing;
    const struct binding *binding;
    struct figures *columns; /* the last one is that of COUNT */
    size_t n_columns;
    struct row_count count;
    struct line *lines;
    size_t n_lines, lines_room;
    struct control *items;
    size_t n_items, items_room;
    uint64_t n_records;
    struct sums all;
    size_t sums_room;

    bool is_closer;
    size_t line; /* the lines passed in the closer look */
    struct value_rows *values;
    size_t n_values;
    struct repeat *repeats;
    size_t n_repeats, repeats_room;
    struct entity *entities;
    size_t n_entities, entities_room;
};

/* ---- adding up ----------------------------------------------------------- */

static void *grown(void *items, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return items;
    *room = *room * 2 + 16;
    return realloc(items, *room * size);
}

static bool is_figure(const struct schema_field *field)
{
    return field && field_type_is_figure(field->type);
}

static bool is_consistent(const struct schema_field *field)
{
    const struct schema_table *table = field->table;
    for (size_t i = 0; i < table->n_consistent; i++)
        if (table->consistent[i] == field)
            return true;
    return false;
}

/* A row of the table is what its label says, and what its ids are of: "Mã đề
   án", "Mã ĐA". */
static void start_count(struct controls *controls)
{
    const struct schema_table *table = controls->binding->table;
    struct row_count *count = &controls->count;
    count->field = (struct schema_field){.name = "",
                                         .heading = table->label,
                                         .type = FIELD_INTEGER,
                                         .unit = 1,
                                         .table = table};
    count->column = (struct column){.field = &count->field, .unit = 1};
    controls->columns[controls->n_columns++] = (struct figures){
        &count->column, &count->field, 1, table->entity != NULL};
    const struct schema_spellings *ids =
        table->n_key > 0 ? &table->key[0]->spellings : NULL;
    count->things =
        ARENA_ARRAY(controls->arena, const char *, (ids ? ids->n : 0) + 1);
    if (table->label)
        count->things[count->n_things++] =
            unicode_fold(controls->arena, table->label);
    for (size_t i = 0; ids && i < ids->n; i++) {
        const char *blank = strchr(ids->folded[i], ' ');
        if (blank)
            count->things[count->n_things++] = blank + 1;
    }
}

static void add_yes(struct controls *controls, const struct column *column)
{
    struct schema_field *count =
        ARENA_NEW(controls->arena, struct schema_field);
    struct column *counted = ARENA_NEW(controls->arena, struct column);
    *count = *column->field;
    count->type = FIELD_INTEGER;
    count->unit = 1;
    *counted = *column;
    counted->field = count;
    counted->unit = 1;
    controls->columns[controls->n_columns++] = (struct figures){
        counted, column->field, 1, is_consistent(column->field)};
}

struct controls *controls_start(const struct typing *typing,
                                const struct binding *binding)
{
    struct arena *arena = arena_create();
    struct controls *controls = ARENA_NEW(arena, struct controls);
    controls->arena = arena;
    controls->typing = typing;
    controls->binding = binding;
    controls->columns =
        ARENA_ARRAY(arena, struct figures, binding->n_columns + 1);
    for (size_t i = 0; i < binding->n_columns; i++) {
        const struct column *column = &binding->columns[i];
        if (is_figure(column->field))
            controls->columns[controls->n_columns++] =
                (struct figures){column, column->field, column->unit,
                                 is_consistent(column->field)};
        else if (column->field && column->field->type == FIELD_BOOLEAN)
            add_yes(controls, column);
    }
    start_count(controls);
    controls->all.now = ARENA_ARRAY(arena, uint64_t, controls->n_columns);
    return controls;
}

void controls_free(struct controls *controls)
{
    if (!controls)
        return;
    free(controls->lines);
    free(controls->items);
    free(controls->all.before);
    free(controls->repeats);
    free(controls->entities);
    arena_destroy(controls->arena);
}

static int64_t number_of(struct value value)
{
    switch (value.kind) {
    case VALUE_RATIO:
        return value.as.ratio.numerator;
    case VALUE_BOOLEAN:
        return value.as.integer != 0;
    default:
        return value.as.integer;
    }
}

static const struct value *value_of(const struct controls *controls,
                                    const struct value *values, size_t column)
{
    static const struct value one = {.kind = VALUE_INTEGER, .as.integer = 1};
    const struct schema_field *field = controls->columns[column].field;
    return field == &controls->count.field
               ? &one
               : &values[field - controls->binding->table->fields];
}

static int64_t finer(int64_t step, int64_t number)
{
    while (number % step != 0)
        step /= 10;
    return step;
}

static void add_to(const struct controls *controls, struct sums *sums,
                   const struct value *values)
{
    for (size_t i = 0; i < controls->n_columns; i++) {
        const struct value *value = value_of(controls, values, i);
        if (value->kind != VALUE_NULL)
            sums->now[i] += (uint64_t)number_of(*value);
    }
}

static void look_at_record(struct controls *controls,
                           const struct value *values);

void controls_add_record(struct controls *controls, const struct value *values)
{
    if (controls->is_closer) {
        look_at_record(controls, values);
        return;
    }
    controls->n_records++;
    for (size_t i = 0; i < controls->n_columns; i++) {
        const struct value *value = value_of(controls, values, i);
        if (value->kind == VALUE_NULL)
            continue;
        int64_t number = number_of(*value);
        struct figures *column = &controls->columns[i];
        controls->all.now[i] += (uint64_t)number;
        if (column->step > 1 && number % column->step != 0)
            column->step = finer(column->step, number);
    }
}

/* ---- lines --------------------------------------------------------------- */

static void remember_sums(struct controls *controls)
{
    size_t size = controls->n_columns * sizeof(uint64_t);
    if (size == 0)
        return;
    controls->all.before = grown(controls->all.before, controls->n_lines,
                                 &controls->sums_room, size);
    memcpy(controls->all.before + controls->n_lines * controls->n_columns,
           controls->all.now, size);
}

static void add_control(struct controls *controls, size_t column,
                        const struct cell *cell, int64_t figure)
{
    const struct typing *typing = controls->typing;
    controls->items = grown(controls->items, controls->n_items,
                            &controls->items_room, sizeof *controls->items);
    controls->items[controls->n_items++] =
        (struct control){.line = controls->n_lines,
                         .column = column,
                         .figure = figure,
                         .place = typing->class->place(typing->reader, cell)};
}

/* "Cà Mau, ngày 05 tháng 01 năm 2018" over who signs stands where there is
   room: it is what the row says, and no figure of the column. */
static bool is_line_of_words(const struct row *row, const struct cell *cell)
{
    static const char signs[] = "0123456789.,-+([ ";
    return cell->text == row_title(row) && !strchr(signs, cell->text[0]);
}

/* ---- how many rows ------------------------------------------------------- */

/* Nothing but a number that may count rows. */
static bool is_bare_count(const struct cell *cell)
{
    return strspn(cell->text, "0123456789") == cell->size && cell->size <= 6;
}

static bool read_bare_count(const struct cell *cell, int64_t *n)
{
    char separator;
    return is_bare_count(cell) &&
           number_parse_whole(cell->text, n, &separator) == NUMBER_OK;
}

/* The size of what a row is called, at the start of the folded TEXT; 0 when it
   is called otherwise. */
static size_t thing_at(const struct controls *controls, const char *text)
{
    size_t most = 0;
    for (size_t i = 0; i < controls->count.n_things; i++) {
        const char *thing = controls->count.things[i];
        size_t n = strlen(thing);
        if (n > most && strncmp(text, thing, n) == 0 &&
            (text[n] == '\0' || strchr(" ,.;:)-", text[n])))
            most = n;
    }
    return most;
}

/* "(03 đề án)", ": 3 đề án". */
struct told_count {
    int64_t n;
    bool is_apart; /* from the words before it, by a sign */
    bool is_last;  /* nothing but signs stands behind it */
};

/* Reads how many rows the folded TEXT speaks of. */
static bool find_count(const struct controls *controls, const char *text,
                       struct told_count *count)
{
    static const char digits[] = "0123456789";
    for (const char *at = strpbrk(text, digits); at; at = strpbrk(at, digits)) {
        size_t size = strspn(at, "0123456789.");
        size_t blanks = 0;
        while (at - blanks > text && at[-1 - (ptrdiff_t)blanks] == ' ')
            blanks++;
        const char *before = at - blanks;
        bool is_number = before == text || blanks > 0 || strchr("(:-", at[-1]);
        const char *words = at + size + strspn(at + size, " ");
        size_t thing = thing_at(controls, words);
        char separator;
        if (is_number && thing > 0 &&
            number_parse_whole(
                arena_strndup(controls->typing->scratch, at, size), &count->n,
                &separator) == NUMBER_OK) {
            const char *rest = words + thing;
            count->is_apart = before == text || strchr("(:-", before[-1]);
            count->is_last = strspn(rest, " .;:)") == strlen(rest);
            return true;
        }
        at += size;
    }
    return false;
}

/* "Cộng", "3 đề án" beside it, or a bare "3" in a column of words: how many
   rows the line speaks of.  A section's title may go on with other things of
   that name, and a bare number may count others. */
static void add_count(struct controls *controls, enum intake_kind kind,
                      const struct row *row)
{
    const struct binding *binding = controls->binding;
    struct arena *scratch = controls->typing->scratch;
    const struct cell *bare = NULL;
    size_t n_bare = 0;
    if (kind == INTAKE_PART)
        return;
    for (size_t i = 0; i < row->n_cells && i < binding->n_columns; i++) {
        const struct cell *cell = &row->cells[i];
        const struct schema_field *field = binding->columns[i].field;
        struct told_count count;
        if (!cell->text || !strpbrk(cell->text, "0123456789") ||
            (field && field->type != FIELD_TEXT))
            continue;
        const char *folded = unicode_fold(scratch, cell->text);
        if (find_count(controls, folded, &count)) {
            if (kind == INTAKE_SECTION && !count.is_last)
                return;
            add_control(controls, controls->n_columns - 1, cell, count.n);
            controls->items[controls->n_items - 1].is_doubtful =
                kind == INTAKE_SECTION && !count.is_apart;
            return;
        }
        if (field && is_bare_count(cell)) {
            bare = cell;
            n_bare++;
        }
    }
    int64_t n;
    if (kind != INTAKE_TOTAL || n_bare != 1 || !read_bare_count(bare, &n))
        return;
    add_control(controls, controls->n_columns - 1, bare, n);
    controls->items[controls->n_items - 1].is_doubtful = true;
}

static void pass_line(struct controls *controls);

void controls_add_row(struct controls *controls, enum intake_kind kind,
                      const struct row *row)
{
    if (controls->is_closer) {
        pass_line(controls);
        return;
    }
    remember_sums(controls);
    for (size_t i = 0; i + 1 < controls->n_columns; i++) {
        const struct column *column = controls->columns[i].column;
        const struct cell *cell = column->number > row->n_cells
                                      ? NULL
                                      : &row->cells[column->number - 1];
        bool counts_yes = column->field != controls->columns[i].field;
        int64_t figure;
        if (cell && cell->text && strpbrk(cell->text, "0123456789") &&
            !is_line_of_words(row, cell) &&
            (counts_yes ? read_bare_count(cell, &figure)
                        : typing_read_figure(controls->typing, column, cell,
                                             &figure))) {
            add_control(controls, i, cell, figure);
            controls->items[controls->n_items - 1].is_doubtful = counts_yes;
        }
    }
    if (kind != INTAKE_NOTE)
        add_count(controls, kind, row);
    controls->lines = grown(controls->lines, controls->n_lines,
                            &controls->lines_room, sizeof *controls->lines);
    controls->lines[controls->n_lines++] =
        (struct line){.kind = kind,
                      .level = row_level(row),
                      .title = arena_strdup(controls->arena, row_title(row)),
                      .n_records = controls->n_records};
}

/* ---- ranges of rows ------------------------------------------------------ */

static uint64_t records_before(const struct controls *controls, size_t line)
{
    return line < controls->n_lines ? controls->lines[line].n_records
                                    : controls->n_records;
}

/* The sum of COLUMN over the rows from the line FIRST to the line END. */
static int64_t range(const struct controls *controls, const struct sums *sums,
                     size_t column, size_t first, size_t end)
{
    size_t n = controls->n_columns;
    return (int64_t)(sums->before[end * n + column] -
                     sums->before[first * n + column]);
}

/* Stands for the line before the first row. */
static const size_t FROM_TOP = SIZE_MAX;

/* Rows of an entity that the range has more than once do not count again. */
static int64_t surplus(const struct controls *controls, size_t column,
                       size_t first, size_t end)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < controls->n_repeats; i++) {
        const struct repeat *repeat = &controls->repeats[i];
        if ((first == FROM_TOP ||
             (repeat->line > first && repeat->earlier > first)) &&
            repeat->line <= end)
            sum += (uint64_t)repeat->figures[column];
    }
    return (int64_t)sum;
}

/* Half a unit of the last decimal, of the figure and of each of its N rows. */
static uint64_t tolerance(const struct controls *controls,
                          const struct control *control, uint64_t n)
{
    const struct figures *column = &controls->columns[control->column];
    int64_t own = finer(column->column->unit, control->figure);
    return (uint64_t)(own / 2) + n * (uint64_t)(column->step / 2);
}

/* Notes that SUM, of N rows, may be what CONTROL says; true when it is. */
static bool try_sum(const struct controls *controls, struct control *control,
                    int64_t sum, uint64_t n)
{
    if (sum == control->figure) {
        control->match = MATCHED;
        return true;
    }
    uint64_t difference = sum > control->figure
                              ? (uint64_t)sum - (uint64_t)control->figure
                              : (uint64_t)control->figure - (uint64_t)sum;
    if (control->match == NOT_MATCHED &&
        difference <= tolerance(controls, control, n))
        control->match = MATCHED_ROUNDED;
    return false;
}

/* A decimal (points, percents) may have its average there. */
static bool try_average(const struct controls *controls,
                        struct control *control, int64_t sum, uint64_t n)
{
    const struct figures *column = &controls->columns[control->column];
    if (column->column->field->type != FIELD_DECIMAL || n == 0)
        return false;
    int64_t average = sum / (int64_t)n;
    if (average - control->figure <= column->column->unit / 2 &&
        control->figure - average <= column->column->unit / 2)
        control->match = MATCHED;
    return control->match == MATCHED;
}

static bool try_range(const struct controls *controls, const struct sums *sums,
                      struct control *control, size_t first, size_t end)
{
    uint64_t n =
        records_before(controls, end) - records_before(controls, first);
    int64_t sum = range(controls, sums, control->column, first, end);
    if (n == 0 && control->figure != 0)
        return false;
    if (try_sum(controls, control, sum, n) ||
        try_average(controls, control, sum, n))
        return true;
    if (!controls->is_closer || !controls->columns[control->column].is_once)
        return false;
    return try_sum(
        controls, control,
        (int64_t)((uint64_t)sum -
                  (uint64_t)surplus(controls, control->column, first, end)),
        n);
}

/* The rows below LINE, to another line or the end. */
static bool try_below(const struct controls *controls, const struct sums *sums,
                      struct control *control, size_t line)
{
    size_t n = controls->n_lines;
    if (try_range(controls, sums, control, line, controls->lines[line].same) ||
        try_range(controls, sums, control, line, n))
        return true;
    size_t end = n > ALL_LINES && line + NEAR_LINES < n ? line + NEAR_LINES : n;
    for (size_t i = line + 1; i < end; i++)
        if (try_range(controls, sums, control, line, i))
            return true;
    return false;
}

/* All rows from the top of the source to LINE. */
static bool try_from_top(const struct controls *controls,
                         const struct sums *sums, struct control *control,
                         size_t line)
{
    uint64_t n = records_before(controls, line);
    uint64_t sum = sums->before[line * controls->n_columns + control->column];
    if (n == 0 && control->figure != 0)
        return false;
    if (try_sum(controls, control, (int64_t)sum, n) ||
        try_average(controls, control, (int64_t)sum, n))
        return true;
    if (!controls->is_closer || !controls->columns[control->column].is_once)
        return false;
    sum -= (uint64_t)surplus(controls, control->column, FROM_TOP, line);
    return try_sum(controls, control, (int64_t)sum, n);
}

/* The rows above LINE, from another line or the top. */
static bool try_above(const struct controls *controls, const struct sums *sums,
                      struct control *control, size_t line)
{
    if (try_from_top(controls, sums, control, line))
        return true;
    size_t n = controls->n_lines;
    size_t first = n > ALL_LINES && line > NEAR_LINES ? line - NEAR_LINES : 0;
    for (size_t i = line; i-- > first;)
        if (try_range(controls, sums, control, i, line))
            return true;
    return false;
}

static bool has_records_below(const struct controls *controls, size_t line)
{
    return records_before(controls, controls->lines[line].same) >
           records_before(controls, line);
}

static bool has_records_above(const struct controls *controls, size_t line)
{
    return records_before(controls, line) >
           (line == 0 ? 0 : records_before(controls, line - 1));
}

static bool is_count(const struct controls *controls,
                     const struct control *control)
{
    return control->column == controls->n_columns - 1;
}

/* How many rows: small numbers agree by chance, so that only what a line of its
   kind speaks of is tried.  A section has the rows to its end; a total those
   since the top, the last total, or a section that has not ended. */
static bool try_count(const struct controls *controls, struct control *control)
{
    const struct sums *sums = &controls->all;
    const size_t at = control->line;
    bool is_section = controls->lines[at].kind == INTAKE_SECTION;
    if (is_section || records_before(controls, at) == 0)
        return try_range(controls, sums, control, at, controls->lines[at].same);
    if (try_from_top(controls, sums, control, at))
        return true;
    for (size_t i = at; i-- > 0;) {
        const struct line *line = &controls->lines[i];
        bool is_open = line->kind == INTAKE_SECTION && line->same >= at;
        if ((is_open || line->kind == INTAKE_TOTAL) &&
            try_range(controls, sums, control, i, at))
            return true;
        if (line->kind == INTAKE_TOTAL &&
            records_before(controls, i) < records_before(controls, at))
            return false;
    }
    return false;
}

static bool try_ranges(const struct controls *controls, const struct sums *sums,
                       struct control *control)
{
    const struct line *line = &controls->lines[control->line];
    size_t at = control->line;
    if (is_count(controls, control))
        return try_count(controls, control);
    switch (line->kind) {
    case INTAKE_SECTION:
        return try_below(controls, sums, control, at) ||
               (!has_records_below(controls, at) &&
                try_above(controls, sums, control, at));
    case INTAKE_TOTAL:
        return try_above(controls, sums, control, at) ||
               (!has_records_above(controls, at) &&
                try_below(controls, sums, control, at));
    default:
        return try_above(controls, sums, control, at) ||
               try_below(controls, sums, control, at);
    }
}

/* ---- sums of sums -------------------------------------------------------- */

/* A total may add up the sections as they are written: rounded, or without
   rows of their own. */
static void try_sections(struct controls *controls)
{
    enum { SINCE_TOP, SINCE_TOTAL, N_SINCE };
    size_t n_groups = N_LEVELS + 1; /* and one of totals */
    uint64_t *sums = ARENA_ARRAY(controls->arena, uint64_t,
                                 N_SINCE * n_groups * controls->n_columns);
    size_t next = 0;
    for (size_t at = 0; at < controls->n_lines; at++) {
        const struct line *line = &controls->lines[at];
        size_t first = next;
        for (; next < controls->n_items && controls->items[next].line == at;
             next++) {
            struct control *control = &controls->items[next];
            for (size_t g = 0;
                 line->kind == INTAKE_TOTAL && control->match != MATCHED &&
                 !is_count(controls, control) && g < N_SINCE * n_groups;
                 g++) {
                uint64_t sum = sums[g * controls->n_columns + control->column];
                if (sum != 0)
                    try_sum(controls, control, (int64_t)sum, 0);
            }
        }
        if (line->kind == INTAKE_TOTAL)
            memset(sums + SINCE_TOTAL * n_groups * controls->n_columns, 0,
                   n_groups * controls->n_columns * sizeof *sums);
        for (size_t i = first; i < next; i++) {
            size_t group =
                line->kind == INTAKE_TOTAL ? (size_t)N_LEVELS : line->level;
            for (size_t s = 0; line->kind != INTAKE_PART && s < N_SINCE; s++)
                sums[(s * n_groups + group) * controls->n_columns +
                     controls->items[i].column] +=
                    (uint64_t)controls->items[i].figure;
        }
    }
}

enum { MOST_PARTS = 100 };

/* Marks the parts that add up to WHOLE, or to the part above them: some that
   follow one another among PARTS. */
static void try_run(uint64_t whole, struct control *const *parts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t above = i == 0 ? whole : (uint64_t)parts[i - 1]->figure;
        uint64_t sum = 0;
        for (size_t k = i; k < n; k++) {
            sum += (uint64_t)parts[k]->figure;
            for (size_t m = i;
                 k > i && (sum == whole || sum == above) && m <= k; m++)
                parts[m]->match = MATCHED;
        }
    }
}

/* Lines of parts below one another add up to the line above them. */
static void try_parts(struct controls *controls)
{
    struct control *parts[MOST_PARTS] = {0};
    for (size_t c = 0; c + 1 < controls->n_columns; c++) {
        uint64_t whole = 0;
        size_t n = 0;
        for (size_t i = 0; i < controls->n_items; i++) {
            struct control *item = &controls->items[i];
            if (item->column != c)
                continue;
            bool is_part = controls->lines[item->line].kind == INTAKE_PART;
            if (is_part && n < MOST_PARTS &&
                (n == 0 || parts[n - 1]->line + 1 == item->line)) {
                parts[n++] = item;
                continue;
            }
            try_run(whole, parts, n);
            n = 0;
            if (is_part)
                parts[n++] = item;
            else
                whole = (uint64_t)item->figure;
        }
        try_run(whole, parts, n);
    }
}

/* ---- the end of the rows ------------------------------------------------- */

/* The level that comes first in a source stands above the others. */
static void rank_levels(const struct controls *controls, size_t ranks[N_LEVELS])
{
    size_t n = 0;
    for (size_t l = 0; l < N_LEVELS; l++)
        ranks[l] = N_LEVELS;
    for (size_t i = 0; i < controls->n_lines; i++) {
        const struct line *line = &controls->lines[i];
        if (line->kind == INTAKE_SECTION && ranks[line->level] == N_LEVELS)
            ranks[line->level] = n++;
    }
}

static void find_same(struct controls *controls)
{
    size_t ranks[N_LEVELS];
    size_t next[N_LEVELS];
    size_t total = controls->n_lines;
    rank_levels(controls, ranks);
    for (size_t l = 0; l < N_LEVELS; l++)
        next[l] = controls->n_lines;
    for (size_t i = controls->n_lines; i-- > 0;) {
        struct line *line = &controls->lines[i];
        line->same = total;
        for (size_t l = 0; line->kind == INTAKE_SECTION && l < N_LEVELS; l++)
            if (ranks[l] <= ranks[line->level] && next[l] < line->same)
                line->same = next[l];
        if (line->kind == INTAKE_SECTION)
            next[line->level] = i;
        else if (line->kind == INTAKE_TOTAL)
            total = i;
    }
}

static bool is_all_matched(const struct controls *controls)
{
    for (size_t i = 0; i < controls->n_items; i++)
        if (controls->items[i].match == NOT_MATCHED)
            return false;
    return true;
}

bool controls_end(struct controls *controls)
{
    if (controls->n_items == 0)
        return false;
    if (!controls->is_closer) {
        remember_sums(controls);
        find_same(controls);
        for (size_t i = 0; i < controls->n_items; i++)
            try_ranges(controls, &controls->all, &controls->items[i]);
        try_sections(controls);
        try_parts(controls);
        return !is_all_matched(controls);
    }
    for (size_t v = 0; v < controls->n_values; v++) {
        struct sums *sums = &controls->values[v].sums;
        memcpy(sums->before + controls->n_lines * controls->n_columns,
               sums->now, controls->n_columns * sizeof *sums->now);
    }
    for (size_t i = 0; i < controls->n_items; i++) {
        struct control *control = &controls->items[i];
        for (size_t v = 0; v < controls->n_values && control->match != MATCHED;
             v++)
            try_ranges(controls, &controls->values[v].sums, control);
        if (control->match != MATCHED)
            try_ranges(controls, &controls->all, control);
    }
    return false;
}

/* ---- the closer look ----------------------------------------------------- */

static bool names(const char *title, const struct schema_spellings *spellings)
{
    for (size_t i = 0; i < spellings->n; i++)
        if (strlen(spellings->folded[i]) >= 4 &&
            strstr(title, spellings->folded[i]))
            return true;
    return false;
}

static bool is_named(const struct controls *controls,
                     const struct schema_value *value)
{
    for (size_t i = 0; i < controls->n_items; i++) {
        const struct control *control = &controls->items[i];
        if (control->match == NOT_MATCHED &&
            names(unicode_fold(controls->arena,
                               controls->lines[control->line].title),
                  &value->spellings))
            return true;
    }
    return false;
}

/* The values that lines whose figures are not understood name. */
static void find_values(struct controls *controls)
{
    const struct schema_table *table = controls->binding->table;
    controls->values =
        ARENA_ARRAY(controls->arena, struct value_rows, MOST_VALUES);
    for (size_t f = 0; f < table->n_fields; f++) {
        const struct schema_values *values = table->fields[f].values;
        for (size_t v = 0; values && v < values->n_values; v++) {
            if (controls->n_values == MOST_VALUES ||
                !is_named(controls, &values->values[v]))
                continue;
            controls->values[controls->n_values++] = (struct value_rows){
                f,
                values->values[v].code,
                {ARENA_ARRAY(controls->arena, uint64_t,
                             (controls->n_lines + 1) * controls->n_columns),
                 ARENA_ARRAY(controls->arena, uint64_t, controls->n_columns)}};
        }
    }
}

void controls_look_closer(struct controls *controls)
{
    controls->is_closer = true;
    controls->line = 0;
    if (controls->n_lines <= ALL_LINES)
        find_values(controls);
}

static void pass_line(struct controls *controls)
{
    size_t n = controls->n_columns;
    for (size_t v = 0; v < controls->n_values; v++) {
        struct sums *sums = &controls->values[v].sums;
        memcpy(sums->before + controls->line * n, sums->now,
               n * sizeof *sums->now);
    }
    controls->line++;
}

static uint64_t hash_text(const char *text)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash == 0 ? 1 : hash;
}

static struct entity *slot_of(const struct controls *controls, uint64_t hash)
{
    size_t mask = controls->entities_room - 1;
    size_t i = (size_t)(hash ^ hash >> 29) & mask;
    while (controls->entities[i].hash != 0 &&
           controls->entities[i].hash != hash)
        i = (i + 1) & mask;
    return &controls->entities[i];
}

static void make_room_for_entity(struct controls *controls)
{
    struct entity *old = controls->entities;
    size_t n_old = controls->entities_room;
    if (controls->n_entities * 2 < n_old)
        return;
    controls->entities_room = n_old == 0 ? 1024 : n_old * 2;
    controls->entities =
        calloc(controls->entities_room, sizeof *controls->entities);
    for (size_t i = 0; i < n_old; i++)
        if (old[i].hash != 0)
            *slot_of(controls, old[i].hash) = old[i];
    free(old);
}

static void add_repeat(struct controls *controls, size_t earlier,
                       const struct value *values)
{
    controls->repeats =
        grown(controls->repeats, controls->n_repeats, &controls->repeats_room,
              sizeof *controls->repeats);
    struct repeat *repeat = &controls->repeats[controls->n_repeats++];
    *repeat = (struct repeat){
        controls->line, earlier,
        ARENA_ARRAY(controls->arena, int64_t, controls->n_columns)};
    for (size_t i = 0; i < controls->n_columns; i++) {
        const struct value *value = value_of(controls, values, i);
        if (value->kind != VALUE_NULL)
            repeat->figures[i] = number_of(*value);
    }
}

static void look_at_record(struct controls *controls,
                           const struct value *values)
{
    const struct schema_table *table = controls->binding->table;
    for (size_t v = 0; v < controls->n_values; v++) {
        struct value_rows *rows = &controls->values[v];
        if (values[rows->field].kind == VALUE_TEXT &&
            strcmp(values[rows->field].as.text, rows->code) == 0)
            add_to(controls, &rows->sums, values);
    }
    if (!table->entity)
        return;
    const struct value *id = &values[table->entity - table->fields];
    if (id->kind != VALUE_TEXT)
        return;
    make_room_for_entity(controls);
    struct entity *entity = slot_of(controls, hash_text(id->as.text));
    if (entity->hash != 0)
        add_repeat(controls, entity->line, values);
    else
        controls->n_entities++;
    *entity = (struct entity){hash_text(id->as.text), controls->line};
}

/* ---- reports ------------------------------------------------------------- */

/* What a reader would compare the figure with first. */
static int64_t expected(const struct controls *controls,
                        const struct control *control)
{
    const struct line *line = &controls->lines[control->line];
    size_t at = control->line;
    if (line->kind == INTAKE_SECTION ||
        (line->kind == INTAKE_TOTAL && records_before(controls, at) == 0))
        return range(controls, &controls->all, control->column, at, line->same);
    for (size_t i = at; i-- > 0;)
        if (controls->lines[i].kind == INTAKE_TOTAL &&
            records_before(controls, i) < records_before(controls, at))
            return range(controls, &controls->all, control->column, i, at);
    return (int64_t)
        controls->all.before[at * controls->n_columns + control->column];
}

static void report(const struct controls *controls,
                   const struct control *control)
{
    const struct schema *schema = controls->typing->schema;
    const struct schema_field *field =
        controls->columns[control->column].column->field;
    const struct line *line = &controls->lines[control->line];
    enum diag_level level = field->table->controls;
    enum diag_code code = DIAG_SUM_DIFFERS;
    int64_t sum = expected(controls, control);
    if (field == &controls->count.field) {
        faults_report_chosen(controls->typing->faults,
                             control->is_doubtful || level < DIAG_ERROR
                                 ? DIAG_COUNT_DIFFERS_WARNED
                                 : DIAG_COUNT_DIFFERS,
                             control->place, line->title,
                             (long long)control->figure, (long long)sum,
                             field->heading);
        return;
    }
    if (control->match == MATCHED_ROUNDED)
        code = DIAG_SUM_ROUNDED;
    else if (level < DIAG_ERROR || field->type == FIELD_DECIMAL ||
             control->is_doubtful)
        code = level == DIAG_NOTE ? DIAG_SUM_DIFFERS_NOTED
                                  : DIAG_SUM_DIFFERS_WARNED;
    else if (line->kind == INTAKE_PART && control->figure <= sum)
        code = DIAG_PART_UNCHECKED;
    struct strbuf text = STRBUF_INIT;
    struct strbuf other = STRBUF_INIT;
    field_text_add_number(&text, schema, field, control->figure);
    field_text_add_number(&other, schema, field, sum);
    faults_report_chosen(controls->typing->faults, code, control->place,
                         strbuf_text(&text), field->heading, line->title,
                         strbuf_text(&other));
    strbuf_free(&text);
    strbuf_free(&other);
}

void controls_report(struct controls *controls)
{
    for (size_t i = 0; i < controls->n_items; i++)
        if (controls->items[i].match != MATCHED)
            report(controls, &controls->items[i]);
}
