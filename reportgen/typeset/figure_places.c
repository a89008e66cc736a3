#include "typeset/figure_places.h"

#include <stdlib.h>
#include <string.h>

/* Baselines that are nearer to each other are one line: marks of footnotes are
   raised. */
enum { SAME_LINE = 5000 };

struct placed_figure {
    const struct figure *figure;
    struct figure_at at;
};

/* A row of a table, by their numbers. */
struct placed_row {
    uint32_t table, row;
    struct figure_at at;
};

/* An array that grows. */
struct growing {
    char *items;
    size_t n, capacity;
};

struct figure_places {
    struct page_sink inner;
    bool with_rows;
    bool sorted;
    struct growing figures; /* struct placed_figure */
    struct growing rows;    /* struct placed_row, in order */
    struct growing charts;  /* struct figure_at */
    struct growing numbers; /* struct placed_row: by tag, of tables and rows;
                               AT.line is 1 of a row that was seen */
    uint32_t n_tables;
    mpt *lines; /* of the page, from the top */
    size_t n_lines, lines_capacity;
};

struct figure_places *figure_places_open(bool with_rows)
{
    struct figure_places *places = calloc(1, sizeof *places);
    places->with_rows = with_rows;
    return places;
}

void figure_places_close(struct figure_places *places)
{
    if (!places)
        return;
    free(places->figures.items);
    free(places->rows.items);
    free(places->charts.items);
    free(places->numbers.items);
    free(places->lines);
    free(places);
}

static void *grow(struct growing *array, size_t size)
{
    if (array->n == array->capacity) {
        array->capacity = array->capacity * 2 + 64;
        array->items = realloc(array->items, array->capacity * size);
    }
    void *item = array->items + array->n++ * size;
    memset(item, 0, size);
    return item;
}

/* ---- lines ------------------------------------------------------------- */

static bool stands_on_line(const struct page *page, const struct item *item)
{
    return item->kind == ITEM_TEXT && !item->page_number &&
           (item->tag == TAG_ARTIFACT ||
            page->tags[item->tag].kind != TAG_FIGURE);
}

static int compare_heights(const void *a, const void *b)
{
    mpt y = *(const mpt *)a, other = *(const mpt *)b;
    return (y < other) - (y > other);
}

static void find_lines(struct figure_places *places, const struct page *page)
{
    if (page->n_items > places->lines_capacity) {
        places->lines_capacity = page->n_items;
        places->lines =
            realloc(places->lines, places->lines_capacity * sizeof(mpt));
    }
    size_t n = 0;
    for (size_t i = 0; i < page->n_items; i++)
        if (stands_on_line(page, &page->items[i]))
            places->lines[n++] = page->items[i].y;
    if (n > 0)
        qsort(places->lines, n, sizeof(mpt), compare_heights);
    places->n_lines = 0;
    for (size_t i = 0; i < n; i++)
        if (i == 0 || places->lines[i - 1] - places->lines[i] > SAME_LINE)
            places->lines[places->n_lines++] = places->lines[i];
}

/* Lines begin at their highest baseline. */
static uint32_t line_of(const struct figure_places *places, mpt y)
{
    size_t n = 0;
    while (n < places->n_lines && places->lines[n] >= y)
        n++;
    return n == 0 ? 1 : (uint32_t)n;
}

/* ---- rows -------------------------------------------------------------- */

/* Numbers the elements of PAGE that are new. */
static void number_rows(struct figure_places *places, const struct page *page)
{
    while (places->numbers.n < page->n_tags) {
        const struct tag *tag = &page->tags[places->numbers.n];
        struct placed_row *own = grow(&places->numbers, sizeof *own);
        struct placed_row *all = (struct placed_row *)places->numbers.items;
        if (tag->kind == TAG_TABLE) {
            own->table = places->n_tables++;
        } else if (tag->kind == TAG_TR) {
            tag_id table = tag->parent;
            while (page->tags[table].kind != TAG_TABLE && table > 0)
                table = page->tags[table].parent;
            own->table = all[table].table;
            own->row = all[table].row++; /* how many it has so far */
        }
    }
}

static void add_row(struct figure_places *places, const struct page *page,
                    const struct item *item, struct figure_at at)
{
    tag_id tag = item->tag;
    if (tag == TAG_ARTIFACT || tag >= places->numbers.n)
        return;
    while (tag > 0 && page->tags[tag].kind != TAG_TR)
        tag = page->tags[tag].parent;
    struct placed_row *own = (struct placed_row *)places->numbers.items + tag;
    if (tag == 0 || own->at.line > 0)
        return;
    own->at = at;
    struct placed_row *row = grow(&places->rows, sizeof *row);
    *row = *own;
}

/* ---- figures ----------------------------------------------------------- */

/* Those of which the first byte stands in ITEM. */
static void add_figures(struct figure_places *places, const struct item *item,
                        struct figure_at at)
{
    const struct figure *last = NULL;
    uint32_t byte = 0;
    for (uint32_t i = 0; item->runs && i < item->n_runs; i++) {
        const struct run *run = &item->runs[i];
        if (run->figure && run->figure != last && byte >= item->from &&
            byte < item->from + item->n_bytes) {
            struct placed_figure *placed =
                grow(&places->figures, sizeof *placed);
            *placed = (struct placed_figure){run->figure, at};
            places->sorted = false;
        }
        last = run->figure;
        byte += run->flags & RUN_LINE_BREAK ? 1 : run->size;
    }
}

/* ---- the sink ---------------------------------------------------------- */

static bool take_page(void *context, const struct page *page)
{
    struct figure_places *places = context;
    const uint32_t number = (uint32_t)page->index + 1;
    find_lines(places, page);
    if (places->with_rows)
        number_rows(places, page);
    for (size_t i = 0; i < page->n_items; i++) {
        const struct item *item = &page->items[i];
        if (item->kind == ITEM_FIGURE) {
            struct figure_at *chart = grow(&places->charts, sizeof *chart);
            *chart = (struct figure_at){number, 0};
        }
        if (!stands_on_line(page, item))
            continue;
        const struct figure_at at = {number, line_of(places, item->y)};
        if (places->with_rows)
            add_row(places, page, item, at);
        add_figures(places, item, at);
    }
    return !places->inner.page ||
           places->inner.page(places->inner.context, page);
}

struct page_sink figure_places_sink(struct figure_places *places,
                                    struct page_sink inner)
{
    places->inner = inner;
    return (struct page_sink){take_page, places};
}

/* ---- finding ----------------------------------------------------------- */

static int compare_figures(const void *a, const void *b)
{
    const struct placed_figure *own = a, *other = b;
    if (own->figure != other->figure)
        return (uintptr_t)own->figure < (uintptr_t)other->figure ? -1 : 1;
    if (own->at.page != other->at.page)
        return own->at.page < other->at.page ? -1 : 1;
    return (own->at.line > other->at.line) - (own->at.line < other->at.line);
}

bool figure_places_find(const struct figure_places *places,
                        const struct figure *figure, struct figure_at *at)
{
    const struct placed_figure *all =
        (const struct placed_figure *)places->figures.items;
    if (!places->sorted && places->figures.n > 0) {
        qsort(places->figures.items, places->figures.n,
              sizeof(struct placed_figure), compare_figures);
        ((struct figure_places *)places)->sorted = true;
    }
    size_t first = 0, end = places->figures.n;
    while (first < end) {
        const size_t middle = first + (end - first) / 2;
        if ((uintptr_t)all[middle].figure < (uintptr_t)figure)
            first = middle + 1;
        else
            end = middle;
    }
    if (first == places->figures.n || all[first].figure != figure)
        return false;
    *at = all[first].at;
    return true;
}

static int compare_rows(const void *a, const void *b)
{
    const struct placed_row *own = a, *other = b;
    if (own->table != other->table)
        return own->table < other->table ? -1 : 1;
    return (own->row > other->row) - (own->row < other->row);
}

bool figure_places_row(const struct figure_places *places, size_t table,
                       size_t row, struct figure_at *at)
{
    const struct placed_row wanted = {(uint32_t)table, (uint32_t)row, {0, 0}};
    const struct placed_row *found =
        places->rows.n == 0
            ? NULL
            : bsearch(&wanted, places->rows.items, places->rows.n,
                      sizeof wanted, compare_rows);
    if (found)
        *at = found->at;
    return found != NULL;
}

bool figure_places_chart(const struct figure_places *places, size_t number,
                         struct figure_at *at)
{
    if (number >= places->charts.n)
        return false;
    *at = ((const struct figure_at *)places->charts.items)[number];
    return true;
}
