#include "markup/footnotes.h"

#include <stdlib.h>
#include <string.h>

struct block *footnote_new(struct arena *arena, const struct form *form,
                           struct place place)
{
    const struct style *style = form_style(form, "footnote");
    struct block *note = block_paragraph(
        arena, ROLE_NOTE, style ? style : form_style(form, "table_note"),
        (struct text){0});
    note->place = place;
    return note;
}

void footnote_set_text(struct arena *arena, const struct form *form,
                       struct block *note, const struct text *text)
{
    struct run_list list = {0};
    runs_add(arena, &list, "", 0)->flags = RUN_SUPERSCRIPT | RUN_LABEL;
    runs_add(arena, &list, NO_BREAK_SPACE, strlen(NO_BREAK_SPACE));
    for (size_t i = 0; i < text->n_runs; i++)
        *runs_add(arena, &list, "", 0) = text->runs[i];
    note->text = runs_text(&list);
    form_bind_text(arena, form, &note->text);
}

struct run *footnote_add_mark(struct arena *arena, struct run_list *list,
                              struct block *note)
{
    struct run *run = runs_add(arena, list, "", 0);
    run->flags = RUN_SUPERSCRIPT | RUN_NOTE;
    run->note = note;
    return run;
}

/* ---- numbers ------------------------------------------------------------- */

struct numbering {
    struct arena *arena;
    const struct form *form;
    struct run **owners; /* the first mark of each note */
    size_t n_notes, capacity;
};

static void number_text(struct numbering *numbering, struct text *text,
                        bool figure);

static void set_number(struct run *run, const char *number)
{
    run->text = number;
    run->size = (uint32_t)strlen(number);
}

static void keep_owner(struct numbering *numbering, struct run *run)
{
    if (numbering->n_notes == numbering->capacity) {
        size_t capacity = numbering->capacity ? 2 * numbering->capacity : 16;
        struct run **owners =
            ARENA_ARRAY(numbering->arena, struct run *, capacity);
        if (numbering->n_notes > 0)
            memcpy(owners, numbering->owners,
                   numbering->n_notes * sizeof *owners);
        numbering->owners = owners;
        numbering->capacity = capacity;
    }
    numbering->owners[numbering->n_notes++] = run;
}

/* The next number for NOTE, whose first mark is RUN.  Notes that NOTE refers
   to follow at once: so they stand in the order of their numbers. */
static void number_note(struct numbering *numbering, struct run *run,
                        struct block *note)
{
    struct arena *arena = numbering->arena;
    keep_owner(numbering, run);
    const char *number = arena_printf(arena, "%zu", numbering->n_notes);
    note->id = arena_printf(arena, "footnote-%s", number);
    note->bookmark = form_note_name(arena, numbering->form, number);
    set_number(&note->text.runs[0], number);
    number_text(numbering, &note->text, false);
}

/* Put a mark behind a FIGURE in parentheses, so that its digits are not taken
   for the figure's. A table shown twice shares its runs: the first mark stays,
   and the note is printed under both. */
static void number_mark(struct numbering *numbering, struct run *run,
                        bool figure)
{
    struct block *note = run->note;
    if (!note->id)
        number_note(numbering, run, note);
    const struct run *label = &note->text.runs[0];
    size_t number = strtoul(label->text, NULL, 10);
    if (numbering->owners[number - 1] != run)
        run->note = NULL;
    set_number(run, figure ? arena_printf(numbering->arena, "(%s)", label->text)
                           : label->text);
    run->link = arena_printf(numbering->arena, "#%s", note->id);
}

static void number_text(struct numbering *numbering, struct text *text,
                        bool figure)
{
    for (size_t i = 0; i < text->n_runs; i++)
        if (text->runs[i].note)
            number_mark(numbering, &text->runs[i], figure);
}

static void number_rows(struct numbering *numbering, struct table_row *rows,
                        size_t n_rows, size_t n_columns)
{
    for (size_t i = 0; i < n_rows; i++)
        for (size_t j = 0; j < n_columns; j++)
            number_text(numbering, &rows[i].cells[j].text,
                        rows[i].cells[j].value.kind != VALUE_NULL);
}

static void number_table(struct numbering *numbering, struct table *table)
{
    number_text(numbering, &table->caption, false);
    number_text(numbering, &table->unit_line, false);
    number_rows(numbering, table->head, table->n_head, table->n_columns);
    if (!table->source)
        number_rows(numbering, table->rows, table->n_rows, table->n_columns);
    number_rows(numbering, table->foot, table->n_foot, table->n_columns);
}

static void number_blocks(struct numbering *numbering, struct block **blocks,
                          size_t n_blocks)
{
    for (size_t i = 0; i < n_blocks; i++) {
        struct block *block = blocks[i];
        number_text(numbering, &block->text, false);
        if (block->table)
            number_table(numbering, block->table);
        if (block->figure)
            number_text(numbering, &block->figure->caption, false);
        number_blocks(numbering, block->children, block->n_children);
    }
}

/* ---- sheets -------------------------------------------------------------- */

/* The notes of TEXT that stand with it, and those they refer to. */
static void collect_text(struct arena *arena, const struct text *text,
                         struct block_list *notes)
{
    for (size_t i = 0; i < text->n_runs; i++) {
        const struct block *note = text->runs[i].note;
        if (!note)
            continue;
        blocks_append(arena, notes, block_for_sheet(arena, note));
        collect_text(arena, &note->text, notes);
    }
}

static void collect_rows(struct arena *arena, const struct table_row *rows,
                         size_t n_rows, size_t n_columns,
                         struct block_list *notes)
{
    for (size_t i = 0; i < n_rows; i++)
        for (size_t j = 0; j < n_columns; j++)
            collect_text(arena, &rows[i].cells[j].text, notes);
}

static void collect_notes(struct arena *arena, struct sheet *sheet)
{
    const struct table *table = sheet->table;
    struct block_list notes = {0};
    collect_text(arena, &table->caption, &notes);
    collect_text(arena, &table->unit_line, &notes);
    collect_rows(arena, table->head, table->n_head, table->n_columns, &notes);
    if (!table->source)
        collect_rows(arena, table->rows, table->n_rows, table->n_columns,
                     &notes);
    collect_rows(arena, table->foot, table->n_foot, table->n_columns, &notes);
    sheet->notes = notes.blocks;
    sheet->n_notes = notes.n_blocks;
}

void footnotes_number(struct arena *arena, const struct form *form,
                      struct document *document)
{
    struct numbering numbering = {.arena = arena, .form = form};
    for (size_t i = 0; i < document->n_sections; i++)
        number_blocks(&numbering, document->sections[i].blocks,
                      document->sections[i].n_blocks);
    for (size_t i = 0; i < document->n_sheets; i++) {
        if (!document->sheets[i].table)
            continue;
        number_table(&numbering, document->sheets[i].table);
        collect_notes(arena, &document->sheets[i]);
    }
}
