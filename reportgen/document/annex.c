#include "document/annex.h"

#include "base/limits.h"
#include "base/lines.h"
#include "template/condition.h"

#include <string.h>

/* ---- reading ------------------------------------------------------------- */

/* True when the condition of "when" holds, or there is none. */
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
    const struct format_list *list = render->config->known_formats;
    unsigned set;
    annex->in_report = annex->in_sheets = true;
    if (!entry || *entry->value == '\0')
        return true;
    if (!formats_parse(render->arena, list, entry->value, &set)) {
        diag_report(render->diag, DIAG_ANNEX_WORD, entry->value_place,
                    entry->value, formats_names(render->arena, list));
        return false;
    }
    annex->in_report = formats_show(list, set, FORMAT_SHOWS_REPORT);
    annex->in_sheets = formats_show(list, set, FORMAT_SHOWS_SHEETS);
    return true;
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
        annex->table = layout_tables_find(annexes->tables, table->value);
        if (!annex->table) {
            diag_report(render->diag, DIAG_TABLE_UNKNOWN, table->value_place,
                        table->value);
            return false;
        }
    }
    if (chart) {
        annex->chart = layout_chart_find(annexes->figures, chart->value);
        annex->chart_place = chart->value_place;
        if (!annex->chart) {
            diag_report(render->diag, DIAG_CHART_UNKNOWN, chart->value_place,
                        chart->value);
            return false;
        }
    }
    annex->title_lines = render_line(
        render, lines_mark(render->arena, title->value), title->value_place);
    annex->title = lines_join(render->arena, annex->title_lines);
    return annex->title != NULL;
}

/* Reads SECTION into ANNEX; false when it is left out.  A faulty annex stays,
   so that references to it are no faults. */
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
        annex->title = annex->title_lines = annex->key;
    annex->faulty = !good;
    annexes->failed |= !good;
    return wanted;
}

/* An annex that is only in the workbook has no number, so that the numbers in
   the report have no gaps. */
static int count_numbered(const struct annexes *annexes)
{
    int n = 0;
    for (size_t i = 0; i < annexes->n_annexes; i++)
        if (annexes->annexes[i].in_report)
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
        annex->number = annex->in_report ? ++number : 0;
        annex->name = annex->in_report
                          ? form_annex_name(render->arena, render->form,
                                            annex->number, annexes->n_numbered)
                          : annex->title;
        data_set(render->arena, names, annex->key,
                 data_text(render->arena, annex->name));
    }
    data_set(render->arena, render->data, "annex", names);
}

struct annexes *annexes_read(const struct render *render,
                             struct layout_tables *tables,
                             struct layout_figures *figures)
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
        if (!limit_allows(LIMIT_ANNEXES, (int64_t)annexes->n_annexes + 1,
                          ini->sections[i].place, render->diag))
            break;
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
