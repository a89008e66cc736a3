#include "markup/markup_source.h"

#include "base/limits.h"
#include "base/strbuf.h"

#include <string.h>

/* A link's label has at most so many characters (CommonMark 0.29, 4.7). */
enum { LONGEST_LABEL = 999 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

/* Past the mark of a quote or of an item at AT; AT itself when there is
   none. */
static const char *skip_mark(const char *at, const char *end)
{
    const char *p = at;
    if (p < end && *p == '>')
        return p + 1;
    if (p < end && strchr("-+*", *p)) {
        p++;
    } else {
        while (p < end && is_digit(*p))
            p++;
        if (p == at || p == end || (*p != '.' && *p != ')'))
            return at;
        p++;
    }
    return p < end && is_blank(*p) ? p : at;
}

/* Where the words of the line at AT begin, behind all marks. */
static const char *words_of(const char *at, const char *end)
{
    for (;;) {
        const char *start = skip_blanks(at, end);
        at = skip_mark(start, end);
        if (at == start)
            return start;
    }
}

/* True when "[label]:" stands at AT; the label may go on in the next line. */
static bool defines_link(const char *at, const char *end)
{
    if (at == end || *at != '[' || at + 1 == end || at[1] == '^')
        return false;
    const char *limit = end - at > LONGEST_LABEL ? at + LONGEST_LABEL : end;
    for (at++; at < limit && *at != ']'; at++) {
        if (*at == '[' ||
            (*at == '\n' && at + 1 < limit &&
             (at[1] == '\n' || skip_blanks(at + 1, limit)[0] == '\n')))
            return false;
        if (*at == '\\' && at + 1 < limit && at[1] != '\n')
            at++;
    }
    return at + 1 < end && *at == ']' && at[1] == ':';
}

/* The "#" that closes the heading from AT to the end of its line at STOP;
   NULL when none does. */
static const char *closing_mark(const char *at, const char *stop)
{
    size_t level = 0;
    while (at < stop && *at == '#') {
        level++;
        at++;
    }
    if (level == 0 || level > 6 || at == stop || !is_blank(*at))
        return NULL;
    while (stop > at && is_blank(stop[-1]))
        stop--;
    const char *mark = stop;
    while (mark > at && mark[-1] == '#')
        mark--;
    return mark < stop && is_blank(mark[-1]) ? mark : NULL;
}

/* The columns of the line below the head of a table ("|---|:-:|"), or 0. */
static size_t count_columns(const char *at, const char *stop)
{
    size_t n_bars = 0, n_columns = 0;
    bool dashes = false;
    for (at = skip_blanks(at, stop); at < stop; at++) {
        if (*at == '-') {
            n_columns += !dashes;
            dashes = true;
        } else if (*at == '|') {
            n_bars++;
            dashes = false;
        } else if (*at != ':' && !is_blank(*at)) {
            return 0;
        }
    }
    return n_bars > 0 ? n_columns : 0;
}

/* The table that the lines looked at stand in, and all cells so far. */
struct table_size {
    size_t n_columns; /* 0: in none */
    int64_t n_cells;
};

/* The parser fills short rows up, so that they cost as much as long ones. */
static bool check_table(struct table_size *size, const char *at,
                        const char *stop, struct place place, struct diag *diag)
{
    if (skip_blanks(at, stop) == stop)
        size->n_columns = 0;
    else if (size->n_columns == 0)
        size->n_columns = count_columns(at, stop);
    size->n_cells += (int64_t)size->n_columns;
    return limit_allows(LIMIT_COLUMNS, (int64_t)size->n_columns, place, diag) &&
           limit_allows(LIMIT_CELLS, size->n_cells, place, diag);
}

static const char *line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline : end;
}

static void index_lines(struct arena *arena, struct markup_source *source)
{
    const char *const end = source->text + source->size;
    size_t n = 1;
    for (size_t i = 0; i < source->size; i++)
        n += source->text[i] == '\n';
    source->lines = ARENA_ARRAY(arena, const char *, n + 1);
    const char *at = source->text;
    for (size_t i = 0; i < n; i++) {
        source->lines[source->n_lines++] = at;
        at = line_end(at, end);
        at += at < end;
    }
    source->lines[n] = end;
}

bool markup_source_make(struct arena *arena, const struct source_map *map,
                        struct markup_source *source, struct diag *diag)
{
    const char *at = map->rendered;
    const char *const end = at + map->rendered_size;
    struct strbuf buf = STRBUF_INIT;
    struct table_size size = {0};
    bool good = true;
    for (uint32_t line = 1; at < end && good; line++) {
        const char *stop = line_end(at, end);
        const char *words = words_of(at, stop);
        const char *mark = defines_link(words, end) ? words : NULL;
        if (!mark)
            mark = closing_mark(words, stop);
        good = check_table(&size, at, stop, source_map_find(map, line), diag);
        if (mark) {
            strbuf_add(&buf, at, (size_t)(mark - at));
            strbuf_add_char(&buf, '\\');
            at = mark;
        }
        stop += stop < end;
        strbuf_add(&buf, at, (size_t)(stop - at));
        at = stop;
    }
    *source = (struct markup_source){.size = buf.size};
    source->text = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    index_lines(arena, source);
    return good;
}

int markup_source_number(const struct markup_source *source, int line,
                         int column)
{
    int number = -1;
    if (line < 1 || (size_t)line > source->n_lines || column < 1)
        return -1;
    const char *end = source->lines[line];
    if (column > end - source->lines[line - 1])
        return -1;
    for (const char *at = source->lines[line - 1] + column - 1;
         at < end && is_digit(*at) && number < 100000000; at++)
        number = (number < 0 ? 0 : number) * 10 + (*at - '0');
    return number;
}

size_t markup_source_cells(const struct markup_source *source, int line)
{
    if (line < 1 || (size_t)line > source->n_lines)
        return 0;
    const char *at = source->lines[line - 1];
    const char *end = line_end(at, source->text + source->size);
    size_t n = 1;
    while (end > at && is_blank(end[-1]))
        end--;
    at = skip_blanks(at, end);
    at += at < end && *at == '|';
    for (; at < end; at++) {
        if (*at == '\\')
            at++;
        else if (*at == '|' && at + 1 < end)
            n++;
    }
    return n;
}

bool markup_source_is_rule(const struct markup_source *source, int line)
{
    if (line < 1 || (size_t)line > source->n_lines)
        return false;
    const char *at = source->lines[line - 1];
    const char *end = line_end(at, source->text + source->size);
    bool stroke = false, dash = false;
    for (; at < end; at++) {
        stroke |= *at == '|';
        dash |= *at == '-';
        if (*at != '|' && *at != '-' && *at != ':' && !is_blank(*at))
            return false;
    }
    return stroke && dash;
}
