#include "dataset/proven.h"

static bool is_field_of_row(const struct expression *node)
{
    return node->kind == EXPRESSION_FIELD && !node->source->is_inner &&
           !node->source->from;
}

/* True when no row has a value in the field itself; what it refers to is not
   considered. */
static bool is_never_filled(const struct store *store,
                            const struct expression *node)
{
    return is_field_of_row(node) && !store_is_filled(store, node->field);
}

/* True when the value is NULL for every row. */
static bool is_empty_value(const struct store *store,
                           const struct expression *node)
{
    if (node->kind == EXPRESSION_NULL || is_never_filled(store, node))
        return true;
    if (node->kind != EXPRESSION_OPERATOR || node->op < OPERATOR_ADD)
        return false;
    for (size_t i = 0; i < node->n_parts; i++)
        if (is_empty_value(store, node->parts[i]))
            return true;
    return false;
}

static enum proven opposite(enum proven known)
{
    if (known == PROVEN_TRUE)
        return PROVEN_FALSE;
    return known == PROVEN_FALSE ? PROVEN_TRUE : known;
}

/* DECIDES (PROVEN_FALSE for AND, PROVEN_TRUE for OR) decides whatever the other
   part is. */
static enum proven join(enum proven a, enum proven b, enum proven decides)
{
    if (a == decides || b == decides)
        return decides;
    if (a == PROVEN_NOTHING || b == PROVEN_NOTHING)
        return PROVEN_NOTHING;
    return a == PROVEN_EMPTY || b == PROVEN_EMPTY ? PROVEN_EMPTY
                                                  : opposite(decides);
}

static enum proven of_operator(const struct store *store,
                               const struct expression *node)
{
    switch (node->op) {
    case OPERATOR_OR:
        return join(proven(store, node->parts[0]),
                    proven(store, node->parts[1]), PROVEN_TRUE);
    case OPERATOR_AND:
        return join(proven(store, node->parts[0]),
                    proven(store, node->parts[1]), PROVEN_FALSE);
    case OPERATOR_NOT:
        return opposite(proven(store, node->parts[0]));
    case OPERATOR_EQUAL:
    case OPERATOR_UNEQUAL:
    case OPERATOR_LESS:
    case OPERATOR_AT_MOST:
    case OPERATOR_GREATER:
    case OPERATOR_AT_LEAST:
        return is_empty_value(store, node->parts[0]) ||
                       is_empty_value(store, node->parts[1])
                   ? PROVEN_EMPTY
                   : PROVEN_NOTHING;
    case OPERATOR_IS:
    case OPERATOR_IS_NOT:
        if (node->parts[1]->kind != EXPRESSION_NULL ||
            !is_never_filled(store, node->parts[0]))
            return PROVEN_NOTHING;
        return node->op == OPERATOR_IS ? PROVEN_TRUE : PROVEN_FALSE;
    default:
        return PROVEN_NOTHING;
    }
}

static bool is_count_above_one(const struct expression *node)
{
    return node && node->kind == EXPRESSION_OPERATOR &&
           node->op == OPERATOR_GREATER &&
           node->parts[0]->kind == EXPRESSION_CALL && node->parts[0]->star &&
           !node->parts[0]->filter &&
           node->parts[1]->kind == EXPRESSION_NUMBER &&
           node->parts[1]->number == 1 && node->parts[1]->type.scale == 0;
}

/* True for "id not in (select id from schemes group by id having count(*) > 1)"
   when every row has an id of its own. */
static bool is_told_apart(const struct store *store,
                          const struct expression *node)
{
    const struct expression_select *select = node->select;
    const struct expression *value = node->parts[0];
    if (!node->negated || !is_field_of_row(value))
        return false;
    const struct schema_field *field = value->field;
    const struct schema_table *table = field->table;
    return table->entity == field && !store_may_repeat_entity(store, table) &&
           !store_has_empty(store, field) && select->n_froms == 1 &&
           select->froms[0].source.table == table && !select->where &&
           !select->limit && select->n_groups == 1 &&
           select->groups[0]->kind == EXPRESSION_FIELD &&
           select->groups[0]->field == field &&
           select->groups[0]->source == &select->froms[0].source &&
           select->item->kind == EXPRESSION_FIELD &&
           select->item->field == field &&
           select->item->source == &select->froms[0].source &&
           is_count_above_one(select->having);
}

/* True when the table has no rows: no value is among its fields. */
static bool is_without_rows(const struct store *store,
                            const struct expression_select *select)
{
    return select->n_froms == 1 && select->n_groups == 0 &&
           select->item->kind == EXPRESSION_FIELD &&
           store_n_rows(store, select->froms[0].source.table) == 0;
}

static enum proven of_in_select(const struct store *store,
                                const struct expression *node)
{
    if (is_without_rows(store, node->select))
        return node->negated ? PROVEN_TRUE : PROVEN_FALSE;
    return is_told_apart(store, node) ? PROVEN_TRUE : PROVEN_NOTHING;
}

enum proven proven(const struct store *store, const struct expression *node)
{
    switch (node->kind) {
    case EXPRESSION_NULL:
        return PROVEN_EMPTY;
    case EXPRESSION_FIELD:
        return is_never_filled(store, node) ? PROVEN_EMPTY : PROVEN_NOTHING;
    case EXPRESSION_OPERATOR:
        return of_operator(store, node);
    case EXPRESSION_BETWEEN:
    case EXPRESSION_IN:
        return is_empty_value(store, node->parts[0]) ? PROVEN_EMPTY
                                                     : PROVEN_NOTHING;
    case EXPRESSION_IN_SELECT:
        return of_in_select(store, node);
    default:
        return PROVEN_NOTHING;
    }
}
