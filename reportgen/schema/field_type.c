#include "schema/field_type.h"

#include <string.h>

const struct field_traits field_traits[FIELD_TYPES] = {
    [FIELD_TEXT] = {.name = "text",
                    .column = "TEXT COLLATE vi",
                    .kind = VALUE_TEXT,
                    .is_word = true,
                    .names_reports = true},
    [FIELD_INTEGER] = {.name = "integer",
                       .column = "INTEGER",
                       .kind = VALUE_INTEGER,
                       .is_number = true,
                       .names_reports = true},
    [FIELD_DECIMAL] = {.name = "decimal",
                       .column = "INTEGER",
                       .kind = VALUE_RATIO,
                       .is_number = true,
                       .has_unit = true},
    [FIELD_MONEY] = {.name = "money",
                     .column = "INTEGER",
                     .kind = VALUE_MONEY,
                     .is_number = true,
                     .has_unit = true},
    [FIELD_DATE] = {.name = "date",
                    .column = "TEXT",
                    .kind = VALUE_DATE,
                    .is_moment = true},
    [FIELD_YEAR] = {.name = "year",
                    .column = "INTEGER",
                    .kind = VALUE_YEAR,
                    .is_number = true,
                    .is_moment = true,
                    .names_reports = true},
    [FIELD_ENUM] = {.name = "enum",
                    .column = "TEXT",
                    .kind = VALUE_TEXT,
                    .is_word = true,
                    .names_reports = true},
    [FIELD_BOOLEAN] = {.name = "boolean",
                       .column = "INTEGER",
                       .kind = VALUE_BOOLEAN},
};

bool field_type_named(const char *name, enum field_type *type)
{
    for (int i = 0; i < FIELD_TYPES; i++)
        if (strcmp(field_traits[i].name, name) == 0) {
            *type = (enum field_type)i;
            return true;
        }
    if (strcmp(name, "place") != 0)
        return false;
    *type = FIELD_ENUM;
    return true;
}
