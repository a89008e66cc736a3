#include "tally/tally_group.h"

#include "base/qualified.h"

#include <string.h>

enum { ND09_LAST_DAY = 14 };

static struct group_key text_key(const char *key, const char *label)
{
    return (struct group_key){key, label, label, value_text(key), 0};
}

static struct group_key enum_key(const struct schema_values *values,
                                 const struct schema_value *value)
{
    return (struct group_key){value->code, value->label, value->short_label,
                              value_text(value->code), value - values->values};
}

/* INDEX counts years, quarters or months from year 0. */
static struct group_key part_key(struct arena *arena, enum group_part part,
                                 int64_t index)
{
    struct group_key key = {0};
    if (part == PART_YEAR) {
        key.key = arena_printf(arena, "%d", (int)index);
        key.label = key.key;
        key.value = (struct value){.kind = VALUE_YEAR, .as.integer = index};
    } else if (part == PART_QUARTER) {
        static const char *const roman[] = {"I", "II", "III", "IV"};
        int year = (int)(index / 4);
        key.key = arena_printf(arena, "%d-Q%d", year, (int)(index % 4) + 1);
        key.label = arena_printf(arena, "%s/%d", roman[index % 4], year);
        key.value = value_text(key.label);
    } else {
        int year = (int)(index / 12);
        int month = (int)(index % 12) + 1;
        key.key = arena_printf(arena, "%d-%02d", year, month);
        key.label =
            arena_printf(arena, "%s%d/%d", month < 3 ? "0" : "", month, year);
        key.value = value_text(key.label);
    }
    key.short_label = key.label;
    key.rank = index;
    return key;
}

static struct group_key boolean_key(const struct schema *schema, int64_t truth)
{
    const char *code = truth != 0 ? "yes" : "no";
    const char *label = truth != 0 ? schema->true_label : schema->false_label;
    struct group_key key = text_key(code, !label ? code : label);
    key.value = (struct value){.kind = VALUE_BOOLEAN, .as.integer = truth != 0};
    key.rank = truth != 0 ? 0 : 1;
    return key;
}

static struct group_key date_key(struct arena *arena, const char *iso)
{
    struct group_key key = text_key(iso, iso);
    struct date date;
    if (!date_parse(iso, &date))
        return key;
    char text[11];
    date_format_vi(date, text);
    key.label = arena_strdup(arena, text);
    key.short_label = key.label;
    key.value = value_date(date);
    key.rank = date_to_days(date);
    return key;
}

/* NUMBER is the value times 10^scale.  The key is "82.5", the label "82,5". */
static struct group_key decimal_key(struct arena *arena,
                                    const struct schema_field *field,
                                    int64_t number)
{
    struct number_style style = {.max_decimals = NUMBER_ALL_DECIMALS};
    struct strbuf text = STRBUF_INIT;
    number_format(&text, number, field->unit, &style);
    const char *label = arena_strdup(arena, strbuf_text(&text));
    strbuf_clear(&text);
    style.no_grouping = true;
    number_format(&text, number, field->unit, &style);
    char *code = arena_strdup(arena, strbuf_text(&text));
    strbuf_free(&text);
    char *comma = strchr(code, ',');
    if (comma)
        *comma = '.';
    struct group_key key = text_key(code, label);
    key.value = value_ratio(number, field->unit);
    key.rank = number;
    return key;
}

static struct group_key number_key(struct arena *arena,
                                   const struct schema_field *field,
                                   int64_t number)
{
    if (field->type == FIELD_DECIMAL)
        return decimal_key(arena, field, number);
    const char *text = arena_printf(arena, "%lld", (long long)number);
    struct group_key key = text_key(text, text);
    key.value = value_integer(number);
    if (field->type == FIELD_YEAR)
        key.value.kind = VALUE_YEAR;
    if (field->type == FIELD_MONEY)
        key.value.kind = VALUE_MONEY;
    key.rank = number;
    return key;
}

static int64_t months_in(enum group_part part)
{
    return part == PART_YEAR ? 12 : part == PART_QUARTER ? 3 : 1;
}

struct group_key group_key_of(struct arena *arena,
                              const struct tally_group *group,
                              const struct store_cell *cell, int64_t months)
{
    const struct schema_field *field = group->field;
    if (cell->kind == STORE_NULL) {
        struct group_key key = text_key("", "");
        key.value = VALUE_NONE;
        key.rank = INT64_MAX;
        return key;
    }
    if (group->part != PART_NONE)
        return part_key(arena, group->part,
                        cell->integer + months / months_in(group->part));
    if (cell->kind == STORE_INTEGER && field->type == FIELD_BOOLEAN)
        return boolean_key(group->schema, cell->integer);
    if (cell->kind == STORE_INTEGER)
        return number_key(arena, field,
                          group->decides ? cell->integer + months / 12
                                         : cell->integer);
    const char *text = arena_strndup(arena, cell->text, cell->size);
    if (field->type == FIELD_DATE)
        return date_key(arena, text);
    const struct schema_value *value =
        !field->values ? NULL : schema_find_value(field->values, text);
    return !value ? text_key(text, qualified_shown(arena, text))
                  : enum_key(field->values, value);
}

/* ---- all keys of a group ------------------------------------------------- */

static bool holds(const struct schema_value *value, const struct tally_query *q)
{
    if (q->kind == TALLY_NONE)
        return true;
    return (value->valid_from.year == 0 ||
            date_compare(value->valid_from, q->period.window.last) <= 0) &&
           (value->valid_to.year == 0 ||
            date_compare(value->valid_to, q->period.window.first) >= 0);
}

static struct group_key *enum_keys(struct arena *arena,
                                   const struct schema_values *values,
                                   const struct tally_query *query,
                                   size_t *n_keys)
{
    struct group_key *keys =
        ARENA_ARRAY(arena, struct group_key, values->n_values);
    *n_keys = 0;
    for (size_t i = 0; i < values->n_values; i++)
        if (holds(&values->values[i], query))
            keys[(*n_keys)++] = enum_key(values, &values->values[i]);
    return keys;
}

/* The month of DATE by the closing rule, counted from year 0. */
static int64_t month_of(struct date date, enum period_closing closing)
{
    bool late = closing == CLOSING_ND09 && date.day > ND09_LAST_DAY;
    return (int64_t)date.year * 12 + date.month - 1 + late;
}

static struct group_key *part_keys(struct arena *arena, enum group_part part,
                                   const struct period *period, size_t *n_keys)
{
    int64_t first = month_of(period->window.first, period->closing);
    int64_t last = month_of(period->window.last, period->closing);
    first /= months_in(part);
    last /= months_in(part);
    *n_keys = (size_t)(last - first + 1);
    struct group_key *keys = ARENA_ARRAY(arena, struct group_key, *n_keys);
    for (size_t i = 0; i < *n_keys; i++)
        keys[i] = part_key(arena, part, first + (int64_t)i);
    return keys;
}

static struct group_key *year_keys(struct arena *arena,
                                   const struct schema_field *field,
                                   const struct period *period, size_t *n_keys)
{
    int first;
    int last;
    period_year_range(period, &first, &last);
    *n_keys = (size_t)(last - first + 1);
    struct group_key *keys = ARENA_ARRAY(arena, struct group_key, *n_keys);
    for (size_t i = 0; i < *n_keys; i++)
        keys[i] = number_key(arena, field, first + (int64_t)i);
    return keys;
}

/* Years are complete only where they are what the period is decided by. */
struct group_key *group_all_keys(struct arena *arena,
                                 const struct tally_group *group,
                                 const struct tally_query *query,
                                 size_t *n_keys)
{
    const struct schema_field *field = group->field;
    bool decides = query->kind != TALLY_NONE && field == query->date_field;
    *n_keys = 0;
    if (field->values)
        return enum_keys(arena, field->values, query, n_keys);
    if (field->type == FIELD_BOOLEAN) {
        struct group_key *keys = ARENA_ARRAY(arena, struct group_key, 2);
        keys[0] = boolean_key(group->schema, 1);
        keys[1] = boolean_key(group->schema, 0);
        *n_keys = 2;
        return keys;
    }
    if (group->part != PART_NONE && decides)
        return part_keys(arena, group->part, &query->period, n_keys);
    if (field->type == FIELD_YEAR && decides)
        return year_keys(arena, field, &query->period, n_keys);
    return NULL;
}

int64_t group_shift(const struct tally_query *own,
                    const struct tally_query *other)
{
    if (other->kind != TALLY_PREVIOUS_YEAR && other->kind != TALLY_PREVIOUS)
        return 0;
    return month_of(own->period.window.first, own->period.closing) -
           month_of(other->period.window.first, other->period.closing);
}
