#include "dataset/fallback.h"

#include <string.h>

/* The schema file as a source of one cell. */
struct reader {
    const struct schema_field *field;
};

static struct place field_place(const struct reader *reader,
                                const struct cell *cell)
{
    (void)cell;
    return reader->field->place;
}

struct value *fallback_read(struct arena *arena, const struct typing *typing,
                            const struct schema_table *table)
{
    static const struct reader_class schema_class = {.place = field_place};
    struct value *values = ARENA_ARRAY(arena, struct value, table->n_fields);
    for (size_t i = 0; i < table->n_fields; i++) {
        struct reader reader = {&table->fields[i]};
        struct typing of_schema = *typing;
        struct column column;
        of_schema.class = &schema_class;
        of_schema.reader = &reader;
        if (reader.field->fallback == NULL)
            continue;
        struct cell cell = {.text = reader.field->fallback,
                            .size = strlen(reader.field->fallback)};
        typing_start(arena, &column, reader.field, 0, NOTATION_PLAIN);
        typing_read(&of_schema, &column, &cell, &values[i]);
    }
    return values;
}
