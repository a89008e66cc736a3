#include "dataset/store_order.h"

#include "base/unicode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ASCII = 0x20, LAST_ASCII = 0x7e };

/* RANK is the place of a printable ASCII character among them all, with letter
   case ignored, from 1; 0 for all other bytes.  The collator gives the ranks
   once, so the two ways cannot disagree. */
struct store_order {
    struct collator *collator;
    uint8_t rank[256];
};

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

/* Where CHARACTER goes among the N sorted ones: after those that come before
   it. */
static size_t find_rank(const struct store_order *order, const char *sorted,
                        size_t n, char character)
{
    size_t low = 0;
    while (low < n) {
        size_t middle = (low + n) / 2;
        if (collator_compare(order->collator, &sorted[middle], 1, &character,
                             1) < 0)
            low = middle + 1;
        else
            n = middle;
    }
    return low;
}

static void rank_ascii(struct store_order *order)
{
    char sorted[LAST_ASCII - FIRST_ASCII + 1];
    size_t n = 0;
    for (int c = FIRST_ASCII; c <= LAST_ASCII; c++) {
        if (lower((unsigned char)c) != c)
            continue;
        size_t at = find_rank(order, sorted, n, (char)c);
        memmove(sorted + at + 1, sorted + at, n++ - at);
        sorted[at] = (char)c;
    }
    for (size_t i = 0; i < n; i++)
        order->rank[(unsigned char)sorted[i]] = (uint8_t)(i + 1);
    for (int c = 'A'; c <= 'Z'; c++)
        order->rank[c] = order->rank[lower((unsigned char)c)];
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
    if (!order)
        return;
    collator_close(order->collator);
    free(order);
}

/* The size of the composed Vietnamese letter outside ASCII with which TEXT of
   SIZE bytes begins; 0 when it begins with something else. */
static size_t vietnamese_at(const unsigned char *text, size_t size)
{
    if (size >= 2 && text[0] >= 0xc3 && text[0] <= 0xc6)
        return 2;
    return size >= 3 && text[0] == 0xe1 && (text[1] == 0xba || text[1] == 0xbb)
               ? 3
               : 0;
}

/* How many bytes at the beginning of both are the same, up to SIZE, in whole
   letters none of which changes what follows. */
static size_t same_letters(const struct store_order *order,
                           const unsigned char *a, const unsigned char *b,
                           size_t size)
{
    size_t same = 0;
    while (same < size && a[same] == b[same]) {
        size_t n = order->rank[a[same]] != 0
                       ? 1
                       : vietnamese_at(a + same, size - same);
        if (n == 0 || memcmp(a + same, b + same, n) != 0)
            break;
        same += n;
    }
    return same;
}

/* Letters decide before case: the first difference in case is kept until the
   end of both strings.  False when a byte outside ASCII follows what is the
   same. */
static bool compare_ascii(const struct store_order *order,
                          const unsigned char *a, size_t a_size,
                          const unsigned char *b, size_t b_size, int *result)
{
    size_t size = a_size < b_size ? a_size : b_size;
    size_t same = same_letters(order, a, b, size);
    int first = 0;
    int by_case = 0;
    for (size_t i = same; i < size; i++) {
        int a_rank = order->rank[a[i]];
        int b_rank = order->rank[b[i]];
        if (a_rank == 0 || b_rank == 0)
            return false;
        if (first == 0)
            first = a_rank - b_rank;
        if (by_case == 0)
            by_case = (int)b[i] - (int)a[i];
    }
    /* A combining mark in the longer tail could change what stands before it,
       so the tail is examined too. */
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
