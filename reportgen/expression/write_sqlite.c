#include "expression/write_sqlite.h"

#include "expression/function.h"
#include "expression/missing.h"
#include "expression/once.h"

#include <string.h>

struct writer {
    struct strbuf *sql;
    const struct expression_scope *scope;
    const struct sqlite_query *query;
};

static void write_scaled(const struct writer *writer,
                         const struct expression *node, unsigned scale);

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

/* ---- operators ----------------------------------------------------------- */

static const char *const operators[] = {
    [OPERATOR_OR] = "OR",         [OPERATOR_AND] = "AND",
    [OPERATOR_NOT] = "NOT",       [OPERATOR_EQUAL] = "=",
    [OPERATOR_UNEQUAL] = "<>",    [OPERATOR_IS] = "IS",
    [OPERATOR_IS_NOT] = "IS NOT", [OPERATOR_LIKE] = "LIKE",
    [OPERATOR_GLOB] = "GLOB",     [OPERATOR_LESS] = "<",
    [OPERATOR_AT_MOST] = "<=",    [OPERATOR_GREATER] = ">",
    [OPERATOR_AT_LEAST] = ">=",   [OPERATOR_ADD] = "+",
    [OPERATOR_SUBTRACT] = "-",    [OPERATOR_MULTIPLY] = "*",
    [OPERATOR_REMAINDER] = "%",   [OPERATOR_JOIN] = "||",
    [OPERATOR_NEGATE] = "-",
};

/* The scale that part I of an operator is written at. */
static unsigned scale_of_part(const struct expression *node, size_t i)
{
    switch (node->op) {
    case OPERATOR_EQUAL:
    case OPERATOR_UNEQUAL:
    case OPERATOR_IS:
    case OPERATOR_IS_NOT:
    case OPERATOR_LESS:
    case OPERATOR_AT_MOST:
    case OPERATOR_GREATER:
    case OPERATOR_AT_LEAST:
        return node->joined.scale;
    case OPERATOR_ADD:
    case OPERATOR_SUBTRACT:
    case OPERATOR_NEGATE:
        return node->type.scale;
    default:
        return node->parts[i]->type.scale;
    }
}

static bool is_equality(enum expression_operator op)
{
    return op == OPERATOR_EQUAL || op == OPERATOR_UNEQUAL ||
           op == OPERATOR_IS || op == OPERATOR_IS_NOT;
}

/* What identity of texts means (unicode_fold): letter case, place of the tone
   mark, dashes and blanks aside.  Ids and the fields that refer to them have
   one form each since they were loaded, and keep the use of their indexes. */
static bool is_folded(const struct writer *writer,
                      const struct expression *node)
{
    const struct expression *a = node->parts[0];
    const struct expression *b = node->kind == EXPRESSION_IN_SELECT
                                     ? node->select->item
                                     : node->parts[1];
    if (node->joined.kind != TYPE_TEXT || b->kind == EXPRESSION_NULL)
        return false;
    if (a->kind != EXPRESSION_FIELD || b->kind != EXPRESSION_FIELD)
        return true;
    const struct schema *schema = writer->scope->schema;
    const struct schema_field *root = schema_find_root(schema, a->field);
    return root != schema_find_root(schema, b->field) ||
           !schema_tells_rows_apart(schema, root);
}

static void write_text(const struct writer *writer,
                       const struct expression *node, bool folded,
                       unsigned scale)
{
    add(writer, folded ? "fold(" : "");
    write_scaled(writer, node, scale);
    add(writer, folded ? ")" : "");
}

static void write_operator(const struct writer *writer,
                           const struct expression *node)
{
    add(writer, "(");
    if (node->n_parts == 1) {
        add(writer, operators[node->op]);
        add(writer, " ");
    }
    bool folded = node->op == OPERATOR_LIKE ||
                  (is_equality(node->op) && is_folded(writer, node));
    write_text(writer, node->parts[0], folded, scale_of_part(node, 0));
    if (node->n_parts == 2) {
        strbuf_add_format(writer->sql, " %s ", operators[node->op]);
        write_text(writer, node->parts[1], folded, scale_of_part(node, 1));
    }
    add(writer, ")");
}

static void write_between(const struct writer *writer,
                          const struct expression *node)
{
    add(writer, "(");
    write_scaled(writer, node->parts[0], node->joined.scale);
    add(writer, node->negated ? " NOT BETWEEN " : " BETWEEN ");
    write_scaled(writer, node->parts[1], node->joined.scale);
    add(writer, " AND ");
    write_scaled(writer, node->parts[2], node->joined.scale);
    add(writer, ")");
}

/* ---- sub-selects --------------------------------------------------------- */

static void write_list(const struct writer *writer, const char *word,
                       struct expression *const *nodes, size_t n,
                       const bool *descending)
{
    for (size_t i = 0; i < n; i++) {
        add(writer, i == 0 ? word : ", ");
        write_scaled(writer, nodes[i], nodes[i]->type.scale);
        if (descending && descending[i])
            add(writer, " DESC");
    }
}

static void write_clause(const struct writer *writer, const char *word,
                         const struct expression *node)
{
    if (!node)
        return;
    add(writer, word);
    write_scaled(writer, node, node->type.scale);
}

static void write_froms(const struct writer *writer,
                        const struct expression_select *select)
{
    for (size_t i = 0; i < select->n_froms; i++) {
        const struct expression_from *from = &select->froms[i];
        add(writer, i == 0          ? " FROM "
                    : from->is_left ? " LEFT JOIN "
                                    : " JOIN ");
        strbuf_add_format(writer->sql, "\"%s\" AS \"%s\"",
                          from->source.table->name, from->source.alias);
        write_clause(writer, " ON ", from->on);
    }
}

static void write_select(const struct writer *writer,
                         const struct expression_select *select, bool folded,
                         unsigned scale)
{
    add(writer, select->distinct ? "(SELECT DISTINCT " : "(SELECT ");
    write_text(writer, select->item, folded, scale);
    write_froms(writer, select);
    write_clause(writer, " WHERE ", select->where);
    write_list(writer, " GROUP BY ", select->groups, select->n_groups, NULL);
    write_clause(writer, " HAVING ", select->having);
    write_list(writer, " ORDER BY ", select->orders, select->n_orders,
               select->descending);
    write_clause(writer, " LIMIT ", select->limit);
    add(writer, ")");
}

static void write_in(const struct writer *writer, const struct expression *node)
{
    add(writer, "(");
    bool folded = is_folded(writer, node);
    write_text(writer, node->parts[0], folded, node->joined.scale);
    add(writer, node->negated ? " NOT IN " : " IN ");
    if (node->kind == EXPRESSION_IN_SELECT) {
        write_select(writer, node->select, folded, node->joined.scale);
    } else {
        for (size_t i = 1; i < node->n_parts; i++) {
            add(writer, i == 1 ? "(" : ", ");
            write_text(writer, node->parts[i], folded, node->joined.scale);
        }
        add(writer, ")");
    }
    add(writer, ")");
}

/* ---- choices ------------------------------------------------------------- */

static void write_case(const struct writer *writer,
                       const struct expression *node, unsigned scale)
{
    size_t i = 0;
    bool folded = node->has_operand && is_folded(writer, node);
    add(writer, "CASE");
    if (node->has_operand) {
        add(writer, " ");
        write_text(writer, node->parts[i++], folded, node->joined.scale);
    }
    for (; i + 1 < node->n_parts; i += 2) {
        add(writer, " WHEN ");
        write_text(writer, node->parts[i], folded,
                   node->has_operand ? node->joined.scale : 0);
        add(writer, " THEN ");
        write_scaled(writer, node->parts[i + 1], scale);
    }
    if (node->has_else) {
        add(writer, " ELSE ");
        write_scaled(writer, node->parts[i], scale);
    }
    add(writer, " END");
}

/* ---- sums ---------------------------------------------------------------- */

static void write_conditions(const struct writer *writer,
                             const struct expression_term *term)
{
    for (size_t i = 0; i < term->n_conditions; i++) {
        add(writer, i == 0 ? "(" : " AND ");
        write_scaled(writer, term->conditions[i], 0);
    }
    if (term->n_conditions > 0)
        add(writer, ")");
}

/* What tells things apart that a term is taken once of. */
static void write_key(const struct writer *writer,
                      const struct expression_source *by)
{
    if (!by->from)
        add_column(writer, by->alias, by->table->entity->name);
    else
        add_column(writer, by->from->alias, by->reference->name);
    add(writer, " COLLATE BINARY");
}

static bool is_repeated(const struct writer *writer,
                        const struct expression_source *by)
{
    const struct expression_scope *scope = writer->scope;
    return by && (by->from || !scope->may_repeat ||
                  scope->may_repeat(scope->context, by->table));
}

/* True for the first record of each thing in each group, among those that meet
   the conditions of TERM; a record that names none stands for itself. */
static void write_once(const struct writer *writer,
                       const struct expression_term *term)
{
    const char *alias = writer->scope->sources[0]->alias;
    const struct sqlite_query *query = writer->query;
    add(writer, "(");
    write_key(writer, term->by);
    add(writer, " IS NULL OR ");
    add_column(writer, alias, "_row");
    add(writer, " IN (SELECT min(");
    add_column(writer, alias, "_row");
    add(writer, ")");
    query->add_rows(query->context, writer->sql);
    if (term->n_conditions > 0)
        add(writer, " AND ");
    write_conditions(writer, term);
    add(writer, " GROUP BY ");
    write_key(writer, term->by);
    query->add_groups(query->context, writer->sql);
    add(writer, "))");
}

/* What TERM takes of a record: its value, or NULL of one that it passes
   over. */
static void write_taken_by(const struct writer *writer,
                           const struct expression_term *term, unsigned scale)
{
    bool once = is_repeated(writer, term->by);
    bool chooses = once || term->n_conditions > 0;
    add(writer, chooses ? "CASE WHEN " : "");
    write_conditions(writer, term);
    if (once) {
        add(writer, term->n_conditions > 0 ? " AND " : "");
        write_once(writer, term);
    }
    add(writer, chooses ? " THEN " : "");
    write_scaled(writer, term->value, scale);
    add(writer, chooses ? " END" : "");
}

static void write_term(const struct writer *writer,
                       const struct expression_term *term, unsigned scale)
{
    add(writer, "coalesce(sum(");
    write_taken_by(writer, term, scale);
    add(writer, "), 0)");
}

/* A sum over nothing is 0. */
static void write_terms(const struct writer *writer,
                        const struct expression *node, unsigned scale)
{
    add(writer, "(");
    for (size_t i = 0; i < node->n_terms; i++) {
        const struct expression_term *term = &node->terms[i];
        add(writer, term->negative ? " - " : i > 0 ? " + " : "");
        write_term(writer, term, scale);
    }
    add(writer, ")");
}

/* ---- calls --------------------------------------------------------------- */

/* The scale that the arguments of NODE are written at. */
static unsigned scale_of_arguments(const struct expression *node,
                                   unsigned scale)
{
    switch (node->function->rule) {
    case RULE_SAME:
    case RULE_JOINED:
    case RULE_IIF:
    case RULE_SUM:
    case RULE_EXTREME:
        return scale;
    case RULE_NULLIF:
        return node->joined.scale;
    default:
        return 0;
    }
}

static void write_arguments(const struct writer *writer,
                            const struct expression *node, unsigned scale)
{
    bool own =
        node->function->rule == RULE_COUNT || node->function->rule == RULE_SIGN;
    for (size_t i = 0; i < node->n_parts; i++) {
        bool condition = node->function->rule == RULE_IIF && i == 0;
        add(writer, i > 0 ? ", " : "");
        write_scaled(writer, node->parts[i],
                     own         ? node->parts[i]->type.scale
                     : condition ? 0
                                 : scale);
    }
    /* SQLite before 3.48 wants all three. */
    if (node->function->rule == RULE_IIF && node->n_parts == 2)
        add(writer, ", NULL");
}

static void write_call(const struct writer *writer,
                       const struct expression *node, unsigned scale)
{
    if (node->n_terms > 0) {
        write_terms(writer, node, scale);
        return;
    }
    if (node->function->rule == RULE_NULLIF && is_folded(writer, node)) {
        add(writer, "CASE WHEN ");
        write_text(writer, node->parts[0], true, 0);
        add(writer, " = ");
        write_text(writer, node->parts[1], true, 0);
        add(writer, " THEN NULL ELSE ");
        write_scaled(writer, node->parts[0], 0);
        add(writer, " END");
        return;
    }
    add(writer, node->function->name);
    add(writer, node->distinct ? "(DISTINCT " : "(");
    if (node->star)
        add(writer, "*");
    write_arguments(writer, node, scale_of_arguments(node, scale));
    if (node->distinct && node->parts[0]->type.kind == TYPE_TEXT)
        add(writer, " COLLATE BINARY");
    add(writer, ")");
    if (node->filter) {
        add(writer, " FILTER (WHERE ");
        write_scaled(writer, node->filter, 0);
        add(writer, ")");
    }
}

/* ---- nodes --------------------------------------------------------------- */

static void write_number(const struct writer *writer, int64_t number,
                         unsigned exponent)
{
    int64_t scaled;
    if (number_multiply(number, power_of_ten(exponent), &scaled)) {
        strbuf_add_integer(writer->sql, scaled);
        return;
    }
    strbuf_add_integer(writer->sql, number);
    add(writer, " * ");
    strbuf_add_integer(writer->sql, power_of_ten(exponent));
}

/* True for what passes the scale on to its parts. */
static bool passes_scale(const struct expression *node)
{
    return node->kind == EXPRESSION_NULL || node->kind == EXPRESSION_NUMBER ||
           node->kind == EXPRESSION_CASE || node->kind == EXPRESSION_SELECT ||
           (node->kind == EXPRESSION_CALL &&
            scale_of_arguments(node, TYPE_MAX_SCALE + 1) > TYPE_MAX_SCALE);
}

static void write_node(const struct writer *writer,
                       const struct expression *node, unsigned scale)
{
    switch (node->kind) {
    case EXPRESSION_NULL:
        add(writer, "NULL");
        break;
    case EXPRESSION_NUMBER:
        write_number(writer, node->number, scale - node->type.scale);
        break;
    case EXPRESSION_TRUTH:
        write_number(writer, node->number, 0);
        break;
    case EXPRESSION_STRING:
        add_quoted(writer, node->text);
        break;
    case EXPRESSION_PARAMETER:
        strbuf_add_format(writer->sql, ":%s%s", node->text,
                          writer->scope->suffix);
        break;
    case EXPRESSION_FIELD:
        add_column(writer, node->source->alias, node->field->name);
        break;
    case EXPRESSION_OPERATOR:
        write_operator(writer, node);
        break;
    case EXPRESSION_BETWEEN:
        write_between(writer, node);
        break;
    case EXPRESSION_IN:
    case EXPRESSION_IN_SELECT:
        write_in(writer, node);
        break;
    case EXPRESSION_CASE:
        write_case(writer, node, scale);
        break;
    case EXPRESSION_CALL:
        write_call(writer, node, scale);
        break;
    case EXPRESSION_SELECT:
        write_select(writer, node->select, false, scale);
        break;
    case EXPRESSION_EXISTS:
        add(writer, node->negated ? "NOT EXISTS " : "EXISTS ");
        write_select(writer, node->select, false,
                     node->select->item->type.scale);
        break;
    }
}

/* NODE times 10^SCALE. */
static void write_scaled(const struct writer *writer,
                         const struct expression *node, unsigned scale)
{
    bool multiplies = scale > node->type.scale && !passes_scale(node);
    if (scale < node->type.scale)
        scale = node->type.scale;
    if (multiplies)
        add(writer, "(");
    write_node(writer, node, multiplies ? node->type.scale : scale);
    if (multiplies) {
        add(writer, " * ");
        strbuf_add_integer(writer->sql, power_of_ten(scale - node->type.scale));
        add(writer, ")");
    }
}

void sqlite_write(struct strbuf *sql, const struct expression_scope *scope,
                  const struct expression *node,
                  const struct sqlite_query *query)
{
    struct writer writer = {sql, scope, query};
    write_scaled(&writer, node, node->type.scale);
}

void sqlite_write_taken(struct strbuf *sql,
                        const struct expression_scope *scope,
                        const struct expression *node, size_t term,
                        const struct sqlite_query *query)
{
    struct writer writer = {sql, scope, query};
    if (node->n_terms > 0) {
        write_taken_by(&writer, &node->terms[term], node->type.scale);
        return;
    }
    if (node->filter) {
        add(&writer, "CASE WHEN ");
        write_scaled(&writer, node->filter, 0);
        add(&writer, " THEN ");
    }
    if (node->star)
        add(&writer, "1");
    else
        write_scaled(&writer, node->parts[0], node->parts[0]->type.scale);
    add(&writer, node->filter ? " END" : "");
}

/* ---- tables -------------------------------------------------------------- */

static void write_join(struct strbuf *sql, const struct expression_scope *scope,
                       const struct expression_source *source)
{
    const struct schema_field *target =
        schema_find_reference(scope->schema, source->reference);
    const struct schema_table *table = target->table;
    strbuf_add_format(
        sql, " LEFT JOIN \"%s\" AS \"%s\" ON \"%s\".\"%s\" = \"%s\".\"%s\"",
        table->name, source->alias, source->alias, target->name,
        source->from->alias, source->reference->name);
    if (table->n_key == 1 && table->key[0] == target)
        return;
    strbuf_add_format(sql,
                      " AND \"%s\".\"_row\" IN (SELECT min(\"_row\") FROM "
                      "\"%s\" GROUP BY \"%s\")",
                      source->alias, table->name, target->name);
}

void sqlite_write_from(struct strbuf *sql, const struct expression_scope *scope)
{
    strbuf_add_format(sql, " FROM \"%s\"", scope->table->name);
    for (size_t i = 1; i < scope->n_sources; i++)
        write_join(sql, scope, scope->sources[i]);
}

/* ---- empty figures ------------------------------------------------------- */

void sqlite_write_missing(struct strbuf *sql,
                          const struct expression_scope *scope,
                          const struct expression *node,
                          const struct expression *condition)
{
    struct writer writer = {sql, scope, NULL};
    const struct schema_table *table = scope->table;
    const struct expression_source *by = expression_missing_reference(node);
    bool of_entity = !table_has_single_entities(table);
    add(&writer,
        by || of_entity ? "count(DISTINCT CASE WHEN " : "count(CASE WHEN ");
    write_scaled(&writer, condition, 0);
    add(&writer, " THEN ");
    if (by) {
        write_key(&writer, by);
    } else if (of_entity) {
        add(&writer, "coalesce(");
        add_column(&writer, table->name, table->entity->name);
        add(&writer, ", ");
        add_column(&writer, table->name, "_row");
        add(&writer, ") COLLATE BINARY");
    } else {
        add(&writer, "1");
    }
    add(&writer, " END)");
}
