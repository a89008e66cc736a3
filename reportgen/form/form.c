#include "form/form.h"

#include "base/unicode.h"
#include "config/ini_extend.h"
#include "form/form_rules.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Styles that the parts of a document ask for by name. */
static const char *const required_styles[] = {
    "body",
    "page_number",
    "country",
    "motto",
    "superior",
    "agency",
    "number",
    "date",
    "title",
    "addressee",
    "addressee_label",
    "addressee_item",
    "legal",
    "heading1",
    "heading2",
    "heading3",
    "heading4",
    "item",
    "subitem",
    "quote",
    "signer_title",
    "recipients_label",
    "recipient",
    "signer_name",
    "address",
    "table_head",
    "table_body",
    "table_caption",
    "table_unit",
    "table_note",
    "annex_title",
    "annex_reference",
};

/* ---- lengths ------------------------------------------------------------- */

static const struct {
    const char *unit;
    int64_t numerator, denominator; /* mpt per thousandth of the unit */
} units[] = {
    {"pt", 1, 1},
    {"mm", 720, 254},
    {"cm", 7200, 254},
};

bool form_parse_length(const char *text, mpt *length)
{
    bool negative = *text == '-';
    int64_t thousandths = 0;
    int decimals = -1;
    if (negative)
        text++;
    if (*text < '0' || *text > '9')
        return false;
    for (; (*text >= '0' && *text <= '9') || (*text == '.' && decimals < 0);
         text++) {
        if (*text == '.')
            decimals = 0;
        else if (decimals < 3 && thousandths < 1000000) {
            thousandths = thousandths * 10 + (*text - '0');
            decimals += decimals >= 0;
        } else
            return false;
    }
    for (decimals = decimals < 0 ? 0 : decimals; decimals < 3; decimals++)
        thousandths *= 10;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(text, units[i].unit) == 0) {
            int64_t d = units[i].denominator;
            int64_t mpts = (thousandths * units[i].numerator + d / 2) / d;
            if (mpts > INT32_MAX / 4)
                return false;
            *length = (mpt)(negative ? -mpts : mpts);
            return true;
        }
    return false;
}

static mpt read_length(struct ini_section *section, const char *key,
                       mpt fallback, struct diag *diag)
{
    struct ini_entry *entry = section ? ini_section_entry(section, key) : NULL;
    mpt length = fallback;
    if (entry && !form_parse_length(entry->value, &length))
        diag_report(diag, DIAG_FORM_LENGTH, entry->value_place, entry->value);
    return length;
}

/* ---- styles -------------------------------------------------------------- */

static const struct {
    const char *name;
    unsigned flag;
} flag_names[] = {
    {"bold", STYLE_BOLD},
    {"italic", STYLE_ITALIC},
    {"upper", STYLE_UPPER},
    {"keep-next", STYLE_KEEP_NEXT},
    {"keep-together", STYLE_KEEP_TOGETHER},
};

static const char *const align_names[] = {
    [ALIGN_LEFT] = "left",
    [ALIGN_CENTER] = "center",
    [ALIGN_RIGHT] = "right",
    [ALIGN_JUSTIFY] = "justify",
};

static unsigned read_flags(struct arena *arena, struct ini_section *section,
                           unsigned fallback, struct diag *diag)
{
    struct ini_entry *entry = ini_section_entry(section, "flags");
    if (!entry)
        return fallback;
    size_t n_words;
    const char **words = ini_split(arena, entry->value, ' ', &n_words);
    unsigned flags = 0;
    for (size_t i = 0; i < n_words; i++) {
        unsigned flag = 0;
        for (size_t k = 0; k < sizeof flag_names / sizeof *flag_names; k++)
            if (strcmp(words[i], flag_names[k].name) == 0)
                flag = flag_names[k].flag;
        if (flag == 0)
            diag_report(diag, DIAG_FORM_WORD, entry->value_place, words[i],
                        "bold italic upper keep-next keep-together");
        flags |= flag;
    }
    return flags;
}

static enum align read_align(struct ini_section *section, enum align fallback,
                             struct diag *diag)
{
    struct ini_entry *entry = ini_section_entry(section, "align");
    if (!entry)
        return fallback;
    for (size_t i = 0; i < sizeof align_names / sizeof *align_names; i++)
        if (strcmp(entry->value, align_names[i]) == 0)
            return (enum align)i;
    diag_report(diag, DIAG_FORM_WORD, entry->value_place, entry->value,
                "left center right justify");
    return fallback;
}

static void read_style(struct arena *arena, const struct form *form,
                       struct ini_section *section, struct style *style,
                       struct diag *diag)
{
    const char *name = section->name + strlen("style.");
    const size_t n_errors = diag_count(diag, DIAG_ERROR);
    struct ini_entry *like = ini_section_entry(section, "like");
    const struct style *parent = like ? form_style(form, like->value) : NULL;
    if (parent)
        *style = *parent;
    else if (like)
        diag_report(diag, DIAG_FORM_STYLE_MISSING, like->value_place,
                    like->value);
    style->name = name;
    style->font =
        ini_section_text(section, "font", style->font ? style->font : "serif");
    style->size = read_length(section, "size", style->size, diag);
    style->leading = read_length(section, "leading", style->leading, diag);
    style->before = read_length(section, "before", style->before, diag);
    style->after = read_length(section, "after", style->after, diag);
    style->indent = read_length(section, "indent", style->indent, diag);
    style->left = read_length(section, "left", style->left, diag);
    style->right = read_length(section, "right", style->right, diag);
    style->align = read_align(section, style->align, diag);
    style->flags = read_flags(arena, section, style->flags, diag);
    /* Report a faulty style once, not again for every style that inherits from
       it. */
    bool own = !parent || style->size != parent->size ||
               style->leading != parent->leading;
    bool fits = style->size > 0 && style->leading >= style->size;
    if (own && !fits && diag_count(diag, DIAG_ERROR) == n_errors)
        diag_report(diag, DIAG_FORM_STYLE_SIZE, section->place, name);
}

static void read_styles(struct arena *arena, struct ini *ini, struct form *form,
                        struct diag *diag)
{
    form->styles = ARENA_ARRAY(arena, struct style, ini->n_sections + 1);
    for (size_t i = 0; i < ini->n_sections; i++) {
        if (strncmp(ini->sections[i].name, "style.", 6) != 0)
            continue;
        struct ini_section *section = ini_section(ini, ini->sections[i].name);
        struct style *style = &form->styles[form->n_styles];
        read_style(arena, form, section, style, diag);
        form->n_styles++;
    }
    struct place place = {.file = form->path};
    for (size_t i = 0; i < sizeof required_styles / sizeof *required_styles;
         i++)
        if (!form_style(form, required_styles[i]))
            diag_report(diag, DIAG_FORM_STYLE_MISSING, place,
                        required_styles[i]);
}

const struct style *form_style(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->n_styles; i++)
        if (strcmp(form->styles[i].name, name) == 0)
            return &form->styles[i];
    return NULL;
}

/* A page of PDF measures 14,400 pt at most (ISO 32000-1, Annex C). */
enum { MOST_PAPER = 14400000 };

/* ---- pages --------------------------------------------------------------- */

static void read_page(struct ini *ini, const char *name,
                      const struct form *form, struct page_setup *page,
                      struct diag *diag)
{
    struct ini_section *section = ini_section(ini, name);
    if (!section) {
        diag_report(diag, DIAG_FORM_PAGE, (struct place){.file = ini->path},
                    name);
        return;
    }
    page->width = read_length(section, "width", 0, diag);
    page->height = read_length(section, "height", 0, diag);
    page->top = read_length(section, "top", 0, diag);
    page->bottom = read_length(section, "bottom", 0, diag);
    page->left = read_length(section, "left", 0, diag);
    page->right = read_length(section, "right", 0, diag);
    page->number_top = read_length(section, "number_top", 0, diag);
    page->number_first =
        ini_section_boolean(section, "number_first", false, diag);
    page->number_style = form_style(form, "page_number");
    if (page->width <= page->left + page->right ||
        page->height <= page->top + page->bottom || page->width > MOST_PAPER ||
        page->height > MOST_PAPER)
        diag_report(diag, DIAG_FORM_PAGE, section->place, name);
}

const struct page_setup *form_page(const struct form *form, bool landscape)
{
    return landscape ? &form->landscape : &form->portrait;
}

/* ---- wording ------------------------------------------------------------- */

static void read_columns(struct arena *arena, struct ini *ini,
                         const char *section, int32_t columns[2],
                         struct diag *diag)
{
    struct ini_entry *entry = ini_entry(ini, section, "columns");
    size_t n_words = 0;
    const char **words =
        entry ? ini_split(arena, entry->value, ' ', &n_words) : NULL;
    columns[0] = columns[1] = 500;
    if (!entry)
        return;
    long left = n_words == 2 ? strtol(words[0], NULL, 10) : 0;
    long right = n_words == 2 ? strtol(words[1], NULL, 10) : 0;
    if (left <= 0 || right <= 0 || left + right > 1000) {
        diag_report(diag, DIAG_FORM_COLUMNS, entry->value_place, entry->value);
        return;
    }
    columns[0] = (int32_t)left;
    columns[1] = (int32_t)right;
}

static const char *blank(struct arena *arena, long length)
{
    struct strbuf buf = STRBUF_INIT;
    for (long i = 0; i < length; i++)
        strbuf_add_text(&buf, NO_BREAK_SPACE);
    const char *text = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return text;
}

static long read_integer(struct ini *ini, const char *section, const char *key,
                         long max, long fallback, struct diag *diag)
{
    struct ini_section *found = ini_section(ini, section);
    return found ? ini_section_integer(found, key, 0, max, fallback, diag)
                 : fallback;
}

/* The texts of the components, one line each; fallbacks are empty, for a form
   that has no such component. */
static void read_texts(struct ini *ini, struct form_wording *wording)
{
    const struct {
        const char *section, *key;
        const char **text;
    } texts[] = {
        {"head", "country", &wording->country},
        {"head", "motto", &wording->motto},
        {"head", "agency_mark", &wording->agency_mark},
        {"head", "title_mark", &wording->title_mark},
        {"head", "summary", &wording->summary},
        {"head", "number", &wording->number},
        {"head", "number_plain", &wording->number_plain},
        {"head", "date", &wording->date},
        {"addressees", "label", &wording->addressees},
        {"legal", "separator", &wording->legal_separator},
        {"legal", "end", &wording->legal_end},
        {"closing", "end", &wording->end},
        {"closing", "recipients", &wording->recipients},
        {"closing", "as_above", &wording->as_above},
        {"closing", "archive", &wording->archive},
        {"closing", "field", &wording->field},
        {"annex", "name", &wording->annex},
        {"annex", "numbered", &wording->annex_numbered},
        {"annex", "reference", &wording->annex_reference},
        {"figure", "caption", &wording->figure_caption},
        {"figure", "word", &wording->figure_word},
        {"table", "caption", &wording->caption},
        {"table", "word", &wording->caption_word},
        {"table", "rounded", &wording->rounded},
        {"footnote", "word", &wording->note_word},
        {"table", "yes", &wording->yes},
        {"table", "no", &wording->no},
        {"table", "none", &wording->no_group},
        {"list", "separator", &wording->separator},
        {"list", "last", &wording->last_separator},
        {"list", "heavy", &wording->heavy_separator},
        {"list", "stop", &wording->stop},
        {"list", "last_stop", &wording->last_stop},
        {"period", "within", &wording->within},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i].text = ini_text(ini, texts[i].section, texts[i].key, "");
}

static void read_chart_words(struct ini *ini, struct chart_words *words)
{
    static const char *const kinds[CHART_KINDS] = {
        [CHART_COLUMNS] = "columns", [CHART_STACKED] = "stacked",
        [CHART_BARS] = "bars",       [CHART_LINE] = "line",
        [CHART_PIE] = "pie",
    };
    const struct {
        const char *key;
        const char **text;
        const char *fallback;
    } texts[] = {
        {"alt", &words->alt, "{kind} {title} {data}"},
        {"alt_unit", &words->alt_unit, "{kind} {title} {unit} {data}"},
        {"point", &words->point, "{name} {value}"},
        {"part", &words->part, "{name} {value}"},
        {"slice", &words->slice, "{name} {value} {share}"},
        {"separator", &words->separator, "; "},
        {"part_separator", &words->part_separator, ", "},
        {"none", &words->none, "-"},
        {"others", &words->others, "..."},
    };
    for (int i = 0; i < CHART_KINDS; i++)
        words->kinds[i] = ini_text(ini, "chart", kinds[i], "");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i].text =
            ini_text(ini, "chart", texts[i].key, texts[i].fallback);
}

/* "gần | below | 100" */
static bool read_about_word(struct arena *arena, const struct ini_entry *entry,
                            struct about_word *word)
{
    static const char *const sides[] = {[ABOUT_EITHER] = "either",
                                        [ABOUT_BELOW] = "below",
                                        [ABOUT_ABOVE] = "above"};
    size_t n;
    const char **parts = ini_split(arena, entry->value, '|', &n);
    char *end;
    if (n < 2 || n > 3)
        return false;
    const long permille = strtol(n == 3 ? parts[2] : "0", &end, 10);
    if (*end != '\0' || permille < 0 || permille > 1000)
        return false;
    word->text = parts[0];
    word->permille = (int)permille;
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        if (strcmp(parts[1], sides[i]) == 0) {
            word->side = (enum about_side)i;
            return true;
        }
    return false;
}

static void read_about(struct arena *arena, struct ini *ini,
                       struct about_words *about, struct diag *diag)
{
    struct ini_section *section = ini_section(ini, "about");
    const size_t n = section ? section->n_entries : 0;
    about->words = ARENA_ARRAY(arena, struct about_word, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct ini_entry *entry = &section->entries[i];
        entry->used = true;
        if (read_about_word(arena, entry, &about->words[about->n_words]))
            about->n_words++;
        else
            diag_report(diag, DIAG_FORM_ABOUT, entry->value_place,
                        entry->value);
    }
}

static void read_wording(struct arena *arena, struct ini *ini,
                         struct form_wording *wording, struct diag *diag)
{
    read_texts(ini, wording);
    read_chart_words(ini, &wording->chart);
    read_about(arena, ini, &wording->about, diag);
    wording->bullets = ini_split(arena, ini_text(ini, "list", "bullets", "-"),
                                 ' ', &wording->n_bullets);
    read_columns(arena, ini, "head", wording->head_columns, diag);
    read_columns(arena, ini, "addressees", wording->addressee_columns, diag);
    read_columns(arena, ini, "closing", wording->closing_columns, diag);
    wording->number_blank =
        blank(arena, read_integer(ini, "head", "number_blank", 40, 7, diag));
    wording->day_blank =
        blank(arena, read_integer(ini, "head", "day_blank", 40, 4, diag));
    wording->motto_rule =
        (int32_t)read_integer(ini, "head", "motto_rule", 1000, 1000, diag);
    wording->agency_rule =
        (int32_t)read_integer(ini, "head", "agency_rule", 1000, 400, diag);
    wording->title_rule =
        (int32_t)read_integer(ini, "head", "title_rule", 1000, 400, diag);
    wording->recipients_rule =
        (int32_t)read_integer(ini, "closing", "recipients_rule", 1000, 0, diag);
    wording->annex_rule =
        (int32_t)read_integer(ini, "annex", "rule", 1000, 250, diag);
    struct ini_section *head = ini_section(ini, "head");
    struct ini_section *closing = ini_section(ini, "closing");
    wording->rule_thickness = read_length(head, "rule_thickness", 500, diag);
    wording->rule_gap = read_length(head, "rule_gap", 4000, diag);
    wording->closing_before = read_length(closing, "before", 12000, diag);
    wording->closing_room = read_length(closing, "room", 85039, diag);
}

static void read_period_names(struct ini *ini, struct period_names *names)
{
    const struct {
        const char *key;
        const char **text;
        const char *fallback;
    } texts[] = {
        {"month", &names->month, "{part}/{year}"},
        {"quarter", &names->quarter, "{part_roman}/{year}"},
        {"half_first", &names->half_first, "H1 {year}"},
        {"half_second", &names->half_second, "H2 {year}"},
        {"nine_months", &names->nine_months, "9M {year}"},
        {"year", &names->year, "{year}"},
        {"months_from_january", &names->months_from_january,
         "{to_part}M {year}"},
        {"months", &names->months, "{part}/{year}-{to_part}/{to_year}"},
        {"years", &names->years, "{year}-{to_year}"},
        {"days", &names->days, "{first}-{last}"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i].text =
            ini_text(ini, "period", texts[i].key, texts[i].fallback);
}

/* "vi-VN": letters, then parts of letters and digits, up to eight each
   (RFC 3066, 2.1); programs that read aloud go by it. */
static bool is_language(const char *text)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t size = strcspn(text, "0123456789-");
    for (;; size = strcspn(text, "-")) {
        if (size < 1 || size > 8 || strspn(text, letters) < size)
            return false;
        text += size;
        if (*text == '\0')
            return true;
        if (*text++ != '-')
            return false;
    }
}

static const char *read_language(struct ini *ini, struct diag *diag)
{
    struct ini_entry *entry = ini_entry(ini, "form", "language");
    if (!entry)
        return "vi-VN";
    if (!is_language(entry->value))
        diag_report(diag, DIAG_FORM_LANGUAGE, entry->value_place, entry->value);
    return entry->value;
}

static void read_headings(struct ini *ini, struct form *form)
{
    static const char *const keys[FORM_HEADING_LEVELS] = {"1", "2", "3", "4"};
    for (int i = 0; i < FORM_HEADING_LEVELS; i++)
        form->headings[i] = ini_text(ini, "heading", keys[i], NULL);
}

/* "yes" or "no". */
static bool read_flag(struct ini *ini, const char *section, const char *key,
                      struct diag *diag)
{
    struct ini_entry *entry = ini_entry(ini, section, key);
    if (!entry || strcmp(entry->value, "no") == 0)
        return false;
    if (strcmp(entry->value, "yes") != 0)
        diag_report(diag, DIAG_FORM_WORD, entry->value_place, entry->value,
                    "yes no");
    return true;
}

static void read_contents(struct ini *ini, struct form_contents *contents,
                          struct diag *diag)
{
    contents->title = ini_text(ini, "contents", "title", "");
    contents->levels = (int)read_integer(ini, "contents", "levels",
                                         FORM_HEADING_LEVELS, 2, diag);
    contents->least_pages =
        (int)read_integer(ini, "contents", "least_pages", 1000, 10, diag);
    contents->least_headings =
        (int)read_integer(ini, "contents", "least_headings", 1000, 8, diag);
    contents->own_page = read_flag(ini, "contents", "own_page", diag);
}

struct form *form_read(struct arena *arena, struct input input,
                       struct diag *diag)
{
    static const struct ini_family family = {"form", "forms/", ".ini", NULL,
                                             DIAG_FORM_NOT_FOUND};
    struct ini *ini = ini_read_extended(arena, input, &family, diag);
    if (!ini)
        return NULL;
    size_t before = diag_count(diag, DIAG_ERROR);
    struct form *form = ARENA_NEW(arena, struct form);
    form->ini = ini;
    form->path = ini->path;
    form->language = read_language(ini, diag);
    ini_text(ini, "form", "name", NULL);
    read_styles(arena, ini, form, diag);
    read_page(ini, "page.portrait", form, &form->portrait, diag);
    read_page(ini, "page.landscape", form, &form->landscape, diag);
    read_headings(ini, form);
    read_wording(arena, ini, &form->wording, diag);
    read_period_names(ini, &form->period_names);
    read_contents(ini, &form->contents, diag);
    nobreak_read(arena, ini, &form->nobreak);
    form_components_read(arena, ini, form, diag);
    ini_report_unused(ini, diag);
    return diag_count(diag, DIAG_ERROR) == before ? form : NULL;
}

/* ---- asked by other parts ------------------------------------------------ */

struct document_input *form_inputs(struct arena *arena, const struct form *form,
                                   size_t *n_inputs)
{
    *n_inputs = 0;
    for (const struct ini *ini = form->ini; ini; ini = ini->base)
        ++*n_inputs;
    struct document_input *inputs =
        ARENA_ARRAY(arena, struct document_input, *n_inputs);
    size_t n = 0;
    for (const struct ini *ini = form->ini; ini; ini = ini->base) {
        const char *slash = strrchr(ini->path, '/');
        inputs[n].role = "form";
        inputs[n].name =
            arena_printf(arena, "forms/%s", slash ? slash + 1 : ini->path);
        memcpy(inputs[n++].sha256, ini->sha256, sizeof ini->sha256);
    }
    return inputs;
}

const struct period_names *form_period_names(const struct form *form)
{
    return &form->period_names;
}

const char *form_within_period(struct arena *arena, const struct form *form,
                               const char *name, bool from_to)
{
    const struct placeholder placeholders[] = {{"name", name}};
    if (from_to || form->wording.within[0] == '\0')
        return name;
    return form_fill(arena, form->wording.within, placeholders, 1);
}

const struct form_contents *form_contents(const struct form *form)
{
    return &form->contents;
}

const struct style *form_contents_style(const struct form *form, int level)
{
    static const char *const names[] = {"contents4", "contents3", "contents2",
                                        "contents1", "body"};
    const size_t n = sizeof names / sizeof *names;
    for (size_t i = level < 4 ? (size_t)(4 - level) : 0; i < n; i++) {
        const struct style *style = form_style(form, names[i]);
        if (style)
            return style;
    }
    return NULL;
}

const char *form_language(const struct form *form)
{
    return form->language;
}

void form_dress_table(const struct form *form, struct table *table)
{
    table->head_style = form_style(form, "table_head");
    table->body_style = form_style(form, "table_body");
    table->caption_style = form_style(form, "table_caption");
    table->unit_style = form_style(form, "table_unit");
}

const char *form_note_name(struct arena *arena, const struct form *form,
                           const char *number)
{
    const char *word = form->wording.note_word;
    return arena_printf(arena, "%s%s%s", word, *word ? " " : "", number);
}

const char *form_rounding_note(const struct form *form)
{
    return *form->wording.rounded ? form->wording.rounded : NULL;
}

const char *form_separator(const struct form *form, bool before_last)
{
    return before_last ? form->wording.last_separator : form->wording.separator;
}

const char *form_heavy_separator(const struct form *form)
{
    return form->wording.heavy_separator;
}

const struct about_words *form_about(const struct form *form)
{
    return &form->wording.about;
}

const char *form_stop(const struct form *form, bool last)
{
    return last ? form->wording.last_stop : form->wording.stop;
}

const char *form_mark(const struct form *form, bool yes)
{
    return yes ? form->wording.yes : form->wording.no;
}

const char *form_no_group(const struct form *form)
{
    return form->wording.no_group;
}

const char *form_bullet(const struct form *form, int depth)
{
    size_t n = form->wording.n_bullets, i = (size_t)depth;
    return n == 0 ? "-" : form->wording.bullets[i < n ? i : n - 1];
}

const char *form_fill(struct arena *arena, const char *pattern,
                      const struct placeholder *placeholders,
                      size_t n_placeholders)
{
    struct strbuf buf = STRBUF_INIT;
    for (const char *at = pattern; *at;) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        size_t i = 0, size = end ? (size_t)(end - at - 1) : 0;
        while (end && i < n_placeholders &&
               (strlen(placeholders[i].name) != size ||
                memcmp(placeholders[i].name, at + 1, size) != 0))
            i++;
        if (end && i < n_placeholders) {
            strbuf_add_text(&buf, placeholders[i].text);
            at = end + 1;
        } else
            strbuf_add_char(&buf, *at++);
    }
    const char *text = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return text;
}

const char *form_heading_number(struct arena *arena, const struct form *form,
                                int level, int number)
{
    if (level < 1 || level > FORM_HEADING_LEVELS || !form->headings[level - 1])
        return NULL;
    struct strbuf roman = STRBUF_INIT, letter = STRBUF_INIT;
    number_format_roman(&roman, number);
    number_format_letter(&letter, number);
    const struct placeholder placeholders[] = {
        {"roman", strbuf_text(&roman)},
        {"letter", strbuf_text(&letter)},
        {"number", arena_printf(arena, "%d", number)},
    };
    const char *text =
        form_fill(arena, form->headings[level - 1], placeholders, 3);
    strbuf_free(&roman);
    strbuf_free(&letter);
    return text;
}
