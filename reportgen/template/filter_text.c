#include "base/number_words.h"
#include "base/ratio.h"
#include "base/unicode.h"
#include "template/filter_call.h"

#include <stdio.h>
#include <string.h>

static const char *printed(struct filter_call *call)
{
    return call->state->text
               ? call->state->text
               : filter_default_text(call->context, &call->state->value);
}

/* ---- numbers as words ---------------------------------------------------- */

bool filter_words(struct filter_call *call)
{
    struct strbuf buf = STRBUF_INIT;
    struct word_style style = {.southern = call->context->southern_words};
    number_words(&buf, call->state->value.as.integer, &style);
    call->state->text = filter_keep(call->context, &buf);
    return true;
}

/* TEXT without UNIT at its end, or NULL when it ends otherwise. */
static const char *without_end(struct arena *arena, const char *text,
                               const char *unit)
{
    size_t size = strlen(text), end = strlen(unit);
    if (size <= end || strcmp(text + size - end, unit) != 0)
        return NULL;
    return arena_strndup(arena, text, size - end);
}

/* "Hai tỷ đồng." is money, "hai mươi mốt" a count. */
bool filter_from_words(struct filter_call *call)
{
    struct arena *arena = call->context->arena;
    const char *text = printed(call);
    int64_t number;
    if (*text == '\0')
        return true;
    const char *words = without_end(arena, text, ".");
    if (!words)
        words = text;
    const char *amount = without_end(arena, words, " đồng");
    if (!number_words_parse(amount ? amount : words, &number)) {
        diag_report(call->diag, DIAG_NOT_IN_WORDS, call->place, text);
        return false;
    }
    call->state->value = amount ? value_money(number) : value_integer(number);
    call->state->text = NULL;
    return true;
}

static bool print_ordinal(struct filter_call *call,
                          bool (*print)(struct strbuf *buf, int64_t number))
{
    struct strbuf buf = STRBUF_INIT;
    bool done = print(&buf, call->state->value.as.integer);
    const char *text = filter_keep(call->context, &buf);
    if (!done)
        return filter_out_of_range(call);
    call->state->text = text;
    return true;
}

bool filter_roman(struct filter_call *call)
{
    return print_ordinal(call, number_format_roman);
}

bool filter_letter(struct filter_call *call)
{
    return print_ordinal(call, number_format_letter);
}

/* ---- dates --------------------------------------------------------------- */

bool filter_date(struct filter_call *call)
{
    char text[11];
    date_format_vi(call->state->value.as.date, text);
    call->state->text = arena_strdup(call->context->arena, text);
    return true;
}

/* Months 1 and 2 have a leading zero, as NĐ 30/2020 wants them. */
bool filter_longdate(struct filter_call *call)
{
    struct date date = call->state->value.as.date;
    call->state->text = arena_printf(
        call->context->arena, "ngày %02d tháng %s%d năm %d", date.day,
        date.month < 3 ? "0" : "", date.month, date.year);
    return true;
}

bool filter_month(struct filter_call *call)
{
    int month = call->state->value.as.date.month;
    call->state->value = value_integer(month);
    call->state->text =
        arena_printf(call->context->arena, "%s%d", month < 3 ? "0" : "", month);
    return true;
}

bool filter_year(struct filter_call *call)
{
    int year = call->state->value.as.date.year;
    call->state->value = (struct value){.kind = VALUE_YEAR, .as.integer = year};
    return true;
}

/* ---- texts --------------------------------------------------------------- */

/* A text stays the value; a figure keeps its number beside the text. */
static bool set_printed(struct filter_call *call, const char *text)
{
    if (call->state->value.kind == VALUE_TEXT)
        call->state->value.as.text = text;
    call->state->text = text;
    call->state->after = NULL;
    return true;
}

bool filter_upper(struct filter_call *call)
{
    return set_printed(call,
                       unicode_upper(call->context->arena, printed(call)));
}

bool filter_lower(struct filter_call *call)
{
    return set_printed(call,
                       unicode_lower(call->context->arena, printed(call)));
}

typedef const char *change_text(struct arena *arena, const char *text);

static bool change_first(struct filter_call *call, change_text *change)
{
    const char *text = printed(call);
    const char *rest = text;
    if (unicode_next(&rest, text + strlen(text)) < 0)
        return true;
    struct arena *arena = call->context->arena;
    const char *first = arena_strndup(arena, text, (size_t)(rest - text));
    return set_printed(call,
                       arena_printf(arena, "%s%s", change(arena, first), rest));
}

bool filter_capital(struct filter_call *call)
{
    return change_first(call, unicode_upper);
}

/* True when TEXT is WORD and a name behind a blank: "Huyện Hòa An", but not
   "Quận 1", whose noun keeps its capital. */
static bool names_place(const char *text, const char *word, size_t size)
{
    return strncmp(text, word, size) == 0 && text[size] == ' ' &&
           text[size + 1] != '\0' && !strchr("0123456789", text[size + 1]);
}

/* True when TEXT begins with one of WORDS, which stand between commas. */
static bool begins_with_any(const char *text, const char *words)
{
    while (*words != '\0') {
        words += strspn(words, ", ");
        size_t size = strcspn(words, ",");
        if (size > 0 && names_place(text, words, size))
            return true;
        words += size;
    }
    return false;
}

/* True when a letter behind the first of the first word is a capital: "ISO
   9001", "THCS". */
static bool has_inner_capital(struct arena *arena, const char *text)
{
    const char *rest = text;
    const char *end = text + strcspn(text, " ");
    if (unicode_next(&rest, end) < 0)
        return false;
    const char *inner = arena_strndup(arena, rest, (size_t)(end - rest));
    return strcmp(inner, unicode_lower(arena, inner)) != 0;
}

bool filter_lower_first(struct filter_call *call)
{
    if (call->n_arguments > 0 &&
        !begins_with_any(printed(call), call->arguments[0].text))
        return true;
    if (has_inner_capital(call->context->arena, printed(call)))
        return true;
    return change_first(call, unicode_lower);
}

bool filter_default(struct filter_call *call)
{
    if (call->state->value.kind != VALUE_NULL && printed(call)[0] != '\0')
        return true;
    call->state->value = value_text(call->arguments[0].text);
    call->state->text = NULL;
    return true;
}

/* ---- truth --------------------------------------------------------------- */

/* Texts are equal when a reader takes them for the same, as in conditions. */
static bool are_equal(struct arena *arena, const struct value *a,
                      const struct value *b)
{
    switch (a->kind) {
    case VALUE_TEXT:
        return strcmp(unicode_fold(arena, a->as.text),
                      unicode_fold(arena, b->as.text)) == 0;
    case VALUE_DATE:
        return date_compare(a->as.date, b->as.date) == 0;
    case VALUE_BOOLEAN:
        return a->as.integer == b->as.integer;
    default:
        return ratio_compare(value_as_ratio(a), value_as_ratio(b)) == 0;
    }
}

bool filter_equals(struct filter_call *call)
{
    struct value second;
    struct value *value = &call->state->value;
    struct origin origin;
    if (!filter_operand(call, 0, &second, &origin))
        return false;
    bool equal = false;
    if (second.kind != VALUE_NULL) {
        if (value->kind != second.kind && !filter_are_alike(value, &second))
            return filter_unlike(call, &second);
        equal = are_equal(call->context->arena, value, &second);
    }
    *value = (struct value){.kind = VALUE_BOOLEAN, .as.integer = equal};
    return true;
}

bool filter_choose(struct filter_call *call)
{
    size_t word = call->state->value.as.integer != 0 ? 0 : 1;
    call->state->value = value_text(call->arguments[word].text);
    return true;
}
