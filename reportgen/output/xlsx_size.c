#include "base/unicode.h"
#include "output/xlsx_letters.h"
#include "output/xlsx_plan.h"
#include "tree/table_rows.h"

#include <string.h>

/* Lengths are in mpt unless a name says points.  A row is as high as its lines
   and a column as wide as its words, with some reserve: programs that show a
   workbook round the letters' widths to the pixels of a screen. */
enum {
    BODY_SIZE = XLSX_BODY_SIZE,
    RESERVE_PERCENT = 104,
    BLANK = 250,          /* in 1/1000 of the letter size */
    PADDING = 4500,       /* of a cell, left and right together */
    INDENT = 9000,        /* one step: three blanks in the body's size */
    AIR = 4000,           /* beside centred figures */
    LEAST_SIZE = 6,       /* points */
    ROW_PADDING = 3,      /* points, above and below together */
    HIGHEST_ROW = 409,    /* points; no program shows more */
    ROOM_PORTRAIT = 454,  /* points between the margins of A4, less 3%: */
    ROOM_LANDSCAPE = 693, /* printers differ */
    LEAST_SCALE = 70,     /* percent, below which print is hard to read */
    SCALE_STEP = 5,
    MOST_LINES = 4,       /* in nine rows of ten, if the scale allows it */
    HEAD_LINES = 3,       /* over which a heading spreads, about */
    ROWS_MEASURED = 2000, /* enough for a column of texts */
    ROWS_TRIED = 300,     /* at each scale */
    ROWS_SAMPLED = 10,    /* when single columns are shifted */
    MOST_PASSES = 3,
    SHORT_TEXT = 135000, /* stays on one line if it can */
    LONG_WORD = 130000,  /* longer words (addresses) may be broken */
    CLAIM = 32,          /* for each point of text at weight 1 */
    MPT_PER_POINT = 1000
};

static int at_least(int a, int b)
{
    return a > b ? a : b;
}

static int at_most(int a, int b)
{
    return a < b ? a : b;
}

/* ---- setting text in lines ----------------------------------------------- */

/* Text of one size and weight that fills the lines of a cell.  Lines end at
   blanks; a word wider than the line is broken anywhere. */
struct width_setter {
    int size; /* of the letters, in points */
    bool bold;
    int room; /* of a line */
    int n_lines;
    int line;  /* width of the last line */
    int blank; /* before the word, if the line goes on */
    int word;
    int widest;  /* line */
    int longest; /* word */
};

enum { NO_END = INT32_MAX / 4 };

static struct width_setter setter_of(int size, bool bold, int room)
{
    return (struct width_setter){
        .size = size, .bold = bold, .room = at_least(room, 1), .n_lines = 1};
}

static void end_word(struct width_setter *setter)
{
    if (setter->word == 0)
        return;
    if (setter->line > 0 &&
        setter->line + setter->blank + setter->word > setter->room) {
        setter->n_lines++;
        setter->line = setter->word;
    } else {
        setter->line += setter->blank + setter->word;
    }
    if (setter->line > setter->room) {
        setter->n_lines += (setter->line - 1) / setter->room;
        setter->line = (setter->line - 1) % setter->room + 1;
    }
    setter->longest = at_least(setter->longest, setter->word);
    setter->widest = at_least(setter->widest, setter->line);
    setter->word = setter->blank = 0;
}

static void end_line(struct width_setter *setter)
{
    end_word(setter);
    setter->n_lines++;
    setter->line = setter->blank = 0;
}

static void add_letters(struct width_setter *setter, const char *text,
                        size_t size)
{
    int64_t width = xlsx_letters_width(text, size, setter->bold) *
                    setter->size * RESERVE_PERCENT / 100;
    width += setter->word;
    setter->word = width > NO_END ? NO_END : (int)width;
}

static void add_blank(struct width_setter *setter)
{
    end_word(setter);
    setter->blank += BLANK * setter->size * RESERVE_PERCENT / 100;
}

static void set_run(struct width_setter *setter, const struct run *run)
{
    const char *const text = run->text;
    if ((run->flags & RUN_LINE_BREAK) != 0)
        end_line(setter);
    for (size_t i = 0; i < run->size; i++) {
        const size_t start = i;
        while (i < run->size && text[i] != ' ' && text[i] != '\n')
            i++;
        add_letters(setter, text + start, i - start);
        if (i < run->size && text[i] == ' ')
            add_blank(setter);
        else if (i < run->size)
            end_line(setter);
    }
}

static void set_text(struct width_setter *setter, const struct text *text)
{
    for (size_t i = 0; i < text->n_runs; i++)
        set_run(setter, &text->runs[i]);
    end_word(setter);
}

static int lines_of(const struct text *text, int size, bool bold, int room)
{
    struct width_setter setter = setter_of(size, bold, room);
    set_text(&setter, text);
    return setter.n_lines;
}

/* ---- what a column needs ------------------------------------------------- */

struct need {
    int least;   /* for words and figures */
    int text;    /* for the texts of the body on one line */
    int natural; /* for these and the heading on one line */
    int most;
    int weight;
    int64_t claim; /* on room, compared with other columns */
};

static bool is_figure(const struct table_column *column)
{
    return column->number_format || column->unit > 1;
}

/* What a cell needs apart from its text. */
static int beside_text(const struct table_column *column)
{
    if (column->align != ALIGN_CENTER)
        return PADDING + INDENT;
    return PADDING + (is_figure(column) ? AIR : 0);
}

static bool is_number(const struct table_cell *cell)
{
    return cell->value.kind != VALUE_NULL && cell->value.kind != VALUE_TEXT &&
           cell->value.kind != VALUE_BOOLEAN;
}

/* The decimals that CELL in COLUMN shows. */
static int decimals_of(const struct table_cell *cell,
                       const struct table_column *column)
{
    if (!cell->number_format)
        return column->decimals;
    const char *point = strchr(cell->number_format, '.');
    return point ? (int)strspn(point + 1, "0") : 0;
}

/* What the number format shows in addition to the printed text: "480" is
   "480.00" in a column of two decimals. */
static int added_width(const struct table_cell *cell,
                       const struct table_column *column)
{
    const int digit = BODY_SIZE * 500;
    const int wanted = is_number(cell) ? decimals_of(cell, column) : 0;
    int decimals = -1;
    for (size_t i = 0; i < cell->text.n_runs; i++)
        for (size_t j = 0; j < cell->text.runs[i].size; j++)
            if (cell->text.runs[i].text[j] == ',')
                decimals = 0;
            else if (decimals >= 0)
                decimals++;
    if (wanted == 0 || decimals >= wanted)
        return 0;
    return (wanted - decimals) * digit; /* the comma counts as a digit */
}

static void measure_figure(const struct table_cell *cell, enum row_kind kind,
                           const struct table_column *column, struct need *need)
{
    if (cell->colspan != 1 || cell->text.n_runs == 0)
        return;
    struct width_setter setter = setter_of(BODY_SIZE, kind != ROW_BODY, NO_END);
    set_text(&setter, &cell->text);
    need->natural =
        at_least(need->natural, setter.widest + added_width(cell, column));
}

static void measure_figures(const struct table *table, size_t column,
                            struct need *need)
{
    const struct table_column *info = &table->columns[column];
    for (size_t i = 0; !table->source && i < table->n_rows; i++)
        measure_figure(&table->rows[i].cells[column], table->rows[i].kind, info,
                       need);
    for (size_t i = 0; i < table->n_foot; i++)
        measure_figure(&table->foot[i].cells[column], table->foot[i].kind, info,
                       need);
    if (info->longest)
        measure_figure(info->longest, ROW_BODY, info, need);
    need->natural += beside_text(info);
    need->least = need->natural;
}

/* Cells that span columns say nothing about one of them. */
static void measure_texts(struct xlsx_plan *plan, size_t column,
                          struct need *need)
{
    const struct table *table = plan->sheet->table;
    const struct table_column *info = &table->columns[column];
    for (size_t i = 0; i < plan->n_sample; i++) {
        const struct table_row *row = &plan->sample[i];
        const struct table_cell *cell = &row->cells[column];
        if (cell->colspan != 1)
            continue;
        struct width_setter setter =
            setter_of(BODY_SIZE, row->kind != ROW_BODY, NO_END);
        set_text(&setter, &cell->text);
        if (setter.n_lines == 1)
            plan->whole[i * plan->n_columns + column] = setter.widest;
        int width = setter.widest + added_width(cell, info);
        int least = is_number(cell) ? width : setter.longest;
        need->natural = at_least(need->natural, width);
        need->least = at_least(need->least, at_most(least, LONG_WORD));
    }
    need->natural += beside_text(info);
    need->least += beside_text(info);
}

/* Headings may take several lines, but not too many. */
static void measure_head_texts(const struct table *table, size_t column,
                               struct need *need)
{
    for (size_t i = 0; i < table->n_head; i++) {
        const struct table_cell *cell = &table->head[i].cells[column];
        if (cell->colspan != 1)
            continue;
        struct width_setter setter = setter_of(BODY_SIZE, true, NO_END);
        set_text(&setter, &cell->text);
        int least =
            at_least(setter.longest, setter.widest / HEAD_LINES * 115 / 100);
        need->least = at_least(need->least, least + PADDING);
        need->natural = at_least(need->natural, setter.widest + PADDING + AIR);
    }
}

/* Keeps the needs within what the layout allows. */
static void bound(struct need *need, const struct table_column *column)
{
    need->most = column->max_width > 0 ? column->max_width : NO_END;
    need->most = at_least(need->most, need->least);
    need->least = at_least(need->least, at_most(column->min_width, need->most));
    need->natural = at_most(at_least(need->natural, need->least), need->most);
}

static int64_t square_root(int64_t number)
{
    int64_t root = 0;
    for (int64_t bit = INT64_C(1) << 30; bit > 0; bit >>= 1)
        if ((root + bit) * (root + bit) <= number)
            root += bit;
    return root;
}

/* Columns claim room by the length of their texts, so that all have about as
   many lines and rows are low.  The fourth root of a weight changes that: 16
   stands for texts of double length. */
static struct need measure_column(struct xlsx_plan *plan, size_t column)
{
    const struct table *table = plan->sheet->table;
    const struct table_column *info = &table->columns[column];
    struct need need = {.weight = info->weight};
    if (is_figure(info))
        measure_figures(table, column, &need);
    else
        measure_texts(plan, column, &need);
    need.text = need.natural;
    measure_head_texts(table, column, &need);
    bound(&need, info);
    need.claim = square_root(square_root((int64_t)CLAIM * CLAIM * CLAIM *
                                         CLAIM * at_least(need.weight, 1))) *
                 at_least(need.natural / MPT_PER_POINT, 1);
    return need;
}

/* ---- widths of columns --------------------------------------------------- */

/* The width of a column when 65536 units of claim are worth SHARE: between what
   it needs and what it can use. */
static int share_width(const struct need *need, int64_t share)
{
    int64_t width = share * need->claim / 65536;
    if (width > need->natural)
        width = need->natural;
    return at_least((int)width, need->least);
}

static int64_t share_widths(struct xlsx_plan *plan, const struct need *needs,
                            int64_t share)
{
    int64_t sum = 0;
    for (size_t i = 0; i < plan->n_columns; i++)
        sum += plan->widths[i] = share_width(&needs[i], share);
    return sum;
}

/* Finds the largest share with which the columns fit into ROOM. */
static void fill(struct xlsx_plan *plan, const struct need *needs, int room)
{
    int64_t low = 0;
    int64_t high = NO_END;
    while (low < high) {
        int64_t middle = (low + high + 1) / 2;
        if (share_widths(plan, needs, middle) <= room)
            low = middle;
        else
            high = middle - 1;
    }
    share_widths(plan, needs, low);
}

/* Gives room that no text needs to the columns with a weight. */
static void stretch(struct xlsx_plan *plan, const struct need *needs, int room)
{
    int64_t free_room = room;
    int64_t weights = 0;
    for (size_t i = 0; i < plan->n_columns; i++) {
        free_room -= plan->widths[i];
        weights += needs[i].weight;
    }
    for (size_t i = 0; i < plan->n_columns && free_room > 0; i++) {
        if (needs[i].weight == 0)
            continue;
        int64_t more = free_room * needs[i].weight / weights;
        plan->widths[i] = at_most((int)(plan->widths[i] + more), needs[i].most);
    }
}

static int spanned_width(const struct xlsx_plan *plan, size_t column,
                         size_t span)
{
    int64_t width = 0;
    for (size_t i = column; i < column + span && i < plan->n_columns; i++)
        width += plan->widths[i];
    return width > NO_END ? NO_END : (int)width;
}

/* True when the text of a cell is known to fit into ROOM on one line. */
static bool fits_whole(const struct xlsx_plan *plan,
                       const struct table_row *row, size_t column, int room)
{
    if (row < plan->sample || row >= plan->sample + plan->n_sample)
        return false;
    const size_t i = (size_t)(row - plan->sample);
    const int whole = plan->whole[i * plan->n_columns + column];
    return whole > 0 && whole <= room;
}

/* A number stays on one line. */
static int cell_lines(const struct xlsx_plan *plan, const struct table_row *row,
                      size_t column)
{
    const struct table_cell *cell = &row->cells[column];
    const struct table_column *info = &plan->sheet->table->columns[column];
    if (cell->colspan == 0 || cell->text.n_runs == 0 || is_number(cell))
        return 1;
    int room = spanned_width(plan, column, cell->colspan) - PADDING -
               (info->align == ALIGN_CENTER ? 0 : INDENT);
    if (fits_whole(plan, row, column, room))
        return 1;
    int lines = lines_of(&cell->text, BODY_SIZE, row->kind != ROW_BODY, room);
    int rows = at_least(cell->rowspan, 1);
    return (lines + rows - 1) / rows;
}

static int row_lines(const struct xlsx_plan *plan, const struct table_row *row)
{
    int lines = 1;
    for (size_t j = 0; j < plan->sheet->table->n_columns; j++)
        lines = at_least(lines, cell_lines(plan, row, j));
    return lines;
}

static bool rows_are_low(const struct xlsx_plan *plan)
{
    size_t tried = 0;
    size_t high = 0;
    for (; tried < plan->n_sample && tried < ROWS_TRIED; tried++)
        high += row_lines(plan, &plan->sample[tried]) > MOST_LINES;
    return high * 10 <= tried;
}

/* Short texts keep their line: they would gain least from a break. */
static void keep_short_texts(const struct xlsx_plan *plan, struct need *needs)
{
    for (size_t i = 0; i < plan->n_columns; i++)
        if (needs[i].text <= SHORT_TEXT)
            needs[i].least =
                at_least(needs[i].least, at_most(needs[i].text, needs[i].most));
}

/* True when the columns fit in print at SCALE percent. */
static bool try_scale(struct xlsx_plan *plan, const struct need *needs,
                      int room, int scale)
{
    int scaled = (int)((int64_t)room * 100 / scale);
    fill(plan, needs, scaled);
    stretch(plan, needs, scaled);
    return spanned_width(plan, 0, plan->n_columns) <= scaled;
}

/* Finds the largest scale: full size, unless words do not fit or rows become
   too high. */
static bool find_scale(struct xlsx_plan *plan, const struct need *needs,
                       int room)
{
    bool fits = false;
    for (int scale = 100; scale >= LEAST_SCALE; scale -= SCALE_STEP) {
        fits = try_scale(plan, needs, room, scale);
        if (fits && rows_are_low(plan))
            break;
    }
    return fits;
}

/* The lines after the first in a few rows from all over the table (of a long
   list: from its beginning); LIMIT when there are as many. */
static int sample_lines(const struct xlsx_plan *plan, int limit)
{
    const struct table *table = plan->sheet->table;
    const struct table_row *rows = table->source ? plan->sample : table->rows;
    const size_t n_rows = table->source ? plan->n_sample : table->n_rows;
    const size_t step = n_rows / ROWS_SAMPLED + 1;
    int lines = 0;
    for (size_t i = 0; i < n_rows && lines < limit; i += step)
        lines += row_lines(plan, &rows[i]) - 1;
    return at_most(lines, limit);
}

/* Moves some room from column FROM to column TO if that saves lines. */
static bool move_room(struct xlsx_plan *plan, const struct need *needs,
                      size_t from, size_t to, int *lines)
{
    static const int amounts[] = {12000, 36000};
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        if (plan->widths[from] - amounts[i] < needs[from].least ||
            plan->widths[to] + amounts[i] > needs[to].natural)
            return false;
        plan->widths[from] -= amounts[i];
        plan->widths[to] += amounts[i];
        int fewer = sample_lines(plan, *lines);
        if (fewer < *lines) {
            *lines = fewer;
            return true;
        }
        plan->widths[from] += amounts[i];
        plan->widths[to] -= amounts[i];
    }
    return false;
}

/* Claims only guess what makes rows low: where a word more on a line makes them
   lower, room moves from one column to another. */
static void save_lines(struct xlsx_plan *plan, const struct need *needs)
{
    int lines = sample_lines(plan, NO_END);
    bool moved = true;
    for (int pass = 0; pass < MOST_PASSES && moved && lines > 0; pass++) {
        moved = false;
        for (size_t i = 0; i < plan->n_columns; i++)
            for (size_t j = 0; j < plan->n_columns; j++)
                if (i != j && move_room(plan, needs, i, j, &lines))
                    moved = true;
    }
}

/* Takes the first rows of the table; those of a long list are made for this. */
static void take_sample(struct arena *arena, struct xlsx_plan *plan)
{
    const struct table *table = plan->sheet->table;
    const size_t n =
        table->n_rows < ROWS_MEASURED ? table->n_rows : ROWS_MEASURED;
    if (!table->source) {
        plan->sample = table->rows;
        plan->n_sample = n;
        return;
    }
    struct table_row *sample = ARENA_ARRAY(arena, struct table_row, n);
    struct table_pass pass;
    const struct table_row *row;
    table_pass_begin(&pass, table);
    while (plan->n_sample < n && (row = table_pass_next(&pass, arena)))
        sample[plan->n_sample++] = *row;
    table_pass_end(&pass);
    plan->sample = sample;
}

static void set_widths(struct arena *arena, struct xlsx_plan *plan, int room)
{
    struct need *needs = ARENA_ARRAY(arena, struct need, plan->n_columns);
    struct need *eased = ARENA_ARRAY(arena, struct need, plan->n_columns);
    take_sample(arena, plan);
    plan->whole = ARENA_ARRAY(arena, int, plan->n_sample * plan->n_columns + 1);
    for (size_t i = 0; i < plan->n_columns; i++)
        eased[i] = needs[i] = measure_column(plan, i);
    keep_short_texts(plan, eased);
    if (find_scale(plan, eased, room)) {
        save_lines(plan, eased);
    } else {
        find_scale(plan, needs, room);
        save_lines(plan, needs);
    }
}

/* ---- heights of rows ----------------------------------------------------- */

static int height_of(int n_lines, int size)
{
    int64_t height = (int64_t)n_lines * ((size * 5 + 3) / 4) + ROW_PADDING;
    return height > HIGHEST_ROW ? HIGHEST_ROW : (int)height;
}

/* A cell over several rows adds what they lack to the last of them. */
static void measure_head_cell(struct xlsx_plan *plan, size_t row, size_t column)
{
    const struct table_cell *cell =
        &plan->sheet->table->head[row].cells[column];
    if (cell->colspan == 0)
        return;
    int room = spanned_width(plan, column, cell->colspan) - PADDING;
    int lines = lines_of(&cell->text, BODY_SIZE, true, room);
    int needed = height_of(lines, BODY_SIZE) + ROW_PADDING;
    size_t last = row + (size_t)at_least(cell->rowspan, 1) - 1;
    if (last >= plan->sheet->table->n_head)
        last = plan->sheet->table->n_head - 1;
    for (size_t i = row; i < last; i++)
        needed -= plan->heights[i];
    plan->heights[last] = at_least(plan->heights[last], needed);
}

/* Cells of one row come first: the rows above are then known. */
static void measure_head(struct xlsx_plan *plan)
{
    const struct table *table = plan->sheet->table;
    for (size_t i = 0; i < table->n_head; i++)
        plan->heights[i] = height_of(1, BODY_SIZE) + ROW_PADDING;
    for (size_t span = 1; span <= table->n_head; span++)
        for (size_t i = 0; i < table->n_head; i++)
            for (size_t j = 0; j < table->n_columns; j++)
                if (at_least(table->head[i].cells[j].rowspan, 1) == (int)span)
                    measure_head_cell(plan, i, j);
}

static struct width_setter line_setter(const struct xlsx_line *line, int room)
{
    int size = BODY_SIZE;
    bool bold = false;
    if (line->style) {
        size = at_least(line->style->size / MPT_PER_POINT, LEAST_SIZE);
        bold = (line->style->flags & STYLE_BOLD) != 0;
    }
    return setter_of(size, bold, room);
}

static struct width_setter set_line(const struct xlsx_line *line, int room)
{
    struct width_setter setter = line_setter(line, room);
    set_text(&setter, &line->text);
    return setter;
}

static void measure_lines(struct xlsx_plan *plan)
{
    int room = spanned_width(plan, 0, plan->n_columns) - PADDING;
    for (size_t i = 0; i < plan->n_lines; i++) {
        struct xlsx_line *line = &plan->lines[i];
        const struct width_setter setter = set_line(line, room);
        line->height = height_of(setter.n_lines, setter.size);
    }
    for (size_t i = 0; i < plan->n_notes; i++) {
        struct xlsx_line *note = &plan->notes[i];
        const struct width_setter setter = set_line(note, room);
        note->height = height_of(setter.n_lines, setter.size);
    }
}

int xlsx_plan_row_height(const struct xlsx_plan *plan,
                         const struct table_row *row)
{
    return height_of(row_lines(plan, row), BODY_SIZE);
}

static void measure_body(struct arena *arena, struct xlsx_plan *plan)
{
    const struct table *table = plan->sheet->table;
    if (table->source)
        return;
    plan->body_heights = ARENA_ARRAY(arena, uint16_t, table->n_rows + 1);
    for (size_t i = 0; i < table->n_rows; i++)
        plan->body_heights[i] =
            (uint16_t)xlsx_plan_row_height(plan, &table->rows[i]);
}

void xlsx_plan_measure(struct arena *arena, struct xlsx_plan *plan)
{
    const struct table *table = plan->sheet->table;
    int room = (plan->sheet->landscape ? ROOM_LANDSCAPE : ROOM_PORTRAIT) *
               MPT_PER_POINT;
    plan->widths = ARENA_ARRAY(arena, int, plan->n_columns);
    plan->widths[0] = room; /* of a sheet without a table */
    if (table && table->n_columns > 0) {
        plan->heights = ARENA_ARRAY(arena, int, table->n_head + 1);
        set_widths(arena, plan, room);
        measure_head(plan);
        measure_body(arena, plan);
    }
    measure_lines(plan);
    const int width = spanned_width(plan, 0, plan->n_columns);
    plan->scale = width <= room ? 100 : (int)((int64_t)room * 100 / width);
}
