#include "dataset/store_order.h"

#include "base/unicode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ASCII = 0x20, LAST_ASCII = 0x7e };

/* RANK of a printable ASCII character: its place among them with letter case
   ignored, from 1; 0 for all other bytes.  The ranks are asked of the
   collator once, so the two ways cannot disagree. */
struct store_order {
    struct collator *collator;
    uint8_t rank[256];
};

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

/* A character's rank is the number of those that do not follow it. */
static void rank_ascii(struct store_order *order)
{
    for (int c = FIRST_ASCII; c <= LAST_ASCII; c++) {
        char one = (char)lower((unsigned char)c);
        uint8_t rank = 1;
        for (int d = FIRST_ASCII; d <= LAST_ASCII; d++) {
            char other = (char)d;
            if (lower((unsigned char)d) == d && other != one &&
                collator_compare(order->collator, &other, 1, &one, 1) < 0)
                rank++;
        }
        order->rank[c] = rank;
    }
}

struct store_order *store_order_open(void)
{
    struct store_order *order = calloc(1, sizeof *order);
    order->collator = collator_open();
    rank_ascii(order);
    return order;
}

void store_order_close(struct store_order *order)
{
    if (order == NULL)
        return;
    collator_close(order->collator);
    free(order);
}

/* Letters decide before case does: the first difference in case is kept until
   the end of both strings.  False when a byte outside ASCII is met. */
static bool compare_ascii(const struct store_order *order,
                          const unsigned char *a, size_t a_size,
                          const unsigned char *b, size_t b_size, int *result)
{
    size_t size = a_size < b_size ? a_size : b_size;
    int first = 0;
    int by_case = 0;
    for (size_t i = 0; i < size; i++) {
        int a_rank = order->rank[a[i]];
        int b_rank = order->rank[b[i]];
        if (a_rank == 0 || b_rank == 0)
            return false;
        if (first == 0)
            first = a_rank - b_rank;
        if (by_case == 0)
            by_case = (int)b[i] - (int)a[i];
    }
    /* A combining mark in the longer tail could change what stands before
       it, so the tail is looked at too. */
    const unsigned char *tail = a_size > b_size ? a : b;
    size_t end = a_size > b_size ? a_size : b_size;
    for (size_t i = size; i < end; i++)
        if (order->rank[tail[i]] == 0)
            return false;
    if (first == 0)
        first = (a_size > b_size) - (a_size < b_size);
    *result = first != 0 ? first : by_case;
    return true;
}

static int compare_bytes(const char *a, size_t a_size, const char *b,
                         size_t b_size)
{
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);
    return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

int store_order_compare(const struct store_order *order, const char *a,
                        size_t a_size, const char *b, size_t b_size)
{
    if (a_size == b_size && memcmp(a, b, a_size) == 0)
        return 0;
    int result;
    if (compare_ascii(order, (const unsigned char *)a, a_size,
                      (const unsigned char *)b, b_size, &result))
        return result;
    result = collator_compare(order->collator, a, a_size, b, b_size);
    return result != 0 ? result : compare_bytes(a, a_size, b, b_size);
}
