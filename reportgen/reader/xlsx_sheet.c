#include "reader/xlsx_sheet.h"

#include "base/unicode.h"
#include "reader/cell_text.h"
#include "reader/stored_number.h"
#include "reader/xlsx_merges.h"
#include "reader/xlsx_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Excel shows 15 digits of a number. */
enum { DIGITS = 15, MOST_MERGES = 200000 };

static const size_t NO_TEXT = SIZE_MAX;

/* How the content of a cell is written (ISO/IEC 29500-1, 18.18.11,
   ST_CellType). */
enum content {
    CONTENT_NUMBER,
    CONTENT_SHARED,
    CONTENT_INLINE,
    CONTENT_FORMULA_TEXT,
    CONTENT_BOOLEAN,
    CONTENT_ERROR,
    CONTENT_DATE
};

/* A cell that is being read. */
struct open_cell {
    uint32_t column;
    enum content content;
    size_t style;
    bool has_value;
    bool has_formula;
    struct strbuf value;   /* of the v element */
    struct xlsx_text text; /* of the is element */
};

struct xlsx_sheet_reader {
    struct xlsx_surroundings around;
    struct xlsx_range range;
    struct diag *diag;
    struct xml_stream *stream;
    struct xlsx_merges merges;
    struct xlsx_unseen unseen;
    struct arena *arena;   /* for the contents of merges */
    struct arena *scratch; /* for NFC of the row's texts */

    /* The position in the markup: which of the elements that matter are
       open. */
    bool in_data;
    bool in_row;
    bool in_cell;
    bool in_value;
    bool in_inline;

    uint32_t row; /* of the sheet */
    bool row_is_hidden;
    bool row_done;
    bool failed;
    uint32_t next_column;
    struct open_cell cell;

    struct strbuf texts; /* the texts of the row, each with a NUL */
    struct cell *cells;
    size_t *starts; /* by cell: where its text starts in TEXTS, or NO_TEXT */
    size_t n_cells;
    size_t capacity;
    size_t width; /* of the widest row so far: a sheet leaves out empty cells */
};

/* ---- cells of a row ------------------------------------------------------ */

/* The cell at COLUMN, which is in the range; cells before it that the sheet
   leaves out are empty. */
static struct cell *cell_at(struct xlsx_sheet_reader *sheet, uint32_t column)
{
    size_t at = column - sheet->range.first_column;
    if (at >= sheet->capacity) {
        sheet->capacity = at * 2 + 32;
        sheet->cells =
            realloc(sheet->cells, sheet->capacity * sizeof *sheet->cells);
        sheet->starts =
            realloc(sheet->starts, sheet->capacity * sizeof *sheet->starts);
    }
    for (; sheet->n_cells <= at; sheet->n_cells++) {
        sheet->starts[sheet->n_cells] = NO_TEXT;
        sheet->cells[sheet->n_cells] = (struct cell){
            .line = sheet->row, .column = (uint32_t)sheet->n_cells + 1};
    }
    return &sheet->cells[at];
}

static bool is_in_range(const struct xlsx_sheet_reader *sheet, uint32_t row,
                        uint32_t column)
{
    const struct xlsx_range *range = &sheet->range;
    return row >= range->first_row && row <= range->last_row &&
           column >= range->first_column && column <= range->last_column;
}

/* Ends the text of CELL, which was added from START on. */
static void end_text(struct xlsx_sheet_reader *sheet, struct cell *cell,
                     size_t start)
{
    cell->size = sheet->texts.size - start;
    sheet->starts[cell - sheet->cells] = start;
    strbuf_add_char(&sheet->texts, '\0');
}

static struct place place_of(const struct xlsx_sheet_reader *sheet,
                             uint32_t column)
{
    return (struct place){sheet->around.name, sheet->row, column, PLACE_CELL};
}

static void add_day(struct strbuf *buf, struct date day, unsigned seconds)
{
    cell_text_add_day(buf, day);
    if (seconds != 0)
        strbuf_add_format(buf, " %02u:%02u", seconds / 3600, seconds / 60 % 60);
}

static void put_percent(struct strbuf *buf, struct stored_number number)
{
    while (number.decimals < 2) {
        number.mantissa *= 10;
        number.decimals++;
    }
    number.decimals -= 2;
    while (number.decimals > 0 && number.mantissa % 10 == 0) {
        number.mantissa /= 10;
        number.decimals--;
    }
    stored_number_add(buf, &number);
    strbuf_add_char(buf, '%');
}

/* The format makes a number a day, a code or a figure.  One that does not fit
   stays as it is written, for the field to refuse. */
static void put_number(struct xlsx_sheet_reader *sheet, struct cell *cell)
{
    const char *written = strbuf_text(&sheet->cell.value);
    struct number_format format =
        xlsx_styles_format(sheet->around.styles, sheet->cell.style);
    struct strbuf *buf = &sheet->texts;
    struct stored_number number;
    struct date day;
    unsigned seconds;
    if (!stored_number_read(written, DIGITS, &number)) {
        strbuf_add_text(buf, written);
        return;
    }
    if ((format.kind == FORMAT_DATE || format.kind == FORMAT_TIME) &&
        stored_number_day(&number, sheet->around.since_1904, &day, &seconds) &&
        format.kind == FORMAT_DATE) {
        cell->typed = value_date(day);
        add_day(buf, day, seconds);
        return;
    }
    if (format.kind == FORMAT_PERCENT) {
        put_percent(buf, number);
        return;
    }
    if (format.kind == FORMAT_CODE && number.decimals == 0 &&
        number.mantissa >= 0)
        number_format_add_code(buf, &format, number.mantissa);
    else
        stored_number_add(buf, &number);
    if (format.kind != FORMAT_TIME)
        cell->typed = stored_number_value(&number);
}

/* Reads "2017-06-12" or "2017-06-12T00:00:00". */
static void put_date(struct xlsx_sheet_reader *sheet, struct cell *cell)
{
    const char *written = strbuf_text(&sheet->cell.value);
    struct strbuf *buf = &sheet->texts;
    char day_text[11] = "";
    struct date day;
    strncpy(day_text, written, sizeof day_text - 1);
    unsigned hours = 0, minutes = 0;
    if (strlen(written) < 10 || !date_parse(day_text, &day)) {
        strbuf_add_text(buf, written);
        return;
    }
    if (written[10] == 'T')
        (void)sscanf(written + 11, "%2u:%2u", &hours, &minutes);
    cell->typed = value_date(day);
    add_day(buf, day, hours * 3600 + minutes * 60);
}

static void put_shared(struct xlsx_sheet_reader *sheet, struct cell *cell)
{
    char *end;
    const char *written = strbuf_text(&sheet->cell.value);
    unsigned long number = strtoul(written, &end, 10);
    if (end != written &&
        xlsx_strings_add(sheet->around.strings, number, &sheet->texts))
        return;
    /* It is not known what the cell says. */
    cell->faulty = true;
    diag_report(sheet->diag, DIAG_WORKBOOK_NO_STRING,
                place_of(sheet, sheet->cell.column), written);
}

static void put_value(struct xlsx_sheet_reader *sheet, struct cell *cell)
{
    struct open_cell *open = &sheet->cell;
    size_t start = sheet->texts.size;
    switch (open->content) {
    case CONTENT_NUMBER:
        if (open->value.size > 0)
            put_number(sheet, cell);
        break;
    case CONTENT_SHARED:
        put_shared(sheet, cell);
        break;
    case CONTENT_INLINE:
        xlsx_text_unescape(&open->text.text);
        strbuf_add(&sheet->texts, strbuf_text(&open->text.text),
                   open->text.text.size);
        break;
    case CONTENT_FORMULA_TEXT:
        xlsx_text_unescape(&open->value);
        strbuf_add(&sheet->texts, strbuf_text(&open->value), open->value.size);
        break;
    case CONTENT_BOOLEAN:
        strbuf_add_text(&sheet->texts,
                        strcmp(strbuf_text(&open->value), "0") == 0 ? "FALSE"
                                                                    : "TRUE");
        break;
    case CONTENT_ERROR:
        strbuf_add(&sheet->texts, strbuf_text(&open->value), open->value.size);
        break;
    case CONTENT_DATE:
        put_date(sheet, cell);
        break;
    }
    end_text(sheet, cell, start);
}

/* ---- merged cells -------------------------------------------------------- */

/* What the first cell of a merge contains, for the cells below it. */
struct content_of_merge {
    struct cell cell;
    char *text;
};

static struct xlsx_merge *merge_over(const struct xlsx_sheet_reader *sheet,
                                     uint32_t column)
{
    for (size_t i = 0; i < sheet->merges.n_reach; i++) {
        struct xlsx_merge *merge = sheet->merges.reach[i];
        if (column >= merge->range.first_column &&
            column <= merge->range.last_column)
            return merge;
    }
    return NULL;
}

static bool is_first(const struct xlsx_sheet_reader *sheet,
                     const struct xlsx_merge *merge, uint32_t column)
{
    return sheet->row == merge->range.first_row &&
           column == merge->range.first_column;
}

/* True for a cell below a merged one, which is not shown. */
static bool is_covered(struct xlsx_sheet_reader *sheet, uint32_t column)
{
    const struct xlsx_merge *merge = merge_over(sheet, column);
    if (!merge || is_first(sheet, merge, column))
        return false;
    if (sheet->cell.has_value &&
        sheet->cell.value.size + sheet->cell.text.text.size > 0 &&
        sheet->unseen.covered++ == 0) {
        sheet->unseen.covered_row = sheet->row;
        sheet->unseen.covered_column = column;
    }
    return true;
}

/* Keeps the content of the first cell of MERGE while rows below it are read. */
static void keep_content(struct xlsx_sheet_reader *sheet,
                         struct xlsx_merge *merge, const struct cell *cell,
                         const char *text)
{
    struct content_of_merge *kept =
        ARENA_NEW(sheet->arena, struct content_of_merge);
    kept->cell = *cell;
    kept->text = !text ? NULL : arena_strndup(sheet->arena, text, cell->size);
    merge->content = kept;
}

/* Gives the cells of this row the contents of merges.  A column that is merged
   over several rows has the first one's content in each of them. */
static void share_contents(struct xlsx_sheet_reader *sheet)
{
    for (size_t i = 0; i < sheet->merges.n_reach; i++) {
        struct xlsx_merge *merge = sheet->merges.reach[i];
        const struct xlsx_range *range = &merge->range;
        if (!is_in_range(sheet, sheet->row, range->first_column))
            continue;
        struct cell *cell = cell_at(sheet, range->first_column);
        size_t at = (size_t)(cell - sheet->cells);
        uint32_t last = range->last_column < sheet->range.last_column
                            ? range->last_column
                            : sheet->range.last_column;
        if (sheet->row == range->first_row) {
            const char *text = sheet->starts[at] == NO_TEXT
                                   ? NULL
                                   : sheet->texts.data + sheet->starts[at];
            if (range->last_row > range->first_row)
                keep_content(sheet, merge, cell, text);
            cell->span_rows = range->last_row - range->first_row + 1;
            cell->span_columns = last - range->first_column + 1;
        } else if (merge->content) {
            const struct content_of_merge *kept = merge->content;
            uint32_t column = cell->column;
            *cell = kept->cell;
            cell->line = sheet->row;
            cell->column = column;
            cell->is_repeated = true;
            sheet->starts[at] = NO_TEXT;
            if (kept->text) {
                size_t start = sheet->texts.size;
                strbuf_add(&sheet->texts, kept->text, kept->cell.size);
                end_text(sheet, cell, start);
            }
        }
    }
}

/* ---- the markup ---------------------------------------------------------- */

static uint32_t number_attribute(const char *const *attributes,
                                 const char *name, uint32_t otherwise)
{
    const char *text = xml_attribute(attributes, name);
    char *end;
    if (!text)
        return otherwise;
    unsigned long number = strtoul(text, &end, 10);
    return *end == '\0' && number <= UINT32_MAX ? (uint32_t)number : otherwise;
}

static bool flag_attribute(const char *const *attributes, const char *name)
{
    const char *text = xml_attribute(attributes, name);
    return text && (strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
}

static void start_row(struct xlsx_sheet_reader *sheet,
                      const char *const *attributes)
{
    sheet->row = number_attribute(attributes, "r", sheet->row + 1);
    sheet->row_is_hidden = flag_attribute(attributes, "hidden");
    sheet->next_column = 1;
    sheet->n_cells = 0;
    sheet->in_row = true;
    strbuf_clear(&sheet->texts);
    arena_reset(sheet->scratch);
    xlsx_merges_go(&sheet->merges, sheet->row);
}

static enum content content_of(const char *type)
{
    static const struct {
        const char *name;
        enum content content;
    } types[] = {
        {"n", CONTENT_NUMBER},         {"s", CONTENT_SHARED},
        {"str", CONTENT_FORMULA_TEXT}, {"inlineStr", CONTENT_INLINE},
        {"b", CONTENT_BOOLEAN},        {"e", CONTENT_ERROR},
        {"d", CONTENT_DATE},
    };
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].name, type) == 0)
            return types[i].content;
    return CONTENT_NUMBER;
}

static void start_cell(struct xlsx_sheet_reader *sheet,
                       const char *const *attributes)
{
    struct open_cell *cell = &sheet->cell;
    const char *name = NULL;
    const char *type = NULL;
    const char *style = NULL;
    for (; *attributes; attributes += 2) {
        const char *attribute = attributes[0];
        if (attribute[1] != '\0')
            continue;
        if (attribute[0] == 'r')
            name = attributes[1];
        else if (attribute[0] == 't')
            type = attributes[1];
        else if (attribute[0] == 's')
            style = attributes[1];
    }
    uint32_t row, column;
    const char *end;
    cell->column = sheet->next_column;
    if (name && xlsx_cell_read(name, &row, &column, &end) && *end == '\0')
        cell->column = column;
    sheet->next_column = cell->column + 1;
    cell->content = content_of(type);
    cell->style = !style ? 0 : strtoul(style, NULL, 10);
    cell->has_value = false;
    cell->has_formula = false;
    strbuf_clear(&cell->value);
    xlsx_text_clear(&cell->text);
    sheet->in_cell = true;
}

/* A formula whose value was not saved has no v element or, by openpyxl, an
   empty one; one that gives an empty text says that it is a text. */
static void end_cell(struct xlsx_sheet_reader *sheet)
{
    const struct open_cell *open = &sheet->cell;
    sheet->in_cell = false;
    if (!is_in_range(sheet, sheet->row, open->column) ||
        (!open->has_value && !open->has_formula) ||
        is_covered(sheet, open->column))
        return;
    struct cell *cell = cell_at(sheet, open->column);
    if (sheet->starts[cell - sheet->cells] != NO_TEXT)
        return; /* a cell that occurs twice counts once */
    cell->is_uncomputed =
        open->has_formula &&
        (!open->has_value ||
         (open->content == CONTENT_NUMBER && open->value.size == 0));
    if (open->has_value)
        put_value(sheet, cell);
}

static void end_row(struct xlsx_sheet_reader *sheet)
{
    sheet->in_row = false;
    bool counts = sheet->row >= sheet->range.first_row &&
                  sheet->row <= sheet->range.last_row && sheet->n_cells > 0;
    if (!counts)
        return;
    share_contents(sheet);
    sheet->row_done = true;
    sheet->unseen.hidden_rows += sheet->row_is_hidden;
    xml_stream_pause(sheet->stream);
}

static void hide_columns(struct xlsx_sheet_reader *sheet,
                         const char *const *attributes)
{
    uint32_t first = number_attribute(attributes, "min", 1);
    uint32_t last = number_attribute(attributes, "max", first);
    if (last > XLSX_MOST_COLUMNS)
        last = XLSX_MOST_COLUMNS;
    /* Columns that are hidden up to the end of the sheet are outside of the
       data. */
    if (flag_attribute(attributes, "hidden") && first <= last &&
        last < XLSX_MOST_COLUMNS)
        sheet->unseen.hidden_columns += last - first + 1;
}

static void start(void *context, const char *name,
                  const char *const *attributes)
{
    struct xlsx_sheet_reader *sheet = context;
    if (sheet->in_cell) {
        if (strcmp(name, "v") == 0) {
            sheet->in_value = true;
            sheet->cell.has_value = true;
            strbuf_clear(&sheet->cell.value);
        } else if (strcmp(name, "is") == 0) {
            sheet->in_inline = true;
            sheet->cell.has_value = true;
        } else if (strcmp(name, "f") == 0) {
            sheet->cell.has_formula = true;
        } else if (sheet->in_inline) {
            xlsx_text_start(&sheet->cell.text, name);
        }
    } else if (sheet->in_row) {
        if (strcmp(name, "c") == 0)
            start_cell(sheet, attributes);
    } else if (sheet->in_data) {
        if (strcmp(name, "row") == 0)
            start_row(sheet, attributes);
    } else if (strcmp(name, "sheetData") == 0) {
        sheet->in_data = true;
    } else if (strcmp(name, "col") == 0) {
        hide_columns(sheet, attributes);
    }
}

static void end(void *context, const char *name)
{
    struct xlsx_sheet_reader *sheet = context;
    if (sheet->in_cell) {
        if (sheet->in_inline && strcmp(name, "is") != 0)
            xlsx_text_end(&sheet->cell.text, name);
        else if (strcmp(name, "v") == 0)
            sheet->in_value = false;
        else if (strcmp(name, "is") == 0)
            sheet->in_inline = false;
        else if (strcmp(name, "c") == 0)
            end_cell(sheet);
    } else if (sheet->in_row && strcmp(name, "row") == 0) {
        end_row(sheet);
    } else if (sheet->in_data && strcmp(name, "sheetData") == 0) {
        sheet->in_data = false;
    }
}

static void add_text(void *context, const char *bytes, size_t size)
{
    struct xlsx_sheet_reader *sheet = context;
    struct open_cell *cell = &sheet->cell;
    if (!sheet->in_value && !sheet->in_inline)
        return;
    if (sheet->in_value)
        strbuf_add(&cell->value, bytes, size);
    else
        xlsx_text_add(&cell->text, bytes, size);
    if (cell->value.size + cell->text.text.size <= CELL_TEXT_MOST_BYTES)
        return;
    if (!sheet->failed)
        diag_report(sheet->diag, DIAG_WORKBOOK_CELL_TOO_LONG,
                    place_of(sheet, cell->column),
                    (size_t)CELL_TEXT_MOST_BYTES);
    sheet->failed = true;
    xml_stream_pause(sheet->stream);
}

/* ---- opening ------------------------------------------------------------- */

static void find_merge(void *context, const char *name,
                       const char *const *attributes)
{
    struct xlsx_sheet_reader *sheet = context;
    struct xlsx_range range;
    if (strcmp(name, "mergeCell") != 0)
        return;
    const char *ref = xml_attribute(attributes, "ref");
    if (ref && sheet->merges.n < MOST_MERGES && xlsx_range_read(ref, &range))
        xlsx_merges_add(&sheet->merges, range);
}

struct xlsx_sheet_reader *
xlsx_sheet_open(const struct xlsx_surroundings *around, int64_t part,
                struct xlsx_range range, struct diag *diag)
{
    static const struct xml_handler merge_handler = {.start = find_merge};
    static const struct xml_handler handler = {
        .start = start, .end = end, .text = add_text};
    struct xlsx_sheet_reader *sheet = calloc(1, sizeof *sheet);
    bool mentions = true;
    sheet->around = *around;
    sheet->range = range;
    sheet->diag = diag;
    sheet->arena = arena_create();
    sheet->scratch = arena_create();
    if (xlsx_package_mentions(around->package, part, "mergeCell", &mentions,
                              diag) &&
        (!mentions ||
         xlsx_package_scan(around->package, part, &merge_handler, sheet, diag)))
        sheet->stream =
            xlsx_package_stream(around->package, part, &handler, sheet, diag);
    if (!sheet->stream) {
        xlsx_sheet_close(sheet);
        return NULL;
    }
    xlsx_merges_start(&sheet->merges);
    return sheet;
}

static void finish_cells(struct xlsx_sheet_reader *sheet)
{
    for (size_t i = 0; i < sheet->n_cells; i++)
        if (sheet->starts[i] != NO_TEXT)
            cell_text_finish(&sheet->cells[i],
                             sheet->texts.data + sheet->starts[i],
                             sheet->around.keeps_hyphens, sheet->scratch);
}

int xlsx_sheet_next(struct xlsx_sheet_reader *sheet, struct cell **cells,
                    size_t *n_cells)
{
    sheet->row_done = false;
    int found = xml_stream_next(sheet->stream);
    if (found < 0 || sheet->failed)
        return -1;
    if (!sheet->row_done)
        return 0;
    if (sheet->n_cells < sheet->width)
        cell_at(sheet, sheet->range.first_column + (uint32_t)sheet->width - 1);
    sheet->width = sheet->n_cells;
    finish_cells(sheet);
    *cells = sheet->cells;
    *n_cells = sheet->n_cells;
    return 1;
}

const struct xlsx_unseen *
xlsx_sheet_unseen(const struct xlsx_sheet_reader *sheet)
{
    return &sheet->unseen;
}

void xlsx_sheet_close(struct xlsx_sheet_reader *sheet)
{
    if (!sheet)
        return;
    xml_stream_close(sheet->stream);
    xlsx_merges_free(&sheet->merges);
    xlsx_text_free(&sheet->cell.text);
    strbuf_free(&sheet->cell.value);
    strbuf_free(&sheet->texts);
    arena_destroy(sheet->arena);
    arena_destroy(sheet->scratch);
    free(sheet->cells);
    free(sheet->starts);
    free(sheet);
}
