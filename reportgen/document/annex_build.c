#include "document/annex_build.h"

#include "base/unicode.h"
#include "document/body.h"

#include <string.h>

/* ---- sections of the report ---------------------------------------------- */

static struct block **heading_of(const struct render *render,
                                 const struct annexes *annexes,
                                 const struct annex *annex,
                                 const struct form_facts *facts, size_t *n)
{
    return form_annex_heading(render->arena, render->form, render->config,
                              facts, annex->key, annex->title_lines,
                              annex->number, annexes->n_numbered, n);
}

static bool build_section(const struct render *render, struct annexes *annexes,
                          struct annex *annex, const struct form_facts *facts,
                          struct section *section)
{
    struct block_list blocks = {0};
    size_t n_heading;
    struct block **heading =
        heading_of(render, annexes, annex, facts, &n_heading);
    for (size_t i = 0; i < n_heading; i++)
        blocks_append(render->arena, &blocks, heading[i]);
    if (annex->body &&
        !body_build(render, annexes, annex->body, annex->body_place, &blocks))
        return false;
    if (annex->chart) {
        struct block *block =
            layout_chart_block(render, annexes->figures, annex->chart,
                               (struct text){0}, annex->title);
        if (!block)
            return false;
        if (annex->chart->placed)
            block->id = NULL;
        blocks_append(render->arena, &blocks, block);
    }
    if (annex->table) {
        if (!layout_table_build(render, annex->table))
            return false;
        struct block *block =
            layout_table_block(render, annex->table, (struct text){0});
        /* Links lead to the table in the text if it is there too. */
        if (annex->table->reference && block->kind == BLOCK_TABLE)
            block->id = NULL;
        blocks_append(render->arena, &blocks, block);
    }
    section->title = annex->name;
    section->setup = *form_page(render->form, annex->landscape);
    section->restart_numbers = true;
    section->blocks = blocks.blocks;
    section->n_blocks = blocks.n_blocks;
    return true;
}

/* ---- sheets of the workbook ---------------------------------------------- */

/* Excel's own rules for names; OTHERS are the sheets before this one. */
static bool is_sheet_name(struct arena *arena, const char *name,
                          const struct sheet *others, size_t n_others)
{
    size_t size = strlen(name);
    if (size == 0 || unicode_length(name, size) > 31 ||
        strpbrk(name, "[]:*?/\\") || name[0] == '\'' || name[size - 1] == '\'')
        return false;
    const char *folded = unicode_fold(arena, name);
    for (size_t i = 0; i < n_others; i++)
        if (strcmp(folded, unicode_fold(arena, others[i].name)) == 0)
            return false;
    return true;
}

/* Freezes the row numbers and the column after them. */
static uint16_t frozen_columns(const struct table_definition *definition)
{
    bool numbered = definition->columns[0].source == SOURCE_NUMBER;
    size_t n = numbered ? 2 : 1;
    return (uint16_t)(n < definition->n_columns ? n : 0);
}

/* Builds the table of the sheet: the annex's own, or the figures of its
   chart. */
static bool build_sheet_table(const struct render *render,
                              const struct annex *annex, struct sheet *sheet)
{
    const struct built_chart *built =
        annex->chart ? layout_chart_build(render, annex->chart) : NULL;
    if (annex->chart && !built)
        return false;
    if (!annex->table) {
        sheet->table = built->table;
        sheet->freeze_columns = 1;
    } else if (layout_table_build(render, annex->table)) {
        sheet->table = annex->table->table;
        sheet->freeze_columns = frozen_columns(annex->table->definition);
    } else {
        return false;
    }
    if (!built || !built->chart)
        return true;
    struct sheet_chart *chart = chart_on_sheet(render, built, sheet->table);
    if (!chart) {
        diag_report(render->diag, DIAG_CHART_CELLS, annex->chart_place,
                    annex->table->name, annex->chart->name);
        return true;
    }
    chart->title = annex->title;
    chart->alt =
        form_chart_alt(render->arena, render->form, built->chart, annex->title);
    sheet->chart = chart;
    return true;
}

static bool build_sheet(const struct render *render,
                        const struct annexes *annexes,
                        const struct annex *annex,
                        const struct form_facts *facts,
                        struct document *document)
{
    struct arena *arena = render->arena;
    struct sheet *sheet = &document->sheets[document->n_sheets];
    struct block_list heading = {0};
    size_t n_blocks;
    struct block **blocks =
        heading_of(render, annexes, annex, facts, &n_blocks);
    if (!is_sheet_name(arena, annex->sheet, document->sheets,
                       document->n_sheets)) {
        diag_report(render->diag, DIAG_SHEET_NAME, annex->place, annex->sheet);
        return false;
    }
    for (size_t i = 0; i < n_blocks; i++)
        if (blocks[i]->kind == BLOCK_PARAGRAPH)
            blocks_append(arena, &heading, block_for_sheet(arena, blocks[i]));
    if (!build_sheet_table(render, annex, sheet))
        return false;
    sheet->name = annex->sheet;
    sheet->heading = heading.blocks;
    sheet->n_heading = heading.n_blocks;
    sheet->landscape = annex->landscape;
    sheet->place = annex->place;
    document->n_sheets++;
    return true;
}

bool annexes_build(const struct render *render, struct annexes *annexes,
                   const struct form_facts *facts, struct document *document)
{
    bool good = !annexes->failed;
    for (size_t i = 0; i < annexes->n_annexes; i++) {
        struct annex *annex = &annexes->annexes[i];
        if (annex->faulty)
            continue;
        if (annex->in_report) {
            struct section *section =
                &document->sections[document->n_sections++];
            good &= build_section(render, annexes, annex, facts, section);
        }
        if (annex->in_sheets && (annex->table || annex->chart))
            good &= build_sheet(render, annexes, annex, facts, document);
        if (!annex->named && annex->number > 0)
            diag_report(render->diag, DIAG_ANNEX_NOT_NAMED, annex->place,
                        annex->name, annex->key);
    }
    return good;
}
