/*
 * Money unit: in which unit a file writes its figures.
 *
 * A heading may say so after its name: "Kinh phí hỗ trợ (triệu đồng)".
 */
#ifndef SCHEMA_MONEY_UNIT_H
#define SCHEMA_MONEY_UNIT_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

/* Đồng per unit for the names of a schema file: dong, thousand, million,
   billion; 0 for any other NAME. */
int64_t money_unit_named(const char *name);

/* Đồng per unit for what an office writes ("triệu đồng", "tr.đ", "ĐVT: tỷ
   đồng"); 0 for anything else. */
int64_t money_unit_written(struct arena *arena, const char *text);

/* Parts HEADING into its name and what stands after it in parentheses, or
   after its last comma when that is a unit.  *NAME is the heading without
   it; *SUFFIX is NULL when there is none. */
void money_unit_split(struct arena *arena, const char *heading,
                      const char **name, const char **suffix);

#endif
