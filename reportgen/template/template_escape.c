#include "template/template_escape.h"

#include <string.h>

static void escape_html(struct strbuf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            strbuf_add_text(out, "&amp;");
            break;
        case '"':
            strbuf_add_text(out, "&quot;");
            break;
        case '<':
            strbuf_add_text(out, "&lt;");
            break;
        case '>':
            strbuf_add_text(out, "&gt;");
            break;
        default:
            strbuf_add_char(out, *text);
        }
    }
}

/* CommonMark takes a backslash before any ASCII punctuation as "this
   character and no markup", wherever in a line it stands.  That covers list
   marks ("1." "-" "+"), headings, quotes, rules and table bars at line
   starts, entities, links, emphasis, and (by ":", "." and "@") autolinks.
   The few that no Markdown construct can start with stay as they are. */
static bool is_markup(char c)
{
    return c != '\0' && strchr("!\"#&'()*+-.:<=>@[\\]^_`{|}~", c);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Blanks at either end are written as entities: at the start of a line four
   would make a code block, at its end two would break the line. */
static void escape_markdown(struct strbuf *out, const char *text)
{
    size_t size = strlen(text);
    size_t first = 0;
    while (first < size && is_blank(text[first]))
        first++;
    size_t last = size;
    while (last > first && is_blank(text[last - 1]))
        last--;
    for (size_t i = 0; i < size; i++) {
        if (is_blank(text[i])) {
            strbuf_add_text(out, i < first || i >= last ? "&#32;" : " ");
        } else {
            if (is_markup(text[i]))
                strbuf_add_char(out, '\\');
            strbuf_add_char(out, text[i]);
        }
    }
}

void template_escape(struct strbuf *out, const char *text,
                     enum template_escape escape)
{
    switch (escape) {
    case ESCAPE_HTML:
        escape_html(out, text);
        break;
    case ESCAPE_MARKDOWN:
        escape_markdown(out, text);
        break;
    case ESCAPE_NONE:
        strbuf_add_text(out, text);
        break;
    }
}
