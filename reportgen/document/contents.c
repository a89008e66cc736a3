#include "document/contents.h"

#include <string.h>

enum mode { MODE_NO, MODE_YES, MODE_AUTO };

static const char *const modes[] = {
    [MODE_NO] = "no", [MODE_YES] = "yes", [MODE_AUTO] = "auto"};

static bool read_mode(const struct render *render, enum mode *mode)
{
    struct ini_entry *entry =
        ini_entry(render->layout->ini, "layout", "contents");
    *mode = MODE_NO;
    if (!entry || *entry->value == '\0')
        return true;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (strcmp(entry->value, modes[i]) == 0) {
            *mode = (enum mode)i;
            return true;
        }
    diag_report(render->diag, DIAG_CONTENTS_WORD, entry->value_place,
                entry->value);
    return false;
}

static bool is_listed(const struct block *block, int levels)
{
    return block->bookmark && block->outline_level >= 1 &&
           block->outline_level <= levels;
}

/* Makes an entry of HEADING; NUMBER gives an id to headings without one. */
static struct block *make_entry(const struct render *render,
                                struct block *heading, int number)
{
    struct arena *arena = render->arena;
    if (!heading->id)
        heading->id = arena_printf(arena, "heading-%d", number);
    struct text text = text_plain(arena, heading->bookmark);
    form_bind_text(arena, render->form, &text);
    text.runs[0].link = arena_printf(arena, "#%s", heading->id);
    struct block *entry = block_paragraph(
        arena, ROLE_NONE,
        form_contents_style(render->form, heading->outline_level), text);
    entry->place = heading->place;
    return entry;
}

static void list_headings(const struct render *render,
                          struct document *document, struct block_list *list)
{
    const int levels = form_contents(render->form)->levels;
    for (size_t i = 0; i < document->n_sections; i++) {
        const struct section *section = &document->sections[i];
        for (size_t k = 0; k < section->n_blocks; k++)
            if (is_listed(section->blocks[k], levels))
                blocks_append(render->arena, list,
                              make_entry(render, section->blocks[k],
                                         (int)list->n_blocks + 1));
    }
}

static struct block *make_title(const struct render *render)
{
    const char *title = form_contents(render->form)->title;
    const struct style *style = form_style(render->form, "contents_title");
    if (!style)
        style = form_style(render->form, "title");
    return block_paragraph(render->arena, ROLE_CAPTION, style,
                           text_plain(render->arena, title));
}

/* Inserts BLOCK into SECTION before block AT. */
static void insert_block(struct arena *arena, struct section *section,
                         size_t at, struct block *block)
{
    struct block_list list = {0};
    for (size_t i = 0; i < section->n_blocks; i++) {
        if (i == at)
            blocks_append(arena, &list, block);
        blocks_append(arena, &list, section->blocks[i]);
    }
    if (at == section->n_blocks)
        blocks_append(arena, &list, block);
    section->blocks = list.blocks;
    section->n_blocks = list.n_blocks;
}

bool contents_build(const struct render *render, size_t n_opening,
                    struct document *document)
{
    const struct form_contents *form = form_contents(render->form);
    struct section *section = &document->sections[0];
    struct block_list list = {0};
    enum mode mode;
    if (!read_mode(render, &mode))
        return false;
    if (mode == MODE_NO)
        return true;
    if (*form->title)
        blocks_append(render->arena, &list, make_title(render));
    const size_t n_titles = list.n_blocks;
    list_headings(render, document, &list);
    const size_t n_entries = list.n_blocks - n_titles;
    if (n_entries == 0 ||
        (mode == MODE_AUTO && n_entries < (size_t)form->least_headings))
        return true;
    struct block *contents =
        block_new(render->arena, BLOCK_CONTENTS, ROLE_NONE, NULL);
    block_adopt(contents, &list);
    contents->least_pages = mode == MODE_AUTO ? form->least_pages : 0;
    contents->new_page = form->own_page;
    if (form->own_page && n_opening < section->n_blocks)
        section->blocks[n_opening]->new_page = true;
    insert_block(render->arena, section, n_opening, contents);
    return true;
}
