#include "tally/tally_items.h"

#include "tally/tally_scan.h"

#include <string.h>

/* One item: TEXT (SIZE bytes) of ENTRY's value. */
struct item_text {
    const struct ini_entry *entry;
    const char *text;
    size_t size;
};

bool item_name_is_good(const char *name, size_t size)
{
    struct token token = scan_token(name, name + size);
    return token.kind == TOKEN_NAME && token.size == size &&
           token.text[0] != '_';
}

static struct place place_of(const struct item_text *item, const char *at)
{
    return place_within(item->entry->value_place, item->entry->value,
                        (size_t)(at - item->entry->value));
}

static void trim(struct item_text *item)
{
    while (item->size > 0 && item->text[0] == ' ') {
        item->text++;
        item->size--;
    }
    while (item->size > 0 && item->text[item->size - 1] == ' ')
        item->size--;
}

/* ---- types --------------------------------------------------------------- */

static const struct type_word {
    const char *word;
    enum value_kind kind;
} type_words[] = {
    {"integer", VALUE_INTEGER}, {"money", VALUE_MONEY}, {"year", VALUE_YEAR},
    {"date", VALUE_DATE},       {"text", VALUE_TEXT},
};

static bool find_type(const char *word, size_t size, enum value_kind *kind)
{
    for (size_t i = 0; i < sizeof type_words / sizeof *type_words; i++) {
        if (strlen(type_words[i].word) == size &&
            memcmp(type_words[i].word, word, size) == 0) {
            *kind = type_words[i].kind;
            return true;
        }
    }
    return false;
}

enum value_kind item_kind_of_field(const struct schema_field *field)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_ENUM:
        return VALUE_TEXT;
    case FIELD_INTEGER:
        return VALUE_INTEGER;
    case FIELD_DECIMAL:
        return VALUE_RATIO;
    case FIELD_MONEY:
        return VALUE_MONEY;
    case FIELD_DATE:
        return VALUE_DATE;
    case FIELD_YEAR:
        return VALUE_YEAR;
    case FIELD_BOOLEAN:
        return VALUE_BOOLEAN;
    }
    return VALUE_TEXT;
}

/* "TABLE.FIELD": holds values of that field. */
static const struct schema_field *
find_typed_field(const struct item_reader *reader, const char *type)
{
    const char *dot = strchr(type, '.');
    if (dot == NULL)
        return NULL;
    const struct schema_table *table = schema_find_table(
        reader->scope->schema,
        arena_strndup(reader->arena, type, (size_t)(dot - type)));
    return table == NULL ? NULL : schema_find_field(table, dot + 1);
}

/* What "as TYPE" at the end of an item says. */
struct item_type {
    bool forced;
    enum value_kind kind;
    const struct schema_field *field; /* of "as TABLE.FIELD", or NULL */
};

static bool find_item_type(const struct item_reader *reader, const char *text,
                           size_t size, struct item_type *type)
{
    type->field =
        find_typed_field(reader, arena_strndup(reader->arena, text, size));
    if (type->field == NULL)
        return find_type(text, size, &type->kind);
    type->kind = item_kind_of_field(type->field);
    return true;
}

/* Cuts "as TYPE" off the end of ITEM. */
static bool cut_type(const struct item_reader *reader, struct item_text *item,
                     struct item_type *type)
{
    const char *end = item->text + item->size;
    struct token as = {0};
    struct token after = {0};
    size_t depth = 0;
    for (const char *p = item->text;;) {
        struct token token = scan_token(p, end);
        if (token.kind == TOKEN_END)
            break;
        depth += token.kind == TOKEN_OPEN;
        depth -= token.kind == TOKEN_CLOSE && depth > 0;
        if (as.text != NULL && after.text == NULL)
            after = token;
        if (depth == 0 && token.kind == TOKEN_NAME && token_is(&token, "as")) {
            as = token;
            after = (struct token){0};
        }
        p = token.text + token.size;
    }
    *type = (struct item_type){.forced = after.text != NULL};
    if (!type->forced)
        return true;
    size_t size = (size_t)(end - after.text);
    if (!find_item_type(reader, after.text, size, type)) {
        diag_report(reader->diag, DIAG_TALLY_TYPE, place_of(item, after.text),
                    arena_strndup(reader->arena, after.text, size));
        return false;
    }
    item->size = (size_t)(as.text - item->text);
    trim(item);
    return true;
}

/* What a figure over the fields of EXPRESSION is: counts count, and so do sums
   of a comparison; sums of đồng are đồng; the least or greatest of a field is
   one of its values. */
static void infer_type(const struct expression *expression,
                       struct tally_item *item)
{
    const char *call = expression->call == NULL ? "" : expression->call;
    bool extreme = strcmp(call, "min") == 0 || strcmp(call, "max") == 0;
    item->kind = VALUE_INTEGER;
    if (strcmp(call, "count") == 0 ||
        (expression->compares && expression->n_fields == 1))
        return;
    if (expression->field != NULL && (extreme || call[0] == '\0'))
        item->kind = item_kind_of_field(expression->field);
    else if (expression->decimal != NULL)
        item->kind = VALUE_RATIO;
    else if (expression->has_money)
        item->kind = VALUE_MONEY;
    if (item->kind == VALUE_RATIO)
        item->scale = expression->decimal->scale;
}

/* ---- measures ---------------------------------------------------------- */

static bool is_figure(enum value_kind kind)
{
    return kind == VALUE_INTEGER || kind == VALUE_MONEY || kind == VALUE_RATIO;
}

static bool find_item(const struct tally_item *items, size_t n_items,
                      const struct token *name, size_t *index)
{
    for (size_t i = 0; i < n_items; i++) {
        if (strlen(items[i].name) == name->size &&
            memcmp(items[i].name, name->text, name->size) == 0) {
            *index = i;
            return is_figure(items[i].kind);
        }
    }
    return false;
}

/* "a / b" of two items before this one. */
static bool read_quotient(const struct item_text *text,
                          const struct tally_item *items, size_t n_items,
                          struct tally_item *item)
{
    const char *end = text->text + text->size;
    struct token a = scan_token(text->text, end);
    const char *p = a.text + a.size;
    while (p < end && *p == ' ')
        p++;
    if (a.kind != TOKEN_NAME || p == end || *p != '/')
        return false;
    struct token b = scan_token(p + 1, end);
    if (b.kind != TOKEN_NAME || b.text + b.size != end)
        return false;
    item->kind = VALUE_RATIO;
    return find_item(items, n_items, &a, &item->numerator) &&
           find_item(items, n_items, &b, &item->denominator);
}

/* Adds of rows of different groups make the whole only for plain sums and
   counts. */
static void set_additivity(const struct expression *expression,
                           struct tally_item *item)
{
    const char *call = expression->call == NULL ? "" : expression->call;
    item->additive = is_figure(item->kind) && !expression->distinct &&
                     !expression->once &&
                     (strcmp(call, "sum") == 0 || strcmp(call, "count") == 0);
    item->zero = is_figure(item->kind) && !expression->aggregate_min_max;
}

/* What no source supplies is not known to be 0. */
static void leave_empty(struct tally_item *item)
{
    item->absent = true;
    item->zero = item->once = false;
    item->sql = "max(NULL)"; /* keeps the statement one of aggregates */
}

static enum list_total list_total_of(const struct expression *expression)
{
    if (expression->of_references ||
        (expression->of_entities && expression->of_rows))
        return ADDS_NOTHING;
    return expression->of_entities ? ADDS_ENTITIES : ADDS_ROWS;
}

static bool read_expression(const struct item_reader *reader,
                            struct item_text *text, struct tally_item *item)
{
    struct item_type type;
    if (!cut_type(reader, text, &type))
        return false;
    struct expression expression;
    if (!expression_read(reader->arena, reader->scope, text->text, text->size,
                         place_of(text, text->text), USE_FIGURE, reader->diag,
                         &expression))
        return false;
    item->sql = expression.sql;
    item->once = expression.once;
    infer_type(&expression, item);
    if (reader->is_list && expression.n_fields > 0 &&
        expression.n_texts == expression.n_fields)
        item->kind = VALUE_TEXT;
    if (type.forced) {
        item->kind = type.kind;
        item->scale = type.field == NULL ? 0 : type.field->scale;
    }
    if (type.field != NULL)
        item->field = type.field;
    else if (reader->is_list)
        item->field = expression.call == NULL ? expression.field : NULL;
    item->list_total = list_total_of(&expression);
    if (reader->is_list)
        return true;
    set_additivity(&expression, item);
    if (expression.absent)
        leave_empty(item);
    return true;
}

/* What every row of a group has beside its measures. */
static bool names_a_row(const char *name)
{
    static const char *const names[] = {"key", "label", "short_label",
                                        "full_label", "rows"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Splits "name = expression".  In a list a bare path names itself. */
static bool split_name(const struct item_reader *reader, struct item_text *text,
                       struct tally_item *item)
{
    const char *end = text->text + text->size;
    struct token name = scan_token(text->text, end);
    struct token next = scan_token(name.text + name.size, end);
    bool equals =
        next.kind == TOKEN_SYMBOL && next.size == 1 && next.text[0] == '=';
    item->place = place_of(text, text->text);
    if (equals && name.kind == TOKEN_NAME) {
        item->name = arena_strndup(reader->arena, name.text, name.size);
        text->text = next.text + next.size;
        text->size = (size_t)(end - text->text);
        trim(text);
        if (item_name_is_good(item->name, name.size) &&
            (reader->is_list || !names_a_row(item->name)))
            return true;
        diag_report(reader->diag, DIAG_TALLY_NAME, item->place, item->name);
        return false;
    }
    item->name = arena_strndup(reader->arena, text->text, text->size);
    if (reader->is_list && name.kind == TOKEN_NAME &&
        (next.kind == TOKEN_END || next.text[0] == '.'))
        return true;
    diag_report(reader->diag, DIAG_TALLY_MEASURE, item->place, item->name);
    return false;
}

static bool read_item(const struct item_reader *reader, struct item_text text,
                      const struct tally_item *items, size_t n_items,
                      struct tally_item *item)
{
    trim(&text);
    if (!split_name(reader, &text, item))
        return false;
    for (size_t i = 0; i < n_items; i++) {
        if (strcmp(items[i].name, item->name) == 0) {
            diag_report(reader->diag, DIAG_TALLY_DUPLICATE, item->place,
                        item->name);
            return false;
        }
    }
    return read_quotient(&text, items, n_items, item) ||
           read_expression(reader, &text, item);
}

static size_t count_items(const char *text, const char *end)
{
    size_t n = 1;
    for (;; n++) {
        text = expression_item_end(text, end);
        if (text == end)
            return n;
        text++;
    }
}

typedef bool item_function(const struct item_reader *reader,
                           struct item_text text,
                           const struct tally_item *items, size_t n_items,
                           struct tally_item *item);

static bool read_items(const struct item_reader *reader,
                       const struct ini_entry *entry, item_function *read,
                       struct tally_item **items, size_t *n_items)
{
    const char *text = entry->value;
    const char *end = text + strlen(text);
    *items =
        ARENA_ARRAY(reader->arena, struct tally_item, count_items(text, end));
    *n_items = 0;
    bool all = true;
    for (;;) {
        const char *to = expression_item_end(text, end);
        struct item_text item = {entry, text, (size_t)(to - text)};
        struct tally_item *next = &(*items)[*n_items];
        *next = (struct tally_item){0};
        if (read(reader, item, *items, *n_items, next))
            ++*n_items;
        else
            all = false;
        if (to == end)
            return all;
        text = to + 1;
    }
}

bool items_read(const struct item_reader *reader, const struct ini_entry *entry,
                struct tally_item **items, size_t *n_items)
{
    return read_items(reader, entry, read_item, items, n_items);
}

/* ---- columns of a statement of the layout's own ------------------------ */

static bool read_column(const struct item_reader *reader, struct item_text text,
                        const struct tally_item *items, size_t n_items,
                        struct tally_item *item)
{
    (void)items;
    (void)n_items;
    trim(&text);
    const char *colon = memchr(text.text, ':', text.size);
    item->place = place_of(&text, text.text);
    item->name =
        arena_strndup(reader->arena, text.text,
                      colon == NULL ? text.size : (size_t)(colon - text.text));
    item->sql = "";
    item->kind = VALUE_TEXT;
    if (!item_name_is_good(item->name, strlen(item->name))) {
        diag_report(reader->diag, DIAG_TALLY_NAME, item->place, item->name);
        return false;
    }
    if (colon == NULL)
        return true;
    const char *type = arena_strndup(
        reader->arena, colon + 1, (size_t)(text.text + text.size - colon - 1));
    item->field = find_typed_field(reader, type);
    if (item->field != NULL) {
        item->kind = item_kind_of_field(item->field);
        item->scale = item->field->scale;
        return true;
    }
    if (find_type(type, strlen(type), &item->kind))
        return true;
    diag_report(reader->diag, DIAG_TALLY_TYPE, place_of(&text, colon + 1),
                type);
    return false;
}

bool statement_columns_read(const struct item_reader *reader,
                            const struct ini_entry *entry,
                            struct tally_item **items, size_t *n_items)
{
    return read_items(reader, entry, read_column, items, n_items);
}
