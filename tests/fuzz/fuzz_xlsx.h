/*
 * Fuzz xlsx: what an input of fuzz_xlsx is made of.
 *
 * Two bytes (FUZZ_XLSX_HEAD), then parts, one behind the other: a byte for the
 * name, two for the size, high byte first, and the text.
 */
#ifndef FUZZ_XLSX_H
#define FUZZ_XLSX_H

#include <stddef.h>
#include <stdint.h>

enum {
    FUZZ_XLSX_HEAD = 2,
    FUZZ_XLSX_NAMES = 12,
    FUZZ_XLSX_ROOT = 8, /* the name that refers to the workbook */
    FUZZ_XLSX_PARTS = 16
};

struct fuzz_xlsx_part {
    uint8_t name;
    const uint8_t *bytes;
    size_t size;
};

/* The parts in DATA, FUZZ_XLSX_PARTS at most, which stay there; how many. */
size_t fuzz_xlsx_parts(const uint8_t *data, size_t size,
                       struct fuzz_xlsx_part *parts);

#endif
