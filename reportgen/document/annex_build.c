#include "document/annex_build.h"

#include "base/unicode.h"
#include "document/body.h"

#include <string.h>

/* ---- sections of the report ---------------------------------------------- */

static struct block **heading_of(const struct render *render,
                                 const struct annex *annex, const char *name,
                                 const struct form_facts *facts, size_t *n)
{
    return form_annex_heading(render->arena, render->form, render->config,
                              facts, annex->key, name, annex->title_lines, n);
}

static bool build_section(const struct render *render, struct annexes *annexes,
                          struct annex *annex, const struct form_facts *facts,
                          struct section *section)
{
    struct block_list blocks = {0};
    size_t n_heading;
    struct block **heading =
        heading_of(render, annex, annex->name, facts, &n_heading);
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

enum { MOST_NAME = 31 }; /* letters, Excel's rule */

static const char forbidden[] = "[]:*?/\\";

/* Of TITLE, the words that a sheet's name has room for. */
static const char *short_name(struct arena *arena, const char *title)
{
    struct strbuf buf = STRBUF_INIT;
    for (size_t n = 0; *title;) {
        const size_t blanks = strspn(title, " ");
        const size_t size = strcspn(title + blanks, " ");
        const size_t length = unicode_length(title, blanks + size);
        if (n > 0 && n + length > MOST_NAME)
            break;
        strbuf_add(&buf, title, blanks + size);
        n += length;
        title += blanks + size;
    }
    for (size_t i = 0; i < buf.size; i++)
        if (strchr(forbidden, buf.data[i]))
            buf.data[i] = ' ';
    const char *name = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return name;
}

/* Excel's own rules for names; OTHERS are the sheets before this one. */
static bool is_sheet_name(struct arena *arena, const char *name,
                          const struct sheet *others, size_t n_others)
{
    size_t size = strlen(name);
    if (size == 0 || unicode_length(name, size) > MOST_NAME ||
        strpbrk(name, forbidden) || name[0] == '\'' || name[size - 1] == '\'')
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

/* What the text calls what an annex of the workbook alone shows: "Biểu 2"; NULL
   when it does not name it. */
static const char *name_in_text(const struct annex *annex)
{
    if (annex->table && annex->table->reference)
        return annex->table->reference;
    return !annex->table && annex->chart ? annex->chart->reference : NULL;
}

static bool build_sheet(const struct render *render, const struct annex *annex,
                        const struct form_facts *facts,
                        struct document *document)
{
    struct arena *arena = render->arena;
    struct sheet *sheet = &document->sheets[document->n_sheets];
    struct block_list heading = {0};
    size_t n_blocks;
    const char *called = annex->in_report ? annex->name : name_in_text(annex);
    const char *name = annex->sheet ? annex->sheet
                       : called     ? called
                                    : short_name(arena, annex->title);
    struct block **blocks = heading_of(render, annex, called, facts, &n_blocks);
    if (!is_sheet_name(arena, name, document->sheets, document->n_sheets)) {
        diag_report(render->diag, DIAG_SHEET_NAME, annex->place, name);
        return false;
    }
    for (size_t i = 0; i < n_blocks; i++)
        if (blocks[i]->kind == BLOCK_PARAGRAPH)
            blocks_append(arena, &heading, block_for_sheet(arena, blocks[i]));
    if (!build_sheet_table(render, annex, sheet))
        return false;
    sheet->name = name;
    sheet->heading = heading.blocks;
    sheet->n_heading = heading.n_blocks;
    sheet->landscape = annex->landscape;
    sheet->place = annex->place;
    document->n_sheets++;
    return true;
}

/* The annex whose sheet shows TABLE, or NULL. */
static const struct annex *annex_with(const struct annexes *annexes,
                                      const struct layout_table *table)
{
    for (size_t i = 0; i < annexes->n_annexes; i++)
        if (annexes->annexes[i].table == table && annexes->annexes[i].in_sheets)
            return &annexes->annexes[i];
    return NULL;
}

/* A table of the text has a sheet though no annex shows it. */
static bool build_table_sheet(const struct render *render,
                              struct layout_table *table,
                              const struct form_facts *facts,
                              struct document *document)
{
    enum { MOST_UPRIGHT = 7 }; /* columns */
    const struct annex sheet = {.key = table->name,
                                .name = table->reference,
                                .title = table->title,
                                .title_lines = table->title,
                                .table = table,
                                .landscape =
                                    table->definition->n_columns > MOST_UPRIGHT,
                                .place = table->definition->place};
    return build_sheet(render, &sheet, facts, document);
}

/* The tables of the text in its order, each with the sheet of the annex that
   shows it in the workbook alone, or a sheet of its own. */
static bool build_table_sheets(const struct render *render,
                               const struct annexes *annexes,
                               const struct form_facts *facts,
                               struct document *document)
{
    struct layout_tables *tables = annexes->tables;
    bool good = true;
    for (int number = 1; number <= tables->n_placed; number++)
        for (size_t i = 0; i < tables->n_tables; i++) {
            struct layout_table *table = &tables->tables[i];
            if (table->number != number || !table->table)
                continue;
            const struct annex *annex = annex_with(annexes, table);
            if (!annex)
                good &= build_table_sheet(render, table, facts, document);
            else if (!annex->in_report && !annex->faulty)
                good &= build_sheet(render, annex, facts, document);
        }
    return good;
}

/* Whether the sheet of ANNEX stands among those of the tables of the text. */
static bool is_of_text(const struct annexes *annexes, const struct annex *annex)
{
    return !annex->in_report && annex->table && annex->table->reference &&
           annex_with(annexes, annex->table) == annex;
}

static bool build_sections(const struct render *render, struct annexes *annexes,
                           const struct form_facts *facts,
                           struct document *document)
{
    bool good = true;
    for (size_t i = 0; i < annexes->n_annexes; i++) {
        struct annex *annex = &annexes->annexes[i];
        if (!annex->faulty && annex->in_report)
            good &= build_section(render, annexes, annex, facts,
                                  &document->sections[document->n_sections++]);
    }
    return good;
}

bool annexes_build(const struct render *render, struct annexes *annexes,
                   const struct form_facts *facts, struct document *document)
{
    bool good = build_sections(render, annexes, facts, document);
    /* All tables have their numbers now. */
    good &= build_table_sheets(render, annexes, facts, document);
    for (size_t i = 0; i < annexes->n_annexes; i++) {
        struct annex *annex = &annexes->annexes[i];
        if (annex->faulty)
            continue;
        if (annex->in_sheets && (annex->table || annex->chart) &&
            !is_of_text(annexes, annex))
            good &= build_sheet(render, annex, facts, document);
        if (!annex->named && annex->number > 0)
            diag_report(render->diag, DIAG_ANNEX_NOT_NAMED, annex->place,
                        annex->name, annex->key);
    }
    return good && !annexes->failed;
}
