/*
 * Heading: what an office writes above a column, taken apart.
 *
 *     Kinh phí hỗ trợ (triệu đồng) (*)
 *     ^ name           ^ unit       ^ mark
 *
 * The whole heading is a name first: "Xã, phường, đặc khu" has no unit.  Only
 * when nobody knows it is a part taken off its end, or what leads to it off
 * its front, and the rest tried again:
 *
 *     heading_start(&heading, arena, text, schema);
 *     do
 *         field = look up heading.name;
 *     while (!field && heading_take(&heading));
 *
 * What the parts taken off mean depends on the type of the field (bind.c).
 */
#ifndef INTAKE_HEADING_H
#define INTAKE_HEADING_H

#include "base/arena.h"
#include "schema/schema.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum heading_part_kind {
    PART_MONEY,    /* a unit of money: AMOUNT đồng */
    PART_SCALE,    /* "nghìn tờ", "nghìn": each AMOUNT of something */
    PART_MOST,     /* "thang điểm 10": figures go up to AMOUNT */
    PART_MARK,     /* of a footnote or a column's number: "(1)", "*" */
    PART_HARMLESS, /* "nếu có", "người", "dd/mm/yyyy" */
    PART_WORDS     /* anything else: "kế hoạch", "%" */
};

struct heading_part {
    enum heading_part_kind kind;
    const char *text;
    int64_t amount;
};

enum { MOST_HEADING_PARTS = 8 };

struct heading {
    const char *name; /* without the parts that were taken off */
    struct heading_part parts[MOST_HEADING_PARTS];
    size_t n_parts;
    struct arena *arena;
    const struct schema *schema;
};

/* Starts with the whole TEXT as the name; strings live in ARENA.  SCHEMA says
   what is harmless beside what always is. */
void heading_start(struct heading *heading, struct arena *arena,
                   const char *text, const struct schema *schema);

/* Takes off one more part; false when there is none. */
bool heading_take(struct heading *heading);

/* The name with the words that were taken off behind it, without signs: what a
   heading over two rows says when it is written on one, "Kinh phí (triệu đồng)
   - Hỗ trợ"; NULL when no words were. */
const char *heading_joined(const struct heading *heading);

/* The unit of money that a line above or below a table tells: "Đơn vị tính:
   triệu đồng", "(ĐVT: 1.000 đ)", "DANH MỤC ĐỀ ÁN (Đơn vị: nghìn đồng)"; 0 when
   TEXT is no such line. */
int64_t heading_line_unit(struct arena *arena, const char *text);

/* The unit of money that a cell in a row of units tells: "(nghìn đồng)"; 0 for
   anything else. */
int64_t heading_cell_unit(struct arena *arena, const char *text);

#endif
