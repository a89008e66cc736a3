/*
 * Number words: an amount in Vietnamese words, and back.
 *
 * "một nghìn không trăm linh năm"; rules and variants (linh/lẻ, tư/bốn,
 * nghìn/ngàn) of common administrative writing; settings because regions
 * differ.
 */
#ifndef BASE_NUMBER_WORDS_H
#define BASE_NUMBER_WORDS_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

struct word_style {
    bool southern;     /* lẻ, ngàn instead of linh, nghìn */
    bool bon_for_four; /* hai mươi bốn instead of hai mươi tư */
    bool capital;      /* first letter upper */
};

/* Adds NUMBER in words (negative: "âm ..."). */
void number_words(struct strbuf *buf, int64_t number,
                  const struct word_style *style);

/* Reads words of either region back; false when TEXT is not a number in
   words.  Letter case and blanks are ignored. */
bool number_words_parse(const char *text, int64_t *number);

#endif
