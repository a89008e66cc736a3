#include "reader/xlsx_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void xlsx_text_clear(struct xlsx_text *text)
{
    strbuf_clear(&text->text);
    text->in_run = false;
    text->n_sound = 0;
}

void xlsx_text_start(struct xlsx_text *text, const char *element)
{
    if (strcmp(element, "rPh") == 0)
        text->n_sound++;
    else if (strcmp(element, "t") == 0)
        text->in_run = text->n_sound == 0;
}

void xlsx_text_end(struct xlsx_text *text, const char *element)
{
    if (strcmp(element, "rPh") == 0 && text->n_sound > 0)
        text->n_sound--;
    else if (strcmp(element, "t") == 0)
        text->in_run = false;
}

void xlsx_text_add(struct xlsx_text *text, const char *bytes, size_t size)
{
    if (text->in_run)
        strbuf_add(&text->text, bytes, size);
}

static bool is_escape(const char *c)
{
    return c[0] == '_' && c[1] == 'x' && isxdigit((unsigned char)c[2]) &&
           isxdigit((unsigned char)c[3]) && isxdigit((unsigned char)c[4]) &&
           isxdigit((unsigned char)c[5]) && c[6] == '_';
}

static uint32_t code_unit(const char *escape)
{
    char digits[5] = {escape[2], escape[3], escape[4], escape[5], '\0'};
    return (uint32_t)strtoul(digits, NULL, 16);
}

/* Half of a surrogate pair alone is no character. */
static void add_code(struct strbuf *out, uint32_t code)
{
    bool is_half = code >= 0xd800 && code < 0xe000;
    strbuf_add_code_point(out, is_half || code == 0 ? 0xfffd : code);
}

void xlsx_text_unescape(struct strbuf *text)
{
    struct strbuf out = STRBUF_INIT;
    if (text->size == 0 || !strstr(strbuf_text(text), "_x"))
        return;
    for (const char *c = strbuf_text(text); *c != '\0';) {
        if (!is_escape(c)) {
            strbuf_add_char(&out, *c++);
            continue;
        }
        uint32_t code = code_unit(c);
        c += 7;
        if (code >= 0xd800 && code < 0xdc00 && is_escape(c)) {
            uint32_t low = code_unit(c);
            if (low >= 0xdc00 && low < 0xe000) {
                code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                c += 7;
            }
        }
        add_code(&out, code);
    }
    strbuf_clear(text);
    strbuf_add(text, strbuf_text(&out), out.size);
    strbuf_free(&out);
}

void xlsx_text_free(struct xlsx_text *text)
{
    strbuf_free(&text->text);
}
