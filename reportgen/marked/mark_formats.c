/* Cell formats of the copy: appended, so that no number of another changes
   what it means. */
#include "marked/mark_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PLAIN_FILLS = 2
}; /* none and grey, with which the fills of every workbook begin */

static const struct {
    enum diag_level level;
    const char *color;
} fills[] = {{DIAG_ERROR, "FFFFC7CE"}, {DIAG_WARNING, "FFFFEB9C"}};

enum { N_FILLS = sizeof fills / sizeof *fills };

static const char words_xf[] =
    "xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyAlignment=\"1\"";

size_t mark_format(struct mark_package *marking, size_t base,
                   enum diag_level level)
{
    if (base >= marking->n_formats)
        base = 0;
    for (size_t i = 0; i < marking->n_new; i++)
        if (marking->formats[i].base == base &&
            marking->formats[i].level == level)
            return marking->n_formats + i;
    if (marking->n_new == marking->new_capacity) {
        size_t capacity = marking->new_capacity * 2 + 16;
        struct mark_format *formats =
            ARENA_ARRAY(marking->arena, struct mark_format, capacity);
        if (marking->n_new > 0)
            memcpy(formats, marking->formats, marking->n_new * sizeof *formats);
        marking->formats = formats;
        marking->new_capacity = capacity;
    }
    marking->formats[marking->n_new] = (struct mark_format){base, level};
    return marking->n_formats + marking->n_new++;
}

/* ---- what a workbook has ------------------------------------------------- */

struct stretch {
    size_t start, end;
};

struct survey {
    struct strbuf bytes;
    size_t n_fills;
    struct stretch *formats; /* each xf of cellXfs with its content */
    size_t n_formats, capacity;
    bool in_fills, in_formats;
    bool has_fills, has_formats;
};

static void survey_start(void *context, const struct xml_tag *tag)
{
    struct survey *survey = context;
    if (tag->level == 2) {
        survey->in_fills = strcmp(tag->name, "fills") == 0;
        survey->in_formats = strcmp(tag->name, "cellXfs") == 0;
        survey->has_fills |= survey->in_fills;
        survey->has_formats |= survey->in_formats;
    } else if (tag->level == 3 && survey->in_fills) {
        survey->n_fills += strcmp(tag->name, "fill") == 0;
    } else if (tag->level == 3 && survey->in_formats &&
               strcmp(tag->name, "xf") == 0) {
        if (survey->n_formats == survey->capacity) {
            survey->capacity = survey->capacity * 2 + 64;
            survey->formats = realloc(
                survey->formats, survey->capacity * sizeof *survey->formats);
        }
        survey->formats[survey->n_formats++] =
            (struct stretch){tag->start, tag->end};
    }
}

static void survey_end(void *context, const struct xml_tag *tag)
{
    struct survey *survey = context;
    if (tag->level == 3 && survey->in_formats && !tag->is_whole &&
        strcmp(tag->name, "xf") == 0)
        survey->formats[survey->n_formats - 1].end = tag->end;
    if (tag->level == 2)
        survey->in_fills = survey->in_formats = false;
}

static const struct xml_walker surveyor = {survey_start, survey_end};

static bool survey_styles(struct mark_package *marking, int64_t part,
                          struct survey *survey)
{
    return xlsx_package_read(marking->package, part, &survey->bytes,
                             marking->diag) &&
           xml_walk(survey->bytes.data, survey->bytes.size,
                    marking->source->name, marking->book.styles, &surveyor,
                    survey, marking->diag);
}

static void survey_free(struct survey *survey)
{
    strbuf_free(&survey->bytes);
    free(survey->formats);
}

bool mark_count_formats(struct mark_package *marking)
{
    struct survey survey = {0};
    int64_t part = xlsx_package_find(marking->package, marking->book.styles);
    bool ok = part < 0 || survey_styles(marking, part, &survey);
    /* Without formats, a cell has the one that every workbook begins with. */
    marking->n_formats = survey.n_formats > 0 ? survey.n_formats : 1;
    survey_free(&survey);
    return ok;
}

/* ---- appending ----------------------------------------------------------- */

struct writing {
    struct mark_package *marking;
    const struct survey *survey;
    struct xml_edit edit;
    size_t first_fill; /* of those that are added */
    bool fills_done, formats_done;
};

static void add_fills(struct writing *writing, const char *prefix)
{
    for (size_t i = 0; i < N_FILLS; i++)
        strbuf_add_format(
            &writing->edit.out,
            "<%sfill><%spatternFill patternType=\"solid\"><%sfgColor "
            "rgb=\"%s\"/>"
            "<%sbgColor indexed=\"64\"/></%spatternFill></%sfill>",
            prefix, prefix, prefix, fills[i].color, prefix, prefix, prefix);
}

static size_t fill_of(const struct writing *writing, enum diag_level level)
{
    size_t i = 0;
    while (i + 1 < N_FILLS && fills[i].level != level)
        i++;
    return writing->first_fill + i;
}

/* Adds a copy of XF (NULL: of the plain format) with another fill. */
static void add_format(struct writing *writing, const struct stretch *xf,
                       const char *prefix, enum diag_level level)
{
    struct strbuf text = STRBUF_INIT;
    struct xml_edit copy;
    char number[32];
    if (!xf)
        strbuf_add_format(&text,
                          "<%sxf numFmtId=\"0\" fontId=\"0\" borderId=\"0\" "
                          "xfId=\"0\"/>",
                          prefix);
    else
        strbuf_add(&text, writing->survey->bytes.data + xf->start,
                   xf->end - xf->start);
    struct xml_tag tag = {
        .start = 0, .end = (size_t)(strchr(text.data, '>') - text.data) + 1};
    snprintf(number, sizeof number, "%zu", fill_of(writing, level));
    struct strbuf once = STRBUF_INIT;
    xml_edit_start(&copy, &text);
    xml_edit_set(&copy, &tag, "fillId", number);
    xml_edit_finish(&copy);
    once = copy.out;
    tag.end = (size_t)(strchr(once.data, '>') - once.data) + 1;
    xml_edit_start(&copy, &once);
    xml_edit_set(&copy, &tag, "applyFill", "1");
    xml_edit_finish(&copy);
    strbuf_add(&writing->edit.out, copy.out.data, copy.out.size);
    strbuf_free(&copy.out);
    strbuf_free(&once);
    strbuf_free(&text);
}

static void add_formats(struct writing *writing, const char *prefix)
{
    struct mark_package *marking = writing->marking;
    const struct survey *survey = writing->survey;
    for (size_t i = 0; i < marking->n_new; i++) {
        const struct mark_format *format = &marking->formats[i];
        add_format(writing,
                   format->base < survey->n_formats
                       ? &survey->formats[format->base]
                       : NULL,
                   prefix, format->level);
    }
    strbuf_add_format(&writing->edit.out,
                      "<%s%s><%salignment vertical=\"top\" wrapText=\"1\"/>"
                      "</%sxf>",
                      prefix, words_xf, prefix, prefix);
}

/* True for elements that come after the formats in a part of styles, in the
   order of the schema: what is missing is inserted before the first of them. */
static bool is_behind(const char *name, const char *const *order, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, order[i]) == 0)
            return true;
    return false;
}

static void write_missing_fills(struct writing *writing, const char *prefix)
{
    struct strbuf *out = &writing->edit.out;
    writing->fills_done = true;
    writing->first_fill = PLAIN_FILLS;
    strbuf_add_format(out,
                      "<%sfills count=\"%d\"><%sfill><%spatternFill "
                      "patternType=\"none\"/></%sfill><%sfill><%spatternFill "
                      "patternType=\"gray125\"/></%sfill>",
                      prefix, PLAIN_FILLS + N_FILLS, prefix, prefix, prefix,
                      prefix, prefix, prefix);
    add_fills(writing, prefix);
    strbuf_add_format(out, "</%sfills>", prefix);
}

static void write_missing_formats(struct writing *writing, const char *prefix)
{
    struct strbuf *out = &writing->edit.out;
    writing->formats_done = true;
    strbuf_add_format(out, "<%scellXfs><%sxf/>", prefix, prefix);
    add_formats(writing, prefix);
    strbuf_add_format(out, "</%scellXfs>", prefix);
}

static void set_count(struct writing *writing, const struct xml_tag *tag,
                      size_t n)
{
    char number[32];
    snprintf(number, sizeof number, "%zu", n);
    if (tag->is_whole) {
        xml_edit_open(&writing->edit, tag);
        return;
    }
    if (xml_attribute(tag->attributes, "count"))
        xml_edit_set(&writing->edit, tag, "count", number);
    xml_edit_go(&writing->edit, tag->end);
}

static void write_start(void *context, const struct xml_tag *tag)
{
    static const char *const after_fills[] = {
        "borders", "cellStyleXfs", "cellXfs", "cellStyles",
        "dxfs",    "tableStyles",  "colors",  "extLst"};
    static const char *const after_formats[] = {
        "cellStyles", "dxfs", "tableStyles", "colors", "extLst"};
    struct writing *writing = context;
    const struct survey *survey = writing->survey;
    char prefix[64];
    if (tag->level != 2)
        return;
    xml_edit_prefix(&writing->edit, tag, prefix);
    if (strcmp(tag->name, "fills") == 0) {
        set_count(writing, tag, survey->n_fills + N_FILLS);
        writing->fills_done = true;
    } else if (strcmp(tag->name, "cellXfs") == 0) {
        set_count(writing, tag,
                  writing->marking->n_formats + writing->marking->n_new + 1);
        writing->formats_done = true;
    }
    if (!survey->has_fills && !writing->fills_done &&
        is_behind(tag->name, after_fills,
                  sizeof after_fills / sizeof *after_fills)) {
        xml_edit_go(&writing->edit, tag->start);
        write_missing_fills(writing, prefix);
    }
    if (!survey->has_formats && !writing->formats_done &&
        is_behind(tag->name, after_formats,
                  sizeof after_formats / sizeof *after_formats)) {
        xml_edit_go(&writing->edit, tag->start);
        write_missing_formats(writing, prefix);
    }
}

static void write_end(void *context, const struct xml_tag *tag)
{
    struct writing *writing = context;
    char prefix[64];
    if (tag->level > 2)
        return;
    if (tag->level == 2 && strcmp(tag->name, "fills") != 0 &&
        strcmp(tag->name, "cellXfs") != 0)
        return;
    xml_edit_go(&writing->edit, tag->is_whole ? writing->edit.at : tag->start);
    struct xml_tag opened = *tag;
    if (!tag->is_whole)
        opened.start++; /* "</": the name is one byte further on */
    xml_edit_prefix(&writing->edit, &opened, prefix);
    if (tag->level == 1) {
        if (!writing->fills_done)
            write_missing_fills(writing, prefix);
        if (!writing->formats_done)
            write_missing_formats(writing, prefix);
    } else if (strcmp(tag->name, "fills") == 0) {
        add_fills(writing, prefix);
    } else {
        if (writing->survey->n_formats == 0)
            strbuf_add_format(&writing->edit.out, "<%sxf/>", prefix);
        add_formats(writing, prefix);
    }
    if (tag->is_whole)
        strbuf_add_format(&writing->edit.out, "</%s%s>", prefix, tag->name);
}

static const char empty_styles[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<styleSheet xmlns=\"%s\"><fonts count=\"1\"><font><sz val=\"11\"/>"
    "<name val=\"Times New Roman\"/></font></fonts><borders "
    "count=\"1\"><border>"
    "<left/><right/><top/><bottom/><diagonal/></border></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
    "borderId=\"0\"/></cellStyleXfs></styleSheet>";

/* A workbook without a part of styles gets one. */
static bool begin_styles(struct mark_package *marking, struct survey *survey)
{
    strbuf_add_format(&survey->bytes, empty_styles, marking->namespace);
    int64_t book = xlsx_package_find(marking->package, marking->book.part);
    const char *id;
    strbuf_add_text(
        &marking->content_types,
        "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/"
        "vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>");
    return mark_refer(marking, xlsx_package_part_name(marking->package, book),
                      "styles", "xl/styles.xml", &id) &&
           xml_walk(survey->bytes.data, survey->bytes.size,
                    marking->source->name, "xl/styles.xml", &surveyor, survey,
                    marking->diag);
}

bool mark_write_formats(struct mark_package *marking)
{
    static const struct xml_walker walker = {write_start, write_end};
    struct survey survey = {0};
    int64_t part = xlsx_package_find(marking->package, marking->book.styles);
    bool ok = part < 0 ? begin_styles(marking, &survey)
                       : survey_styles(marking, part, &survey);
    struct writing writing = {
        .marking = marking, .survey = &survey, .first_fill = survey.n_fills};
    if (ok) {
        xml_edit_start(&writing.edit, &survey.bytes);
        ok = xml_walk(survey.bytes.data, survey.bytes.size,
                      marking->source->name, marking->book.styles, &walker,
                      &writing, marking->diag);
        xml_edit_finish(&writing.edit);
    }
    marking->words_format = marking->n_formats + marking->n_new;
    if (ok)
        zipcopy_put(marking->copy,
                    part < 0 ? "xl/styles.xml"
                             : xlsx_package_part_name(marking->package, part),
                    writing.edit.out.data, writing.edit.out.size);
    strbuf_free(&writing.edit.out);
    survey_free(&survey);
    return ok;
}
