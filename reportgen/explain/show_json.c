#include "explain/show.h"

#include "base/json_library.h"

#include <stdlib.h>
#include <string.h>

/* ---- parts of objects -------------------------------------------------- */

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text && *text != '\0')
        json_object_set_new(object, key, json_string(text));
}

/* Sets what BUF holds, which is freed. */
static void set_words(json_t *object, const char *key, struct strbuf *buf)
{
    if (buf->size > 0)
        set_text(object, key, strbuf_text(buf));
    strbuf_free(buf);
}

/* Exact, as the dump prints it; JSON's readers take numbers for doubles. */
static void set_value(json_t *object, const char *key,
                      const struct value *value)
{
    struct strbuf buf = STRBUF_INIT;
    if (value->kind == VALUE_NULL) {
        json_object_set_new(object, key, json_null());
        return;
    }
    if (value->kind == VALUE_TEXT)
        show_value(&buf, value);
    else
        value_dump(&buf, value);
    set_words(object, key, &buf);
}

static void set_number(json_t *object, const char *key, size_t number)
{
    if (number > 0)
        json_object_set_new(object, key, json_integer((json_int_t)number));
}

/* ---- places ------------------------------------------------------------ */

static json_t *place_of(const struct number *number)
{
    json_t *object = json_object();
    set_text(object, "id", number->id);
    set_number(object, "section", number->section);
    set_number(object, "page", number->at.page);
    set_number(object, "line", number->at.line);
    set_text(object, "heading", number->heading);
    set_text(object, "sentence", number->sentence);
    set_text(object, "table", number->table);
    set_number(object, "row", number->row);
    set_number(object, "column", number->column);
    set_text(object, "sheet", number->sheet);
    set_text(object, "cell", number->cell);
    if (number->in_chart)
        json_object_set_new(object, "chart", json_true());
    return object;
}

static json_t *number_object(const struct number *number)
{
    json_t *object = json_object();
    set_text(object, "text", number->figure.text);
    set_text(object, "name", number->name);
    set_value(object, "value", &number->figure.value);
    json_object_set_new(object, "place", place_of(number));
    return object;
}

static json_t *rounding_object(const struct number *number)
{
    struct rounding rounding;
    if (!rounding_of(&number->figure, &rounding))
        return NULL;
    json_t *object = json_object();
    const struct value exact =
        value_ratio(rounding.exact.numerator, rounding.exact.denominator);
    json_object_set_new(object, "unit", json_integer(rounding.unit));
    json_object_set_new(object, "percent", json_boolean(rounding.is_percent));
    json_object_set_new(object, "decimals",
                        json_integer((json_int_t)rounding.decimals));
    json_object_set_new(object, "rounded", json_boolean(rounding.is_rounded));
    set_value(object, "exact", &exact);
    return object;
}

/* ---- rows -------------------------------------------------------------- */

static const char *kind_name(enum evidence_kind kind)
{
    static const char *const names[] = {
        [EVIDENCE_SUM] = "sum",           [EVIDENCE_COUNT] = "count",
        [EVIDENCE_DISTINCT] = "distinct", [EVIDENCE_LEAST] = "least",
        [EVIDENCE_GREATEST] = "greatest", [EVIDENCE_TEXT] = "words",
        [EVIDENCE_VALUE] = "value"};
    return names[kind];
}

static json_t *parts_of(const struct evidence *evidence)
{
    json_t *array = json_array();
    for (size_t i = 0; i < evidence->n_parts; i++) {
        const struct evidence_part *part = &evidence->parts[i];
        json_t *object = json_object();
        set_text(object, "kind", kind_name(part->kind));
        json_object_set_new(object, "sign", json_integer(part->sign));
        set_value(object, "total", &part->total);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *row_object(const struct explain_context *context,
                          const struct evidence *evidence,
                          const struct evidence_row *row)
{
    json_t *object = json_object(), *gave = json_array(),
           *fields = json_object();
    struct strbuf buf = STRBUF_INIT;
    show_row_place(&buf, context, evidence, row, NULL);
    set_words(object, "at", &buf);
    for (size_t i = 0; i < evidence->n_parts; i++) {
        json_t *holder = json_object();
        set_value(holder, "v", &row->gave[i]);
        json_array_append(gave, json_object_get(holder, "v"));
        json_decref(holder);
    }
    json_object_set_new(object, "gave", gave);
    for (size_t i = 0; i < evidence->n_fields; i++) {
        json_t *field = json_object();
        show_row_place(&buf, context, evidence, row, &i);
        set_words(field, "at", &buf);
        set_value(field, "value", &row->fields[i].value);
        set_text(field, "text", row->fields[i].text);
        json_object_set_new(fields, evidence->fields[i].path, field);
    }
    json_object_set_new(object, "fields", fields);
    return object;
}

/* ---- explanations ------------------------------------------------------ */

static const char *explained_by(const struct explanation *explanation)
{
    static const char *const names[] = {[EXPLAINED_BY_ROWS] = "rows",
                                        [EXPLAINED_BY_PARTS] = "parts",
                                        [EXPLAINED_BY_QUOTIENT] = "quotient",
                                        [EXPLAINED_BY_GROUPS] = "groups",
                                        [EXPLAINED_BY_NUMBER] = "number",
                                        [EXPLAINED_BY_STATEMENT] = "statement",
                                        [EXPLAINED_BY_SETTING] = "setting"};
    return names[explanation->kind];
}

static void set_source(json_t *object, const struct figure_source *source)
{
    char first[11], last[11];
    set_text(object, "table", source->table);
    set_text(object, "measure", source->expression);
    set_text(object, "where", source->condition);
    if (!source->has_window)
        return;
    date_format_iso(source->first, first);
    date_format_iso(source->last, last);
    set_text(object, "first", first);
    set_text(object, "last", last);
    set_text(object, "decided_by", source->decided_by);
}

static json_t *explanation_object(const struct explain_context *context,
                                  const struct explanation *explanation)
{
    static const char *const signs[] = {
        [FIGURE_PLUS] = "plus", [FIGURE_MINUS] = "minus", [FIGURE_BY] = "by"};
    json_t *object = json_object();
    struct strbuf words = STRBUF_INIT;
    set_text(object, "by", explained_by(explanation));
    set_text(object, "sign", signs[explanation->sign]);
    set_text(object, "figure", explanation->name);
    if (explanation->is_known)
        set_value(object, "value", &explanation->value);
    show_formula(&words, explanation);
    set_words(object, "formula", &words);
    show_condition(&words, explanation);
    set_words(object, "condition", &words);
    show_groups(&words, context, explanation);
    set_words(object, "group", &words);
    show_days(&words, explanation);
    set_words(object, "days", &words);
    if (explanation->kind == EXPLAINED_BY_ROWS) {
        const struct evidence *evidence = &explanation->evidence;
        json_t *rows = json_array();
        set_source(object, explanation->source);
        json_object_set_new(object, "adds_up", json_boolean(evidence->adds_up));
        json_object_set_new(object, "takes", parts_of(evidence));
        if (evidence->constant.kind != VALUE_NULL)
            set_value(object, "constant", &evidence->constant);
        for (size_t i = 0; i < evidence->n_rows; i++)
            json_array_append_new(
                rows, row_object(context, evidence, &evidence->rows[i]));
        json_object_set_new(object, "rows", rows);
    }
    if (explanation->n_parts > 0) {
        json_t *parts = json_array();
        for (size_t i = 0; i < explanation->n_parts; i++)
            json_array_append_new(
                parts, explanation_object(context, explanation->parts[i]));
        json_object_set_new(object, "parts", parts);
    }
    if (explanation->n_labels > 0) {
        json_t *labels = json_array();
        for (size_t i = 0; i < explanation->n_labels; i++)
            json_array_append_new(labels, json_string(explanation->labels[i]));
        json_object_set_new(object, "labels", labels);
    }
    return object;
}

static void print(struct strbuf *buf, json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(object);
    strbuf_add_text(buf, text ? text : "{}");
    free(text);
}

void show_json(struct strbuf *buf, const struct explain_context *context,
               const struct number *number,
               const struct explanation *explanation,
               const struct number *const *others, size_t n_others)
{
    json_t *object = number_object(number);
    json_t *rounding = rounding_object(number);
    char place[512];
    if (rounding)
        json_object_set_new(object, "rounding", rounding);
    if (number->figure.place.file) {
        place_format(number->figure.place, place, sizeof place);
        set_text(object, "written_in", place);
    }
    if (n_others > 0) {
        json_t *also = json_array();
        for (size_t i = 0; i < n_others; i++)
            json_array_append_new(also, place_of(others[i]));
        json_object_set_new(object, "also", also);
    }
    json_object_set_new(object, "origin",
                        explanation_object(context, explanation));
    print(buf, object);
}

void show_json_place(struct strbuf *buf, const struct number *number)
{
    print(buf, number_object(number));
}
