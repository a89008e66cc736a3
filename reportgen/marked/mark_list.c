/* The sheet in front: all faults, each a link to its cell. */
#include "marked/mark_parts.h"

#include <string.h>

enum { TITLE_ROW = 1, HINT_ROW, HEAD_ROW = 4 };

static void add_text(struct mark_package *marking, struct strbuf *out,
                     uint32_t row, uint32_t column, const char *look,
                     const char *text)
{
    strbuf_add_format(out, "<c r=\"%s\" s=\"%zu\" t=\"inlineStr\"><is>",
                      mark_cell_name(marking->arena, row, column),
                      marking->words_format);
    strbuf_add_format(out, "<r><rPr>%s<sz val=\"12\"/>", look);
    strbuf_add_text(out, "<rFont val=\"Times New Roman\"/></rPr>"
                         "<t xml:space=\"preserve\">");
    xml_add(out, text);
    strbuf_add_text(out, "</t></r></is></c>");
}

static void add_number(struct mark_package *marking, struct strbuf *out,
                       uint32_t row, size_t number)
{
    strbuf_add_format(out, "<c r=\"%s\" s=\"%zu\"><v>%zu</v></c>",
                      mark_cell_name(marking->arena, row, 1),
                      marking->words_format, number);
}

/* 'Danh mục'!B5, the form for links. */
static const char *address(struct arena *arena, const char *sheet,
                           const char *cell)
{
    struct strbuf buf = STRBUF_INIT;
    strbuf_add_quoted(&buf, sheet, '\'');
    strbuf_add_format(&buf, "!%s", cell);
    const char *text = arena_strdup(arena, strbuf_text(&buf));
    strbuf_free(&buf);
    return text;
}

static const char *shown_place(struct mark_package *marking,
                               const struct marked_fault *fault)
{
    const char *const *words = marking->source->words->texts;
    if (!fault->sheet)
        return words[WORD_MARKED_WHOLE];
    if (fault->row == 0)
        return fault->sheet;
    return arena_printf(marking->arena, "%s!%s", fault->sheet,
                        mark_cell_name(marking->arena, fault->row,
                                       fault->column > 0 ? fault->column : 1));
}

static void add_link(struct mark_package *marking, struct strbuf *links,
                     uint32_t row, const struct marked_fault *fault)
{
    if (!fault->sheet)
        return;
    const char *cell =
        mark_cell_name(marking->arena, fault->row > 0 ? fault->row : 1,
                       fault->column > 0 ? fault->column : 1);
    strbuf_add_format(links, "<hyperlink ref=\"B%u\" location=\"", row);
    xml_add(links, address(marking->arena, fault->sheet, cell));
    strbuf_add_text(links, "\"/>");
}

static void add_fault(struct mark_package *marking, struct strbuf *out,
                      uint32_t row, size_t number,
                      const struct marked_fault *fault)
{
    static const char link[] = "<u/><color rgb=\"FF0563C1\"/>";
    const char *const *words = marking->source->words->texts;
    strbuf_add_format(out, "<row r=\"%u\">", row);
    add_number(marking, out, row, number);
    add_text(marking, out, row, 2, fault->sheet ? link : "",
             shown_place(marking, fault));
    add_text(marking, out, row, 3, "",
             words[fault->level >= DIAG_ERROR ? WORD_MARKED_ERROR
                                              : WORD_MARKED_WARNING]);
    add_text(marking, out, row, 4, "", fault->text);
    strbuf_add_text(out, "</row>");
}

static void add_line(struct mark_package *marking, struct strbuf *out,
                     uint32_t row, const char *look, const char *text)
{
    strbuf_add_format(out, "<row r=\"%u\">", row);
    add_text(marking, out, row, 1, look, text);
    strbuf_add_text(out, "</row>");
}

static void add_head(struct mark_package *marking, struct strbuf *out)
{
    static const enum entry_word heads[] = {WORD_MARKED_NUMBER,
                                            WORD_MARKED_CELL, WORD_MARKED_LEVEL,
                                            WORD_MARKED_TEXT};
    strbuf_add_format(out, "<row r=\"%d\">", HEAD_ROW);
    for (uint32_t i = 0; i < sizeof heads / sizeof *heads; i++)
        add_text(marking, out, HEAD_ROW, i + 1, "<b/>",
                 marking->source->words->texts[heads[i]]);
    strbuf_add_text(out, "</row>");
}

void mark_write_list(struct mark_package *marking)
{
    const struct marked_source *source = marking->source;
    const char *const *words = source->words->texts;
    struct strbuf out = STRBUF_INIT, links = STRBUF_INIT;
    size_t n = source->n_faults < MARKED_MOST ? source->n_faults : MARKED_MOST;
    strbuf_add_format(
        &out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        "<worksheet xmlns=\"%s\"><sheetPr><pageSetUpPr fitToPage=\"1\"/>"
        "</sheetPr><sheetViews><sheetView workbookViewId=\"0\"><pane "
        "ySplit=\"%d\" topLeftCell=\"A%d\" activePane=\"bottomLeft\" "
        "state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr "
        "defaultRowHeight=\"15\"/><cols><col min=\"1\" max=\"1\" width=\"8\" "
        "customWidth=\"1\"/><col min=\"2\" max=\"2\" width=\"30\" "
        "customWidth=\"1\"/><col min=\"3\" max=\"3\" width=\"14\" "
        "customWidth=\"1\"/><col min=\"4\" max=\"4\" width=\"90\" "
        "customWidth=\"1\"/></cols><sheetData>",
        marking->namespace, HEAD_ROW, HEAD_ROW + 1);
    add_line(marking, &out, TITLE_ROW, "<b/>", words[WORD_MARKED_TITLE]);
    add_line(marking, &out, HINT_ROW, "",
             words[n > 0 ? WORD_MARKED_HINT : WORD_MARKED_NONE]);
    if (n > 0)
        add_head(marking, &out);
    for (size_t i = 0; i < n; i++) {
        uint32_t row = HEAD_ROW + 1 + (uint32_t)i;
        add_fault(marking, &out, row, i + 1, &source->faults[i]);
        add_link(marking, &links, row, &source->faults[i]);
    }
    if (source->n_faults > n) {
        const struct entry_filling filling = {
            "n", arena_printf(marking->arena, "%zu", source->n_faults - n)};
        add_line(marking, &out, HEAD_ROW + 1 + (uint32_t)n, "<b/>",
                 entry_words_fill(marking->arena, source->words,
                                  WORD_MARKED_MORE, &filling, 1));
    }
    strbuf_add_text(&out, "</sheetData><mergeCells count=\"2\"><mergeCell "
                          "ref=\"A1:D1\"/><mergeCell ref=\"A2:D2\"/>"
                          "</mergeCells>");
    if (links.size > 0)
        strbuf_add_format(&out, "<hyperlinks>%s</hyperlinks>", links.data);
    strbuf_add_text(&out,
                    "<pageMargins left=\"0.6\" right=\"0.6\" top=\"0.6\" "
                    "bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/><pageSetup "
                    "paperSize=\"9\" orientation=\"landscape\" "
                    "fitToHeight=\"0\"/></worksheet>");
    zipcopy_put(marking->copy, MARKED_PART, out.data, out.size);
    strbuf_free(&links);
    strbuf_free(&out);
}
