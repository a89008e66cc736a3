/* Markdown to blocks: structure, figures on runs, refusals at their place. */
#include "made_document.h"

#include "markup/markup.h"
#include "template/template.h"

struct parsed {
    struct made made;
    struct source_map map;
    struct block_list blocks;
    bool good;
};

static struct block *place(void *context, const char *target,
                           struct text caption, const char *title,
                           struct place place_of)
{
    struct parsed *parsed = context;
    struct arena *arena = parsed->made.arena;
    (void)title;
    (void)place_of;
    if (strcmp(target, "table:t") != 0)
        return NULL;
    struct block *block = block_new(arena, BLOCK_TABLE, ROLE_TABLE, NULL);
    block->alt = text_to_plain(arena, &caption);
    return block;
}

static const char *refer(void *context, const char *target, const char **link)
{
    (void)context;
    *link = "#table-t";
    return strcmp(target, "table:t") == 0 ? "Biểu 1" : NULL;
}

/* Renders TEMPLATE, called body.md, with n = 8 and x = a text full of
   Markdown, and parses it. */
static void parse(struct parsed *parsed, const char *template)
{
    *parsed = (struct parsed){0};
    made_open(&parsed->made, "");
    struct arena *arena = parsed->made.arena;
    struct data *data = data_object(arena);
    struct figures *figures = ARENA_NEW(arena, struct figures);
    struct data *n = data_value(arena, value_integer(8));
    static const struct figure_source all = {.tally = "all", .measure = "n"};
    n->origin.source = &all;
    data_set(arena, data, "n", n);
    data_set(arena, data, "x", data_text(arena, "*a* # [b](c) <i>"));
    data_set(arena, data, "y", data_text(arena, "[^y]"));
    struct template_options options = {.escape = ESCAPE_MARKDOWN,
                                       .strict_names = true,
                                       .mark_figures = true,
                                       .pad_counts = true,
                                       .billion_word = "tỷ"};
    struct strbuf buf = STRBUF_INIT;
    assert_true(template_render(arena, "body.md", 1, template, strlen(template),
                                data, &options, figures, &buf,
                                parsed->made.diag));
    source_map_add(arena, &parsed->map, "body.md", template, strlen(template));
    parsed->map.figures = figures;
    parsed->map.rendered = arena_strndup(arena, strbuf_text(&buf), buf.size);
    parsed->map.rendered_size = buf.size;
    strbuf_free(&buf);
    struct markup_targets targets = {parsed, place, refer};
    parsed->good = markup_parse(arena, parsed->made.form, &parsed->map,
                                &targets, &parsed->blocks, parsed->made.diag);
}

static const char *text_of(struct parsed *parsed)
{
    return made_text(&parsed->made, parsed->blocks.blocks,
                     parsed->blocks.n_blocks);
}

/* ---- what a report is made of -------------------------------------------- */

static void test_headings_are_numbered(void **state)
{
    struct parsed p;
    (void)state;
    parse(&p, "# Kết quả\n\n## Một\n\n### Điểm\n\n### Khác\n\n## Hai\n\n"
              "# Phương hướng năm {{n}}\n\n## Ba\n");
    assert_true(p.good);
    assert_string_equal(text_of(&p), "I. KẾT QUẢ\n1. Một\na) Điểm\nb) Khác\n"
                                     "2. Hai\nII. PHƯƠNG HƯỚNG NĂM 08\n"
                                     "1. Ba\n");
    const struct block *first = p.blocks.blocks[0];
    assert_int_equal(first->role, ROLE_H2);
    assert_int_equal(first->outline_level, 1);
    assert_string_equal(first->bookmark, "I. KẾT QUẢ");
    assert_memory_equal(first->text.runs[0].text, "I.\xC2\xA0", 4);
    assert_int_equal(p.blocks.blocks[2]->role, ROLE_H4);
    assert_int_equal(first->place.line, 1);
    assert_int_equal(p.blocks.blocks[5]->place.line, 11);
    made_close(&p.made);
}

static void test_figures_stay_on_their_runs(void **state)
{
    struct parsed p;
    (void)state;
    parse(&p, "Thực hiện **{{n}} đề án**, {{n | plain}} lớp.\n");
    assert_true(p.good);
    const struct text *text = &p.blocks.blocks[0]->text;
    assert_int_equal(text->n_runs, 6);
    assert_memory_equal(text->runs[1].text, "08", 2);
    assert_int_equal(text->runs[1].flags, RUN_BOLD);
    assert_int_equal(text->runs[1].figure->value.as.integer, 8);
    assert_string_equal(text->runs[1].figure->text, "08");
    assert_string_equal(text->runs[1].figure->origin.source->tally, "all");
    assert_int_equal(text->runs[1].figure->place.line, 1);
    assert_null(text->runs[2].figure);
    assert_int_equal(text->runs[2].flags, RUN_BOLD);
    assert_memory_equal(text->runs[4].text, "8", 1);
    /* The unit in the next run holds on to the number. */
    assert_memory_equal(text->runs[2].text, "\xC2\xA0", 2);
    made_close(&p.made);
}

/* A note hangs on its marks, wherever its text stands; two marks may share
   one.  Numbers come with the whole document. */
static void test_footnotes(void **state)
{
    struct parsed p;
    (void)state;
    parse(&p, "[^b]: Chú *hai*.\n\n"
              "Một[^a] và hai[^b], lại một[^a].\n\n"
              "[^a]: Chú một,\n    hai dòng.\n\n    Đoạn sau.\n");
    assert_true(p.good);
    assert_int_equal(p.blocks.n_blocks, 1);
    const struct text *text = &p.blocks.blocks[0]->text;
    assert_int_equal(text->n_runs, 7);
    for (size_t i = 0; i < 3; i++) {
        const struct run *run = &text->runs[2 * i + 1];
        assert_int_equal(run->flags, RUN_SUPERSCRIPT | RUN_NOTE);
        assert_non_null(run->note);
    }
    assert_ptr_equal(text->runs[1].note, text->runs[5].note);
    const struct block *first = text->runs[1].note,
                       *second = text->runs[3].note;
    assert_int_equal(first->role, ROLE_NOTE);
    assert_string_equal(text_to_plain(p.made.arena, &first->text),
                        " Chú một, hai dòng. Đoạn sau.");
    assert_string_equal(text_to_plain(p.made.arena, &second->text),
                        " Chú hai.");
    assert_int_equal(second->place.line, 1);
    made_close(&p.made);
    parse(&p, "# Mục[^a]\n\nx\n\n[^a]: Chú.\n");
    assert_string_equal(p.blocks.blocks[0]->bookmark, "I. MỤC");
    made_close(&p.made);
}

/* A mark whose text is nowhere is an error; a text without a mark, or below
   another one of its name, a warning, but not where a section left out refers
   to it.  What is escaped or data is no mark. */
static void test_footnotes_are_complete(void **state)
{
    static const struct {
        const char *template;
        enum diag_code code;
        uint32_t line; /* 0: nothing to report */
        bool good;
    } cases[] = {
        {"Một.\n\nHai[^không].\n", DIAG_FOOTNOTE_MISSING, 3, false},
        {"Hai [^a b].\n", DIAG_FOOTNOTE_MISSING, 1, false},
        {"- a\n- b[^x]\n\n[^y]: Y[^y]\n", DIAG_FOOTNOTE_MISSING, 2, false},
        {"Một.\n\n[^a]: Chú.\n", DIAG_FOOTNOTE_UNUSED, 3, true},
        {"Một[^a].\n\n[^a]: Chú.\n\n[^A]: Khác.\n", DIAG_FOOTNOTE_TWICE, 5,
         true},
        {"{{^n}}Một[^a].{{/n}}\n\n[^a]: Chú.\n", DIAG_FOOTNOTE_UNUSED, 0, true},
        {"\\[^a], [ ^a], [^], <!-- [^b] --> {{y}}\n", DIAG_FOOTNOTE_MISSING, 0,
         true},
        {"Một[^Â].\n\n   [^â]: Chú.\n", DIAG_FOOTNOTE_MISSING, 0, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct parsed p;
        size_t n;
        parse(&p, cases[i].template);
        const struct diag_message *messages = diag_messages(p.made.diag, &n);
        assert_int_equal(p.good, cases[i].good);
        assert_int_equal(n, cases[i].line > 0);
        if (n > 0) {
            assert_int_equal(messages[0].code, cases[i].code);
            assert_int_equal(messages[0].place.line, cases[i].line);
        }
        made_close(&p.made);
    }
}

static void test_data_never_become_markup(void **state)
{
    struct parsed p;
    (void)state;
    parse(&p, "{{x}}\n\n- {{x}}\n");
    assert_true(p.good);
    assert_string_equal(text_of(&p), "*a* # [b](c) <i>\n- *a* # [b](c) <i>\n");
    made_close(&p.made);
}

static void test_lists(void **state)
{
    struct parsed p;
    (void)state;
    parse(&p, "- Một;\n- Hai:\n  - Trong;\n- Ba.\n\n3) Số ba\n4) Số bốn\n");
    assert_true(p.good);
    assert_string_equal(text_of(&p), "- Một;\n- Hai:\n+ Trong;\n- Ba.\n"
                                     "3) Số ba\n4) Số bốn\n");
    const struct block *list = p.blocks.blocks[0];
    assert_int_equal(list->kind, BLOCK_LIST);
    assert_int_equal(list->n_children, 3);
    assert_int_equal(list->children[1]->kind, BLOCK_ITEM);
    assert_int_equal(list->children[1]->n_children, 2);
    assert_int_equal(list->children[1]->children[1]->kind, BLOCK_LIST);
    assert_false(list->counted);
    assert_true(p.blocks.blocks[1]->counted);
    made_close(&p.made);
}

/* A pipe table: figures keep their numbers and stand flush right; data with a
   bar stays in its cell; notes hang on their marks. */
static void test_tables_of_the_text(void **state)
{
    struct parsed p;
    (void)state;
    parse(&p, "| Tên[^a] | Số | Ghi |\n|---|---|:-:|\n"
              "| {{x}} | {{n}}[^b] | **g** |\n| a | | \n\n"
              "[^a]: A.\n[^b]: B.\n");
    assert_true(p.good);
    assert_int_equal(p.blocks.n_blocks, 1);
    const struct table *table = p.blocks.blocks[0]->table;
    assert_int_equal(table->n_columns, 3);
    assert_int_equal(table->n_head, 1);
    assert_int_equal(table->n_rows, 2);
    assert_non_null(table->head->cells[0].text.runs[1].note);
    const struct table_cell *cells = table->rows[0].cells;
    assert_string_equal(text_to_plain(p.made.arena, &cells[0].text),
                        "*a* # [b](c) <i>");
    assert_true(cells[0].heading);
    assert_int_equal(cells[1].value.as.integer, 8);
    assert_non_null(cells[1].text.runs[1].note);
    assert_int_equal(cells[2].text.runs[0].flags, RUN_BOLD);
    assert_int_equal(table->columns[0].align, ALIGN_LEFT);
    assert_int_equal(table->columns[1].align, ALIGN_RIGHT);
    assert_int_equal(table->columns[2].align, ALIGN_CENTER);
    assert_int_equal(table->rows[1].cells[2].text.n_runs, 0);
    assert_int_equal(table->rows[1].cells[2].colspan, 1);
    made_close(&p.made);
}

static void test_blanks_and_breaks(void **state)
{
    struct parsed p;
    (void)state;
    parse(&p, "một   hai\nba  \nbốn\n");
    assert_true(p.good);
    const struct text *text = &p.blocks.blocks[0]->text;
    assert_int_equal(text->n_runs, 3);
    assert_string_equal(text->runs[0].text, "một hai ba");
    assert_int_equal(text->runs[1].flags, RUN_LINE_BREAK);
    assert_memory_equal(text->runs[2].text, "bốn", text->runs[2].size);
    made_close(&p.made);
}

static void test_tables_and_references(void **state)
{
    struct parsed p;
    (void)state;
    parse(&p, "Xem [](table:t), [tại đây](https://a.vn/x).\n\n"
              "![Đề án {{n}}](table:t)\n\n> Trích\n\n<!-- nháp -->\n");
    assert_true(p.good);
    assert_int_equal(p.blocks.n_blocks, 3);
    assert_string_equal(text_of(&p), "Xem Biểu 1, tại đây.\nTrích\n");
    const struct text *text = &p.blocks.blocks[0]->text;
    assert_string_equal(text->runs[1].link, "#table-t");
    assert_string_equal(text->runs[3].link, "https://a.vn/x");
    assert_null(text->runs[2].link);
    assert_int_equal(p.blocks.blocks[1]->kind, BLOCK_TABLE);
    assert_string_equal(p.blocks.blocks[1]->alt, "Đề án 08");
    assert_int_equal(p.blocks.blocks[2]->role, ROLE_BLOCK_QUOTE);
    made_close(&p.made);
}

/* ---- what is refused ----------------------------------------------------- */

static void test_refusals(void **state)
{
    static const struct {
        const char *template;
        enum diag_code code;
        uint32_t line;
    } cases[] = {
        {"Một\n\n<div>x</div>\n", DIAG_RAW_HTML, 3},
        {"Một\nhai <b>x</b>\n", DIAG_RAW_HTML, 2},
        {"Một\n\n    mã lệnh\n", DIAG_UNSUPPORTED_MARKUP, 3},
        {"Một\n\n```\nmã\n```\n", DIAG_UNSUPPORTED_MARKUP, 3},
        {"Một `mã`\n", DIAG_UNSUPPORTED_MARKUP, 1},
        {"Một\n\n***\n", DIAG_UNSUPPORTED_MARKUP, 3},
        {"- # Mục\n", DIAG_UNSUPPORTED_MARKUP, 1},
        {"# A\n\n### B\n", DIAG_HEADING_SKIPS, 3},
        {"# A\n\n## B\n\n### C\n\n#### D\n\n##### E\n", DIAG_HEADING_TOO_DEEP,
         9},
        {"#\n", DIAG_EMPTY_HEADING, 1},
        {"Xem ![x](table:t) ở đây\n", DIAG_PLACED_IN_LINE, 1},
        {"- ![x](table:t)\n", DIAG_PLACED_IN_LINE, 1},
        {"Xem [](table:none)\n", DIAG_UNKNOWN_TARGET, 1},
        {"Xem [x](file:///etc/passwd)\n", DIAG_UNKNOWN_TARGET, 1},
        {"Xem [x](javascript:1)\n", DIAG_UNKNOWN_TARGET, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct parsed p;
        size_t n;
        parse(&p, cases[i].template);
        assert_false(p.good);
        const struct diag_message *messages = diag_messages(p.made.diag, &n);
        if (n == 0 || messages[0].code != cases[i].code ||
            messages[0].place.line != cases[i].line)
            fail_msg("case %zu: %zu messages, first %s at line %u", i, n,
                     n > 0 ? diag_code_name(messages[0].code) : "none",
                     n > 0 ? messages[0].place.line : 0);
        assert_string_equal(messages[0].place.file, "body.md");
        made_close(&p.made);
    }
}

/* Sections shift the lines of the rendered text; places do not follow. */
static void test_places_after_sections(void **state)
{
    struct parsed p;
    size_t n;
    (void)state;
    parse(&p, "Đầu\n{{#n}}\n\nCó {{n}}\n{{/n}}\n{{^n}}\nKhông\n{{/n}}\n\n"
              "<hr>\n");
    assert_false(p.good);
    const struct diag_message *messages = diag_messages(p.made.diag, &n);
    assert_int_equal(messages[0].place.line, 10);
    made_close(&p.made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headings_are_numbered),
        cmocka_unit_test(test_figures_stay_on_their_runs),
        cmocka_unit_test(test_footnotes),
        cmocka_unit_test(test_footnotes_are_complete),
        cmocka_unit_test(test_data_never_become_markup),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_tables_of_the_text),
        cmocka_unit_test(test_blanks_and_breaks),
        cmocka_unit_test(test_tables_and_references),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_places_after_sections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
