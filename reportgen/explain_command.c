#include "explain_command.h"

#include "base/strbuf.h"
#include "explain/explanation.h"
#include "explain/find.h"
#include "explain/numbers.h"
#include "explain/show.h"
#include "publish.h"
#include "standard_output.h"

#include <string.h>

struct work {
    const struct explain_command *command;
    struct arena *arena;
    struct diag *diag;
};

static bool print(struct strbuf *buf)
{
    const bool done = standard_output_write(strbuf_text(buf), buf->size);
    strbuf_clear(buf);
    return done;
}

/* Prints where all of FOUND stand: WHAT may mean each of them. */
static void list_candidates(const struct work *work,
                            const struct number *const *found, size_t n)
{
    struct strbuf buf = STRBUF_INIT;
    for (size_t i = 0; i < n; i++) {
        if (work->command->as_json) {
            show_json_place(&buf, found[i]);
        } else {
            strbuf_add_format(&buf, "“%s” ", found[i]->figure.text);
            if (found[i]->name)
                strbuf_add_format(&buf, "%s ", found[i]->name);
            show_place(&buf, found[i]);
        }
        strbuf_add_char(&buf, '\n');
    }
    print(&buf);
    strbuf_free(&buf);
}

/* What the program worked out twice must be equal. */
static void check(const struct work *work, const struct number *number,
                  const struct explanation *explanation)
{
    struct strbuf own = STRBUF_INIT;
    if (explanation_agrees(explanation, &number->figure.value))
        return;
    strbuf_add_format(&own, "“%s” was printed, but its records give ",
                      number->figure.text);
    show_value(&own, &explanation->value);
    diag_report(work->diag, DIAG_INTERNAL, number->figure.place,
                strbuf_text(&own));
    strbuf_free(&own);
}

static bool explain(const struct work *work,
                    const struct explain_context *context,
                    const struct number *number,
                    const struct number *const *others, size_t n_others)
{
    const struct explanation *explanation =
        explanation_of(context, &number->figure.origin);
    struct strbuf buf = STRBUF_INIT;
    if (!explanation)
        return false;
    check(work, number, explanation);
    if (work->command->as_json)
        show_json(&buf, context, number, explanation, others, n_others);
    else
        show_text(&buf, context, number, explanation, others, n_others);
    if (work->command->as_json)
        strbuf_add_char(&buf, '\n');
    print(&buf);
    strbuf_free(&buf);
    return true;
}

/* Each number has an arena of its own: together they may be the dataset many
   times over. */
static void explain_all(const struct work *work, const struct report *report,
                        const struct number *const *found, size_t n)
{
    struct explain_context context = {arena_create(), report->store,
                                      report->tallies, work->diag};
    for (size_t i = 0; i < n; i++) {
        if (!explain(work, &context, found[i], NULL, 0))
            break;
        arena_reset(context.arena);
    }
    arena_destroy(context.arena);
}

static void explain_one(const struct work *work, const struct report *report,
                        const struct number *const *found, size_t n)
{
    const struct explain_context context = {work->arena, report->store,
                                            report->tallies, work->diag};
    for (size_t i = 1; i < n; i++)
        if (!find_is_same(found[0], found[i])) {
            diag_report(work->diag, DIAG_EXPLAIN_AMBIGUOUS, PLACE_NONE,
                        work->command->what);
            list_candidates(work, found, n);
            return;
        }
    explain(work, &context, found[0], found + 1, n - 1);
}

/* The pages are set for their lines alone. */
static bool set_pages(struct report *report, struct figure_places *places)
{
    const struct page_sink sink =
        figure_places_sink(places, (struct page_sink){.page = NULL});
    return typeset_document(report->arena, report->document, report->fonts,
                            report->breaker, &sink, &report->pages,
                            report->diag);
}

static bool use(void *context, struct report *report)
{
    const struct work *work = context;
    const char *what = work->command->what;
    struct figure_places *places = figure_places_open(true);
    size_t n = 0;
    bool done = set_pages(report, places);
    if (done) {
        const struct numbers *numbers =
            numbers_of(work->arena, report->document, places, what);
        const struct number **found =
            find_numbers(work->arena, numbers, what, &n);
        if (n == 0)
            diag_report(work->diag, DIAG_EXPLAIN_NOTHING, PLACE_NONE, what,
                        find_hint(work->arena, numbers, what));
        else if (strcmp(what, "all") == 0)
            explain_all(work, report, found, n);
        else
            explain_one(work, report, found, n);
    }
    figure_places_close(places);
    return done;
}

void explain_command(const struct explain_command *command, struct diag *diag)
{
    struct work work = {command, arena_create(), diag};
    const struct run_job job = {.config = command->report};
    struct run_shared *shared = run_shared_open();
    struct arena *arena = arena_create();
    /* The report was made before: what its data are like was said then. */
    struct diag *heard = diag_create(NULL, NULL, false);
    if (!run_with(shared, arena, &job, &command->run, use, &work, heard))
        diag_forward(diag, heard);
    diag_destroy(heard);
    run_shared_close(shared);
    arena_destroy(arena);
    arena_destroy(work.arena);
}
