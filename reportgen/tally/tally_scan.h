/*
 * Tally scan: SQL text to tokens.
 */
#ifndef TALLY_TALLY_SCAN_H
#define TALLY_TALLY_SCAN_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_END,
    TOKEN_NAME,      /* a field, a function or a word of SQL */
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

#endif
