#include "diff_command.h"

#include "base/strbuf.h"
#include "explain/differ.h"
#include "explain/numbers.h"
#include "publish.h"
#include "standard_output.h"

#include <string.h>

struct work {
    const struct diff_command *command;
    struct arena *arena;
    struct diag *diag;
    struct report *old; /* while NOW is made */
    bool differs;
};

static bool print(struct strbuf *buf)
{
    const bool done = standard_output_write(strbuf_text(buf), buf->size);
    strbuf_clear(buf);
    return done;
}

/* The numbers of REPORT, whose pages are set for their lines alone. */
static const struct numbers *find_numbers_of(struct work *work,
                                             struct report *report)
{
    struct figure_places *places = figure_places_open(true);
    const struct numbers *numbers = NULL;
    const struct page_sink sink =
        figure_places_sink(places, (struct page_sink){.page = NULL});
    if (typeset_document(report->arena, report->document, report->fonts,
                         report->breaker, &sink, &report->pages, report->diag))
        numbers = numbers_of(work->arena, report->document, places, NULL);
    figure_places_close(places);
    return numbers;
}

static void print_differences(struct work *work,
                              const struct differences *found,
                              const struct differ_side *old,
                              const struct differ_side *now)
{
    const bool as_json = work->command->as_json;
    struct strbuf buf = STRBUF_INIT;
    struct arena *arena = arena_create();
    for (size_t i = 0; i < found->n_numbers; i++) {
        differ_show(&buf, arena, old, now, &found->numbers[i], as_json);
        arena_reset(arena);
        if (!print(&buf))
            break;
    }
    for (size_t i = 0; i < found->n_wordings; i++)
        differ_show_wording(&buf, &found->wordings[i], as_json);
    print(&buf);
    arena_destroy(arena);
    strbuf_free(&buf);
}

static bool compare(void *context, struct report *report)
{
    struct work *work = context;
    const struct numbers *before = find_numbers_of(work, work->old);
    const struct numbers *after = find_numbers_of(work, report);
    if (!before || !after)
        return false;
    const struct explain_context old = {work->arena, work->old->store,
                                        work->old->tallies, work->diag};
    const struct explain_context now = {work->arena, report->store,
                                        report->tallies, work->diag};
    const struct differences *found = differ_find(work->arena, before, after);
    print_differences(work, found, &(struct differ_side){before, &old},
                      &(struct differ_side){after, &now});
    work->differs = found->n_numbers > 0 || found->n_wordings > 0;
    return true;
}

/* Makes the document of CONFIG and hands it to USE.  What its data are like was
   said when it was made; only why it cannot be made is told. */
static bool with(struct work *work, const char *config, run_use *use)
{
    const struct run_job job = {.config = config};
    struct run_shared *shared = run_shared_open();
    struct arena *arena = arena_create();
    struct diag *heard = diag_create(NULL, NULL, false);
    const bool done =
        run_with(shared, arena, &job, &work->command->run, use, work, heard);
    if (!done)
        diag_forward(work->diag, heard);
    diag_destroy(heard);
    run_shared_close(shared);
    arena_destroy(arena);
    return done;
}

static bool take_old(void *context, struct report *report)
{
    struct work *work = context;
    work->old = report;
    with(work, work->command->now, compare);
    return true;
}

bool diff_command(const struct diff_command *command, struct diag *diag)
{
    struct work work = {
        .command = command, .arena = arena_create(), .diag = diag};
    with(&work, command->old, take_old);
    arena_destroy(work.arena);
    return work.differs;
}
