#include "intake/alike.h"

#include "base/nearest.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

/* Shorter slugs resemble too many others. */
enum { LEAST_SIZE = 4, MOST_WORDS = 24 };

struct words {
    const char *items[MOST_WORDS];
    size_t n;
};

/* The words of a folded text, without signs. */
static struct words words_of(struct arena *arena, const char *folded)
{
    static const char signs[] = " ,.;:/-()[]\"'";
    struct words words = {.n = 0};
    char *rest = arena_strdup(arena, folded);
    char *word = strtok_r(rest, signs, &rest);
    for (; word && words.n < MOST_WORDS; word = strtok_r(NULL, signs, &rest))
        words.items[words.n++] = word;
    return words;
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* True for "QĐ ngày" and "Ngày QĐ". */
static bool same_words(struct words a, struct words b)
{
    if (a.n != b.n || a.n < 2)
        return false;
    qsort(a.items, a.n, sizeof *a.items, compare_words);
    qsort(b.items, b.n, sizeof *b.items, compare_words);
    for (size_t i = 0; i < a.n; i++)
        if (strcmp(a.items[i], b.items[i]) != 0)
            return false;
    return true;
}

/* True when all words of INNER, at least two, stand together in OUTER. */
static bool holds_words(const struct words *outer, const struct words *inner)
{
    for (size_t at = 0; inner->n >= 2 && at + inner->n <= outer->n; at++) {
        size_t n = 0;
        while (n < inner->n &&
               strcmp(outer->items[at + n], inner->items[n]) == 0)
            n++;
        if (n == inner->n)
            return true;
    }
    return false;
}

/* The first letter of WORD, which is folded, and its size. */
static size_t first_letter(const char *word)
{
    size_t size = 1;
    while (((unsigned char)word[size] & 0xC0) == 0x80)
        size++;
    return size;
}

/* How many words of FULL, from AT on, begin with the letters of ABBREVIATION,
   as "kinh phí" does with "kp"; 0 when they do not. */
static size_t count_initials(const char *abbreviation, const struct words *full,
                             size_t at)
{
    size_t n = 0;
    while (*abbreviation != '\0') {
        size_t size = first_letter(abbreviation);
        if (at + n == full->n || first_letter(full->items[at + n]) != size ||
            memcmp(full->items[at + n], abbreviation, size) != 0)
            return 0;
        abbreviation += size;
        n++;
    }
    return n < 2 ? 0 : n;
}

/* True for "KP hỗ trợ" and "Kinh phí hỗ trợ", "SL" and "Số lượng". */
static bool abbreviates(const struct words *words, const struct words *full)
{
    size_t at = 0;
    bool found = false;
    for (size_t i = 0; i < words->n; i++) {
        size_t n = count_initials(words->items[i], full, at);
        found |= n > 0;
        if (n == 0 && at < full->n &&
            strcmp(words->items[i], full->items[at]) == 0)
            n = 1;
        if (n == 0)
            return false;
        at += n;
    }
    return found && at == full->n;
}

struct alike_text alike_text(struct arena *arena, const char *text)
{
    return (struct alike_text){unicode_fold(arena, text),
                               unicode_slug(arena, text)};
}

enum likeness alike_headings(struct arena *arena, struct alike_text a,
                             struct alike_text b)
{
    struct words words = words_of(arena, a.folded);
    struct words others = words_of(arena, b.folded);
    if (abbreviates(&words, &others) || same_words(words, others))
        return LIKE_WORDS;
    struct nearest nearest = NEAREST_INIT;
    size_t size = strlen(a.slug);
    size_t other = strlen(b.slug);
    size_t gap = size > other ? size - other : other - size;
    if (size >= LEAST_SIZE && other >= LEAST_SIZE && gap * 4 <= size) {
        nearest_offer(&nearest, a.slug, size, b.slug);
        if (nearest.distance * 4 <= size)
            return LIKE_LETTERS;
    }
    return holds_words(&words, &others) || holds_words(&others, &words)
               ? LIKE_PART
               : UNLIKE;
}

bool alike_begins(struct arena *arena, struct alike_text heading,
                  struct alike_text word)
{
    struct words words = words_of(arena, heading.folded);
    struct words only = words_of(arena, word.folded);
    return only.n == 1 && words.n >= 2 && words.n <= 3 &&
           (strcmp(words.items[0], only.items[0]) == 0 ||
            strcmp(words.items[words.n - 1], only.items[0]) == 0);
}

bool alike_share_word(struct arena *arena, struct alike_text a,
                      struct alike_text b)
{
    struct words words = words_of(arena, a.folded);
    struct words others = words_of(arena, b.folded);
    for (size_t i = 0; i < words.n; i++)
        for (size_t k = 0; k < others.n; k++)
            if (strlen(words.items[i]) >= 2 &&
                strcmp(words.items[i], others.items[k]) == 0)
                return true;
    return false;
}
