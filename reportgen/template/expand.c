#include "template/expand.h"

#include "base/lines.h"
#include "base/unicode.h"

#include <string.h>

static void set_text(struct arena *arena, struct data *object, const char *name,
                     const char *text)
{
    bool given = text && *text;
    data_set(arena, object, name,
             given ? data_text(arena, text) : data_null(arena));
}

static void set_date(struct arena *arena, struct data *object, const char *name,
                     struct date date)
{
    data_set(arena, object, name,
             date.year != 0 ? data_value(arena, value_date(date))
                            : data_null(arena));
}

static void set_year(struct arena *arena, struct data *object, const char *name,
                     int year)
{
    struct value value = {.kind = VALUE_YEAR, .as.integer = year};
    data_set(arena, object, name, data_value(arena, value));
}

/* ---- the period ---------------------------------------------------------- */

/* Months that the period has, 0 for a range of days. */
static int months_of(const struct period *period)
{
    switch (period->kind) {
    case PERIOD_MONTH:
        return 1;
    case PERIOD_QUARTER:
        return 3;
    case PERIOD_HALF:
        return 6;
    case PERIOD_NINE_MONTHS:
        return 9;
    case PERIOD_YEAR:
        return 12;
    case PERIOD_MONTHS:
        return (period->to_year - period->year) * 12 + period->to_part -
               period->part + 1;
    case PERIOD_YEARS:
        return (period->to_year - period->year + 1) * 12;
    case PERIOD_DAYS:
        break;
    }
    return 0;
}

/* True when the name of PERIOD says both ends ("from ... to ..."). */
static bool is_from_to(const struct period *period)
{
    return period->kind == PERIOD_DAYS ||
           (period->kind == PERIOD_MONTHS &&
            (period->part != 1 || period->year != period->to_year));
}

/* The name of PERIOD: by PATTERN, or by the form where that is NULL. */
static void set_period_name(struct arena *arena, struct data *object,
                            const struct form *form, const char *pattern,
                            const struct period *period)
{
    struct strbuf buf = STRBUF_INIT;
    if (pattern)
        period_format_pattern(&buf, period, pattern);
    else
        period_format_name(&buf, period, form_period_names(form));
    const char *name = arena_strndup(arena, strbuf_text(&buf), buf.size);
    set_text(arena, object, "name", name);
    set_text(
        arena, object, "within",
        form_within_period(arena, form, name, !pattern && is_from_to(period)));
    strbuf_free(&buf);
    set_date(arena, object, "first", period->window.first);
    set_date(arena, object, "last", period->window.last);
}

static struct data *period_data(struct arena *arena, const struct form *form,
                                const struct config *config)
{
    const struct period *period = &config->period;
    const char *pattern = config->period_name.text;
    struct data *object = data_object(arena);
    struct data *last_year = data_object(arena);
    struct period same = period_same_last_year(period);
    int from, to, months = months_of(period);
    period_year_range(period, &from, &to);
    struct strbuf code = STRBUF_INIT;
    period_format_code(&code, period);
    set_text(arena, object, "code", arena_strdup(arena, strbuf_text(&code)));
    strbuf_clear(&code);
    struct period previous = period_previous(period);
    period_format_code(&code, &previous);
    set_text(arena, object, "previous_code",
             arena_strdup(arena, strbuf_text(&code)));
    strbuf_free(&code);
    set_period_name(arena, object, form, pattern, period);
    set_year(arena, object, "year", to);
    set_year(arena, object, "previous_year", to - 1);
    set_year(arena, object, "next_year", to + 1);
    set_year(arena, object, "from_year", from);
    set_year(arena, object, "to_year", to);
    data_set(arena, object, "several_years", data_boolean(arena, to > from));
    set_text(arena, object, "closing",
             period->closing == CLOSING_ND09 ? "nd09" : "calendar");
    const int left = 12 - period->window.last.month;
    const bool of_year = period->closing == CLOSING_CALENDAR && months > 0 &&
                         from == to && left > 0;
    data_set(arena, object, "months_left",
             of_year ? data_value(arena, value_integer(left))
                     : data_null(arena));
    data_set(arena, object, "months",
             months > 0 ? data_value(arena, value_integer(months))
                        : data_null(arena));
    set_period_name(arena, last_year, form,
                    pattern && strchr(pattern, '{') ? pattern : NULL, &same);
    data_set(arena, object, "last_year", last_year);
    return object;
}

/* ---- the configuration --------------------------------------------------- */

/* NAME without the AREA at its end: "Sở Công Thương" of "Sở Công Thương tỉnh
   Cà Mau". */
static const char *without_area(struct arena *arena, const char *name,
                                const char *area)
{
    const size_t size = strlen(name), end = area ? strlen(area) : 0;
    if (end == 0 || size <= end + 1 || name[size - end - 1] != ' ' ||
        strcmp(name + size - end, area) != 0)
        return name;
    return arena_strndup(arena, name, size - end - 1);
}

static struct data *agency_data(struct arena *arena,
                                const struct config *config)
{
    struct data *object = data_object(arena);
    const char *home = config->home ? config->home : config->place;
    const char *area = ini_text(config->ini, "agency", "area", home);
    const char *short_name = without_area(
        arena, without_area(arena, form_agency_name(arena, config), area),
        home);
    set_text(arena, object, "short_name",
             ini_text(config->ini, "agency", "short_name", short_name));
    set_text(arena, object, "name", lines_join(arena, config->agency));
    set_text(arena, object, "full_name", form_agency_name(arena, config));
    set_text(arena, object, "superior", lines_join(arena, config->superior));
    set_text(arena, object, "place", config->place);
    set_text(arena, object, "area", area);
    set_text(arena, object, "unit", config->unit);
    set_text(arena, object, "home", home);
    set_text(arena, object, "address", config->address);
    return object;
}

static struct data *document_data(struct arena *arena,
                                  const struct config *config,
                                  const char *type_name)
{
    struct data *object = data_object(arena);
    set_text(arena, object, "symbol", config->symbol);
    set_text(arena, object, "number",
             config->number ? form_document_number(arena, config->number)
                            : NULL);
    set_date(arena, object, "date", config->date);
    set_text(arena, object, "type", form_type_word(arena, type_name));
    return object;
}

static struct data *signer_data(struct arena *arena,
                                const struct config *config)
{
    struct data *object = data_object(arena);
    set_text(arena, object, "title", config->title);
    set_text(arena, object, "name", config->name);
    return object;
}

/* [text] KEY = words of the report's own. */
static struct data *text_data(struct arena *arena, const struct config *config)
{
    struct data *object = data_object(arena);
    struct ini_section *section = ini_section(config->ini, "text");
    for (size_t i = 0; section && i < section->n_entries; i++) {
        const char *key = section->entries[i].key;
        set_text(arena, object, key, ini_section_text(section, key, NULL));
    }
    return object;
}

/* The value that the report is of; empty where it is of all. */
static struct data *each_data(struct arena *arena, const struct config *config)
{
    struct data *object = data_object(arena);
    set_text(arena, object, "key", config->each_key);
    set_text(arena, object, "label", config->each_label);
    set_text(arena, object, "full_label", config->each_full_label);
    return object;
}

static struct data *addressees_data(struct arena *arena,
                                    const struct config *config)
{
    struct data *list = data_list(arena);
    for (size_t i = 0; i < config->addressees.n_items; i++)
        data_append(arena, list,
                    data_text(arena, config->addressees.items[i].text));
    return list;
}

/* Who is missing in a table: a list of labels that knows its number. */
static struct data *absentees_of(struct arena *arena,
                                 const struct tally_absentees *absentees)
{
    struct data *list = data_list(arena);
    struct strbuf labels = STRBUF_INIT;
    if (!absentees->labels)
        return data_null(arena);
    for (size_t i = 0; i < absentees->n; i++) {
        struct data *item = data_object(arena);
        set_text(arena, item, "label", absentees->labels[i]);
        data_append(arena, list, item);
        strbuf_add_format(&labels, "%s%s", i > 0 ? ", " : "",
                          absentees->labels[i]);
    }
    data_set(arena, list, "n",
             data_value(arena, value_integer((int64_t)absentees->n)));
    set_text(arena, list, "labels", arena_strdup(arena, strbuf_text(&labels)));
    strbuf_free(&labels);
    return list;
}

static struct data *missing_data(struct arena *arena,
                                 const struct tallies *tallies)
{
    struct data *object = data_object(arena);
    for (size_t i = 0; i < tallies->n_absentees; i++)
        data_set(arena, object, tallies->absentees[i].table,
                 absentees_of(arena, &tallies->absentees[i]));
    return object;
}

struct data *expand_data(struct arena *arena, const struct config *config,
                         const struct form *form, const char *type_name,
                         const struct tallies *tallies)
{
    struct data *root = data_object(arena);
    for (size_t i = 0; i < tallies->n_tallies; i++)
        data_set(arena, root, tallies->tallies[i].name,
                 expand_tally(arena, form, &tallies->tallies[i], root));
    data_set(arena, root, "period", period_data(arena, form, config));
    data_set(arena, root, "agency", agency_data(arena, config));
    data_set(arena, root, "document", document_data(arena, config, type_name));
    data_set(arena, root, "signer", signer_data(arena, config));
    data_set(arena, root, "text", text_data(arena, config));
    data_set(arena, root, "each", each_data(arena, config));
    data_set(arena, root, "missing", missing_data(arena, tallies));
    struct data *addressees = addressees_data(arena, config);
    data_set(arena, root, "addressees", addressees);
    data_set(arena, root, "addressee",
             addressees->n_items > 0 ? addressees->items[0] : data_null(arena));
    return root;
}
