#include "marked/xml_edit.h"

#include "base/unicode.h"

#include <string.h>

void xml_edit_start(struct xml_edit *edit, const struct strbuf *text)
{
    *edit = (struct xml_edit){.text = text};
}

void xml_edit_go(struct xml_edit *edit, size_t offset)
{
    if (offset <= edit->at)
        return;
    strbuf_add(&edit->out, edit->text->data + edit->at, offset - edit->at);
    edit->at = offset;
}

void xml_edit_skip(struct xml_edit *edit, size_t offset)
{
    if (offset > edit->at)
        edit->at = offset;
}

void xml_edit_finish(struct xml_edit *edit)
{
    xml_edit_go(edit, edit->text->size);
}

/* The size of the name of the element at NAME. */
static size_t name_size(const char *name)
{
    return strcspn(name, " \t\r\n/>");
}

void xml_edit_prefix(const struct xml_edit *edit, const struct xml_tag *tag,
                     char prefix[64])
{
    const char *name = edit->text->data + tag->start + 1;
    const char *colon = memchr(name, ':', name_size(name));
    size_t size = colon ? (size_t)(colon - name) + 1 : 0;
    prefix[0] = '\0';
    if (size < 64) {
        memcpy(prefix, name, size);
        prefix[size] = '\0';
    }
}

/* Finds the value of the attribute NAME in TAG, without its quotes.  A value
   has no quote of its own kind and, in well-formed markup, no "<". */
static bool find_value(const struct xml_edit *edit, const struct xml_tag *tag,
                       const char *name, size_t *start, size_t *end)
{
    static const char blanks[] = " \t\r\n";
    const char *text = edit->text->data;
    size_t size = strlen(name);
    size_t at = tag->start + 1 + name_size(text + tag->start + 1);
    while (at < tag->end) {
        at += strspn(text + at, blanks);
        size_t word = strcspn(text + at, " \t\r\n=/>");
        if (word == 0)
            return false;
        size_t value = at + word + strspn(text + at + word, blanks);
        if (text[value] != '=')
            return false;
        value += 1 + strspn(text + value + 1, blanks);
        const char *quote = strchr(text + value + 1, text[value]);
        if (!quote)
            return false;
        *start = value + 1;
        *end = (size_t)(quote - text);
        if (word == size && memcmp(text + at, name, size) == 0)
            return true;
        at = *end + 1;
    }
    return false;
}

void xml_edit_set(struct xml_edit *edit, const struct xml_tag *tag,
                  const char *name, const char *value)
{
    size_t start, end;
    if (find_value(edit, tag, name, &start, &end)) {
        xml_edit_go(edit, start);
        xml_edit_skip(edit, end);
        strbuf_add_text(&edit->out, value);
    } else {
        const char *text = edit->text->data + tag->start + 1;
        xml_edit_go(edit, tag->start + 1 + name_size(text));
        strbuf_add_format(&edit->out, " %s=\"%s\"", name, value);
    }
    xml_edit_go(edit, tag->end);
}

void xml_edit_open(struct xml_edit *edit, const struct xml_tag *tag)
{
    if (!tag->is_whole) {
        xml_edit_go(edit, tag->end);
        return;
    }
    xml_edit_go(edit, tag->end - 2);
    xml_edit_skip(edit, tag->end);
    strbuf_add_char(&edit->out, '>');
}

void xml_edit_close(struct xml_edit *edit, const struct xml_tag *tag)
{
    const char *name = edit->text->data + tag->start + 1;
    if (tag->is_whole)
        strbuf_add_format(&edit->out, "</%.*s>", (int)name_size(name), name);
}

void xml_add(struct strbuf *buf, const char *text)
{
    const char *end = text + strlen(text);
    while (text < end) {
        int32_t c = unicode_next(&text, end);
        if (c < 0)
            text++;
        else if (c == '&')
            strbuf_add_text(buf, "&amp;");
        else if (c == '<')
            strbuf_add_text(buf, "&lt;");
        else if (c == '>')
            strbuf_add_text(buf, "&gt;");
        else if (c == '"')
            strbuf_add_text(buf, "&quot;");
        else if (c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7f))
            strbuf_add_char(buf, (char)c);
        else if (c >= 0xa0 && c != 0xfffe && c != 0xffff)
            strbuf_add_format(buf, "&#%ld;", (long)c);
    }
}
