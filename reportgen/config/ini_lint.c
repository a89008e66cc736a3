#include "config/ini_lint.h"

#include "base/unicode.h"

#include <string.h>

struct lint {
    struct arena *arena;
    struct diag *diag;
    struct ini *ini;
    struct strbuf *clean;
    struct ini_section *section; /* the one being filled, or NULL */
    size_t sections_capacity;
    size_t entries_capacity;
    const char *line_start;
    uint32_t line; /* from 1 */
};

/* A stretch of the text. */
struct span {
    const char *start;
    const char *end;
};

static size_t span_size(struct span span)
{
    return (size_t)(span.end - span.start);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_comment_mark(char c)
{
    return c == ';' || c == '#';
}

static struct span trim(struct span span)
{
    while (span.start < span.end && is_blank(*span.start))
        span.start++;
    while (span.end > span.start && is_blank(span.end[-1]))
        span.end--;
    return span;
}

/* Columns count characters, as editors show them. */
static struct place place_at(const struct lint *lint, const char *where)
{
    size_t before = (size_t)(where - lint->line_start);
    return (struct place){
        .file = lint->ini->path,
        .line = lint->line,
        .column = (uint32_t)unicode_length(lint->line_start, before) + 1,
    };
}

static const char *text_of(const struct lint *lint, struct span span)
{
    return arena_strndup(lint->arena, span.start, span_size(span));
}

/* ---- names ------------------------------------------------------------- */

static bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/* A name in lower case, as iniparser folds it; NULL after a report. */
static const char *read_name(struct lint *lint, struct span span)
{
    for (const char *p = span.start; p < span.end; p++) {
        if (!is_name_character(*p)) {
            diag_report(lint->diag, DIAG_BAD_NAME, place_at(lint, p),
                        text_of(lint, span));
            return NULL;
        }
    }
    if (span.start == span.end) {
        diag_report(lint->diag, DIAG_BAD_NAME, place_at(lint, span.start), "");
        return NULL;
    }
    char *name = arena_strndup(lint->arena, span.start, span_size(span));
    for (char *p = name; *p != '\0'; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return name;
}

/* ---- sections ---------------------------------------------------------- */

static struct ini_section *add_section(struct lint *lint)
{
    struct ini *ini = lint->ini;
    if (ini->n_sections == lint->sections_capacity) {
        size_t capacity = ini->n_sections == 0 ? 16 : ini->n_sections * 2;
        struct ini_section *sections =
            ARENA_ARRAY(lint->arena, struct ini_section, capacity);
        if (ini->n_sections > 0)
            memcpy(sections, ini->sections, ini->n_sections * sizeof *sections);
        ini->sections = sections;
        lint->sections_capacity = capacity;
    }
    lint->entries_capacity = 0;
    lint->section = &ini->sections[ini->n_sections++];
    lint->section->missed.arena = lint->arena;
    return lint->section;
}

static void check_duplicate_section(struct lint *lint, const char *name,
                                    struct place place)
{
    for (size_t i = 0; i < lint->ini->n_sections; i++) {
        const struct ini_section *other = &lint->ini->sections[i];
        if (strcmp(other->name, name) == 0) {
            diag_report(lint->diag, DIAG_DUPLICATE_SECTION, place, name,
                        (unsigned)other->place.line);
            return;
        }
    }
}

/* "[name]", and a comment behind it at most. */
static struct span read_section(struct lint *lint, struct span line)
{
    const char *close = memchr(line.start, ']', span_size(line));
    struct span rest = {close == NULL ? line.end : close + 1, line.end};
    rest = trim(rest);
    if (close == NULL ||
        (rest.start < rest.end && !is_comment_mark(*rest.start))) {
        diag_report(lint->diag, DIAG_BAD_SECTION, place_at(lint, line.start));
        return (struct span){line.start, line.start};
    }
    struct span name_span = trim((struct span){line.start + 1, close});
    const char *name = read_name(lint, name_span);
    if (name == NULL)
        name = "";
    struct place place = place_at(lint, line.start);
    check_duplicate_section(lint, name, place);
    struct ini_section *section = add_section(lint);
    section->name = name;
    section->place = place;
    return (struct span){line.start, close + 1};
}

/* ---- values ------------------------------------------------------------ */

/* A value in quotes: VALUE becomes what stands between them.  The end of the
   written value is returned. */
static const char *read_quoted(struct lint *lint, struct span rest,
                               struct span *value)
{
    char quote = *rest.start;
    value->start = rest.start + 1;
    value->end = memchr(value->start, quote, (size_t)(rest.end - value->start));
    if (value->end == NULL) {
        diag_report(lint->diag, DIAG_UNBALANCED_QUOTE,
                    place_at(lint, rest.start), quote);
        value->end = rest.end;
        return rest.end;
    }
    struct span after = trim((struct span){value->end + 1, rest.end});
    if (after.start < after.end && !is_comment_mark(*after.start))
        diag_report(lint->diag, DIAG_TEXT_AFTER_QUOTE,
                    place_at(lint, after.start), text_of(lint, after),
                    quote == '"' ? '\'' : '"');
    return value->end + 1;
}

/* Whether the mark at MARK in REST starts a comment.  Text that could belong
   to the value is never dropped in silence: a mark that touches its
   neighbour is refused, one after a single blank is doubted. */
static void judge_comment(struct lint *lint, struct span rest, const char *mark)
{
    bool touches_after = mark + 1 < rest.end && !is_blank(mark[1]);
    bool at_start = mark == rest.start;
    bool touches_before = !at_start && !is_blank(mark[-1]);
    bool set_apart = !at_start && !touches_before &&
                     (mark[-1] == '\t' || is_blank(mark[-2]));
    if (touches_before || (touches_after && !set_apart))
        diag_report(lint->diag, DIAG_CUT_VALUE, place_at(lint, mark), *mark);
    else if (!at_start && !set_apart)
        diag_report(lint->diag, DIAG_DOUBTFUL_COMMENT, place_at(lint, mark),
                    *mark);
}

static const char *read_plain(struct lint *lint, struct span rest,
                              struct span *value)
{
    *value = rest;
    for (const char *p = rest.start; p < rest.end; p++) {
        if (is_comment_mark(*p)) {
            judge_comment(lint, rest, p);
            value->end = p;
            break;
        }
    }
    *value = trim(*value);
    if (value->end > value->start && value->end[-1] == '\\')
        diag_report(lint->diag, DIAG_LINE_CONTINUATION,
                    place_at(lint, value->end - 1));
    return value->end;
}

/* Characters that no reader of the file sees. */
static const char *const invisible[] = {
    "\xC2\xA0",     /* no-break space */
    "\xE2\x80\x8B", /* zero width space */
    "\xE2\x80\x8C", /* zero width non-joiner */
    "\xE2\x80\x8D", /* zero width joiner */
    "\xE2\x80\x8E", /* left-to-right mark */
    "\xE2\x80\x8F", /* right-to-left mark */
    "\xE2\x81\xA0", /* word joiner */
    "\xEF\xBB\xBF", /* byte order mark */
};

static bool starts_with(struct span span, const char *prefix)
{
    size_t size = strlen(prefix);
    return span_size(span) >= size && memcmp(span.start, prefix, size) == 0;
}

static bool ends_with(struct span span, const char *suffix)
{
    size_t size = strlen(suffix);
    return span_size(span) >= size &&
           memcmp(span.end - size, suffix, size) == 0;
}

static void check_value(struct lint *lint, struct span value)
{
    const char *tab = memchr(value.start, '\t', span_size(value));
    if (tab != NULL)
        diag_report(lint->diag, DIAG_TAB_IN_VALUE, place_at(lint, tab));
    for (size_t i = 0; i < sizeof invisible / sizeof *invisible; i++) {
        if (starts_with(value, invisible[i]) ||
            ends_with(value, invisible[i])) {
            const char *p = starts_with(value, invisible[i])
                                ? value.start
                                : value.end - strlen(invisible[i]);
            const char *c = p;
            diag_report(lint->diag, DIAG_INVISIBLE_CHARACTER, place_at(lint, p),
                        (unsigned)unicode_next(&c, value.end));
            break;
        }
    }
    if (starts_with(value, "“") && ends_with(value, "”"))
        diag_report(lint->diag, DIAG_TYPOGRAPHIC_QUOTES,
                    place_at(lint, value.start));
}

/* ---- entries ----------------------------------------------------------- */

static struct ini_entry *add_entry(struct lint *lint)
{
    struct ini_section *section = lint->section;
    if (section->n_entries == lint->entries_capacity) {
        size_t capacity = section->n_entries == 0 ? 8 : section->n_entries * 2;
        struct ini_entry *entries =
            ARENA_ARRAY(lint->arena, struct ini_entry, capacity);
        if (section->n_entries > 0)
            memcpy(entries, section->entries,
                   section->n_entries * sizeof *entries);
        section->entries = entries;
        lint->entries_capacity = capacity;
    }
    return &section->entries[section->n_entries++];
}

static void check_duplicate_key(struct lint *lint, const char *key,
                                struct place place)
{
    for (size_t i = 0; i < lint->section->n_entries; i++) {
        const struct ini_entry *other = &lint->section->entries[i];
        if (strcmp(other->key, key) == 0) {
            diag_report(lint->diag, DIAG_DUPLICATE_KEY, place, key,
                        (unsigned)other->place.line);
            return;
        }
    }
}

/* "key = value", and a comment behind it at most. */
static struct span read_entry(struct lint *lint, struct span line)
{
    struct span nothing = {line.start, line.start};
    struct place place = place_at(lint, line.start);
    const char *equals = memchr(line.start, '=', span_size(line));
    if (equals == NULL) {
        diag_report(lint->diag, DIAG_BAD_LINE, place);
        return nothing;
    }
    struct span rest = trim((struct span){equals + 1, line.end});
    struct span value;
    bool quoted =
        rest.start < rest.end && (*rest.start == '"' || *rest.start == '\'');
    const char *end = quoted ? read_quoted(lint, rest, &value)
                             : read_plain(lint, rest, &value);
    check_value(lint, value);

    struct span key_span = trim((struct span){line.start, equals});
    const char *key = read_name(lint, key_span);
    if (key == NULL)
        return nothing;
    if (lint->section == NULL) {
        diag_report(lint->diag, DIAG_KEY_OUTSIDE_SECTION, place, key);
        return nothing;
    }
    check_duplicate_key(lint, key, place);
    struct ini_entry *entry = add_entry(lint);
    entry->key = key;
    entry->value = text_of(lint, value);
    entry->place = place;
    entry->value_place = place_at(lint, value.start);
    return (struct span){line.start, end};
}

/* ---- lines ------------------------------------------------------------- */

static void read_line(struct lint *lint, struct span whole)
{
    struct span line = trim(whole);
    struct span clean = {line.start, line.start};
    size_t offset;
    int32_t c = unicode_find_forbidden(line.start, span_size(line), &offset);
    if (c >= 0)
        diag_report(lint->diag, DIAG_CONFIG_CHARACTER,
                    place_at(lint, line.start + offset), (unsigned)c);
    else if (line.start < line.end && *line.start == '[')
        clean = read_section(lint, line);
    else if (line.start < line.end && !is_comment_mark(*line.start))
        clean = read_entry(lint, line);

    if (span_size(clean) > INI_LINE_LIMIT)
        diag_report(lint->diag, DIAG_LONG_LINE, place_at(lint, line.start),
                    span_size(clean), (int)INI_LINE_LIMIT);
    strbuf_add(lint->clean, clean.start, span_size(clean));
    strbuf_add_char(lint->clean, '\n');
}

static void read_lines(struct lint *lint, struct span text)
{
    const char *p = text.start;
    while (p < text.end) {
        const char *newline = memchr(p, '\n', (size_t)(text.end - p));
        const char *end = newline == NULL ? text.end : newline;
        lint->line++;
        lint->line_start = p;
        p = newline == NULL ? text.end : newline + 1;
        if (end > lint->line_start && end[-1] == '\r')
            end--;
        read_line(lint, (struct span){lint->line_start, end});
    }
}

/* ---- the whole text ---------------------------------------------------- */

static bool is_utf16(struct span text)
{
    const unsigned char *bytes = (const unsigned char *)text.start;
    if (span_size(text) < 2)
        return false;
    return (bytes[0] == 0xFF && bytes[1] == 0xFE) ||
           (bytes[0] == 0xFE && bytes[1] == 0xFF) ||
           (bytes[0] == 0) != (bytes[1] == 0);
}

/* Where the byte at OFFSET stands; what comes before it is valid. */
static struct place place_of_byte(const struct lint *lint, struct span text,
                                  size_t offset)
{
    struct place place = {.file = lint->ini->path, .line = 1};
    const char *line = text.start;
    for (const char *p = text.start; p < text.start + offset; p++) {
        if (*p == '\n') {
            place.line++;
            line = p + 1;
        }
    }
    size_t before = (size_t)(text.start + offset - line);
    place.column = (uint32_t)unicode_length(line, before) + 1;
    return place;
}

/* A text that is not UTF-8 is not read any further: every line would only
   repeat the fault. */
static bool check_encoding(struct lint *lint, struct span *text)
{
    struct place start = {.file = lint->ini->path, .line = 1, .column = 1};
    if (is_utf16(*text)) {
        diag_report(lint->diag, DIAG_CONFIG_UTF16, start);
        return false;
    }
    if (starts_with(*text, "\xEF\xBB\xBF")) {
        diag_report(lint->diag, DIAG_BYTE_ORDER_MARK, start);
        text->start += 3;
    }
    size_t bad;
    if (!unicode_is_valid(text->start, span_size(*text), &bad)) {
        diag_report(lint->diag, DIAG_CONFIG_NOT_UTF8,
                    place_of_byte(lint, *text, bad),
                    (unsigned)(unsigned char)text->start[bad]);
        return false;
    }
    return true;
}

static size_t n_errors(const struct diag *diag)
{
    return diag_count(diag, DIAG_ERROR) + diag_count(diag, DIAG_FATAL);
}

bool ini_lint(struct arena *arena, const char *text, size_t size,
              struct diag *diag, struct ini *ini, struct strbuf *clean)
{
    struct lint lint = {
        .arena = arena, .diag = diag, .ini = ini, .clean = clean};
    struct span span = {text, text + size};
    size_t before = n_errors(diag);
    if (check_encoding(&lint, &span))
        read_lines(&lint, span);
    return n_errors(diag) == before;
}
