#include "entry/entry.h"

#include "base/unicode.h"
#include "entry/entry_page.h"
#include "output/xlsx_private.h"
#include "output/xlsx_scratch.h"
#include "output/xlsx_verify.h"

#include <string.h>

enum {
    DAY_OF_NO_DATE = 3652 * 86400, /* 1980-01-01 */
    MOST_ROWS_IN_MEMORY = 5000,    /* beyond these, rows go to a file at once */
    PAPER_A4 = 9,
    LINE_HEIGHT = 17, /* points */
    HEAD_FILL = 0xDDEBF7,
    REQUIRED_FILL = 0x9DC3E6,
    EXAMPLE_INK = 0x808080,
    LINE_INK = 0xBFBFBF,
    MISSING_FILL = 0xFCE4EC,
    TWICE_FILL = 0xFF7C80,
    LINK_INK = 0x0563C1
};

/* ---- cells --------------------------------------------------------------- */

void entry_count_cell(struct entry_sheet *sheet, lxw_row_t row)
{
    sheet->counts.cells++;
    sheet->counts.filled++;
    if ((int64_t)row > sheet->last_row) {
        sheet->counts.rows++;
        sheet->last_row = row;
    }
}

void entry_put_text(struct entry_book *entry, struct entry_sheet *sheet,
                    lxw_row_t row, lxw_col_t column, const char *text,
                    lxw_format *format)
{
    struct run run = {.text = text, .size = (uint32_t)strlen(text)};
    xlsx_text(&entry->book.text, &(struct text){&run, 1});
    entry_count_cell(sheet, row);
    xlsx_check(&entry->book,
               worksheet_write_string(sheet->sheet, row, column,
                                      strbuf_text(&entry->book.text), format));
}

void entry_put_number(struct entry_book *entry, struct entry_sheet *sheet,
                      lxw_row_t row, lxw_col_t column, double number,
                      lxw_format *format)
{
    entry_count_cell(sheet, row);
    xlsx_check(&entry->book, worksheet_write_number(sheet->sheet, row, column,
                                                    number, format));
}

const char *entry_range(struct arena *arena, const struct entry_sheet *sheet,
                        lxw_col_t column, lxw_row_t first, lxw_row_t last)
{
    char letters[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(letters, column, LXW_TRUE);
    return arena_printf(arena, "%s!%s$%u:%s$%u", sheet->quoted, letters,
                        first + 1, letters, last + 1);
}

lxw_row_t entry_checked_row(const struct entry_sheet *sheet)
{
    int64_t n = sheet->n_rows + ENTRY_CHECKED_ROWS / 2;
    if (n < ENTRY_CHECKED_ROWS)
        n = ENTRY_CHECKED_ROWS;
    if (n > XLSX_MOST_ROWS - (int64_t)sheet->first_row)
        n = XLSX_MOST_ROWS - (int64_t)sheet->first_row;
    return sheet->first_row + (lxw_row_t)n - 1;
}

/* ---- sheets -------------------------------------------------------------- */

struct entry_sheet *entry_sheet_of(struct entry_book *entry,
                                   const struct schema_table *table)
{
    for (size_t i = 0; i < entry->n_sheets; i++)
        if (entry->sheets[i].table == table)
            return &entry->sheets[i];
    return NULL;
}

lxw_col_t entry_column_of(const struct entry_sheet *sheet,
                          const struct schema_field *field)
{
    size_t i = 0;
    while (i < sheet->n_columns && sheet->columns[i].field != field)
        i++;
    return (lxw_col_t)i;
}

static bool is_taken(struct arena *arena, const char *const *names, size_t n,
                     const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(unicode_fold(arena, names[i]), unicode_fold(arena, name)) ==
            0)
            return true;
    return false;
}

/* LABEL as a name for a sheet in Excel: at most 31 UTF-16 units, without
   characters that formulas use, and not among the N names in TAKEN. */
static const char *sheet_name(struct arena *arena, const char *label,
                              const char *const *taken, size_t n)
{
    for (unsigned number = 1;; number++) {
        const char *tail =
            number == 1 ? "" : arena_printf(arena, " %u", number);
        struct strbuf name = STRBUF_INIT;
        size_t units = strlen(tail);
        const char *c = label;
        const char *end = label + strlen(label);
        while (c < end) {
            int32_t letter = unicode_next(&c, end);
            units += letter >= 0x10000 ? 2 : 1;
            if (letter < 0 || units > XLSX_MOST_NAME)
                break;
            if (letter < 0x80 && strchr("[]:*?/\\'", letter))
                letter = ' ';
            strbuf_add_code_point(&name, (uint32_t)letter);
        }
        while (name.size > 0 && name.data[name.size - 1] == ' ')
            strbuf_set_size(&name, name.size - 1);
        strbuf_add_text(&name, tail);
        const char *text = arena_strndup(arena, name.data, name.size);
        strbuf_free(&name);
        if (!is_taken(arena, taken, n, text))
            return text;
    }
}

const char **entry_sheet_names(struct arena *arena, const struct schema *schema,
                               const struct entry_words *words)
{
    const size_t n = schema->n_tables;
    const char **names = ARENA_ARRAY(arena, const char *, n + 2);
    for (size_t i = 0; i < n; i++)
        names[i] = sheet_name(arena, schema->tables[i].sheet, names, i);
    names[n] = sheet_name(arena, words->texts[WORD_GUIDE_SHEET], names, n);
    names[n + 1] =
        sheet_name(arena, words->texts[WORD_LISTS_SHEET], names, n + 1);
    return names;
}

static struct entry_sheet *add_sheet(struct entry_book *entry,
                                     const struct schema_table *table,
                                     const char *name)
{
    struct entry_sheet *sheet = &entry->sheets[entry->n_sheets];
    sheet->table = table;
    sheet->name = name;
    sheet->quoted = arena_printf(entry->book.arena, "'%s'", sheet->name);
    sheet->last_row = -1;
    sheet->sheet = workbook_add_worksheet(entry->book.workbook, sheet->name);
    if (!sheet->sheet) {
        xlsx_check(&entry->book, LXW_ERROR_PARAMETER_VALIDATION);
        return NULL;
    }
    entry->n_sheets++;
    xlsx_private_quote_sheet(sheet->sheet);
    return sheet;
}

/* Adds all sheets first: references lead to sheets that come later. */
static bool add_sheets(struct entry_book *entry)
{
    const struct schema *schema = entry->options->schema;
    const char **names =
        entry_sheet_names(entry->book.arena, schema, entry->options->words);
    entry->sheets = ARENA_ARRAY(entry->book.arena, struct entry_sheet,
                                schema->n_tables + 2);
    if (!add_sheet(entry, NULL, names[schema->n_tables]))
        return false;
    for (size_t i = 0; i < schema->n_tables; i++) {
        const struct schema_table *table = &schema->tables[i];
        struct entry_sheet *sheet = add_sheet(entry, table, names[i]);
        if (!sheet)
            return false;
        sheet->first_row = ENTRY_EXAMPLE + (schema->example_word ? 1 : 0);
        if (entry->options->store)
            sheet->n_rows = store_n_rows(entry->options->store, table);
    }
    return add_sheet(entry, NULL, names[schema->n_tables + 1]);
}

/* ---- looks --------------------------------------------------------------- */

static lxw_format *make_format(struct entry_book *entry)
{
    lxw_format *format = workbook_add_format(entry->book.workbook);
    format_set_font_name(format, XLSX_FONT);
    format_set_font_size(format, XLSX_BODY_SIZE);
    return format;
}

static lxw_format *make_head(struct entry_book *entry, lxw_color_t fill)
{
    lxw_format *format = make_format(entry);
    format_set_bold(format);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_CENTER);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_bg_color(format, fill);
    return format;
}

static void make_formats(struct entry_book *entry)
{
    struct entry_formats *formats = &entry->formats;
    formats->title = make_format(entry);
    format_set_bold(formats->title);
    format_set_font_size(formats->title, XLSX_BODY_SIZE + 2);
    formats->hint = make_format(entry);
    format_set_italic(formats->hint);
    formats->head = make_head(entry, HEAD_FILL);
    formats->required_head = make_head(entry, REQUIRED_FILL);
    formats->example = make_format(entry);
    format_set_italic(formats->example);
    format_set_font_color(formats->example, EXAMPLE_INK);
    format_set_border(formats->example, LXW_BORDER_THIN);
    format_set_border_color(formats->example, LINE_INK);
    formats->words = make_format(entry);
    format_set_text_wrap(formats->words);
    format_set_align(formats->words, LXW_ALIGN_VERTICAL_TOP);
    formats->bold = make_format(entry);
    format_set_bold(formats->bold);
    formats->link = make_format(entry);
    format_set_font_color(formats->link, LINK_INK);
    format_set_underline(formats->link, LXW_UNDERLINE_SINGLE);
    format_set_align(formats->link, LXW_ALIGN_VERTICAL_TOP);
    formats->missing = workbook_add_format(entry->book.workbook);
    format_set_bg_color(formats->missing, MISSING_FILL);
    formats->twice = workbook_add_format(entry->book.workbook);
    format_set_bg_color(formats->twice, TWICE_FILL);
}

/* The format of a column's cells: unlocked, framed, and showing values as they
   are stored. */
static lxw_format *cell_format(struct entry_book *entry,
                               const struct schema_field *field)
{
    lxw_format *format = make_format(entry);
    struct strbuf shown = STRBUF_INIT;
    format_set_unlocked(format);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, LINE_INK);
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_ENUM:
    case FIELD_BOOLEAN:
        strbuf_add_text(&shown,
                        "@"); /* 01 stays 01, 5/9 does not become a day */
        format_set_text_wrap(format);
        break;
    case FIELD_INTEGER:
        strbuf_add_text(&shown, "#,##0");
        break;
    case FIELD_DECIMAL:
    case FIELD_MONEY:
        strbuf_add_text(&shown, field->unit > 1 ? "#,##0.0" : "#,##0");
        for (int64_t unit = field->unit; unit >= 100; unit /= 10)
            strbuf_add_char(&shown, '#');
        break;
    case FIELD_DATE:
        strbuf_add_text(&shown, "dd/mm/yyyy");
        format_set_align(format, LXW_ALIGN_CENTER);
        break;
    case FIELD_YEAR:
        strbuf_add_text(&shown, "0");
        format_set_align(format, LXW_ALIGN_CENTER);
        break;
    }
    format_set_num_format(format, strbuf_text(&shown));
    strbuf_free(&shown);
    return format;
}

/* ---- a table's sheet ----------------------------------------------------- */

static void set_columns(struct entry_book *entry, struct entry_sheet *sheet)
{
    for (size_t i = 0; i < sheet->n_columns; i++) {
        struct entry_column *column = &sheet->columns[i];
        column->format = cell_format(entry, column->field);
        xlsx_check(&entry->book, worksheet_set_column(
                                     sheet->sheet, (lxw_col_t)i, (lxw_col_t)i,
                                     column->width, column->format));
    }
}

/* Writes a note large enough for its text. */
static void write_note(struct entry_book *entry, struct entry_sheet *sheet,
                       lxw_col_t column, const char *text)
{
    enum { WIDTH = 300, LETTERS = 40, HEIGHT = 20 };
    static char author[] = "reportgen"; /* the library's type lacks const */
    size_t lines = 2 + unicode_length(text, strlen(text)) / LETTERS;
    lxw_comment_options options = {
        .author = author, .width = WIDTH, .height = (uint16_t)(lines * HEIGHT)};
    xlsx_check(&entry->book,
               worksheet_write_comment_opt(sheet->sheet, ENTRY_HEADINGS, column,
                                           text, &options));
}

static double heading_height(const struct entry_sheet *sheet)
{
    size_t most = 2;
    for (size_t i = 0; i < sheet->n_columns; i++) {
        const struct entry_column *column = &sheet->columns[i];
        size_t letters =
            unicode_length(column->heading, strlen(column->heading)) * 5 / 4;
        size_t lines = letters / (size_t)column->width + 1;
        if (lines > most)
            most = lines;
    }
    return (double)(most * LINE_HEIGHT);
}

static const char *example_of(struct entry_book *entry,
                              const struct schema_field *field)
{
    const struct schema *schema = entry->options->schema;
    switch (field->type) {
    case FIELD_TEXT:
        return field->example;
    case FIELD_INTEGER:
        return field->example ? field->example : "12";
    case FIELD_DECIMAL:
        return field->example ? field->example : "8,5";
    case FIELD_MONEY:
        return field->example    ? field->example
               : field->unit > 1 ? "228,5"
                                 : "228.500.000";
    case FIELD_DATE:
        return field->example ? field->example : "15/06/2025";
    case FIELD_YEAR:
        return field->example ? field->example : "2025";
    case FIELD_ENUM:
        return field->example                ? field->example
               : field->values->n_values > 0 ? field->values->values[0].label
                                             : NULL;
    case FIELD_BOOLEAN:
        return field->example ? field->example : schema->true_label;
    }
    return NULL;
}

static void write_example(struct entry_book *entry, struct entry_sheet *sheet)
{
    const char *word = entry->options->schema->example_word;
    for (size_t i = 0; word && i < sheet->n_columns; i++) {
        const char *example = example_of(entry, sheet->columns[i].field);
        if (example)
            entry_put_text(
                entry, sheet, ENTRY_EXAMPLE, (lxw_col_t)i,
                arena_printf(entry->book.arena, "%s %s", word, example),
                entry->formats.example);
    }
}

static void write_head(struct entry_book *entry, struct entry_sheet *sheet)
{
    struct arena *arena = entry->book.arena;
    const struct entry_words *words = entry->options->words;
    const struct entry_filling fillings[] = {
        {"row", arena_printf(arena, "%u", sheet->first_row + 1)},
        {"guide", words->texts[WORD_GUIDE_SHEET]}};
    entry_put_text(entry, sheet, ENTRY_TITLE, 0, sheet->table->label,
                   entry->formats.title);
    entry_put_text(entry, sheet, ENTRY_HINT, 0,
                   entry_words_fill(arena, words, WORD_HINT, fillings, 2),
                   entry->formats.hint);
    xlsx_check(&entry->book, worksheet_set_row(sheet->sheet, ENTRY_HEADINGS,
                                               heading_height(sheet), NULL));
    for (size_t i = 0; i < sheet->n_columns; i++) {
        const struct entry_column *column = &sheet->columns[i];
        entry_put_text(entry, sheet, ENTRY_HEADINGS, (lxw_col_t)i,
                       column->heading,
                       column->field->required ? entry->formats.required_head
                                               : entry->formats.head);
        write_note(entry, sheet, (lxw_col_t)i, column->note);
    }
    write_example(entry, sheet);
}

static double inches(double millimetres)
{
    return millimetres / 25.4;
}

static void set_up_print(struct entry_book *entry, struct entry_sheet *sheet)
{
    worksheet_set_landscape(sheet->sheet);
    worksheet_set_paper(sheet->sheet, PAPER_A4);
    worksheet_set_margins(sheet->sheet, inches(15), inches(15), inches(15),
                          inches(15));
    worksheet_fit_to_pages(sheet->sheet, 1, 0);
    xlsx_check(&entry->book, worksheet_set_footer(sheet->sheet, "&L&A&R&P/&N"));
    xlsx_check(&entry->book, worksheet_repeat_rows(sheet->sheet, ENTRY_HEADINGS,
                                                   ENTRY_HEADINGS));
}

/* Locks headings and example; in the other cells everything is allowed that
   keeps the columns. */
static void protect(struct entry_sheet *sheet)
{
    lxw_protection allowed = {.format_cells = LXW_TRUE,
                              .format_columns = LXW_TRUE,
                              .format_rows = LXW_TRUE,
                              .insert_rows = LXW_TRUE,
                              .delete_rows = LXW_TRUE,
                              .sort = LXW_TRUE,
                              .autofilter = LXW_TRUE};
    worksheet_protect(sheet->sheet, NULL, &allowed);
}

static void write_sheet(struct entry_book *entry, struct entry_sheet *sheet)
{
    set_columns(entry, sheet);
    set_up_print(entry, sheet);
    worksheet_freeze_panes(sheet->sheet, sheet->first_row, 1);
    write_head(entry, sheet);
    entry_write_rows(entry, sheet);
    entry_write_checks(entry, sheet);
    protect(sheet);
}

/* ---- the whole ----------------------------------------------------------- */

static void set_properties(struct entry_book *entry)
{
    int64_t created = entry->options->created;
    lxw_doc_properties properties = {
        .title = arena_strdup(entry->book.arena, entry->options->schema->title),
        .created = (time_t)(created > 0 ? created : DAY_OF_NO_DATE)};
    xlsx_check(&entry->book,
               workbook_set_properties(entry->book.workbook, &properties));
}

static void write_book(struct entry_book *entry)
{
    xlsx_set_normal_style(&entry->book);
    set_properties(entry);
    if (!add_sheets(entry))
        return;
    make_formats(entry);
    entry_make_columns(entry);
    entry_plan_lists(entry);
    entry_write_guide(entry);
    for (size_t i = 0; i < entry->n_sheets && entry->book.ok; i++)
        if (entry->sheets[i].table)
            write_sheet(entry, &entry->sheets[i]);
    if (entry->book.ok)
        entry_write_lists(entry);
}

static int64_t count_rows(const struct entry_options *options)
{
    int64_t n = 0;
    for (size_t i = 0; options->store && i < options->schema->n_tables; i++)
        n += store_n_rows(options->store, &options->schema->tables[i]);
    return n;
}

static bool verify(const struct entry_book *entry, const struct outfile *file)
{
    struct xlsx_expected *expected =
        ARENA_ARRAY(entry->book.arena, struct xlsx_expected, entry->n_sheets);
    for (size_t i = 0; i < entry->n_sheets; i++)
        expected[i] = (struct xlsx_expected){.name = entry->sheets[i].name,
                                             .counts = entry->sheets[i].counts};
    return xlsx_verify_sheets(file, expected, entry->n_sheets, 0,
                              entry->book.diag);
}

bool entry_write(struct arena *arena, const struct entry_options *options,
                 struct outfile *file, struct diag *diag)
{
    if (!xlsx_private_check(diag))
        return false;
    struct entry_book entry = {.book = {.arena = arena,
                                        .text = STRBUF_INIT,
                                        .diag = diag,
                                        .path = outfile_path(file),
                                        .ok = true},
                               .options = options};
    lxw_workbook_options library = {.constant_memory = count_rows(options) >
                                                       MOST_ROWS_IN_MEMORY};
    xlsx_scratch_begin(file);
    entry.book.workbook = workbook_new_opt(outfile_staged_path(file), &library);
    write_book(&entry);
    xlsx_close(&entry.book);
    strbuf_free(&entry.book.text);
    return entry.book.ok && outfile_close(file, diag) && verify(&entry, file);
}
