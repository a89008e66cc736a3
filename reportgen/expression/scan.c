#include "expression/scan.h"

#include "base/unicode.h"

#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_beyond_ascii(char c)
{
    return (c & 0x80) != 0;
}

/* A word of letters that no name has, to its end: "triệu". */
static const char *skip_word(const char *p, const char *end)
{
    while (p < end && (is_letter(*p) || is_digit(*p) || is_beyond_ascii(*p)))
        p++;
    return p;
}

static const char *skip_name(const char *p, const char *end)
{
    while (p < end && (is_letter(*p) || is_digit(*p)))
        p++;
    return p;
}

/* A quote in a string is written twice. */
static const char *skip_string(const char *p, const char *end, bool *closed)
{
    *closed = false;
    for (p++; p < end; p++) {
        if (*p != '\'')
            continue;
        if (p + 1 == end || p[1] != '\'') {
            *closed = true;
            return p + 1;
        }
        p++;
    }
    return end;
}

static const char *skip_number(const char *p, const char *end)
{
    while (p < end && is_digit(*p))
        p++;
    if (p + 1 < end && *p == '.' && is_digit(p[1]))
        for (p++; p < end && is_digit(*p);)
            p++;
    return p;
}

static enum token_kind symbol(const char **position, const char *end)
{
    static const char *const pairs[] = {"<>", "<=", ">=", "!=", "==", "||"};
    const char *p = *position;
    *position = p + 1;
    if (*p == '(')
        return TOKEN_OPEN;
    if (*p == ')')
        return TOKEN_CLOSE;
    if (end - p >= 2) {
        if (memcmp(p, "--", 2) == 0 || memcmp(p, "/*", 2) == 0)
            return TOKEN_REFUSED;
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
            if (memcmp(p, pairs[i], 2) == 0) {
                *position = p + 2;
                return TOKEN_SYMBOL;
            }
        }
    }
    if (strchr("<>=+-*%,.", *p))
        return TOKEN_SYMBOL;
    return TOKEN_REFUSED;
}

struct token scan_token(const char *text, const char *end)
{
    while (text < end && is_blank(*text))
        text++;
    struct token token = {TOKEN_END, text, 0};
    const char *p = text;
    if (p == end)
        return token;
    if (is_letter(*p)) {
        token.kind = TOKEN_NAME;
        p = skip_name(p, end);
        if (p < end && is_beyond_ascii(*p)) {
            token.kind = TOKEN_REFUSED;
            p = skip_word(p, end);
        }
    } else if (is_beyond_ascii(*p)) {
        token.kind = TOKEN_REFUSED;
        p = skip_word(p, end);
    } else if (is_digit(*p)) {
        token.kind = TOKEN_NUMBER;
        p = skip_number(p, end);
    } else if (*p == '\'') {
        bool closed;
        p = skip_string(p, end, &closed);
        token.kind = closed ? TOKEN_STRING : TOKEN_OPEN_STRING;
    } else if (*p == ':' && p + 1 < end && is_letter(p[1])) {
        token.kind = TOKEN_PARAMETER;
        p = skip_name(p + 1, end);
    } else {
        token.kind = symbol(&p, end);
    }
    token.size = (size_t)(p - text);
    return token;
}

bool token_is(const struct token *token, const char *word)
{
    return strlen(word) == token->size &&
           strncasecmp(token->text, word, token->size) == 0;
}

const char *scan_item_end(const char *text, const char *end)
{
    size_t depth = 0;
    for (;;) {
        struct token token = scan_token(text, end);
        if (token.kind == TOKEN_END)
            return end;
        if (token.kind == TOKEN_OPEN)
            depth++;
        else if (token.kind == TOKEN_CLOSE && depth > 0)
            depth--;
        else if (depth == 0 && token.text[0] == ',')
            return token.text;
        text = token.text + token.size;
    }
}

struct place place_within(struct place place, const char *text, size_t offset)
{
    place.column += (uint32_t)unicode_length(text, offset);
    return place;
}

bool scan_is_name(const char *name, size_t size)
{
    struct token token = scan_token(name, name + size);
    return token.kind == TOKEN_NAME && token.size == size &&
           token.text[0] != '_';
}
