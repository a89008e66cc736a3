#include "output/pdf_content.h"

#include "base/digits.h"
#include "base/unicode.h"
#include "output/pdf_path.h"
#include "output/pdf_syntax.h"
#include "typeset/tags.h"

#include <stdlib.h>

#define NO_SUBSET UINT32_MAX
#define NO_MARK   (UINT32_MAX - 1)

/* Artifacts whose kind is written for readers; the others are TAG_ARTIFACT. */
#define RULES_MARK  (UINT32_MAX - 2)
#define NUMBER_MARK (UINT32_MAX - 3)

/* The most bytes for one character of a text item (")kern(" and a change of
   subset), and for everything else of an item. */
enum { CHARACTER_ROOM = 56, ITEM_ROOM = 160 };

/* The graphics state so far, so that no operator is repeated. */
struct pen {
    struct strbuf *buf;
    struct pdf_fonts *fonts;
    struct pdf_images *images;
    struct pdf_marks *marks;
    const struct page *page;
    bool in_text;
    bool in_figure;   /* whose mark contains text objects, not the reverse */
    bool turned;      /* the last text was not horizontal */
    int figure_marks; /* that the figure opened */
    tag_id open;      /* element of the open marked content, or NO_MARK */
    uint32_t mcid;    /* the next number */
    unsigned subset;
    mpt size;
    int32_t word_space;
    int32_t x, y; /* start of the line, in hundredths */
};

void pdf_marks_free(struct pdf_marks *marks)
{
    free(marks->elements);
    free(marks->first);
    free(marks->figures);
    *marks = (struct pdf_marks){0};
}

static void begin_page_marks(struct pdf_marks *marks)
{
    if (marks->n_pages + 2 > marks->page_capacity) {
        marks->page_capacity = marks->page_capacity * 2 + 16;
        marks->first =
            realloc(marks->first, marks->page_capacity * sizeof *marks->first);
    }
    marks->first[marks->n_pages++] = (uint32_t)marks->n_elements;
    marks->first[marks->n_pages] = (uint32_t)marks->n_elements;
}

static void add_mark(struct pdf_marks *marks, tag_id element)
{
    if (marks->n_elements == marks->element_capacity) {
        marks->element_capacity = marks->element_capacity * 2 + 256;
        marks->elements = realloc(marks->elements, marks->element_capacity *
                                                       sizeof *marks->elements);
    }
    marks->elements[marks->n_elements++] = element;
    marks->first[marks->n_pages]++;
}

static void add_figure_place(struct pdf_marks *marks, const struct item *item)
{
    if (marks->n_figures == marks->figure_capacity) {
        marks->figure_capacity = marks->figure_capacity * 2 + 8;
        marks->figures = realloc(marks->figures, marks->figure_capacity *
                                                     sizeof *marks->figures);
    }
    marks->figures[marks->n_figures++] = (struct pdf_figure){
        item->tag, item->x, item->y, item->width, item->height};
}

/* ---- states -------------------------------------------------------------- */

static char *close_mark(struct pen *pen, char *p)
{
    if (pen->open != NO_MARK)
        p = pdf_put_text(p, "EMC\n");
    pen->open = NO_MARK;
    return p;
}

static const char *kind_name(const struct page *page, tag_id tag)
{
    return tag < page->n_tags ? tag_kind_name(page->tags[tag].kind) : "P";
}

/* The operator that begins an artifact; NULL for an element.  A page number is
   the page's header (ISO 14289-1, 7.8). */
static const char *artifact_operator(tag_id mark)
{
    switch (mark) {
    case TAG_ARTIFACT:
        return "/Artifact BMC\n";
    case RULES_MARK:
        return "/Artifact<</Type/Layout>>BDC\n";
    case NUMBER_MARK:
        return "/Artifact<</Type/Pagination/Subtype/Header>>BDC\n";
    default:
        return NULL;
    }
}

static char *open_mark(struct pen *pen, char *p, tag_id tag)
{
    if (!pen->marks || tag == pen->open)
        return p;
    p = close_mark(pen, p);
    const char *artifact = artifact_operator(tag);
    if (artifact) {
        p = pdf_put_text(p, artifact);
    } else {
        *p++ = '/';
        p = pdf_put_text(p, kind_name(pen->page, tag));
        p = pdf_put_text(p, "<</MCID ");
        p = digits_put(p, pen->mcid++);
        p = pdf_put_text(p, ">>BDC\n");
        add_mark(pen->marks, tag);
    }
    pen->open = tag;
    return p;
}

/* Begins or ends a text object.  Text objects and marked content do not
   overlap: a mark is closed first.  In a figure, text objects come and go
   within one mark. */
static char *set_in_text(struct pen *pen, char *p, bool in_text)
{
    if (pen->in_text == in_text)
        return p;
    if (!pen->in_figure)
        p = close_mark(pen, p);
    p = pdf_put_text(p, in_text ? "BT\n" : "ET\n");
    pen->in_text = in_text;
    pen->turned = false;
    pen->x = 0;
    pen->y = 0;
    return p;
}

static char *set_font(struct pen *pen, char *p, unsigned subset, mpt size)
{
    if (subset == pen->subset && size == pen->size)
        return p;
    pen->subset = subset;
    pen->size = size;
    p = pdf_put_text(p, "/F");
    p = digits_put(p, subset);
    *p++ = ' ';
    p = pdf_put_thousandths(p, size);
    return pdf_put_text(p, " Tf\n");
}

static char *set_word_space(struct pen *pen, char *p, int32_t word_space)
{
    if (word_space == pen->word_space)
        return p;
    pen->word_space = word_space;
    p = pdf_put_thousandths(p, word_space);
    return pdf_put_text(p, " Tw\n");
}

static char *move_to(struct pen *pen, char *p, mpt x, mpt y)
{
    int32_t new_x = pdf_hundredths(x);
    int32_t new_y = pdf_hundredths(y);
    p = pdf_put_hundredths(p, new_x - pen->x);
    *p++ = ' ';
    p = pdf_put_hundredths(p, new_y - pen->y);
    pen->x = new_x;
    pen->y = new_y;
    return pdf_put_text(p, " Td");
}

/* Sets the direction and the start of the line, wherever the last one was. */
static char *turn_to(struct pen *pen, char *p, const struct item *item)
{
    const char *way = item->turn == 90   ? "0 1 -1 0 "
                      : item->turn == 45 ? ".70711 .70711 -.70711 .70711 "
                                         : "1 0 0 1 ";
    pen->turned = item->turn != 0;
    pen->x = pdf_hundredths(item->x);
    pen->y = pdf_hundredths(item->y);
    p = pdf_put_text(p, way);
    p = pdf_put_hundredths(p, pen->x);
    *p++ = ' ';
    p = pdf_put_hundredths(p, pen->y);
    return pdf_put_text(p, " Tm");
}

/* ---- text ---------------------------------------------------------------- */

static uint32_t next_character(const char **text, const char *end)
{
    if ((unsigned char)**text < 0x80)
        return (unsigned char)*(*text)++;
    int32_t c = unicode_next(text, end);
    if (c < 0) {
        ++*text;
        return 0xFFFD;
    }
    return (uint32_t)c;
}

/* Writes the blank at the end of a line: a reader that follows the structure
   must find the words separated (ISO 32000-1, 14.8.2.5). */
static char *put_word_end(struct pen *pen, char *p, struct pdf_face *face,
                          const struct item *item)
{
    if (pen->marks && item->word_ends && item->tag != TAG_ARTIFACT)
        *p++ = (char)(pdf_face_code(face, pen->subset, ' ') & 0xFF);
    return p;
}

/* Writes the string of an item, in as many pieces as it has subsets. */
static char *put_plain(struct pen *pen, char *p, struct pdf_face *face,
                       const struct item *item, unsigned code)
{
    const char *text = item->text;
    const char *end = text + item->n_bytes;
    (void)next_character(&text, end);
    *p++ = '(';
    *p++ = (char)(code & 0xFF);
    while (text < end) {
        code = pdf_face_code(face, pen->subset, next_character(&text, end));
        if (code >> 8 != pen->subset) {
            p = pdf_put_text(p, ")Tj\n");
            p = set_font(pen, p, code >> 8, item->size);
            *p++ = '(';
        }
        *p++ = (char)(code & 0xFF);
    }
    p = put_word_end(pen, p, face, item);
    return pdf_put_text(p, ")Tj\n");
}

/* The same with kerns; those after the last character have no effect. */
static char *put_kerned(struct pen *pen, char *p, struct pdf_face *face,
                        const struct item *item, unsigned code)
{
    const char *text = item->text;
    const char *end = text + item->n_bytes;
    const int16_t *kern = item->kerns;
    (void)next_character(&text, end);
    p = pdf_put_text(p, "[(");
    *p++ = (char)(code & 0xFF);
    while (text < end) {
        code = pdf_face_code(face, pen->subset, next_character(&text, end));
        if (*kern != 0) {
            *p++ = ')';
            p = digits_put(p, -*kern);
            *p++ = '(';
        }
        kern++;
        if (code >> 8 != pen->subset) {
            p = pdf_put_text(p, ")]TJ\n");
            p = set_font(pen, p, code >> 8, item->size);
            p = pdf_put_text(p, "[(");
        }
        *p++ = (char)(code & 0xFF);
    }
    p = put_word_end(pen, p, face, item);
    return pdf_put_text(p, ")]TJ\n");
}

static void add_text(struct pen *pen, const struct item *item)
{
    if (item->n_bytes == 0)
        return;
    struct pdf_face *face = pdf_fonts_face(pen->fonts, item->font);
    const char *text = item->text;
    uint32_t first = next_character(&text, text + item->n_bytes);
    unsigned subset = pen->subset == NO_SUBSET ? 0 : pen->subset;
    unsigned code = pdf_face_code(face, subset, first);

    char *start = strbuf_reserve(pen->buf, ITEM_ROOM + (size_t)item->n_bytes *
                                                           CHARACTER_ROOM);
    char *p = set_in_text(pen, start, true);
    p = open_mark(pen, p, item->page_number ? NUMBER_MARK : item->tag);
    p = set_font(pen, p, code >> 8, item->size);
    p = set_word_space(pen, p, item->word_space);
    p = pen->turned || item->turn != 0 ? turn_to(pen, p, item)
                                       : move_to(pen, p, item->x, item->y);
    p = !item->kerns ? put_plain(pen, p, face, item, code)
                     : put_kerned(pen, p, face, item, code);
    strbuf_set_size(pen->buf, pen->buf->size + (size_t)(p - start));
}

/* ---- figures ------------------------------------------------------------- */

/* Begins the single mark of a figure.  An untagged file has no element for it
   but has its words. */
static void begin_figure(struct pen *pen, const struct item *item)
{
    char *start = strbuf_reserve(pen->buf, ITEM_ROOM);
    char *p = set_in_text(pen, start, false);
    p = close_mark(pen, p);
    if (pen->marks) {
        add_figure_place(pen->marks, item);
        add_mark(pen->marks, item->tag);
        p = pdf_put_text(p, "/Figure<</MCID ");
        p = digits_put(p, pen->mcid++);
        p = pdf_put_text(p, ">>BDC\n");
    }
    strbuf_set_size(pen->buf, pen->buf->size + (size_t)(p - start));
    if (item->text) {
        /* Programs that extract text use ActualText only on a Span. */
        strbuf_add_text(pen->buf, "/Span<</ActualText");
        pdf_add_text_string(pen->buf, item->text);
        strbuf_add_text(pen->buf, ">>BDC\n");
    }
    pen->open = item->tag;
    pen->in_figure = true;
    pen->figure_marks = (pen->marks != NULL) + (item->text != NULL);
}

/* Ends the figure before an item of another element. */
static void leave_figure(struct pen *pen, tag_id tag)
{
    if (!pen->in_figure || tag == pen->open)
        return;
    char *start = strbuf_reserve(pen->buf, ITEM_ROOM);
    char *p = set_in_text(pen, start, false);
    for (; pen->figure_marks > 0; pen->figure_marks--)
        p = pdf_put_text(p, "EMC\n");
    pen->open = NO_MARK;
    pen->in_figure = false;
    strbuf_set_size(pen->buf, pen->buf->size + (size_t)(p - start));
}

/* Adds a shape or an image, with its element's own mark outside of a figure. */
static void add_shape(struct pen *pen, const struct item *item)
{
    char *start = strbuf_reserve(pen->buf, ITEM_ROOM);
    char *p = set_in_text(pen, start, false);
    p = open_mark(pen, p, item->tag);
    strbuf_set_size(pen->buf, pen->buf->size + (size_t)(p - start));
    if (item->kind == ITEM_PATH)
        pdf_path_add(pen->buf, item);
    else
        pdf_path_add_image(pen->buf, item,
                           pdf_images_number(pen->images, item->image));
}

/* ---- rules --------------------------------------------------------------- */

/* Rounds both edges instead of the thickness, so that rules that meet on paper
   meet in the file. */
static char *put_box(char *p, const struct item *item)
{
    int32_t x = pdf_hundredths(item->x);
    int32_t y = pdf_hundredths(item->y);
    p = pdf_put_hundredths(p, x);
    *p++ = ' ';
    p = pdf_put_hundredths(p, y);
    *p++ = ' ';
    p = pdf_put_hundredths(p, pdf_hundredths(item->x + item->width) - x);
    *p++ = ' ';
    p = pdf_put_hundredths(p, pdf_hundredths(item->y + item->height) - y);
    return pdf_put_text(p, " re\n");
}

/* Draws all decorative rules as one path below the text. */
static void add_artifact_rules(struct pen *pen, const struct page *page)
{
    bool any = false;
    for (size_t i = 0; i < page->n_items; i++) {
        const struct item *item = &page->items[i];
        if (item->kind != ITEM_RULE ||
            (pen->marks && item->tag != TAG_ARTIFACT))
            continue;
        char *start = strbuf_reserve(pen->buf, ITEM_ROOM);
        char *p = any ? start : open_mark(pen, start, RULES_MARK);
        p = put_box(p, item);
        strbuf_set_size(pen->buf, pen->buf->size + (size_t)(p - start));
        any = true;
    }
    if (any)
        strbuf_add_text(pen->buf, "f\n");
}

static void add_rule(struct pen *pen, const struct item *item)
{
    if (!pen->marks || item->tag == TAG_ARTIFACT)
        return;
    char *start = strbuf_reserve(pen->buf, ITEM_ROOM);
    char *p = set_in_text(pen, start, false);
    p = open_mark(pen, p, item->tag);
    p = pdf_put_text(put_box(p, item), "f\n");
    strbuf_set_size(pen->buf, pen->buf->size + (size_t)(p - start));
}

static void add_item(struct pen *pen, const struct item *item)
{
    leave_figure(pen, item->tag);
    switch (item->kind) {
    case ITEM_TEXT:
        add_text(pen, item);
        break;
    case ITEM_RULE:
        add_rule(pen, item);
        break;
    case ITEM_FIGURE:
        begin_figure(pen, item);
        break;
    case ITEM_PATH:
    case ITEM_IMAGE:
        add_shape(pen, item);
        break;
    case ITEM_LINK:
    case ITEM_FIELD:
        break; /* annotations: see pdf_links.h */
    }
}

void pdf_content_add(struct strbuf *buf, const struct page *page,
                     struct pdf_fonts *fonts, struct pdf_images *images,
                     struct pdf_marks *marks)
{
    struct pen pen = {.buf = buf,
                      .fonts = fonts,
                      .images = images,
                      .marks = marks,
                      .page = page,
                      .open = NO_MARK,
                      .subset = NO_SUBSET};
    if (marks)
        begin_page_marks(marks);
    add_artifact_rules(&pen, page);
    for (size_t i = 0; i < page->n_items; i++)
        add_item(&pen, &page->items[i]);
    leave_figure(&pen, TAG_ARTIFACT);
    char *start = strbuf_reserve(buf, ITEM_ROOM);
    char *p = close_mark(&pen, start);
    p = set_in_text(&pen, p, false);
    strbuf_set_size(buf, buf->size + (size_t)(p - start));
}
