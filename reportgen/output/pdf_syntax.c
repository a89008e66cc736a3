#include "output/pdf_syntax.h"

#include "base/date.h"
#include "base/digits.h"
#include "base/unicode.h"

#include <stdbool.h>
#include <string.h>

/* A string of PDF/A-2 and -3 has at most 32,767 bytes, one of PDF/A-1 65,535
   (ISO 19005-2, 6.1.13).  A longer text is cut; an ellipsis stands for its
   rest. */
enum {
    MOST_BYTES = 32767,
    LAST_BYTES = 6, /* two UTF-16 units of a character and the ellipsis */
    ELLIPSIS = 0x2026
};

/* Writes NUMBER / SCALE, which is 10^N_DECIMALS, without trailing zeros. */
static char *put_decimal(char *p, int32_t number, uint32_t scale,
                         int n_decimals)
{
    uint32_t rest = number < 0 ? 0 - (uint32_t)number : (uint32_t)number;
    if (number < 0)
        *p++ = '-';
    uint32_t whole = rest / scale;
    uint32_t part = rest % scale;
    if (whole != 0 || part == 0)
        p = digits_put(p, whole);
    if (part == 0)
        return p;
    *p++ = '.';
    for (int i = n_decimals; i-- > 0; part /= 10)
        p[i] = (char)('0' + part % 10);
    p += n_decimals;
    while (p[-1] == '0')
        p--;
    return p;
}

char *pdf_put_hundredths(char *p, int32_t hundredths)
{
    return put_decimal(p, hundredths, 100, 2);
}

char *pdf_put_thousandths(char *p, int32_t thousandths)
{
    return put_decimal(p, thousandths, 1000, 3);
}

int32_t pdf_hundredths(mpt length)
{
    return length >= 0 ? (length + 5) / 10 : -((5 - length) / 10);
}

void pdf_add_length(struct strbuf *buf, mpt length)
{
    char *start = strbuf_reserve(buf, 16);
    char *end = pdf_put_thousandths(start, length);
    strbuf_set_size(buf, buf->size + (size_t)(end - start));
}

void pdf_add_literal(struct strbuf *buf, const char *bytes, size_t size)
{
    strbuf_add_char(buf, '(');
    for (size_t i = 0; i < size; i++) {
        char c = bytes[i];
        if (c == '(' || c == ')' || c == '\\')
            strbuf_add_char(buf, '\\');
        if (c == '\r')
            strbuf_add_text(buf, "\\r");
        else
            strbuf_add_char(buf, c);
    }
    strbuf_add_char(buf, ')');
}

static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7E)
            return false;
    return true;
}

static void add_unit(struct strbuf *buf, uint32_t unit)
{
    strbuf_add_char(buf, (char)(unit >> 8));
    strbuf_add_char(buf, (char)(unit & 0xFF));
}

void pdf_add_utf16(struct strbuf *buf, const char *text)
{
    const char *end = text + strlen(text);
    const size_t most = buf->size + MOST_BYTES - LAST_BYTES;
    add_unit(buf, 0xFEFF);
    while (text < end) {
        int32_t c = unicode_next(&text, end);
        if (c < 0)
            break;
        if (buf->size > most) {
            add_unit(buf, ELLIPSIS);
            return;
        }
        if (c < 0x10000) {
            add_unit(buf, (uint32_t)c);
        } else {
            add_unit(buf, 0xD800 + ((uint32_t)(c - 0x10000) >> 10));
            add_unit(buf, 0xDC00 + ((uint32_t)(c - 0x10000) & 0x3FF));
        }
    }
}

void pdf_add_hex(struct strbuf *buf, const char *bytes, size_t size)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        strbuf_add_char(buf, digits[byte >> 4]);
        strbuf_add_char(buf, digits[byte & 15]);
    }
}

void pdf_add_text_string(struct strbuf *buf, const char *text)
{
    if (strlen(text) <= MOST_BYTES && is_plain(text)) {
        pdf_add_literal(buf, text, strlen(text));
        return;
    }
    struct strbuf units = STRBUF_INIT;
    pdf_add_utf16(&units, text);
    strbuf_add_char(buf, '<');
    pdf_add_hex(buf, units.data, units.size);
    strbuf_add_char(buf, '>');
    strbuf_free(&units);
}

void pdf_add_name(struct strbuf *buf, const char *name)
{
    strbuf_add_char(buf, '/');
    for (; *name != '\0'; name++) {
        unsigned char c = (unsigned char)*name;
        if (c <= 0x20 || c > 0x7E || strchr("#()<>[]{}/%", c))
            strbuf_add_format(buf, "#%02X", c);
        else
            strbuf_add_char(buf, (char)c);
    }
}

/* A moment on the clock of Vietnam (UTC+7, without summer time). */
struct moment {
    struct date date;
    int hour, minute, second;
};

static struct moment moment_of(int64_t seconds)
{
    seconds += 7 * 3600;
    int64_t days = seconds / 86400;
    int64_t rest = seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    return (struct moment){date_from_days((int32_t)days), (int)(rest / 3600),
                           (int)(rest / 60 % 60), (int)(rest % 60)};
}

void pdf_add_date(struct strbuf *buf, int64_t seconds)
{
    struct moment m = moment_of(seconds);
    strbuf_add_format(buf, "D:%04d%02d%02d%02d%02d%02d+07'00'", m.date.year,
                      m.date.month, m.date.day, m.hour, m.minute, m.second);
}

void pdf_add_xmp_date(struct strbuf *buf, int64_t seconds)
{
    struct moment m = moment_of(seconds);
    strbuf_add_format(buf, "%04d-%02d-%02dT%02d:%02d:%02d+07:00", m.date.year,
                      m.date.month, m.date.day, m.hour, m.minute, m.second);
}
