/*
 * Scan: the text of an expression to tokens.
 */
#ifndef EXPRESSION_SCAN_H
#define EXPRESSION_SCAN_H

#include "base/place.h"

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_END,
    TOKEN_NAME,      /* a field, a function or a word of the language */
    TOKEN_STRING,    /* '...' */
    TOKEN_NUMBER,    /* 12, 0.5 */
    TOKEN_PARAMETER, /* :first */
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_SYMBOL,
    TOKEN_OPEN_STRING, /* a quote that is not closed */
    TOKEN_REFUSED      /* a character or comment that has no place here */
};

struct token {
    enum token_kind kind;
    const char *text;
    size_t size;
};

/* The token at or after TEXT. */
struct token scan_token(const char *text, const char *end);

/* True when TOKEN is WORD, letter case aside. */
bool token_is(const struct token *token, const char *word);

/* The end of the item that starts at TEXT: the next comma outside of
   parentheses and quotes, or END. */
const char *scan_item_end(const char *text, const char *end);

/* PLACE of a value moved to byte OFFSET of its TEXT. */
struct place place_within(struct place place, const char *text, size_t offset);

/* True for a name that templates can use: a letter, then letters, digits and
   "_". */
bool scan_is_name(const char *name, size_t size);

#endif
