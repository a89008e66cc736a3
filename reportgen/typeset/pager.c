#include "typeset/pager.h"

#include "typeset/canvas.h"
#include "typeset/page_notes.h"

#include <stdlib.h>
#include <string.h>

/* How far a page is filled. */
struct cursor {
    mpt used;    /* from the top of the text area */
    mpt after;   /* room that the last box wants below */
    bool at_top; /* nothing visible stands above */
    struct page_notes_height notes;
    bool crowded; /* notes of earlier pages are pending, so new ones must
                     wait */
    bool full;    /* the last note is cut off: nothing may follow */
};

struct pager {
    struct setter *setter;
    struct tags *tags;
    struct page_sink sink;
    struct arena *arenas[2];
    size_t n_living[2]; /* waiting boxes in each arena */
    int current;        /* the arena for new boxes */
    struct canvas canvas;
    struct box_list waiting; /* boxes of the page being filled, from FIRST */
    size_t first;
    struct cursor cursor; /* behind the first N_FITTING of them */
    size_t n_fitting;
    struct box_list notes; /* lines left over from the pages before */
    const struct section *section;
    int section_index;
    bool first_page; /* of the section */
    const struct pager_footer *footer;
    int n_pages;
    int number; /* of the page being filled */
    bool failed;
};

struct pager *pager_create(struct setter *setter, struct tags *tags,
                           const struct page_sink *sink)
{
    struct pager *pager = calloc(1, sizeof *pager);
    if (!pager)
        abort();
    pager->setter = setter;
    pager->tags = tags;
    pager->sink = *sink;
    pager->arenas[0] = arena_create();
    pager->arenas[1] = arena_create();
    pager->number = 1;
    return pager;
}

void pager_destroy(struct pager *pager)
{
    if (!pager)
        return;
    arena_destroy(pager->arenas[0]);
    arena_destroy(pager->arenas[1]);
    canvas_free(&pager->canvas);
    box_list_free(&pager->waiting);
    box_list_free(&pager->notes);
    free(pager);
}

struct arena *pager_arena(struct pager *pager)
{
    return pager->arenas[pager->current];
}

int pager_n_pages(const struct pager *pager)
{
    return pager->n_pages;
}

mpt pager_take_after(struct pager *pager)
{
    struct box_list *waiting = &pager->waiting;
    if (waiting->n_boxes == 0)
        return 0;
    struct box *last = &waiting->boxes[waiting->n_boxes - 1];
    mpt after = last->after;
    last->after = 0;
    pager->cursor.after = 0;
    return after;
}

static mpt footer_height(const struct pager *pager)
{
    return pager->footer ? pager->footer->box.height : 0;
}

static mpt text_height(const struct pager *pager)
{
    const struct page_setup *setup = &pager->section->setup;
    return setup->height - setup->top - setup->bottom;
}

mpt pager_room(const struct pager *pager)
{
    return text_height(pager) - footer_height(pager);
}

/* Room on the page being filled. */
static mpt page_room(const struct pager *pager)
{
    return pager->first_page ? pager_room(pager) : text_height(pager);
}

/* Notes from the pages before take up two thirds of a page at most. */
static mpt room_of_old_notes(const struct pager *pager)
{
    return page_room(pager) / 3 * 2;
}

/* The cursor at the top of the next page. */
static struct cursor top_of_page(const struct pager *pager)
{
    struct cursor cursor = {.at_top = true};
    const struct box_list *notes = &pager->notes;
    size_t n = page_notes_fitting(notes->boxes, notes->n_boxes,
                                  room_of_old_notes(pager));
    page_notes_grow(&cursor.notes, notes->boxes, n);
    cursor.crowded = n < notes->n_boxes;
    return cursor;
}

void pager_begin_section(struct pager *pager, const struct section *section,
                         int index, const struct pager_footer *footer)
{
    pager->section = section;
    pager->section_index = index;
    pager->footer = footer;
    pager->first_page = true;
    pager->cursor = top_of_page(pager);
    pager->n_fitting = 0;
    if (section->restart_numbers)
        pager->number = 1;
}

/* Moves CURSOR past BOX; returns where its upper edge is, from the top of
   the text area. */
static mpt cursor_pass(struct cursor *cursor, const struct box *box,
                       bool first_page)
{
    if (cursor->at_top) {
        if (box->vanishes && !first_page)
            return cursor->used;
        const struct box *head = box_repeated_head(box);
        if (head)
            cursor->used += head->height;
        cursor->used += box_carry_above(box);
    } else {
        cursor->used +=
            cursor->after > box->before ? cursor->after : box->before;
    }
    mpt top = cursor->used;
    cursor->used += box->height;
    cursor->after = box->after;
    cursor->at_top = false;
    return top;
}

/* Moves CURSOR past BOX and its notes; false when they do not fit into ROOM.
   The last note may be cut off there, but then nothing follows. */
static bool cursor_fit(struct cursor *cursor, const struct box *box,
                       bool first_page, mpt room)
{
    if (cursor->full || (box->new_page && !cursor->at_top))
        return false;
    cursor_pass(cursor, box, first_page);
    room -= box_carry_below(box);
    if (cursor->crowded || box->n_notes == 0)
        return cursor->used + cursor->notes.height <= room;
    const struct page_notes_height before = cursor->notes;
    page_notes_grow(&cursor->notes, box->notes, box->n_notes);
    if (cursor->used + cursor->notes.height <= room)
        return true;
    cursor->notes = before;
    cursor->full = true;
    page_notes_grow(
        &cursor->notes, box->notes,
        page_notes_least(box->notes, box->n_notes, room - box->height));
    return cursor->used + cursor->notes.height <= room;
}

/* ---- a finished page ----------------------------------------------------- */

static bool add_number(struct pager *pager)
{
    const struct page_setup *setup = &pager->section->setup;
    const struct style *given = setup->number_style;
    if (!given || (pager->first_page && !setup->number_first))
        return true;
    struct arena *arena = pager_arena(pager);
    struct style style = *given;
    style.align = ALIGN_CENTER;
    style.indent = style.left = style.right = 0;
    char *digits = arena_printf(arena, "%d", pager->number);
    struct run run = {.text = digits, .size = (uint32_t)strlen(digits)};
    struct text text = {.runs = &run, .n_runs = 1};
    struct lines lines;
    if (!paragraph_set(arena, pager->setter, &text, &style,
                       setup->width - setup->left - setup->right, PLACE_NONE,
                       &lines))
        return false;
    for (size_t i = 0; i < lines.n_lines; i++) {
        const struct line *line = &lines.lines[i];
        for (size_t j = 0; j < line->n_pieces; j++) {
            const struct piece *piece = &line->pieces[j];
            struct item item = {.kind = ITEM_TEXT,
                                .tag = TAG_ARTIFACT,
                                .page_number = true,
                                .x = setup->left + line->x + piece->x,
                                .y = setup->height - setup->number_top,
                                .width = piece->width,
                                .font = piece->font,
                                .size = piece->size,
                                .text = piece->text,
                                .n_bytes = piece->n_bytes,
                                .kerns = piece->kerns};
            canvas_add_item(&pager->canvas, &item);
        }
    }
    return true;
}

static void add_footer(struct pager *pager)
{
    const struct pager_footer *footer = pager->footer;
    if (!footer || !pager->first_page)
        return;
    const tag_id shift = tags_append(pager->tags, footer->parent, footer->tags);
    const size_t before = pager->canvas.n_items;
    canvas_place(&pager->canvas, &footer->box,
                 pager->section->setup.bottom + footer->box.height);
    for (size_t i = before; i < pager->canvas.n_items; i++) {
        tag_id *tag = &pager->canvas.items[i].tag;
        if (*tag != TAG_ARTIFACT)
            *tag += shift;
    }
}

/* Rules are artifacts; grouped at the end they need one mark only. */
static void add_rules(struct canvas *canvas)
{
    for (size_t i = 0; i < canvas->n_rules; i++) {
        const struct box_rule *rule = &canvas->rules[i];
        struct item item = {.kind = ITEM_RULE,
                            .tag = TAG_ARTIFACT,
                            .x = rule->x,
                            .y = rule->y,
                            .width = rule->width,
                            .height = rule->height};
        canvas_add_item(canvas, &item);
    }
}

/* Puts the sums up to body row ROW of the table of BOX at TOP; returns their
   height. */
static mpt place_carry(struct pager *pager, const struct box *box, size_t row,
                       bool above, mpt top)
{
    struct box carry = {0};
    if (!box->run->carry(box->run->context, row, above, &carry)) {
        pager->failed = true;
        return 0;
    }
    canvas_place(&pager->canvas, &carry, top);
    return box->run->carry_height;
}

/* Places what is repeated above BOX, the first box of its page, from TOP
   down. */
static void place_repeated(struct pager *pager, const struct box *box, mpt top)
{
    const struct box *head = box_repeated_head(box);
    if (!head)
        return;
    canvas_place(&pager->canvas, head, top);
    if (box_carry_above(box) > 0)
        place_carry(pager, box, box->row - 1, true, top - head->height);
}

/* Returns the height that they take up. */
static mpt place_boxes(struct pager *pager, const struct box *boxes, size_t n)
{
    const struct page_setup *setup = &pager->section->setup;
    const mpt upper = setup->height - setup->top;
    struct cursor cursor = {.at_top = true};
    for (size_t i = 0; i < n; i++) {
        const struct box *box = &boxes[i];
        bool at_top = cursor.at_top;
        mpt top = cursor_pass(&cursor, box, pager->first_page);
        if (cursor.at_top)
            continue;
        if (at_top)
            place_repeated(pager, box, upper);
        canvas_place(&pager->canvas, box, upper - top);
    }
    const struct box *last = n > 0 ? &boxes[n - 1] : NULL;
    if (last && box_carry_below(last) > 0 &&
        cursor.used + box_carry_below(last) <= page_room(pager))
        cursor.used +=
            place_carry(pager, last, last->row, false, upper - cursor.used);
    canvas_end_run(&pager->canvas);
    return cursor.used;
}

/* Puts the notes left over and those of N boxes at the foot of the page, as
   many as fit beside USED of text; others wait. */
static void place_notes(struct pager *pager, const struct box *boxes, size_t n,
                        mpt used)
{
    const struct page_setup *setup = &pager->section->setup;
    const mpt room = page_room(pager);
    struct box_list *notes = &pager->notes;
    for (size_t i = 0; i < n; i++)
        box_list_add(notes, boxes[i].notes, boxes[i].n_notes);
    if (notes->n_boxes == 0)
        return;
    size_t fitting =
        page_notes_fitting(notes->boxes, notes->n_boxes, room - used);
    if (fitting == 0 && n == 0)
        fitting = 1; /* place a line taller than a page anyway */
    page_notes_place(&pager->canvas, notes->boxes, fitting,
                     setup->height - setup->top - room, setup->left,
                     setup->width - setup->left - setup->right);
    notes->n_boxes -= fitting;
    memmove(notes->boxes, notes->boxes + fitting,
            notes->n_boxes * sizeof *notes->boxes);
}

/* Makes a page of the first N waiting boxes and hands it over. */
static bool send_page(struct pager *pager, size_t n)
{
    struct canvas *canvas = &pager->canvas;
    const struct page_setup *setup = &pager->section->setup;
    canvas_clear(canvas);
    const struct box *boxes = pager->waiting.boxes + pager->first;
    place_notes(pager, boxes, n, place_boxes(pager, boxes, n));
    add_footer(pager);
    if (pager->failed || !add_number(pager))
        return false;
    add_rules(canvas);
    const struct page page = {.index = pager->n_pages,
                              .number = pager->number,
                              .section = pager->section_index,
                              .width = setup->width,
                              .height = setup->height,
                              .top = setup->top,
                              .bottom = setup->bottom,
                              .left = setup->left,
                              .right = setup->right,
                              .items = canvas->items,
                              .n_items = canvas->n_items,
                              .targets = canvas->targets,
                              .n_targets = canvas->n_targets,
                              .tags = pager->tags->tags,
                              .n_tags = pager->tags->n_tags};
    pager->n_pages++;
    pager->number++;
    pager->first_page = false;
    return pager->sink.page(pager->sink.context, &page);
}

/* ---- where pages end ----------------------------------------------------- */

/* Empties an arena that no waiting box needs, and takes it for new ones. */
static void renew_memory(struct pager *pager)
{
    for (int i = 0; i < 2; i++) {
        int which = i == 0 ? pager->current : !pager->current;
        if (pager->n_living[which] == 0) {
            arena_reset(pager->arenas[which]);
            pager->current = which;
            return;
        }
    }
}

static void drop_boxes(struct pager *pager, size_t n)
{
    struct box_list *waiting = &pager->waiting;
    for (size_t i = 0; i < n; i++)
        pager->n_living[waiting->boxes[pager->first + i].memory]--;
    pager->first += n;
    if (pager->first == waiting->n_boxes) {
        pager->first = 0;
        waiting->n_boxes = 0;
    } else if (pager->first > waiting->n_boxes / 2) {
        waiting->n_boxes -= pager->first;
        memmove(waiting->boxes, waiting->boxes + pager->first,
                waiting->n_boxes * sizeof *waiting->boxes);
        pager->first = 0;
    }
}

/* Moves the cursor on; false when the next waiting box does not fit. */
static bool fit_waiting(struct pager *pager)
{
    const struct box *boxes = pager->waiting.boxes + pager->first;
    const size_t n = pager->waiting.n_boxes - pager->first;
    const mpt room = page_room(pager);
    while (pager->n_fitting < n) {
        struct cursor next = pager->cursor;
        if (!cursor_fit(&next, &boxes[pager->n_fitting], pager->first_page,
                        room))
            return false;
        pager->cursor = next;
        pager->n_fitting++;
    }
    return true;
}

/* Sends a page of the first N waiting boxes and forgets them. */
static bool end_page(struct pager *pager, size_t n)
{
    bool sent = send_page(pager, n);
    drop_boxes(pager, n);
    pager->cursor = top_of_page(pager);
    pager->n_fitting = 0;
    return sent;
}

static bool fill_pages(struct pager *pager)
{
    while (!fit_waiting(pager)) {
        const struct box *boxes = pager->waiting.boxes + pager->first;
        /* Place a box taller than a page anyway. */
        size_t n = pager->n_fitting;
        if (n == 0)
            n = 1;
        else if (!boxes[n].new_page)
            n = box_best_break(boxes, n);
        if (!end_page(pager, n))
            return false;
    }
    return true;
}

bool pager_add(struct pager *pager, const struct box *boxes, size_t n)
{
    size_t first = pager->waiting.n_boxes;
    box_list_add(&pager->waiting, boxes, n);
    for (size_t i = first; i < pager->waiting.n_boxes; i++)
        pager->waiting.boxes[i].memory = (uint8_t)pager->current;
    pager->n_living[pager->current] += n;
    int n_pages = pager->n_pages;
    if (!fill_pages(pager))
        return false;
    if (pager->n_pages != n_pages)
        renew_memory(pager);
    return true;
}

/* A section without boxes still has one page; free space alone adds no further
   page. */
bool pager_end_section(struct pager *pager)
{
    size_t n = pager->waiting.n_boxes - pager->first;
    if (pager->first_page || !pager->cursor.at_top) {
        if (!end_page(pager, n))
            return false;
    } else {
        drop_boxes(pager, n);
    }
    while (pager->notes.n_boxes > 0)
        if (!end_page(pager, 0))
            return false;
    renew_memory(pager);
    return true;
}
