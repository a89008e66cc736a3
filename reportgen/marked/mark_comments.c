/* Comments: the part that has their texts, and the drawing that has their
   boxes (ISO/IEC 29500-4, VML), each made or joined to what is there. */
#include "marked/mark_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char author[] = "reportgen";

/* ---- texts --------------------------------------------------------------- */

struct joining {
    struct mark_package *marking;
    struct xml_edit edit;
    const struct mark *marks;
    size_t n;
    bool *done;              /* by mark: its cell had a comment */
    size_t n_authors;        /* that existed before */
    const struct mark *here; /* of the comment that is being read, or NULL */
    bool in_phonetic;
};

static void add_run(struct strbuf *out, const char *prefix, const char *break_,
                    const char *text)
{
    strbuf_add_format(out, "<%sr><%st xml:space=\"preserve\">%s", prefix,
                      prefix, break_);
    xml_add(out, text);
    strbuf_add_format(out, "</%st></%sr>", prefix, prefix);
}

static void add_comment(struct joining *joining, const char *prefix,
                        const struct mark *mark)
{
    struct strbuf *out = &joining->edit.out;
    strbuf_add_format(
        out, "<%scomment ref=\"%s\" authorId=\"%zu\"><%stext>", prefix,
        mark_cell_name(joining->marking->arena, mark->row, mark->column),
        joining->n_authors, prefix);
    add_run(out, prefix, "", mark->text);
    strbuf_add_format(out, "</%stext></%scomment>", prefix, prefix);
}

static void add_missing(struct joining *joining, const char *prefix)
{
    for (size_t i = 0; i < joining->n; i++)
        if (!joining->done[i])
            add_comment(joining, prefix, &joining->marks[i]);
}

static void find_mark(struct joining *joining, const char *ref)
{
    joining->here = NULL;
    for (size_t i = 0; ref && i < joining->n; i++) {
        const struct mark *mark = &joining->marks[i];
        if (strcmp(mark_cell_name(joining->marking->arena, mark->row,
                                  mark->column),
                   ref) != 0)
            continue;
        joining->here = mark;
        joining->done[i] = true;
    }
}

/* Joins the text after the runs of a comment, and before its phonetic text. */
static void join_here(struct joining *joining, const char *prefix,
                      size_t offset)
{
    if (!joining->here)
        return;
    xml_edit_go(&joining->edit, offset);
    add_run(&joining->edit.out, prefix, "\n", joining->here->text);
    joining->here = NULL;
}

static void join_start(void *context, const struct xml_tag *tag)
{
    struct joining *joining = context;
    char prefix[64];
    xml_edit_prefix(&joining->edit, tag, prefix);
    if (strcmp(tag->name, "author") == 0) {
        joining->n_authors++;
    } else if (strcmp(tag->name, "comment") == 0) {
        find_mark(joining, xml_attribute(tag->attributes, "ref"));
    } else if (strcmp(tag->name, "rPh") == 0 ||
               strcmp(tag->name, "phoneticPr") == 0) {
        join_here(joining, prefix, tag->start);
    } else if (tag->is_whole && strcmp(tag->name, "text") == 0 &&
               joining->here) {
        xml_edit_open(&joining->edit, tag);
        add_run(&joining->edit.out, prefix, "", joining->here->text);
        xml_edit_close(&joining->edit, tag);
        joining->here = NULL;
    } else if (tag->is_whole && strcmp(tag->name, "authors") == 0) {
        xml_edit_open(&joining->edit, tag);
        strbuf_add_format(&joining->edit.out, "<%sauthor>%s</%sauthor>", prefix,
                          author, prefix);
        xml_edit_close(&joining->edit, tag);
    } else if (tag->is_whole && strcmp(tag->name, "commentList") == 0) {
        xml_edit_open(&joining->edit, tag);
        add_missing(joining, prefix);
        xml_edit_close(&joining->edit, tag);
    }
}

static void join_end(void *context, const struct xml_tag *tag)
{
    struct joining *joining = context;
    struct xml_tag name = *tag;
    char prefix[64];
    if (tag->is_whole)
        return;
    name.start++;
    xml_edit_prefix(&joining->edit, &name, prefix);
    if (strcmp(tag->name, "authors") == 0) {
        xml_edit_go(&joining->edit, tag->start);
        strbuf_add_format(&joining->edit.out, "<%sauthor>%s</%sauthor>", prefix,
                          author, prefix);
    } else if (strcmp(tag->name, "text") == 0) {
        join_here(joining, prefix, tag->start);
    } else if (strcmp(tag->name, "commentList") == 0) {
        xml_edit_go(&joining->edit, tag->start);
        add_missing(joining, prefix);
    }
}

static bool join_texts(struct joining *joining, int64_t part)
{
    static const struct xml_walker walker = {join_start, join_end};
    struct mark_package *marking = joining->marking;
    const char *name = xlsx_package_part_name(marking->package, part);
    struct strbuf bytes = STRBUF_INIT;
    bool ok = xlsx_package_read(marking->package, part, &bytes, marking->diag);
    if (ok) {
        xml_edit_start(&joining->edit, &bytes);
        ok = xml_walk(bytes.data, bytes.size, marking->source->name, name,
                      &walker, joining, marking->diag);
        xml_edit_finish(&joining->edit);
    }
    if (ok)
        zipcopy_put(marking->copy, name, joining->edit.out.data,
                    joining->edit.out.size);
    strbuf_free(&joining->edit.out);
    strbuf_free(&bytes);
    return ok;
}

static bool make_texts(struct joining *joining, const char *sheet)
{
    struct mark_package *marking = joining->marking;
    struct strbuf *out = &joining->edit.out;
    const char *name = mark_new_part(marking, "xl/comments", ".xml");
    const char *id;
    strbuf_add_format(out,
                      "<?xml version=\"1.0\" encoding=\"UTF-8\" "
                      "standalone=\"yes\"?>\n<comments xmlns=\"%s\"><authors>"
                      "<author>%s</author></authors><commentList>",
                      marking->namespace, author);
    add_missing(joining, "");
    strbuf_add_text(out, "</commentList></comments>");
    zipcopy_put(marking->copy, name, out->data, out->size);
    strbuf_free(out);
    strbuf_add_format(
        &marking->content_types,
        "<Override PartName=\"/%s\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.spreadsheetml.comments+xml\"/>",
        name);
    return mark_refer(marking, sheet, "comments", name, &id);
}

/* ---- boxes --------------------------------------------------------------- */

static const char shape_type[] =
    "<v:shapetype xmlns:v=\"urn:schemas-microsoft-com:vml\" "
    "xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
    "id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" "
    "path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/>"
    "<v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

/* Adds a box for the comment of MARK, which is hidden until the pointer is on
   the cell. */
static void add_box(struct strbuf *out, const struct mark *mark, size_t number)
{
    enum { WIDTH = 4, LETTERS = 45, LEAST_LINES = 4, MOST_LINES = 14 };
    size_t lines = 2 + strlen(mark->text) / LETTERS;
    if (lines < LEAST_LINES)
        lines = LEAST_LINES;
    if (lines > MOST_LINES)
        lines = MOST_LINES;
    uint32_t row = mark->row - 1, column = mark->column - 1;
    strbuf_add_format(
        out,
        "<v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\" "
        "xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
        "xmlns:x=\"urn:schemas-microsoft-com:office:excel\" "
        "id=\"_x0000_s%zu\" type=\"#_x0000_t202\" style=\"position:absolute;"
        "visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\">"
        "<v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" "
        "obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox "
        "style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div>"
        "</v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/>"
        "<x:SizeWithCells/><x:Anchor>%u, 15, %u, 2, %u, 15, %zu, 4</x:Anchor>"
        "<x:AutoFill>False</x:AutoFill><x:Row>%u</x:Row><x:Column>%u</x:Column>"
        "</x:ClientData></v:shape>",
        number, column + 1, row > 0 ? row - 1 : row, column + 1 + WIDTH,
        row + lines, row, column);
}

/* The highest number of a shape in BYTES; 0: there is none. */
static size_t highest_number(const struct strbuf *bytes)
{
    static const char word[] = "_x0000_s";
    size_t highest = 0;
    for (const char *c = strstr(strbuf_text(bytes), word); c;
         c = strstr(c + 1, word)) {
        size_t number = strtoul(c + sizeof word - 1, NULL, 10);
        if (number > highest)
            highest = number;
    }
    return highest;
}

/* The last "</xml>", whatever its prefix is and whether the part is
   well-formed, which those of old programs are not. */
static const char *find_end(const struct strbuf *bytes)
{
    const char *end = NULL;
    for (const char *c = strstr(strbuf_text(bytes), "</"); c;
         c = strstr(c + 2, "</")) {
        size_t size = strcspn(c, ">");
        if (size >= 5 && memcmp(c + size - 3, "xml", 3) == 0)
            end = c;
    }
    return end;
}

static void add_boxes(const struct joining *joining, struct strbuf *out,
                      size_t number)
{
    for (size_t i = 0; i < joining->n; i++)
        if (!joining->done[i])
            add_box(out, &joining->marks[i], ++number);
}

static bool join_boxes(const struct joining *joining, int64_t part)
{
    struct mark_package *marking = joining->marking;
    struct strbuf bytes = STRBUF_INIT, out = STRBUF_INIT;
    if (!xlsx_package_read(marking->package, part, &bytes, marking->diag)) {
        strbuf_free(&bytes);
        return false;
    }
    const char *end = find_end(&bytes);
    size_t size = end ? (size_t)(end - bytes.data) : bytes.size;
    strbuf_add(&out, bytes.data, size);
    if (!strstr(bytes.data, "_x0000_t202\""))
        strbuf_add_text(&out, shape_type);
    add_boxes(joining, &out, highest_number(&bytes));
    strbuf_add(&out, bytes.data + size, bytes.size - size);
    zipcopy_put(marking->copy, xlsx_package_part_name(marking->package, part),
                out.data, out.size);
    strbuf_free(&out);
    strbuf_free(&bytes);
    return true;
}

static bool make_boxes(const struct joining *joining, const char *sheet,
                       const char **drawing)
{
    enum {
        A_BLOCK = 1024,
        FIRST_BLOCK = 64
    }; /* numbers of shapes, in blocks */
    struct mark_package *marking = joining->marking;
    const char *name = mark_new_part(marking, "xl/drawings/vmlDrawing", ".vml");
    struct strbuf out = STRBUF_INIT;
    size_t n_blocks = joining->n / (A_BLOCK - 1) + 1;
    size_t first = FIRST_BLOCK + marking->n_drawings;
    marking->n_drawings += (unsigned)n_blocks;
    strbuf_add_text(&out,
                    "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" "
                    "xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
                    "xmlns:x=\"urn:schemas-microsoft-com:office:excel\">"
                    "<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" "
                    "data=\"");
    for (size_t i = 0; i < n_blocks; i++)
        strbuf_add_format(&out, "%s%zu", i == 0 ? "" : ",", first + i);
    strbuf_add_format(&out, "\"/></o:shapelayout>%s", shape_type);
    add_boxes(joining, &out, first * A_BLOCK);
    strbuf_add_text(&out, "</xml>");
    zipcopy_put(marking->copy, name, out.data, out.size);
    strbuf_free(&out);
    return mark_refer(marking, sheet, "vmlDrawing", name, drawing);
}

bool mark_comments(struct mark_package *marking, const char *part,
                   const struct xlsx_references *references,
                   const char *drawing_id, const struct mark *marks, size_t n,
                   const char **drawing)
{
    struct joining joining = {.marking = marking,
                              .marks = marks,
                              .n = n,
                              .done = ARENA_ARRAY(marking->arena, bool, n)};
    const struct xlsx_reference *texts =
        xlsx_reference_of_type(references, "comments");
    const struct xlsx_reference *boxes =
        xlsx_reference_of_id(references, drawing_id);
    int64_t texts_part =
        texts ? xlsx_package_find(marking->package, texts->target) : -1;
    int64_t boxes_part =
        boxes ? xlsx_package_find(marking->package, boxes->target) : -1;
    *drawing = NULL;
    return (texts_part >= 0 ? join_texts(&joining, texts_part)
                            : make_texts(&joining, part)) &&
           (boxes_part >= 0 ? join_boxes(&joining, boxes_part)
                            : make_boxes(&joining, part, drawing));
}
