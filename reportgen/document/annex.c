#include "document/annex.h"

#include "base/unicode.h"
#include "document/body.h"
#include "template/condition.h"

#include <string.h>

/* ---- reading ---------------------------------------------------------- */

/* Whether what "when" says holds; true without it. */
static bool is_wanted(const struct render *render, struct ini_section *section,
                      bool *failed)
{
    struct ini_entry *entry = ini_section_entry(section, "when");
    bool holds = true;
    if (entry && *entry->value != '\0' &&
        !condition_read(render, entry->value, entry->value_place, &holds))
        *failed = true;
    return holds;
}

static bool read_formats(const struct render *render,
                         struct ini_section *section, struct annex *annex)
{
    struct ini_entry *entry = ini_section_entry(section, "in");
    annex->formats = FORMAT_PDF | FORMAT_XLSX;
    if (!entry || *entry->value == '\0' ||
        config_parse_formats(render->arena, entry->value, &annex->formats))
        return true;
    diag_report(render->diag, DIAG_ANNEX_WORD, entry->value_place, entry->value,
                "pdf, xlsx");
    return false;
}

static bool read_orientation(const struct render *render,
                             struct ini_section *section, struct annex *annex)
{
    struct ini_entry *entry = ini_section_entry(section, "orientation");
    const char *word = entry ? entry->value : "portrait";
    annex->landscape = strcmp(word, "landscape") == 0;
    if (annex->landscape || strcmp(word, "portrait") == 0)
        return true;
    diag_report(render->diag, DIAG_ANNEX_WORD, entry->value_place, word,
                "portrait, landscape");
    return false;
}

static bool read_contents(const struct render *render,
                          struct ini_section *section, struct annexes *annexes,
                          struct annex *annex)
{
    struct ini_entry *chart = ini_section_entry(section, "chart");
    struct ini_entry *title = ini_section_entry(section, "title");
    struct ini_entry *table = ini_section_entry(section, "table");
    struct ini_entry *body = ini_section_entry(section, "body");
    if (body && *body->value) {
        annex->body = body->value;
        annex->body_place = body->value_place;
    }
    if (!title || *title->value == '\0' || (!table && !chart && !annex->body)) {
        diag_report(render->diag, DIAG_ANNEX_TABLE, section->place, annex->key);
        return false;
    }
    if (table) {
        annex->table = table_set_find(annexes->tables, table->value);
        if (!annex->table) {
            diag_report(render->diag, DIAG_TABLE_UNKNOWN, table->value_place,
                        table->value);
            return false;
        }
    }
    if (chart) {
        annex->chart = figure_set_find(annexes->figures, chart->value);
        annex->chart_place = chart->value_place;
        if (!annex->chart) {
            diag_report(render->diag, DIAG_CHART_UNKNOWN, chart->value_place,
                        chart->value);
            return false;
        }
    }
    annex->title = render_line(render, title->value, title->value_place);
    return annex->title != NULL;
}

/* Reads SECTION into ANNEX; false when it is left out.  A faulty one stays, so
   that the references to it are no faults. */
static bool read_annex(const struct render *render, struct ini_section *section,
                       struct annexes *annexes, struct annex *annex)
{
    annex->key = section->name + strlen("annex.");
    annex->place = section->place;
    bool wanted = is_wanted(render, section, &annexes->failed);
    bool good = read_contents(render, section, annexes, annex);
    good &= read_formats(render, section, annex);
    good &= read_orientation(render, section, annex);
    struct ini_entry *sheet = ini_section_entry(section, "sheet");
    if (sheet && *sheet->value) {
        annex->place = sheet->value_place;
        annex->sheet = render_line(render, sheet->value, sheet->value_place);
        good &= annex->sheet != NULL;
    }
    if (!annex->title)
        annex->title = annex->key;
    annex->faulty = !good;
    annexes->failed |= !good;
    return wanted;
}

/* An annex of the workbook alone is no annex of the text: it bears no number,
   so that the numbers that a reader of the PDF sees have no gap. */
static int count_numbered(const struct annexes *annexes)
{
    int n = 0;
    for (size_t i = 0; i < annexes->n_annexes; i++)
        if (annexes->annexes[i].formats & FORMAT_PDF)
            n++;
    return n;
}

static void number_annexes(const struct render *render, struct annexes *annexes)
{
    struct data *names = data_object(render->arena);
    int number = 0;
    annexes->n_numbered = count_numbered(annexes);
    for (size_t i = 0; i < annexes->n_annexes; i++) {
        struct annex *annex = &annexes->annexes[i];
        bool numbered = annex->formats & FORMAT_PDF;
        annex->number = numbered ? ++number : 0;
        annex->name = numbered
                          ? form_annex_name(render->arena, render->form,
                                            annex->number, annexes->n_numbered)
                          : annex->title;
        if (!annex->sheet)
            annex->sheet = annex->name;
        data_set(render->arena, names, annex->key,
                 data_text(render->arena, annex->name));
    }
    data_set(render->arena, render->data, "annex", names);
}

struct annexes *annexes_read(const struct render *render,
                             struct table_set *tables,
                             struct figure_set *figures)
{
    struct ini *ini = render->layout->ini;
    struct annexes *annexes = ARENA_NEW(render->arena, struct annexes);
    annexes->tables = tables;
    annexes->figures = figures;
    annexes->annexes =
        ARENA_ARRAY(render->arena, struct annex, ini->n_sections + 1);
    for (size_t i = 0; i < ini->n_sections; i++) {
        if (strncmp(ini->sections[i].name, "annex.", 6) != 0)
            continue;
        struct annex *annex = &annexes->annexes[annexes->n_annexes];
        *annex = (struct annex){0};
        if (read_annex(render, ini_section(ini, ini->sections[i].name), annexes,
                       annex))
            annexes->n_annexes++;
    }
    number_annexes(render, annexes);
    return annexes;
}

struct annex *annexes_find(struct annexes *annexes, const char *key)
{
    for (size_t i = 0; i < annexes->n_annexes; i++)
        if (strcmp(annexes->annexes[i].key, key) == 0)
            return &annexes->annexes[i];
    return NULL;
}

/* ---- sections of the PDF ------------------------------------------------- */

static struct block **heading_of(const struct render *render,
                                 const struct annexes *annexes,
                                 const struct annex *annex,
                                 const struct form_facts *facts, size_t *n)
{
    return form_annex_heading(render->arena, render->form, render->config,
                              facts, annex->key, annex->title, annex->number,
                              annexes->n_numbered, n);
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
            figure_set_chart(render, annexes->figures, annex->chart,
                             (struct text){0}, annex->title);
        if (!block)
            return false;
        if (annex->chart->placed)
            block->id = NULL;
        blocks_append(render->arena, &blocks, block);
    }
    if (annex->table) {
        if (!table_set_build(render, annex->table))
            return false;
        struct block *block =
            table_set_block(render, annex->table, (struct text){0});
        /* A table that stands in the text too keeps that as its target. */
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

/* ---- sheets of the workbook ------------------------------------------------
 */

/* Excel's own rules for names; OTHERS are the sheets before. */
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

/* Row numbers and the column after them stay in sight. */
static uint16_t frozen_columns(const struct table_definition *definition)
{
    bool numbered = definition->columns[0].source == SOURCE_NUMBER;
    size_t n = numbered ? 2 : 1;
    return (uint16_t)(n < definition->n_columns ? n : 0);
}

/* The table of the sheet: the annex's own, else the figures of its chart. */
static bool build_sheet_table(const struct render *render,
                              const struct annex *annex, struct sheet *sheet)
{
    const struct built_chart *built =
        annex->chart ? figure_set_build(render, annex->chart) : NULL;
    if (annex->chart && !built)
        return false;
    if (!annex->table) {
        sheet->table = built->table;
        sheet->freeze_columns = 1;
    } else if (table_set_build(render, annex->table)) {
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
        if (annex->formats & FORMAT_PDF) {
            struct section *section =
                &document->sections[document->n_sections++];
            good &= build_section(render, annexes, annex, facts, section);
        }
        if (annex->formats & FORMAT_XLSX && (annex->table || annex->chart))
            good &= build_sheet(render, annexes, annex, facts, document);
        if (!annex->named && annex->number > 0)
            diag_report(render->diag, DIAG_ANNEX_NOT_NAMED, annex->place,
                        annex->name, annex->key);
    }
    return good;
}
