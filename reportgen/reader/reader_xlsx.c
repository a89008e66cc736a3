#include "reader/reader.h"

#include "reader/cell_text.h"
#include "reader/xlsx_book.h"
#include "reader/xlsx_sheet.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * A workbook as a source: "de-an.xlsx", or a part of it after "#":
 * "de-an.xlsx#Danh mục" (a sheet, a table or a defined name),
 * "de-an.xlsx#Sheet!B5:K200", "de-an.xlsx#2".
 *
 * Hidden rows and columns are read, since hiding removes nothing and sums
 * include them; a hidden sheet is read only when it is named.
 */
struct reader {
    struct arena *arena;
    struct reader_options options;
    struct diag *diag;
    const char *name; /* of the file, in messages */
    struct xlsx_package *package;
    struct xlsx_book book;
    struct xlsx_strings *strings;
    struct xlsx_styles styles;
    struct xlsx_target target;
    struct xlsx_surroundings around;
    struct xlsx_sheet_reader *sheet;
    bool is_named; /* the configuration names the part */
    bool quiet;
    bool told; /* hidden rows and columns were reported */
};

/* ---- what a workbook is called ------------------------------------------- */

/* Endings of workbooks; the last ones are accepted only to say what they
   are. */
static const char *const endings[] = {".xlsx", ".xlsm", ".xltx", ".xltm",
                                      ".xlsb", ".xls",  ".ods"};

static bool ends_with(const char *text, size_t size, const char *ending)
{
    size_t n = strlen(ending);
    return size >= n && strncasecmp(text + size - n, ending, n) == 0;
}

/* The bytes of WHERE before a "#" that follows such an ending; 0: there is
   none. */
static size_t xlsx_path_size(const char *where)
{
    size_t size = strlen(where);
    for (size_t at = 0; at <= size; at++)
        if (where[at] == '#' || where[at] == '\0')
            for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
                if (ends_with(where, at, endings[i]))
                    return at;
    return 0;
}

static bool xlsx_accepts(const char *where)
{
    return xlsx_path_size(where) > 0;
}

/* ---- opening ------------------------------------------------------------- */

static struct place place_of(const struct reader *reader)
{
    return (struct place){.file = reader->name};
}

/* Finds the first visible sheet with cells, from NUMBER on. */
static bool find_shown_sheet(struct reader *reader, size_t number)
{
    for (size_t i = number; i < reader->book.n_sheets; i++)
        if (!reader->book.sheets[i].is_hidden) {
            reader->target.sheet = i;
            return true;
        }
    return false;
}

static bool open_sheet(struct reader *reader)
{
    const struct xlsx_sheet *sheet = &reader->book.sheets[reader->target.sheet];
    int64_t part = xlsx_package_find(reader->package, sheet->part);
    xlsx_sheet_close(reader->sheet);
    reader->sheet = NULL;
    if (part < 0) {
        diag_report(reader->diag, DIAG_WORKBOOK_NO_SHEET_PART, place_of(reader),
                    sheet->name);
        return false;
    }
    reader->around.name =
        arena_printf(reader->arena, "%s!%s", reader->name, sheet->name);
    reader->sheet = xlsx_sheet_open(&reader->around, part, reader->target.range,
                                    reader->diag);
    return reader->sheet;
}

static bool find_target(struct reader *reader, const char *wanted)
{
    reader->target.range = xlsx_range_all();
    reader->is_named = *wanted != '\0';
    if (reader->is_named)
        return xlsx_book_find(reader->arena, reader->package, &reader->book,
                              wanted, reader->options.place, &reader->target,
                              reader->diag);
    if (find_shown_sheet(reader, 0))
        return true;
    diag_report(reader->diag, DIAG_WORKBOOK_NO_SHEETS, place_of(reader));
    return false;
}

static bool open_book(struct reader *reader, const char *path,
                      const char *wanted)
{
    reader->package =
        xlsx_package_open(reader->arena, path, reader->name, reader->diag);
    if (!reader->package ||
        !xlsx_book_read(reader->arena, reader->package, &reader->book,
                        reader->diag) ||
        !find_target(reader, wanted) ||
        !xlsx_styles_read(reader->arena, reader->package, reader->book.styles,
                          &reader->styles, reader->diag))
        return false;
    reader->strings =
        xlsx_strings_read(reader->package, reader->book.strings, reader->diag);
    if (!reader->strings)
        return false;
    reader->around = (struct xlsx_surroundings){
        .package = reader->package,
        .strings = reader->strings,
        .styles = &reader->styles,
        .since_1904 = reader->book.since_1904,
        .keeps_hyphens = cell_text_keeps_hyphens(&reader->options),
    };
    return open_sheet(reader);
}

static void xlsx_close(struct reader *reader)
{
    if (!reader)
        return;
    xlsx_sheet_close(reader->sheet);
    xlsx_strings_free(reader->strings);
    xlsx_package_close(reader->package);
    free(reader);
}

static struct reader *xlsx_open(struct arena *arena,
                                const struct reader_options *options,
                                struct diag *diag)
{
    struct reader *reader = calloc(1, sizeof *reader);
    const char *where = options->where;
    size_t size = xlsx_path_size(where);
    const char *wanted = where[size] == '#' ? where + size + 1 : "";
    size_t name_size = xlsx_path_size(options->name);
    reader->arena = arena;
    reader->options = *options;
    reader->diag = diag;
    reader->name =
        arena_strndup(arena, options->name,
                      name_size > 0 ? name_size : strlen(options->name));
    if (open_book(reader, arena_strndup(arena, where, size), wanted))
        return reader;
    xlsx_close(reader);
    return NULL;
}

/* ---- rows ---------------------------------------------------------------- */

static void tell_unseen(struct reader *reader)
{
    const struct xlsx_unseen *unseen = xlsx_sheet_unseen(reader->sheet);
    struct place place = {.file = reader->around.name, .kind = PLACE_CELL};
    if (reader->told || reader->quiet)
        return;
    reader->told = true;
    if (unseen->hidden_rows > 0 || unseen->hidden_columns > 0)
        diag_report(reader->diag, DIAG_WORKBOOK_HIDDEN, place,
                    (unsigned long long)unseen->hidden_rows,
                    (unsigned)unseen->hidden_columns);
    place.line = unseen->covered_row;
    place.column = unseen->covered_column;
    if (unseen->covered > 0)
        diag_report(reader->diag, DIAG_WORKBOOK_COVERED, place,
                    (unsigned long long)unseen->covered);
}

static int xlsx_next(struct reader *reader, struct cell **cells,
                     size_t *n_cells)
{
    if (!reader->sheet) /* it could not be opened, after a report */
        return -1;
    for (;;) {
        int found = xlsx_sheet_next(reader->sheet, cells, n_cells);
        if (found == 0)
            tell_unseen(reader);
        if (found <= 0)
            return found;
        for (size_t i = 0; i < *n_cells; i++)
            if ((*cells)[i].text || (*cells)[i].faulty ||
                (*cells)[i].is_uncomputed)
                return 1;
    }
}

static void xlsx_rewind(struct reader *reader, bool quiet)
{
    reader->quiet = quiet;
    open_sheet(reader);
}

static void xlsx_set_quiet(struct reader *reader, bool quiet)
{
    reader->quiet = quiet;
}

/* Goes on to the next visible sheet when this one does not have the table. */
static bool xlsx_go_on(struct reader *reader)
{
    return !reader->is_named &&
           find_shown_sheet(reader, reader->target.sheet + 1) &&
           open_sheet(reader);
}

static struct place xlsx_place(const struct reader *reader,
                               const struct cell *cell)
{
    return (struct place){.file = reader->around.name,
                          .line = cell->line,
                          .column = cell->column == 0
                                        ? 0
                                        : reader->target.range.first_column +
                                              cell->column - 1,
                          .kind = PLACE_CELL};
}

static const char *xlsx_sha256(const struct reader *reader)
{
    return xlsx_package_sha256(reader->package);
}

const struct reader_class reader_xlsx = {
    .name = "xlsx",
    .accepts = xlsx_accepts,
    .path_size = xlsx_path_size,
    .open = xlsx_open,
    .next = xlsx_next,
    .rewind = xlsx_rewind,
    .set_quiet = xlsx_set_quiet,
    .go_on = xlsx_go_on,
    .place = xlsx_place,
    .sha256 = xlsx_sha256,
    .close = xlsx_close,
};
