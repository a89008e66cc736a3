#include "config/output_name.h"

#include "base/strbuf.h"
#include "base/unicode.h"

#include <libintl.h>
#include <string.h>

/* Room for ".manifest.json" and the suffix of a staged file. */
enum { NAME_LIMIT = 200 };

/* ---- tags ---------------------------------------------------------------- */

typedef void add_part(struct strbuf *name, const struct period *period);

static void add_year(struct strbuf *name, const struct period *period)
{
    int from, to;
    period_year_range(period, &from, &to);
    strbuf_add_integer(name, to);
}

static void add_from_year(struct strbuf *name, const struct period *period)
{
    int from, to;
    period_year_range(period, &from, &to);
    strbuf_add_integer(name, from);
}

static void add_day(struct strbuf *name, struct date day)
{
    char text[11];
    date_format_iso(day, text);
    strbuf_add_text(name, text);
}

static void add_first(struct strbuf *name, const struct period *period)
{
    add_day(name, period->window.first);
}

static void add_last(struct strbuf *name, const struct period *period)
{
    add_day(name, period->window.last);
}

static void add_closing(struct strbuf *name, const struct period *period)
{
    strbuf_add_text(name,
                    period->closing == CLOSING_ND09 ? "nd09" : "calendar");
}

static const struct {
    const char *tag;
    add_part *add;
} tags[] = {
    {"period.code", period_format_code}, {"period.year", add_year},
    {"period.from_year", add_from_year}, {"period.to_year", add_year},
    {"period.first", add_first},         {"period.last", add_last},
    {"period.closing", add_closing},
};
enum { N_TAGS = sizeof tags / sizeof *tags };

static void report_tag(const char *tag, size_t size, struct place place,
                       struct diag *diag)
{
    struct arena *arena = arena_create();
    const char *known = "";
    for (size_t i = 0; i < N_TAGS; i++)
        known = arena_printf(arena, "%s%s{{%s}}", known, i > 0 ? ", " : "",
                             tags[i].tag);
    diag_report(diag, DIAG_OUTPUT_NAME_TAG, place,
                arena_strndup(arena, tag, size), known);
    arena_destroy(arena);
}

/* The tag of SIZE bytes between braces, blanks around it allowed. */
static bool add_tag(struct strbuf *name, const char *tag, size_t size,
                    const struct period *period)
{
    while (size > 0 && *tag == ' ') {
        tag++;
        size--;
    }
    while (size > 0 && tag[size - 1] == ' ')
        size--;
    for (size_t i = 0; i < N_TAGS; i++)
        if (strlen(tags[i].tag) == size &&
            strncmp(tags[i].tag, tag, size) == 0) {
            tags[i].add(name, period);
            return true;
        }
    return false;
}

/* Adds TEXT with its tags replaced; false after a report. */
static bool expand(struct strbuf *name, const char *text, struct place place,
                   const struct period *period, struct diag *diag)
{
    for (const char *open; (open = strstr(text, "{{"));) {
        const char *close = strstr(open, "}}");
        size_t size = close ? (size_t)(close + 2 - open) : strlen(open);
        strbuf_add(name, text, (size_t)(open - text));
        if (!close || !add_tag(name, open + 2, size - 4, period)) {
            report_tag(open, size, place, diag);
            return false;
        }
        text = close + 2;
    }
    const char *stray = strstr(text, "}}");
    if (stray)
        report_tag(stray, 2, place, diag);
    strbuf_add_text(name, text);
    return !stray;
}

/* ---- the name ------------------------------------------------------------ */

static bool is_blank(int32_t c)
{
    return c == ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

/* True for a name of one line without a folder that is neither hidden nor like
   an option, and whose ends can be seen. */
static bool is_good(const char *name)
{
    const char *text = name;
    const char *end = name + strlen(name);
    int32_t last = ' ';
    if (strchr(name, '/') || *name == '.' || *name == '-' || *name == '\0' ||
        end - name > NAME_LIMIT)
        return false;
    while (text < end) {
        bool first = text == name;
        last = unicode_next(&text, end);
        if (last < 0 || unicode_is_control(last) || (first && is_blank(last)))
            return false;
    }
    return !is_blank(last);
}

const char *output_name_make(struct arena *arena, const char *text,
                             struct place place, const struct period *period,
                             struct diag *diag)
{
    struct strbuf buf = STRBUF_INIT;
    const char *name = NULL;
    if (expand(&buf, text, place, period, diag))
        name = arena_strdup(arena, strbuf_text(&buf));
    strbuf_free(&buf);
    if (!name || is_good(name))
        return name;
    diag_report(diag, DIAG_BAD_VALUE, place, name, "name",
                gettext("a file name of at most 200 bytes without “/” and "
                        "control characters that does not begin with “.” or "
                        "“-” nor begin or end with a blank"));
    return NULL;
}

bool output_name_is_fixed(const char *name, const char *text,
                          const struct period *period)
{
    struct arena *arena = arena_create();
    struct diag *unheard = diag_create(NULL, NULL, false);
    const struct period previous = period_previous(period);
    const char *other =
        output_name_make(arena, text, PLACE_NONE, &previous, unheard);
    bool fixed = other && strcmp(other, name) == 0;
    diag_destroy(unheard);
    arena_destroy(arena);
    return fixed;
}
