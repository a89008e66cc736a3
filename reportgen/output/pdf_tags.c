#include "output/pdf_tags.h"

#include "base/digits.h"

#include "output/pdf_part1.h"
#include "output/pdf_syntax.h"
#include "typeset/tags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PAGES_IN_LEAF = 16, /* of the parent tree */
    LINKS_IN_LEAF = 256,
    NAMES_IN_LEAF = 256,
    ENTRY_ROOM = 48, /* of one entry of /K, at most */
    KID_ROOM = 16    /* of one that is an element: "8388607 0 R " */
};

#define NO_MARK UINT32_MAX

/* Items of each tag: those of tag i are list[start[i]] to
   list[start[i + 1] - 1]. */
struct groups {
    uint32_t *start;
    uint32_t *list;
};

struct words {
    tag_id tag;
    const char *alt;
    const char *id;
    char made_id[16]; /* when the tag needs an id and has none */
};

struct pdf_tags {
    const struct tag *tags;
    size_t n_tags;
    struct tag *own_tags; /* for part 1 */
    tag_id *numbers;      /* for part 1: the new number of each tag */
    const struct pdf_marks *marks;
    struct pdf_tagged_link *links; /* by tag */
    uint32_t *link_keys;           /* in the order they came: index in LINKS */
    size_t n_links;
    struct words *words; /* by tag */
    size_t n_words;
    struct pdf_figure *figures; /* by tag */
    struct groups kids;
    struct groups content;
    uint32_t *first_mark;     /* the first in a tag or below it */
    const struct words **ids; /* those with an id, sorted by it, each id once */
    size_t n_ids;
    uint32_t first_object;
    uint32_t n_leaves;
};

static tag_id number_of(const struct pdf_tags *tags, tag_id tag)
{
    return tags->numbers ? tags->numbers[tag] : tag;
}

static tag_id mark_tag(const struct pdf_tags *tags, uint32_t mark)
{
    return number_of(tags, tags->marks->elements[mark]);
}

static uint32_t object_of(const struct pdf_tags *tags, tag_id tag)
{
    return tags->first_object + 1 + tag;
}

static uint32_t first_leaf(const struct pdf_tags *tags)
{
    return object_of(tags, (tag_id)tags->n_tags);
}

/* ---- ordering ------------------------------------------------------------ */

/* Turns the sizes of groups, which stand one place to the right, into their
   starts. */
static void add_up(uint32_t *start, size_t n)
{
    for (size_t i = 0; i < n; i++)
        start[i + 1] += start[i];
}

/* A counting sort keeps the order in which items came. */
static void group_kids(struct pdf_tags *tags)
{
    size_t n = tags->n_tags;
    uint32_t *start = calloc(n + 2, sizeof *start);
    uint32_t *list = calloc(n + 1, sizeof *list);
    /* The starts are shifted by one more place, so that filling the groups
       moves them to where they belong. */
    for (size_t i = 1; i < n; i++)
        start[tags->tags[i].parent + 2]++;
    add_up(start + 1, n);
    for (size_t i = 1; i < n; i++)
        list[start[tags->tags[i].parent + 1]++] = (uint32_t)i;
    tags->kids = (struct groups){start, list};
}

static void group_content(struct pdf_tags *tags)
{
    size_t n = tags->n_tags;
    uint32_t n_marks = (uint32_t)tags->marks->n_elements;
    uint32_t *start = calloc(n + 2, sizeof *start);
    uint32_t *list = calloc(n_marks + 1, sizeof *list);
    for (uint32_t i = 0; i < n_marks; i++)
        start[mark_tag(tags, i) + 2]++;
    add_up(start + 1, n);
    for (uint32_t i = 0; i < n_marks; i++)
        list[start[mark_tag(tags, i) + 1]++] = i;
    tags->content = (struct groups){start, list};
}

/* Parents come before their children, so one pass from the end is enough. */
static void find_first_marks(struct pdf_tags *tags)
{
    uint32_t *first = calloc(tags->n_tags, sizeof *first);
    for (size_t i = 0; i < tags->n_tags; i++)
        first[i] = tags->content.start[i] < tags->content.start[i + 1]
                       ? tags->content.list[tags->content.start[i]]
                       : NO_MARK;
    for (size_t i = tags->n_tags; i-- > 1;) {
        tag_id parent = tags->tags[i].parent;
        if (first[i] < first[parent])
            first[parent] = first[i];
    }
    tags->first_mark = first;
}

static int compare_links(const void *a, const void *b)
{
    const struct pdf_tagged_link *x = a;
    const struct pdf_tagged_link *y = b;
    if (x->tag != y->tag)
        return x->tag < y->tag ? -1 : 1;
    return x->object < y->object ? -1 : x->object > y->object;
}

static int compare_words(const void *a, const void *b)
{
    const struct words *x = a;
    const struct words *y = b;
    return x->tag < y->tag ? -1 : x->tag > y->tag;
}

static void copy_links(struct pdf_tags *tags,
                       const struct pdf_tagged_link *links, size_t n_links)
{
    tags->links = calloc(n_links + 1, sizeof *tags->links);
    tags->link_keys = calloc(n_links + 1, sizeof *tags->link_keys);
    for (size_t i = 0; i < n_links; i++) {
        tags->links[i] = links[i];
        tags->links[i].tag = number_of(tags, links[i].tag);
        tags->link_keys[i] = tags->links[i].tag;
    }
    if (n_links > 0)
        qsort(tags->links, n_links, sizeof *tags->links, compare_links);
    tags->n_links = n_links;
}

static void make_note_id(struct words *words)
{
    words->id = NULL;
    snprintf(words->made_id, sizeof words->made_id, "note-%u", words->tag);
}

/* Collects alternative texts and identifiers; a note must have an identifier of
   its own (ISO 14289-1, 7.9). */
static void collect_words(struct pdf_tags *tags,
                          const struct typeset_result *result)
{
    size_t n_notes = 0;
    for (size_t i = 0; i < tags->n_tags; i++)
        n_notes += tags->tags[i].kind == TAG_NOTE;
    struct words *words = calloc(result->n_texts + n_notes + 1, sizeof *words);
    size_t n = 0;
    for (size_t i = 0; i < result->n_texts; i++)
        if (result->texts[i].tag < result->n_tags)
            words[n++] =
                (struct words){.tag = number_of(tags, result->texts[i].tag),
                               .alt = result->texts[i].alt,
                               .id = result->texts[i].id};
    if (n > 0)
        qsort(words, n, sizeof *words, compare_words);
    size_t n_given = n;
    for (size_t i = 0; i < tags->n_tags && n_notes > 0; i++) {
        if (tags->tags[i].kind != TAG_NOTE)
            continue;
        struct words key = {.tag = (tag_id)i};
        struct words *found =
            n_given == 0
                ? NULL
                : bsearch(&key, words, n_given, sizeof *words, compare_words);
        if (!found) {
            found = &words[n++];
            found->tag = (tag_id)i;
        }
        if (!found->id)
            make_note_id(found);
    }
    if (n > n_given)
        qsort(words, n, sizeof *words, compare_words);
    tags->words = words;
    tags->n_words = n;
}

static int compare_figures(const void *a, const void *b)
{
    const struct pdf_figure *x = a;
    const struct pdf_figure *y = b;
    return x->tag < y->tag ? -1 : x->tag > y->tag;
}

static void copy_figures(struct pdf_tags *tags)
{
    const size_t n = tags->marks->n_figures;
    tags->figures = calloc(n + 1, sizeof *tags->figures);
    for (size_t i = 0; i < n; i++) {
        tags->figures[i] = tags->marks->figures[i];
        tags->figures[i].tag = number_of(tags, tags->figures[i].tag);
    }
    if (n > 0)
        qsort(tags->figures, n, sizeof *tags->figures, compare_figures);
}

static const char *id_of(const struct words *words)
{
    return words->id ? words->id : words->made_id;
}

static int compare_ids(const void *a, const void *b)
{
    const struct words *const *x = a;
    const struct words *const *y = b;
    const int order = strcmp(id_of(*x), id_of(*y));
    return order != 0 ? order : compare_words(*x, *y);
}

static bool have_one_id(const struct words *a, const struct words *b)
{
    return strcmp(id_of(a), id_of(b)) == 0;
}

/* An identifier belongs to one element (ISO 32000-1, 14.7.2): of a table that
   is shown twice, the first has it. */
static void sort_ids(struct pdf_tags *tags)
{
    tags->ids = calloc(tags->n_words + 1, sizeof *tags->ids);
    size_t n = 0;
    for (size_t i = 0; i < tags->n_words; i++)
        if (*id_of(&tags->words[i]) != '\0')
            tags->ids[n++] = &tags->words[i];
    if (n > 0)
        qsort(tags->ids, n, sizeof *tags->ids, compare_ids);
    for (size_t i = 0; i < n; i++) {
        if (tags->n_ids == 0 ||
            !have_one_id(tags->ids[tags->n_ids - 1], tags->ids[i]))
            tags->ids[tags->n_ids++] = tags->ids[i];
        else
            tags->words[tags->ids[i] - tags->words].id = "";
    }
}

/* Gives identifiers of their own to the notes of a table that is shown
   twice. */
static void part_note_ids(struct pdf_tags *tags)
{
    const struct words **sorted = calloc(tags->n_words + 1, sizeof *sorted);
    size_t n = 0;
    for (size_t i = 0; i < tags->n_words; i++)
        if (tags->tags[tags->words[i].tag].kind == TAG_NOTE)
            sorted[n++] = &tags->words[i];
    if (n > 0)
        qsort(sorted, n, sizeof *sorted, compare_ids);
    for (size_t i = n; i-- > 1;)
        if (have_one_id(sorted[i - 1], sorted[i]))
            make_note_id(&tags->words[sorted[i] - tags->words]);
    free(sorted);
}

static bool is_sound(const struct typeset_result *result,
                     const struct pdf_marks *marks,
                     const struct pdf_tagged_link *links, size_t n_links)
{
    if (result->n_tags == 0)
        return false;
    for (size_t i = 1; i < result->n_tags; i++)
        if (result->tags[i].parent >= i ||
            result->tags[i].kind >= TAG_KIND_COUNT)
            return false;
    for (size_t i = 0; i < marks->n_elements; i++)
        if (marks->elements[i] >= result->n_tags)
            return false;
    for (size_t i = 0; i < n_links; i++)
        if (links[i].tag >= result->n_tags)
            return false;
    return true;
}

struct pdf_tags *pdf_tags_create(const struct typeset_result *result,
                                 const struct pdf_marks *marks,
                                 const struct pdf_tagged_link *links,
                                 size_t n_links, uint32_t first_object,
                                 bool part_1)
{
    if (!is_sound(result, marks, links, n_links))
        return NULL;
    struct pdf_tags *tags = calloc(1, sizeof *tags);
    tags->tags = result->tags;
    tags->n_tags = result->n_tags;
    tags->marks = marks;
    tags->first_object = first_object;
    if (part_1) {
        tags->numbers = calloc(result->n_tags, sizeof *tags->numbers);
        tags->own_tags = pdf_part1_tags(result->tags, result->n_tags,
                                        tags->numbers, &tags->n_tags);
        tags->tags = tags->own_tags;
    }
    group_kids(tags);
    group_content(tags);
    find_first_marks(tags);
    copy_links(tags, links, n_links);
    collect_words(tags, result);
    part_note_ids(tags);
    sort_ids(tags);
    copy_figures(tags);
    tags->n_leaves =
        (uint32_t)((marks->n_pages + PAGES_IN_LEAF - 1) / PAGES_IN_LEAF +
                   (n_links + LINKS_IN_LEAF - 1) / LINKS_IN_LEAF);
    return tags;
}

void pdf_tags_destroy(struct pdf_tags *tags)
{
    if (!tags)
        return;
    free(tags->own_tags);
    free(tags->numbers);
    free(tags->links);
    free(tags->link_keys);
    free(tags->words);
    free(tags->ids);
    free(tags->figures);
    free(tags->kids.start);
    free(tags->kids.list);
    free(tags->content.start);
    free(tags->content.list);
    free(tags->first_mark);
    free(tags);
}

static uint32_t parent_tree_object(const struct pdf_tags *tags)
{
    return first_leaf(tags) + tags->n_leaves;
}

static uint32_t n_id_leaves(const struct pdf_tags *tags)
{
    return (uint32_t)((tags->n_ids + NAMES_IN_LEAF - 1) / NAMES_IN_LEAF);
}

/* The leaves of the tree of identifiers follow the parent tree. */
uint32_t pdf_tags_last_object(const struct pdf_tags *tags)
{
    return parent_tree_object(tags) + n_id_leaves(tags);
}

/* ---- elements ------------------------------------------------------------ */

/* Where the writer is: elements come in order, and the pages of their content
   nearly so. */
struct cursor {
    const struct pdf_tags *tags;
    const struct pdf_file *file;
    size_t page;
    size_t link;
    size_t word;
    size_t figure;
};

static size_t page_of(struct cursor *at, uint32_t mark)
{
    const uint32_t *first = at->tags->marks->first;
    while (mark < first[at->page])
        at->page--;
    while (mark >= first[at->page + 1])
        at->page++;
    return at->page;
}

static char *put_reference(char *p, uint32_t object)
{
    return pdf_put_text(digits_put(p, object), " 0 R");
}

/* A mark on the element's own page is only its number. */
static char *put_mark(struct cursor *at, char *p, uint32_t mark, size_t page)
{
    size_t own = page_of(at, mark);
    uint32_t mcid = mark - at->tags->marks->first[own];
    if (own == page)
        return digits_put(p, mcid);
    p = pdf_put_text(p, "<</Type/MCR/Pg ");
    p = put_reference(p, pdf_file_page(at->file, own));
    p = pdf_put_text(p, "/MCID ");
    p = digits_put(p, mcid);
    return pdf_put_text(p, ">>");
}

static char *put_link(struct cursor *at, char *p,
                      const struct pdf_tagged_link *link, size_t page)
{
    p = pdf_put_text(p, "<</Type/OBJR/Obj ");
    p = put_reference(p, link->object);
    if (link->page != page) {
        p = pdf_put_text(p, "/Pg ");
        p = put_reference(p, pdf_file_page(at->file, link->page));
    }
    return pdf_put_text(p, ">>");
}

/* Writes the entries of /K: content and children in reading order, then the
   annotations. */
static char *put_entries(struct cursor *at, char *p, tag_id tag, size_t page,
                         size_t n_links)
{
    const struct pdf_tags *tags = at->tags;
    uint32_t mark = tags->content.start[tag];
    uint32_t last_mark = tags->content.start[tag + 1];
    for (uint32_t i = tags->kids.start[tag]; i < tags->kids.start[tag + 1];
         i++) {
        tag_id kid = tags->kids.list[i];
        uint32_t from = tags->first_mark[kid];
        while (from != NO_MARK && mark < last_mark &&
               tags->content.list[mark] < from) {
            p = put_mark(at, p, tags->content.list[mark++], page);
            *p++ = ' ';
        }
        p = put_reference(p, object_of(tags, kid));
        *p++ = ' ';
    }
    for (; mark < last_mark; mark++) {
        p = put_mark(at, p, tags->content.list[mark], page);
        *p++ = ' ';
    }
    for (size_t i = 0; i < n_links; i++) {
        p = put_link(at, p, &tags->links[at->link + i], page);
        *p++ = ' ';
    }
    return p - 1;
}

static void add_attributes(struct strbuf *buf, const struct tag *tag)
{
    static const char *const scopes[] = {[SCOPE_NONE] = "",
                                         [SCOPE_COLUMN] = "/Scope/Column",
                                         [SCOPE_ROW] = "/Scope/Row"};
    if (tag->kind == TAG_L && tag->scope == SCOPE_COUNTED)
        strbuf_add_text(buf, "/A<</O/List/ListNumbering/Decimal>>");
    if (tag->kind != TAG_TH && tag->kind != TAG_TD)
        return;
    unsigned scope = tag->kind != TAG_TH       ? SCOPE_NONE
                     : tag->scope == SCOPE_ROW ? SCOPE_ROW
                                               : SCOPE_COLUMN;
    if (scope == 0 && tag->colspan <= 1 && tag->rowspan <= 1)
        return;
    strbuf_add_text(buf, "/A<</O/Table");
    strbuf_add_text(buf, scopes[scope]);
    if (tag->colspan > 1)
        strbuf_add_format(buf, "/ColSpan %u", tag->colspan);
    if (tag->rowspan > 1)
        strbuf_add_format(buf, "/RowSpan %u", tag->rowspan);
    strbuf_add_text(buf, ">>");
}

/* Adds the box of a figure on its page. */
static void add_figure(struct cursor *at, struct strbuf *buf, tag_id tag)
{
    const struct pdf_tags *tags = at->tags;
    const size_t n = tags->marks->n_figures;
    while (at->figure < n && tags->figures[at->figure].tag < tag)
        at->figure++;
    if (at->figure == n || tags->figures[at->figure].tag != tag)
        return;
    const struct pdf_figure *figure = &tags->figures[at->figure];
    strbuf_add_text(buf, "/A<</O/Layout/Placement/Block/BBox[");
    pdf_add_length(buf, figure->x);
    strbuf_add_char(buf, ' ');
    pdf_add_length(buf, figure->y);
    strbuf_add_char(buf, ' ');
    pdf_add_length(buf, figure->x + figure->width);
    strbuf_add_char(buf, ' ');
    pdf_add_length(buf, figure->y + figure->height);
    strbuf_add_text(buf, "]>>");
}

static void add_words(struct cursor *at, struct strbuf *buf, tag_id tag)
{
    const struct pdf_tags *tags = at->tags;
    while (at->word < tags->n_words && tags->words[at->word].tag < tag)
        at->word++;
    for (; at->word < tags->n_words && tags->words[at->word].tag == tag;
         at->word++) {
        const struct words *words = &tags->words[at->word];
        if (words->alt) {
            strbuf_add_text(buf, "/Alt");
            pdf_add_text_string(buf, words->alt);
        }
        if (*id_of(words) != '\0') {
            strbuf_add_text(buf, "/ID");
            pdf_add_literal(buf, id_of(words), strlen(id_of(words)));
        }
    }
}

static size_t count_links(const struct cursor *at, tag_id tag)
{
    size_t n = 0;
    while (at->link + n < at->tags->n_links &&
           at->tags->links[at->link + n].tag == tag)
        n++;
    return n;
}

static void add_element(struct cursor *at, struct strbuf *buf, tag_id tag)
{
    const struct pdf_tags *tags = at->tags;
    const struct tag *element = &tags->tags[tag];
    uint32_t mark = tags->content.start[tag];
    size_t n_marks = tags->content.start[tag + 1] - mark;
    size_t n_kids = tags->kids.start[tag + 1] - tags->kids.start[tag];
    size_t n_links = count_links(at, tag);
    size_t n = n_marks + n_kids + n_links;
    size_t page = n_marks > 0   ? page_of(at, tags->content.list[mark])
                  : n_links > 0 ? tags->links[at->link].page
                                : SIZE_MAX;

    char *start = strbuf_reserve(buf, 128 + n_kids * KID_ROOM +
                                          (n - n_kids) * 2 * ENTRY_ROOM);
    char *p = pdf_put_text(start, "<</S/");
    p = pdf_put_text(p, tag_kind_name(element->kind));
    p = pdf_put_text(p, "/P ");
    p = put_reference(p, tag == 0 ? tags->first_object
                                  : object_of(tags, element->parent));
    if (page != SIZE_MAX) {
        p = pdf_put_text(p, "/Pg ");
        p = put_reference(p, pdf_file_page(at->file, page));
    }
    if (n > 0) {
        p = pdf_put_text(p, n == 1 ? "/K " : "/K[");
        p = put_entries(at, p, tag, page, n_links);
        if (n > 1)
            *p++ = ']';
    }
    strbuf_set_size(buf, buf->size + (size_t)(p - start));
    add_attributes(buf, element);
    add_figure(at, buf, tag);
    add_words(at, buf, tag);
    strbuf_add_text(buf, ">>");
    at->link += n_links;
}

/* ---- the parent tree and the root ---------------------------------------- */

/* Adds the elements of the marks of each page. */
static void add_pages_leaf(const struct pdf_tags *tags, struct strbuf *buf,
                           size_t from, size_t to)
{
    const struct pdf_marks *marks = tags->marks;
    strbuf_add_format(buf, "<</Limits[%zu %zu]/Nums[", from, to - 1);
    for (size_t page = from; page < to; page++) {
        uint32_t n = marks->first[page + 1] - marks->first[page];
        char *start = strbuf_reserve(buf, 32 + (size_t)n * 16);
        char *p = digits_put(start, (int64_t)page);
        *p++ = '[';
        for (uint32_t i = marks->first[page]; i < marks->first[page + 1]; i++) {
            p = put_reference(p, object_of(tags, mark_tag(tags, i)));
            *p++ = ' ';
        }
        *p++ = ']';
        strbuf_set_size(buf, buf->size + (size_t)(p - start));
    }
    strbuf_add_text(buf, "]>>");
}

/* Adds the element of each annotation. */
static void add_links_leaf(const struct pdf_tags *tags, struct strbuf *buf,
                           size_t from, size_t to)
{
    size_t n_pages = tags->marks->n_pages;
    strbuf_add_format(buf, "<</Limits[%zu %zu]/Nums[", n_pages + from,
                      n_pages + to - 1);
    for (size_t i = from; i < to; i++)
        strbuf_add_format(buf, "%zu %u 0 R ", n_pages + i,
                          object_of(tags, tags->link_keys[i]));
    strbuf_add_text(buf, "]>>");
}

static void write_parent_tree(const struct pdf_tags *tags,
                              struct pdf_writer *writer)
{
    size_t n_pages = tags->marks->n_pages;
    uint32_t object = first_leaf(tags);
    for (size_t from = 0; from < n_pages; from += PAGES_IN_LEAF) {
        size_t to = from + PAGES_IN_LEAF;
        add_pages_leaf(tags, pdf_writer_pack(writer, object++), from,
                       to < n_pages ? to : n_pages);
        pdf_writer_packed(writer);
    }
    for (size_t from = 0; from < tags->n_links; from += LINKS_IN_LEAF) {
        size_t to = from + LINKS_IN_LEAF;
        add_links_leaf(tags, pdf_writer_pack(writer, object++), from,
                       to < tags->n_links ? to : tags->n_links);
        pdf_writer_packed(writer);
    }
    struct strbuf *buf = pdf_writer_pack(writer, object);
    strbuf_add_text(buf, "<</Kids[");
    for (uint32_t i = 0; i < tags->n_leaves; i++)
        strbuf_add_format(buf, "%u 0 R ", first_leaf(tags) + i);
    strbuf_add_text(buf, "]>>");
    pdf_writer_packed(writer);
}

/* ---- the tree of identifiers --------------------------------------------- */

static void add_id_leaf(const struct pdf_tags *tags, struct strbuf *buf,
                        size_t from, size_t to)
{
    const char *first = id_of(tags->ids[from]);
    const char *last = id_of(tags->ids[to - 1]);
    strbuf_add_text(buf, "<</Limits[");
    pdf_add_literal(buf, first, strlen(first));
    pdf_add_literal(buf, last, strlen(last));
    strbuf_add_text(buf, "]/Names[");
    for (size_t i = from; i < to; i++) {
        const char *id = id_of(tags->ids[i]);
        pdf_add_literal(buf, id, strlen(id));
        strbuf_add_format(buf, "%u 0 R ", object_of(tags, tags->ids[i]->tag));
    }
    strbuf_add_text(buf, "]>>");
}

static void write_id_leaves(const struct pdf_tags *tags,
                            struct pdf_writer *writer)
{
    uint32_t object = parent_tree_object(tags) + 1;
    for (size_t from = 0; from < tags->n_ids; from += NAMES_IN_LEAF) {
        size_t to = from + NAMES_IN_LEAF;
        add_id_leaf(tags, pdf_writer_pack(writer, object++), from,
                    to < tags->n_ids ? to : tags->n_ids);
        pdf_writer_packed(writer);
    }
}

static void add_id_tree(const struct pdf_tags *tags, struct strbuf *buf)
{
    const uint32_t n = n_id_leaves(tags);
    if (n == 0)
        return;
    strbuf_add_text(buf, "/IDTree<</Kids[");
    for (uint32_t i = 1; i <= n; i++)
        strbuf_add_format(buf, "%u 0 R ", parent_tree_object(tags) + i);
    strbuf_add_text(buf, "]>>");
}

void pdf_tags_write(const struct pdf_tags *tags, const struct pdf_file *file,
                    struct pdf_writer *writer)
{
    struct cursor at = {.tags = tags, .file = file};
    struct strbuf *buf = pdf_writer_pack(writer, tags->first_object);
    strbuf_add_format(buf,
                      "<</Type/StructTreeRoot/K %u 0 R/ParentTree %u 0 R"
                      "/ParentTreeNextKey %zu",
                      object_of(tags, 0), parent_tree_object(tags),
                      tags->marks->n_pages + tags->n_links);
    add_id_tree(tags, buf);
    strbuf_add_text(buf, ">>");
    pdf_writer_packed(writer);
    for (size_t i = 0; i < tags->n_tags; i++) {
        buf = pdf_writer_pack(writer, object_of(tags, (tag_id)i));
        add_element(&at, buf, (tag_id)i);
        pdf_writer_packed(writer);
    }
    write_parent_tree(tags, writer);
    write_id_leaves(tags, writer);
}
