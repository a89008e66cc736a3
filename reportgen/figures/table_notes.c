#include "figures/table_notes.h"

#include "base/lines.h"
#include "markup/footnotes.h"

#include <stdlib.h>
#include <string.h>

/* Around the name of a sealed mark; no text that is read holds these. */
#define SEAL_START "\xEF\xB7\x93" /* U+FDD3 */
#define SEAL_END   "\xEF\xB7\x94" /* U+FDD4 */

enum { SEAL_SIZE = 3 };

/* ---- reading ------------------------------------------------------------- */

static bool set_option(struct table_note *note, const char *name,
                       const char *value)
{
    if (strcmp(name, "row") == 0)
        return *(note->row = value) != '\0';
    if (strcmp(name, "column") == 0)
        return (note->column = strtoul(value, NULL, 10)) > 0;
    return false;
}

/* "row=KEY column=N"; the row must be given. */
static bool read_options(const struct render *render, const char *text,
                         struct table_note *note)
{
    size_t n;
    const char **words = ini_split(render->arena, text, ' ', &n);
    for (size_t i = 0; i < n; i++) {
        const char *value = strchr(words[i], '=');
        size_t size = value ? (size_t)(value - words[i]) : 0;
        if (*words[i] == '\0')
            continue;
        if (value &&
            set_option(note, arena_strndup(render->arena, words[i], size),
                       value + 1))
            continue;
        diag_report(render->diag, DIAG_TABLE_NOTE, note->place, words[i]);
        return false;
    }
    if (note->row)
        return true;
    diag_report(render->diag, DIAG_TABLE_NOTE, note->place, text);
    return false;
}

/* The last bar of TEXT that is in no tag, or NULL. */
static const char *last_bar(const char *text)
{
    const char *bar = NULL;
    size_t size;
    for (; *(text + (size = lines_size_before_bar(text))); text += size + 1)
        bar = text + size;
    return bar;
}

static bool read_note(const struct render *render,
                      const struct ini_entry *entry, struct table_note *note)
{
    const char *bar = last_bar(entry->value);
    size_t size = bar ? (size_t)(bar - entry->value) : strlen(entry->value);
    while (size > 0 && entry->value[size - 1] == ' ')
        size--;
    note->name = strchr(entry->key, '.') + 1;
    note->place = entry->value_place;
    if (bar && !read_options(render, bar + 1, note))
        return false;
    const char *line =
        render_line(render, arena_strndup(render->arena, entry->value, size),
                    entry->value_place);
    if (!line)
        return false;
    struct text text = text_plain(render->arena, line);
    note->block = footnote_new(render->arena, render->form, note->place);
    footnote_set_text(render->arena, render->form, note->block, &text);
    return true;
}

bool table_notes_read(const struct render *render, struct ini_section *section,
                      struct table_definition *definition)
{
    bool good = true;
    definition->notes =
        ARENA_ARRAY(render->arena, struct table_note,
                    3 * section->n_entries + 1); /* a column may get two */
    for (size_t i = 0; i < section->n_entries; i++) {
        const struct ini_entry *entry = &section->entries[i];
        if (strncmp(entry->key, "note.", 5) != 0)
            continue;
        ini_section_entry(section, entry->key);
        good &=
            read_note(render, entry, &definition->notes[definition->n_notes++]);
    }
    return good;
}

/* ---- marks --------------------------------------------------------------- */

static struct table_note *find_note(const struct table_definition *definition,
                                    const char *name, size_t size)
{
    for (size_t i = 0; i < definition->n_notes; i++)
        if (strlen(definition->notes[i].name) == size &&
            memcmp(definition->notes[i].name, name, size) == 0)
            return &definition->notes[i];
    return NULL;
}

const char *table_notes_seal(const struct render *render,
                             const struct table_definition *definition,
                             const char *text, struct place place)
{
    struct strbuf buf = STRBUF_INIT;
    const char *sealed = text;
    bool good = true;
    for (const char *at; good && (at = strstr(text, "[^")); text = sealed) {
        size_t size = strcspn(at + 2, "]");
        struct table_note *note = find_note(definition, at + 2, size);
        const char *name = arena_strndup(render->arena, at + 2, size);
        good = note && at[2 + size] == ']';
        if (!good) {
            diag_report(render->diag, DIAG_TABLE_NOTE_MISSING, place, name,
                        name);
            break;
        }
        note->used = true;
        strbuf_add(&buf, text, (size_t)(at - text));
        strbuf_add_format(&buf, SEAL_START "%s" SEAL_END, name);
        sealed = at + 2 + size + 1;
    }
    if (buf.size > 0 && good) {
        strbuf_add_text(&buf, text);
        text = arena_strndup(render->arena, buf.data, buf.size);
    }
    strbuf_free(&buf);
    return good ? text : NULL;
}

struct text table_notes_text(struct arena *arena,
                             const struct table_definition *definition,
                             const char *text)
{
    struct run_list list = {0};
    const char *at = text ? strstr(text, SEAL_START) : NULL;
    for (; at; at = strstr(text, SEAL_START)) {
        const char *name = at + SEAL_SIZE;
        const char *end = strstr(name, SEAL_END);
        if (at > text)
            runs_add(arena, &list, arena_strndup(arena, text, at - text),
                     (size_t)(at - text));
        footnote_add_mark(
            arena, &list,
            find_note(definition, name, (size_t)(end - name))->block);
        text = end + SEAL_SIZE;
    }
    if (text && *text)
        runs_add(arena, &list, text, strlen(text));
    return runs_text(&list);
}

const char *table_notes_plain(struct arena *arena, const char *text)
{
    struct strbuf buf = STRBUF_INIT;
    for (const char *at; (at = strstr(text, SEAL_START));) {
        strbuf_add(&buf, text, (size_t)(at - text));
        text = strstr(at, SEAL_END) + SEAL_SIZE;
    }
    if (buf.size > 0) {
        strbuf_add_text(&buf, text);
        text = arena_strndup(arena, buf.data, buf.size);
    }
    strbuf_free(&buf);
    return text;
}

bool table_notes_match(const struct render *render,
                       const struct table_definition *definition)
{
    bool good = true;
    for (size_t i = 0; i < definition->n_notes; i++) {
        const struct table_note *note = &definition->notes[i];
        size_t k = 0;
        while (k < definition->n_columns &&
               definition->columns[k].number != note->column)
            k++;
        if (note->column == 0 || k < definition->n_columns)
            continue;
        diag_report(render->diag, DIAG_TABLE_NOTE, note->place,
                    arena_printf(render->arena, "column=%lu",
                                 (unsigned long)note->column));
        good = false;
    }
    return good;
}

/* ---- rows of the data ---------------------------------------------------- */

static bool is_label(const struct column_definition *column)
{
    return column->source == SOURCE_LABEL || column->source == SOURCE_SHORT;
}

/* The column where the mark of NOTE stands: the one it names, else the label's,
   else the first that is not the row's number. */
static size_t column_of(const struct table_definition *definition,
                        const struct table_note *note)
{
    size_t first = definition->n_columns;
    for (size_t i = definition->n_columns; i-- > 0;) {
        const struct column_definition *column = &definition->columns[i];
        if (note->column > 0 ? column->number == note->column
                             : is_label(column))
            return i;
        if (note->column == 0 && column->source != SOURCE_NUMBER)
            first = i;
    }
    return first;
}

/* A label may stand in the cell before, which it spans. */
static size_t spanning_cell(const struct table_cell *cells, size_t column)
{
    while (column > 0 && cells[column].colspan == 0)
        column--;
    return column;
}

void table_notes_hang(const struct render *render,
                      const struct table_definition *definition,
                      const char *key, struct table_cell *cells)
{
    struct arena *arena = render->arena;
    for (size_t i = 0; i < definition->n_notes; i++) {
        struct table_note *note = &definition->notes[i];
        if (!note->row || strcmp(note->row, key) != 0)
            continue;
        size_t column = column_of(definition, note);
        if (column == definition->n_columns)
            continue;
        struct text *text = &cells[spanning_cell(cells, column)].text;
        struct run_list list = {0};
        for (size_t k = 0; k < text->n_runs; k++)
            *runs_add(arena, &list, "", 0) = text->runs[k];
        footnote_add_mark(arena, &list, note->block);
        *text = runs_text(&list);
        note->used = true;
    }
}

/* ---- what sums leave out ------------------------------------------------- */

/* How much all the rows of COLUMN leave out. */
static unsigned n_missing(const struct tally *tally,
                          const struct column_definition *column)
{
    if (column->source == SOURCE_VALUE || column->source == SOURCE_PIVOT_TOTAL)
        return tally->total[column->index].n_missing;
    for (size_t i = 0; column->source == SOURCE_PIVOT && i < tally->n_seconds;
         i++)
        if (strcmp(tally->seconds[i].keys[1], column->key) == 0)
            return tally->seconds[i].values[column->index].n_missing;
    return 0;
}

/* TEXT with N in the place of "{n}". */
static const char *with_number(struct arena *arena, const char *text,
                               unsigned n)
{
    const char *mark = strstr(text, "{n}");
    return mark ? arena_printf(arena, "%.*s%02u%s", (int)(mark - text), text, n,
                               mark + strlen("{n}"))
                : text;
}

/* The note NAME, made with TEXT when it is not there. */
static void need_note(const struct render *render,
                      struct table_definition *definition, const char *name,
                      const char *text, struct place place)
{
    if (find_note(definition, name, strlen(name)))
        return;
    struct table_note *note = &definition->notes[definition->n_notes++];
    *note = (struct table_note){.name = name, .place = place, .used = true};
    const struct text runs = text_plain(render->arena, text);
    note->block = footnote_new(render->arena, render->form, place);
    footnote_set_text(render->arena, render->form, note->block, &runs);
}

/* The mark of the note NAME behind the head of COLUMN. */
static void add_mark(struct arena *arena, struct column_definition *column,
                     const char *name)
{
    const char **head = &column->heads[column->n_heads - 1];
    *head = arena_printf(arena, "%s" SEAL_START "%s" SEAL_END, *head, name);
}

bool table_notes_missing(const struct render *render,
                         struct ini_section *section,
                         struct table_definition *definition)
{
    struct arena *arena = render->arena;
    const struct ini_entry *entry = ini_section_entry(section, "missing");
    if (!entry || !*entry->value || !definition->tally)
        return true;
    const char *text = render_line(render, entry->value, entry->value_place);
    for (size_t i = 0; text && i < definition->n_columns; i++) {
        struct column_definition *column = &definition->columns[i];
        unsigned n = n_missing(definition->tally, column);
        if (n == 0 || column->n_heads == 0)
            continue;
        const char *name = arena_printf(arena, "missing-%u", n);
        need_note(render, definition, name, with_number(arena, text, n),
                  entry->value_place);
        add_mark(arena, column, name);
    }
    return text != NULL;
}

void table_notes_same(const struct render *render,
                      struct table_definition *definition,
                      struct column_definition *bearer, const char *head,
                      const char *text, struct place place)
{
    struct arena *arena = render->arena;
    const char *name = arena_printf(arena, "same-%s", head);
    const bool ended = text[strlen(text) - 1] == '.';
    need_note(render, definition, name,
              arena_printf(arena, "%s: %s%s", table_notes_plain(arena, head),
                           text, ended ? "" : "."),
              place);
    add_mark(arena, bearer, name);
}

static bool has_row(const struct tally *tally, const char *key)
{
    const size_t size = strcspn(key, "/");
    if (!tally || tally->is_list || tally->n_groups == 0)
        return false;
    for (size_t i = 0; i < tally->n_rows; i++) {
        const char *own = tally->rows[i].keys[0];
        if (strncmp(own, key, size) == 0 && own[size] == '\0')
            return true;
    }
    return false;
}

/* A row that is there but hidden takes its note along. */
void table_notes_check(const struct render *render,
                       const struct table_definition *definition)
{
    for (size_t i = 0; i < definition->n_notes; i++) {
        const struct table_note *note = &definition->notes[i];
        if (!note->used &&
            !(note->row && has_row(definition->tally, note->row)))
            diag_report(render->diag, DIAG_TABLE_NOTE_UNUSED, note->place,
                        note->name, note->name);
    }
}
