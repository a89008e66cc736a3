/*
 * Money unit: in which unit a file writes its figures.
 *
 * Where it stands in a heading, heading.h knows.
 */
#ifndef SCHEMA_MONEY_UNIT_H
#define SCHEMA_MONEY_UNIT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Đồng per unit for the names of a schema file: dong, thousand, million,
   billion; 0 for any other NAME. */
int64_t money_unit_named(const char *name);

/* A unit of money as a text gives it. */
struct money_unit {
    int64_t dong;      /* đồng per unit; 0: the text is none */
    bool has_label;    /* "ĐVT: ..." */
    bool has_scale;    /* nghìn, triệu, tỷ */
    bool has_currency; /* đồng, đ, VNĐ */
    bool is_code;      /* VNĐ, VND: no word of the language */
};

/* Reads TEXT, all of which must be the unit: "triệu đồng", "tr.đ", "ĐVT: tỷ
   đồng", "1.000 đ", "nghìn". */
struct money_unit money_unit_read(struct arena *arena, const char *text);

/* Đồng per unit for the same TEXT; 0 when it is not a unit. */
int64_t money_unit_written(struct arena *arena, const char *text);

#endif
