/*
 * Store order: the collation "vi" of the store.
 *
 * The order is that of base/unicode.h, made total: only equal bytes are equal.
 * Equal strings and plain ASCII, which codes and identifiers are, take a
 * shorter way to the same answer.
 */
#ifndef DATASET_STORE_ORDER_H
#define DATASET_STORE_ORDER_H

#include <stddef.h>

struct store_order;

/* The caller owns the order. */
struct store_order *store_order_open(void);

/* Accepts NULL. */
void store_order_close(struct store_order *order);

/* Compares as strcmp() does. */
int store_order_compare(const struct store_order *order, const char *a,
                        size_t a_size, const char *b, size_t b_size);

#endif
