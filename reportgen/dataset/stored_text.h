/*
 * Stored text: a value of the store in words for a message.
 */
#ifndef DATASET_STORED_TEXT_H
#define DATASET_STORED_TEXT_H

#include "base/strbuf.h"
#include "dataset/store.h"

/* Adds CELL as a reader knows it: "290.000.000 đồng", "82,5", "5/9/2017", the
   label of an enum value; "-" for NULL. */
void stored_text_add(struct strbuf *buf, const struct schema *schema,
                     const struct schema_field *field,
                     const struct store_cell *cell);

#endif
