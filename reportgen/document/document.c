#include "document/document.h"

#include "base/lines.h"
#include "config/search_path.h"
#include "document/annex_build.h"
#include "document/body.h"
#include "document/contents.h"
#include "markup/footnotes.h"
#include "template/expand.h"

#include <string.h>

/* ---- what the layout says of the whole ----------------------------------- */

bool document_find_form(struct arena *arena, const struct config *config,
                        const struct layout *layout, struct diag *diag,
                        struct input *found)
{
    struct ini_entry *entry = ini_entry(layout->ini, "layout", "form");
    const char *name = entry && *entry->value ? entry->value : "nd30";
    const struct search search = {
        .folder = config->ini->folder,
        .kind = "layouts",
        .file = arena_printf(arena, "forms/%s.ini", name),
        .name = name,
        .place = entry ? entry->value_place
                       : (struct place){.file = layout->ini->path},
        .absent = DIAG_FORM_NOT_FOUND};
    return search_path_find(arena, &search, diag, found);
}

/* Renders KEY of [report] in the configuration, else of [layout], into *LINE.
   False after a report. */
static bool read_title(const struct render *render, const char *key,
                       const char **line)
{
    struct ini_entry *entry = ini_entry(render->config->ini, "report", key);
    struct ini_entry *fallback = ini_entry(render->layout->ini, "layout", key);
    if (!entry || *entry->value == '\0')
        entry = fallback;
    if (!entry || *entry->value == '\0') {
        diag_report(render->diag, DIAG_TITLE_MISSING,
                    (struct place){.file = render->layout->ini->path}, key,
                    key);
        return false;
    }
    *line = render_line(render, lines_mark(render->arena, entry->value),
                        entry->value_place);
    return *line != NULL;
}

/* After a fault in the form nothing else is read: marks its sections as used,
   so that they are not reported as unknown. */
static void excuse_layout(struct ini *ini)
{
    for (size_t i = 0; i < ini->n_sections; i++) {
        struct ini_section *section = &ini->sections[i];
        if (strncmp(section->name, "table.", 6) != 0 &&
            strncmp(section->name, "chart.", 6) != 0 &&
            strncmp(section->name, "annex.", 6) != 0 &&
            strcmp(section->name, "layout") != 0)
            continue;
        section->used = true;
        for (size_t k = 0; k < section->n_entries; k++)
            section->entries[k].used = true;
    }
}

/* Marks keys of [layout] that others read. */
static void note_keys(struct ini *ini)
{
    static const char *const keys[] = {"name", "schema", "form"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        ini_entry(ini, "layout", keys[i]);
}

/* ---- the report's own section -------------------------------------------- */

static void append_all(struct arena *arena, struct block_list *list,
                       struct block **blocks, size_t n_blocks)
{
    for (size_t i = 0; i < n_blocks; i++)
        blocks_append(arena, list, blocks[i]);
}

static bool build_report(const struct render *render, struct annexes *annexes,
                         const struct form_facts *facts,
                         struct section *section, size_t *n_opening)
{
    struct arena *arena = render->arena;
    struct ini_entry *entry = ini_entry(render->layout->ini, "layout", "body");
    struct block_list blocks = {0}, body = {0};
    size_t n;
    struct block **part =
        form_opening(arena, render->form, render->config, facts, &n);
    append_all(arena, &blocks, part, n);
    *n_opening = n;
    bool done = body_build(
        render, annexes, entry && *entry->value ? entry->value : "body.md",
        entry ? entry->value_place
              : (struct place){.file = render->layout->ini->path},
        &body);
    form_end_body(arena, render->form, &body);
    append_all(arena, &blocks, body.blocks, body.n_blocks);
    part = form_closing(arena, render->form, render->config, &n);
    append_all(arena, &blocks, part, n);
    section->title = lines_join(arena, facts->summary);
    section->setup = *form_page(render->form, false);
    section->blocks = blocks.blocks;
    section->n_blocks = blocks.n_blocks;
    section->footer =
        form_footer(arena, render->form, render->config, &section->n_footer);
    return done;
}

static void set_properties(const struct render *render,
                           const struct form_facts *facts,
                           struct document *document)
{
    struct arena *arena = render->arena;
    const char *summary = lines_join(arena, facts->summary);
    document->title = arena_printf(
        arena, "%s %s", form_type_word(arena, facts->type_name), summary);
    document->author = render->config->author
                           ? render->config->author
                           : form_agency_name(arena, render->config);
    document->subject = summary;
    document->language = form_language(render->form);
    document->date = render->config->date;
}

/* Lists the form, then the templates in the order in which they were read. */
static void set_inputs(const struct render *render, struct document *document)
{
    const struct render_inputs *noted = render->inputs;
    size_t n;
    const struct document_input *files =
        form_inputs(render->arena, render->form, &n);
    document->n_inputs = noted->n_inputs + n;
    document->inputs =
        ARENA_ARRAY(render->arena, struct document_input, document->n_inputs);
    memcpy(document->inputs, files, n * sizeof *files);
    if (noted->n_inputs > 0)
        memcpy(document->inputs + n, noted->inputs,
               noted->n_inputs * sizeof *noted->inputs);
}

/* ---- the whole ----------------------------------------------------------- */

static struct document *assemble(const struct render *render,
                                 const struct tallies *tallies,
                                 const struct form_facts *facts)
{
    struct arena *arena = render->arena;
    struct layout_tables *tables = layout_tables_read(render, tallies);
    struct layout_figures *figures = layout_figures_read(render, tallies);
    struct annexes *annexes = annexes_read(render, tables, figures);
    struct document *document = ARENA_NEW(arena, struct document);
    document->sections =
        ARENA_ARRAY(arena, struct section, annexes->n_annexes + 1);
    document->sheets = ARENA_ARRAY(arena, struct sheet,
                                   annexes->n_annexes + tables->n_tables + 1);
    document->n_sections = 1;
    size_t n_opening;
    bool good = build_report(render, annexes, facts, &document->sections[0],
                             &n_opening);
    good &= annexes_build(render, annexes, facts, document);
    good &= contents_build(render, n_opening, document);
    footnotes_number(arena, render->form, document);
    set_properties(render, facts, document);
    set_inputs(render, document);
    return good && !tables->failed && !figures->failed ? document : NULL;
}

struct document *
document_build(struct arena *arena, const struct config *config,
               const struct layout *layout, const struct form *form,
               const struct tallies *tallies, struct diag *diag)
{
    note_keys(layout->ini);
    if (!form) {
        excuse_layout(layout->ini);
        return NULL;
    }
    struct render_inputs inputs = {0};
    struct render render = {arena, config, layout, form, NULL, diag, &inputs};
    struct form_facts facts = {0};
    render.data = data_object(arena);
    if (!read_title(&render, "type_name", &facts.type_name))
        facts.type_name = "";
    render.data = expand_data(arena, config, form, facts.type_name, tallies);
    if (!read_title(&render, "summary", &facts.summary))
        facts.summary = "";
    struct document *document = assemble(&render, tallies, &facts);
    return *facts.type_name && *facts.summary ? document : NULL;
}
