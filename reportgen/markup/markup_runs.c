#include "markup/markup_runs.h"

#include "markup/footnotes.h"

#include <stdlib.h>
#include <string.h>

enum { MARK_SIZE = 3 };

void run_builder_start(struct run_builder *builder, struct arena *arena,
                       const struct figures *figures)
{
    *builder = (struct run_builder){.arena = arena, .figures = figures};
    builder->after_blank = true;
}

/* Ends the pending run. */
static void flush(struct run_builder *builder)
{
    if (builder->pending.size == 0)
        return;
    const char *text = arena_strndup(
        builder->arena, strbuf_text(&builder->pending), builder->pending.size);
    struct run *run =
        runs_add(builder->arena, &builder->list, text, builder->pending.size);
    run->flags = builder->pending_flags;
    run->link = builder->pending_link;
    run->figure = builder->pending_figure;
    strbuf_clear(&builder->pending);
}

static void add_plain(struct run_builder *builder, const char *text,
                      size_t size)
{
    if (size == 0)
        return;
    if (builder->pending_flags != builder->flags ||
        builder->pending_link != builder->link ||
        builder->pending_figure != builder->figure)
        flush(builder);
    builder->pending_flags = builder->flags;
    builder->pending_link = builder->link;
    builder->pending_figure = builder->figure;
    for (size_t i = 0; i < size; i++) {
        bool blank = text[i] == ' ' || text[i] == '\t' || text[i] == '\n';
        if (!blank)
            strbuf_add_char(&builder->pending, text[i]);
        else if (!builder->after_blank)
            strbuf_add_char(&builder->pending, ' ');
        builder->after_blank = blank;
    }
}

/* Length of the opening mark at TEXT ("U+FDD0 index U+FDD1"), 0 when it is cut
   short. */
static size_t read_start(const struct run_builder *builder, const char *text,
                         size_t size, const struct figure **figure)
{
    size_t end = MARK_SIZE, index = 0;
    while (end < size && text[end] >= '0' && text[end] <= '9')
        index = index * 10 + (size_t)(text[end++] - '0');
    if (size - end < MARK_SIZE ||
        memcmp(text + end, FIGURE_TEXT, MARK_SIZE) != 0)
        return 0;
    bool known = builder->figures && index < builder->figures->n_figures;
    *figure = known ? builder->figures->figures[index] : NULL;
    return end + MARK_SIZE;
}

void run_builder_add(struct run_builder *builder, const char *text, size_t size)
{
    size_t from = 0, at = 0;
    while (at + MARK_SIZE <= size) {
        size_t length = 0;
        const struct figure *figure = NULL;
        if (memcmp(text + at, FIGURE_START, MARK_SIZE) == 0)
            length = read_start(builder, text + at, size - at, &figure);
        else if (memcmp(text + at, FIGURE_END, MARK_SIZE) == 0)
            length = MARK_SIZE;
        if (length == 0) {
            at++;
            continue;
        }
        add_plain(builder, text + from, at - from);
        builder->figure = figure;
        from = at += length;
    }
    add_plain(builder, text + from, size - from);
}

void run_builder_break(struct run_builder *builder)
{
    flush(builder);
    runs_add(builder->arena, &builder->list, "", 0)->flags = RUN_LINE_BREAK;
    builder->after_blank = true;
}

/* Punctuation before which no blank stands. */
static bool is_closing(char c)
{
    return c != '\0' && strchr(",.;:)?!", c);
}

void run_builder_line_end(struct run_builder *builder, const char *next)
{
    if (!is_closing(*next))
        run_builder_add(builder, " ", 1);
}

void run_builder_note(struct run_builder *builder, struct block *note)
{
    flush(builder);
    footnote_add_mark(builder->arena, &builder->list, note)->flags |=
        builder->flags;
    builder->after_blank = false;
}

struct text run_builder_finish(struct run_builder *builder)
{
    flush(builder);
    strbuf_free(&builder->pending);
    size_t n = builder->list.n_runs;
    while (n > 0) {
        struct run *last = &builder->list.runs[n - 1];
        while (last->size > 0 && last->text[last->size - 1] == ' ')
            last->size--;
        if (last->size > 0 || last->note)
            break;
        n--;
    }
    builder->list.n_runs = n;
    return runs_text(&builder->list);
}

const char *strip_figure_marks(struct arena *arena, const char *text)
{
    struct run_builder builder;
    run_builder_start(&builder, arena, NULL);
    run_builder_add(&builder, text, strlen(text));
    struct text runs = run_builder_finish(&builder);
    return text_to_plain(arena, &runs);
}
