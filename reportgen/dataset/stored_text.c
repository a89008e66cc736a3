#include "dataset/stored_text.h"

#include "base/qualified.h"
#include "schema/field_text.h"

static void add_word(struct strbuf *buf, const struct schema_field *field,
                     const char *text)
{
    struct date date;
    const struct schema_value *value = NULL;
    if (field->type == FIELD_ENUM)
        value = schema_find_value(field->values, text);
    if (value)
        strbuf_add_text(buf, value->label);
    else if (field->type == FIELD_DATE && date_parse(text, &date))
        field_text_add_date(buf, date);
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
        field_text_add_number(buf, schema, field, cell->integer);
        break;
    case STORE_TEXT:
        add_word(buf, field, cell->text);
        break;
    }
}
