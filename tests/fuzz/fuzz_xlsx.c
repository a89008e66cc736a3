/* The parts of a workbook, below the archive and its check sums: bytes are a
   list of parts, each a number, a size of two bytes and its text. */
#include "fuzz.h"
#include "reader/reader.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

static const char *const names[] = {
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/tables/table1.xml",
    "xl/worksheets/sheet2.xml",
    "_rels/.rels",
};

static const char *const targets[] = {
    "", "#Sheet1", "#Bang1", "#2", "#Sheet1!B2:D9", "#vung", "#none"};

enum {
    N_NAMES = sizeof names / sizeof *names,
    N_TARGETS = sizeof targets / sizeof *targets,
    MOST_ROWS = 2000
};

/* Writes the parts in DATA to PATH, each name once; false when there are
   none. */
static bool write_book(const char *path, const uint8_t *data, size_t size)
{
    static const char root[] =
        "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" "
        "Target=\"xl/workbook.xml\"/></Relationships>";
    bool has[N_NAMES] = {false};
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    while (size > 3) {
        size_t name = data[0] % N_NAMES;
        size_t n = (size_t)data[1] << 8 | data[2];
        data += 3, size -= 3;
        n = n < size ? n : size;
        if (!has[name])
            zip_file_add(zip, names[name], zip_source_buffer(zip, data, n, 0),
                         0);
        has[name] = true;
        data += n, size -= n;
    }
    if (!has[N_NAMES - 1])
        zip_file_add(zip, names[N_NAMES - 1],
                     zip_source_buffer(zip, root, sizeof root - 1, 0), 0);
    for (size_t i = 0; i < (size_t)zip_get_num_entries(zip, 0); i++)
        zip_set_file_compression(zip, i, ZIP_CM_STORE, 0);
    if (zip_close(zip) == 0)
        return true;
    zip_discard(zip);
    return false;
}

static void read_rows(struct reader *reader)
{
    struct cell *cells;
    size_t n_cells;
    for (int i = 0;
         i < MOST_ROWS && reader_xlsx.next(reader, &cells, &n_cells) > 0; i++)
        for (size_t k = 0; k < n_cells; k++) {
            PROMISE(!cells[k].text || cells[k].text[cells[k].size] == '\0');
            PROMISE(cells[k].column == k + 1);
            (void)reader_xlsx.place(reader, &cells[k]);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[64];
    if (size < 4)
        return 0;
    if (path[0] == '\0')
        snprintf(path, sizeof path, "/tmp/fuzz-%ld.xlsx", (long)getpid());
    if (!write_book(path, data + 1, size - 1))
        return 0;
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    const struct reader_options options = {
        .where =
            arena_printf(arena, "%s%s", path, targets[data[0] % N_TARGETS]),
        .name = "book.xlsx"};
    struct reader *reader = reader_xlsx.open(arena, &options, diag);
    PROMISE(reader || diag_failed(diag));
    if (reader) {
        read_rows(reader);
        while (reader_xlsx.go_on(reader))
            read_rows(reader);
        reader_xlsx.rewind(reader, true);
        PROMISE(reader_xlsx.sha256(reader));
    }
    reader_xlsx.close(reader);
    diag_destroy(diag);
    arena_destroy(arena);
    unlink(path);
    return 0;
}
