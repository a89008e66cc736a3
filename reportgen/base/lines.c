#include "base/lines.h"

#include "base/strbuf.h"

#include <string.h>

static const char *keep(struct arena *arena, struct strbuf *buf)
{
    const char *text = arena_strndup(arena, strbuf_text(buf), buf->size);
    strbuf_free(buf);
    return text;
}

size_t lines_size_before_bar(const char *text)
{
    const char *at = text;
    while (*(at += strcspn(at, "|{")) == '{') {
        const char *end = at[1] == '{' ? strstr(at, "}}") : NULL;
        at = end ? end + 2 : at + 1;
    }
    return (size_t)(at - text);
}

const char *lines_mark(struct arena *arena, const char *text)
{
    size_t size = lines_size_before_bar(text);
    if (text[size] == '\0')
        return text;
    struct strbuf buf = STRBUF_INIT;
    for (; text[size] != '\0'; size = lines_size_before_bar(text)) {
        strbuf_add(&buf, text, size);
        strbuf_add_text(&buf, LINE_END);
        text += size + 1;
    }
    strbuf_add_text(&buf, text);
    return keep(arena, &buf);
}

size_t lines_first(const char *text, const char **line, const char **rest)
{
    const char *end = strstr(text, LINE_END);
    *rest = end ? end + strlen(LINE_END) : NULL;
    size_t size = end ? (size_t)(end - text) : strlen(text);
    while (size > 0 && *text == ' ') {
        text++;
        size--;
    }
    while (size > 0 && text[size - 1] == ' ')
        size--;
    *line = text;
    return size;
}

const char *lines_join(struct arena *arena, const char *text)
{
    if (!text || !strstr(text, LINE_END))
        return text;
    struct strbuf buf = STRBUF_INIT;
    for (const char *rest = text; rest;) {
        const char *line;
        const size_t size = lines_first(rest, &line, &rest);
        if (size > 0 && buf.size > 0)
            strbuf_add_char(&buf, ' ');
        strbuf_add(&buf, line, size);
    }
    return keep(arena, &buf);
}
