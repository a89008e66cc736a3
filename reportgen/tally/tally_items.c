#include "tally/tally_items.h"

#include "expression/function.h"
#include "expression/missing.h"
#include "expression/scan.h"

#include <string.h>

/* One item: SIZE bytes of ENTRY's value at TEXT. */
struct item_text {
    const struct ini_entry *entry;
    const char *text;
    size_t size;
    const char *name; /* given by its key, or NULL */
};

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
    enum type_kind kind;
} type_words[] = {
    {"integer", TYPE_INTEGER}, {"money", TYPE_MONEY}, {"year", TYPE_YEAR},
    {"date", TYPE_DATE},       {"text", TYPE_TEXT},
};

static bool find_type(const char *word, size_t size, struct type *type)
{
    for (size_t i = 0; i < sizeof type_words / sizeof *type_words; i++) {
        if (strlen(type_words[i].word) == size &&
            memcmp(type_words[i].word, word, size) == 0) {
            *type = (struct type){.kind = type_words[i].kind};
            return true;
        }
    }
    return false;
}

/* The field of "TABLE.FIELD", of which an item has values. */
static const struct schema_field *
find_typed_field(const struct item_reader *reader, const char *type)
{
    const char *dot = strchr(type, '.');
    if (!dot)
        return NULL;
    const struct schema_table *table = schema_find_table(
        reader->scope->schema,
        arena_strndup(reader->arena, type, (size_t)(dot - type)));
    return !table ? NULL : schema_find_field(table, dot + 1);
}

/* What "as TYPE" at the end of an item says. */
struct item_type {
    bool given;
    struct place place;
    struct type type;
    const struct schema_field *field; /* of "as TABLE.FIELD", or NULL */
};

static bool find_item_type(const struct item_reader *reader, const char *text,
                           size_t size, struct item_type *type)
{
    type->field =
        find_typed_field(reader, arena_strndup(reader->arena, text, size));
    if (!type->field)
        return find_type(text, size, &type->type);
    type->type = type_of_field(type->field);
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
        if (as.text && !after.text)
            after = token;
        if (depth == 0 && token.kind == TOKEN_NAME && token_is(&token, "as")) {
            as = token;
            after = (struct token){0};
        }
        p = token.text + token.size;
    }
    *type = (struct item_type){.given = after.text != NULL};
    if (!type->given)
        return true;
    size_t size = (size_t)(end - after.text);
    type->place = place_of(item, after.text);
    if (!find_item_type(reader, after.text, size, type)) {
        diag_report(reader->diag, DIAG_TALLY_TYPE, type->place,
                    arena_strndup(reader->arena, after.text, size));
        return false;
    }
    item->size = (size_t)(as.text - item->text);
    trim(item);
    return true;
}

/* True when an item of type OWN may be declared as WANTED: a count or a year as
   a whole number, a value of a list as its text. */
static bool may_be_called(struct type own, struct type wanted)
{
    static const enum type_kind pairs[][2] = {
        {TYPE_COUNT, TYPE_INTEGER}, {TYPE_NUMBER, TYPE_INTEGER},
        {TYPE_NUMBER, TYPE_MONEY},  {TYPE_NUMBER, TYPE_YEAR},
        {TYPE_YEAR, TYPE_INTEGER},  {TYPE_INTEGER, TYPE_YEAR},
        {TYPE_CODE, TYPE_TEXT},     {TYPE_STRING, TYPE_TEXT},
        {TYPE_STRING, TYPE_CODE},   {TYPE_TEXT, TYPE_CODE}};
    if (own.kind == wanted.kind)
        return own.values == wanted.values &&
               (own.kind != TYPE_DECIMAL || own.scale == wanted.scale);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i][0] == own.kind && pairs[i][1] == wanted.kind)
            return own.scale == 0;
    return own.kind == TYPE_NULL;
}

/* ---- quotients ----------------------------------------------------------- */

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

static bool is_money(const struct tally_item *item)
{
    return item->kind == VALUE_MONEY || item->of_money;
}

/* Reads "a / b", the quotient of two items above this one. */
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
    item->is_quotient = true;
    if (!find_item(items, n_items, &a, &item->numerator) ||
        !find_item(items, n_items, &b, &item->denominator))
        return false;
    item->of_money = is_money(&items[item->numerator]) &&
                     !is_money(&items[item->denominator]);
    return true;
}

/* ---- measures ------------------------------------------------------------ */

/* Figures of different groups add up to the whole only for plain sums and
   counts that take each row. */
static bool adds_up(const struct expression *tree)
{
    if (tree->kind != EXPRESSION_CALL || tree->distinct)
        return false;
    if (tree->function->aggregate == AGGREGATE_COUNT)
        return true;
    if (tree->function->aggregate != AGGREGATE_SUM)
        return false;
    for (size_t i = 0; i < tree->n_terms; i++)
        if (tree->terms[i].by)
            return false;
    return true;
}

static enum list_total list_total_of(const struct expression *tree)
{
    struct facts facts = facts_of(tree, false);
    if (!facts.owner && !facts.several)
        return ADDS_ROWS;
    return facts.rows || facts.mixed || facts.owner->from ? ADDS_NOTHING
                                                          : ADDS_ENTITIES;
}

/* A field of TREE that has the values of a list, whose labels these print. */
static const struct schema_field *
field_of_values(const struct expression *tree,
                const struct schema_values *values)
{
    const struct schema_field *found = NULL;
    if (tree->kind == EXPRESSION_FIELD && tree->type.values == values)
        return tree->field;
    for (size_t i = 0; i < tree->n_parts && !found; i++)
        found = field_of_values(tree->parts[i], values);
    return found;
}

/* Sets what ITEM is by what its TREE is, or is said to be. */
static bool set_type(const struct item_reader *reader,
                     const struct expression *tree,
                     const struct item_type *said, struct tally_item *item)
{
    struct type type = tree->type;
    if (said->given && !may_be_called(type, said->type)) {
        diag_report(reader->diag, DIAG_EXPRESSION_AS, said->place,
                    type_name(type), type_name(said->type));
        return false;
    }
    if (said->given)
        type = said->type;
    item->kind = type_value_kind(type);
    item->scale = type.scale;
    item->field = said->field;
    if (reader->is_list && !said->given && tree->kind == EXPRESSION_FIELD)
        item->field = tree->field;
    if (type.kind == TYPE_CODE && !item->field)
        item->field = field_of_values(tree, type.values);
    return true;
}

static bool read_expression(const struct item_reader *reader,
                            struct item_text *text, struct tally_item *item)
{
    struct item_type said;
    if (!cut_type(reader, text, &said))
        return false;
    const struct expression *tree = expression_read(
        reader->arena, reader->scope, text->text, text->size,
        place_of(text, text->text),
        reader->is_list ? EXPRESSION_COLUMN : EXPRESSION_MEASURE, reader->diag);
    if (!tree || !set_type(reader, tree, &said, item))
        return false;
    item->tree = tree;
    item->text = arena_strndup(reader->arena, text->text, text->size);
    const struct expression *missing =
        is_figure(item->kind) ? expression_missing_field(reader->scope, tree)
                              : NULL;
    if (missing) {
        item->may_miss = missing->field;
        item->missing =
            expression_missing_condition(reader->arena, reader->scope, tree);
    }
    if (reader->is_list) {
        item->list_total = list_total_of(tree);
        return true;
    }
    item->is_extreme = tree->kind == EXPRESSION_CALL && tree->n_parts == 1 &&
                       tree->function->aggregate == AGGREGATE_EXTREME;
    item->is_greatest =
        item->is_extreme && strcmp(tree->function->name, "max") == 0;
    item->unpadded =
        tree->n_terms > 0 && tree->parts[0]->type.kind == TYPE_TRUTH;
    item->additive = is_figure(item->kind) && adds_up(tree);
    item->nothing =
        is_figure(item->kind) ? expression_nothing(tree) : NOTHING_IS_EMPTY;
    item->absent = reader->scope->supplies &&
                   (!reader->scope->supplies(reader->scope->context,
                                             reader->scope->table, NULL) ||
                    expression_is_absent(reader->scope, tree));
    if (item->absent) {
        item->nothing = NOTHING_IS_EMPTY;
        item->may_miss = NULL;
    }
    return true;
}

/* The names that every row of a group has beside its measures. */
static bool names_a_row(const char *name)
{
    static const char *const names[] = {"key", "label", "short_label",
                                        "full_label", "rows"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Splits "name = expression".  In a list a bare path is its own name. */
static bool split_name(const struct item_reader *reader, struct item_text *text,
                       struct tally_item *item)
{
    const char *end = text->text + text->size;
    if (text->name) {
        item->name = text->name;
        item->place = text->entry->place;
        if (scan_is_name(item->name, strlen(item->name)) &&
            (reader->is_list || !names_a_row(item->name)))
            return true;
        diag_report(reader->diag, DIAG_TALLY_NAME, item->place, item->name);
        return false;
    }
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
        if (scan_is_name(item->name, name.size) &&
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
    if (read_quotient(&text, items, n_items, item))
        return true;
    item->is_quotient = false;
    return read_expression(reader, &text, item);
}

static size_t count_items(const char *text, const char *end)
{
    size_t n = 1;
    for (;; n++) {
        text = scan_item_end(text, end);
        if (text == end)
            return n;
        text++;
    }
}

typedef bool item_function(const struct item_reader *reader,
                           struct item_text text,
                           const struct tally_item *items, size_t n_items,
                           struct tally_item *item);

/* Adds the items of SOURCE to ITEMS, which has room for them. */
static bool read_source(const struct item_reader *reader,
                        const struct item_source *source, item_function *read,
                        struct tally_item **items, size_t *n_items)
{
    const char *text = source->entry->value;
    const char *end = text + strlen(text);
    bool all = true;
    for (;;) {
        const char *to = source->name ? end : scan_item_end(text, end);
        struct item_text item = {source->entry, text, (size_t)(to - text),
                                 source->name};
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

static bool read_items(const struct item_reader *reader,
                       const struct item_source *sources, size_t n_sources,
                       item_function *read, struct tally_item **items,
                       size_t *n_items)
{
    size_t most = 0;
    for (size_t i = 0; i < n_sources; i++) {
        const char *text = sources[i].entry->value;
        most += count_items(text, text + strlen(text));
    }
    *items = ARENA_ARRAY(reader->arena, struct tally_item, most);
    *n_items = 0;
    bool all = true;
    for (size_t i = 0; i < n_sources; i++)
        all = read_source(reader, &sources[i], read, items, n_items) && all;
    return all;
}

bool items_read(const struct item_reader *reader,
                const struct item_source *sources, size_t n_sources,
                struct tally_item **items, size_t *n_items)
{
    return read_items(reader, sources, n_sources, read_item, items, n_items);
}

/* ---- columns of a statement of the layout's own -------------------------- */

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
                      !colon ? text.size : (size_t)(colon - text.text));
    item->kind = VALUE_TEXT;
    if (!scan_is_name(item->name, strlen(item->name))) {
        diag_report(reader->diag, DIAG_TALLY_NAME, item->place, item->name);
        return false;
    }
    if (!colon)
        return true;
    struct item_type type;
    size_t size = (size_t)(text.text + text.size - colon - 1);
    if (!find_item_type(reader, colon + 1, size, &type)) {
        diag_report(reader->diag, DIAG_TALLY_TYPE, place_of(&text, colon + 1),
                    arena_strndup(reader->arena, colon + 1, size));
        return false;
    }
    item->field = type.field;
    item->kind = type_value_kind(type.type);
    item->scale = type.type.scale;
    return true;
}

bool statement_columns_read(const struct item_reader *reader,
                            const struct ini_entry *entry,
                            struct tally_item **items, size_t *n_items)
{
    const struct item_source source = {entry, NULL};
    return read_items(reader, &source, 1, read_column, items, n_items);
}
