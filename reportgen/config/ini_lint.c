#include "config/ini_lint.h"

#include "base/unicode.h"
#include "config/ini_index.h"

#include <string.h>

struct lint {
    struct arena *arena;
    struct diag *diag;
    struct ini *ini;
    struct ini_section *section; /* the one being filled, or NULL */
    struct ini_entry *free;      /* the next of those made for the whole text */
    char *clean;                 /* where the next line goes */
    bool forbidden;              /* some line holds such a character */
    char *line_start;
    uint32_t line; /* from 1 */
};

/* A stretch of the text. */
struct span {
    char *start;
    char *end;
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

/* Terminates SPAN in place; the byte after it must have been read already. */
static const char *end_text(struct span span)
{
    *span.end = '\0';
    return span.start;
}

/* ---- the text for iniparser ---------------------------------------------- */

static void put(struct lint *lint, const char *bytes, size_t size)
{
    char *end = lint->clean + size;
    memcpy(lint->clean, bytes, size);
    for (char *c = lint->clean; (c = memchr(c, '\\', (size_t)(end - c)));)
        *c++ = INI_BACKSLASH;
    lint->clean = end;
}

/* LINE as it is written, without a comment. */
static void put_line(struct lint *lint, struct span line)
{
    put(lint, line.start, span_size(line));
    put(lint, "\n", 1);
}

static void check_size(struct lint *lint, struct span line)
{
    if (span_size(line) > INI_LINE_LIMIT)
        diag_report(lint->diag, DIAG_LONG_LINE, place_at(lint, line.start),
                    span_size(line), (int)INI_LINE_LIMIT);
}

/* An entry without quotes: iniparser reads a value in quotes at its first
   try, any other at its third. */
static void put_plain(struct lint *lint, struct span key, struct span value)
{
    struct span line = {key.start, value.end};
    size_t size = span_size(key) + strlen("=\"\"") + span_size(value);
    if (size > INI_LINE_LIMIT || memchr(value.start, '"', span_size(value))) {
        put_line(lint, line);
        return;
    }
    put(lint, key.start, span_size(key));
    put(lint, "=\"", 2);
    put(lint, value.start, span_size(value));
    put(lint, "\"\n", 2);
}

/* ---- names --------------------------------------------------------------- */

static bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
           c == '*';
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
    for (char *p = span.start; p < span.end; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return end_text(span);
}

/* ---- sections ------------------------------------------------------------ */

static void add_section(struct lint *lint, const char *name, struct place place)
{
    struct ini *ini = lint->ini;
    uint32_t *slot = ini_index_slot(ini, name);
    lint->section = &ini->sections[ini->n_sections++];
    *lint->section = (struct ini_section){.name = name,
                                          .place = place,
                                          .entries = lint->free,
                                          .missed.arena = lint->arena};
    if (*slot == 0)
        *slot = (uint32_t)ini->n_sections;
    else
        diag_report(lint->diag, DIAG_DUPLICATE_SECTION, place, name,
                    (unsigned)ini->sections[*slot - 1].place.line);
}

/* "[name]", and a comment behind it at most. */
static void read_section(struct lint *lint, struct span line)
{
    char *close = memchr(line.start, ']', span_size(line));
    struct span rest = {close ? close + 1 : line.end, line.end};
    rest = trim(rest);
    if (!close || (rest.start < rest.end && !is_comment_mark(*rest.start))) {
        diag_report(lint->diag, DIAG_BAD_SECTION, place_at(lint, line.start));
        return;
    }
    line.end = close + 1;
    put_line(lint, line);
    const char *name =
        read_name(lint, trim((struct span){line.start + 1, close}));
    add_section(lint, name ? name : "", place_at(lint, line.start));
    check_size(lint, line);
}

/* ---- values -------------------------------------------------------------- */

/* Reads a value in quotes into VALUE, without the quotes.  Returns the end of
   the written value. */
static char *read_quoted(struct lint *lint, struct span rest,
                         struct span *value)
{
    char quote = *rest.start;
    value->start = rest.start + 1;
    value->end = memchr(value->start, quote, (size_t)(rest.end - value->start));
    if (!value->end) {
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

/* Judges whether the mark at MARK in REST starts a comment.  Text that could
   belong to the value is never dropped silently: a mark that touches its
   neighbour is an error, and one after a single blank is a warning. */
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

static struct span read_plain(struct lint *lint, struct span rest)
{
    struct span value = rest;
    for (char *p = rest.start; p < rest.end; p++) {
        if (is_comment_mark(*p)) {
            judge_comment(lint, rest, p);
            value.end = p;
            break;
        }
    }
    value = trim(value);
    if (value.end > value.start && value.end[-1] == '\\')
        diag_report(lint->diag, DIAG_LINE_CONTINUATION,
                    place_at(lint, value.end - 1));
    return value;
}

/* Looks like a blank, and is not trimmed like one.  Other characters that
   nobody sees are forbidden wherever they stand. */
static const char no_break_space[] = "\xC2\xA0";

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

static void check_edges(struct lint *lint, struct span value)
{
    bool leads = starts_with(value, no_break_space);
    if (leads || ends_with(value, no_break_space))
        diag_report(lint->diag, DIAG_INVISIBLE_CHARACTER,
                    place_at(lint, leads ? value.start : value.end - 2), 0xA0u);
    if (starts_with(value, "“") && ends_with(value, "”"))
        diag_report(lint->diag, DIAG_TYPOGRAPHIC_QUOTES,
                    place_at(lint, value.start));
}

static void check_value(struct lint *lint, struct span value)
{
    const char *tab = memchr(value.start, '\t', span_size(value));
    if (tab)
        diag_report(lint->diag, DIAG_TAB_IN_VALUE, place_at(lint, tab));
    check_edges(lint, value);
}

/* ---- entries ------------------------------------------------------------- */

static void check_duplicate_key(struct lint *lint, const char *key,
                                struct place place)
{
    for (size_t i = 0; i < lint->section->n_entries; i++) {
        const struct ini_entry *other = &lint->section->entries[i];
        if (*other->key == *key && strcmp(other->key, key) == 0) {
            diag_report(lint->diag, DIAG_DUPLICATE_KEY, place, key,
                        (unsigned)other->place.line);
            return;
        }
    }
}

/* The entry KEY = VALUE, both still as written, of the section at hand; false
   after a report. */
static bool add_entry(struct lint *lint, struct span key_span,
                      struct span value, struct place place)
{
    const char *key = read_name(lint, key_span);
    if (!key)
        return false;
    if (!lint->section) {
        diag_report(lint->diag, DIAG_KEY_OUTSIDE_SECTION, place, key);
        return false;
    }
    check_duplicate_key(lint, key, place);
    lint->section->n_entries++;
    *lint->free++ =
        (struct ini_entry){.key = key,
                           .value = end_text(value),
                           .place = place,
                           .value_place = place_at(lint, value.start)};
    return true;
}

/* "key = value", and a comment behind it at most. */
static void read_entry(struct lint *lint, struct span line)
{
    struct place place = place_at(lint, line.start);
    char *equals = memchr(line.start, '=', span_size(line));
    if (!equals) {
        diag_report(lint->diag, DIAG_BAD_LINE, place);
        return;
    }
    struct span key = trim((struct span){line.start, equals});
    struct span rest = trim((struct span){equals + 1, line.end});
    struct span value;
    if (rest.start < rest.end && (*rest.start == '"' || *rest.start == '\'')) {
        line.end = read_quoted(lint, rest, &value);
        put_line(lint, line);
    } else {
        value = read_plain(lint, rest);
        line.end = value.end;
        put_plain(lint, key, value);
    }
    check_value(lint, value);
    if (add_entry(lint, key, value, place))
        check_size(lint, line);
}

/* ---- lines --------------------------------------------------------------- */

static void read_line(struct lint *lint, struct span line)
{
    size_t offset;
    int32_t c =
        lint->forbidden
            ? unicode_find_forbidden(line.start, span_size(line), &offset)
            : -1;
    if (c >= 0)
        diag_report(lint->diag, DIAG_CONFIG_CHARACTER,
                    place_at(lint, line.start + offset), (unsigned)c);
    else if (line.start < line.end && *line.start == '[')
        read_section(lint, line);
    else if (line.start < line.end && !is_comment_mark(*line.start))
        read_entry(lint, line);
}

/* Takes the first line off TEXT: what stands on it between blanks. */
static struct span next_line(struct span *text)
{
    char *newline = memchr(text->start, '\n', span_size(*text));
    struct span line = {text->start, newline ? newline : text->end};
    text->start = newline ? newline + 1 : text->end;
    if (line.end > line.start && line.end[-1] == '\r')
        line.end--;
    return trim(line);
}

/* Allocates once for everything that TEXT may hold. */
static void make_room(struct lint *lint, struct span text, struct strbuf *clean)
{
    size_t n_sections = 0, n_entries = 0;
    size_t size = span_size(text);
    while (text.start < text.end) {
        struct span line = next_line(&text);
        if (line.start < line.end && *line.start == '[')
            n_sections++;
        else if (line.start < line.end && !is_comment_mark(*line.start))
            n_entries++;
    }
    lint->ini->sections =
        ARENA_ARRAY(lint->arena, struct ini_section, n_sections);
    lint->free = ARENA_ARRAY(lint->arena, struct ini_entry, n_entries);
    ini_index_make(lint->arena, lint->ini, n_sections);
    /* Two quotes for each entry, and an end for the last line. */
    lint->clean = strbuf_reserve(clean, size + 2 * n_entries + 1);
}

static void read_lines(struct lint *lint, struct span text)
{
    while (text.start < text.end) {
        lint->line++;
        lint->line_start = text.start;
        read_line(lint, next_line(&text));
    }
}

/* ---- the whole text ------------------------------------------------------ */

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
static bool check_encoding(struct lint *lint, struct span *text,
                           struct unicode_survey *survey)
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
    *survey = unicode_survey(text->start, span_size(*text));
    size_t bad = survey->valid_size;
    if (!survey->valid)
        diag_report(lint->diag, DIAG_CONFIG_NOT_UTF8,
                    place_of_byte(lint, *text, bad),
                    (unsigned)(unsigned char)text->start[bad]);
    return survey->valid;
}

bool ini_lint(struct arena *arena, char *text, size_t size, struct diag *diag,
              struct ini *ini, struct ini_clean *clean)
{
    struct lint lint = {.arena = arena, .diag = diag, .ini = ini};
    struct span span = {text, text + size};
    struct unicode_survey survey;
    size_t before = diag_n_errors(diag);
    if (check_encoding(&lint, &span, &survey)) {
        lint.forbidden = survey.forbidden;
        clean->plain = survey.plain;
        make_room(&lint, span, &clean->text);
        read_lines(&lint, span);
        strbuf_set_size(&clean->text, (size_t)(lint.clean - clean->text.data));
    }
    return diag_n_errors(diag) == before;
}
