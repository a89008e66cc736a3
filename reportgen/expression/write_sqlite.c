#include "expression/write_sqlite.h"

#include "expression/function.h"
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
    strbuf_add_char(writer->sql, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            strbuf_add_char(writer->sql, '\'');
        strbuf_add_char(writer->sql, *text);
    }
    strbuf_add_char(writer->sql, '\'');
}

/* ---- operators ------------------------------------------------------------
 */

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

/* ---- sub-selects ----------------------------------------------------------
 */

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

/* ---- choices --------------------------------------------------------------
 */

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

/* ---- sums -----------------------------------------------------------------
 */

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

static void write_term(const struct writer *writer,
                       const struct expression_term *term, unsigned scale)
{
    bool once = is_repeated(writer, term->by);
    bool chooses = once || term->n_conditions > 0;
    add(writer, chooses ? "coalesce(sum(CASE WHEN " : "coalesce(sum(");
    write_conditions(writer, term);
    if (once) {
        add(writer, term->n_conditions > 0 ? " AND " : "");
        write_once(writer, term);
    }
    add(writer, chooses ? " THEN " : "");
    write_scaled(writer, term->value, scale);
    add(writer, chooses ? " END), 0)" : "), 0)");
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

/* ---- calls ----------------------------------------------------------------
 */

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

/* ---- nodes ----------------------------------------------------------------
 */

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

/* ---- tables ---------------------------------------------------------------
 */

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

/* ---- empty figures --------------------------------------------------------
 */

static bool may_be_empty(const struct expression_scope *scope,
                         const struct schema_field *field)
{
    return !scope->may_be_empty ||
           scope->may_be_empty(scope->context, field->table, field);
}

static bool is_choice(const struct expression *node)
{
    return node->kind == EXPRESSION_CASE ||
           (node->kind == EXPRESSION_CALL && node->function->rule == RULE_IIF);
}

static bool is_operator(const struct expression *node,
                        enum expression_operator op)
{
    return node->kind == EXPRESSION_OPERATOR && node->op == op;
}

/* The parts of NODE, from *FIRST on *STEP apart, without which it is empty. */
static void needed_parts(const struct expression *node, size_t *first,
                         size_t *end)
{
    *first = 0;
    *end = node->n_parts;
    if (node->kind == EXPRESSION_CALL && node->function->rule == RULE_NULLIF)
        *end = 1;
    if (node->kind == EXPRESSION_OPERATOR && node->type.kind == TYPE_TRUTH)
        *end = 0;
}

/* The first field without which NODE, of one record, is empty. */
static const struct expression *
missing_field(const struct expression_scope *scope,
              const struct expression *node)
{
    const struct expression *found = NULL;
    size_t first, end;
    switch (node->kind) {
    case EXPRESSION_FIELD:
        return !node->source->is_inner && may_be_empty(scope, node->field)
                   ? node
                   : NULL;
    case EXPRESSION_CALL:
        if (node->function->aggregate != NOT_AGGREGATE &&
            node->function->aggregate != AGGREGATE_SUM && node->n_parts < 2)
            return NULL;
        if (node->function->rule != RULE_JOINED)
            break;
        for (size_t i = 0; i < node->n_parts; i++) {
            const struct expression *part =
                missing_field(scope, node->parts[i]);
            if (!part)
                return NULL;
            found = !found ? part : found;
        }
        return found;
    case EXPRESSION_CASE:
    case EXPRESSION_OPERATOR:
        break;
    default:
        return NULL;
    }
    needed_parts(node, &first, &end);
    for (size_t i = first; !found && i < end; i++) {
        const struct expression *part = node->parts[i];
        bool chooses = part->type.kind == TYPE_TRUTH ||
                       (node->kind == EXPRESSION_CASE && node->has_operand &&
                        (i == 0 || i % 2 == 1) &&
                        !(node->has_else && i + 1 == node->n_parts));
        if (!chooses)
            found = missing_field(scope, part);
    }
    return found;
}

/* True when NODE holds a sum over the query's records; *FOUND is the first
   field that one of them passes over. */
static bool find_sums(const struct expression_scope *scope,
                      const struct expression *node,
                      const struct expression **found)
{
    bool any = node->n_terms > 0;
    if (any && !*found)
        *found = missing_field(scope, node->parts[0]);
    for (size_t i = 0; node->n_terms == 0 && i < node->n_parts; i++)
        any |= find_sums(scope, node->parts[i], found);
    return any;
}

const struct expression *
expression_missing_field(const struct expression_scope *scope,
                         const struct expression *node)
{
    const struct expression *found = NULL;
    return find_sums(scope, node, &found) ? found : missing_field(scope, node);
}

static bool can_be_missing(const struct writer *writer,
                           const struct expression *node)
{
    return missing_field(writer->scope, node) != NULL;
}

static void write_empty(const struct writer *writer,
                        const struct expression *node);

static void write_empty_value(const struct writer *writer,
                              const struct expression *node)
{
    if (can_be_missing(writer, node))
        write_empty(writer, node);
    else
        add(writer, "0");
}

/* What is chosen is empty. */
static void write_empty_choice(const struct writer *writer,
                               const struct expression *node)
{
    bool is_case = node->kind == EXPRESSION_CASE;
    bool folded = node->has_operand && is_folded(writer, node);
    size_t i = 0;
    add(writer, "CASE");
    if (node->has_operand) {
        add(writer, " ");
        write_text(writer, node->parts[i++], folded, node->joined.scale);
    }
    for (; i + 1 < node->n_parts && (is_case || i == 0); i += 2) {
        add(writer, " WHEN ");
        write_text(writer, node->parts[i], folded,
                   node->has_operand ? node->joined.scale : 0);
        add(writer, " THEN ");
        write_empty_value(writer, node->parts[i + 1]);
    }
    add(writer, " ELSE ");
    if (i < node->n_parts)
        write_empty_value(writer, node->parts[i]);
    else
        add(writer, "0");
    add(writer, " END");
}

static void write_empty_field(const struct writer *writer,
                              const struct expression *node)
{
    const struct expression_source *source = node->source;
    add_column(writer, source->alias, node->field->name);
    add(writer, " IS NULL");
    if (!source->from)
        return;
    add(writer, " AND ");
    add_column(writer, source->from->alias, source->reference->name);
    add(writer, " IS NOT NULL");
}

/* True of a record for which NODE, which can be missing, is empty. */
static void write_empty(const struct writer *writer,
                        const struct expression *node)
{
    const char *joint = "(";
    size_t first, end;
    if (is_choice(node)) {
        write_empty_choice(writer, node);
        return;
    }
    if (node->kind == EXPRESSION_FIELD) {
        add(writer, "(");
        write_empty_field(writer, node);
        add(writer, ")");
        return;
    }
    bool all =
        node->kind == EXPRESSION_CALL && node->function->rule == RULE_JOINED;
    needed_parts(node, &first, &end);
    for (size_t i = first; i < end; i++) {
        const struct expression *part = node->parts[i];
        if (part->type.kind == TYPE_TRUTH || !can_be_missing(writer, part))
            continue;
        add(writer, joint);
        joint = all ? " AND " : " OR ";
        write_empty(writer, part);
    }
    add(writer, ")");
    for (size_t i = 0; is_operator(node, OPERATOR_MULTIPLY) && i < 2; i++) {
        if (node->parts[i]->type.kind != TYPE_TRUTH)
            continue;
        add(writer, " AND ");
        write_scaled(writer, node->parts[i], 0);
    }
}

/* Adds the condition for each sum() in NODE, JOINT before it. */
static void write_empty_sums(const struct writer *writer,
                             const struct expression *node, const char **joint)
{
    if (node->n_terms == 0) {
        for (size_t i = 0; i < node->n_parts; i++)
            write_empty_sums(writer, node->parts[i], joint);
        return;
    }
    if (!can_be_missing(writer, node->parts[0]))
        return;
    add(writer, *joint);
    *joint = " OR ";
    add(writer, "(");
    if (node->filter) {
        write_scaled(writer, node->filter, 0);
        add(writer, " AND ");
    }
    write_empty(writer, node->parts[0]);
    add(writer, ")");
}

/* What all sums of NODE are taken once of, if they are of one reference. */
static bool find_reference(const struct expression *node,
                           const struct expression_source **by)
{
    for (size_t i = 0; i < node->n_terms; i++) {
        const struct expression_source *own = node->terms[i].by;
        if (!own || !own->from || (*by && *by != own))
            return false;
        *by = own;
    }
    for (size_t i = 0; node->n_terms == 0 && i < node->n_parts; i++)
        if (!find_reference(node->parts[i], by))
            return false;
    return true;
}

bool sqlite_write_missing_condition(struct strbuf *sql,
                                    const struct expression_scope *scope,
                                    const struct expression *node)
{
    struct writer writer = {sql, scope, NULL};
    const char *joint = "(";
    write_empty_sums(&writer, node, &joint);
    if (joint[0] != '(') {
        add(&writer, ")");
        return true;
    }
    if (!expression_missing_field(scope, node))
        return false;
    write_empty(&writer, node);
    return true;
}

bool sqlite_write_missing(struct strbuf *sql,
                          const struct expression_scope *scope,
                          const struct expression *node)
{
    struct writer writer = {sql, scope, NULL};
    const struct schema_table *table = scope->table;
    const struct expression_source *by = NULL;
    struct strbuf condition = STRBUF_INIT;
    if (!sqlite_write_missing_condition(&condition, scope, node)) {
        strbuf_free(&condition);
        return false;
    }
    bool of_reference = find_reference(node, &by) && by;
    bool of_entity = !table_has_single_entities(table);
    strbuf_add_format(sql, "count(%sCASE WHEN %s THEN ",
                      of_reference || of_entity ? "DISTINCT " : "",
                      strbuf_text(&condition));
    if (of_reference) {
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
    strbuf_free(&condition);
    return true;
}
