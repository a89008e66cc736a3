/*
 * Field text: a field's value as messages print it.
 */
#ifndef SCHEMA_FIELD_TEXT_H
#define SCHEMA_FIELD_TEXT_H

#include "base/date.h"
#include "base/strbuf.h"
#include "schema/schema.h"

/* Adds NUMBER, stored as FIELD's type stores it: "1.250.000 đồng", "2,5",
   "14/12/2017", the schema's word for true. */
void field_text_add_number(struct strbuf *buf, const struct schema *schema,
                           const struct schema_field *field, int64_t number);

/* Adds DATE as d/m/yyyy. */
void field_text_add_date(struct strbuf *buf, struct date date);

#endif
