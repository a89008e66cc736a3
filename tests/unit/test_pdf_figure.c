/* Figures in the PDF: one mark, shapes, turned words, images once. */
#include "check.h"

#include "output/deflate.h"
#include "output/pdf_content.h"
#include "output/pdf_images.h"
#include "output/pdf_path.h"
#include "typeset/font.h"

#include <string.h>

static void expect_path(const struct path *path, const char *expected)
{
    const struct item item = {
        .kind = ITEM_PATH, .x = 10000, .y = 20000, .path = path};
    struct strbuf buf = STRBUF_INIT;
    pdf_path_add(&buf, &item);
    assert_string_equal(strbuf_text(&buf), expected);
    strbuf_free(&buf);
}

static void paths_are_drawn(void **state)
{
    static const struct path_point corners[] = {
        {0, 0, true}, {5000, 0, false}, {0, 2500, false}};
    static const struct path_point lines[] = {{0, 0, true},
                                              {1000, 1000, false},
                                              {2000, 0, true},
                                              {3000, 1000, false}};
    (void)state;
    expect_path(&(struct path){.points = corners,
                               .n_points = 3,
                               .closed = true,
                               .fill = 350,
                               .stroke = GREY_NONE},
                "q\n.35 g\n10 20 m\n15 20 l\n10 22.5 l\nh\nf\nQ\n");
    expect_path(&(struct path){.points = corners,
                               .n_points = 3,
                               .closed = true,
                               .fill = GREY_WHITE,
                               .stroke = GREY_BLACK,
                               .thickness = 500},
                "q\n1 g\n0 G\n.5 w\n1 j\n10 20 m\n15 20 l\n10 22.5 l\nh\nB\n"
                "Q\n");
    expect_path(&(struct path){.points = lines,
                               .n_points = 4,
                               .fill = GREY_NONE,
                               .stroke = 450,
                               .thickness = 1300,
                               .dash = 4000,
                               .gap = 2500},
                "q\n.45 G\n1.3 w\n[4 2.5]0 d\n1 j\n10 20 m\n11 21 l\n12 20 m\n"
                "13 21 l\nS\nQ\n");
}

/* ---- a figure with a shape, two words and an image ----------------------- */

struct drawn {
    struct diag *diag;
    struct fontset *fonts;
    struct pdf_fonts *faces;
    struct pdf_images *images;
    struct pdf_marks marks;
    struct strbuf buf;
};

static const struct path_point segment[] = {{0, 0, true}, {1000, 0, false}};
static const struct path line = {.points = segment,
                                 .n_points = 2,
                                 .fill = GREY_NONE,
                                 .stroke = GREY_BLACK,
                                 .thickness = 1000};
static const struct image red = {.path = "red.png",
                                 .kind = IMAGE_SAMPLES,
                                 .width = 2,
                                 .height = 2,
                                 .components = 3,
                                 .bytes = "\xFF\0\0\xFF\0\0\xFF\0\0\xFF\0\0",
                                 .size = 12,
                                 .sha256 = "r"};
static const struct image again = {
    .path = "copy.png", .kind = IMAGE_SAMPLES, .sha256 = "r"};

static void draw(struct drawn *drawn, bool tagged)
{
    *drawn = (struct drawn){.buf = STRBUF_INIT};
    drawn->diag = diag_create(NULL, NULL, false);
    drawn->fonts = fontset_open(input_at("fonts/fonts.ini"), drawn->diag);
    drawn->faces = pdf_fonts_create();
    drawn->images = pdf_images_create();
    const struct font *font =
        fontset_find(drawn->fonts, "serif", false, false, drawn->diag);
    const struct tag tags[] = {
        {.kind = TAG_DOCUMENT}, {.kind = TAG_FIGURE}, {.kind = TAG_CAPTION}};
    struct item items[] = {
        {.kind = ITEM_FIGURE,
         .tag = 1,
         .x = 1000,
         .y = 2000,
         .width = 3000,
         .height = 4000,
         .text = "A (1)",
         .n_bytes = 5},
        {.kind = ITEM_PATH, .tag = 1, .path = &line},
        {.kind = ITEM_IMAGE,
         .tag = 1,
         .x = 5000,
         .width = 2000,
         .height = 1000,
         .image = &red},
        {.kind = ITEM_IMAGE,
         .tag = 1,
         .width = 1000,
         .height = 1000,
         .image = &again},
        {.kind = ITEM_TEXT,
         .tag = 1,
         .x = 7000,
         .y = 8000,
         .font = font,
         .size = 11000,
         .text = "a",
         .n_bytes = 1,
         .turn = 90},
        {.kind = ITEM_TEXT,
         .tag = 1,
         .x = 9000,
         .y = 8000,
         .font = font,
         .size = 11000,
         .text = "a",
         .n_bytes = 1},
        {.kind = ITEM_TEXT,
         .tag = 2,
         .x = 9000,
         .y = 1000,
         .font = font,
         .size = 11000,
         .text = "a",
         .n_bytes = 1},
    };
    const struct page page = {.items = items,
                              .n_items = sizeof items / sizeof *items,
                              .tags = tags,
                              .n_tags = 3};
    pdf_content_add(&drawn->buf, &page, drawn->faces, drawn->images,
                    tagged ? &drawn->marks : NULL);
}

static void drawn_close(struct drawn *drawn)
{
    pdf_images_destroy(drawn->images);
    pdf_fonts_destroy(drawn->faces);
    pdf_marks_free(&drawn->marks);
    fontset_close(drawn->fonts);
    diag_destroy(drawn->diag);
    strbuf_free(&drawn->buf);
}

/* CONTENT with the code of the letter, which the fonts choose, as "a". */
static void expect_content(struct drawn *drawn, const char *content)
{
    const char *got = strbuf_text(&drawn->buf);
    const char *shown = strchr(strstr(got, " Tm"), '(');
    assert_non_null(shown);
    for (char *c = drawn->buf.data; *c != '\0'; c++)
        if (c[0] == '(' && c[2] == ')' && c[3] == 'T')
            c[1] = 'a';
    assert_string_equal(got, content);
}

/* All of the figure is one mark with its words; the caption another. */
static void a_figure_is_one_mark(void **state)
{
    struct drawn drawn;
    (void)state;
    draw(&drawn, true);
    expect_content(&drawn,
                   "/Figure<</MCID 0>>BDC\n/Span<</ActualText(A \\(1\\))>>BDC\n"
                   "q\n0 G\n1 w\n1 j\n0 0 m\n1 0 l\nS\nQ\n"
                   "q\n2 0 0 1 5 0 cm\n/I0 Do\nQ\n"
                   "q\n1 0 0 1 0 0 cm\n/I0 Do\nQ\n"
                   "BT\n/F0 11 Tf\n0 1 -1 0 7 8 Tm(a)Tj\n"
                   "1 0 0 1 9 8 Tm(a)Tj\nET\nEMC\nEMC\n"
                   "BT\n/Caption<</MCID 1>>BDC\n9 1 Td(a)Tj\nEMC\nET\n");
    assert_int_equal(drawn.marks.n_elements, 2);
    assert_int_equal(drawn.marks.elements[0], 1);
    assert_int_equal(drawn.marks.n_figures, 1);
    assert_int_equal(drawn.marks.figures[0].height, 4000);
    drawn_close(&drawn);
}

/* Without tags the words are there all the same. */
static void untagged_figures_keep_their_words(void **state)
{
    struct drawn drawn;
    (void)state;
    draw(&drawn, false);
    expect_content(&drawn, "/Span<</ActualText(A \\(1\\))>>BDC\n"
                           "q\n0 G\n1 w\n1 j\n0 0 m\n1 0 l\nS\nQ\n"
                           "q\n2 0 0 1 5 0 cm\n/I0 Do\nQ\n"
                           "q\n1 0 0 1 0 0 cm\n/I0 Do\nQ\n"
                           "BT\n/F0 11 Tf\n0 1 -1 0 7 8 Tm(a)Tj\n"
                           "1 0 0 1 9 8 Tm(a)Tj\nET\nEMC\n"
                           "BT\n9 1 Td(a)Tj\nET\n");
    drawn_close(&drawn);
}

/* Two files with the same bytes are one image. */
static void images_are_written_once(void **state)
{
    struct drawn drawn;
    struct strbuf resources = STRBUF_INIT;
    (void)state;
    draw(&drawn, true);
    struct pdf_file *file = pdf_file_create(drawn.diag);
    struct deflater *deflater = deflater_create();
    const uint32_t before = pdf_file_n_objects(file);
    pdf_images_write(drawn.images, file, deflater, &resources);
    assert_int_equal(pdf_images_number(drawn.images, &again), 0);
    assert_non_null(strstr(strbuf_text(&resources), "/XObject<</I0 "));
    assert_null(strstr(strbuf_text(&resources), "/I1"));
    assert_true(pdf_file_n_objects(file) > before);
    assert_int_equal(pdf_file_fault(file), 0);
    strbuf_free(&resources);
    deflater_destroy(deflater);
    pdf_file_destroy(file);
    drawn_close(&drawn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_drawn),
        cmocka_unit_test(a_figure_is_one_mark),
        cmocka_unit_test(untagged_figures_keep_their_words),
        cmocka_unit_test(images_are_written_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
