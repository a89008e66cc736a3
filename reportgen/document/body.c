#include "document/body.h"

#include "markup/markup.h"
#include "markup/markup_runs.h"

#include <string.h>

struct body {
    const struct render *render;
    struct annexes *annexes;
    const struct source_map *map;
};

/* TITLE without the REFERENCE that an author may have put before it. */
static const char *title_behind(const char *title, const char *reference)
{
    const size_t size = strlen(reference);
    if (strncmp(title, reference, size) != 0)
        return title;
    return title + size + strspn(title + size, ".:- ");
}

/* Puts "Biểu 1.  " before TITLE; the table can be referred to from now on. */
static struct text number_table(const struct body *body,
                                struct layout_table *table, struct text title)
{
    struct arena *arena = body->render->arena;
    struct layout_tables *tables = body->annexes->tables;
    struct run_list runs = {0};
    const char *number = form_caption_number(
        arena, body->render->form, text_to_plain(arena, &title),
        tables->n_placed + 1, &table->reference);
    table->number = ++tables->n_placed;
    table->title =
        title_behind(text_without_notes(arena, &title), table->reference);
    table->placed_in = body->map;
    if (*number)
        runs_add(arena, &runs, number, strlen(number));
    for (size_t i = 0; i < title.n_runs; i++)
        *runs_add(arena, &runs, "", 0) = title.runs[i];
    struct text caption = runs_text(&runs);
    form_bind_text(arena, body->render->form, &caption);
    return caption;
}

/* Places ![caption](table:NAME). */
static struct block *place_table(const struct body *body, const char *name,
                                 struct text caption, struct place place)
{
    struct diag *diag = body->render->diag;
    struct layout_table *table =
        layout_tables_find(body->annexes->tables, name);
    if (!table) {
        diag_report(diag, DIAG_TABLE_UNKNOWN, place, name);
        return NULL;
    }
    if (table->number > 0) {
        diag_report(diag, DIAG_TABLE_TWICE, place, table->name, table->name);
        return NULL;
    }
    if (!layout_table_build(body->render, table))
        return NULL;
    if (caption.n_runs > 0)
        caption = number_table(body, table, caption);
    return layout_table_block(body->render, table, caption);
}

/* Places ![caption](chart:NAME). */
static struct block *place_chart(const struct body *body, const char *name,
                                 struct text caption, struct place place)
{
    const struct render *render = body->render;
    struct layout_figures *figures = body->annexes->figures;
    struct layout_chart *chart = layout_chart_find(figures, name);
    const char *title = text_without_notes(render->arena, &caption);
    if (!chart) {
        diag_report(render->diag, DIAG_CHART_UNKNOWN, place, name);
        return NULL;
    }
    if (chart->placed) {
        diag_report(render->diag, DIAG_CHART_TWICE, place, name, name);
        return NULL;
    }
    if (*title == '\0') {
        diag_report(render->diag, DIAG_CHART_CAPTION, place, name);
        return NULL;
    }
    chart->placed = true;
    return layout_chart_block(render, figures, chart, caption, title);
}

static struct block *place_target(void *context, const char *target,
                                  struct text caption, const char *title,
                                  struct place place)
{
    const struct body *body = context;
    const struct render *render = body->render;
    if (strncmp(target, "table:", 6) == 0)
        return place_table(body, target + 6, caption, place);
    if (strncmp(target, "chart:", 6) == 0)
        return place_chart(body, target + 6, caption, place);
    if (!strchr(target, ':'))
        return layout_image_block(render, body->annexes->figures, target,
                                  text_without_notes(render->arena, &caption),
                                  title, place);
    diag_report(render->diag, DIAG_UNKNOWN_TARGET, place, target);
    return NULL;
}

static const char *refer_annex(const struct body *body, const char *key,
                               const char **link)
{
    struct annex *annex = annexes_find(body->annexes, key);
    if (!annex)
        return NULL;
    annex->named = true;
    if (annex->in_report)
        *link = arena_printf(body->render->arena, "#annex-%s", key);
    return annex->name;
}

/* Refers to a table in this text by its number, to one of an annex by the
   annex. */
static const char *refer_table(const struct body *body, const char *name,
                               const char **link)
{
    const struct layout_table *table =
        layout_tables_find(body->annexes->tables, name);
    if (!table)
        return NULL;
    if (table->reference) {
        *link = arena_printf(body->render->arena, "#table-%s", name);
        return table->reference;
    }
    for (size_t i = 0; i < body->annexes->n_annexes; i++)
        if (body->annexes->annexes[i].table == table)
            return refer_annex(body, body->annexes->annexes[i].key, link);
    return NULL;
}

/* Refers to a chart in this text by its number, to one of an annex by the
   annex.  A chart that is left out has no name. */
static const char *refer_chart(const struct body *body, const char *name,
                               const char **link)
{
    const struct layout_chart *chart =
        layout_chart_find(body->annexes->figures, name);
    if (!chart)
        return NULL;
    if (chart->reference) {
        *link = arena_printf(body->render->arena, "#chart-%s", name);
        return chart->reference;
    }
    if (!chart->definition || chart->failed)
        return name; /* its fault was reported */
    for (size_t i = 0; i < body->annexes->n_annexes; i++)
        if (body->annexes->annexes[i].chart == chart)
            return refer_annex(body, body->annexes->annexes[i].key, link);
    return NULL;
}

static const char *refer_image(const struct body *body, const char *name,
                               const char **link)
{
    const struct layout_image *image =
        layout_image_find(body->annexes->figures, name);
    if (!image || !image->reference)
        return NULL;
    *link = arena_printf(body->render->arena, "#%s", image->id);
    return image->reference;
}

static const char *refer(void *context, const char *target, const char **link)
{
    const struct body *body = context;
    *link = NULL;
    if (strncmp(target, "table:", 6) == 0)
        return refer_table(body, target + 6, link);
    if (strncmp(target, "annex:", 6) == 0)
        return refer_annex(body, target + 6, link);
    if (strncmp(target, "chart:", 6) == 0)
        return refer_chart(body, target + 6, link);
    if (strncmp(target, "image:", 6) == 0)
        return refer_image(body, target + 6, link);
    return NULL;
}

/* True when NAME stands in TEXT and is not part of a longer number ("Phụ lục I"
   is not in "Phụ lục II"). */
static bool text_names(const char *text, const char *name)
{
    size_t size = strlen(name);
    for (const char *at = text; (at = strstr(at, name)); at += size)
        if (at[size] == '\0' || !strchr("IVXLCDM0123456789", at[size]))
            return true;
    return false;
}

bool body_build(const struct render *render, struct annexes *annexes,
                const char *name, struct place place, struct block_list *blocks)
{
    struct source_map *map = ARENA_NEW(render->arena, struct source_map);
    struct body body = {render, annexes, map};
    struct markup_targets targets = {&body, place_target, refer};
    if (!render_file(render, name, place, map)) {
        /* Without its text, nobody knows which annexes it would have named. */
        for (size_t i = 0; i < annexes->n_annexes; i++)
            annexes->annexes[i].named = true;
        return false;
    }
    bool done = markup_parse(render->arena, render->form, map, &targets, blocks,
                             render->diag);
    const char *plain = strip_figure_marks(render->arena, map->rendered);
    for (size_t i = 0; i < annexes->n_annexes; i++)
        if (text_names(plain, annexes->annexes[i].name))
            annexes->annexes[i].named = true;
    return done;
}
