#include "template/template_parse.h"

#include "base/limits.h"

#include "template/filter.h"

#include <string.h>

enum { LONGEST_DELIMITER = 16 };

struct parser {
    struct arena *arena;
    struct diag *diag;
    const struct template_source *source;
    const char *end;
    const char *position;
    uint32_t position_line;
    char open[LONGEST_DELIMITER + 1];
    char close[LONGEST_DELIMITER + 1];
    struct template_node
        *nesting[MOST_SECTIONS + 1]; /* nesting[0] is the root */
    size_t depth;
    /* The place of PLACED, moved forward only: the text is counted once. */
    const char *placed;
    uint32_t line, column;
    bool failed;
};

/* A tag between its delimiters. */
struct template_tag {
    char sigil;        /* '#' '^' '/' '!' '>' '=' '&' '{', or 0 for a name */
    const char *start; /* first byte of the opening delimiter */
    const char *after; /* past the closing delimiter */
    struct template_span content;
    struct place place;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct template_span trim(struct template_span span)
{
    while (span.size > 0 && is_blank(span.text[0])) {
        span.text++;
        span.size--;
    }
    while (span.size > 0 && is_blank(span.text[span.size - 1]))
        span.size--;
    return span;
}

static char *copy(struct parser *parser, struct template_span span)
{
    return arena_strndup(parser->arena, span.text, span.size);
}

/* The place of AT, which never lies before an earlier AT.  Columns count
   characters. */
static struct place place_at(struct parser *parser, const char *at)
{
    for (; parser->placed < at; parser->placed++) {
        if (*parser->placed == '\n') {
            parser->line++;
            parser->column = 1;
        } else if ((*parser->placed & 0xC0) != 0x80) {
            parser->column++;
        }
    }
    uint32_t column = parser->column;
    if (column > parser->source->indent)
        column -= parser->source->indent;
    return (struct place){
        .file = parser->source->path, .line = parser->line, .column = column};
}

static struct template_node *add_node(struct parser *parser,
                                      enum node_kind kind)
{
    struct template_node *parent = parser->nesting[parser->depth];
    if (parent->n_children == parent->capacity) {
        parent->capacity = parent->capacity == 0 ? 8 : parent->capacity * 2;
        struct template_node *children =
            ARENA_ARRAY(parser->arena, struct template_node, parent->capacity);
        if (parent->n_children > 0)
            memcpy(children, parent->children,
                   parent->n_children * sizeof *children);
        parent->children = children;
    }
    struct template_node *node = &parent->children[parent->n_children++];
    node->kind = kind;
    return node;
}

/* The text from where the last tag ended. */
static void add_text(struct parser *parser, const char *to)
{
    const char *from = parser->position;
    if (from >= to)
        return;
    struct template_node *node = add_node(parser, NODE_TEXT);
    node->text = (struct template_span){from, (size_t)(to - from)};
    node->ends_line =
        *from == '\n' && from > parser->source->text && from[-1] != '\n';
    node->place = (struct place){.file = parser->source->path,
                                 .line = parser->position_line};
}

static void move_to(struct parser *parser, const char *position)
{
    parser->position = position;
    parser->position_line = place_at(parser, position).line;
}

static const char *find(const char *from, const char *end, const char *needle)
{
    size_t size = strlen(needle);
    for (; (size_t)(end - from) >= size; from++) {
        from = memchr(from, needle[0], (size_t)(end - from));
        if (!from || (size_t)(end - from) < size)
            return NULL;
        if (memcmp(from, needle, size) == 0)
            return from;
    }
    return NULL;
}

/* Reads the tag that opens at START.  False after a report. */
static bool read_tag(struct parser *parser, const char *start,
                     struct template_tag *tag)
{
    tag->start = start;
    tag->place = place_at(parser, start);
    const char *p = start + strlen(parser->open);
    while (p < parser->end && is_blank(*p))
        p++;
    tag->sigil = 0;
    if (p < parser->end && strchr("#^/!>=&{", *p))
        tag->sigil = *p++;
    char closing[LONGEST_DELIMITER + 2] = "";
    if (tag->sigil == '{')
        closing[0] = '}';
    if (tag->sigil == '=')
        closing[0] = '=';
    strcat(closing, parser->close);

    const char *close = find(p, parser->end, closing);
    if (!close) {
        diag_report(parser->diag, DIAG_UNCLOSED_TAG, tag->place, closing);
        return false;
    }
    tag->content = trim((struct template_span){p, (size_t)(close - p)});
    tag->after = close + strlen(closing);
    return true;
}

/* True when TAG is alone on its line.  Then *LINE_START is where the line
   begins and *LINE_END is past its end. */
static bool is_standalone(const struct parser *parser,
                          const struct template_tag *tag,
                          const char **line_start, const char **line_end)
{
    if (tag->sigil == 0 || tag->sigil == '&' || tag->sigil == '{')
        return false;
    const char *before = tag->start;
    while (before > parser->source->text &&
           (before[-1] == ' ' || before[-1] == '\t'))
        before--;
    if (before > parser->source->text && before[-1] != '\n')
        return false;
    const char *after = tag->after;
    while (after < parser->end && (*after == ' ' || *after == '\t'))
        after++;
    if (after < parser->end && *after == '\r')
        after++;
    if (after < parser->end && *after != '\n')
        return false;
    *line_start = before;
    *line_end = after < parser->end ? after + 1 : after;
    return true;
}

/* Splits "name | filter | filter" at bars outside of quotes. */
static bool split_chain(struct parser *parser, const struct template_tag *tag,
                        struct template_node *node)
{
    struct template_span parts[MOST_FILTERS + 1];
    size_t n = 0;
    const char *from = tag->content.text;
    const char *end = from + tag->content.size;
    for (;;) {
        const char *to = filter_end(from, end);
        if (!limit_allows(LIMIT_FILTERS, (int64_t)n, tag->place, parser->diag))
            return false;
        parts[n++] = trim((struct template_span){from, (size_t)(to - from)});
        if (to == end)
            break;
        from = to + 1;
    }
    node->name = parts[0];
    node->n_filters = n - 1;
    if (n > 1) {
        node->filters = ARENA_ARRAY(parser->arena, struct template_span, n - 1);
        memcpy(node->filters, parts + 1, (n - 1) * sizeof *parts);
    }
    if (node->name.size > 1 && node->name.text[node->name.size - 1] == '?') {
        node->optional = true;
        node->name =
            trim((struct template_span){node->name.text, node->name.size - 1});
    }
    return true;
}

static bool add_named(struct parser *parser, const struct template_tag *tag,
                      enum node_kind kind)
{
    struct template_node *node = add_node(parser, kind);
    node->place = tag->place;
    node->raw = tag->sigil == '{' || tag->sigil == '&';
    if (kind == NODE_PARTIAL)
        node->name = tag->content;
    else if (!split_chain(parser, tag, node))
        return false;
    if (node->name.size > 0)
        return true;
    diag_report(parser->diag, DIAG_EMPTY_TAG, tag->place);
    return false;
}

static bool open_section(struct parser *parser, const struct template_tag *tag)
{
    if (!limit_allows(LIMIT_SECTIONS, (int64_t)parser->depth + 1, tag->place,
                      parser->diag))
        return false;
    if (!add_named(parser, tag,
                   tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED))
        return false;
    struct template_node *parent = parser->nesting[parser->depth];
    parser->nesting[++parser->depth] =
        &parent->children[parent->n_children - 1];
    return true;
}

/* {{/name}} closes {{#name?}} and {{#name | filter}} too. */
static bool close_section(struct parser *parser, const struct template_tag *tag)
{
    if (parser->depth == 0) {
        diag_report(parser->diag, DIAG_STRAY_CLOSING_TAG, tag->place,
                    copy(parser, tag->content));
        return false;
    }
    const struct template_node *open = parser->nesting[parser->depth];
    struct template_node closing = {0};
    if (!split_chain(parser, tag, &closing))
        return false;
    if (closing.name.size != open->name.size ||
        memcmp(closing.name.text, open->name.text, open->name.size) != 0) {
        diag_report(parser->diag, DIAG_WRONG_CLOSING_TAG, tag->place,
                    copy(parser, tag->content), copy(parser, open->name),
                    open->place.line);
        return false;
    }
    parser->depth--;
    return true;
}

/* {{=<% %>=}} */
static bool set_delimiters(struct parser *parser,
                           const struct template_tag *tag)
{
    struct template_span content = tag->content;
    size_t size = 0;
    while (size < content.size && !is_blank(content.text[size]))
        size++;
    struct template_span open = {content.text, size};
    struct template_span close =
        trim((struct template_span){content.text + size, content.size - size});
    bool bad = open.size == 0 || open.size > LONGEST_DELIMITER ||
               close.size == 0 || close.size > LONGEST_DELIMITER;
    for (size_t i = 0; i < content.size; i++)
        bad = bad || content.text[i] == '=';
    for (size_t i = 0; i < close.size; i++)
        bad = bad || is_blank(close.text[i]);
    if (bad) {
        diag_report(parser->diag, DIAG_BAD_DELIMITERS, tag->place);
        return false;
    }
    memcpy(parser->open, open.text, open.size);
    parser->open[open.size] = '\0';
    memcpy(parser->close, close.text, close.size);
    parser->close[close.size] = '\0';
    return true;
}

static bool take_tag(struct parser *parser, const struct template_tag *tag,
                     struct template_span indent)
{
    switch (tag->sigil) {
    case '!':
        return true;
    case '=':
        return set_delimiters(parser, tag);
    case '#':
    case '^':
        return open_section(parser, tag);
    case '/':
        return close_section(parser, tag);
    case '>': {
        if (!add_named(parser, tag, NODE_PARTIAL))
            return false;
        struct template_node *parent = parser->nesting[parser->depth];
        parent->children[parent->n_children - 1].indent = indent;
        return true;
    }
    default:
        return add_named(parser, tag, NODE_VALUE);
    }
}

/* Moves past the next tag; false when there is none or after a report. */
static bool parse_next(struct parser *parser)
{
    const char *start = find(parser->position, parser->end, parser->open);
    if (!start)
        return false;
    struct template_tag tag;
    if (!read_tag(parser, start, &tag)) {
        parser->failed = true;
        return false;
    }
    const char *line_start;
    const char *line_end;
    struct template_span indent = {0};
    if (is_standalone(parser, &tag, &line_start, &line_end)) {
        add_text(parser, line_start);
        indent =
            (struct template_span){line_start, (size_t)(start - line_start)};
        move_to(parser, line_end);
    } else {
        add_text(parser, start);
        move_to(parser, tag.after);
    }
    parser->failed = !take_tag(parser, &tag, indent);
    return !parser->failed;
}

struct template_node *template_parse(struct arena *arena,
                                     const struct template_source *source,
                                     struct diag *diag)
{
    struct template_node *root = ARENA_NEW(arena, struct template_node);
    struct parser parser = {
        .arena = arena,
        .diag = diag,
        .source = source,
        .end = source->text + source->size,
        .position = source->text,
        .position_line = source->first_line,
        .open = "{{",
        .close = "}}",
        .nesting = {root},
        .placed = source->text,
        .line = source->first_line,
        .column = source->first_column == 0 ? 1 : source->first_column};
    while (parse_next(&parser))
        continue;
    if (parser.failed)
        return NULL;
    if (parser.depth > 0) {
        const struct template_node *open = parser.nesting[parser.depth];
        const char *name = copy(&parser, open->name);
        diag_report(diag, DIAG_UNCLOSED_SECTION, open->place, name, name);
        return NULL;
    }
    add_text(&parser, parser.end);
    return root;
}
