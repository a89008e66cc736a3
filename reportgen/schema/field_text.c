#include "schema/field_text.h"

#include "base/number.h"

void field_text_add_date(struct strbuf *buf, struct date date)
{
    char text[11];
    date_format_vi(date, text);
    strbuf_add_text(buf, text);
}

void field_text_add_number(struct strbuf *buf, const struct schema *schema,
                           const struct schema_field *field, int64_t number)
{
    struct number_style style = {.max_decimals = NUMBER_ALL_DECIMALS};
    switch (field->type) {
    case FIELD_MONEY:
        number_format(buf, number, 1, &style);
        strbuf_add_text(buf, " đồng");
        return;
    case FIELD_DECIMAL:
        number_format(buf, number, field->unit, &style);
        return;
    case FIELD_BOOLEAN:
        strbuf_add_text(buf,
                        number != 0 ? schema->true_label : schema->false_label);
        return;
    case FIELD_DATE:
        field_text_add_date(buf, date_from_days((int32_t)number));
        return;
    case FIELD_YEAR:
        style.no_grouping = true;
        break;
    case FIELD_TEXT:
    case FIELD_INTEGER:
    case FIELD_ENUM:
        break;
    }
    number_format(buf, number, 1, &style);
}
