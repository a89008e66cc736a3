#include "tally/tally_reconcile.h"

#include "expression/scan.h"
#include "tally/tally_differ.h"
#include "tally/tally_figure.h"

#include <libintl.h>
#include <string.h>

/* What all checks of a layout share. */
struct reconciling {
    struct arena *arena;
    struct store *store;
    const struct tallies *tallies;
    struct diag *diag;
};

/* A figure, and how the layout has it. */
struct side {
    const char *text;
    struct place place;
    struct tally_figure figure;
};

static bool read_side(const struct reconciling *reconciling, struct side *side)
{
    return tally_figure_read(reconciling->arena, reconciling->tallies,
                             side->text, side->place, reconciling->diag,
                             &side->figure);
}

/* A figure as messages show it: exact, "1.628.500.000 đồng". */
static const char *show(struct arena *arena, enum value_kind kind,
                        int64_t number)
{
    struct number_style style = {0};
    struct strbuf buf = STRBUF_INIT;
    number_format(&buf, number, 1, &style);
    const char *text = arena_printf(arena, "%s%s", strbuf_text(&buf),
                                    kind == VALUE_MONEY ? " đồng" : "");
    strbuf_free(&buf);
    return text;
}

/* True when both figures are of one kind, so that they can be compared; else
   reports. */
static bool are_alike(const struct reconciling *reconciling,
                      const struct side *total, const struct side *part)
{
    enum value_kind kind = total->figure.value.kind;
    if ((kind == VALUE_INTEGER || kind == VALUE_MONEY) &&
        part->figure.value.kind == kind)
        return true;
    diag_report(reconciling->diag, DIAG_FIGURES_UNLIKE, part->place, part->text,
                total->text);
    return false;
}

/* True when no source supplies what the figure counts: there is nothing to
   agree with. */
static bool is_absent(const struct tally_figure *figure)
{
    return figure->column->absent && figure->value.kind == VALUE_NULL;
}

/* "; it lies in ĐA-01 (schemes.csv:3) ...", or "". */
static const char *where_they_differ(const struct reconciling *reconciling,
                                     const struct side *total,
                                     const struct side *part)
{
    struct arena *arena = reconciling->arena;
    struct strbuf things = STRBUF_INIT;
    tally_differ_tell(&things, arena, reconciling->store, reconciling->tallies,
                      &total->figure.origin, &part->figure.origin);
    const char *text = things.size == 0
                           ? ""
                           : arena_printf(arena, gettext("; it lies in %s"),
                                          strbuf_text(&things));
    strbuf_free(&things);
    return text;
}

static bool check_part(const struct reconciling *reconciling,
                       const struct side *total, struct side *part)
{
    struct arena *arena = reconciling->arena;
    if (!read_side(reconciling, part))
        return false;
    if (is_absent(&total->figure) || is_absent(&part->figure))
        return true;
    if (!are_alike(reconciling, total, part))
        return false;
    enum value_kind kind = total->figure.value.kind;
    int64_t whole = total->figure.value.as.integer;
    int64_t sum = part->figure.value.as.integer;
    if (whole == sum)
        return true;
    int64_t difference = 0;
    bool fits = number_multiply(sum, -1, &difference) &&
                number_add(whole, difference, &difference);
    diag_report(reconciling->diag, DIAG_TALLIES_DISAGREE, part->place,
                total->text, show(arena, kind, whole), part->text,
                show(arena, kind, sum),
                fits ? show(arena, kind, difference) : "-",
                where_they_differ(reconciling, total, part));
    return false;
}

/* The next one of PARTS, at *TEXT, which moves behind its comma. */
static struct side next_part(struct arena *arena, const struct ini_entry *parts,
                             const char **text)
{
    const char *start = *text + strspn(*text, " ");
    size_t size = strcspn(start, ",");
    *text = start + size + (start[size] == ',');
    while (size > 0 && start[size - 1] == ' ')
        size--;
    return (struct side){.text = arena_strndup(arena, start, size),
                         .place = place_within(parts->value_place, parts->value,
                                               (size_t)(start - parts->value))};
}

/* The entry KEY of SECTION; NULL after a report. */
static struct ini_entry *needed(const struct reconciling *reconciling,
                                struct ini_section *section, const char *key)
{
    struct ini_entry *entry = ini_section_entry(section, key);
    if (entry && entry->value[0] != '\0')
        return entry;
    diag_report(reconciling->diag, DIAG_MISSING_KEY, section->place, key,
                section->name);
    return NULL;
}

/* True when SECTION has no "when", or one that is not 0.  *FAILED is set after
   a report. */
static bool is_wanted(const struct reconciling *reconciling,
                      struct ini_section *section, bool *failed)
{
    struct ini_entry *when = ini_section_entry(section, "when");
    if (!when || when->value[0] == '\0')
        return true;
    struct side side = {.text = when->value, .place = when->value_place};
    *failed = !read_side(reconciling, &side);
    const struct value *value = &side.figure.value;
    if (*failed || value->kind == VALUE_NULL)
        return false;
    return (value->kind != VALUE_INTEGER && value->kind != VALUE_MONEY) ||
           value->as.integer != 0;
}

static bool reconcile(const struct reconciling *reconciling,
                      struct ini_section *section)
{
    bool failed = false;
    bool wanted = is_wanted(reconciling, section, &failed);
    struct ini_entry *whole = needed(reconciling, section, "total");
    struct ini_entry *parts = needed(reconciling, section, "parts");
    if (!whole || !parts || !wanted)
        return whole && parts && !failed;
    struct side total = {.text = whole->value, .place = whole->value_place};
    if (!read_side(reconciling, &total))
        return false;
    const char *text = parts->value;
    while (*text != '\0') {
        struct side part = next_part(reconciling->arena, parts, &text);
        if (!check_part(reconciling, &total, &part))
            failed = true;
    }
    return !failed;
}

bool tallies_reconcile(struct arena *arena, struct ini *layout,
                       struct store *store, const struct tallies *tallies,
                       struct diag *diag)
{
    struct reconciling reconciling = {arena, store, tallies, diag};
    bool agreed = true;
    for (size_t i = 0; i < layout->n_sections; i++) {
        const char *name = layout->sections[i].name;
        if (strncmp(name, "reconcile.", strlen("reconcile.")) == 0 &&
            !reconcile(&reconciling, ini_section(layout, name)))
            agreed = false;
    }
    return agreed;
}
