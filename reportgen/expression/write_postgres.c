#include "expression/write_postgres.h"

#include "expression/function.h"
#include "expression/missing.h"
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
    bool as_key;       /* ids are written as what sorts like them */
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

/* True for an id, and for the first or last of several. */
static bool is_key(const struct writer *writer, const struct expression *node)
{
    if (node->kind == EXPRESSION_SELECT)
        return is_key(writer, node->select->item);
    if (node->kind == EXPRESSION_CALL &&
        node->function->aggregate == AGGREGATE_EXTREME && node->n_parts == 1)
        return is_key(writer, node->parts[0]);
    return is_id(writer, node);
}

/* Ids hold these characters alone, which is checked.  Their order is that of
   Vietnamese (unicode.h), in which small letters count only between ids that
   are otherwise the same; no two ids are. */
static void add_key(const struct writer *writer, const char *alias,
                    const char *name)
{
    static const char *const letters[] = {"ABCDĐEFGHIJKLMNOPQRSTUVWXYZ",
                                          "abcdđefghijklmnopqrstuvwxyz"};
    static const char first[] = "_-./0123456789";
    enum { N_FIRST = sizeof first - 1, N_LETTERS = 27, RANK = '0' };
    add(writer, "translate(");
    add_column(writer, alias, name);
    strbuf_add_format(writer->sql, ", '%s%s%s', '", first, letters[0],
                      letters[1]);
    for (int i = 0; i < N_FIRST + N_LETTERS; i++)
        strbuf_add_char(writer->sql, (char)(RANK + i));
    for (int i = N_FIRST; i < N_FIRST + N_LETTERS; i++)
        strbuf_add_char(writer->sql, (char)(RANK + i));
    add(writer, "') COLLATE \"C\"");
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
    struct writer side = *writer;
    side.as_key = orders && is_text(node->joined);
    if (side.as_key
            ? !is_key(writer, node->parts[0]) || !is_key(writer, node->parts[1])
            : !check_texts(writer, node->joined, node->parts[0],
                           node->parts[1]))
        return refuse(writer, N_("it compares texts"));
    add(writer, "(");
    if (!write_as(&side, node->parts[0], node->joined))
        return false;
    strbuf_add_format(writer->sql, " %s ", operators[node->op]);
    if (!write_as(&side, node->parts[1], node->joined))
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
    own.as_key = false;
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

static bool is_taken_once(const struct expression_scope *scope,
                          const struct expression_source *by)
{
    return by && (by->from || !scope->may_repeat ||
                  scope->may_repeat(scope->context, by->table));
}

static bool is_same(const struct expression_source *a,
                    const struct expression_source *b)
{
    return a && b && strcmp(a->alias, b->alias) == 0;
}

/* Of a thing that several records tell of the greatest figure is taken, since
   all are the same. */
static bool write_term(struct writer *writer,
                       const struct expression_term *term, unsigned scale)
{
    const bool once = is_taken_once(writer->scope, term->by);
    if (once && (!writer->stages || writer->in_aggregate ||
                 !is_same(writer->stages->once, term->by)))
        return refuse(writer, N_("a sum takes what several records tell "
                                 "once"));
    struct writer inner = *writer;
    inner.in_aggregate = true;
    add(writer, "coalesce(");
    const size_t from = writer->sql->size;
    add(writer, once ? "max(" : "sum(");
    add(writer, term->n_conditions > 0 ? "CASE WHEN " : "");
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

/* A choice between texts that are written in the layout, and values of a list:
   each is a small number, that of the value in its list or, behind those, that
   of the text. */
enum { MOST_CHOICES = 63 };

struct choices {
    const struct schema_values *values; /* of a list, if there are any */
    const char *texts[MOST_CHOICES];
    size_t n_texts;
};

static size_t n_listed(const struct choices *choices)
{
    return choices->values ? choices->values->n_values : 0;
}

/* The number of TEXT, which is added where it is new; all values of a list are
   known by then. */
static size_t number_of(struct choices *choices, const char *text)
{
    const struct schema_value *value =
        choices->values ? schema_find_value(choices->values, text) : NULL;
    size_t i = 0;
    if (value)
        return (size_t)(value - choices->values->values);
    while (i < choices->n_texts && strcmp(choices->texts[i], text) != 0)
        i++;
    if (i == choices->n_texts && i < MOST_CHOICES)
        choices->texts[choices->n_texts++] = text;
    return n_listed(choices) + i;
}

/* True when NODE is such a choice; notes the list of its values. */
static bool is_choice(const struct expression *node, struct choices *choices)
{
    if (node->kind == EXPRESSION_NULL || node->kind == EXPRESSION_STRING)
        return true;
    if (node->kind == EXPRESSION_FIELD && node->type.kind == TYPE_CODE) {
        if (choices->values && choices->values != node->type.values)
            return false;
        choices->values = node->type.values;
        return true;
    }
    if (node->kind != EXPRESSION_CASE || node->has_operand)
        return false;
    for (size_t i = 1; i < node->n_parts; i += 2)
        if (!is_choice(node->parts[i], choices))
            return false;
    return !node->has_else ||
           is_choice(node->parts[node->n_parts - 1], choices);
}

static bool write_choice(struct writer *writer, const struct expression *node,
                         struct choices *choices)
{
    size_t i = 0;
    if (node->kind == EXPRESSION_STRING) {
        strbuf_add_format(writer->sql, "%zu::bigint",
                          number_of(choices, node->text));
        return true;
    }
    if (node->kind != EXPRESSION_CASE)
        return write_node(writer, node, node->type);
    add(writer, "CASE");
    for (; i + 1 < node->n_parts; i += 2) {
        add(writer, " WHEN ");
        if (!write_truth(writer, node->parts[i]))
            return false;
        add(writer, " THEN ");
        if (!write_choice(writer, node->parts[i + 1], choices))
            return false;
    }
    add(writer, node->has_else ? " ELSE " : "");
    if (node->has_else && !write_choice(writer, node->parts[i], choices))
        return false;
    add(writer, " END");
    return true;
}

static bool write_filter(struct writer *inner, const struct expression *node)
{
    if (!node->filter)
        return true;
    add(inner, " FILTER (WHERE ");
    if (!write_truth(inner, node->filter))
        return false;
    add(inner, ")");
    return true;
}

/* How many of few things there are.  In two stages each part gives the set of
   those that it has, a bit each, and the bits of all are counted. */
static bool write_few(struct writer *writer, const struct expression *node,
                      struct choices *choices)
{
    const bool staged = writer->stages && !writer->in_aggregate;
    struct writer inner = *writer;
    inner.in_aggregate = true;
    add(writer, staged ? "coalesce(length(replace(" : "");
    const size_t from = writer->sql->size;
    add(writer, staged ? "bit_or(1::bigint << (" : "count(DISTINCT (");
    if (!write_choice(&inner, node->parts[0], choices))
        return false;
    add(writer, staged ? ")::int)" : "))");
    if (!write_filter(&inner, node))
        return false;
    if (staged) {
        part_stages(writer, from, "bit_or");
        add(writer, "::bit(64)::text, '0', '')), 0)");
    }
    if (choices->n_texts < MOST_CHOICES &&
        (!staged || n_listed(choices) + choices->n_texts <= MOST_CHOICES))
        return true;
    return refuse(writer, N_("it counts too many different values"));
}

/* A place that a map gives has one name. */
static bool is_place(const struct expression *node)
{
    return node->kind == EXPRESSION_FIELD && node->field->of;
}

/* What can be told apart where the data lie: ids, places, and values of other
   types than text. */
static bool can_count(const struct writer *writer,
                      const struct expression *node)
{
    if (!is_text(node->type) || is_place(node))
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

/* Things that are in one part each: the entity itself, or what the parts are
   of, chosen or not. */
static bool is_in_one_part(const struct postgres_stages *stages,
                           const struct expression *node)
{
    const struct expression_source *once = stages->once;
    if (node->kind == EXPRESSION_FIELD && once && once->from)
        return node->field == once->reference &&
               is_same(node->source, once->from);
    if (node->kind == EXPRESSION_FIELD)
        return stages->entity && !node->source->from &&
               node->field == stages->entity;
    if (node->kind != EXPRESSION_CASE || node->has_operand || node->has_else)
        return false;
    for (size_t i = 1; i < node->n_parts; i += 2)
        if (!is_in_one_part(stages, node->parts[i]))
            return false;
    return true;
}

/* A text of which each group has one form: the least is as good as any. */
static bool has_one_form(const struct writer *writer,
                         const struct expression *node)
{
    const struct schema_field *one_of = writer->server->one_of;
    const struct schema_field *field = node->field;
    return one_of && node->kind == EXPRESSION_FIELD && !node->source->from &&
           !node->source->is_inner && one_of == field->table->entity &&
           (field_is_consistent(field) ||
            table_has_single_entities(field->table));
}

static bool write_aggregate(struct writer *writer,
                            const struct expression *node, unsigned scale)
{
    const struct expression *argument = node->star ? NULL : node->parts[0];
    const bool counts = node->function->aggregate == AGGREGATE_COUNT;
    const bool extreme = node->function->aggregate == AGGREGATE_EXTREME;
    struct choices choices = {0};
    if (node->function->aggregate == AGGREGATE_TEXT ||
        (extreme && (is_text(node->type) || node->type.kind == TYPE_CODE) &&
         !writer->as_key && !has_one_form(writer, argument)))
        return refuse(writer, N_("it compares texts"));
    if (extreme && node->type.kind == TYPE_TRUTH)
        return refuse(writer, N_("it calls a function that the server does not "
                                 "have"));
    if (node->distinct && is_choice(argument, &choices))
        return write_few(writer, node, &choices);
    if (node->distinct && !can_count(writer, argument))
        return refuse(writer, N_("it compares texts"));
    if (node->distinct && writer->stages && !writer->in_aggregate &&
        !is_in_one_part(writer->stages, argument))
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
    else if (!(counts || is_text(argument->type)
                   ? write_as(&inner, argument, argument->type)
                   : write_number(&inner, argument, scale)))
        return false;
    add(writer, ")");
    if (!write_filter(&inner, node))
        return false;
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
    if (writer->as_key)
        add_key(writer, node->source->alias, node->field->name);
    else
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
    struct writer writer = {sql, scope, server, stages, false, false, why};
    return write_as(&writer, node, node->type);
}

const struct expression_source *
postgres_once(const struct expression_scope *scope,
              const struct expression *node)
{
    const struct expression_source *once = NULL;
    for (size_t i = 0; !once && i < node->n_terms; i++)
        if (is_taken_once(scope, node->terms[i].by))
            once = node->terms[i].by;
    for (size_t i = 0; !once && node->n_terms == 0 && i < node->n_parts; i++)
        once = postgres_once(scope, node->parts[i]);
    return once;
}

void postgres_write_key(struct strbuf *sql,
                        const struct expression_source *once)
{
    strbuf_add_format(
        sql, "\"%s\".\"%s\"", once->from ? once->from->alias : once->alias,
        once->from ? once->reference->name : once->table->entity->name);
}

bool postgres_write_missing(struct strbuf *sql,
                            const struct expression_scope *scope,
                            const struct expression *node,
                            const struct expression *condition,
                            const struct postgres_server *server,
                            struct postgres_stages *stages, const char **why)
{
    struct writer writer = {sql, scope, server, stages, false, false, why};
    struct writer inner = writer;
    const struct expression_source *by = expression_missing_reference(node);
    if (!by && !table_has_single_entities(scope->table))
        by = scope->sources[0];
    inner.in_aggregate = true;
    if (by && stages &&
        !(is_same(stages->once, by) ||
          (!by->from && stages->entity == by->table->entity)))
        return refuse(&writer, N_("it counts things that may be in several "
                                  "partitions"));
    add(&writer, "coalesce(");
    const size_t from = sql->size;
    add(&writer, by ? "count(DISTINCT CASE WHEN " : "count(CASE WHEN ");
    if (!write_truth(&inner, condition))
        return false;
    add(&writer, " THEN ");
    if (by)
        postgres_write_key(sql, by);
    else
        add(&writer, "1");
    add(&writer, " END)");
    part_stages(&writer, from, "sum");
    add(&writer, ", 0)");
    return true;
}

bool postgres_write_from(struct strbuf *sql,
                         const struct expression_scope *scope,
                         const struct postgres_server *server, const char **why)
{
    struct writer writer = {sql, scope, server, NULL, false, false, why};
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
