#include "base/nearest.h"

#include <libintl.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_NAME = 64 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Damerau's distance (optimal string alignment) of A and B, of at most
   LONGEST_NAME bytes each. */
static size_t distance(const char *a, size_t a_size, const char *b,
                       size_t b_size)
{
    size_t rows[3][LONGEST_NAME + 1];
    size_t *before = rows[0];
    size_t *above = rows[1];
    size_t *row = rows[2];
    for (size_t j = 0; j <= b_size; j++)
        above[j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t cost = a[i - 1] != b[j - 1];
            row[j] = smaller(above[j] + 1, row[j - 1] + 1);
            row[j] = smaller(row[j], above[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = smaller(row[j], before[j - 2] + 1);
        }
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b_size];
}

void nearest_offer(struct nearest *nearest, const char *wanted, size_t size,
                   const char *name)
{
    size_t a = smaller(size, LONGEST_NAME);
    size_t b = smaller(strlen(name), LONGEST_NAME);
    nearest->size = size;
    /* So many letters must be added or taken away. */
    if (nearest->name && (a > b ? a - b : b - a) >= nearest->distance)
        return;
    size_t d = distance(wanted, a, name, b);
    if (!nearest->name || d < nearest->distance) {
        nearest->name = name;
        nearest->distance = d;
    }
}

const char *nearest_hint(struct nearest *nearest)
{
    nearest->hint[0] = '\0';
    if (!nearest->name || nearest->distance * 3 > nearest->size * 2)
        return nearest->hint;
    int n = snprintf(nearest->hint, sizeof nearest->hint,
                     gettext("; did you mean “%s”?"), nearest->name);
    if (n < 0 || (size_t)n >= sizeof nearest->hint)
        nearest->hint[0] = '\0';
    return nearest->hint;
}
