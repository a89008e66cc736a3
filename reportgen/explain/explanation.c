#include "explain/explanation.h"

#include "base/number.h"
#include "base/ratio.h"
#include "tally/tally_group.h"
#include "tally/tally_origin.h"

#include <string.h>

/* ---- exact values ------------------------------------------------------ */

static bool is_ratio(const struct value *value, struct ratio *ratio)
{
    if (!number_is_figure(value) && value->kind != VALUE_YEAR)
        return false;
    *ratio = value_as_ratio(value);
    return true;
}

/* The sum or quotient of the parts; not known when one of them is not. */
static void work_out(struct explanation *explanation)
{
    struct ratio sum = {0, 1}, part;
    bool is_money = explanation->kind == EXPLAINED_BY_PARTS;
    explanation->is_known = false;
    for (size_t i = 0; i < explanation->n_parts; i++) {
        const struct explanation *own = explanation->parts[i];
        bool done;
        if (!own->is_known)
            return;
        is_money = is_money && own->value.kind == VALUE_MONEY;
        if (own->value.kind == VALUE_NULL) {
            if (explanation->kind == EXPLAINED_BY_QUOTIENT) {
                explanation->is_known = true; /* there is none */
                return;
            }
            continue;
        }
        if (!is_ratio(&own->value, &part))
            return;
        if (i == 0 && explanation->kind == EXPLAINED_BY_QUOTIENT) {
            sum = part;
            continue;
        }
        if (explanation->kind == EXPLAINED_BY_QUOTIENT ||
            own->sign == FIGURE_BY) {
            if (part.numerator == 0) {
                explanation->is_known = true;
                return;
            }
            done = ratio_divide(sum, part, &sum);
        } else {
            done = own->sign == FIGURE_MINUS ? ratio_subtract(sum, part, &sum)
                                             : ratio_add(sum, part, &sum);
        }
        if (!done)
            return;
    }
    explanation->is_known = true;
    explanation->value = value_ratio(sum.numerator, sum.denominator);
    if (sum.denominator == 1 && explanation->kind == EXPLAINED_BY_PARTS)
        explanation->value = is_money ? value_money(sum.numerator)
                                      : value_integer(sum.numerator);
}

bool explanation_agrees(const struct explanation *explanation,
                        const struct value *value)
{
    static const struct ratio hundred = {100, 1};
    struct ratio own, other;
    if (!explanation->is_known || !is_ratio(value, &other))
        return true;
    if (explanation->value.kind == VALUE_DATE)
        return true; /* its year, or its day, was printed */
    if (!is_ratio(&explanation->value, &own))
        return value_is_zero(value);
    return ratio_compare(own, other) == 0 ||
           (ratio_multiply(own, hundred, &own) &&
            ratio_compare(own, other) == 0);
}

/* ---- making ------------------------------------------------------------ */

static const char *name_of(struct arena *arena,
                           const struct figure_source *source,
                           const struct figure_row *row)
{
    struct strbuf buf = STRBUF_INIT;
    const struct origin origin = {source, row, NULL};
    origin_name(&buf, &origin);
    const char *name = arena_strdup(arena, strbuf_text(&buf));
    strbuf_free(&buf);
    return name;
}

static void give_parts(const struct explain_context *context,
                       struct explanation *explanation, size_t n)
{
    explanation->parts = ARENA_ARRAY(context->arena, struct explanation *, n);
}

/* "total.support" is of all rows, another column of the quotient's own. */
static struct explanation *side(const struct explain_context *context,
                                const char *name,
                                const struct figure_source *quotient,
                                const struct figure_row *row)
{
    static const char total[] = "total.";
    const struct tally *tally = tallies_find(context->tallies, quotient->tally);
    const bool of_total = strncmp(name, total, sizeof total - 1) == 0;
    const int column =
        tally_find_column(tally, of_total ? name + sizeof total - 1 : name);
    const struct origin origin = {column < 0 ? NULL
                                             : tally->columns[column].source,
                                  of_total ? NULL : row, NULL};
    return explanation_of(context, &origin);
}

/* The sum of a tally's rows, which things in several groups are in more than
   once. */
static bool add_rows(const struct explain_context *context,
                     const struct tally *tally, struct explanation *explanation)
{
    const struct tally_row *rows = tally_rows(tally);
    explanation->kind = EXPLAINED_BY_PARTS;
    give_parts(context, explanation, tally->n_rows);
    for (size_t i = 0; i < tally->n_rows; i++) {
        const struct origin origin = {
            explanation->source,
            tally_figure_row(context->arena, tally, &rows[i]), NULL};
        struct explanation *part = explanation_of(context, &origin);
        if (!part)
            return false;
        explanation->parts[explanation->n_parts++] = part;
    }
    work_out(explanation);
    return true;
}

static void count_groups(const struct explain_context *context,
                         const struct tally *tally,
                         struct explanation *explanation)
{
    const bool pairs = tally->n_groups == 2;
    const struct tally_row *rows = pairs ? tally->firsts : tally_rows(tally);
    const size_t n = pairs ? tally->n_firsts : tally->n_rows;
    explanation->kind = EXPLAINED_BY_GROUPS;
    explanation->labels = ARENA_ARRAY(context->arena, const char *, n);
    for (size_t i = 0; i < n; i++)
        if (rows[i].labels && rows[i].labels[0])
            explanation->labels[explanation->n_labels++] = rows[i].labels[0];
    explanation->is_known = true;
    explanation->value = value_integer((int64_t)n);
}

static bool add_records(const struct explain_context *context,
                        struct explanation *explanation)
{
    const struct figure_source *source = explanation->source;
    const struct figure_row *row = explanation->row;
    const struct tally *tally = tallies_find(context->tallies, source->tally);
    if (!tally || tally->is_statement) {
        explanation->kind = EXPLAINED_BY_STATEMENT;
        return true;
    }
    if (source == tally->count && !tally->is_list) {
        count_groups(context, tally, explanation);
        return true;
    }
    if (row && row->all && !tally->is_list)
        return add_rows(context, tally, explanation);
    explanation->kind = EXPLAINED_BY_ROWS;
    if (!tally_evidence_find(context->arena, context->store, context->tallies,
                             source, row, context->diag,
                             &explanation->evidence)) {
        explanation->kind = EXPLAINED_BY_STATEMENT;
        return !diag_failed(context->diag);
    }
    explanation->is_known = explanation->evidence.adds_up;
    explanation->value = explanation->evidence.value;
    return true;
}

static bool add_parts(const struct explain_context *context,
                      const struct figure_part *first,
                      struct explanation *explanation)
{
    size_t n = 0;
    for (const struct figure_part *part = first; part; part = part->next)
        n++;
    explanation->kind = EXPLAINED_BY_PARTS;
    give_parts(context, explanation, n);
    for (const struct figure_part *part = first; part; part = part->next) {
        struct explanation *own = explanation_of(context, &part->origin);
        if (!own)
            return false;
        own->sign = part->sign;
        if (part->value.kind != VALUE_NULL && !part->origin.source &&
            !part->origin.parts) {
            own->kind = EXPLAINED_BY_NUMBER;
            own->is_known = true;
            own->value = part->value;
        }
        explanation->parts[explanation->n_parts++] = own;
    }
    work_out(explanation);
    return true;
}

static bool add_quotient(const struct explain_context *context,
                         struct explanation *explanation)
{
    const struct figure_source *source = explanation->source;
    explanation->kind = EXPLAINED_BY_QUOTIENT;
    give_parts(context, explanation, 2);
    explanation->n_parts = 2;
    explanation->parts[0] =
        side(context, source->numerator, source, explanation->row);
    explanation->parts[1] =
        side(context, source->denominator, source, explanation->row);
    if (!explanation->parts[0] || !explanation->parts[1])
        return false;
    explanation->parts[1]->sign = FIGURE_BY;
    work_out(explanation);
    return true;
}

struct explanation *explanation_of(const struct explain_context *context,
                                   const struct origin *origin)
{
    struct explanation *explanation =
        ARENA_NEW(context->arena, struct explanation);
    *explanation = (struct explanation){.kind = EXPLAINED_BY_SETTING,
                                        .source = origin->source,
                                        .row = origin->row};
    if (origin->source)
        explanation->name =
            name_of(context->arena, origin->source, origin->row);
    bool done = true;
    if (origin->parts)
        done = add_parts(context, origin->parts, explanation);
    else if (origin->source && origin->source->numerator)
        done = add_quotient(context, explanation);
    else if (origin->source)
        done = add_records(context, explanation);
    return done ? explanation : NULL;
}

/* ---- rounding ---------------------------------------------------------- */

/* The number that TEXT begins with ("1.628,5", "36,8%", "08", "5,002 tỷ"), and
   how many decimals it has. */
static bool read_printed(const char *text, struct ratio *printed,
                         unsigned *decimals, bool *percent)
{
    int64_t number = 0, unit = 1;
    bool negative = false, behind_comma = false, digits = false;
    *decimals = 0;
    if (*text == '-' || strncmp(text, "\xE2\x88\x92", 3) == 0) {
        negative = true;
        text += *text == '-' ? 1 : 3;
    }
    for (; *text != '\0' && *text != '%' && *text != ' ' &&
           strncmp(text, "\xC2\xA0", 2) != 0;
         text++) {
        if (*text == ',' && !behind_comma) {
            behind_comma = true;
        } else if (*text >= '0' && *text <= '9') {
            if (!number_multiply(number, 10, &number) ||
                !number_add(number, *text - '0', &number))
                return false;
            digits = true;
            if (behind_comma) {
                ++*decimals;
                if (!number_multiply(unit, 10, &unit))
                    return false;
            }
        } else if (*text != '.' || behind_comma) {
            return false;
        }
    }
    *percent = *text == '%';
    return digits && ratio_make(negative ? -number : number, unit, printed);
}

/* Whether EXACT, rounded half away from zero to DECIMALS, is PRINTED. */
static bool rounds_to(struct ratio exact, struct ratio printed,
                      unsigned decimals)
{
    struct ratio difference, half;
    int64_t unit = 2;
    for (unsigned i = 0; i < decimals; i++)
        if (!number_multiply(unit, 10, &unit))
            return false;
    if (!ratio_make(1, unit, &half) ||
        !ratio_subtract(exact, printed, &difference))
        return false;
    if (difference.numerator < 0)
        difference.numerator = -difference.numerator;
    return ratio_compare(difference, half) <= 0;
}

bool rounding_of(const struct figure *figure, struct rounding *rounding)
{
    static const int64_t units[] = {1, 1000000, 1000, 1000000000};
    struct ratio value;
    *rounding = (struct rounding){0};
    if (!is_ratio(&figure->value, &value) ||
        !read_printed(figure->text, &rounding->printed, &rounding->decimals,
                      &rounding->is_percent))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!ratio_divide(value, (struct ratio){units[i], 1},
                          &rounding->exact) ||
            !rounds_to(rounding->exact, rounding->printed, rounding->decimals))
            continue;
        rounding->unit = units[i];
        rounding->is_rounded =
            ratio_compare(rounding->exact, rounding->printed) != 0;
        return true;
    }
    if (ratio_multiply(value, (struct ratio){100, 1}, &rounding->exact) &&
        rounds_to(rounding->exact, rounding->printed, rounding->decimals)) {
        rounding->unit = 1;
        rounding->is_percent = true;
        rounding->is_rounded =
            ratio_compare(rounding->exact, rounding->printed) != 0;
        return true;
    }
    return false;
}
