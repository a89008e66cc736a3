#include "expression/once.h"

#include "expression/function.h"

#include <string.h>

/* ---- facts --------------------------------------------------------------- */

/* True when one thing that A stands for tells which of B it is. */
static bool determines(const struct expression_source *a,
                       const struct expression_source *b)
{
    for (; b->from; b = b->from)
        if (b->from == a && (a->from || field_is_consistent(b->reference)))
            return true;
    return false;
}

static void add_owner(struct facts *facts,
                      const struct expression_source *owner)
{
    if (!facts->owner || facts->owner == owner) {
        facts->owner = owner;
        return;
    }
    facts->mixed = true;
    if (determines(owner, facts->owner))
        facts->owner = owner;
    else if (!determines(facts->owner, owner))
        facts->several = true;
}

static void add_field(struct facts *facts, const struct expression *node)
{
    const struct expression_source *source = node->source;
    if (!source->from && (table_has_single_entities(source->table) ||
                          !field_is_consistent(node->field)))
        facts->rows = true;
    else
        add_owner(facts, source);
}

static void add_facts(struct facts *facts, const struct expression *node,
                      bool values);

static void add_list(struct facts *facts, struct expression *const *nodes,
                     size_t n, bool values)
{
    for (size_t i = 0; i < n; i++)
        add_facts(facts, nodes[i], values);
}

/* What a sub-select is of is told by the fields outside that it names. */
static void add_select(struct facts *facts,
                       const struct expression_select *select, bool values)
{
    add_facts(facts, select->item, values);
    add_facts(facts, select->where, values);
    add_facts(facts, select->having, values);
    add_list(facts, select->groups, select->n_groups, values);
    for (size_t i = 0; i < select->n_froms; i++)
        add_facts(facts, select->froms[i].on, values);
}

static bool is_iif(const struct expression *node)
{
    return node->kind == EXPRESSION_CALL && node->function->rule == RULE_IIF;
}

/* True when part I of NODE decides what it is, and is not a part of it. */
static bool only_chooses(const struct expression *node, size_t i)
{
    if (node->kind == EXPRESSION_CASE) {
        bool is_else = node->has_else && i + 1 == node->n_parts;
        return !is_else &&
               (node->has_operand ? i % 2 == 1 || i == 0 : i % 2 == 0);
    }
    if (is_iif(node))
        return i == 0;
    return node->kind == EXPRESSION_OPERATOR && node->op == OPERATOR_MULTIPLY &&
           node->type.kind != TYPE_TRUTH &&
           node->parts[i]->type.kind == TYPE_TRUTH;
}

static void add_facts(struct facts *facts, const struct expression *node,
                      bool values)
{
    if (!node)
        return;
    if (node->kind == EXPRESSION_FIELD) {
        if (!node->source->is_inner)
            add_field(facts, node);
        return;
    }
    for (size_t i = 0; i < node->n_parts; i++)
        if (!values || !only_chooses(node, i))
            add_facts(facts, node->parts[i], values);
    if (!values)
        add_facts(facts, node->filter, values);
    if (node->select)
        add_select(facts, node->select, values);
}

struct facts facts_of(const struct expression *node, bool values)
{
    struct facts facts = {0};
    add_facts(&facts, node, values);
    return facts;
}

/* A field of NODE, if ANY_INNER one of a sub-select, that several records
   repeat; NULL when there is none. */
static const struct expression *repeated_field(const struct expression *node,
                                               bool inner)
{
    if (node->kind == EXPRESSION_FIELD)
        return node->source->is_inner == inner &&
                       (node->source->from ||
                        (!table_has_single_entities(node->source->table) &&
                         field_is_consistent(node->field)))
                   ? node
                   : NULL;
    const struct expression *found = NULL;
    for (size_t i = 0; !found && i < node->n_parts; i++)
        if (!only_chooses(node, i))
            found = repeated_field(node->parts[i], inner);
    return found;
}

/* ---- terms --------------------------------------------------------------- */

enum { MOST_TERMS = 64, MOST_CONDITIONS = 16 };

struct splitting {
    struct arena *arena;
    struct diag *diag;
    struct expression_term terms[MOST_TERMS];
    size_t n_terms;
    const struct expression *conditions[MOST_CONDITIONS]; /* around */
    size_t n_conditions;
    bool negative;
};

static bool split(struct splitting *splitting, const struct expression *node);

static bool refuse(const struct splitting *splitting,
                   const struct expression *node)
{
    const struct expression *field = repeated_field(node, false);
    diag_report(splitting->diag, DIAG_EXPRESSION_ONCE, node->place,
                !field ? "?" : field->text);
    return false;
}

static bool add_term(struct splitting *splitting, const struct expression *node,
                     const struct expression_source *by)
{
    if (splitting->n_terms == MOST_TERMS)
        return refuse(splitting, node);
    const size_t n = splitting->n_conditions;
    const struct expression **conditions =
        ARENA_ARRAY(splitting->arena, const struct expression *, n);
    if (n > 0)
        memcpy(conditions, splitting->conditions, n * sizeof *conditions);
    splitting->terms[splitting->n_terms++] =
        (struct expression_term){.negative = splitting->negative,
                                 .value = node,
                                 .conditions = conditions,
                                 .n_conditions = n,
                                 .by = by};
    return true;
}

/* NODE of the records that meet CONDITION. */
static bool split_where(struct splitting *splitting,
                        const struct expression *node,
                        const struct expression *condition)
{
    if (splitting->n_conditions == MOST_CONDITIONS)
        return refuse(splitting, node);
    splitting->conditions[splitting->n_conditions++] = condition;
    bool done = split(splitting, node);
    splitting->n_conditions--;
    return done;
}

static bool is_nothing(const struct expression *node)
{
    return node->kind == EXPRESSION_NULL ||
           (node->kind == EXPRESSION_NUMBER && node->number == 0);
}

/* A case or iif() of one condition, and nothing else: *CONDITION and *VALUE. */
static bool is_single_choice(const struct expression *node,
                             const struct expression **condition,
                             const struct expression **value)
{
    if ((node->kind != EXPRESSION_CASE || node->has_operand) && !is_iif(node))
        return false;
    if (node->n_parts > 3 ||
        (node->n_parts == 3 && !is_nothing(node->parts[2])))
        return false;
    *condition = node->parts[0];
    *value = node->parts[1];
    return true;
}

/* NODE with PART in the place of its part I. */
static struct expression *with_part(struct splitting *splitting,
                                    const struct expression *node, size_t i,
                                    const struct expression *part)
{
    struct expression *copy = ARENA_NEW(splitting->arena, struct expression);
    *copy = *node;
    copy->parts =
        ARENA_ARRAY(splitting->arena, struct expression *, node->n_parts);
    memcpy(copy->parts, node->parts, node->n_parts * sizeof *copy->parts);
    copy->parts[i] = (struct expression *)part;
    if (node->op == OPERATOR_MULTIPLY && node->kind == EXPRESSION_OPERATOR)
        copy->type.scale =
            (uint8_t)(copy->parts[0]->type.scale + copy->parts[1]->type.scale);
    return copy;
}

/* Takes part I of NODE apart; NODE is made of each of its terms. */
static bool split_within(struct splitting *splitting,
                         const struct expression *node, size_t i)
{
    size_t from = splitting->n_terms;
    if (!split(splitting, node->parts[i]))
        return false;
    for (; from < splitting->n_terms; from++)
        splitting->terms[from].value =
            with_part(splitting, node, i, splitting->terms[from].value);
    return true;
}

/* Something that is counted or measured of each record, and chooses none. */
static bool is_weight(const struct expression *node)
{
    if (node->kind == EXPRESSION_FIELD)
        return node->type.kind != TYPE_TRUTH;
    if (node->kind == EXPRESSION_NUMBER)
        return true;
    if (node->kind != EXPRESSION_OPERATOR || !type_is_number(node->type))
        return false;
    for (size_t i = 0; i < node->n_parts; i++)
        if (!is_weight(node->parts[i]))
            return false;
    return true;
}

static bool split_product(struct splitting *splitting,
                          const struct expression *node)
{
    for (size_t i = 0; i < 2; i++) {
        const struct expression *part = node->parts[i];
        const struct expression *condition, *value;
        if (part->type.kind == TYPE_TRUTH)
            return split_where(splitting, node->parts[1 - i], part);
        if (is_single_choice(part, &condition, &value))
            return split_where(splitting, with_part(splitting, node, i, value),
                               condition);
    }
    for (size_t i = 0; i < 2; i++) {
        struct facts facts = facts_of(node->parts[i], false);
        if (!facts.rows && !facts.owner)
            return split_within(splitting, node, 1 - i);
    }
    for (size_t i = 0; i < 2; i++) {
        struct facts facts = facts_of(node->parts[i], false);
        if (!facts.owner && is_weight(node->parts[i]))
            return add_term(splitting, node, NULL);
    }
    /* A price of the one by a number of the other: of what tells both. */
    struct facts all = facts_of(node, false);
    if (!all.rows && !all.several && is_weight(node->parts[0]) &&
        is_weight(node->parts[1]))
        return add_term(splitting, node, all.owner);
    return refuse(splitting, node);
}

static bool split_operator(struct splitting *splitting,
                           const struct expression *node)
{
    bool negative = splitting->negative;
    bool done = false;
    switch (node->op) {
    case OPERATOR_ADD:
        return split(splitting, node->parts[0]) &&
               split(splitting, node->parts[1]);
    case OPERATOR_SUBTRACT:
        done = split(splitting, node->parts[0]);
        splitting->negative = !negative;
        done = done && split(splitting, node->parts[1]);
        splitting->negative = negative;
        return done;
    case OPERATOR_NEGATE:
        splitting->negative = !negative;
        done = split(splitting, node->parts[0]);
        splitting->negative = negative;
        return done;
    case OPERATOR_MULTIPLY:
        return split_product(splitting, node);
    default:
        return refuse(splitting, node);
    }
}

/* True when NODE says how many records there are, and nothing of what they
   tell: a condition, or a number of the layout's own. */
static bool only_counts(const struct expression *node)
{
    if (node->type.kind == TYPE_TRUTH || node->kind == EXPRESSION_NUMBER ||
        node->kind == EXPRESSION_NULL)
        return true;
    for (size_t i = 0; i < node->n_parts; i++)
        if (!only_chooses(node, i) && !only_counts(node->parts[i]))
            return false;
    return node->n_parts > 0;
}

/* True when what is told of one thing of the table itself decides alone: such
   things are counted, not their records. */
static bool is_of_entities(const struct facts *facts)
{
    return !facts->rows && !facts->several && facts->owner &&
           !facts->owner->from;
}

/* coalesce(x, 0) */
static bool falls_back_to_nothing(const struct expression *node)
{
    if (node->kind != EXPRESSION_CALL || node->function->rule != RULE_JOINED)
        return false;
    for (size_t i = 1; i < node->n_parts; i++)
        if (!is_nothing(node->parts[i]))
            return false;
    return true;
}

static bool split(struct splitting *splitting, const struct expression *node)
{
    const struct expression *condition, *value;
    struct facts all = facts_of(node, false);
    struct facts values = facts_of(node, true);
    if (only_counts(node) && !is_of_entities(&all))
        return add_term(splitting, node, NULL);
    /* Conditions may be of the same things, or of what these tell. */
    if (!all.rows && !all.several && !values.mixed && all.owner &&
        (!values.owner || values.owner == all.owner))
        return add_term(splitting, node, all.owner);
    if (!values.owner)
        return add_term(splitting, node, NULL);
    if (is_single_choice(node, &condition, &value))
        return split_where(splitting, value, condition);
    if (falls_back_to_nothing(node))
        return split_within(splitting, node, 0);
    if (node->kind == EXPRESSION_OPERATOR)
        return split_operator(splitting, node);
    return refuse(splitting, node);
}

bool once_take_apart(struct arena *arena, const struct expression_scope *scope,
                     struct expression *sum, bool is_inner, struct diag *diag)
{
    (void)scope;
    if (is_inner) {
        const struct expression *field = repeated_field(sum->parts[0], true);
        if (!field)
            return true;
        diag_report(diag, DIAG_EXPRESSION_ONCE, field->place, field->text);
        return false;
    }
    struct splitting splitting = {.arena = arena, .diag = diag};
    if (sum->filter ? !split_where(&splitting, sum->parts[0], sum->filter)
                    : !split(&splitting, sum->parts[0]))
        return false;
    struct expression_term *terms =
        ARENA_ARRAY(arena, struct expression_term, splitting.n_terms);
    memcpy(terms, splitting.terms, splitting.n_terms * sizeof *terms);
    sum->terms = terms;
    sum->n_terms = splitting.n_terms;
    return true;
}

/* ---- absence ------------------------------------------------------------- */

static bool select_is_absent(const struct expression_scope *scope,
                             const struct expression_select *select)
{
    return expression_is_absent(scope, select->item) ||
           (select->where && expression_is_absent(scope, select->where));
}

bool expression_is_absent(const struct expression_scope *scope,
                          const struct expression *node)
{
    if (!scope->supplies)
        return false;
    if (node->kind == EXPRESSION_FIELD)
        return !scope->supplies(scope->context, node->field->table,
                                node->field);
    bool all =
        node->kind == EXPRESSION_CALL && node->function->rule == RULE_JOINED;
    size_t n_absent = 0;
    for (size_t i = 0; i < node->n_parts; i++) {
        /* What a literal stands in for is what is not supplied. */
        if (all && type_is_literal(node->parts[i]->type))
            n_absent++;
        else if (expression_is_absent(scope, node->parts[i]))
            n_absent++;
    }
    if (n_absent > 0 && (!all || n_absent == node->n_parts))
        return true;
    return (node->filter && expression_is_absent(scope, node->filter)) ||
           (node->select && select_is_absent(scope, node->select));
}

/* ---- nothing ------------------------------------------------------------- */

static enum expression_nothing nothing_of_call(const struct expression *node)
{
    switch (node->function->aggregate) {
    case AGGREGATE_SUM:
    case AGGREGATE_COUNT:
        return NOTHING_IS_ZERO;
    case AGGREGATE_EXTREME:
        if (node->n_parts == 1)
            return NOTHING_IS_EMPTY;
        break;
    case AGGREGATE_TEXT:
        return NOTHING_IS_EMPTY;
    case NOT_AGGREGATE:
        break;
    }
    return NOTHING_IS_COMPUTED;
}

enum expression_nothing expression_nothing(const struct expression *node)
{
    if (node->kind == EXPRESSION_CALL)
        return nothing_of_call(node);
    if (node->kind != EXPRESSION_OPERATOR || !type_is_number(node->type))
        return NOTHING_IS_COMPUTED;
    enum expression_nothing nothing = NOTHING_IS_ZERO;
    for (size_t i = 0; i < node->n_parts; i++) {
        const struct expression *part = node->parts[i];
        enum expression_nothing of_part = expression_nothing(part);
        if (node->op == OPERATOR_MULTIPLY && part->kind == EXPRESSION_NUMBER)
            continue;
        if (of_part > nothing)
            nothing = of_part;
    }
    return nothing;
}
