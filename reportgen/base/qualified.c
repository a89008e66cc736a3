#include "base/qualified.h"

#include <stdbool.h>
#include <string.h>

/* Adds TEXT with BEFORE in the place of the marks that open, and what they
   enclose; without that when BEFORE is NULL. */
static void add_parts(struct strbuf *buf, const char *text, const char *before)
{
    size_t size = strlen(QUALIFIED_MARK);
    const char *mark = strstr(text, QUALIFIED_MARK);
    for (bool open = false; mark; open = !open) {
        if (!open || before)
            strbuf_add(buf, text, (size_t)(mark - text));
        if (!open && before)
            strbuf_add_text(buf, before);
        text = mark + size;
        mark = strstr(text, QUALIFIED_MARK);
    }
    strbuf_add_text(buf, text);
}

void qualified_add_shown(struct strbuf *buf, const char *text)
{
    add_parts(buf, text, NULL);
}

static void add_quoted(struct strbuf *buf, const char *text)
{
    strbuf_add_char(buf, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            strbuf_add_char(buf, '\\');
        if (*text == '\n')
            strbuf_add_text(buf, "\\n");
        else
            strbuf_add_char(buf, *text);
    }
    strbuf_add_char(buf, '"');
}

void qualified_dump(struct strbuf *buf, const char *text)
{
    struct strbuf told = STRBUF_INIT;
    add_parts(&told, text, "@");
    add_quoted(buf, strbuf_text(&told));
    strbuf_free(&told);
}

const char *qualified_shown(struct arena *arena, const char *text)
{
    if (!strstr(text, QUALIFIED_MARK))
        return text;
    struct strbuf buf = STRBUF_INIT;
    qualified_add_shown(&buf, text);
    const char *shown = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return shown;
}
