/*
 * The parts of a workbook, below the archive and its check sums.
 *
 * An input is a byte that chooses what of the workbook is read, a byte for how
 * its parts are packed, and a list of parts (fuzz_xlsx.h).  fuzz_xlsx_mutate.c
 * changes one part, or how parts stand together, and leaves the list whole.
 */
#include "fuzz_xlsx.h"

#include "base/strbuf.h"
#include "fuzz.h"
#include "reader/reader.h"
#include "reader/xlsx_package.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

static const char *const names[FUZZ_XLSX_NAMES] = {
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/tables/table1.xml",
    "xl/worksheets/sheet2.xml",
    "_rels/.rels",
    "XL\\Workbook.xml", /* other case and slashes */
    "xl/../workbook.xml",
    "[Content_Types].xml",
};

static const char *const targets[] = {
    "",      "#Sheet1",      "#Bang1",        "#2",       "#Sheet1!B2:D9",
    "#vung", "#none",        "#Sheet1!D9:B2", "#!A1:B2",  "#Sheet1!C:D",
    "#9",    "#Sheet1!B2:Z", "#Số liệu",      "#'a b'!A", "##"};

enum {
    N_TARGETS = sizeof targets / sizeof *targets,
    MOST_ROWS = 2000,
    WHOLE_FILE = 0xff /* of how parts are packed: there are none */
};

size_t fuzz_xlsx_parts(const uint8_t *data, size_t size,
                       struct fuzz_xlsx_part *parts)
{
    size_t n = 0;
    while (size > 3 && n < FUZZ_XLSX_PARTS) {
        size_t length = (size_t)data[1] << 8 | data[2];
        length = length < size - 3 ? length : size - 3;
        parts[n++] = (struct fuzz_xlsx_part){data[0] % FUZZ_XLSX_NAMES,
                                             data + 3, length};
        data += 3 + length;
        size -= 3 + length;
    }
    return n;
}

/* The parts as those see them that change a workbook. */
static void read_parts(struct arena *arena, const char *path)
{
    struct strbuf text = STRBUF_INIT;
    struct diag *diag = diag_create(NULL, NULL, false);
    struct xlsx_package *package =
        xlsx_package_open(arena, path, "book.xlsx", diag);
    for (size_t i = 0; package && i < FUZZ_XLSX_NAMES; i++) {
        int64_t part = xlsx_package_find(package, names[i]);
        if (part < 0)
            continue;
        PROMISE(xlsx_package_part_name(package, part));
        (void)xlsx_package_read(package, part, &text, diag);
    }
    PROMISE(!package || xlsx_package_zip(package));
    xlsx_package_close(package);
    strbuf_free(&text);
    diag_destroy(diag);
}

/* Writes the parts in DATA to PATH; false when there are none. */
static bool write_book(const char *path, bool packs, const uint8_t *data,
                       size_t size)
{
    static const char root[] =
        "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" "
        "Target=\"xl/workbook.xml\"/></Relationships>";
    struct fuzz_xlsx_part parts[FUZZ_XLSX_PARTS];
    size_t n = fuzz_xlsx_parts(data, size, parts);
    bool has_root = false;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    PROMISE(zip);
    for (size_t i = 0; i < n; i++) {
        has_root |= parts[i].name == FUZZ_XLSX_ROOT;
        zip_source_t *source =
            zip_source_buffer(zip, parts[i].bytes, parts[i].size, 0);
        if (zip_file_add(zip, names[parts[i].name], source, 0) < 0)
            zip_source_free(source); /* the name comes twice */
    }
    if (!has_root)
        zip_file_add(zip, names[FUZZ_XLSX_ROOT],
                     zip_source_buffer(zip, root, sizeof root - 1, 0), 0);
    for (size_t i = 0; i < (size_t)zip_get_num_entries(zip, 0); i++)
        zip_set_file_compression(zip, i, packs ? ZIP_CM_DEFLATE : ZIP_CM_STORE,
                                 0);
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

static void read_book(struct arena *arena, const char *path, uint8_t target)
{
    struct diag *diag = diag_create(NULL, NULL, false);
    const struct reader_options options = {
        .where = arena_printf(arena, "%s%s", path, targets[target % N_TARGETS]),
        .name = "book.xlsx"};
    struct reader *reader = reader_xlsx.open(arena, &options, diag);
    PROMISE(reader || diag_failed(diag));
    if (reader) {
        read_rows(reader);
        while (reader_xlsx.go_on(reader))
            read_rows(reader);
        reader_xlsx.rewind(reader, true);
        read_rows(reader);
        PROMISE(reader_xlsx.sha256(reader));
    }
    reader_xlsx.close(reader);
    diag_destroy(diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[64];
    if (size < FUZZ_XLSX_HEAD)
        return 0;
    if (path[0] == '\0')
        snprintf(path, sizeof path, "/tmp/fuzz-%ld.xlsx", (long)getpid());
    FILE *file = data[1] == WHOLE_FILE ? fopen(path, "wb") : NULL;
    if (file) {
        fwrite(data + FUZZ_XLSX_HEAD, 1, size - FUZZ_XLSX_HEAD, file);
        fclose(file);
    } else if (!write_book(path, data[1] & 1, data + FUZZ_XLSX_HEAD,
                           size - FUZZ_XLSX_HEAD)) {
        return 0;
    }
    struct arena *arena = arena_create();
    read_parts(arena, path);
    read_book(arena, path, data[0]);
    arena_destroy(arena);
    unlink(path);
    return 0;
}
