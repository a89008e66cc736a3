#include "base/strbuf.h"

#include "base/digits.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *strbuf_reserve(struct strbuf *buf, size_t size)
{
    if (size >= SIZE_MAX - buf->size - 1)
        abort();
    size_t needed = buf->size + size + 1;
    if (needed > buf->capacity) {
        size_t capacity = buf->capacity < 64 ? 64 : buf->capacity;
        while (capacity < needed)
            capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;
        char *data = realloc(buf->data, capacity);
        if (!data)
            abort();
        buf->data = data;
        buf->capacity = capacity;
    }
    return buf->data + buf->size;
}

void strbuf_set_size(struct strbuf *buf, size_t size)
{
    if (size >= buf->capacity)
        (void)strbuf_reserve(buf, size - buf->size);
    buf->size = size;
    buf->data[size] = '\0';
}

void strbuf_add(struct strbuf *buf, const void *bytes, size_t size)
{
    char *end = strbuf_reserve(buf, size);
    if (size > 0)
        memcpy(end, bytes, size);
    buf->size += size;
    buf->data[buf->size] = '\0';
}

void strbuf_add_text(struct strbuf *buf, const char *text)
{
    strbuf_add(buf, text, strlen(text));
}

void strbuf_add_char(struct strbuf *buf, char c)
{
    strbuf_add(buf, &c, 1);
}

void strbuf_add_format(struct strbuf *buf, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    char *end = strbuf_reserve(buf, 0);
    size_t room = buf->capacity - buf->size;
    int length = vsnprintf(end, room, format, args);
    va_end(args);
    if (length < 0)
        abort();
    if ((size_t)length >= room) {
        end = strbuf_reserve(buf, (size_t)length);
        vsnprintf(end, (size_t)length + 1, format, again);
    }
    va_end(again);
    buf->size += (size_t)length;
}

void strbuf_add_quoted(struct strbuf *buf, const char *text, char quote)
{
    strbuf_add_char(buf, quote);
    for (; *text != '\0'; text++) {
        if (*text == quote)
            strbuf_add_char(buf, quote);
        strbuf_add_char(buf, *text);
    }
    strbuf_add_char(buf, quote);
}

void strbuf_add_integer(struct strbuf *buf, int64_t number)
{
    char *end = digits_put(strbuf_reserve(buf, MOST_DIGITS), number);
    strbuf_set_size(buf, (size_t)(end - buf->data));
}

void strbuf_add_code_point(struct strbuf *buf, uint32_t c)
{
    char bytes[4];
    size_t n = 0;
    if (c < 0x80) {
        bytes[n++] = (char)c;
    } else if (c < 0x800) {
        bytes[n++] = (char)(0xC0 | c >> 6);
        bytes[n++] = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        bytes[n++] = (char)(0xE0 | c >> 12);
        bytes[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        bytes[n++] = (char)(0x80 | (c & 0x3F));
    } else {
        bytes[n++] = (char)(0xF0 | c >> 18);
        bytes[n++] = (char)(0x80 | (c >> 12 & 0x3F));
        bytes[n++] = (char)(0x80 | (c >> 6 & 0x3F));
        bytes[n++] = (char)(0x80 | (c & 0x3F));
    }
    strbuf_add(buf, bytes, n);
}

void strbuf_clear(struct strbuf *buf)
{
    buf->size = 0;
    if (buf->data)
        buf->data[0] = '\0';
}

void strbuf_free(struct strbuf *buf)
{
    free(buf->data);
    *buf = (struct strbuf)STRBUF_INIT;
}

const char *strbuf_text(const struct strbuf *buf)
{
    return buf->data ? buf->data : "";
}
