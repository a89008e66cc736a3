#include "base/value.h"

#include "base/qualified.h"

const struct value_traits value_traits[VALUE_KINDS] = {
    [VALUE_NULL] = {.name = "null"},
    [VALUE_TEXT] = {.name = "text"},
    [VALUE_INTEGER] = {.name = "integer", .is_figure = true, .adds_up = true},
    [VALUE_YEAR] = {.name = "year"},
    [VALUE_MONEY] = {.name = "money", .is_figure = true, .adds_up = true},
    [VALUE_RATIO] = {.name = "ratio", .is_figure = true},
    [VALUE_DATE] = {.name = "date"},
    [VALUE_BOOLEAN] = {.name = "boolean"},
};

bool value_is_zero(const struct value *value)
{
    if (value->kind == VALUE_RATIO)
        return value->as.ratio.numerator == 0;
    return value->kind == VALUE_NULL ||
           (value_adds_up(value) && value->as.integer == 0);
}

struct ratio value_as_ratio(const struct value *value)
{
    if (value->kind == VALUE_RATIO)
        return value->as.ratio;
    return (struct ratio){value->as.integer, 1};
}

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
