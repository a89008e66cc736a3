#include "base/value.h"

#include "base/qualified.h"

static void add_date(struct strbuf *buf, struct date date)
{
    char text[11];
    date_format_iso(date, text);
    strbuf_add_text(buf, text);
}

void value_dump(struct strbuf *buf, const struct value *value)
{
    switch (value->kind) {
    case VALUE_NULL:
        strbuf_add_char(buf, '-');
        break;
    case VALUE_TEXT:
        qualified_dump(buf, value->as.text);
        break;
    case VALUE_INTEGER:
    case VALUE_YEAR:
    case VALUE_MONEY:
        strbuf_add_integer(buf, value->as.integer);
        break;
    case VALUE_RATIO:
        strbuf_add_integer(buf, value->as.ratio.numerator);
        strbuf_add_char(buf, '/');
        strbuf_add_integer(buf, value->as.ratio.denominator);
        break;
    case VALUE_DATE:
        add_date(buf, value->as.date);
        break;
    case VALUE_BOOLEAN:
        strbuf_add_text(buf, value->as.integer != 0 ? "yes" : "no");
        break;
    }
}
