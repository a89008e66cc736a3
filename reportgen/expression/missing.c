#include "expression/missing.h"

#include "expression/function.h"
#include "expression/once.h"

/* ---- which fields -------------------------------------------------------- */

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

/* The parts of NODE, from *FIRST to before *END, without which it is empty. */
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

/* ---- the condition ------------------------------------------------------- */

static struct expression *new_truth(struct arena *arena,
                                    enum expression_kind kind, size_t n_parts)
{
    struct expression *node = ARENA_NEW(arena, struct expression);
    *node = (struct expression){
        .kind = kind, .type = {.kind = TYPE_TRUTH}, .n_parts = n_parts};
    node->parts = ARENA_ARRAY(arena, struct expression *, n_parts + 1);
    return node;
}

/* A OP B; the other one when one of them is NULL. */
static struct expression *join(struct arena *arena, enum expression_operator op,
                               struct expression *a, struct expression *b)
{
    if (!a || !b)
        return a ? a : b;
    struct expression *node = new_truth(arena, EXPRESSION_OPERATOR, 2);
    node->op = op;
    node->joined = node->type;
    node->parts[0] = a;
    node->parts[1] = b;
    return node;
}

/* FIELD IS NULL, or IS NOT NULL. */
static struct expression *null_test(struct arena *arena,
                                    const struct expression *field,
                                    enum expression_operator op)
{
    struct expression *node = new_truth(arena, EXPRESSION_OPERATOR, 2);
    node->op = op;
    node->joined = field->type;
    node->parts[0] = ARENA_NEW(arena, struct expression);
    *node->parts[0] = *field;
    node->parts[1] = new_truth(arena, EXPRESSION_NULL, 0);
    node->parts[1]->type.kind = TYPE_NULL;
    return node;
}

/* A field is empty; one that a reference leads to, where it leads anywhere. */
static struct expression *empty_field(struct arena *arena,
                                      const struct expression *node)
{
    const struct expression_source *source = node->source;
    struct expression *empty = null_test(arena, node, OPERATOR_IS);
    if (!source->from)
        return empty;
    const struct expression reference = {.kind = EXPRESSION_FIELD,
                                         .text = source->reference->name,
                                         .type =
                                             type_of_field(source->reference),
                                         .field = source->reference,
                                         .source = source->from};
    return join(arena, OPERATOR_AND, empty,
                null_test(arena, &reference, OPERATOR_IS_NOT));
}

static struct expression *empty(struct arena *arena,
                                const struct expression_scope *scope,
                                const struct expression *node);

static struct expression *empty_or_not(struct arena *arena,
                                       const struct expression_scope *scope,
                                       const struct expression *node)
{
    return missing_field(scope, node) ? empty(arena, scope, node)
                                      : new_truth(arena, EXPRESSION_TRUTH, 0);
}

/* What is chosen is empty: the same choice among conditions. */
static struct expression *empty_choice(struct arena *arena,
                                       const struct expression_scope *scope,
                                       const struct expression *node)
{
    const size_t first = node->has_operand;
    const size_t n_whens = (node->n_parts - first) / 2;
    struct expression *choice =
        new_truth(arena, EXPRESSION_CASE, first + 2 * n_whens + 1);
    choice->has_operand = node->has_operand;
    choice->has_else = true;
    choice->joined = node->joined;
    for (size_t i = 0; i < first + 2 * n_whens; i++)
        choice->parts[i] = i >= first && (i - first) % 2 == 1
                               ? empty_or_not(arena, scope, node->parts[i])
                               : node->parts[i];
    choice->parts[choice->n_parts - 1] =
        choice->n_parts == node->n_parts
            ? empty_or_not(arena, scope, node->parts[node->n_parts - 1])
            : new_truth(arena, EXPRESSION_TRUTH, 0);
    return choice;
}

/* True of a record for which NODE, which can be missing, is empty. */
static struct expression *empty(struct arena *arena,
                                const struct expression_scope *scope,
                                const struct expression *node)
{
    struct expression *found = NULL;
    size_t first, end;
    if (is_choice(node))
        return empty_choice(arena, scope, node);
    if (node->kind == EXPRESSION_FIELD)
        return empty_field(arena, node);
    bool all =
        node->kind == EXPRESSION_CALL && node->function->rule == RULE_JOINED;
    needed_parts(node, &first, &end);
    for (size_t i = first; i < end; i++) {
        const struct expression *part = node->parts[i];
        if (part->type.kind != TYPE_TRUTH && missing_field(scope, part))
            found = join(arena, all ? OPERATOR_AND : OPERATOR_OR, found,
                         empty(arena, scope, part));
    }
    for (size_t i = 0; is_operator(node, OPERATOR_MULTIPLY) && i < 2; i++)
        if (node->parts[i]->type.kind == TYPE_TRUTH)
            found = join(arena, OPERATOR_AND, found, node->parts[i]);
    return found;
}

/* True of a record that one of the sums in NODE passes over, or NULL. */
static struct expression *empty_sums(struct arena *arena,
                                     const struct expression_scope *scope,
                                     const struct expression *node)
{
    struct expression *found = NULL;
    if (node->n_terms == 0) {
        for (size_t i = 0; i < node->n_parts; i++)
            found = join(arena, OPERATOR_OR, found,
                         empty_sums(arena, scope, node->parts[i]));
        return found;
    }
    return missing_field(scope, node->parts[0])
               ? join(arena, OPERATOR_AND, node->filter,
                      empty(arena, scope, node->parts[0]))
               : NULL;
}

const struct expression *
expression_missing_condition(struct arena *arena,
                             const struct expression_scope *scope,
                             const struct expression *node)
{
    const struct expression *sums = empty_sums(arena, scope, node);
    if (sums || !expression_missing_field(scope, node))
        return sums;
    return empty(arena, scope, node);
}

/* Sets *BY to what all sums of NODE are taken once of; false when they are not
   all of one reference. */
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

const struct expression_source *
expression_missing_reference(const struct expression *node)
{
    const struct expression_source *by = NULL;
    return find_reference(node, &by) ? by : NULL;
}
