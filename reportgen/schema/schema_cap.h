/*
 * Schema cap: the most that may be paid, as the law of a time says.
 *
 *     [cap.machines-2018]
 *     table   = beneficiaries
 *     at      = support
 *     only    = "scheme.content = c3b, scheme.source = national"
 *     from    = 2018-05-11
 *     most    = 300                   ; in the field's unit: million đồng
 *     share   = "50 of total_cost"    ; percent of another field of the row
 *     message = "hỗ trợ {support} cao hơn 300 triệu đồng một cơ sở"
 *
 * A cap becomes a rule (struct schema_rule) whose check is written here.  It
 * warns: caps depend on places and provinces have their own.
 */
#ifndef SCHEMA_SCHEMA_CAP_H
#define SCHEMA_SCHEMA_CAP_H

#include "config/ini.h"
#include "schema/schema.h"

/* Reads [cap.NAME] into RULE; TABLES and values of SCHEMA are read, the
   message is the caller's.  False after reports. */
bool schema_read_cap(struct arena *arena, const struct schema *schema,
                     struct ini_section *section, struct diag *diag,
                     struct schema_rule *rule);

#endif
