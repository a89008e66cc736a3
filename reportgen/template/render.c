#include "template/render.h"

#include "base/infile.h"
#include "base/unicode.h"
#include "template/template.h"

#include <string.h>

enum { TEMPLATE_LIMIT = 4 * 1024 * 1024 };

struct loader {
    const struct render *render;
    struct source_map *map;
};

static struct join_words join_words(const struct form *form)
{
    if (!form)
        return (struct join_words){0};
    return (struct join_words){form_separator(form, false),
                               form_separator(form, true),
                               form_heavy_separator(form)};
}

static struct template_options options_for(const struct render *render,
                                           enum template_escape escape)
{
    const struct config *config = render->config;
    return (struct template_options){
        .escape = escape,
        .strict_names = true,
        .zero_is_false = true,
        .pad_counts = config->pad_counts,
        .billion_word = config->billion_word,
        .southern_words = config->southern_words,
        .plain_counts = !config->pad_counts,
        .join = join_words(render->form),
        .about = render->form ? form_about(render->form) : NULL};
}

struct lookup {
    const struct render *render;
    struct place place;
};

static bool look_up(void *context, const char *path, struct value *value,
                    struct origin *origin)
{
    const struct lookup *lookup = context;
    const struct render *render = lookup->render;
    return template_look_up(render->data, path, lookup->place, render->arena,
                            render->diag, value, origin);
}

struct filter_context render_filters(const struct render *render,
                                     struct place place)
{
    struct lookup *lookup = ARENA_NEW(render->arena, struct lookup);
    *lookup = (struct lookup){render, place};
    return (struct filter_context){
        .arena = render->arena,
        .pad_counts = false,
        .plain_counts = !render->config->pad_counts,
        .about = render->form ? form_about(render->form) : NULL,
        .billion_word = render->config->billion_word,
        .southern_words = render->config->southern_words,
        .lookup = look_up,
        .lookup_context = lookup};
}

static const char *load_partial(void *context, const char *name,
                                struct place place, size_t *size,
                                const char **path);

const char *render_line(const struct render *render, const char *text,
                        struct place place)
{
    if (!strstr(text, "{{"))
        return text;
    struct template_options options = options_for(render, ESCAPE_NONE);
    options.first_column = place.column;
    struct source_map map = {0};
    struct loader loader = {render, &map};
    options.partial = load_partial;
    options.partial_context = &loader;
    struct strbuf buf = STRBUF_INIT;
    const char *line = NULL;
    if (template_render(render->arena, place.file ? place.file : "",
                        place.line ? place.line : 1, text, strlen(text),
                        render->data, &options, NULL, &buf, render->diag)) {
        /* A part that is the whole line ends with the end of its file. */
        while (buf.size > 0 && buf.data[buf.size - 1] == '\n')
            strbuf_set_size(&buf, buf.size - 1);
        line = unicode_nfc(
            render->arena,
            arena_strndup(render->arena, strbuf_text(&buf), buf.size),
            buf.size);
    }
    strbuf_free(&buf);
    return line;
}

bool render_key(const struct render *render, struct ini_section *section,
                const char *key, const char **line)
{
    struct ini_entry *entry = ini_section_entry(section, key);
    *line = NULL;
    if (!entry || *entry->value == '\0')
        return true;
    *line = render_line(render, entry->value, entry->value_place);
    return *line != NULL;
}

/* ---- files --------------------------------------------------------------- */

bool render_find(const struct render *render, const char *name,
                 struct place place, struct input *found, bool *failed)
{
    const struct ini *ini = render->layout->ini;
    size_t n = 1;
    for (const struct ini *file = ini; file; file = file->base)
        n++;
    struct input *places = ARENA_ARRAY(render->arena, struct input, n);
    n = 0;
    places[n++] =
        input_below(render->arena, render->config->ini->folder, name, place);
    for (const struct ini *file = ini; file; file = file->base)
        places[n++] = input_below(render->arena, file->folder, name, place);
    return infile_find(places, n, render->diag, found, failed);
}

/* Reports what cannot stand in a template, at its line and column. */
static bool check_text(const struct infile *file, struct diag *diag)
{
    size_t bad = 0;
    bool valid = unicode_is_valid(file->data, file->size, &bad);
    int32_t forbidden =
        valid ? unicode_find_forbidden(file->data, file->size, &bad) : -1;
    if (valid && forbidden < 0)
        return true;
    struct place place = {.file = file->path, .line = 1, .column = 1};
    for (size_t i = 0; i < bad; i++) {
        bool newline = file->data[i] == '\n';
        place.line += newline;
        place.column = newline ? 1 : place.column + 1;
    }
    if (!valid)
        diag_report(diag, DIAG_BAD_UTF8, place, (unsigned char)file->data[bad]);
    else
        diag_report(diag, DIAG_BAD_CHARACTER, place, (unsigned)forbidden);
    return false;
}

void render_note_input(const struct render *render, const char *role,
                       const char *name, const struct infile *file)
{
    struct render_inputs *noted = render->inputs;
    if (!noted)
        return;
    for (size_t i = 0; i < noted->n_inputs; i++)
        if (strcmp(noted->paths[i], file->path) == 0)
            return;
    if (noted->n_inputs == noted->capacity) {
        size_t capacity = noted->capacity * 2 + 8;
        struct document_input *inputs =
            ARENA_ARRAY(render->arena, struct document_input, capacity);
        const char **paths = ARENA_ARRAY(render->arena, const char *, capacity);
        for (size_t i = 0; i < noted->n_inputs; i++) {
            inputs[i] = noted->inputs[i];
            paths[i] = noted->paths[i];
        }
        noted->inputs = inputs;
        noted->paths = paths;
        noted->capacity = capacity;
    }
    struct document_input *input = &noted->inputs[noted->n_inputs];
    *input = (struct document_input){.name = name, .role = role};
    memcpy(input->sha256, file->sha256, sizeof input->sha256);
    noted->paths[noted->n_inputs++] = file->path;
}

/* The text of INPUT in NFC without a byte order mark, kept in MAP; NULL after
   a report. */
static const struct source *load(const struct loader *loader,
                                 const struct input *input)
{
    struct source_map *map = loader->map;
    for (size_t i = 0; i < map->n_sources; i++)
        if (strcmp(map->sources[i].path, input->path) == 0)
            return &map->sources[i];
    struct infile file;
    if (!infile_read_input(loader->render->arena, input, TEMPLATE_LIMIT,
                           loader->render->diag, &file))
        return NULL;
    render_note_input(loader->render, "template", input->name, &file);
    infile_make_plain(loader->render->arena, &file);
    if (!check_text(&file, loader->render->diag))
        return NULL;
    const char *text = unicode_nfc(loader->render->arena, file.data, file.size);
    source_map_add(loader->render->arena, map, file.path, text, strlen(text));
    return &map->sources[map->n_sources - 1];
}

/* {{> name}} is NAME.md; NULL when there is none, which the template
   reports. */
static const char *load_partial(void *context, const char *name,
                                struct place place, size_t *size,
                                const char **path)
{
    const struct loader *loader = context;
    const char *file = arena_printf(loader->render->arena, "%s.md", name);
    struct input input;
    bool failed;
    *size = 0;
    if (!render_find(loader->render, file, place, &input, &failed))
        return failed ? "" : NULL;
    *path = input.path;
    const struct source *source = load(loader, &input);
    *size = source ? source->size : 0;
    return source ? source->text : "";
}

bool render_file(const struct render *render, const char *name,
                 struct place place, struct source_map *map)
{
    struct loader loader = {render, map};
    struct figures *figures = ARENA_NEW(render->arena, struct figures);
    struct input input;
    bool failed;
    if (!render_find(render, name, place, &input, &failed)) {
        if (!failed)
            diag_report(render->diag, DIAG_TEMPLATE_NOT_FOUND, place, name,
                        render->layout->ini->folder->path);
        return false;
    }
    const struct source *body = load(&loader, &input);
    if (!body)
        return false;
    struct template_options options = options_for(render, ESCAPE_MARKDOWN);
    options.mark_figures = true;
    options.partial = load_partial;
    options.partial_context = &loader;
    struct strbuf buf = STRBUF_INIT;
    bool done =
        template_render(render->arena, input.path, 1, body->text, body->size,
                        render->data, &options, figures, &buf, render->diag);
    map->figures = figures;
    map->rendered = arena_strndup(render->arena, strbuf_text(&buf), buf.size);
    map->rendered_size = buf.size;
    strbuf_free(&buf);
    return done;
}
