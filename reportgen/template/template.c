#include "template/template.h"

#include "base/limits.h"
#include "base/nearest.h"
#include "template/filter.h"
#include "template/template_escape.h"
#include "template/template_parse.h"

#include <string.h>

/* A parsed partial; the same one is met again in every item of a list. */
struct parsed {
    struct parsed *next;
    struct template_span name;
    struct template_span indent;
    bool alone;
    const struct template_node
        *root; /* NULL: not found, in lenient templates */
};

struct renderer {
    struct arena *arena;
    const struct template_options *options;
    struct figures *figures;
    struct strbuf *out;
    struct diag *diag;
    struct filter_context filters;
    struct data *stack[MOST_CONTEXTS]; /* the innermost context last */
    size_t depth;
    size_t n_partials; /* open ones */
    struct parsed *parsed;
    struct place place; /* of the tag being rendered */
    bool stopped;       /* a limit was exceeded; render nothing more */
    unsigned n_joins;   /* open ones: OUT is a part of the text */
};

static bool render_nodes(struct renderer *renderer,
                         const struct template_node *parent);

/* ---- names --------------------------------------------------------------- */

static void offer_members(struct nearest *nearest, struct template_span name,
                          struct data *data)
{
    data_fill(data);
    for (size_t i = 0; i < data->n_members; i++)
        nearest_offer(nearest, name.text, name.size, data->names[i]);
}

static bool unknown_name(struct renderer *renderer, struct template_span path,
                         struct nearest *nearest)
{
    diag_report(renderer->diag, DIAG_UNKNOWN_NAME, renderer->place,
                arena_strndup(renderer->arena, path.text, path.size),
                nearest_hint(nearest));
    return false;
}

/* The next part of a dotted PATH, cut off it. */
static struct template_span cut_part(struct template_span *path)
{
    const char *dot = memchr(path->text, '.', path->size);
    size_t size = dot ? (size_t)(dot - path->text) : path->size;
    struct template_span part = {path->text, size};
    size_t skip = dot ? size + 1 : size;
    path->text += skip;
    path->size -= skip;
    return part;
}

/* Finds the first part in the nearest context that has it, the others each
   in what was found.  *FOUND is NULL when a part is nowhere; false after a
   report. */
static bool find_name(struct renderer *renderer, struct template_span path,
                      bool optional, struct data **found)
{
    *found = NULL;
    if (path.size == 1 && path.text[0] == '.') {
        *found = renderer->stack[renderer->depth - 1];
        return true;
    }
    bool strict = renderer->options->strict_names && !optional;
    struct nearest nearest = NEAREST_INIT;
    struct template_span rest = path;
    struct template_span part = cut_part(&rest);
    for (size_t i = renderer->depth; i-- > 0 && !*found;)
        *found = data_get(renderer->stack[i], part.text, part.size);
    if (!*found && strict) {
        for (size_t i = renderer->depth; i-- > 0;)
            offer_members(&nearest, part, renderer->stack[i]);
        return unknown_name(renderer, path, &nearest);
    }
    while (*found && rest.size > 0) {
        struct data *parent = *found;
        part = cut_part(&rest);
        *found = data_get(parent, part.text, part.size);
        /* A member of null is null, such as a share of nothing planned. */
        if (!*found && strict && parent->kind != DATA_NULL) {
            offer_members(&nearest, part, parent);
            return unknown_name(renderer, path, &nearest);
        }
    }
    return true;
}

/* The value that DATA prints as. */
static struct value value_of(const struct data *data)
{
    if (!data)
        return VALUE_NONE;
    if (data->kind == DATA_BOOLEAN)
        return (struct value){.kind = VALUE_BOOLEAN,
                              .as.integer = data->boolean};
    return data->kind == DATA_VALUE ? data->value : VALUE_NONE;
}

/* Filters' arguments are names of the same contexts. */
static bool look_up(void *context, const char *path, struct value *value,
                    struct origin *origin)
{
    struct renderer *renderer = context;
    struct template_span name = {path, strlen(path)};
    bool optional = name.size > 1 && path[name.size - 1] == '?';
    if (optional)
        name.size--;
    struct data *found;
    if (!find_name(renderer, name, optional, &found))
        return false;
    *value = value_of(found);
    *origin = found ? found->origin : (struct origin){0};
    return true;
}

/* ---- values -------------------------------------------------------------- */

/* True when the chain of NODE says what stands for an absent name. */
static bool has_default(const struct template_node *node)
{
    for (size_t i = 0; i < node->n_filters; i++)
        if (node->filters[i].size > 7 &&
            memcmp(node->filters[i].text, "default", 7) == 0)
            return true;
    return false;
}

/* Takes STATE through the filters FROM..TO - 1 of NODE. */
static bool filter(struct renderer *renderer, const struct template_node *node,
                   size_t from, size_t to, struct filtered *state)
{
    for (size_t i = from; i < to; i++)
        if (!filter_apply(&renderer->filters, node->filters[i].text,
                          node->filters[i].size, state, node->place,
                          renderer->diag))
            return false;
    return true;
}

/* Notes a figure; its index. */
static size_t add_figure(struct renderer *renderer,
                         const struct template_node *node,
                         const struct filtered *state,
                         const struct origin *origin)
{
    struct figures *figures = renderer->figures;
    if (figures->n_figures == figures->capacity) {
        size_t capacity = figures->capacity == 0 ? 64 : figures->capacity * 2;
        struct figure **larger =
            ARENA_ARRAY(renderer->arena, struct figure *, capacity);
        if (figures->n_figures > 0)
            memcpy(larger, figures->figures,
                   figures->n_figures * sizeof(struct figure *));
        figures->figures = larger;
        figures->capacity = capacity;
    }
    struct figure *figure = ARENA_NEW(renderer->arena, struct figure);
    figure->value = state->value;
    figure->text = state->text;
    figure->origin = *origin;
    figure->place = node->place;
    figures->figures[figures->n_figures] = figure;
    return figures->n_figures++;
}

/* ---- lines of the output ------------------------------------------------- */

static void add_line(struct renderer *renderer, struct place place)
{
    struct figures *figures = renderer->figures;
    if (figures->n_lines == figures->lines_capacity) {
        size_t capacity = figures->lines_capacity * 2 + 64;
        struct place *larger =
            ARENA_ARRAY(renderer->arena, struct place, capacity);
        if (figures->n_lines > 0)
            memcpy(larger, figures->lines, figures->n_lines * sizeof *larger);
        figures->lines = larger;
        figures->lines_capacity = capacity;
    }
    figures->lines[figures->n_lines++] = place;
}

/* Notes where the lines come from that the output from byte START on begins.
   A text of the template goes on from line to line in its file (MOVES), a
   value stays where its tag is. */
static void note_lines(struct renderer *renderer, size_t start,
                       struct place place, bool moves)
{
    if (!renderer->figures || renderer->n_joins > 0)
        return;
    const char *text = strbuf_text(renderer->out);
    const size_t size = renderer->out->size;
    while (start < size) {
        if (start == 0 || text[start - 1] == '\n')
            add_line(renderer, place);
        const char *newline = memchr(text + start, '\n', size - start);
        if (!newline)
            break;
        start = (size_t)(newline - text) + 1;
        place.line += moves;
    }
}

/* A figure is the best place of its line. */
static void note_figure(struct renderer *renderer, struct place place)
{
    struct figures *figures = renderer->figures;
    if (renderer->n_joins > 0)
        return;
    struct place *line = &figures->lines[figures->n_lines - 1];
    if (line->column == 0)
        *line = place;
}

static void print(struct renderer *renderer, const struct template_node *node,
                  const struct filtered *state, const struct data *data)
{
    enum template_escape escape =
        node->raw ? ESCAPE_NONE : renderer->options->escape;
    bool figure = renderer->options->mark_figures && state->text[0] != '\0' &&
                  data &&
                  (state->value.kind != VALUE_TEXT || data->origin.source);
    const size_t start = renderer->out->size;
    if (figure) {
        size_t index = add_figure(renderer, node, state, &state->origin);
        strbuf_add_text(renderer->out, FIGURE_START);
        strbuf_add_integer(renderer->out, (int64_t)index);
        strbuf_add_text(renderer->out, FIGURE_TEXT);
    }
    template_escape(renderer->out, state->text, escape);
    if (figure)
        strbuf_add_text(renderer->out, FIGURE_END);
    note_lines(
        renderer, start,
        (struct place){.file = node->place.file, .line = node->place.line},
        false);
    if (figure)
        note_figure(renderer, node->place);
}

/* ---- joining ------------------------------------------------------------- */

/* The items of one join, each a part of TEXT. */
struct joined {
    struct strbuf text;
    struct template_span *items; /* without blanks around them */
    size_t *starts;              /* in TEXT, which moves as it grows */
    size_t n_items;
};

/* Which filter of NODE joins; their number when none does. */
static size_t find_join(const struct template_node *node)
{
    size_t i = 0;
    while (i < node->n_filters &&
           !filter_is(node->filters[i].text, node->filters[i].size, "join"))
        i++;
    return i;
}

static bool joins(const struct template_node *node)
{
    return find_join(node) < node->n_filters;
}

/* A blank in the text of a template, line ends included. */
static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* What stands between "A, B" and "C": items that hold what parts items
   themselves are parted by more. */
static bool holds_separator(const struct template_span *item,
                            const struct join_words *words)
{
    const char *const parts[] = {words->separator, words->heavy, words->last};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t size = strlen(parts[i]);
        for (size_t at = 0; size > 0 && at + size <= item->size; at++)
            if (memcmp(item->text + at, parts[i], size) == 0)
                return true;
    }
    return false;
}

/* Ends the item that was rendered into JOINED from START on; one with nothing
   in it is none. */
static void end_item(struct joined *joined, size_t start)
{
    const char *text = strbuf_text(&joined->text);
    size_t end = joined->text.size;
    while (end > start && is_space(text[end - 1]))
        end--;
    while (start < end && is_space(text[start]))
        start++;
    if (start == end)
        return;
    joined->starts[joined->n_items] = start;
    joined->items[joined->n_items++].size = end - start;
}

/* Appends the items of JOINED to the output, parted by WORDS, through the
   filters of NODE from FROM on. */
static bool print_joined(struct renderer *renderer,
                         const struct template_node *node, size_t from,
                         struct joined *joined, const struct join_words *words)
{
    const char *separator = words->separator, *last = words->last;
    for (size_t i = 0; i < joined->n_items; i++)
        joined->items[i].text = strbuf_text(&joined->text) + joined->starts[i];
    for (size_t i = 0; joined->n_items > 1 && i < joined->n_items; i++)
        if (words->heavy && holds_separator(&joined->items[i], words))
            separator = last = words->heavy;
    struct strbuf buf = STRBUF_INIT;
    for (size_t i = 0; i < joined->n_items; i++) {
        if (i > 0)
            strbuf_add_text(&buf, i + 1 == joined->n_items ? last : separator);
        strbuf_add(&buf, joined->items[i].text, joined->items[i].size);
    }
    struct filtered state = {
        .value = value_text(
            arena_strndup(renderer->arena, strbuf_text(&buf), buf.size))};
    strbuf_free(&buf);
    if (!filter(renderer, node, from, node->n_filters, &state))
        return false;
    const size_t start = renderer->out->size;
    strbuf_add_text(renderer->out,
                    state.text ? state.text : state.value.as.text);
    struct place place = node->place;
    place.column = 0;
    note_lines(renderer, start, place, false);
    return true;
}

static bool render_in(struct renderer *renderer,
                      const struct template_node *node, struct data *context);
static bool print_value(struct renderer *renderer,
                        const struct template_node *node, size_t n_filters,
                        const struct data *data);

/* A row prints as its label, another item as it is. */
static bool render_item(struct renderer *renderer,
                        const struct template_node *node, struct data *item)
{
    if (node->kind == NODE_SECTION)
        return render_in(renderer, node, item);
    struct data *label = data_get(item, "label", strlen("label"));
    return print_value(renderer, node, find_join(node), label ? label : item);
}

/* {{list | join}} and {{#list | join}}...{{/list}}. */
static bool render_joined(struct renderer *renderer,
                          const struct template_node *node, struct data *data)
{
    const size_t at = find_join(node);
    const struct template_span *filter = &node->filters[at];
    struct join_words words;
    const bool sets_section = node->kind == NODE_SECTION;
    if (!filter_read_join(&renderer->filters, filter->text, filter->size,
                          &words, node->place, renderer->diag))
        return false;
    if (data &&
        (data->kind != DATA_LIST || (sets_section && node->n_filters > 1)))
        return data->kind == DATA_NULL ||
               filter_refuse_join(node->place, renderer->diag);
    if (!data || !data_is_true(data, true))
        return true;
    struct joined joined = {
        STRBUF_INIT,
        ARENA_ARRAY(renderer->arena, struct template_span, data->n_items),
        ARENA_ARRAY(renderer->arena, size_t, data->n_items), 0};
    struct strbuf *out = renderer->out;
    bool rendered = true;
    renderer->out = &joined.text;
    renderer->n_joins++;
    for (size_t i = 0; i < data->n_items && rendered; i++) {
        const size_t start = joined.text.size;
        if (!budget_step(renderer->arena, node->place, renderer->diag)) {
            renderer->stopped = true;
            rendered = false;
        } else {
            rendered = render_item(renderer, node, data->items[i]);
        }
        end_item(&joined, start);
    }
    renderer->n_joins--;
    renderer->out = out;
    rendered =
        print_joined(renderer, node, at + 1, &joined, &words) && rendered;
    strbuf_free(&joined.text);
    return rendered;
}

/* ---- values and sections ------------------------------------------------- */

static bool render_value(struct renderer *renderer,
                         const struct template_node *node)
{
    struct data *data;
    if (!find_name(renderer, node->name, node->optional || has_default(node),
                   &data))
        return false;
    if (joins(node))
        return render_joined(renderer, node, data);
    return print_value(renderer, node, node->n_filters, data);
}

/* Prints DATA through the first N_FILTERS of NODE. */
static bool print_value(struct renderer *renderer,
                        const struct template_node *node, size_t n_filters,
                        const struct data *data)
{
    struct filtered state = {.value = value_of(data)};
    if (data)
        state.origin = data->origin;
    if (!filter(renderer, node, 0, n_filters, &state))
        return false;
    if (!state.text)
        state.text = filter_default_text(&renderer->filters, &state.value);
    print(renderer, node, &state, data);
    return true;
}

/* ---- sections and partials ----------------------------------------------- */

/* Stop after the first exceeded limit: every further item would exceed it
   too. */
static bool stop(struct renderer *renderer)
{
    renderer->stopped = true;
    return false;
}

static bool render_in(struct renderer *renderer,
                      const struct template_node *node, struct data *context)
{
    if (!limit_allows(LIMIT_CONTEXTS, (int64_t)renderer->depth + 1, node->place,
                      renderer->diag))
        return stop(renderer);
    renderer->stack[renderer->depth++] = context;
    bool rendered = render_nodes(renderer, node);
    renderer->depth--;
    return rendered;
}

static bool render_list(struct renderer *renderer,
                        const struct template_node *node, struct data *list)
{
    for (size_t i = 0; i < list->n_items; i++)
        if (!budget_step(renderer->arena, node->place, renderer->diag))
            return stop(renderer);
        else if (!render_in(renderer, node, list->items[i]))
            return false;
    return true;
}

static bool render_section(struct renderer *renderer,
                           const struct template_node *node)
{
    struct data *data;
    if (!find_name(renderer, node->name, node->optional || has_default(node),
                   &data))
        return false;
    if (joins(node) && node->kind == NODE_INVERTED)
        return filter_refuse_join(node->place, renderer->diag);
    if (joins(node))
        return render_joined(renderer, node, data);
    if (node->n_filters > 0) {
        struct filtered state = {.value = value_of(data)};
        if (data)
            state.origin = data->origin;
        if (!filter(renderer, node, 0, node->n_filters, &state))
            return false;
        data = data_value(renderer->arena, state.value);
    }
    bool is_true = data && data_is_true(data, renderer->options->zero_is_false);
    if (node->kind == NODE_INVERTED)
        return is_true || render_nodes(renderer, node);
    if (!is_true)
        return true;
    if (data->kind == DATA_LIST)
        return render_list(renderer, node, data);
    return render_in(renderer, node, data);
}

static bool same(struct template_span a, struct template_span b)
{
    return a.size == b.size &&
           (a.size == 0 || memcmp(a.text, b.text, a.size) == 0);
}

/* TEXT with INDENT before each line that has something on it. */
static struct template_span indented(struct arena *arena, const char *text,
                                     size_t size, struct template_span indent)
{
    struct strbuf buf = STRBUF_INIT;
    const char *end = text + size;
    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *next = newline ? newline + 1 : end;
        if (text != newline)
            strbuf_add(&buf, indent.text, indent.size);
        strbuf_add(&buf, text, (size_t)(next - text));
        text = next;
    }
    struct template_span result = {
        arena_strndup(arena, strbuf_text(&buf), buf.size), buf.size};
    strbuf_free(&buf);
    return result;
}

/* True for a partial that stands alone on its line. */
static bool is_alone(const struct template_node *node)
{
    return node->indent.text != NULL;
}

/* SIZE without a final line end: what an editor appends to a file must not
   become a blank in a sentence. */
static size_t without_last_line_end(const char *text, size_t size)
{
    if (size > 0 && text[size - 1] == '\n')
        size--;
    if (size > 0 && text[size - 1] == '\r')
        size--;
    return size;
}

/* Fetches and parses the partial that NODE names; false after a report. */
static bool load_partial(struct renderer *renderer,
                         const struct template_node *node,
                         const struct template_node **root)
{
    const struct template_options *options = renderer->options;
    const char *name =
        arena_strndup(renderer->arena, node->name.text, node->name.size);
    const char *path = name;
    size_t size = 0;
    const char *text = !options->partial
                           ? NULL
                           : options->partial(options->partial_context, name,
                                              node->place, &size, &path);
    *root = NULL;
    if (!text) {
        if (!options->strict_names)
            return true;
        diag_report(renderer->diag, DIAG_UNKNOWN_PARTIAL, node->place, name);
        return false;
    }
    if (options->strict_names && !is_alone(node))
        size = without_last_line_end(text, size);
    struct template_span content = {text, size};
    if (node->indent.size > 0)
        content = indented(renderer->arena, text, size, node->indent);
    struct template_source source = {.path = path,
                                     .first_line = 1,
                                     .indent = (uint32_t)node->indent.size,
                                     .text = content.text,
                                     .size = content.size};
    *root = template_parse(renderer->arena, &source, renderer->diag);
    return *root != NULL;
}

static bool find_partial(struct renderer *renderer,
                         const struct template_node *node,
                         const struct template_node **root)
{
    for (struct parsed *p = renderer->parsed; p; p = p->next) {
        if (same(p->name, node->name) && p->alone == is_alone(node) &&
            same(p->indent, node->indent)) {
            *root = p->root;
            return true;
        }
    }
    if (!load_partial(renderer, node, root))
        return false;
    struct parsed *parsed = ARENA_NEW(renderer->arena, struct parsed);
    parsed->name = node->name;
    parsed->indent = node->indent;
    parsed->alone = is_alone(node);
    parsed->root = *root;
    parsed->next = renderer->parsed;
    renderer->parsed = parsed;
    return true;
}

static bool render_partial(struct renderer *renderer,
                           const struct template_node *node)
{
    if (!limit_allows(LIMIT_PARTIALS, (int64_t)renderer->n_partials + 1,
                      node->place, renderer->diag))
        return stop(renderer);
    const struct template_node *root;
    if (!find_partial(renderer, node, &root))
        return false;
    if (!root)
        return true;
    const size_t start = renderer->out->size;
    renderer->n_partials++;
    bool rendered = render_nodes(renderer, root);
    renderer->n_partials--;
    /* Within a sentence the end of the part's last line is none. */
    struct strbuf *out = renderer->out;
    if (renderer->options->strict_names && !is_alone(node) && out->size > start)
        strbuf_set_size(out,
                        start + without_last_line_end(strbuf_text(out) + start,
                                                      out->size - start));
    return rendered;
}

/* In layouts a line of tags that print nothing is no line: an empty one would
   end the paragraph. */
static void render_text(struct renderer *renderer,
                        const struct template_node *node)
{
    struct strbuf *out = renderer->out;
    struct template_span text = node->text;
    struct place place = node->place;
    if (renderer->options->strict_names && node->ends_line &&
        (out->size == 0 || out->data[out->size - 1] == '\n')) {
        text.text++;
        text.size--;
        place.line++;
    }
    strbuf_add(out, text.text, text.size);
    note_lines(renderer, out->size - text.size, place, true);
}

static bool render_node(struct renderer *renderer,
                        const struct template_node *node)
{
    renderer->place = node->place;
    if (!budget_step(renderer->arena, renderer->place, renderer->diag) ||
        !limit_allows(LIMIT_RENDERED, (int64_t)renderer->out->size,
                      renderer->place, renderer->diag))
        return stop(renderer);
    switch (node->kind) {
    case NODE_TEXT:
        render_text(renderer, node);
        return true;
    case NODE_VALUE:
        return render_value(renderer, node);
    case NODE_SECTION:
    case NODE_INVERTED:
        return render_section(renderer, node);
    case NODE_PARTIAL:
        return render_partial(renderer, node);
    }
    return false;
}

/* Renders all children, also after a fault in one of them, so that one run
   shows every fault; but none after a limit was met. */
static bool render_nodes(struct renderer *renderer,
                         const struct template_node *parent)
{
    bool rendered = true;
    for (size_t i = 0; i < parent->n_children && !renderer->stopped; i++)
        if (!render_node(renderer, &parent->children[i]))
            rendered = false;
    return rendered;
}

bool template_render(struct arena *arena, const char *path, uint32_t first_line,
                     const char *text, size_t size, struct data *data,
                     const struct template_options *options,
                     struct figures *figures, struct strbuf *out,
                     struct diag *diag)
{
    struct template_source source = {.path = path,
                                     .first_line = first_line,
                                     .first_column = options->first_column,
                                     .text = text,
                                     .size = size};
    const struct template_node *root = template_parse(arena, &source, diag);
    if (!root)
        return false;
    struct renderer *renderer = ARENA_NEW(arena, struct renderer);
    *renderer =
        (struct renderer){.arena = arena,
                          .options = options,
                          .figures = figures,
                          .out = out,
                          .diag = diag,
                          .filters = {.arena = arena,
                                      .pad_counts = options->pad_counts,
                                      .billion_word = options->billion_word,
                                      .southern_words = options->southern_words,
                                      .plain_counts = options->plain_counts,
                                      .join = options->join,
                                      .about = options->about,
                                      .lookup = look_up,
                                      .lookup_context = renderer},
                          .stack = {data},
                          .depth = 1};
    return render_nodes(renderer, root);
}

bool template_look_up(struct data *data, const char *path, struct place place,
                      struct arena *arena, struct diag *diag,
                      struct value *value, struct origin *origin)
{
    const struct template_options options = {.strict_names = true};
    struct renderer renderer = {.arena = arena,
                                .options = &options,
                                .diag = diag,
                                .place = place,
                                .stack = {data},
                                .depth = 1};
    return look_up(&renderer, path, value, origin);
}
