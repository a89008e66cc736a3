#include "expression/check.h"

#include "base/nearest.h"
#include "base/ratio.h"
#include "expression/checker.h"
#include "expression/common_type.h"
#include "expression/function.h"
#include "expression/names.h"
#include "expression/once.h"

#include <string.h>

static bool check(struct checker *checker, struct expression *node);

/* ---- reports ------------------------------------------------------------- */

bool checker_report_types(const struct checker *checker, struct place place,
                          const char *what, struct type a, struct type b)
{
    diag_report(checker->diag, DIAG_EXPRESSION_TYPES, place, what, type_name(a),
                type_name(b));
    return false;
}

bool checker_report_argument(const struct checker *checker, struct place place,
                             const char *what, enum type_kind wanted,
                             const char *found)
{
    diag_report(checker->diag, DIAG_EXPRESSION_ARGUMENT, place, what,
                type_name((struct type){.kind = wanted}), found);
    return false;
}

bool checker_report_refused(const struct checker *checker, struct place place,
                            const char *text)
{
    diag_report(checker->diag, DIAG_EXPRESSION_REFUSED, place, text);
    return false;
}

static bool check_parts(struct checker *checker, struct expression *node)
{
    for (size_t i = 0; i < node->n_parts; i++)
        if (!check(checker, node->parts[i]))
            return false;
    return true;
}

/* ---- operators ----------------------------------------------------------- */

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
        if (!common_need_truth(checker, node->parts[i], symbols[node->op]))
            return false;
    return true;
}

/* Nothing is equal to NULL, or differs from it, or lies beside it. */
static bool check_no_null(const struct checker *checker,
                          const struct expression *node, const char *what)
{
    if (node->op == OPERATOR_IS || node->op == OPERATOR_IS_NOT)
        return true;
    for (size_t i = 0; i < node->n_parts; i++) {
        if (node->parts[i]->kind != EXPRESSION_NULL)
            continue;
        diag_report(checker->diag, DIAG_EXPRESSION_NULL, node->parts[i]->place,
                    what);
        return false;
    }
    return true;
}

/* Whether something can lie between the literals A and B. */
static bool in_order(const struct expression *a, const struct expression *b,
                     enum type_kind joined)
{
    if (a->kind == EXPRESSION_NUMBER && b->kind == EXPRESSION_NUMBER)
        return ratio_compare(
                   (struct ratio){a->number, power_of_ten(a->type.scale)},
                   (struct ratio){b->number, power_of_ten(b->type.scale)}) <= 0;
    return a->kind != EXPRESSION_STRING || b->kind != EXPRESSION_STRING ||
           joined != TYPE_DATE || strcmp(a->text, b->text) <= 0;
}

static bool check_limits(const struct checker *checker,
                         const struct expression *node)
{
    if (in_order(node->parts[1], node->parts[2], node->joined.kind))
        return true;
    diag_report(checker->diag, DIAG_EXPRESSION_BETWEEN, node->parts[1]->place);
    return false;
}

/* The order of a list's values is not that of their codes. */
static bool check_comparison(const struct checker *checker,
                             struct expression *node, const char *what,
                             bool orders)
{
    node->type = (struct type){.kind = TYPE_TRUTH};
    if (!check_no_null(checker, node, what) ||
        !common_compare_parts(checker, node, what))
        return false;
    if (node->kind == EXPRESSION_BETWEEN && !check_limits(checker, node))
        return false;
    return !orders || node->joined.kind != TYPE_CODE ||
           checker_report_types(checker, node->place, what,
                                node->parts[0]->type, node->parts[1]->type);
}

static bool check_texts(const struct checker *checker,
                        const struct expression *node, size_t from, size_t to,
                        const char *what)
{
    for (size_t i = from; i < to && i < node->n_parts; i++) {
        enum type_kind kind = node->parts[i]->type.kind;
        if (kind != TYPE_TEXT && kind != TYPE_STRING && kind != TYPE_CODE &&
            kind != TYPE_NULL)
            return checker_report_argument(checker, node->parts[i]->place, what,
                                           TYPE_TEXT,
                                           type_name(node->parts[i]->type));
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
            return checker_report_argument(checker, node->parts[i]->place, "||",
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
    return fits ||
           checker_report_types(checker, node->place, symbols[node->op], a, b);
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
    if (node->has_operand && !common_compare_parts(checker, node, "case"))
        return false;
    for (size_t i = 0; !node->has_operand && i + 1 < node->n_parts; i += 2)
        if (!common_need_truth(checker, node->parts[i], "when"))
            return false;
    return common_join_values(checker, node, "case", &node->type);
}

/* ---- functions ----------------------------------------------------------- */

static bool check_date(const struct checker *checker,
                       struct expression *argument, const char *what)
{
    static const struct type date = {.kind = TYPE_DATE};
    if (argument->type.kind == TYPE_STRING)
        return common_adapt(checker, argument, date);
    return argument->type.kind == TYPE_DATE ||
           argument->type.kind == TYPE_NULL ||
           checker_report_argument(checker, argument->place, what, TYPE_DATE,
                                   type_name(argument->type));
}

static bool check_number(const struct checker *checker,
                         const struct expression *argument, const char *what)
{
    return type_is_number(argument->type) ||
           checker_report_argument(checker, argument->place, what, TYPE_NUMBER,
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
            return checker_report_argument(checker, node->parts[i]->place, what,
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
           checker_report_refused(checker, node->place, "sum(distinct");
}

static bool check_extreme(const struct checker *checker,
                          struct expression *node, const char *what)
{
    if (!common_join_values(checker, node, what, &node->type))
        return false;
    return node->n_parts == 1 || node->type.kind != TYPE_CODE ||
           checker_report_types(checker, node->place, what, node->type,
                                node->type);
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
        return common_join_values(checker, node, what, &node->type);
    case RULE_IIF:
        return common_need_truth(checker, first, what) &&
               common_join_values(checker, node, what, &node->type);
    case RULE_NULLIF:
        if (!common_compare_parts(checker, node, what))
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
        return checker_report_refused(checker, node->place, "*");
    if (!node->star && node->n_parts < function->least) {
        diag_report(checker->diag, DIAG_EXPRESSION_EMPTY, node->place);
        return false;
    }
    return node->n_parts <= function->most ||
           checker_report_refused(checker, node->parts[function->most]->place,
                                  ",");
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
                         !common_need_truth(&inner, node->filter, "filter")))
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
        return checker_report_refused(checker, node->place, "distinct");
    if (node->filter)
        return checker_report_refused(checker, node->filter->place, "filter");
    return check_parts(checker, node) && check_result(checker, node);
}

/* ---- sub-selects --------------------------------------------------------- */

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
    return !node ||
           (check(checker, node) && common_need_truth(checker, node, what));
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
    return common_join_type(checker, node, item, "in", &node->joined) &&
           common_adapt(checker, left, node->joined) &&
           common_adapt(checker, item, node->joined);
}

/* ---- nodes --------------------------------------------------------------- */

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
        return names_check_parameter(checker, node);
    case EXPRESSION_FIELD:
        return names_check_name(checker, node);
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
           (use != EXPRESSION_CONDITION ||
            common_need_truth(&checker, node, "where"));
}
