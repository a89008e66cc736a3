#include "expression/common_type.h"

#include "base/nearest.h"
#include "base/number.h"
#include "base/unicode.h"
#include "expression/function.h"

#include <libintl.h>
#include <string.h>

/* ---- literals ------------------------------------------------------------ */
static bool is_code(const struct schema_values *values, const char *text)
{
    return schema_find_value(values, text) != NULL;
}

/* A value may have been named as the data spell it: its code is meant. */
static bool report_code(const struct checker *checker,
                        const struct expression *node,
                        const struct schema_values *values)
{
    const char *folded = unicode_fold(checker->arena, node->text);
    struct nearest nearest = NEAREST_INIT;
    const char *hint = NULL;
    for (size_t i = 0; i < values->n_values; i++) {
        const struct schema_value *value = &values->values[i];
        if (!hint && schema_is_spelt(&value->spellings, folded))
            hint = arena_printf(checker->arena, gettext("; did you mean “%s”?"),
                                value->code);
        nearest_offer(&nearest, node->text, strlen(node->text), value->code);
    }
    diag_report(checker->diag, DIAG_EXPRESSION_CODE, node->place, node->text,
                values->name, hint ? hint : nearest_hint(&nearest));
    return false;
}

/* A day may be written as an office writes it; days are compared as ISO. */
static bool adapt_day(const struct checker *checker, struct expression *node)
{
    struct date date;
    char day[11];
    if (!date_parse(node->text, &date))
        return checker_report_argument(
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
        return checker_report_argument(checker, node->place, node->text,
                                       TYPE_TRUTH, type_name(node->type));
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
bool common_adapt(const struct checker *checker, struct expression *node,
                  struct type type)
{
    if (!type_is_literal(node->type))
        return true;
    if (node->kind != EXPRESSION_CASE && node->kind != EXPRESSION_CALL)
        return adapt_literal(checker, node, type);
    for (size_t i = first_value(node); i < node->n_parts;
         i = next_value(node, i))
        if (!common_adapt(checker, node->parts[i], type))
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

/* ---- amounts without their zeros ----------------------------------------- */

/* How far a literal must lie below what is plausible to be doubted. */
enum { FAR_BELOW = 10 };

/* The field of money whose figures NODE's are like, the one whose plausible
   range begins lowest; NULL where none is known, as of a difference. */
static const struct schema_field *amount_of(const struct expression *node);

/* The least amount that FIELD plausibly has: what the schema says, else one of
   the unit in which it is written. */
static int64_t least_amount(const struct schema_field *field)
{
    return field->has_plausible_min ? field->plausible_min : field->unit;
}

static const struct schema_field *lower(const struct schema_field *a,
                                        const struct schema_field *b)
{
    return !a || (b && least_amount(b) < least_amount(a)) ? b : a;
}

static const struct schema_field *
amount_of_values(const struct expression *node)
{
    const struct schema_field *found = NULL;
    for (size_t i = first_value(node); i < node->n_parts;
         i = next_value(node, i))
        found = lower(found, amount_of(node->parts[i]));
    return found;
}

static const struct schema_field *amount_of(const struct expression *node)
{
    switch (node->kind) {
    case EXPRESSION_FIELD:
        return node->type.kind == TYPE_MONEY ? node->field : NULL;
    case EXPRESSION_CASE:
    case EXPRESSION_CALL:
        return node->type.kind == TYPE_MONEY ? amount_of_values(node) : NULL;
    case EXPRESSION_SELECT:
        return amount_of(node->select->item);
    default:
        return NULL;
    }
}

static void doubt_amount(const struct checker *checker,
                         const struct expression *literal,
                         const struct schema_field *field)
{
    struct number_style style = {0};
    struct strbuf number = STRBUF_INIT;
    int64_t meant;
    const char *hint = "";
    if (literal->number == 0 ||
        literal->number > least_amount(field) / FAR_BELOW)
        return;
    if (field->unit > 1 &&
        number_multiply(literal->number, field->unit, &meant))
        hint = arena_printf(
            checker->arena, gettext("; did you mean “%s”?"),
            arena_printf(checker->arena, "%lld", (long long)meant));
    number_format(&number, literal->number, 1, &style);
    diag_report(
        checker->diag, DIAG_EXPRESSION_AMOUNT, literal->place,
        arena_printf(checker->arena, "%lld", (long long)literal->number),
        strbuf_text(&number), field->heading, hint);
    strbuf_free(&number);
}

/* Doubts the literals in NODE, or that become its value, beside FIELD. */
static void doubt_literals(const struct checker *checker,
                           const struct expression *node,
                           const struct schema_field *field)
{
    if (node->kind == EXPRESSION_NUMBER)
        doubt_amount(checker, node, field);
    else if (type_is_literal(node->type) &&
             (node->kind == EXPRESSION_CASE || node->kind == EXPRESSION_CALL))
        for (size_t i = first_value(node); i < node->n_parts;
             i = next_value(node, i))
            doubt_literals(checker, node->parts[i], field);
}

/* ---- what parts have in common ------------------------------------------- */
static bool is_some_text(struct type type)
{
    return type.kind == TYPE_CODE || type.kind == TYPE_TEXT ||
           type.kind == TYPE_STRING;
}

/* Joins the type of PART to *COMMON; WHAT joins them. */
bool common_join_type(const struct checker *checker,
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
           checker_report_types(checker, node->place, what, before, part->type);
}

/* *COMMON is the type of the parts that NODE takes its value from. */
bool common_join_values(const struct checker *checker, struct expression *node,
                        const char *what, struct type *common)
{
    *common = (struct type){.kind = TYPE_NULL};
    for (size_t i = first_value(node); i < node->n_parts;
         i = next_value(node, i))
        if (!common_join_type(checker, node, node->parts[i], what, common))
            return false;
    /* A literal that came before what it stands beside. */
    if (checker->mixes && common->kind == TYPE_CODE)
        for (size_t i = first_value(node); i < node->n_parts;
             i = next_value(node, i))
            if (has_other_text(node->parts[i], common->values))
                common->kind = TYPE_TEXT;
    for (size_t i = first_value(node); i < node->n_parts;
         i = next_value(node, i))
        if (!common_adapt(checker, node->parts[i], *common))
            return false;
    const struct schema_field *amount =
        common->kind == TYPE_MONEY ? amount_of_values(node) : NULL;
    for (size_t i = first_value(node); amount && i < node->n_parts;
         i = next_value(node, i))
        doubt_literals(checker, node->parts[i], amount);
    return true;
}

/* The parts of NODE are compared with each other; of a case, its operand with
   what stands behind each WHEN. */
bool common_compare_parts(const struct checker *around, struct expression *node,
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
        if (!common_join_type(checker, node, node->parts[i], what, &common))
            return false;
    if (!common_adapt(checker, node->parts[0], common))
        return false;
    for (size_t i = 1; i < n; i += is_case ? 2 : 1)
        if (!common_adapt(checker, node->parts[i], common))
            return false;
    const struct schema_field *amount =
        common.kind == TYPE_MONEY ? amount_of(node->parts[0]) : NULL;
    for (size_t i = 1; common.kind == TYPE_MONEY && i < n; i += is_case ? 2 : 1)
        amount = lower(amount, amount_of(node->parts[i]));
    for (size_t i = 0; amount && i < n; i += is_case && i > 0 ? 2 : 1)
        doubt_literals(checker, node->parts[i], amount);
    node->joined = common;
    return true;
}

/* NODE is a truth, or a literal that can be; WHAT needs it. */
bool common_need_truth(const struct checker *checker, struct expression *node,
                       const char *what)
{
    static const struct type truth = {.kind = TYPE_TRUTH};
    if (node->type.kind == TYPE_TRUTH || node->type.kind == TYPE_NULL)
        return true;
    if (node->type.kind == TYPE_NUMBER)
        return common_adapt(checker, node, truth);
    return checker_report_argument(checker, node->place, what, TYPE_TRUTH,
                                   type_name(node->type));
}
