/*
 * Reading the rows that a layout writes one by one.
 */
#include "figures/table_rows.h"

#include "base/lines.h"
#include "expression/scan.h"
#include "figures/table_notes.h"
#include "tally/tally_figure.h"
#include "template/condition.h"

#include <string.h>

static const char *const level_words[LEVELS] = {"group.", "row.", "sub.",
                                                "total."};

/* What the key of an entry says; LEVELS when it is no row. */
static enum row_level level_of(const char *key)
{
    for (enum row_level level = LEVEL_GROUP; level < LEVELS; level++)
        if (strncmp(key, level_words[level], strlen(level_words[level])) == 0)
            return level;
    return LEVELS;
}

bool table_has_rows(const struct ini_section *section)
{
    for (size_t i = 0; i < section->n_entries; i++)
        if (level_of(section->entries[i].key) != LEVELS)
            return true;
    return false;
}

/* ---- cells --------------------------------------------------------------- */

/* A row on its way. */
struct row_reader {
    const struct render *render;
    const struct tallies *tallies;
    const struct ini_entry *entry;
    const char *at; /* where the next cell starts, NULL behind the last */
    const char *of; /* what figures that begin with a dot are of, or NULL */
};

/* The next cell without its blanks; "" when there is none. */
static const char *next_cell(struct row_reader *reader, struct place *place)
{
    const char *value = reader->entry->value, *start = reader->at;
    *place = reader->entry->value_place;
    if (!start)
        return "";
    size_t size = lines_size_before_bar(start);
    reader->at = start[size] == '|' ? start + size + 1 : NULL;
    while (size > 0 && *start == ' ') {
        start++;
        size--;
    }
    while (size > 0 && start[size - 1] == ' ')
        size--;
    *place = place_within(*place, value, (size_t)(start - value));
    return arena_strndup(reader->render->arena, start, size);
}

/* ".done - .back" of "by_source.national" with all names in full. */
static const char *in_full(const struct row_reader *reader, const char *text)
{
    struct strbuf buf = STRBUF_INIT;
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '.' && (c == text || c[-1] == ' '))
            strbuf_add_text(&buf, reader->of);
        strbuf_add_char(&buf, *c);
    }
    text = arena_strndup(reader->render->arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return text;
}

static bool read_figure(const struct row_reader *reader, const char *text,
                        struct row_cell *cell)
{
    struct tally_figure figure;
    if (reader->of)
        text = in_full(reader, text);
    if (*text == '\0')
        return true;
    if (strcmp(text, "@sum") == 0)
        return cell->is_sum = true;
    if (!tally_figure_read(reader->render->arena, reader->tallies, text,
                           cell->place, reader->render->diag, &figure))
        return false;
    cell->value = figure.value;
    cell->origin = figure.origin;
    return true;
}

static bool read_cell(struct row_reader *reader,
                      const struct table_definition *definition, size_t i,
                      struct row_cell *cell)
{
    const struct column_definition *column = &definition->columns[i];
    if (column->source == SOURCE_NUMBER)
        return true;
    const char *text = next_cell(reader, &cell->place);
    if (column->source == SOURCE_FIGURE)
        return read_figure(reader, text, cell);
    text = table_notes_seal(reader->render, definition, text, cell->place);
    cell->text = !text   ? NULL
                 : *text ? render_line(reader->render, text, cell->place)
                         : "";
    return cell->text != NULL;
}

static bool read_row(struct row_reader *reader,
                     const struct table_definition *definition,
                     struct row_definition *row)
{
    const struct render *render = reader->render;
    bool good = true;
    row->name = reader->entry->key;
    row->place = reader->entry->value_place;
    row->level = level_of(row->name);
    row->cells =
        ARENA_ARRAY(render->arena, struct row_cell, definition->n_columns);
    for (size_t i = 0; i < definition->n_columns; i++)
        good &= read_cell(reader, definition, i, &row->cells[i]);
    if (!reader->at)
        return good;
    struct place place;
    const char *rest = next_cell(reader, &place);
    diag_report(render->diag, DIAG_TABLE_ROW_CELLS, place, row->name, rest);
    return false;
}

bool table_rows_read(const struct render *render, struct ini_section *section,
                     const struct tallies *tallies,
                     struct table_definition *definition)
{
    bool good = true;
    definition->rows =
        ARENA_ARRAY(render->arena, struct row_definition, section->n_entries);
    for (size_t i = 0; i < section->n_entries; i++) {
        const struct ini_entry *entry = &section->entries[i];
        if (level_of(entry->key) == LEVELS)
            continue;
        ini_section_entry(section, entry->key);
        const char *name = strchr(entry->key, '.') + 1;
        const char *of = arena_printf(render->arena, "of.%s", name);
        struct row_reader reader = {render, tallies, entry, entry->value,
                                    ini_section_text(section, of, NULL)};
        bool holds = true;
        const struct ini_entry *when = ini_section_entry(
            section, arena_printf(render->arena, "when.%s", name));
        if (when)
            good &=
                condition_read(render, when->value, when->value_place, &holds);
        if (!holds)
            continue;
        good &= read_row(&reader, definition,
                         &definition->rows[definition->n_rows++]);
    }
    return good;
}
