#include "explain/show.h"

#include "base/number.h"
#include "base/qualified.h"
#include "explain/words.h"

#include <libintl.h>
#include <string.h>

/* ---- values and places ------------------------------------------------- */

void show_value(struct strbuf *buf, const struct value *value)
{
    const struct number_style style = {.max_decimals = NUMBER_ALL_DECIMALS};
    char date[11];
    switch (value->kind) {
    case VALUE_NULL:
        strbuf_add_text(buf, "-");
        break;
    case VALUE_TEXT:
        qualified_add_shown(buf, value->as.text);
        break;
    case VALUE_INTEGER:
    case VALUE_MONEY:
        number_format(buf, value->as.integer, 1, &style);
        break;
    case VALUE_YEAR:
    case VALUE_BOOLEAN:
        strbuf_add_integer(buf, value->as.integer);
        break;
    case VALUE_DATE:
        date_format_vi(value->as.date, date);
        strbuf_add_text(buf, date);
        break;
    case VALUE_RATIO: {
        struct strbuf decimal = STRBUF_INIT;
        if (number_format(&decimal, value->as.ratio.numerator,
                          value->as.ratio.denominator, &style)) {
            strbuf_add_text(buf, strbuf_text(&decimal));
        } else {
            number_format(buf, value->as.ratio.numerator, 1, &style);
            strbuf_add_char(buf, '/');
            number_format(buf, value->as.ratio.denominator, 1, &style);
            strbuf_add_format(buf, " (%s…)", strbuf_text(&decimal));
        }
        strbuf_free(&decimal);
        break;
    }
    }
}

void show_row_place(struct strbuf *buf, const struct explain_context *context,
                    const struct evidence *evidence,
                    const struct evidence_row *row, const size_t *field)
{
    const struct evidence_field *shown =
        field ? &evidence->fields[*field] : NULL;
    const struct evidence_place at =
        shown && shown->led > 0 ? row->led[shown->led - 1] : row->place;
    if (at.line == 0)
        return;
    char text[512];
    place_format(store_place(context->store, at.source, at.line,
                             shown ? shown->field : NULL),
                 text, sizeof text);
    strbuf_add_text(buf, text);
}

void show_place(struct strbuf *buf, const struct number *number)
{
    if (number->at.page > 0 && number->at.line > 0)
        strbuf_add_format(buf, gettext("page %u, line %u"),
                          (unsigned)number->at.page, (unsigned)number->at.line);
    else if (number->at.page > 0)
        strbuf_add_format(buf, gettext("page %u"), (unsigned)number->at.page);
    else if (number->sheet)
        strbuf_add_format(buf, gettext("sheet “%s”, cell %s"), number->sheet,
                          number->cell);
    strbuf_add_format(buf, " [%s]", number->id);
    if (number->heading && !number->sheet)
        strbuf_add_format(buf, ", %s", number->heading);
    strbuf_add_format(buf, ": %s", number->sentence);
}

/* ---- words ------------------------------------------------------------- */

static const struct schema_table *table_of(const struct evidence *evidence)
{
    return evidence->query->scope.table;
}

static void add_formula_of_rows(struct strbuf *buf,
                                const struct evidence *evidence)
{
    const struct tally_item *item = evidence->item;
    if (!item || !item->tree) {
        strbuf_add_format(buf, gettext("the number of records of “%s”"),
                          table_of(evidence)->label);
        return;
    }
    if (!evidence->adds_up || evidence->n_parts == 0) {
        words_of_expression(buf, item->tree, table_of(evidence));
        return;
    }
    for (size_t i = 0; i < evidence->n_parts; i++) {
        if (evidence->parts[i].sign < 0)
            strbuf_add_text(buf, gettext(" minus "));
        else if (i > 0)
            strbuf_add_text(buf, gettext(" plus "));
        words_of_part(buf, &evidence->parts[i], table_of(evidence));
    }
    if (evidence->constant.kind != VALUE_NULL) {
        strbuf_add_text(buf, gettext(" plus "));
        show_value(buf, &evidence->constant);
    }
}

void show_formula(struct strbuf *buf, const struct explanation *explanation)
{
    switch (explanation->kind) {
    case EXPLAINED_BY_ROWS:
        add_formula_of_rows(buf, &explanation->evidence);
        break;
    case EXPLAINED_BY_PARTS:
        strbuf_add_text(
            buf, explanation->n_parts > 0 &&
                         explanation->parts[explanation->n_parts - 1]->sign ==
                             FIGURE_BY
                     ? gettext("the first of these by the second")
                     : gettext("the sum of these"));
        break;
    case EXPLAINED_BY_QUOTIENT:
        strbuf_add_text(buf, gettext("the first of these by the second"));
        break;
    case EXPLAINED_BY_GROUPS:
        strbuf_add_text(buf, gettext("the number of groups"));
        break;
    case EXPLAINED_BY_NUMBER:
        strbuf_add_text(buf, gettext("a number of the layout"));
        break;
    case EXPLAINED_BY_STATEMENT:
        strbuf_add_format(buf,
                          gettext("a statement of the layout's own (tally "
                                  "“%s”); its rows are not known"),
                          explanation->source ? explanation->source->tally
                                              : "?");
        break;
    case EXPLAINED_BY_SETTING:
        strbuf_add_text(buf, gettext("not from the data: the configuration, "
                                     "the period or the layout says so"));
        break;
    }
}

void show_condition(struct strbuf *buf, const struct explanation *explanation)
{
    const struct evidence *evidence = &explanation->evidence;
    if (explanation->kind == EXPLAINED_BY_ROWS && evidence->query->where)
        words_of_expression(buf, evidence->query->where, table_of(evidence));
}

void show_groups(struct strbuf *buf, const struct explain_context *context,
                 const struct explanation *explanation)
{
    const struct evidence *evidence = &explanation->evidence;
    const struct figure_row *row = explanation->row;
    if (explanation->kind != EXPLAINED_BY_ROWS || !row)
        return;
    const struct tally_definition *definition = evidence->tally->definition;
    for (size_t i = 0; i < FIGURE_KEYS; i++) {
        if (!row->keys[i].field)
            continue;
        const struct schema_field *field =
            i < definition->n_groups ? evidence->query->groups[i].field : NULL;
        const struct schema_value *value =
            field && field->values
                ? schema_find_value(field->values, row->keys[i].code)
                : NULL;
        strbuf_add_format(
            buf, "%s“%s” = “%s”", buf->size > 0 ? ", " : "",
            field ? field->heading : row->keys[i].field,
            value ? value->label
                  : qualified_shown(context->arena, row->keys[i].code));
    }
}

void show_days(struct strbuf *buf, const struct explanation *explanation)
{
    const struct figure_source *source = explanation->source;
    char first[11], last[11];
    if (explanation->kind != EXPLAINED_BY_ROWS || !source->has_window)
        return;
    const struct tally_query *query = explanation->evidence.query;
    date_format_vi(source->first, first);
    date_format_vi(source->last, last);
    strbuf_add_format(buf, gettext("%s to %s, by “%s”"), first, last,
                      query->date_field ? query->date_field->heading
                                        : source->decided_by);
}

/* ---- text -------------------------------------------------------------- */

struct text_show {
    struct strbuf *buf;
    const struct explain_context *context;
};

static void indent(const struct text_show *show, int depth)
{
    strbuf_add_format(show->buf, "%*s", depth, "");
}

/* "title: words", if there are words; WORDS are freed. */
static void add_line(const struct text_show *show, int depth, const char *title,
                     struct strbuf *words)
{
    if (words->size > 0) {
        indent(show, depth);
        strbuf_add_format(show->buf, "%s: %s\n", title, strbuf_text(words));
    }
    strbuf_free(words);
}

/* What a row gave: by each part, when there are several. */
static void add_given(const struct text_show *show,
                      const struct evidence *evidence,
                      const struct evidence_row *row)
{
    for (size_t i = 0; i < evidence->n_parts; i++) {
        strbuf_add_text(show->buf, i > 0 ? " | " : "");
        if (row->gave[i].kind == VALUE_NULL)
            strbuf_add_text(show->buf, "–");
        else
            show_value(show->buf, &row->gave[i]);
    }
}

static void add_row(const struct text_show *show, int depth,
                    const struct evidence *evidence,
                    const struct evidence_row *row)
{
    indent(show, depth);
    show_row_place(show->buf, show->context, evidence, row, NULL);
    strbuf_add_text(show->buf, ": ");
    add_given(show, evidence, row);
    const char *joint = "  (";
    for (size_t i = 0; i < evidence->n_fields; i++) {
        if (*row->fields[i].text == '\0')
            continue;
        strbuf_add_format(show->buf, "%s%s = %s", joint,
                          evidence->fields[i].field->heading,
                          row->fields[i].text);
        joint = "; ";
    }
    strbuf_add_text(show->buf, *joint == ';' ? ")\n" : "\n");
}

static void add_total(const struct text_show *show, int depth,
                      const struct evidence *evidence)
{
    indent(show, depth);
    strbuf_add_format(
        show->buf, ngettext("%zu record: ", "%zu records: ", evidence->n_rows),
        evidence->n_rows);
    for (size_t i = 0; i < evidence->n_parts; i++) {
        strbuf_add_text(show->buf, i > 0 ? " | " : "");
        show_value(show->buf, &evidence->parts[i].total);
    }
    if (evidence->constant.kind != VALUE_NULL) {
        strbuf_add_text(show->buf, " + ");
        show_value(show->buf, &evidence->constant);
    }
    if (evidence->n_parts > 1 && evidence->adds_up) {
        strbuf_add_text(show->buf, " = ");
        show_value(show->buf, &evidence->value);
    }
    strbuf_add_char(show->buf, '\n');
}

static void add_explanation(const struct text_show *show, int depth,
                            const struct explanation *explanation);

static void add_parts(const struct text_show *show, int depth,
                      const struct explanation *explanation)
{
    static const char *const signs[] = {
        [FIGURE_PLUS] = "+", [FIGURE_MINUS] = "-", [FIGURE_BY] = ":"};
    for (size_t i = 0; i < explanation->n_parts; i++) {
        const struct explanation *part = explanation->parts[i];
        indent(show, depth);
        strbuf_add_format(show->buf, "%s ", i == 0 ? "=" : signs[part->sign]);
        if (part->is_known)
            show_value(show->buf, &part->value);
        strbuf_add_char(show->buf, '\n');
        add_explanation(show, depth + 4, part);
    }
}

static void add_explanation(const struct text_show *show, int depth,
                            const struct explanation *explanation)
{
    const struct evidence *evidence = &explanation->evidence;
    struct strbuf words = STRBUF_INIT;
    if (explanation->name) {
        indent(show, depth);
        strbuf_add_format(show->buf, "%s: %s\n", gettext("figure"),
                          explanation->name);
    }
    show_formula(&words, explanation);
    add_line(show, depth, gettext("formula"), &words);
    show_condition(&words, explanation);
    add_line(show, depth, gettext("condition"), &words);
    show_groups(&words, show->context, explanation);
    add_line(show, depth, gettext("group"), &words);
    show_days(&words, explanation);
    add_line(show, depth, gettext("days"), &words);
    if (explanation->kind == EXPLAINED_BY_ROWS) {
        indent(show, depth);
        strbuf_add_format(show->buf, gettext("records of “%s”:\n"),
                          table_of(evidence)->label);
        for (size_t i = 0; i < evidence->n_rows; i++)
            add_row(show, depth + 2, evidence, &evidence->rows[i]);
        add_total(show, depth + 2, evidence);
    }
    for (size_t i = 0; i < explanation->n_labels; i++) {
        indent(show, depth + 2);
        strbuf_add_format(show->buf, "%s\n", explanation->labels[i]);
    }
    add_parts(show, depth, explanation);
}

static const char *unit_name(int64_t unit, bool is_money)
{
    return unit == 1000         ? gettext("thousand đồng")
           : unit == 1000000    ? gettext("million đồng")
           : unit == 1000000000 ? gettext("billion đồng")
           : is_money           ? gettext("đồng")
                                : NULL;
}

static void add_rounding(struct strbuf *buf, const struct number *number)
{
    struct rounding rounding;
    if (!rounding_of(&number->figure, &rounding))
        return;
    const bool is_money = number->figure.value.kind == VALUE_MONEY ||
                          number->figure.value.of_money;
    const char *unit = rounding.is_percent ? gettext("percent")
                                           : unit_name(rounding.unit, is_money);
    if (unit)
        strbuf_add_format(buf, "%s; ", unit);
    if (!rounding.is_rounded) {
        strbuf_add_text(buf, gettext("exact"));
        return;
    }
    const struct value exact =
        value_ratio(rounding.exact.numerator, rounding.exact.denominator);
    strbuf_add_format(buf,
                      ngettext("rounded to %u decimal from ",
                               "rounded to %u decimals from ",
                               rounding.decimals),
                      rounding.decimals);
    show_value(buf, &exact);
}

void show_text(struct strbuf *buf, const struct explain_context *context,
               const struct number *number,
               const struct explanation *explanation,
               const struct number *const *others, size_t n_others)
{
    const struct text_show show = {buf, context};
    struct strbuf words = STRBUF_INIT;
    char place[512];
    strbuf_add_format(buf, "“%s”\n", number->figure.text);
    show_place(&words, number);
    add_line(&show, 0, gettext("place"), &words);
    for (size_t i = 0; i < n_others; i++) {
        strbuf_add_format(&words, "“%s” ", others[i]->figure.text);
        show_place(&words, others[i]);
        add_line(&show, 0, gettext("also"), &words);
    }
    place_format(number->figure.place, place, sizeof place);
    if (number->figure.place.file) {
        strbuf_add_text(&words, place);
        add_line(&show, 0, gettext("written in"), &words);
    }
    add_rounding(&words, number);
    add_line(&show, 0, gettext("unit and rounding"), &words);
    add_explanation(&show, 0, explanation);
}
