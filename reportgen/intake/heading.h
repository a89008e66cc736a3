/*
 * Heading: what an office writes above a column, taken apart.
 *
 *     Kinh phí hỗ trợ (triệu đồng) (*)
 *     ^ name           ^ unit       ^ mark
 *
 * At first the whole heading is the name: "Xã, phường, đặc khu" has no unit.
 * Only when nobody knows that name is a part taken off its end, or introductory
 * words off its front, and the rest tried again:
 *
 *     heading_start(&heading, arena, text, schema);
 *     do
 *         field = look up heading.name;
 *     while (!field && heading_take(&heading));
 *
 * What the parts mean depends on the type of the field (bind.c).
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
    PART_SCALE,    /* "nghìn tờ", "nghìn": AMOUNT things each */
    PART_MOST,     /* "thang điểm 10": figures go up to AMOUNT */
    PART_MARK,     /* a footnote's, or a column's number: "(1)", "*" */
    PART_HARMLESS, /* "nếu có", "người", "dd/mm/yyyy" */
    PART_WORDS     /* anything else: "kế hoạch", "%" */
};

struct heading_part {
    enum heading_part_kind kind;
    const char *text;
    int64_t amount;
};

enum {
    MOST_HEADING_PARTS = 8,
    LONGEST_HEADING = 4000 /* bytes; a longer text is none of a schema's */
};

struct heading {
    const char *name; /* without the parts that were taken off */
    struct heading_part parts[MOST_HEADING_PARTS];
    size_t n_parts;
    struct arena *arena;
    const struct schema *schema;
};

/* Starts with the whole TEXT as the name; strings live in ARENA.  SCHEMA adds
   harmless words to those that always are. */
void heading_start(struct heading *heading, struct arena *arena,
                   const char *text, const struct schema *schema);

/* Takes off one more part; false when there is none, or when the name is longer
   than LONGEST_HEADING: to look for parts in each of its words would take the
   square of its length. */
bool heading_take(struct heading *heading);

/* The end of TEXT, at most LONGEST_HEADING bytes, in which a unit may stand. */
const char *heading_end(const char *text);

/* The name followed by the words that were taken off behind it, without signs,
   as a heading in two rows reads when it is written in one: "Kinh phí (triệu
   đồng) - Hỗ trợ".  NULL when no words were taken off. */
const char *heading_joined(const struct heading *heading);

/* How many of a thing each stands for in "nghìn tờ", "1.000 cuốn", "trăm":
   1000, 1000, 100; *THING (may be NULL) is then "tờ", "cuốn", "".  0 for
   anything else, "tỷ lệ" included. */
int64_t heading_count_scale(struct arena *arena, const char *text,
                            const char **thing);

/* True when TEXT is the heading of a column that tells units: "ĐVT". */
bool heading_is_of_units(struct arena *arena, const char *text);

/* The unit of money in đồng that a line above or below a table gives: "Đơn vị
   tính: triệu đồng", "(ĐVT: 1.000 đ)", "DANH MỤC ĐỀ ÁN (Đơn vị: nghìn đồng)"; 0
   when TEXT is no such line. */
int64_t heading_line_unit(struct arena *arena, const char *text);

/* The unit of money in đồng that a cell in a row of units gives: "(nghìn
   đồng)"; 0 for anything else. */
int64_t heading_cell_unit(struct arena *arena, const char *text);

#endif
