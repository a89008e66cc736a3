/*
 * The components that the form puts above and below the body.
 */
#include "form/form_rules.h"

#include "base/lines.h"
#include "base/nearest.h"
#include "base/unicode.h"

#include <ctype.h>
#include <string.h>

struct parts {
    struct arena *arena;
    const struct form *form;
    const struct form_wording *wording;
    const struct config *config;
    const struct form_facts *facts; /* NULL below the text */
};

static struct parts parts_of(struct arena *arena, const struct form *form,
                             const struct config *config,
                             const struct form_facts *facts)
{
    return (struct parts){arena, form, &form->wording, config, facts};
}

/* ---- words --------------------------------------------------------------- */

const char *form_document_number(struct arena *arena, const char *number)
{
    bool one_digit = isdigit((unsigned char)number[0]) && number[1] == '\0';
    return one_digit ? arena_printf(arena, "0%s", number) : number;
}

/* TEXT with its first letter upper and, with EVERY_WORD, that of each word;
   all other letters lower. */
static const char *capitalize(struct arena *arena, const char *text,
                              bool every_word)
{
    const char *lower = unicode_lower(arena, text);
    const char *at = lower, *end = lower + strlen(lower);
    struct strbuf buf = STRBUF_INIT;
    bool first = true;
    while (at < end) {
        const char *from = at;
        if (unicode_next(&at, end) < 0)
            break;
        const char *letter = arena_strndup(arena, from, (size_t)(at - from));
        strbuf_add_text(&buf, first ? unicode_upper(arena, letter) : letter);
        first = every_word && *from == ' ';
    }
    const char *result = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return result;
}

const char *form_type_word(struct arena *arena, const char *type_name)
{
    return capitalize(arena, lines_join(arena, type_name), false);
}

const char *form_agency_name(struct arena *arena, const struct config *config)
{
    const char *full = ini_text(config->ini, "agency", "full_name", NULL);
    if (full || !config->agency)
        return full ? full : "";
    const char *name = lines_join(arena, config->agency);
    const bool all_upper = strcmp(name, unicode_upper(arena, name)) == 0;
    return all_upper ? capitalize(arena, name, true) : name;
}

/* Runs of two or more blanks keep their width. */
static const char *hold_blanks(struct arena *arena, const char *text)
{
    struct strbuf buf = STRBUF_INIT;
    for (const char *at = text; *at; at++)
        if (*at == ' ' && (at[1] == ' ' || (at > text && at[-1] == ' ')))
            strbuf_add_text(&buf, NO_BREAK_SPACE);
        else
            strbuf_add_char(&buf, *at);
    const char *held = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return held;
}

/* The year of the first day on which all days of the period are over: a report
   on 2017 to its last day is not issued in 2017. */
static int year_of_issue(const struct period *period)
{
    return date_add_days(period->window.last, 1).year;
}

/* PATTERN with the number, date, agency of the document; what is not known
   yet is left blank, but the year. */
static const char *fill(const struct parts *parts, const char *pattern)
{
    const struct form_facts *facts = parts->facts;
    struct arena *arena = parts->arena;
    const struct config *config = parts->config;
    const struct form_wording *wording = parts->wording;
    struct date date = config->date;
    const char *day = wording->day_blank, *month = wording->day_blank;
    int year = year_of_issue(&config->period);
    if (date.year != 0) {
        day = arena_printf(arena, "%02d", date.day);
        month = arena_printf(arena, date.month < 3 ? "%02d" : "%d", date.month);
        year = date.year;
    }
    const struct placeholder placeholders[] = {
        {"number", config->number ? form_document_number(arena, config->number)
                                  : wording->number_blank},
        {"symbol", config->symbol ? config->symbol : ""},
        {"place", config->place ? config->place : ""},
        {"day", day},
        {"month", month},
        {"year", arena_printf(arena, "%d", year)},
        {"type", facts ? form_type_word(arena, facts->type_name) : ""},
        {"agency", form_agency_name(arena, config)},
        {"summary", facts ? facts->summary : ""},
    };
    size_t n = sizeof placeholders / sizeof *placeholders;
    return hold_blanks(arena, form_fill(arena, pattern, placeholders, n));
}

/* ---- blocks -------------------------------------------------------------- */

/* Adds the lines of TEXT (base/lines.h) on lines of their own. */
static void add_lines(struct arena *arena, struct run_list *runs,
                      const char *text)
{
    while (text) {
        const char *line;
        const size_t size = lines_first(text, &line, &text);
        if (size == 0)
            continue;
        if (runs->n_runs > 0)
            runs_add(arena, runs, "", 0)->flags = RUN_LINE_BREAK;
        runs_add(arena, runs, line, size);
    }
}

/* A paragraph in the style NAME, letters upper when the style says so, blanks
   held by the form's rules. */
static struct block *paragraph(const struct parts *parts, const char *name,
                               enum role role, const char *text)
{
    const struct style *style = form_style(parts->form, name);
    struct run_list runs = {0};
    if (style->flags & STYLE_UPPER)
        text = unicode_upper(parts->arena, text);
    add_lines(parts->arena, &runs, text);
    struct text lines = runs_text(&runs);
    form_bind_text(parts->arena, parts->form, &lines);
    return block_paragraph(parts->arena, role, style, lines);
}

static void add(const struct parts *parts, struct block_list *list,
                const char *style, enum role role, const char *text)
{
    if (text && *text)
        blocks_append(parts->arena, list, paragraph(parts, style, role, text));
}

/* A rule belongs to the text above it; keep both with what follows. */
static void add_rule_at(const struct parts *parts, struct block_list *list,
                        int32_t permille, enum align align)
{
    if (permille == 0)
        return;
    struct block *rule =
        block_rule(parts->arena, permille, align,
                   parts->wording->rule_thickness, parts->wording->rule_gap);
    rule->keep_next = true;
    blocks_append(parts->arena, list, rule);
}

static void add_rule(const struct parts *parts, struct block_list *list,
                     int32_t permille)
{
    add_rule_at(parts, list, permille, ALIGN_CENTER);
}

static struct block *group(const struct parts *parts,
                           const struct block_list *children)
{
    struct block *block = block_new(parts->arena, BLOCK_GROUP, ROLE_NONE, NULL);
    block_adopt(block, children);
    return block;
}

static struct block *columns(const struct parts *parts, const int32_t widths[2],
                             const struct block_list *left,
                             const struct block_list *right)
{
    struct block_list groups = {0};
    struct block *block =
        block_new(parts->arena, BLOCK_COLUMNS, ROLE_NONE, NULL);
    blocks_append(parts->arena, &groups, group(parts, left));
    blocks_append(parts->arena, &groups, group(parts, right));
    block_adopt(block, &groups);
    block->widths = ARENA_ARRAY(parts->arena, int32_t, 2);
    memcpy(block->widths, widths, 2 * sizeof *widths);
    block->keep_together = true;
    return block;
}

/* ---- the head ------------------------------------------------------------ */

static void add_superior(const struct parts *parts, struct block_list *list)
{
    add(parts, list, "superior", ROLE_P, parts->config->superior);
}

static void add_agency(const struct parts *parts, struct block_list *list)
{
    add(parts, list, "agency", ROLE_P, parts->config->agency);
}

static void add_agency_rule(const struct parts *parts, struct block_list *list)
{
    add_rule(parts, list, parts->wording->agency_rule);
}

static void add_agency_mark(const struct parts *parts, struct block_list *list)
{
    add(parts, list, "agency_mark", ROLE_P, parts->wording->agency_mark);
}

static void add_country(const struct parts *parts, struct block_list *list)
{
    add(parts, list, "country", ROLE_P, parts->wording->country);
}

static void add_motto(const struct parts *parts, struct block_list *list)
{
    add(parts, list, "motto", ROLE_P, parts->wording->motto);
}

static void add_motto_rule(const struct parts *parts, struct block_list *list)
{
    add_rule(parts, list, parts->wording->motto_rule);
}

static void add_number(const struct parts *parts, struct block_list *list)
{
    const char *symbol = parts->config->symbol;
    add(parts, list, "number", ROLE_P,
        fill(parts, symbol && *symbol ? parts->wording->number
                                      : parts->wording->number_plain));
}

static void add_date(const struct parts *parts, struct block_list *list)
{
    add(parts, list, "date", ROLE_P, fill(parts, parts->wording->date));
}

/* What a letter without a type is about: its heading. */
static void add_summary(const struct parts *parts, struct block_list *list)
{
    add(parts, list, "summary", ROLE_H1, fill(parts, parts->wording->summary));
}

/* FIRST and SECOND on lines of their own in one paragraph, each of one line or
   more: one heading to a reader who hears the document. */
static struct block *two_lines(const struct parts *parts, const char *style,
                               enum role role, const char *first,
                               const char *second)
{
    struct run_list runs = {0};
    add_lines(parts->arena, &runs, first);
    add_lines(parts->arena, &runs, second);
    struct text text = runs_text(&runs);
    form_bind_text(parts->arena, parts->form, &text);
    return block_paragraph(parts->arena, role, form_style(parts->form, style),
                           text);
}

static void add_title(const struct parts *parts, struct block_list *list)
{
    blocks_append(
        parts->arena, list,
        two_lines(parts, "title", ROLE_H1,
                  unicode_upper(parts->arena, parts->facts->type_name),
                  parts->facts->summary));
}

static void add_title_rule(const struct parts *parts, struct block_list *list)
{
    add_rule(parts, list, parts->wording->title_rule);
}

static void add_title_mark(const struct parts *parts, struct block_list *list)
{
    add(parts, list, "title_mark", ROLE_P, parts->wording->title_mark);
}

/* ---- addressees and legal bases ------------------------------------------ */

/* ITEM without the punctuation and blanks at its end, then END. */
static const char *end_with(struct arena *arena, const char *item,
                            const char *end)
{
    size_t size = strlen(item);
    while (size > 0 && strchr(" ;.,", item[size - 1]))
        size--;
    return arena_printf(arena, "%.*s%s", (int)size, item, end);
}

static void add_item(const struct parts *parts, struct block *list,
                     struct block_list *items, const char *style,
                     const char *item)
{
    struct text text = text_plain(parts->arena, item);
    form_bind_text(parts->arena, parts->form, &text);
    blocks_append(
        parts->arena, items,
        block_item(parts->arena, form_style(parts->form, style), "-", text));
    block_adopt(list, items);
}

/* Several addressees: a column whose dashes stand under the colon. */
static struct block *addressee_columns(const struct parts *parts)
{
    const struct config_list *addressees = &parts->config->addressees;
    const struct style *style = form_style(parts->form, "addressee_label");
    struct block_list left = {0}, right = {0}, items = {0};
    struct block *list = block_new(parts->arena, BLOCK_LIST, ROLE_L, NULL);
    add(parts, &left, "addressee_label", ROLE_P, parts->wording->addressees);
    for (size_t i = 0; i < addressees->n_items; i++)
        add_item(parts, list, &items, "addressee_item",
                 end_with(parts->arena, addressees->items[i].text,
                          i + 1 < addressees->n_items ? ";" : "."));
    blocks_append(parts->arena, &right,
                  block_space(parts->arena, style->before + style->leading));
    blocks_append(parts->arena, &right, list);
    return columns(parts, parts->wording->addressee_columns, &left, &right);
}

static void add_addressees(const struct parts *parts, struct block_list *list)
{
    const struct config_list *addressees = &parts->config->addressees;
    if (addressees->n_items == 1)
        add(parts, list, "addressee", ROLE_P,
            arena_printf(parts->arena, "%s %s", parts->wording->addressees,
                         addressees->items[0].text));
    else if (addressees->n_items > 1)
        blocks_append(parts->arena, list, addressee_columns(parts));
}

static void add_legal_bases(const struct parts *parts, struct block_list *list)
{
    const struct config_list *bases = &parts->config->legal_bases;
    for (size_t i = 0; i < bases->n_items; i++)
        add(parts, list, "legal", ROLE_P,
            end_with(parts->arena, bases->items[i].text,
                     i + 1 < bases->n_items ? parts->wording->legal_separator
                                            : parts->wording->legal_end));
}

/* ---- the end ------------------------------------------------------------- */

void form_end_body(struct arena *arena, const struct form *form,
                   struct block_list *body)
{
    const char *end = form->wording.end;
    struct block *last = block_last_paragraph(body->blocks, body->n_blocks);
    if (*end == '\0')
        return;
    if (!last) {
        last = block_paragraph(arena, ROLE_P, form_style(form, "body"),
                               (struct text){0});
        blocks_append(arena, body, last);
    }
    struct run_list runs = {0};
    for (size_t i = 0; i < last->text.n_runs; i++) {
        const struct run *old = &last->text.runs[i];
        *runs_add(arena, &runs, old->text, old->size) = *old;
    }
    struct run *tail = runs.n_runs > 0 ? &runs.runs[runs.n_runs - 1] : NULL;
    while (tail && tail->size > 0 && tail->text[tail->size - 1] == ' ')
        tail->size--;
    const size_t size = strlen(end);
    if (tail && tail->size >= size &&
        memcmp(tail->text + tail->size - size, end, size) == 0)
        tail->size -= (uint32_t)size; /* the author wrote it too */
    while (tail && tail->size > 0 && strchr(" ;.,", tail->text[tail->size - 1]))
        tail->size--;
    runs_add(arena, &runs, end, strlen(end))->flags =
        tail ? tail->flags & ~(unsigned)RUN_LINE_BREAK : 0;
    last->text = runs_text(&runs);
    body->blocks[body->n_blocks - 1]->keep_next = true;
    last->keep_next = true;
}

/* The recipients as they are printed: "Như trên" first when there are
   addressees, the archive last. */
static struct block *recipient_list(const struct parts *parts)
{
    const struct form_wording *wording = parts->wording;
    const struct config_list *recipients = &parts->config->recipients;
    size_t capacity = recipients->n_items + 2, n = 0;
    const char **items = ARENA_ARRAY(parts->arena, const char *, capacity);
    const char *archive = wording->archive;
    size_t archive_word = strcspn(wording->archive, ":");
    size_t as_above = strlen(wording->as_above);
    bool above_named =
        recipients->n_items > 0 &&
        strncmp(recipients->items[0].text, wording->as_above, as_above) == 0;
    if (parts->config->addressees.n_items > 0 && as_above > 0 && !above_named)
        items[n++] = wording->as_above;
    for (size_t i = 0; i < recipients->n_items; i++)
        if (archive_word > 0 && strncmp(recipients->items[i].text,
                                        wording->archive, archive_word) == 0)
            archive = recipients->items[i].text;
        else
            items[n++] = recipients->items[i].text;
    if (*archive)
        items[n++] = archive;
    struct block *list = block_new(parts->arena, BLOCK_LIST, ROLE_L, NULL);
    struct block_list blocks = {0};
    for (size_t i = 0; i < n; i++)
        add_item(parts, list, &blocks, "recipient",
                 end_with(parts->arena, items[i], i + 1 < n ? ";" : "."));
    return list;
}

/* Where the leader signs and the agency seals; an electronic signature needs
   a field there, which a reader is told of. */
static struct block *signature_room(const struct parts *parts)
{
    const struct form_wording *wording = parts->wording;
    struct block *room = block_space(parts->arena, wording->closing_room);
    const struct placeholder title = {"title", parts->config->title};
    if (!parts->config->field)
        return room;
    room->field = "Signature";
    room->alt = *wording->field
                    ? form_fill(parts->arena, wording->field, &title, 1)
                    : parts->config->title;
    return room;
}

static void add_recipients_label(const struct parts *parts,
                                 struct block_list *list)
{
    add(parts, list, "recipients_label", ROLE_P, parts->wording->recipients);
}

static void add_recipients_rule(const struct parts *parts,
                                struct block_list *list)
{
    add_rule_at(parts, list, parts->wording->recipients_rule, ALIGN_LEFT);
}

static void add_recipients(const struct parts *parts, struct block_list *list)
{
    blocks_append(parts->arena, list, recipient_list(parts));
}

static void add_authority(const struct parts *parts, struct block_list *list)
{
    const struct config_list *authority = &parts->config->authority;
    const char *style = form_style(parts->form, "signer_authority")
                            ? "signer_authority"
                            : "signer_title";
    for (size_t i = 0; i < authority->n_items; i++)
        add(parts, list, style, ROLE_P, authority->items[i].text);
}

static void add_signer_title(const struct parts *parts, struct block_list *list)
{
    add(parts, list, "signer_title", ROLE_P, parts->config->title);
}

static void add_room(const struct parts *parts, struct block_list *list)
{
    blocks_append(parts->arena, list, signature_room(parts));
}

static void add_signer_name(const struct parts *parts, struct block_list *list)
{
    add(parts, list, "signer_name", ROLE_P, parts->config->name);
}

/* ---- the foot of the first page ------------------------------------------ */

static void add_address(const struct parts *parts, struct block_list *list)
{
    const char *address = parts->config->address;
    if (!address || *address == '\0')
        return;
    struct block *rule = block_rule(parts->arena, 1000, ALIGN_CENTER,
                                    parts->wording->rule_thickness, 0);
    rule->rule.of_text_width = true;
    blocks_append(parts->arena, list, rule);
    add(parts, list, "address", ROLE_P, address);
}

/* ---- rows of components -------------------------------------------------- */

/* What a form may have, and the style that it must then define besides those
   that all forms have. */
static const struct component {
    const char *name;
    void (*add)(const struct parts *parts, struct block_list *list);
    const char *style;
} components[] = {
    {"superior", add_superior, NULL},
    {"agency", add_agency, NULL},
    {"agency_rule", add_agency_rule, NULL},
    {"agency_mark", add_agency_mark, "agency_mark"},
    {"country", add_country, NULL},
    {"motto", add_motto, NULL},
    {"motto_rule", add_motto_rule, NULL},
    {"number", add_number, NULL},
    {"date", add_date, NULL},
    {"summary", add_summary, "summary"},
    {"title", add_title, NULL},
    {"title_rule", add_title_rule, NULL},
    {"title_mark", add_title_mark, "title_mark"},
    {"addressees", add_addressees, NULL},
    {"legal", add_legal_bases, NULL},
    {"recipients_label", add_recipients_label, NULL},
    {"recipients_rule", add_recipients_rule, NULL},
    {"recipients", add_recipients, NULL},
    {"authority", add_authority, NULL},
    {"signer_title", add_signer_title, NULL},
    {"room", add_room, NULL},
    {"signer_name", add_signer_name, NULL},
    {"address", add_address, NULL},
};

enum { N_COMPONENTS = sizeof components / sizeof *components };

struct component_reading {
    struct arena *arena;
    const struct form *form;
    struct diag *diag;
};

/* The components that TEXT, a part of ENTRY, names. */
static void read_components(const struct component_reading *reading,
                            const struct ini_entry *entry, const char *text,
                            struct component_list *list)
{
    size_t n;
    const char **names = ini_split(reading->arena, text, ' ', &n);
    list->components = ARENA_ARRAY(reading->arena, uint8_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct nearest nearest = NEAREST_INIT;
        size_t k = 0;
        for (; k < N_COMPONENTS && strcmp(components[k].name, names[i]) != 0;
             k++)
            nearest_offer(&nearest, names[i], strlen(names[i]),
                          components[k].name);
        if (k == N_COMPONENTS) {
            diag_report(reading->diag, DIAG_FORM_COMPONENT, entry->value_place,
                        names[i], nearest_hint(&nearest));
            continue;
        }
        list->components[list->n_components++] = (uint8_t)k;
        if (components[k].style &&
            !form_style(reading->form, components[k].style))
            diag_report(reading->diag, DIAG_FORM_STYLE_MISSING,
                        entry->value_place, components[k].style);
    }
}

/* "NAME NAME", or "NAME NAME | NAME" in two columns. */
static void read_row(const struct component_reading *reading,
                     const struct ini_entry *entry, struct component_row *row)
{
    const char *bar = strchr(entry->value, '|');
    const size_t size =
        bar ? (size_t)(bar - entry->value) : strlen(entry->value);
    read_components(reading, entry,
                    arena_strndup(reading->arena, entry->value, size),
                    &row->left);
    row->in_columns = bar != NULL;
    if (bar)
        read_components(reading, entry, bar + 1, &row->right);
}

/* The rows PART.1, PART.2 ... in the order of the file. */
static void read_rows(const struct component_reading *reading,
                      struct ini_section *section, const char *part,
                      struct component_rows *rows)
{
    const size_t size = strlen(part);
    rows->rows =
        ARENA_ARRAY(reading->arena, struct component_row, section->n_entries);
    for (size_t i = 0; i < section->n_entries; i++) {
        struct ini_entry *entry = &section->entries[i];
        if (strncmp(entry->key, part, size) != 0 || entry->key[size] != '.')
            continue;
        entry->used = true;
        read_row(reading, entry, &rows->rows[rows->n_rows++]);
    }
}

/* What stands around the text of a form that does not say so: the components of
   Nghị định 30/2020/NĐ-CP, Annex I, part I, section II. */
static const char usual_components[] =
    "[components]\n"
    "opening.1 = superior agency agency_rule | country motto motto_rule\n"
    "opening.2 = number | date\n"
    "opening.3 = title title_rule\n"
    "opening.4 = addressees\n"
    "opening.5 = legal\n"
    "closing.1 = recipients_label recipients | "
    "authority signer_title room signer_name\n"
    "footer.1  = address\n";

void form_components_read(struct arena *arena, struct ini *ini,
                          struct form *form, struct diag *diag)
{
    const struct component_reading reading = {arena, form, diag};
    struct ini_section *section = ini_section(ini, "components");
    if (!section)
        section = ini_section(ini_parse(arena, ini->path, usual_components,
                                        sizeof usual_components - 1, diag),
                              "components");
    read_rows(&reading, section, "opening", &form->opening);
    read_rows(&reading, section, "closing", &form->closing);
    read_rows(&reading, section, "footer", &form->footer);
}

static struct block_list add_components(const struct parts *parts,
                                        const struct component_list *list)
{
    struct block_list blocks = {0};
    for (size_t i = 0; i < list->n_components; i++)
        components[list->components[i]].add(parts, &blocks);
    return blocks;
}

/* Adds ROWS to LIST; rows of columns, as wide as WIDTHS say, that follow one
   another stay together. */
static void add_rows(const struct parts *parts,
                     const struct component_rows *rows, const int32_t widths[2],
                     struct block_list *list)
{
    for (size_t i = 0; i < rows->n_rows; i++) {
        const struct component_row *row = &rows->rows[i];
        const struct block_list left = add_components(parts, &row->left);
        if (!row->in_columns) {
            for (size_t k = 0; k < left.n_blocks; k++)
                blocks_append(parts->arena, list, left.blocks[k]);
            continue;
        }
        const struct block_list right = add_components(parts, &row->right);
        struct block *block = columns(parts, widths, &left, &right);
        block->keep_next = i + 1 < rows->n_rows && rows->rows[i + 1].in_columns;
        blocks_append(parts->arena, list, block);
    }
}

struct block **form_opening(struct arena *arena, const struct form *form,
                            const struct config *config,
                            const struct form_facts *facts, size_t *n_blocks)
{
    struct parts parts = parts_of(arena, form, config, facts);
    struct block_list list = {0};
    add_rows(&parts, &form->opening, form->wording.head_columns, &list);
    *n_blocks = list.n_blocks;
    return list.blocks;
}

struct block **form_closing(struct arena *arena, const struct form *form,
                            const struct config *config, size_t *n_blocks)
{
    struct parts parts = parts_of(arena, form, config, NULL);
    struct block_list list = {0};
    struct block *space = block_space(arena, form->wording.closing_before);
    space->keep_next = true;
    blocks_append(arena, &list, space);
    add_rows(&parts, &form->closing, form->wording.closing_columns, &list);
    *n_blocks = list.n_blocks;
    return list.blocks;
}

struct block **form_footer(struct arena *arena, const struct form *form,
                           const struct config *config, size_t *n_blocks)
{
    struct parts parts = parts_of(arena, form, config, NULL);
    struct block_list list = {0};
    add_rows(&parts, &form->footer, form->wording.head_columns, &list);
    *n_blocks = list.n_blocks;
    return list.blocks;
}

/* ---- annexes and tables -------------------------------------------------- */

const char *form_annex_name(struct arena *arena, const struct form *form,
                            int number, int n_annexes)
{
    struct strbuf roman = STRBUF_INIT;
    if (n_annexes < 2)
        return form->wording.annex;
    number_format_roman(&roman, number);
    const struct placeholder placeholder = {"roman", strbuf_text(&roman)};
    const char *name =
        form_fill(arena, form->wording.annex_numbered, &placeholder, 1);
    strbuf_free(&roman);
    return name;
}

struct block **form_annex_heading(struct arena *arena, const struct form *form,
                                  const struct config *config,
                                  const struct form_facts *facts,
                                  const char *key, const char *name,
                                  const char *title, size_t *n_blocks)
{
    struct parts parts = parts_of(arena, form, config, facts);
    struct block_list list = {0};
    const char *upper = unicode_upper(arena, title);
    struct block *head;
    if (!name) {
        head = paragraph(&parts, "annex_title", ROLE_H1, upper);
        head->bookmark = lines_join(arena, title);
    } else {
        head = two_lines(&parts, "annex_title", ROLE_H1, name, upper);
        head->bookmark =
            arena_printf(arena, "%s. %s", name, lines_join(arena, title));
    }
    blocks_append(arena, &list, head);
    head->id = arena_printf(arena, "annex-%s", key);
    head->outline_level = 1;
    add(&parts, &list, "annex_reference", ROLE_P,
        fill(&parts, parts.wording->annex_reference));
    add_rule(&parts, &list, parts.wording->annex_rule);
    *n_blocks = list.n_blocks;
    return list.blocks;
}

/* A title that begins with WORD and a number keeps them. */
static const char *number_title(struct arena *arena, const char *word,
                                const char *pattern, const char *title,
                                int number, const char **reference)
{
    size_t size = strlen(word);
    if (size > 0 && strncmp(title, word, size) == 0 && title[size] == ' ' &&
        isdigit((unsigned char)title[size + 1])) {
        size_t end = size + 1 + strspn(title + size + 1, "0123456789");
        *reference = arena_strndup(arena, title, end);
        return "";
    }
    const struct placeholder placeholder = {"number",
                                            arena_printf(arena, "%d", number)};
    *reference = arena_printf(arena, "%s %d", word, number);
    return form_fill(arena, pattern, &placeholder, 1);
}

const char *form_caption_number(struct arena *arena, const struct form *form,
                                const char *title, int number,
                                const char **reference)
{
    return number_title(arena, form->wording.caption_word,
                        form->wording.caption, title, number, reference);
}

const char *form_figure_number(struct arena *arena, const struct form *form,
                               const char *title, int number,
                               const char **reference)
{
    return number_title(arena, form->wording.figure_word,
                        form->wording.figure_caption, title, number, reference);
}
