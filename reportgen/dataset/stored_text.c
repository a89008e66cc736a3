#include "dataset/stored_text.h"

#include "base/qualified.h"

static void add_date(struct strbuf *buf, struct date date)
{
    char text[11];
    date_format_vi(date, text);
    strbuf_add_text(buf, text);
}

void stored_text_add_number(struct strbuf *buf, const struct schema *schema,
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
        add_date(buf, date_from_days((int32_t)number));
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

static void add_word(struct strbuf *buf, const struct schema_field *field,
                     const char *text)
{
    struct date date;
    const struct schema_value *value = NULL;
    if (field->type == FIELD_ENUM)
        value = schema_find_value(field->values, text);
    if (value != NULL)
        strbuf_add_text(buf, value->label);
    else if (field->type == FIELD_DATE && date_parse(text, &date))
        add_date(buf, date);
    else
        qualified_add_shown(buf, text);
}

void stored_text_add(struct strbuf *buf, const struct schema *schema,
                     const struct schema_field *field,
                     const struct store_cell *cell)
{
    switch (cell->kind) {
    case STORE_NULL:
        strbuf_add_text(buf, "-");
        break;
    case STORE_INTEGER:
        stored_text_add_number(buf, schema, field, cell->integer);
        break;
    case STORE_TEXT:
        add_word(buf, field, cell->text);
        break;
    }
}
