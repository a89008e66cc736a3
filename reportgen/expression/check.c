#include "expression/check.h"

#include "base/nearest.h"
#include "expression/function.h"
#include "expression/once.h"
#include "expression/scan.h"

#include <libintl.h>
#include <string.h>
#include <strings.h>

/* A sub-select around what is being checked. */
struct frame {
    const struct frame *outer;
    struct expression_select *select;
};

struct checker {
    struct arena *arena;
    struct expression_scope *scope;
    enum expression_use use;
    struct diag *diag;
    const struct frame *frame;
    bool aggregates;   /* may stand here */
    bool in_aggregate; /* of the query itself */
    bool mixes;        /* values of lists and other texts: they are counted */
};

static bool check(struct checker *checker, struct expression *node);

/* ---- reports --------------------------------------------------------------
 */

static bool report_types(const struct checker *checker, struct place place,
                         const char *what, struct type a, struct type b)
{
    diag_report(checker->diag, DIAG_EXPRESSION_TYPES, place, what, type_name(a),
                type_name(b));
    return false;
}

static bool report_argument(const struct checker *checker, struct place place,
                            const char *what, enum type_kind wanted,
                            const char *found)
{
    diag_report(checker->diag, DIAG_EXPRESSION_ARGUMENT, place, what,
                type_name((struct type){.kind = wanted}), found);
    return false;
}

static bool report_refused(const struct checker *checker, struct place place,
                           const char *text)
{
    diag_report(checker->diag, DIAG_EXPRESSION_REFUSED, place, text);
    return false;
}

static void report_field(struct diag *diag, struct place place,
                         const struct schema_table *table, const char *name)
{
    struct nearest nearest = NEAREST_INIT;
    for (size_t i = 0; i < table->n_fields; i++)
        nearest_offer(&nearest, name, strlen(name), table->fields[i].name);
    diag_report(diag, DIAG_UNKNOWN_FIELD, place, table->name, name,
                nearest_hint(&nearest));
}

/* ---- fields ---------------------------------------------------------------
 */

bool table_has_single_entities(const struct schema_table *table)
{
    return !table->entity ||
           (table->n_key == 1 && table->key[0] == table->entity);
}

bool field_is_consistent(const struct schema_field *field)
{
    const struct schema_table *table = field->table;
    if (field == table->entity)
        return true;
    for (size_t i = 0; i < table->n_consistent; i++)
        if (table->consistent[i] == field)
            return true;
    /* A place is looked up from another field. */
    return field->of && field_is_consistent(field->of);
}

static bool set_field(struct expression *node,
                      const struct expression_source *source,
                      const struct schema_field *field)
{
    node->kind = EXPRESSION_FIELD;
    node->source = source;
    node->field = field;
    node->type = type_of_field(field);
    return true;
}

/* What REFERENCE of SOURCE leads to, joined if it is not yet. */
static const struct expression_source *
join_source(struct arena *arena, struct expression_scope *scope,
            const struct expression_source *source,
            const struct schema_field *reference)
{
    for (size_t i = 1; i < scope->n_sources; i++)
        if (scope->sources[i]->from == source &&
            scope->sources[i]->reference == reference)
            return scope->sources[i];
    if (scope->n_sources > MOST_JOINS)
        return NULL;
    struct expression_source *joined =
        ARENA_NEW(arena, struct expression_source);
    *joined = (struct expression_source){
        .alias = !source->from ? arena_printf(arena, "@%s", reference->name)
                               : arena_printf(arena, "%s.%s", source->alias,
                                              reference->name),
        .table = schema_find_reference(scope->schema, reference)->table,
        .from = source,
        .reference = reference,
        .main = source->main};
    scope->sources[scope->n_sources++] = joined;
    return joined;
}

/* A field that is reached through a reference must be equal in all records that
   the reference may lead to. */
static const struct schema_field *
reached_field(const struct expression_scope *scope,
              const struct expression_source *source, const char *name,
              struct place place, struct diag *diag)
{
    const struct schema_field *field = schema_find_field(source->table, name);
    if (!field) {
        report_field(diag, place, source->table, name);
        return NULL;
    }
    if (!source->from || table_has_single_entities(source->table) ||
        field_is_consistent(field))
        return field;
    diag_report(diag, DIAG_FIELD_DIFFERS, place, name, source->table->name,
                schema_find_reference(scope->schema, source->reference)->name);
    return NULL;
}

/* Follows PATH from SOURCE. */
static bool follow(struct arena *arena, struct expression_scope *scope,
                   const struct expression_source *source, const char *path,
                   struct expression *node, struct diag *diag)
{
    const char *dot;
    while ((dot = strchr(path, '.'))) {
        const char *name = arena_strndup(arena, path, (size_t)(dot - path));
        const struct schema_field *reference =
            reached_field(scope, source, name, node->place, diag);
        if (!reference)
            return false;
        if (!schema_find_reference(scope->schema, reference)) {
            diag_report(diag, DIAG_NO_REFERENCE, node->place,
                        source->table->name, name);
            return false;
        }
        source = join_source(arena, scope, source, reference);
        if (!source) {
            diag_report(diag, DIAG_TOO_MANY_JOINS, node->place, MOST_JOINS);
            return false;
        }
        path = dot + 1;
    }
    const struct schema_field *field =
        reached_field(scope, source, path, node->place, diag);
    return field && set_field(node, source, field);
}

bool check_path(struct arena *arena, struct expression_scope *scope,
                struct expression *node, struct diag *diag)
{
    const char *path = node->text;
    size_t size = strlen(scope->table->name);
    if (strncmp(path, scope->table->name, size) == 0 && path[size] == '.')
        path += size + 1;
    return follow(arena, scope, scope->sources[0], path, node, diag);
}

/* The table of a sub-select that has NAME as its field, the innermost first. */
static const struct expression_source *find_inner(const struct checker *checker,
                                                  const char *name)
{
    for (const struct frame *frame = checker->frame; frame;
         frame = frame->outer)
        for (size_t i = 0; i < frame->select->n_froms; i++)
            if (schema_find_field(frame->select->froms[i].source.table, name))
                return &frame->select->froms[i].source;
    return NULL;
}

/* The table of a sub-select that ALIAS (SIZE bytes) stands for. */
static const struct expression_source *
find_alias(const struct checker *checker, const char *alias, size_t size)
{
    for (const struct frame *frame = checker->frame; frame;
         frame = frame->outer)
        for (size_t i = 0; i < frame->select->n_froms; i++) {
            const struct expression_source *source =
                &frame->select->froms[i].source;
            if (strlen(source->alias) == size &&
                strncasecmp(source->alias, alias, size) == 0)
                return source;
        }
    return NULL;
}

/* Fields of the query itself are facts of one record; a measure is of many. */
static bool admit_field(const struct checker *checker,
                        const struct expression *node)
{
    if (checker->use != EXPRESSION_MEASURE || checker->in_aggregate ||
        node->kind != EXPRESSION_FIELD || node->source->is_inner)
        return true;
    diag_report(checker->diag, DIAG_EXPRESSION_BARE, node->place, node->text);
    return false;
}

/* true and false, where no field is called so. */
static bool check_truth_word(struct expression *node)
{
    bool truth = strcasecmp(node->text, "true") == 0;
    if (!truth && strcasecmp(node->text, "false") != 0)
        return false;
    node->kind = EXPRESSION_TRUTH;
    node->type = (struct type){.kind = TYPE_TRUTH};
    node->number = truth;
    return true;
}

static bool check_name(struct checker *checker, struct expression *node)
{
    const char *dot = strchr(node->text, '.');
    if (!dot) {
        const struct expression_source *inner = find_inner(checker, node->text);
        if (inner)
            return set_field(node, inner,
                             schema_find_field(inner->table, node->text));
        if (!schema_find_field(checker->scope->table, node->text) &&
            check_truth_word(node))
            return true;
    } else {
        const struct expression_source *inner =
            find_alias(checker, node->text, (size_t)(dot - node->text));
        if (inner) {
            const struct schema_field *field =
                schema_find_field(inner->table, dot + 1);
            if (!field)
                report_field(checker->diag, node->place, inner->table, dot + 1);
            return field && set_field(node, inner, field);
        }
    }
    return check_path(checker->arena, checker->scope, node, checker->diag) &&
           admit_field(checker, node);
}

static bool check_parameter(const struct checker *checker,
                            struct expression *node)
{
    static const struct {
        const char *name;
        enum type_kind kind;
    } parameters[] = {{"first", TYPE_DATE},
                      {"last", TYPE_DATE},
                      {"first_year", TYPE_YEAR},
                      {"last_year", TYPE_YEAR},
                      {"place", TYPE_TEXT}};
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        if (strcmp(parameters[i].name, node->text) == 0 &&
            !checker->scope->without_parameters) {
            node->type = (struct type){.kind = parameters[i].kind};
            return true;
        }
    }
    return report_refused(checker, node->place,
                          arena_printf(checker->arena, ":%s", node->text));
}

/* ---- literals -------------------------------------------------------------
 */

static bool is_code(const struct schema_values *values, const char *text)
{
    return schema_find_value(values, text) != NULL;
}

static bool report_code(const struct checker *checker,
                        const struct expression *node,
                        const struct schema_values *values)
{
    struct nearest nearest = NEAREST_INIT;
    for (size_t i = 0; i < values->n_values; i++)
        nearest_offer(&nearest, node->text, strlen(node->text),
                      values->values[i].code);
    diag_report(checker->diag, DIAG_EXPRESSION_CODE, node->place, node->text,
                values->name, nearest_hint(&nearest));
    return false;
}

/* A day may be written as an office writes it; days are compared as ISO. */
static bool adapt_day(const struct checker *checker, struct expression *node)
{
    struct date date;
    char day[11];
    if (!date_parse(node->text, &date))
        return report_argument(
            checker, node->place, "''", TYPE_DATE,
            arena_printf(checker->arena, "“%s”", node->text));
    date_format_iso(date, day);
    node->text = arena_strdup(checker->arena, day);
    return true;
}

/* Whether the literal NODE can be of TYPE; false after a report. */
static bool adapt_literal(const struct checker *checker,
                          struct expression *node, struct type type)
{
    if (node->kind == EXPRESSION_STRING) {
        if (type.kind == TYPE_CODE && !is_code(type.values, node->text))
            return report_code(checker, node, type.values);
        if (type.kind == TYPE_DATE)
            return adapt_day(checker, node);
    }
    if (node->kind == EXPRESSION_NUMBER && type.kind == TYPE_TRUTH &&
        (node->type.scale > 0 || (node->number != 0 && node->number != 1)))
        return report_argument(checker, node->place, node->text, TYPE_TRUTH,
                               type_name(node->type));
    return true;
}

/* The first of the parts of NODE that are its value. */
static size_t first_value(const struct expression *node)
{
    if (node->kind == EXPRESSION_CASE)
        return node->has_operand ? 2 : 1;
    return node->kind == EXPRESSION_CALL && node->function->rule == RULE_IIF
               ? 1
               : 0;
}

/* The one behind part I: the else of a case stands alone. */
static size_t next_value(const struct expression *node, size_t i)
{
    return i + (node->kind == EXPRESSION_CASE && i + 2 < node->n_parts ? 2 : 1);
}

/* Gives what is a literal in NODE, or becomes its value, TYPE. */
static bool adapt(const struct checker *checker, struct expression *node,
                  struct type type)
{
    if (!type_is_literal(node->type))
        return true;
    if (node->kind != EXPRESSION_CASE && node->kind != EXPRESSION_CALL)
        return adapt_literal(checker, node, type);
    for (size_t i = first_value(node); i < node->n_parts;
         i = next_value(node, i))
        if (!adapt(checker, node->parts[i], type))
            return false;
    return true;
}

/* True when some literal of NODE is no code of VALUES. */
static bool has_other_text(const struct expression *node,
                           const struct schema_values *values)
{
    if (node->type.kind != TYPE_STRING)
        return false;
    if (node->kind == EXPRESSION_STRING)
        return !is_code(values, node->text);
    for (size_t i = first_value(node); i < node->n_parts;
         i = next_value(node, i))
        if (has_other_text(node->parts[i], values))
            return true;
    return false;
}

/* ---- what parts have in common --------------------------------------------
 */

static bool is_some_text(struct type type)
{
    return type.kind == TYPE_CODE || type.kind == TYPE_TEXT ||
           type.kind == TYPE_STRING;
}

/* Joins the type of PART to *COMMON; WHAT joins them. */
static bool join_type(const struct checker *checker,
                      const struct expression *node,
                      const struct expression *part, const char *what,
                      struct type *common)
{
    struct type before = *common;
    if (checker->mixes && is_some_text(before) && is_some_text(part->type) &&
        (before.kind != part->type.kind ||
         before.values != part->type.values)) {
        bool others =
            (before.kind == TYPE_CODE && part->type.kind == TYPE_CODE) ||
            (before.kind == TYPE_CODE && has_other_text(part, before.values));
        if (others) {
            *common = (struct type){.kind = TYPE_TEXT};
            return true;
        }
    }
    return type_join(before, part->type, common) ||
           report_types(checker, node->place, what, before, part->type);
}

/* *COMMON is the type of the parts that NODE takes its value from. */
static bool join_values(const struct checker *checker, struct expression *node,
                        const char *what, struct type *common)
{
    *common = (struct type){.kind = TYPE_NULL};
    for (size_t i = first_value(node); i < node->n_parts;
         i = next_value(node, i))
        if (!join_type(checker, node, node->parts[i], what, common))
            return false;
    /* A literal that came before what it stands beside. */
    if (checker->mixes && common->kind == TYPE_CODE)
        for (size_t i = first_value(node); i < node->n_parts;
             i = next_value(node, i))
            if (has_other_text(node->parts[i], common->values))
                common->kind = TYPE_TEXT;
    for (size_t i = first_value(node); i < node->n_parts;
         i = next_value(node, i))
        if (!adapt(checker, node->parts[i], *common))
            return false;
    return true;
}

/* The parts of NODE are compared with each other; of a case, its operand with
   what stands behind each WHEN. */
static bool compare_parts(const struct checker *around, struct expression *node,
                          const char *what)
{
    /* What is compared is not counted. */
    struct checker strict = *around;
    const struct checker *checker = &strict;
    strict.mixes = false;
    const bool is_case = node->kind == EXPRESSION_CASE;
    const size_t n = node->n_parts - (is_case && node->has_else);
    struct type common = node->parts[0]->type;
    for (size_t i = 1; i < n; i += is_case ? 2 : 1)
        if (!join_type(checker, node, node->parts[i], what, &common))
            return false;
    if (!adapt(checker, node->parts[0], common))
        return false;
    for (size_t i = 1; i < n; i += is_case ? 2 : 1)
        if (!adapt(checker, node->parts[i], common))
            return false;
    node->joined = common;
    return true;
}

static bool check_parts(struct checker *checker, struct expression *node)
{
    for (size_t i = 0; i < node->n_parts; i++)
        if (!check(checker, node->parts[i]))
            return false;
    return true;
}

/* NODE is a truth, or a literal that can be; WHAT needs it. */
static bool need_truth(const struct checker *checker, struct expression *node,
                       const char *what)
{
    static const struct type truth = {.kind = TYPE_TRUTH};
    if (node->type.kind == TYPE_TRUTH || node->type.kind == TYPE_NULL)
        return true;
    if (node->type.kind == TYPE_NUMBER)
        return adapt(checker, node, truth);
    return report_argument(checker, node->place, what, TYPE_TRUTH,
                           type_name(node->type));
}

/* ---- operators ------------------------------------------------------------
 */

static const char *const symbols[] = {
    [OPERATOR_OR] = "or",         [OPERATOR_AND] = "and",
    [OPERATOR_NOT] = "not",       [OPERATOR_EQUAL] = "=",
    [OPERATOR_UNEQUAL] = "<>",    [OPERATOR_IS] = "is",
    [OPERATOR_IS_NOT] = "is not", [OPERATOR_LIKE] = "like",
    [OPERATOR_GLOB] = "glob",     [OPERATOR_LESS] = "<",
    [OPERATOR_AT_MOST] = "<=",    [OPERATOR_GREATER] = ">",
    [OPERATOR_AT_LEAST] = ">=",   [OPERATOR_ADD] = "+",
    [OPERATOR_SUBTRACT] = "-",    [OPERATOR_MULTIPLY] = "*",
    [OPERATOR_REMAINDER] = "%",   [OPERATOR_JOIN] = "||",
    [OPERATOR_NEGATE] = "-",
};

static bool check_truths(const struct checker *checker, struct expression *node)
{
    node->type = (struct type){.kind = TYPE_TRUTH};
    for (size_t i = 0; i < node->n_parts; i++)
        if (!need_truth(checker, node->parts[i], symbols[node->op]))
            return false;
    return true;
}

/* The order of a list's values is not that of their codes. */
static bool check_comparison(const struct checker *checker,
                             struct expression *node, const char *what,
                             bool orders)
{
    node->type = (struct type){.kind = TYPE_TRUTH};
    if (!compare_parts(checker, node, what))
        return false;
    return !orders || node->joined.kind != TYPE_CODE ||
           report_types(checker, node->place, what, node->parts[0]->type,
                        node->parts[1]->type);
}

static bool check_texts(const struct checker *checker,
                        const struct expression *node, size_t from, size_t to,
                        const char *what)
{
    for (size_t i = from; i < to && i < node->n_parts; i++) {
        enum type_kind kind = node->parts[i]->type.kind;
        if (kind != TYPE_TEXT && kind != TYPE_STRING && kind != TYPE_CODE &&
            kind != TYPE_NULL)
            return report_argument(checker, node->parts[i]->place, what,
                                   TYPE_TEXT, type_name(node->parts[i]->type));
    }
    return true;
}

/* What || joins is text, or is written the same in every store. */
static bool check_concatenation(const struct checker *checker,
                                struct expression *node)
{
    node->type = (struct type){.kind = TYPE_TEXT};
    for (size_t i = 0; i < node->n_parts; i++) {
        struct type type = node->parts[i]->type;
        if (type.kind == TYPE_MONEY || type.kind == TYPE_DECIMAL ||
            type.kind == TYPE_TRUTH || type.scale > 0)
            return report_argument(checker, node->parts[i]->place, "||",
                                   TYPE_TEXT, type_name(type));
    }
    return true;
}

static bool check_arithmetic(const struct checker *checker,
                             struct expression *node)
{
    struct type a = node->parts[0]->type;
    struct type b = node->n_parts > 1 ? node->parts[1]->type : a;
    bool fits = false;
    if (node->op == OPERATOR_NEGATE)
        fits = type_is_number(a) && type_join(a, a, &node->type);
    else if (node->op == OPERATOR_MULTIPLY)
        fits = type_multiply(a, b, &node->type);
    else if (node->op == OPERATOR_REMAINDER)
        fits = type_remainder(a, b, &node->type);
    else
        fits = type_add(a, b, node->op == OPERATOR_SUBTRACT, &node->type);
    node->joined = node->type;
    return fits || report_types(checker, node->place, symbols[node->op], a, b);
}

static bool check_operator(struct checker *checker, struct expression *node)
{
    const char *symbol = symbols[node->op];
    if (!check_parts(checker, node))
        return false;
    switch (node->op) {
    case OPERATOR_OR:
    case OPERATOR_AND:
    case OPERATOR_NOT:
        return check_truths(checker, node);
    case OPERATOR_EQUAL:
    case OPERATOR_UNEQUAL:
    case OPERATOR_IS:
    case OPERATOR_IS_NOT:
        return check_comparison(checker, node, symbol, false);
    case OPERATOR_LESS:
    case OPERATOR_AT_MOST:
    case OPERATOR_GREATER:
    case OPERATOR_AT_LEAST:
        return check_comparison(checker, node, symbol, true);
    case OPERATOR_LIKE:
    case OPERATOR_GLOB:
        node->type = (struct type){.kind = TYPE_TRUTH};
        return check_texts(checker, node, 0, 2, symbol);
    case OPERATOR_JOIN:
        return check_concatenation(checker, node);
    case OPERATOR_ADD:
    case OPERATOR_SUBTRACT:
    case OPERATOR_MULTIPLY:
    case OPERATOR_REMAINDER:
    case OPERATOR_NEGATE:
        break;
    }
    return check_arithmetic(checker, node);
}

static bool check_case(struct checker *checker, struct expression *node)
{
    if (!check_parts(checker, node))
        return false;
    if (node->has_operand && !compare_parts(checker, node, "case"))
        return false;
    for (size_t i = 0; !node->has_operand && i + 1 < node->n_parts; i += 2)
        if (!need_truth(checker, node->parts[i], "when"))
            return false;
    return join_values(checker, node, "case", &node->type);
}

/* ---- functions ------------------------------------------------------------
 */

static bool check_date(const struct checker *checker,
                       struct expression *argument, const char *what)
{
    static const struct type date = {.kind = TYPE_DATE};
    if (argument->type.kind == TYPE_STRING)
        return adapt(checker, argument, date);
    return argument->type.kind == TYPE_DATE ||
           argument->type.kind == TYPE_NULL ||
           report_argument(checker, argument->place, what, TYPE_DATE,
                           type_name(argument->type));
}

static bool check_number(const struct checker *checker,
                         const struct expression *argument, const char *what)
{
    return type_is_number(argument->type) ||
           report_argument(checker, argument->place, what, TYPE_NUMBER,
                           type_name(argument->type));
}

/* The texts of a function, then whole numbers. */
static bool check_text_arguments(const struct checker *checker,
                                 const struct expression *node,
                                 const char *what)
{
    size_t n_texts = node->function->n_texts;
    if (!check_texts(checker, node, 0, n_texts, what))
        return false;
    for (size_t i = n_texts; i < node->n_parts; i++) {
        struct type type = node->parts[i]->type;
        if (!type_is_number(type) || type.scale > 0 || type.kind == TYPE_MONEY)
            return report_argument(checker, node->parts[i]->place, what,
                                   TYPE_INTEGER, type_name(type));
    }
    return true;
}

static bool check_sum(const struct checker *checker, struct expression *node,
                      const char *what)
{
    const struct expression *argument = node->parts[0];
    node->type = argument->type;
    if (argument->type.kind == TYPE_TRUTH || argument->type.kind == TYPE_NUMBER)
        node->type.kind = argument->type.scale > 0 ? TYPE_DECIMAL : TYPE_COUNT;
    else if (!check_number(checker, argument, what))
        return false;
    /* Amounts that are equal by chance would count as one. */
    return !node->distinct ||
           report_refused(checker, node->place, "sum(distinct");
}

static bool check_extreme(const struct checker *checker,
                          struct expression *node, const char *what)
{
    if (!join_values(checker, node, what, &node->type))
        return false;
    return node->n_parts == 1 || node->type.kind != TYPE_CODE ||
           report_types(checker, node->place, what, node->type, node->type);
}

static bool check_result(struct checker *checker, struct expression *node)
{
    const char *what = arena_printf(checker->arena, "%s()", node->text);
    struct expression *first = node->n_parts > 0 ? node->parts[0] : NULL;
    switch (node->function->rule) {
    case RULE_SAME:
        node->type = first->type;
        return check_number(checker, first, what);
    case RULE_SIGN:
        node->type = (struct type){.kind = TYPE_INTEGER};
        return check_number(checker, first, what);
    case RULE_JOINED:
        return join_values(checker, node, what, &node->type);
    case RULE_IIF:
        return need_truth(checker, first, what) &&
               join_values(checker, node, what, &node->type);
    case RULE_NULLIF:
        if (!compare_parts(checker, node, what))
            return false;
        node->type = node->joined;
        return true;
    case RULE_SUM:
        return check_sum(checker, node, what);
    case RULE_COUNT:
        node->type = (struct type){.kind = TYPE_COUNT};
        return true;
    case RULE_EXTREME:
        return check_extreme(checker, node, what);
    case RULE_TEXTS:
        node->type = (struct type){.kind = TYPE_TEXT};
        return check_text_arguments(checker, node, what);
    case RULE_LENGTH:
        node->type = (struct type){.kind = TYPE_INTEGER};
        return check_texts(checker, node, 0, node->n_parts, what);
    case RULE_YEAR:
        node->type = (struct type){.kind = TYPE_YEAR};
        return check_date(checker, first, what);
    case RULE_PART:
        break;
    }
    node->type = (struct type){.kind = TYPE_INTEGER};
    return check_date(checker, first, what);
}

static bool find_function(const struct checker *checker,
                          struct expression *node)
{
    node->function = function_find(node->text);
    if (!node->function) {
        struct nearest nearest = NEAREST_INIT;
        function_offer_all(&nearest, node->text);
        diag_report(checker->diag, DIAG_EXPRESSION_FUNCTION, node->place,
                    node->text, nearest_hint(&nearest));
        return false;
    }
    const struct expression_function *function = node->function;
    if (node->star && function->aggregate != AGGREGATE_COUNT)
        return report_refused(checker, node->place, "*");
    if (!node->star && node->n_parts < function->least) {
        diag_report(checker->diag, DIAG_EXPRESSION_EMPTY, node->place);
        return false;
    }
    return node->n_parts <= function->most ||
           report_refused(checker, node->parts[function->most]->place, ",");
}

static bool is_aggregate(const struct expression *node)
{
    return node->function->aggregate != NOT_AGGREGATE &&
           (node->function->aggregate != AGGREGATE_EXTREME ||
            node->n_parts == 1);
}

static bool check_aggregate(struct checker *checker, struct expression *node)
{
    if (!checker->aggregates) {
        diag_report(checker->diag, DIAG_EXPRESSION_AGGREGATE, node->place,
                    node->text);
        return false;
    }
    struct checker inner = *checker;
    inner.aggregates = false;
    inner.in_aggregate = checker->in_aggregate || !checker->frame;
    inner.mixes = node->distinct && node->function->rule == RULE_COUNT;
    if (!check_parts(&inner, node))
        return false;
    inner.mixes = false;
    if (node->filter && (!check(&inner, node->filter) ||
                         !need_truth(&inner, node->filter, "filter")))
        return false;
    if (!check_result(checker, node))
        return false;
    return node->function->aggregate != AGGREGATE_SUM ||
           once_take_apart(checker->arena, checker->scope, node,
                           checker->frame != NULL, checker->diag);
}

static bool check_call(struct checker *checker, struct expression *node)
{
    if (!find_function(checker, node))
        return false;
    if (is_aggregate(node))
        return check_aggregate(checker, node);
    if (node->distinct)
        return report_refused(checker, node->place, "distinct");
    if (node->filter)
        return report_refused(checker, node->filter->place, "filter");
    return check_parts(checker, node) && check_result(checker, node);
}

/* ---- sub-selects ----------------------------------------------------------
 */

static bool find_tables(struct checker *checker,
                        struct expression_select *select)
{
    const struct schema *schema = checker->scope->schema;
    for (size_t i = 0; i < select->n_froms; i++) {
        struct expression_from *from = &select->froms[i];
        from->source.table = schema_find_table(schema, from->table_name);
        from->source.main = &from->source;
        from->source.is_inner = true;
        if (from->source.table)
            continue;
        struct nearest nearest = NEAREST_INIT;
        for (size_t k = 0; k < schema->n_tables; k++)
            nearest_offer(&nearest, from->table_name, strlen(from->table_name),
                          schema->tables[k].name);
        diag_report(checker->diag, DIAG_TALLY_TABLE, from->place,
                    from->table_name, nearest_hint(&nearest));
        return false;
    }
    return true;
}

static bool check_condition(struct checker *checker, struct expression *node,
                            const char *what)
{
    return !node || (check(checker, node) && need_truth(checker, node, what));
}

static bool check_list(struct checker *checker, struct expression **nodes,
                       size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!check(checker, nodes[i]))
            return false;
    return true;
}

/* A scope of its own, whatever the period. */
static bool check_select(struct checker *checker,
                         struct expression_select *select)
{
    struct frame frame = {checker->frame, select};
    if (!find_tables(checker, select))
        return false;
    struct checker inner = *checker;
    inner.frame = &frame;
    inner.aggregates = false;
    inner.mixes = false;
    for (size_t i = 0; i < select->n_froms; i++)
        if (!check_condition(&inner, select->froms[i].on, "on"))
            return false;
    if (!check_condition(&inner, select->where, "where") ||
        !check_list(&inner, select->groups, select->n_groups))
        return false;
    inner.aggregates = true;
    return check(&inner, select->item) &&
           check_condition(&inner, select->having, "having") &&
           check_list(&inner, select->orders, select->n_orders) &&
           (!select->limit || (check(&inner, select->limit) &&
                               check_number(&inner, select->limit, "limit")));
}

static bool check_in_select(struct checker *checker, struct expression *node)
{
    node->type = (struct type){.kind = TYPE_TRUTH};
    if (!check_parts(checker, node) || !check_select(checker, node->select))
        return false;
    struct expression *left = node->parts[0];
    struct expression *item = node->select->item;
    node->joined = left->type;
    return join_type(checker, node, item, "in", &node->joined) &&
           adapt(checker, left, node->joined) &&
           adapt(checker, item, node->joined);
}

/* ---- nodes ----------------------------------------------------------------
 */

static bool check(struct checker *checker, struct expression *node)
{
    switch (node->kind) {
    case EXPRESSION_NULL:
        node->type = (struct type){.kind = TYPE_NULL};
        return true;
    case EXPRESSION_NUMBER:
        node->type.kind = TYPE_NUMBER;
        return true;
    case EXPRESSION_STRING:
        node->type = (struct type){.kind = TYPE_STRING};
        return true;
    case EXPRESSION_TRUTH:
        return true;
    case EXPRESSION_PARAMETER:
        return check_parameter(checker, node);
    case EXPRESSION_FIELD:
        return check_name(checker, node);
    case EXPRESSION_OPERATOR:
        return check_operator(checker, node);
    case EXPRESSION_BETWEEN:
        return check_parts(checker, node) &&
               check_comparison(checker, node, "between", true);
    case EXPRESSION_IN:
        return check_parts(checker, node) &&
               check_comparison(checker, node, "in", false);
    case EXPRESSION_IN_SELECT:
        return check_in_select(checker, node);
    case EXPRESSION_CASE:
        return check_case(checker, node);
    case EXPRESSION_CALL:
        return check_call(checker, node);
    case EXPRESSION_SELECT:
        if (!check_select(checker, node->select))
            return false;
        node->type = node->select->item->type;
        return true;
    case EXPRESSION_EXISTS:
        break;
    }
    node->type = (struct type){.kind = TYPE_TRUTH};
    return check_select(checker, node->select);
}

bool check_expression(struct arena *arena, struct expression_scope *scope,
                      struct expression *node, enum expression_use use,
                      struct diag *diag)
{
    struct checker checker = {.arena = arena,
                              .scope = scope,
                              .use = use,
                              .diag = diag,
                              .aggregates = use == EXPRESSION_MEASURE};
    return check(&checker, node) &&
           (use != EXPRESSION_CONDITION || need_truth(&checker, node, "where"));
}
