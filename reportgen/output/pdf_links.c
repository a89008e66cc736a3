#include "output/pdf_links.h"

#include "base/strbuf.h"
#include "output/pdf_syntax.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_LEVELS = 16 };

/* A clickable box and the words below it. */
struct link_box {
    uint32_t page;
    tag_id tag;
    mpt x, y, width, height;
    const char *target;
    const char *words;
    bool field; /* for a signature; TARGET is its name */
};

/* A place that links and bookmarks lead to. */
struct link_target {
    const char *id;
    const char *bookmark;
    int level;
    uint32_t page;
    mpt y;
};

/* A page at which the numbers do not simply continue. */
struct page_label {
    size_t page;
    int number;
};

struct pdf_links {
    struct arena *arena;
    struct link_box *boxes;
    size_t n_boxes;
    size_t box_capacity;
    struct link_target *spots;
    size_t n_spots;
    size_t spot_capacity;
    struct page_label *labels;
    size_t n_labels;
    size_t label_capacity;
    struct link_target *by_id; /* those with an id, sorted by it */
    size_t n_by_id;
    struct pdf_tagged_link *tagged;
    const char *fields; /* references to the signature fields, or NULL */
    size_t n_tagged;
    size_t n_pages;
    int next_number;
    bool has_bookmarks;
};

/* Makes room for one more item of SIZE bytes in a list of the arena. */
static void *grow(struct arena *arena, void *list, size_t n, size_t *capacity,
                  size_t size)
{
    if (n < *capacity)
        return list;
    *capacity = *capacity == 0 ? 16 : *capacity * 2;
    void *larger = arena_alloc_array(arena, *capacity, size);
    if (n > 0)
        memcpy(larger, list, n * size);
    return larger;
}

struct pdf_links *pdf_links_create(struct arena *arena)
{
    struct pdf_links *links = ARENA_NEW(arena, struct pdf_links);
    links->arena = arena;
    links->next_number = -1;
    return links;
}

/* ---- collecting ---------------------------------------------------------- */

/* The text of the element to which a box belongs, or the text in the box. */
static const char *words_of(struct arena *arena, const struct page *page,
                            const struct item *box)
{
    struct strbuf words = STRBUF_INIT;
    for (size_t i = 0; i < page->n_items; i++) {
        const struct item *item = &page->items[i];
        if (item->kind != ITEM_TEXT || item->tag != box->tag ||
            item->x < box->x - 10 || item->x > box->x + box->width ||
            item->y < box->y - 10 || item->y > box->y + box->height)
            continue;
        strbuf_add(&words, item->text, item->n_bytes);
    }
    const char *copy = words.size == 0 ? NULL : arena_strdup(arena, words.data);
    strbuf_free(&words);
    return copy;
}

static void add_box(struct pdf_links *links, const struct page *page,
                    const struct item *item)
{
    struct arena *arena = links->arena;
    links->boxes = grow(arena, links->boxes, links->n_boxes,
                        &links->box_capacity, sizeof *links->boxes);
    links->boxes[links->n_boxes++] =
        (struct link_box){.page = (uint32_t)links->n_pages,
                          .tag = item->tag,
                          .x = item->x,
                          .y = item->y,
                          .width = item->width,
                          .height = item->height,
                          .target = arena_strdup(arena, item->target),
                          .words = words_of(arena, page, item)};
    if (item->kind == ITEM_FIELD) {
        struct link_box *box = &links->boxes[links->n_boxes - 1];
        box->words = arena_strndup(arena, item->text, item->n_bytes);
        box->field = true;
    }
}

static void add_spot(struct pdf_links *links, const struct page_target *target)
{
    struct arena *arena = links->arena;
    links->spots = grow(arena, links->spots, links->n_spots,
                        &links->spot_capacity, sizeof *links->spots);
    links->spots[links->n_spots++] =
        (struct link_target){.id = arena_strdup(arena, target->id),
                             .bookmark = arena_strdup(arena, target->bookmark),
                             .level = target->level,
                             .page = (uint32_t)links->n_pages,
                             .y = target->y};
    if (target->bookmark && target->level > 0)
        links->has_bookmarks = true;
}

void pdf_links_add_page(struct pdf_links *links, const struct page *page)
{
    for (size_t i = 0; i < page->n_items; i++)
        if ((page->items[i].kind == ITEM_LINK ||
             page->items[i].kind == ITEM_FIELD) &&
            page->items[i].target)
            add_box(links, page, &page->items[i]);
    for (size_t i = 0; i < page->n_targets; i++)
        add_spot(links, &page->targets[i]);
    int number = page->number > 0 ? page->number : (int)links->n_pages + 1;
    if (number != links->next_number) {
        links->labels = grow(links->arena, links->labels, links->n_labels,
                             &links->label_capacity, sizeof *links->labels);
        links->labels[links->n_labels++] =
            (struct page_label){links->n_pages, number};
    }
    links->next_number = number + 1;
    links->n_pages++;
}

/* ---- objects ------------------------------------------------------------- */

static int compare_spots(const void *a, const void *b)
{
    const struct link_target *x = a;
    const struct link_target *y = b;
    int order = strcmp(x->id, y->id);
    if (order != 0)
        return order;
    return x->page < y->page ? -1 : x->page > y->page;
}

static int compare_id(const void *key, const void *spot)
{
    return strcmp(key, ((const struct link_target *)spot)->id);
}

static void sort_spots(struct pdf_links *links)
{
    links->by_id =
        ARENA_ARRAY(links->arena, struct link_target, links->n_spots + 1);
    for (size_t i = 0; i < links->n_spots; i++)
        if (links->spots[i].id)
            links->by_id[links->n_by_id++] = links->spots[i];
    if (links->n_by_id > 0)
        qsort(links->by_id, links->n_by_id, sizeof *links->by_id,
              compare_spots);
}

static const struct link_target *find_spot(const struct pdf_links *links,
                                           const char *id)
{
    if (links->n_by_id == 0)
        return NULL;
    return bsearch(id, links->by_id, links->n_by_id, sizeof *links->by_id,
                   compare_id);
}

/* A URI is ASCII; write other bytes as %XX (RFC 3987, 3.1). */
static void add_uri(struct strbuf *buf, const char *uri)
{
    struct strbuf ascii = STRBUF_INIT;
    for (; *uri != '\0'; uri++) {
        unsigned char c = (unsigned char)*uri;
        if (c <= 0x20 || c > 0x7E)
            strbuf_add_format(&ascii, "%%%02X", c);
        else
            strbuf_add_char(&ascii, (char)c);
    }
    strbuf_add_text(buf, "/A<</S/URI/URI");
    pdf_add_literal(buf, strbuf_text(&ascii), ascii.size);
    strbuf_add_text(buf, ">>");
    strbuf_free(&ascii);
}

static void add_rectangle(struct strbuf *buf, const struct link_box *box)
{
    strbuf_add_text(buf, "/Rect[");
    pdf_add_length(buf, box->x);
    strbuf_add_char(buf, ' ');
    pdf_add_length(buf, box->y);
    strbuf_add_char(buf, ' ');
    pdf_add_length(buf, box->x + box->width);
    strbuf_add_char(buf, ' ');
    pdf_add_length(buf, box->y + box->height);
    strbuf_add_char(buf, ']');
}

/* Adds a signature field and its widget as one object.  PDF/A requires an
   appearance of every widget: that of an empty field is empty. */
static uint32_t add_field(struct pdf_links *links, struct pdf_file *file,
                          const struct link_box *box, bool tagged)
{
    struct strbuf buf = STRBUF_INIT;
    strbuf_add_text(&buf, "/Type/XObject/Subtype/Form/Resources<<>>/BBox[0 0 ");
    pdf_add_length(&buf, box->width);
    strbuf_add_char(&buf, ' ');
    pdf_add_length(&buf, box->height);
    strbuf_add_char(&buf, ']');
    uint32_t look = pdf_file_add_stream(file, buf.data, "", 0);
    strbuf_clear(&buf);
    strbuf_add_text(&buf, "/Type/Annot/Subtype/Widget/FT/Sig/F 4/T");
    pdf_add_text_string(&buf, box->target);
    strbuf_add_text(&buf, "/TU");
    pdf_add_text_string(&buf, box->words);
    add_rectangle(&buf, box);
    strbuf_add_format(&buf, "/AP<</N %u 0 R>>/P %u 0 R", look,
                      pdf_file_page(file, box->page));
    if (tagged)
        strbuf_add_format(&buf, "/StructParent %zu",
                          links->n_pages + links->n_tagged);
    uint32_t number = pdf_file_add_dict(file, buf.data, buf.size);
    links->fields = arena_printf(links->arena, "%s%u 0 R ",
                                 links->fields ? links->fields : "", number);
    strbuf_free(&buf);
    return number;
}

/* The description of a link to SPOT: the words that it covers or, if these are
   only a footnote mark, the name of its target. */
static const char *words_for(const struct link_box *box,
                             const struct link_target *spot)
{
    bool named = spot && spot->bookmark;
    if (named && spot->level == 0)
        return spot->bookmark;
    return box->words ? box->words : named ? spot->bookmark : box->target;
}

/* Adds an annotation and returns its number, or 0 after a report. */
static uint32_t add_annotation(struct pdf_links *links, struct pdf_file *file,
                               const struct link_box *box, bool tagged,
                               struct diag *diag)
{
    struct strbuf buf = STRBUF_INIT;
    const struct link_target *spot = NULL;
    if (box->field)
        return add_field(links, file, box, tagged);
    if (*box->target == '#') {
        spot = find_spot(links, box->target + 1);
        if (!spot) {
            diag_report(diag, DIAG_LINK_TARGET, PLACE_NONE, box->target + 1);
            return 0;
        }
    }
    strbuf_add_text(&buf, "/Type/Annot/Subtype/Link/F 4/Border[0 0 0]");
    add_rectangle(&buf, box);
    if (tagged)
        strbuf_add_format(&buf, "/StructParent %zu",
                          links->n_pages + links->n_tagged);
    strbuf_add_text(&buf, "/Contents");
    pdf_add_text_string(&buf, words_for(box, spot));
    if (!spot) {
        add_uri(&buf, box->target);
    } else {
        strbuf_add_format(&buf, "/Dest[%u 0 R/XYZ null ",
                          pdf_file_page(file, spot->page));
        pdf_add_length(&buf, spot->y);
        strbuf_add_text(&buf, " null]");
    }
    uint32_t number = pdf_file_add_dict(file, buf.data, buf.size);
    strbuf_free(&buf);
    return number;
}

/* Writes the annotations of page INDEX, the first of which may be box FROM;
   returns the first box of a later page. */
static size_t write_page(struct pdf_links *links, struct pdf_file *file,
                         size_t index, size_t from, bool tagged,
                         struct diag *diag)
{
    struct strbuf extra = STRBUF_INIT;
    bool any = false;
    size_t i = from;
    if (tagged)
        strbuf_add_format(&extra, "/StructParents %zu/Tabs/S", index);
    for (; i < links->n_boxes && links->boxes[i].page == index; i++) {
        const struct link_box *box = &links->boxes[i];
        bool in_tree = tagged && box->tag != TAG_ARTIFACT;
        uint32_t number = add_annotation(links, file, box, in_tree, diag);
        if (number == 0)
            continue;
        strbuf_add_format(&extra, any ? " %u 0 R" : "/Annots[%u 0 R", number);
        any = true;
        if (in_tree)
            links->tagged[links->n_tagged++] =
                (struct pdf_tagged_link){box->tag, (uint32_t)index, number};
    }
    if (any)
        strbuf_add_char(&extra, ']');
    pdf_file_set_page_extra(file, index, strbuf_text(&extra));
    strbuf_free(&extra);
    return i;
}

/* A bookmark is a child of the last one with a lower level. */
static void write_bookmarks(const struct pdf_links *links,
                            struct pdf_file *file)
{
    void *above[MOST_LEVELS] = {NULL};
    for (size_t i = 0; i < links->n_spots; i++) {
        const struct link_target *spot = &links->spots[i];
        if (!spot->bookmark || *spot->bookmark == '\0' || spot->level < 1)
            continue;
        int level = spot->level >= MOST_LEVELS ? MOST_LEVELS - 1 : spot->level;
        int parent = level - 1;
        while (parent > 0 && !above[parent])
            parent--;
        above[level] = pdf_file_add_bookmark(
            file, above[parent], spot->bookmark, spot->page, spot->y);
        for (int j = level + 1; j < MOST_LEVELS; j++)
            above[j] = NULL;
    }
}

void pdf_links_write(struct pdf_links *links, struct pdf_file *file,
                     bool tagged, struct diag *diag)
{
    sort_spots(links);
    links->tagged =
        ARENA_ARRAY(links->arena, struct pdf_tagged_link, links->n_boxes + 1);
    size_t box = 0;
    for (size_t i = 0; i < links->n_pages; i++)
        box = write_page(links, file, i, box, tagged, diag);
    write_bookmarks(links, file);
    for (size_t i = 0; i < links->n_labels; i++)
        pdf_file_add_label(file, links->labels[i].page,
                           links->labels[i].number);
}

const struct pdf_tagged_link *pdf_links_tagged(const struct pdf_links *links,
                                               size_t *n)
{
    *n = links->n_tagged;
    return links->tagged;
}

void pdf_links_add_form(const struct pdf_links *links, struct strbuf *catalog)
{
    if (links->fields)
        strbuf_add_format(catalog, "/AcroForm<</Fields[%s]/SigFlags 1>>",
                          links->fields);
}

bool pdf_links_has_bookmarks(const struct pdf_links *links)
{
    return links->has_bookmarks;
}
