#include "expression/write_postgres.h"

#include "expression/function.h"
#include "expression/once.h"

#include <libintl.h>
#include <string.h>

#define N_(text) text

struct writer {
    struct strbuf *sql;
    const struct expression_scope *scope;
    const struct postgres_server *server;
    struct postgres_stages *stages;
    bool in_aggregate; /* what is written is of each record */
    const char **why;
};

static bool write_number(struct writer *writer, const struct expression *node,
                         unsigned scale);
static bool write_truth(struct writer *writer, const struct expression *node);
static bool write_node(struct writer *writer, const struct expression *node,
                       struct type as);

static bool refuse(const struct writer *writer, const char *why)
{
    *writer->why = gettext(why);
    return false;
}

static void add(const struct writer *writer, const char *text)
{
    strbuf_add_text(writer->sql, text);
}

static void add_column(const struct writer *writer, const char *alias,
                       const char *name)
{
    strbuf_add_format(writer->sql, "\"%s\".\"%s\"", alias, name);
}

static void add_quoted(const struct writer *writer, const char *text)
{
    strbuf_add_quoted(writer->sql, text, '\'');
}

/* NODE as what it is compared or joined as. */
static bool write_as(struct writer *writer, const struct expression *node,
                     struct type type)
{
    if (type.kind == TYPE_TRUTH)
        return write_truth(writer, node);
    return type.kind == TYPE_CODE ? write_node(writer, node, type)
                                  : write_number(writer, node, type.scale);
}

/* ---- texts --------------------------------------------------------------- */

static bool is_text(struct type type)
{
    return type.kind == TYPE_TEXT || type.kind == TYPE_STRING;
}

/* An id, or what refers to one: its forms were checked. */
static bool is_id(const struct writer *writer, const struct expression *node)
{
    const struct schema *schema = writer->scope->schema;
    return node->kind == EXPRESSION_FIELD &&
           schema_tells_rows_apart(schema,
                                   schema_find_root(schema, node->field));
}

/* Whether A and B may be compared as JOINED where the data lie. */
static bool check_texts(const struct writer *writer, struct type joined,
                        const struct expression *a, const struct expression *b)
{
    if (!is_text(joined) || a->kind == EXPRESSION_NULL ||
        b->kind == EXPRESSION_NULL || (is_id(writer, a) && is_id(writer, b)))
        return true;
    return refuse(writer, N_("it compares texts"));
}

/* ---- operators ----------------------------------------------------------- */

static const char *const operators[] = {
    [OPERATOR_OR] = "OR",
    [OPERATOR_AND] = "AND",
    [OPERATOR_EQUAL] = "=",
    [OPERATOR_UNEQUAL] = "<>",
    [OPERATOR_IS] = "IS NOT DISTINCT FROM",
    [OPERATOR_IS_NOT] = "IS DISTINCT FROM",
    [OPERATOR_LESS] = "<",
    [OPERATOR_AT_MOST] = "<=",
    [OPERATOR_GREATER] = ">",
    [OPERATOR_AT_LEAST] = ">=",
    [OPERATOR_ADD] = "+",
    [OPERATOR_SUBTRACT] = "-",
    [OPERATOR_MULTIPLY] = "*",
    [OPERATOR_REMAINDER] = "%",
};

static bool write_truths(struct writer *writer, const struct expression *node)
{
    add(writer, node->op == OPERATOR_NOT ? "(NOT " : "(");
    for (size_t i = 0; i < node->n_parts; i++) {
        if (i > 0)
            strbuf_add_format(writer->sql, " %s ", operators[node->op]);
        if (!write_truth(writer, node->parts[i]))
            return false;
    }
    add(writer, ")");
    return true;
}

static bool write_null_test(struct writer *writer,
                            const struct expression *node)
{
    add(writer, "(");
    if (!write_as(writer, node->parts[0], node->parts[0]->type))
        return false;
    add(writer, node->op == OPERATOR_IS ? " IS NULL)" : " IS NOT NULL)");
    return true;
}

static bool write_comparison(struct writer *writer,
                             const struct expression *node)
{
    bool orders = node->op >= OPERATOR_LESS && node->op <= OPERATOR_AT_LEAST;
    if ((node->op == OPERATOR_IS || node->op == OPERATOR_IS_NOT) &&
        node->parts[1]->kind == EXPRESSION_NULL)
        return write_null_test(writer, node);
    if (orders && is_text(node->joined))
        return refuse(writer, N_("it compares texts"));
    if (!check_texts(writer, node->joined, node->parts[0], node->parts[1]))
        return false;
    add(writer, "(");
    if (!write_as(writer, node->parts[0], node->joined))
        return false;
    strbuf_add_format(writer->sql, " %s ", operators[node->op]);
    if (!write_as(writer, node->parts[1], node->joined))
        return false;
    add(writer, ")");
    return true;
}

static bool write_arithmetic(struct writer *writer,
                             const struct expression *node)
{
    bool scaled =
        node->op != OPERATOR_MULTIPLY && node->op != OPERATOR_REMAINDER;
    add(writer, node->n_parts == 1 ? "(- " : "(");
    for (size_t i = 0; i < node->n_parts; i++) {
        const struct expression *part = node->parts[i];
        if (i > 0)
            strbuf_add_format(writer->sql, " %s ", operators[node->op]);
        if (!write_number(writer, part,
                          scaled ? node->type.scale : part->type.scale))
            return false;
    }
    add(writer, ")");
    return true;
}

static bool write_operator(struct writer *writer, const struct expression *node)
{
    switch (node->op) {
    case OPERATOR_OR:
    case OPERATOR_AND:
    case OPERATOR_NOT:
        return write_truths(writer, node);
    case OPERATOR_EQUAL:
    case OPERATOR_UNEQUAL:
    case OPERATOR_IS:
    case OPERATOR_IS_NOT:
    case OPERATOR_LESS:
    case OPERATOR_AT_MOST:
    case OPERATOR_GREATER:
    case OPERATOR_AT_LEAST:
        return write_comparison(writer, node);
    case OPERATOR_LIKE:
    case OPERATOR_GLOB:
    case OPERATOR_JOIN:
        return refuse(writer, N_("it compares texts"));
    default:
        return write_arithmetic(writer, node);
    }
}

static bool write_between(struct writer *writer, const struct expression *node)
{
    if (is_text(node->joined))
        return refuse(writer, N_("it compares texts"));
    add(writer, "(");
    for (size_t i = 0; i < 3; i++) {
        add(writer, i == 0          ? ""
                    : i == 2        ? " AND "
                    : node->negated ? " NOT BETWEEN "
                                    : " BETWEEN ");
        if (!write_as(writer, node->parts[i], node->joined))
            return false;
    }
    add(writer, ")");
    return true;
}

/* ---- sub-selects --------------------------------------------------------- */

static bool write_relation(struct writer *writer,
                           const struct schema_table *table, const char *alias)
{
    if (!writer->server->add_relation(writer->server->context, writer->sql,
                                      table))
        return refuse(writer, N_("it needs a table that the server does not "
                                 "have"));
    strbuf_add_format(writer->sql, " AS \"%s\"", alias);
    return true;
}

static bool write_condition(struct writer *writer, const char *word,
                            const struct expression *node)
{
    if (!node)
        return true;
    add(writer, word);
    return write_truth(writer, node);
}

/* SELECT, whose item is written as TYPE. */
static bool write_select(struct writer *around,
                         const struct expression_select *select,
                         struct type type)
{
    struct writer own = *around;
    struct writer *writer = &own;
    own.stages = NULL;
    if (select->n_orders > 0 || select->limit)
        return refuse(writer, N_("a sub-select has an order or a limit"));
    add(writer, select->distinct ? "(SELECT DISTINCT " : "(SELECT ");
    if (!write_as(writer, select->item, type))
        return false;
    for (size_t i = 0; i < select->n_froms; i++) {
        const struct expression_from *from = &select->froms[i];
        add(writer, i == 0          ? " FROM "
                    : from->is_left ? " LEFT JOIN "
                                    : " JOIN ");
        if (!write_relation(writer, from->source.table, from->source.alias) ||
            !write_condition(writer, " ON ", from->on))
            return false;
        if (i > 0 && !from->on)
            add(writer, " ON true");
    }
    if (!write_condition(writer, " WHERE ", select->where))
        return false;
    for (size_t i = 0; i < select->n_groups; i++) {
        add(writer, i == 0 ? " GROUP BY " : ", ");
        if (!write_as(writer, select->groups[i], select->groups[i]->type))
            return false;
    }
    if (!write_condition(writer, " HAVING ", select->having))
        return false;
    add(writer, ")");
    return true;
}

static bool write_in(struct writer *writer, const struct expression *node)
{
    bool select = node->kind == EXPRESSION_IN_SELECT;
    const struct expression *other =
        select ? node->select->item : node->parts[1];
    if (!check_texts(writer, node->joined, node->parts[0], other))
        return false;
    add(writer, "(");
    if (!write_as(writer, node->parts[0], node->joined))
        return false;
    add(writer, node->negated ? " NOT IN " : " IN ");
    if (select) {
        if (!write_select(writer, node->select, node->joined))
            return false;
    } else {
        for (size_t i = 1; i < node->n_parts; i++) {
            add(writer, i == 1 ? "(" : ", ");
            if (!write_as(writer, node->parts[i], node->joined))
                return false;
        }
        add(writer, ")");
    }
    add(writer, ")");
    return true;
}

/* ---- choices and functions ----------------------------------------------- */

/* A case, whose results are written as RESULT. */
static bool write_case(struct writer *writer, const struct expression *node,
                       struct type result)
{
    size_t i = 0;
    add(writer, "CASE");
    if (node->has_operand) {
        if (!check_texts(writer, node->joined, node->parts[0], node->parts[1]))
            return false;
        add(writer, " ");
        if (!write_as(writer, node->parts[i++], node->joined))
            return false;
    }
    for (; i + 1 < node->n_parts; i += 2) {
        add(writer, " WHEN ");
        if (!(node->has_operand ? write_as(writer, node->parts[i], node->joined)
                                : write_truth(writer, node->parts[i])))
            return false;
        add(writer, " THEN ");
        if (!write_as(writer, node->parts[i + 1], result))
            return false;
    }
    if (node->has_else) {
        add(writer, " ELSE ");
        if (!write_as(writer, node->parts[i], result))
            return false;
    }
    add(writer, " END");
    return true;
}

static bool write_list(struct writer *writer, const struct expression *node,
                       const char *open, struct type type)
{
    add(writer, open);
    for (size_t i = 0; i < node->n_parts; i++) {
        add(writer, i > 0 ? ", " : "");
        if (!write_as(writer, node->parts[i], type))
            return false;
    }
    add(writer, ")");
    return true;
}

static bool write_date_part(struct writer *writer,
                            const struct expression *node)
{
    const char *name = node->function->name;
    if (strcmp(name, "days") == 0)
        return refuse(writer, N_("it calls a function that the server does not "
                                 "have"));
    strbuf_add_format(writer->sql, "(extract(%s FROM ", name);
    if (!write_number(writer, node->parts[0], 0))
        return false;
    add(writer, ")::bigint)");
    return true;
}

/* A function of one record, written as RESULT. */
static bool write_function(struct writer *writer, const struct expression *node,
                           struct type result)
{
    switch (node->function->rule) {
    case RULE_SAME:
        return write_list(writer, node, "abs(", result);
    case RULE_SIGN:
        add(writer, "(sign((");
        if (!write_number(writer, node->parts[0], node->parts[0]->type.scale))
            return false;
        add(writer, ")::numeric)::bigint)");
        return true;
    case RULE_JOINED:
        return write_list(writer, node, "coalesce(", result);
    case RULE_IIF:
        add(writer, "CASE WHEN ");
        if (!write_truth(writer, node->parts[0]))
            return false;
        for (size_t i = 1; i < node->n_parts; i++) {
            add(writer, i == 1 ? " THEN " : " ELSE ");
            if (!write_as(writer, node->parts[i], result))
                return false;
        }
        add(writer, " END");
        return true;
    case RULE_NULLIF:
        return check_texts(writer, node->joined, node->parts[0],
                           node->parts[1]) &&
               write_list(writer, node, "nullif(", node->joined);
    case RULE_YEAR:
    case RULE_PART:
        return write_date_part(writer, node);
    default:
        return refuse(writer, N_("it calls a function that the server does not "
                                 "have"));
    }
}

/* ---- aggregates ---------------------------------------------------------- */

/* Turns what stands in SQL from byte FROM on, an aggregate, into a column of
   the inner stage and COMBINE of it. */
static void part_stages(struct writer *writer, size_t from, const char *combine)
{
    struct postgres_stages *stages = writer->stages;
    if (!stages || writer->in_aggregate)
        return;
    strbuf_add_format(&stages->inner, ", %s AS \"_p%zu\"",
                      strbuf_text(writer->sql) + from, stages->n);
    strbuf_set_size(writer->sql, from);
    strbuf_add_format(writer->sql, "%s(\"_p%zu\")", combine, stages->n++);
}

static bool is_taken_once(const struct writer *writer,
                          const struct expression_source *by)
{
    const struct expression_scope *scope = writer->scope;
    return by && (by->from || !scope->may_repeat ||
                  scope->may_repeat(scope->context, by->table));
}

static bool write_term(struct writer *writer,
                       const struct expression_term *term, unsigned scale)
{
    if (is_taken_once(writer, term->by))
        return refuse(writer, N_("a sum takes what several records tell "
                                 "once"));
    struct writer inner = *writer;
    inner.in_aggregate = true;
    add(writer, "coalesce(");
    const size_t from = writer->sql->size;
    add(writer, term->n_conditions > 0 ? "sum(CASE WHEN " : "sum(");
    for (size_t i = 0; i < term->n_conditions; i++) {
        add(writer, i > 0 ? " AND " : "");
        if (!write_truth(&inner, term->conditions[i]))
            return false;
    }
    add(writer, term->n_conditions > 0 ? " THEN " : "");
    if (!write_number(&inner, term->value, scale))
        return false;
    add(writer, term->n_conditions > 0 ? " END)" : ")");
    part_stages(writer, from, "sum");
    add(writer, ", 0)");
    return true;
}

static bool write_terms(struct writer *writer, const struct expression *node,
                        unsigned scale)
{
    add(writer, "(");
    for (size_t i = 0; i < node->n_terms; i++) {
        add(writer, node->terms[i].negative ? " - " : i > 0 ? " + " : "");
        if (!write_term(writer, &node->terms[i], scale))
            return false;
    }
    add(writer, ")");
    return true;
}

/* What can be told apart where the data lie: ids, and values of other types
   than text. */
static bool can_count(const struct writer *writer,
                      const struct expression *node)
{
    if (!is_text(node->type))
        return true;
    if (node->kind == EXPRESSION_FIELD)
        return is_id(writer, node);
    if (node->kind != EXPRESSION_CASE || node->has_operand)
        return false;
    for (size_t i = 1; i < node->n_parts; i += 2)
        if (!is_id(writer, node->parts[i]))
            return false;
    return !node->has_else ||
           node->parts[node->n_parts - 1]->kind == EXPRESSION_NULL;
}

/* Things that are in one partition each: the entity itself, chosen or not. */
static bool is_entity(const struct postgres_stages *stages,
                      const struct expression *node)
{
    if (node->kind == EXPRESSION_FIELD)
        return stages->entity && !node->source->from &&
               node->field == stages->entity;
    if (node->kind != EXPRESSION_CASE || node->has_operand || node->has_else)
        return false;
    for (size_t i = 1; i < node->n_parts; i += 2)
        if (!is_entity(stages, node->parts[i]))
            return false;
    return true;
}

static bool write_aggregate(struct writer *writer,
                            const struct expression *node, unsigned scale)
{
    const struct expression *argument = node->star ? NULL : node->parts[0];
    const bool counts = node->function->aggregate == AGGREGATE_COUNT;
    const bool extreme = node->function->aggregate == AGGREGATE_EXTREME;
    if (node->function->aggregate == AGGREGATE_TEXT ||
        (extreme && (is_text(node->type) || node->type.kind == TYPE_CODE)))
        return refuse(writer, N_("it compares texts"));
    if (extreme && node->type.kind == TYPE_TRUTH)
        return refuse(writer, N_("it calls a function that the server does not "
                                 "have"));
    if (node->distinct && !can_count(writer, argument))
        return refuse(writer, N_("it compares texts"));
    if (node->distinct && writer->stages && !writer->in_aggregate &&
        !is_entity(writer->stages, argument))
        return refuse(writer, N_("it counts things that may be in several "
                                 "partitions"));
    struct writer inner = *writer;
    inner.in_aggregate = true;
    add(writer,
        counts && writer->stages && !writer->in_aggregate ? "coalesce(" : "(");
    const size_t from = writer->sql->size;
    strbuf_add_format(writer->sql, "%s(%s", node->function->name,
                      node->distinct ? "DISTINCT " : "");
    if (node->star)
        add(writer, "*");
    else if (!(counts ? write_as(&inner, argument, argument->type)
                      : write_number(&inner, argument, scale)))
        return false;
    add(writer, ")");
    if (node->filter) {
        add(writer, " FILTER (WHERE ");
        if (!write_truth(&inner, node->filter))
            return false;
        add(writer, ")");
    }
    part_stages(writer, from, extreme ? node->function->name : "sum");
    add(writer,
        counts && writer->stages && !writer->in_aggregate ? ", 0)" : ")");
    return true;
}

static bool is_aggregate(const struct expression *node)
{
    return node->kind == EXPRESSION_CALL &&
           node->function->aggregate != NOT_AGGREGATE &&
           (node->function->aggregate != AGGREGATE_EXTREME ||
            node->n_parts == 1);
}

/* ---- nodes --------------------------------------------------------------- */

static bool write_field(struct writer *writer, const struct expression *node)
{
    if (!writer->server->has_field(writer->server->context, node->field))
        return refuse(writer, N_("it needs a field that the server does not "
                                 "give"));
    add_column(writer, node->source->alias, node->field->name);
    return true;
}

static bool write_parameter(struct writer *writer,
                            const struct expression *node)
{
    const struct postgres_server *server = writer->server;
    bool is_first = strncmp(node->text, "first", 5) == 0;
    char day[11];
    if (node->type.kind == TYPE_TEXT)
        return refuse(writer, N_("it compares texts"));
    if (node->type.kind == TYPE_YEAR) {
        strbuf_add_format(writer->sql, "%d::bigint",
                          is_first ? server->first_year : server->last_year);
        return true;
    }
    date_format_iso(is_first ? server->first : server->last, day);
    strbuf_add_format(writer->sql, "date '%s'", day);
    return true;
}

/* A value of a list is the number of its place there: numbers compare alike at
   every server, whatever the collations. */
static bool write_string(struct writer *writer, const struct expression *node,
                         struct type as)
{
    if (as.kind == TYPE_CODE)
        strbuf_add_format(writer->sql, "%d::bigint",
                          (int)(schema_find_value(as.values, node->text) -
                                as.values->values));
    else
        add_quoted(writer, node->text);
    return true;
}

/* NODE as it is, but for literals, which have SCALE, and parts that pass it
   on. */
static bool write_node(struct writer *writer, const struct expression *node,
                       struct type as)
{
    switch (node->kind) {
    case EXPRESSION_NULL:
        add(writer, "NULL");
        return true;
    case EXPRESSION_NUMBER: {
        int64_t number = node->number;
        if (!number_multiply(number, power_of_ten(as.scale - node->type.scale),
                             &number))
            return refuse(writer, N_("a number is too large"));
        strbuf_add_format(writer->sql, "%lld::bigint", (long long)number);
        return true;
    }
    case EXPRESSION_TRUTH:
        add(writer, node->number != 0 ? "true" : "false");
        return true;
    case EXPRESSION_STRING:
        return write_string(writer, node, as);
    case EXPRESSION_PARAMETER:
        return write_parameter(writer, node);
    case EXPRESSION_FIELD:
        return write_field(writer, node);
    case EXPRESSION_OPERATOR:
        return write_operator(writer, node);
    case EXPRESSION_BETWEEN:
        return write_between(writer, node);
    case EXPRESSION_IN:
    case EXPRESSION_IN_SELECT:
        return write_in(writer, node);
    case EXPRESSION_CASE:
        return write_case(writer, node, as);
    case EXPRESSION_CALL:
        if (node->n_terms > 0)
            return write_terms(writer, node, as.scale);
        return is_aggregate(node) ? write_aggregate(writer, node, as.scale)
                                  : write_function(writer, node, as);
    case EXPRESSION_SELECT:
        return write_select(writer, node->select, as);
    case EXPRESSION_EXISTS:
        add(writer, node->negated ? "NOT EXISTS " : "EXISTS ");
        return write_select(writer, node->select, node->select->item->type);
    }
    return false;
}

/* True for what gives its parts the scale that it is to have itself. */
static bool passes_scale(const struct expression *node)
{
    if (node->kind != EXPRESSION_CALL)
        return node->kind == EXPRESSION_NULL ||
               node->kind == EXPRESSION_NUMBER ||
               node->kind == EXPRESSION_CASE || node->kind == EXPRESSION_SELECT;
    switch (node->function->rule) {
    case RULE_SAME:
    case RULE_JOINED:
    case RULE_IIF:
    case RULE_SUM:
    case RULE_EXTREME:
        return true;
    default:
        return false;
    }
}

/* NODE times 10^SCALE; a truth counts. */
static bool write_number(struct writer *writer, const struct expression *node,
                         unsigned scale)
{
    if (node->type.kind == TYPE_TRUTH) {
        add(writer, "(");
        if (!write_truth(writer, node))
            return false;
        add(writer, ")::int");
        scale = 0;
        return true;
    }
    bool multiplies = scale > node->type.scale && !passes_scale(node);
    struct type as = node->type;
    if (scale < as.scale)
        scale = as.scale;
    if (!multiplies)
        as.scale = (uint8_t)scale;
    add(writer, multiplies ? "(" : "");
    if (!write_node(writer, node, as))
        return false;
    if (multiplies)
        strbuf_add_format(writer->sql, " * %lld::bigint)",
                          (long long)power_of_ten(scale - node->type.scale));
    return true;
}

static bool write_truth(struct writer *writer, const struct expression *node)
{
    static const struct type truth = {.kind = TYPE_TRUTH};
    if (node->type.kind == TYPE_TRUTH)
        return write_node(writer, node, truth);
    if (node->kind == EXPRESSION_NULL) {
        add(writer, "NULL::boolean");
        return true;
    }
    add(writer, "(");
    if (!write_number(writer, node, 0))
        return false;
    add(writer, " <> 0)");
    return true;
}

bool postgres_write(struct strbuf *sql, const struct expression_scope *scope,
                    const struct expression *node,
                    const struct postgres_server *server,
                    struct postgres_stages *stages, const char **why)
{
    struct writer writer = {sql, scope, server, stages, false, why};
    return write_as(&writer, node, node->type);
}

bool postgres_write_from(struct strbuf *sql,
                         const struct expression_scope *scope,
                         const struct postgres_server *server, const char **why)
{
    struct writer writer = {sql, scope, server, NULL, false, why};
    add(&writer, " FROM ");
    if (!write_relation(&writer, scope->table, scope->table->name))
        return false;
    for (size_t i = 1; i < scope->n_sources; i++) {
        const struct expression_source *source = scope->sources[i];
        const struct schema_field *target =
            schema_find_reference(scope->schema, source->reference);
        const struct schema_table *table = target->table;
        bool single = table->n_key == 1 && table->key[0] == target;
        add(&writer, " LEFT JOIN ");
        /* Of several records of an entity one stands for all. */
        if (!single)
            strbuf_add_format(sql, "(SELECT DISTINCT ON (\"%s\") * FROM ",
                              target->name);
        if (!write_relation(&writer, table, single ? source->alias : "r"))
            return false;
        if (!single)
            strbuf_add_format(sql, ") AS \"%s\"", source->alias);
        strbuf_add_format(sql, " ON \"%s\".\"%s\" = \"%s\".\"%s\"",
                          source->alias, target->name, source->from->alias,
                          source->reference->name);
    }
    return true;
}
