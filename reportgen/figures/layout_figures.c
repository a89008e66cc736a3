#include "figures/layout_figures.h"

#include <string.h>

struct layout_figures *layout_figures_read(const struct render *render,
                                           const struct tallies *tallies)
{
    struct ini *ini = render->layout->ini;
    struct layout_figures *set =
        ARENA_NEW(render->arena, struct layout_figures);
    set->charts =
        ARENA_ARRAY(render->arena, struct layout_chart, ini->n_sections + 1);
    for (size_t i = 0; i < ini->n_sections; i++) {
        if (strncmp(ini->sections[i].name, "chart.", 6) != 0)
            continue;
        struct ini_section *section = ini_section(ini, ini->sections[i].name);
        struct layout_chart *chart = &set->charts[set->n_charts++];
        chart->name = section->name + 6;
        chart->definition = chart_define(render, section, tallies);
        set->failed |= !chart->definition;
    }
    return set;
}

struct layout_chart *layout_chart_find(struct layout_figures *set,
                                       const char *name)
{
    for (size_t i = 0; i < set->n_charts; i++)
        if (strcmp(set->charts[i].name, name) == 0)
            return &set->charts[i];
    return NULL;
}

/* ---- blocks -------------------------------------------------------------- */

/* "Hình 1. " and TITLE, which text refers to by *REFERENCE from now on. */
static struct text number_figure(const struct render *render,
                                 struct layout_figures *set, struct text title,
                                 const char **reference)
{
    struct arena *arena = render->arena;
    struct run_list runs = {0};
    const char *number =
        form_figure_number(arena, render->form, text_to_plain(arena, &title),
                           ++set->n_numbered, reference);
    if (*number)
        runs_add(arena, &runs, number, strlen(number));
    for (size_t i = 0; i < title.n_runs; i++)
        *runs_add(arena, &runs, "", 0) = title.runs[i];
    struct text caption = runs_text(&runs);
    form_bind_text(arena, render->form, &caption);
    return caption;
}

static struct block *figure_block(const struct render *render,
                                  enum block_kind kind, struct text caption)
{
    struct block *block = block_new(render->arena, kind, ROLE_FIGURE, NULL);
    block->figure = ARENA_NEW(render->arena, struct figure_block);
    block->figure->caption = caption;
    block->figure->caption_style =
        form_figure_style(render->form, "figure_caption");
    return block;
}

/* ---- charts -------------------------------------------------------------- */

const struct built_chart *layout_chart_build(const struct render *render,
                                             struct layout_chart *chart)
{
    if (!chart->tried)
        chart->failed = !chart->definition ||
                        !chart_build(render, chart->definition, &chart->built);
    chart->tried = true;
    return chart->failed ? NULL : &chart->built;
}

/* Every chart has an alternative text. */
static const char *words_of(const struct render *render,
                            const struct layout_chart *chart, const char *title)
{
    const char *alt = chart->definition->alt;
    if (!alt || *alt == '\0')
        alt = form_chart_alt(render->arena, render->form, chart->built.chart,
                             title);
    return *alt == '\0' ? title : alt;
}

struct block *layout_chart_block(const struct render *render,
                                 struct layout_figures *set,
                                 struct layout_chart *chart,
                                 struct text caption, const char *title)
{
    const struct built_chart *built = layout_chart_build(render, chart);
    if (!built)
        return NULL;
    if (!built->chart)
        return block_new(render->arena, BLOCK_GROUP, ROLE_NONE, NULL);
    if (caption.n_runs > 0)
        caption = number_figure(render, set, caption, &chart->reference);
    struct block *block = figure_block(render, BLOCK_CHART, caption);
    block->figure->chart = built->chart;
    block->id = arena_printf(render->arena, "chart-%s", chart->name);
    block->place = chart->definition->place;
    block->alt = words_of(render, chart, title);
    return block;
}

/* ---- images -------------------------------------------------------------- */

const struct layout_image *layout_image_find(const struct layout_figures *set,
                                             const char *name)
{
    const struct layout_image *found = NULL;
    for (const struct layout_image *image = set->images; image;
         image = image->next)
        if (strcmp(image->name, name) == 0)
            found = image;
    return found;
}

/* Faults of an image are reported at the image file. */
static struct image *read_image(const struct render *render, const char *name,
                                struct place place)
{
    struct input input;
    struct infile file;
    bool failed;
    if (!render_find(render, name, place, &input, &failed)) {
        if (!failed)
            diag_report(render->diag, DIAG_IMAGE_NOT_FOUND, place, name,
                        render->layout->ini->folder->path);
        return NULL;
    }
    if (!infile_read_input(render->arena, &input, IMAGE_LIMIT, render->diag,
                           &file))
        return NULL;
    render_note_input(render, "image", name, &file);
    return image_read(render->arena, &file, render->diag);
}

static struct layout_image *add_image(const struct render *render,
                                      struct layout_figures *set,
                                      const char *name, struct place place)
{
    const struct layout_image *known = layout_image_find(set, name);
    struct layout_image *image = ARENA_NEW(render->arena, struct layout_image);
    image->name = name;
    image->image = known ? known->image : read_image(render, name, place);
    if (!image->image)
        return NULL;
    image->next = set->images;
    set->images = image;
    image->id = arena_printf(render->arena, "image-%zu", ++set->n_images);
    return image;
}

/* The SIZE bytes at TEXT without trailing blanks. */
static size_t without_blanks(const char *text, size_t size)
{
    while (size > 0 && text[size - 1] == ' ')
        size--;
    return size;
}

/* Parts "CAPTION | width=60mm". */
static bool read_title(const struct render *render, const char *title,
                       struct place place, struct text *caption, mpt *width)
{
    static const char key[] = "width=";
    const char *bar = strchr(title, '|');
    size_t size = bar ? (size_t)(bar - title) : strlen(title);
    *caption =
        text_plain(render->arena, arena_strndup(render->arena, title,
                                                without_blanks(title, size)));
    *width = 0;
    if (!bar)
        return true;
    const char *option = bar + 1 + strspn(bar + 1, " ");
    const char *length = option + sizeof key - 1;
    if (strncmp(option, key, sizeof key - 1) == 0 &&
        form_parse_length(arena_strndup(render->arena, length,
                                        without_blanks(length, strlen(length))),
                          width) &&
        *width > 0)
        return true;
    diag_report(render->diag, DIAG_IMAGE_OPTION, place, option);
    return false;
}

struct block *layout_image_block(const struct render *render,
                                 struct layout_figures *set, const char *name,
                                 const char *alt, const char *title,
                                 struct place place)
{
    struct text caption;
    mpt width;
    if (*alt == '\0') {
        diag_report(render->diag, DIAG_IMAGE_ALT, place, name, name);
        return NULL;
    }
    if (!read_title(render, title, place, &caption, &width))
        return NULL;
    struct layout_image *image = add_image(render, set, name, place);
    if (!image)
        return NULL;
    if (caption.n_runs > 0)
        caption = number_figure(render, set, caption, &image->reference);
    struct block *block = figure_block(render, BLOCK_IMAGE, caption);
    block->figure->image = image->image;
    block->figure->image_width = width;
    block->id = image->id;
    block->place = place;
    block->alt = alt;
    return block;
}
