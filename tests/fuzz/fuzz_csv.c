/* Any bytes as a CSV file, read twice. */
#include "fuzz.h"
#include "reader/reader.h"

#include <string.h>

struct count {
    size_t rows, cells, bytes;
    int end;
};

static struct count read_all(struct reader *reader)
{
    struct count count = {0};
    struct cell *cells;
    size_t n;
    while ((count.end = reader_csv.next(reader, &cells, &n)) > 0) {
        count.rows++;
        count.cells += n;
        for (size_t i = 0; i < n; i++) {
            const struct place place = reader_csv.place(reader, &cells[i]);
            PROMISE(place.line >= 1);
            if (cells[i].text == NULL)
                continue;
            PROMISE(strlen(cells[i].text) == cells[i].size);
            count.bytes += cells[i].size;
        }
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_file file;
    fuzz_file_open(&file, data, size);
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    const struct reader_options options = {.where = file.path, .name = "a.csv"};
    struct reader *reader = reader_csv.open(arena, &options, diag);
    PROMISE(reader != NULL || diag_failed(diag));
    if (reader != NULL) {
        const struct count loud = read_all(reader);
        PROMISE(loud.end == 0 || diag_failed(diag));
        if (loud.end == 0) {
            reader_csv.rewind(reader, true);
            const struct count quiet = read_all(reader);
            PROMISE(quiet.end == 0);
            PROMISE(quiet.rows <= loud.rows && quiet.bytes <= loud.bytes);
        }
    }
    reader_csv.close(reader);
    diag_destroy(diag);
    arena_destroy(arena);
    fuzz_file_close(&file);
    return 0;
}
