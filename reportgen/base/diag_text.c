#include "base/diag_text.h"

#include "base/limits.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARGUMENTS = 8 };

struct argument {
    bool is_signed;
    union {
        const char *text;
        intmax_t integer;
        uintmax_t natural;
    } as;
};

/* A conversion "%[N$][FLAGS AND WIDTH][LENGTH]LETTER". */
struct conversion {
    size_t number; /* of its argument, from 1; 0: the next one */
    char flags[8]; /* "04" */
    char length;   /* 'l', 'L' (ll), 'z' or 0 */
    char letter;
};

/* Reads the conversion behind the "%" at TEXT; returns what follows it. */
static const char *read_conversion(const char *text,
                                   struct conversion *conversion)
{
    size_t digits = strspn(++text, "0123456789");
    *conversion = (struct conversion){0};
    if (digits > 0 && text[digits] == '$') {
        conversion->number = strtoul(text, NULL, 10);
        text += digits + 1;
    }
    size_t n = strspn(text, "0123456789");
    memcpy(conversion->flags, text,
           n < sizeof conversion->flags ? n : sizeof conversion->flags - 1);
    text += n;
    if (*text == 'l' || *text == 'z') {
        conversion->length = *text++;
        if (*text == 'l') {
            conversion->length = 'L';
            text++;
        }
    }
    conversion->letter = *text;
    return *text == '\0' ? text : text + 1;
}

static size_t read_arguments(const char *english, va_list args,
                             struct argument arguments[MOST_ARGUMENTS])
{
    size_t n = 0;
    for (const char *at = english; (at = strchr(at, '%'));) {
        struct conversion conversion;
        at = read_conversion(at, &conversion);
        if (conversion.letter == '%' || n == MOST_ARGUMENTS)
            continue;
        struct argument *argument = &arguments[n++];
        switch (conversion.letter) {
        case 's':
            argument->as.text = va_arg(args, const char *);
            break;
        case 'c':
        case 'd':
            argument->is_signed = true;
            argument->as.integer =
                conversion.length == 'L'   ? va_arg(args, long long)
                : conversion.length == 'l' ? va_arg(args, long)
                                           : va_arg(args, int);
            break;
        default: /* u, x, X */
            argument->as.natural =
                conversion.length == 'L'   ? va_arg(args, unsigned long long)
                : conversion.length == 'l' ? va_arg(args, unsigned long)
                : conversion.length == 'z' ? va_arg(args, size_t)
                                           : va_arg(args, unsigned);
        }
    }
    return n;
}

size_t diag_text_cut(const char *text, size_t most)
{
    size_t size = strnlen(text, most + 1);
    if (size <= most)
        return size;
    size = most;
    while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
        size--;
    return size;
}

static void add_argument(struct strbuf *buf,
                         const struct conversion *conversion,
                         const struct argument *argument)
{
    char format[16];
    switch (conversion->letter) {
    case 's': {
        const char *text = argument->as.text ? argument->as.text : "";
        size_t size = diag_text_cut(text, MOST_QUOTED);
        strbuf_add(buf, text, size);
        if (text[size] != '\0')
            strbuf_add_text(buf, "…");
        break;
    }
    case 'c':
        strbuf_add_char(buf, (char)argument->as.integer);
        break;
    default:
        snprintf(format, sizeof format, "%%%sj%c", conversion->flags,
                 conversion->letter);
        if (argument->is_signed)
            strbuf_add_format(buf, format, argument->as.integer);
        else
            strbuf_add_format(buf, format, argument->as.natural);
    }
}

void diag_text_add(struct strbuf *buf, const char *english,
                   const char *translated, va_list args)
{
    struct argument arguments[MOST_ARGUMENTS] = {0};
    size_t n = read_arguments(english, args, arguments);
    size_t next = 0;
    for (const char *at; (at = strchr(translated, '%'));) {
        struct conversion conversion;
        strbuf_add(buf, translated, (size_t)(at - translated));
        translated = read_conversion(at, &conversion);
        if (conversion.letter == '%') {
            strbuf_add_char(buf, '%');
            continue;
        }
        size_t index = conversion.number > 0 ? conversion.number - 1 : next++;
        if (index < n)
            add_argument(buf, &conversion, &arguments[index]);
    }
    strbuf_add_text(buf, translated);
}
