#include "explain/words.h"

#include "base/number.h"
#include "expression/function.h"
#include "expression/once.h"

#include <libintl.h>
#include <string.h>

/* Marks texts that are translated where they are used. */
#define N_(text) text

struct words {
    struct strbuf *buf;
    const struct schema_table *table;
};

static void add(const struct words *words, const struct expression *node);

/* Text of NODE alone, to be set into a sentence. */
static char *told(const struct words *words, const struct expression *node)
{
    struct strbuf buf = STRBUF_INIT;
    add(&(struct words){&buf, words->table}, node);
    if (!buf.data)
        strbuf_add_text(&buf, "");
    return buf.data; /* to be freed by sentence() */
}

/* Adds FORMAT with the words of A and B (may be NULL). */
static void sentence(const struct words *words, const char *format,
                     const struct expression *a, const struct expression *b)
{
    struct strbuf one = {.data = told(words, a)};
    struct strbuf two = {.data = b ? told(words, b) : NULL};
    for (const char *p = format; *p != '\0'; p++) {
        if (p[0] == '%' && (p[1] == '1' || p[1] == '2')) {
            strbuf_add_text(words->buf, p[1] == '1' ? one.data
                                        : two.data  ? two.data
                                                    : "");
            p++;
        } else {
            strbuf_add_char(words->buf, *p);
        }
    }
    strbuf_free(&one);
    strbuf_free(&two);
}

static void add_list(const struct words *words, struct expression *const *nodes,
                     size_t n)
{
    for (size_t i = 0; i < n; i++) {
        strbuf_add_text(words->buf, i > 0 ? "; " : "");
        add(words, nodes[i]);
    }
}

/* “Kinh phí hỗ trợ”; of what a reference leads to, the reference too. */
static void add_field(const struct words *words, const struct expression *node)
{
    strbuf_add_format(words->buf, "“%s”", node->field->heading);
    if (node->source->from)
        strbuf_add_format(words->buf, " (%s)",
                          node->source->reference->heading);
}

static void add_number(const struct words *words, const struct expression *node)
{
    const struct number_style style = {.max_decimals = NUMBER_ALL_DECIMALS};
    number_format(words->buf, node->number, power_of_ten(node->type.scale),
                  &style);
}

/* The label of a code that is compared with a field of a list of values. */
static void add_code(const struct words *words, const struct expression *node,
                     const struct schema_values *values)
{
    const struct schema_value *value =
        values && node->kind == EXPRESSION_STRING
            ? schema_find_value(values, node->text)
            : NULL;
    if (value)
        strbuf_add_format(words->buf, "“%s”", value->label);
    else
        add(words, node);
}

static const struct schema_values *values_of(const struct expression *node)
{
    for (size_t i = 0; i < node->n_parts; i++)
        if (node->parts[i]->type.values)
            return node->parts[i]->type.values;
    return node->joined.values;
}

static void add_parameter(const struct words *words,
                          const struct expression *node)
{
    static const struct {
        const char *name, *text;
    } parameters[] = {
        {"first_year", N_("the first year of the period")},
        {"last_year", N_("the last year of the period")},
        {"first", N_("the first day of the period")},
        {"last", N_("the last day of the period")},
        {"place", N_("the place of the agency")},
    };
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
        if (strcmp(node->text, parameters[i].name) == 0) {
            strbuf_add_text(words->buf, gettext(parameters[i].text));
            return;
        }
    strbuf_add_format(words->buf, ":%s", node->text);
}

static void add_operator(const struct words *words,
                         const struct expression *node)
{
    static const char *const formats[] = {
        [OPERATOR_OR] = N_("%1 or %2"),
        [OPERATOR_AND] = N_("%1 and %2"),
        [OPERATOR_NOT] = N_("not (%1)"),
        [OPERATOR_EQUAL] = N_("%1 is %2"),
        [OPERATOR_UNEQUAL] = N_("%1 is not %2"),
        [OPERATOR_IS] = N_("%1 is %2"),
        [OPERATOR_IS_NOT] = N_("%1 is not %2"),
        [OPERATOR_LIKE] = N_("%1 is like %2"),
        [OPERATOR_GLOB] = N_("%1 is like %2"),
        [OPERATOR_LESS] = N_("%1 is less than %2"),
        [OPERATOR_AT_MOST] = N_("%1 is at most %2"),
        [OPERATOR_GREATER] = N_("%1 is more than %2"),
        [OPERATOR_AT_LEAST] = N_("%1 is at least %2"),
        [OPERATOR_ADD] = N_("%1 plus %2"),
        [OPERATOR_SUBTRACT] = N_("%1 minus %2"),
        [OPERATOR_MULTIPLY] = N_("%1 times %2"),
        [OPERATOR_REMAINDER] = N_("the remainder of %1 by %2"),
        [OPERATOR_JOIN] = N_("%1 followed by %2"),
        [OPERATOR_NEGATE] = N_("minus %1"),
    };
    const struct expression *second = node->n_parts > 1 ? node->parts[1] : NULL;
    if (second && second->kind == EXPRESSION_NULL &&
        (node->op == OPERATOR_IS || node->op == OPERATOR_IS_NOT)) {
        sentence(words,
                 node->op == OPERATOR_IS ? gettext("%1 is empty")
                                         : gettext("%1 is filled in"),
                 node->parts[0], NULL);
        return;
    }
    const struct schema_values *values = values_of(node);
    if (second && second->kind == EXPRESSION_STRING && values) {
        /* A code reads as its label. */
        const struct schema_value *value =
            schema_find_value(values, second->text);
        struct expression label = *second;
        label.text = value ? value->label : second->text;
        sentence(words, gettext(formats[node->op]), node->parts[0], &label);
        return;
    }
    sentence(words, gettext(formats[node->op]), node->parts[0], second);
}

static void add_in(const struct words *words, const struct expression *node)
{
    add(words, node->parts[0]);
    strbuf_add_text(words->buf, node->negated ? gettext(" is none of: ")
                                              : gettext(" is one of: "));
    for (size_t i = 1; i < node->n_parts; i++) {
        strbuf_add_text(words->buf, i > 1 ? ", " : "");
        add_code(words, node->parts[i], values_of(node));
    }
}

/* A sub-select is told by what it looks up, and where. */
static void add_select(const struct words *words,
                       const struct expression_select *select)
{
    const struct words inner = {words->buf, select->froms[0].source.table};
    add(&inner, select->item);
    strbuf_add_format(words->buf, gettext(" of records of “%s”"),
                      select->froms[0].source.table->label);
    if (select->where) {
        strbuf_add_text(words->buf, gettext(" where "));
        add(&inner, select->where);
    }
}

static void add_case(const struct words *words, const struct expression *node)
{
    const size_t first = node->has_operand ? 1 : 0;
    const size_t n_pairs = (node->n_parts - first) / 2;
    for (size_t i = 0; i < n_pairs; i++) {
        const struct expression *when = node->parts[first + 2 * i];
        const struct expression *then = node->parts[first + 2 * i + 1];
        strbuf_add_text(words->buf, i > 0 ? "; " : "");
        if (node->has_operand) {
            add(words, then);
            strbuf_add_text(words->buf, gettext(" where "));
            add(words, node->parts[0]);
            strbuf_add_text(words->buf, " = ");
            add(words, when);
        } else {
            sentence(words, gettext("%2 where %1"), when, then);
        }
    }
    if (node->has_else) {
        strbuf_add_text(words->buf, gettext("; else "));
        add(words, node->parts[node->n_parts - 1]);
    }
}

static void add_filter(const struct words *words, const struct expression *node)
{
    if (!node->filter)
        return;
    strbuf_add_text(words->buf, gettext(" where "));
    add(words, node->filter);
}

static void add_count(const struct words *words, const struct expression *node)
{
    if (node->star || node->n_parts == 0)
        strbuf_add_format(words->buf, gettext("the number of records of “%s”"),
                          words->table->label);
    else
        sentence(words,
                 node->distinct ? gettext("the number of different %1")
                                : gettext("the number of records with %1"),
                 node->parts[0], NULL);
}

static void add_call(const struct words *words, const struct expression *node)
{
    const char *format = NULL;
    switch (node->function->rule) {
    case RULE_SUM:
        format = gettext("the sum of %1");
        break;
    case RULE_COUNT:
        add_count(words, node);
        add_filter(words, node);
        return;
    case RULE_EXTREME:
        if (node->n_parts == 1)
            format = strcmp(node->function->name, "max") == 0
                         ? gettext("the greatest of %1")
                         : gettext("the least of %1");
        break;
    case RULE_JOINED:
        if (node->n_parts == 2)
            format = gettext("%1, or where it is empty %2");
        break;
    case RULE_IIF:
        format = gettext("%2 where %1");
        break;
    case RULE_NULLIF:
        format = gettext("%1 unless it is %2");
        break;
    default:
        break;
    }
    if (format) {
        sentence(words, format, node->parts[0],
                 node->n_parts > 1 ? node->parts[1] : NULL);
    } else {
        strbuf_add_format(words->buf, "%s(", node->function->name);
        add_list(words, node->parts, node->n_parts);
        strbuf_add_char(words->buf, ')');
    }
    add_filter(words, node);
}

static void add(const struct words *words, const struct expression *node)
{
    switch (node->kind) {
    case EXPRESSION_NULL:
        strbuf_add_text(words->buf, gettext("nothing"));
        break;
    case EXPRESSION_NUMBER:
        add_number(words, node);
        break;
    case EXPRESSION_TRUTH:
        strbuf_add_text(words->buf,
                        node->number != 0 ? gettext("true") : gettext("false"));
        break;
    case EXPRESSION_STRING:
        strbuf_add_format(words->buf, "“%s”", node->text);
        break;
    case EXPRESSION_PARAMETER:
        add_parameter(words, node);
        break;
    case EXPRESSION_FIELD:
        add_field(words, node);
        break;
    case EXPRESSION_OPERATOR:
        add_operator(words, node);
        break;
    case EXPRESSION_BETWEEN:
        add(words, node->parts[0]);
        strbuf_add_text(words->buf, node->negated ? gettext(" is not between ")
                                                  : gettext(" is between "));
        sentence(words, gettext("%1 and %2"), node->parts[1], node->parts[2]);
        break;
    case EXPRESSION_IN:
        add_in(words, node);
        break;
    case EXPRESSION_IN_SELECT:
        add(words, node->parts[0]);
        strbuf_add_text(words->buf, node->negated ? gettext(" is none of: ")
                                                  : gettext(" is one of: "));
        add_select(words, node->select);
        break;
    case EXPRESSION_CASE:
        add_case(words, node);
        break;
    case EXPRESSION_CALL:
        add_call(words, node);
        break;
    case EXPRESSION_SELECT:
        add_select(words, node->select);
        break;
    case EXPRESSION_EXISTS:
        strbuf_add_text(words->buf, node->negated ? gettext("there is no ")
                                                  : gettext("there is a "));
        add_select(words, node->select);
        break;
    }
}

void words_of_expression(struct strbuf *buf, const struct expression *tree,
                         const struct schema_table *table)
{
    add(&(struct words){buf, table}, tree);
}

/* A term of a sum has conditions and a value of its own. */
void words_of_part(struct strbuf *buf, const struct evidence_part *part,
                   const struct schema_table *table)
{
    const struct words words = {buf, table};
    if (!part->tree) {
        strbuf_add_format(buf, gettext("the number of records of “%s”"),
                          table->label);
        return;
    }
    if (part->kind != EVIDENCE_SUM || part->tree->n_terms == 0) {
        add(&words, part->tree);
        return;
    }
    const struct expression_term *term = &part->tree->terms[part->term];
    sentence(&words, gettext("the sum of %1"), term->value, NULL);
    for (size_t i = 0; i < term->n_conditions; i++) {
        strbuf_add_text(buf, i == 0 ? gettext(" where ") : gettext(" and "));
        add(&words, term->conditions[i]);
    }
    if (term->by)
        strbuf_add_format(buf, gettext(" (each “%s” once)"),
                          !term->by->from ? term->by->table->entity->heading
                                          : term->by->reference->heading);
}
