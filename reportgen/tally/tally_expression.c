#include "tally/tally_expression.h"

#include "base/nearest.h"
#include "base/unicode.h"
#include "dataset/store.h"
#include "schema/sql_words.h"
#include "tally/tally_arithmetic.h"
#include "tally/tally_clause.h"
#include "tally/tally_scan.h"

#include <string.h>

enum { DEEPEST_PARENTHESES = 64 };

/* An expression being read. */
struct reading {
    struct arena *arena;
    struct tally_scope *scope;
    const char *start;
    const char *end;
    struct place place; /* of START */
    enum expression_use use;
    struct diag *diag;
    struct strbuf sql;
    struct expression *expression;
    size_t depth;     /* open parentheses */
    size_t in_select; /* depth of the subselect around, 0: none */
    size_t in_once;   /* of the sum() that takes each thing once, 0: none */
    const struct schema_field *once_by; /* what tells these things apart */
    const char *blank; /* " " between tokens, "" where there is none */
    struct clauses clauses;
    struct arithmetic arithmetic;
    struct place decimal_place; /* of the first decimal that is computed with */
};

struct place place_within(struct place place, const char *text, size_t offset)
{
    place.column += (uint32_t)unicode_length(text, offset);
    return place;
}

static struct place place_of(const struct reading *reading,
                             const struct token *token)
{
    return place_within(reading->place, reading->start,
                        (size_t)(token->text - reading->start));
}

static char *text_of(const struct reading *reading, const struct token *token)
{
    return arena_strndup(reading->arena, token->text, token->size);
}

static bool refuse(const struct reading *reading, const struct token *token)
{
    diag_report(reading->diag, DIAG_EXPRESSION_REFUSED,
                place_of(reading, token), text_of(reading, token));
    return false;
}

/* ---- names --------------------------------------------------------------- */

static void report_field(struct diag *diag, struct place place,
                         const struct schema_table *table, const char *name)
{
    struct nearest nearest = NEAREST_INIT;
    for (size_t i = 0; i < table->n_fields; i++)
        nearest_offer(&nearest, name, strlen(name), table->fields[i].name);
    diag_report(diag, DIAG_UNKNOWN_FIELD, place, table->name, name,
                nearest_text(&nearest));
}

bool table_has_single_entities(const struct schema_table *table)
{
    return table->entity == NULL ||
           (table->n_key == 1 && table->key[0] == table->entity);
}

static bool is_consistent(const struct schema_table *table,
                          const struct schema_field *field)
{
    if (field == table->entity)
        return true;
    for (size_t i = 0; i < table->n_consistent; i++)
        if (table->consistent[i] == field)
            return true;
    return false;
}

static bool add_join(struct tally_scope *scope,
                     const struct schema_field *reference)
{
    for (size_t i = 0; i < scope->n_joins; i++)
        if (scope->joins[i] == reference)
            return true;
    if (scope->n_joins == MOST_JOINS)
        return false;
    scope->joins[scope->n_joins++] = reference;
    return true;
}

/* The field NAME of what the reference field QUALIFIER leads to. */
static const struct schema_field *
joined_field(struct tally_scope *scope, const char *qualifier, const char *name,
             struct place place, struct diag *diag)
{
    const struct schema_field *reference =
        schema_find_field(scope->table, qualifier);
    const struct schema_field *target =
        reference == NULL ? NULL
                          : schema_find_reference(scope->schema, reference);
    if (target == NULL) {
        if (reference == NULL)
            report_field(diag, place, scope->table, qualifier);
        else
            diag_report(diag, DIAG_NO_REFERENCE, place, scope->table->name,
                        qualifier);
        return NULL;
    }
    const struct schema_field *field = schema_find_field(target->table, name);
    if (field == NULL) {
        report_field(diag, place, target->table, name);
        return NULL;
    }
    if (!table_has_single_entities(target->table) &&
        !is_consistent(target->table, field)) {
        diag_report(diag, DIAG_FIELD_DIFFERS, place, name, target->table->name,
                    target->name);
        return NULL;
    }
    if (!add_join(scope, reference)) {
        diag_report(diag, DIAG_TOO_MANY_JOINS, place, MOST_JOINS);
        return NULL;
    }
    return field;
}

const struct schema_field *expression_field(struct arena *arena,
                                            struct tally_scope *scope,
                                            const char *path,
                                            struct place place,
                                            struct diag *diag, const char **sql)
{
    const char *dot = strchr(path, '.');
    if (dot == NULL) {
        const struct schema_field *field =
            schema_find_field(scope->table, path);
        if (field == NULL)
            report_field(diag, place, scope->table, path);
        *sql = arena_printf(arena, "\"%s\".\"%s\"", scope->table->name, path);
        return field;
    }
    const char *qualifier = arena_strndup(arena, path, (size_t)(dot - path));
    *sql = arena_printf(arena, "\"%s\".\"%s\"", qualifier, dot + 1);
    if (strcmp(qualifier, scope->table->name) == 0)
        return expression_field(arena, scope, dot + 1, place, diag, sql);
    return joined_field(scope, qualifier, dot + 1, place, diag);
}

static void note_field(struct reading *reading,
                       const struct schema_field *field, struct place place)
{
    struct expression *expression = reading->expression;
    bool chooses = clauses_only_choose(&reading->clauses);
    expression->field = expression->n_fields == 0 && !chooses ? field : NULL;
    expression->n_fields++;
    if (field->type == FIELD_TEXT || field->type == FIELD_ENUM)
        expression->n_texts++;
    if (chooses)
        return;
    if (field->type == FIELD_MONEY)
        expression->has_money = true;
    if (field->type == FIELD_DECIMAL && reading->arithmetic.n_decimals == 0)
        reading->decimal_place = place;
    arithmetic_take_field(&reading->arithmetic, field);
}

static bool is_absent(const struct tally_scope *scope,
                      const struct schema_table *table,
                      const struct schema_field *field)
{
    return scope->supplied != NULL &&
           !store_supplies(scope->supplied, table, field);
}

static const char *power_of_ten(struct arena *arena, unsigned exponent)
{
    char *text = arena_printf(arena, "1%018d", 0);
    text[1 + exponent] = '\0';
    return text;
}

static void note_owner(struct reading *reading,
                       const struct schema_field *field, const char *path)
{
    const struct schema_table *table = reading->scope->table;
    const char *dot = strchr(path, '.');
    if (dot != NULL && (strlen(table->name) != (size_t)(dot - path) ||
                        strncmp(path, table->name, (size_t)(dot - path)) != 0))
        reading->expression->of_references = true;
    else if (!table_has_single_entities(table) && is_consistent(table, field))
        reading->expression->of_entities = true;
    else
        reading->expression->of_rows = true;
}

static bool take_field(struct reading *reading, const struct token *token,
                       const char *path)
{
    const char *sql;
    const struct schema_field *field =
        expression_field(reading->arena, reading->scope, path,
                         place_of(reading, token), reading->diag, &sql);
    if (field == NULL)
        return false;
    note_field(reading, field, place_of(reading, token));
    note_owner(reading, field, path);
    reading->expression->n_absent +=
        is_absent(reading->scope, field->table, field);
    strbuf_add_text(&reading->sql, reading->blank);
    if (field->type == FIELD_DECIMAL && field->scale > 0 &&
        (reading->use == USE_CONDITION ||
         clauses_only_choose(&reading->clauses)))
        strbuf_add_format(&reading->sql, "(%s / %s.0)", sql,
                          power_of_ten(reading->arena, field->scale));
    else
        strbuf_add_text(&reading->sql, sql);
    return true;
}

static void copy_token(struct reading *reading, const struct token *token)
{
    strbuf_add_text(&reading->sql, reading->blank);
    strbuf_add(&reading->sql, token->text, token->size);
}

static bool is_word_of_sql(const struct reading *reading,
                           const struct token *token)
{
    return sql_is_keyword(text_of(reading, token)) || token_is(token, "true") ||
           token_is(token, "false");
}

/* The parenthesis that closes the one at OPEN, or the end. */
static struct token matching_close(const struct reading *reading,
                                   const struct token *open)
{
    struct token token = *open;
    for (size_t depth = 0; token.kind != TOKEN_END;) {
        depth += token.kind == TOKEN_OPEN;
        depth -= token.kind == TOKEN_CLOSE;
        if (depth == 0)
            break;
        token = scan_token(token.text + token.size, reading->end);
    }
    return token;
}

/* What the field at TOKEN is of: the table's entity, where it is equal in all
   its rows; the row that a reference field leads to, behind that field and a
   dot; else NULL.  *TOKEN moves to the last token of the path. */
static const struct schema_field *owner_of(const struct reading *reading,
                                           const struct schema_field *field,
                                           struct token *token)
{
    const struct schema_table *table = reading->scope->table;
    struct token next = scan_token(token->text + token->size, reading->end);
    if (token_is(&next, ".")) {
        *token = scan_token(next.text + next.size, reading->end);
        return field;
    }
    return !table_has_single_entities(table) && is_consistent(table, field)
               ? table->entity
               : NULL;
}

/* What all fields that stand between OPEN and CLOSE, one at least, are of. */
static const struct schema_field *common_owner(const struct reading *reading,
                                               const struct token *open,
                                               const struct token *close)
{
    const struct schema_field *common = NULL;
    struct token token = scan_token(open->text + open->size, close->text);
    if (token_is(&token, "distinct"))
        return NULL;
    while (token.kind != TOKEN_END) {
        const struct schema_field *field =
            token.kind == TOKEN_NAME
                ? schema_find_field(reading->scope->table,
                                    text_of(reading, &token))
                : NULL;
        if (field != NULL) {
            const struct schema_field *owner = owner_of(reading, field, &token);
            if (owner == NULL || (common != NULL && owner != common))
                return NULL;
            common = owner;
        }
        token = scan_token(token.text + token.size, close->text);
    }
    return common;
}

/* Of what NAME, a function with OPEN behind it, sums facts that several rows
   repeat, so that it shall take one row of each; NULL when it does not.  A
   filter chooses rows itself. */
static const struct schema_field *sums_facts_of(const struct reading *reading,
                                                const struct token *name,
                                                const struct token *open)
{
    if (reading->use != USE_FIGURE || reading->in_select > 0 ||
        reading->in_once > 0 || !token_is(name, "sum"))
        return NULL;
    struct token close = matching_close(reading, open);
    struct token next = scan_token(close.text + close.size, reading->end);
    return close.kind != TOKEN_CLOSE || token_is(&next, "filter")
               ? NULL
               : common_owner(reading, open, &close);
}

/* A function, whose parenthesis OPEN is taken next. */
static void take_function(struct reading *reading, const struct token *name,
                          const struct token *open)
{
    if (token_is(name, "coalesce") || token_is(name, "ifnull"))
        reading->expression->has_fallback = true;
    const struct schema_field *owner = sums_facts_of(reading, name, open);
    if (owner != NULL) {
        reading->once_by = owner;
        reading->in_once = reading->depth + 1;
    }
    copy_token(reading, name);
}

/* A name: of a function, of a field, with or without its table, or a word of
   SQL.  *TOKEN moves to the last token taken. */
static bool take_name(struct reading *reading, struct token *token)
{
    struct token name = *token;
    const char *after = name.text + name.size;
    struct token next = scan_token(after, reading->end);
    char *path = text_of(reading, &name);
    if (next.kind == TOKEN_OPEN || reading->in_select > 0) {
        take_function(reading, &name, &next);
        return true;
    }
    if (next.kind == TOKEN_SYMBOL && next.text[0] == '.') {
        struct token last = scan_token(next.text + 1, reading->end);
        if (last.kind != TOKEN_NAME)
            return refuse(reading, &next);
        *token = last;
        path = arena_printf(reading->arena, "%s.%.*s", path, (int)last.size,
                            last.text);
        return take_field(reading, &name, path);
    }
    if (schema_find_field(reading->scope->table, path) == NULL &&
        is_word_of_sql(reading, &name)) {
        if (token_is(&name, "select"))
            reading->in_select = reading->depth;
        copy_token(reading, &name);
        return true;
    }
    return take_field(reading, &name, path);
}

/* ---- tokens -------------------------------------------------------------- */

static bool is_known_parameter(const struct token *token)
{
    return token_is(token, ":first") || token_is(token, ":last") ||
           token_is(token, ":first_year") || token_is(token, ":last_year") ||
           token_is(token, ":place");
}

static bool open_parenthesis(struct reading *reading, const struct token *token)
{
    if (reading->depth == DEEPEST_PARENTHESES)
        return refuse(reading, token);
    reading->depth++;
    copy_token(reading, token);
    if (reading->in_once == reading->depth) {
        strbuf_add_format(&reading->sql, "CASE WHEN %c%s%c THEN ", ONCE_MARK,
                          reading->once_by->name, ONCE_MARK);
        reading->expression->once = true;
    }
    return true;
}

static bool close_parenthesis(struct reading *reading,
                              const struct token *token)
{
    if (reading->depth == 0) {
        diag_report(reading->diag, DIAG_EXPRESSION_PARENTHESIS,
                    place_of(reading, token));
        return false;
    }
    if (reading->in_select == reading->depth)
        reading->in_select = 0;
    if (reading->in_once == reading->depth) {
        strbuf_add_text(&reading->sql, " END");
        reading->in_once = 0;
    }
    reading->depth--;
    copy_token(reading, token);
    return true;
}

static bool take_token(struct reading *reading, struct token *token)
{
    switch (token->kind) {
    case TOKEN_NAME:
        return take_name(reading, token);
    case TOKEN_PARAMETER:
        if (!is_known_parameter(token))
            return refuse(reading, token);
        copy_token(reading, token);
        strbuf_add_text(&reading->sql, reading->scope->suffix);
        return true;
    case TOKEN_OPEN:
        return open_parenthesis(reading, token);
    case TOKEN_CLOSE:
        return close_parenthesis(reading, token);
    case TOKEN_REFUSED:
        if (token->text[0] == '/') {
            diag_report(reading->diag, DIAG_EXPRESSION_DIVISION,
                        place_of(reading, token));
            return false;
        }
        return refuse(reading, token);
    case TOKEN_OPEN_STRING:
        diag_report(reading->diag, DIAG_EXPRESSION_STRING,
                    place_of(reading, token));
        return false;
    case TOKEN_STRING:
    case TOKEN_NUMBER:
    case TOKEN_SYMBOL:
    case TOKEN_END:
        break;
    }
    copy_token(reading, token);
    return true;
}

/* Keeps track of what the next token is part of; false when it cannot. */
static bool note_token(struct reading *reading, const struct token *token,
                       bool after_open)
{
    if (reading->in_select > 0)
        return true;
    if (!clauses_take(&reading->clauses, token, reading->depth))
        return false;
    if (!clauses_only_choose(&reading->clauses))
        arithmetic_take(&reading->arithmetic, token, after_open);
    return true;
}

static bool take_tokens(struct reading *reading)
{
    const char *position = reading->start;
    bool after_open = false;
    for (;;) {
        struct token token = scan_token(position, reading->end);
        if (token.kind == TOKEN_END)
            break;
        reading->blank =
            token.text > position && reading->sql.size > 0 ? " " : "";
        if (!note_token(reading, &token, after_open))
            return refuse(reading, &token);
        after_open = token.kind == TOKEN_OPEN;
        if (!take_token(reading, &token))
            return false;
        position = token.text + token.size;
    }
    if (reading->depth == 0)
        return true;
    diag_report(reading->diag, DIAG_EXPRESSION_PARENTHESIS, reading->place);
    return false;
}

/* ---- what it is ---------------------------------------------------------- */

/* The last token when all of the text is one call NAME( ... ). */
static void find_call(const struct reading *reading)
{
    struct expression *expression = reading->expression;
    struct token name = scan_token(reading->start, reading->end);
    if (name.kind != TOKEN_NAME)
        return;
    struct token token = scan_token(name.text + name.size, reading->end);
    if (token.kind != TOKEN_OPEN)
        return;
    struct token argument = scan_token(token.text + token.size, reading->end);
    size_t depth = 0;
    do {
        if (token.kind == TOKEN_OPEN)
            depth++;
        else if (token.kind == TOKEN_CLOSE)
            depth--;
        token = scan_token(token.text + token.size, reading->end);
    } while (token.kind != TOKEN_END && depth > 0);
    if (token.kind != TOKEN_END || depth > 0)
        return;
    char *call = text_of(reading, &name);
    for (char *p = call; *p != '\0'; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    expression->call = call;
    expression->distinct = token_is(&argument, "distinct");
}

static bool has_min_max(const struct reading *reading)
{
    const char *position = reading->start;
    for (;;) {
        struct token token = scan_token(position, reading->end);
        if (token.kind == TOKEN_END)
            return false;
        if (token_is(&token, "min") || token_is(&token, "max"))
            return true;
        position = token.text + token.size;
    }
}

/* What its decimals and comparisons make of a figure; false after a report. */
static bool judge_arithmetic(struct reading *reading)
{
    const struct arithmetic *arithmetic = &reading->arithmetic;
    reading->expression->decimal = arithmetic->decimal;
    reading->expression->compares = arithmetic->compares;
    if (reading->use == USE_CONDITION || arithmetic_keeps_scale(arithmetic))
        return true;
    diag_report(reading->diag, DIAG_EXPRESSION_DECIMAL, reading->decimal_place,
                arithmetic->decimal->name);
    return false;
}

static void set_absence(struct expression *expression)
{
    size_t enough = expression->has_fallback ? expression->n_fields : 1;
    if (expression->n_absent > 0 && expression->n_absent >= enough)
        expression->absent = true;
}

bool expression_read(struct arena *arena, struct tally_scope *scope,
                     const char *text, size_t size, struct place place,
                     enum expression_use use, struct diag *diag,
                     struct expression *expression)
{
    *expression =
        (struct expression){.absent = is_absent(scope, scope->table, NULL)};
    struct reading reading = {.arena = arena,
                              .scope = scope,
                              .start = text,
                              .end = text + size,
                              .place = place,
                              .use = use,
                              .diag = diag,
                              .expression = expression};
    bool taken = take_tokens(&reading);
    if (taken && reading.sql.size == 0) {
        diag_report(diag, DIAG_EXPRESSION_EMPTY, place);
        taken = false;
    }
    if (taken) {
        find_call(&reading);
        set_absence(expression);
        expression->aggregate_min_max = has_min_max(&reading);
        taken = judge_arithmetic(&reading);
    }
    expression->sql =
        arena_strndup(arena, strbuf_text(&reading.sql), reading.sql.size);
    strbuf_free(&reading.sql);
    return taken;
}

const char *expression_item_end(const char *text, const char *end)
{
    size_t depth = 0;
    for (;;) {
        struct token token = scan_token(text, end);
        if (token.kind == TOKEN_END)
            return end;
        if (token.kind == TOKEN_OPEN)
            depth++;
        else if (token.kind == TOKEN_CLOSE && depth > 0)
            depth--;
        else if (depth == 0 && token.text[0] == ',')
            return token.text;
        text = token.text + token.size;
    }
}
