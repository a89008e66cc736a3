#include "base/strbuf.h"
#include "base/unicode.h"
#include "check.h"
#include "typeset/face.h"
#include "typeset/font.h"

#include <harfbuzz/hb-ot.h>
#include <harfbuzz/hb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Expected numbers are those of the files' tables (hmtx, kern, hhea, head,
 * OS/2, post), read apart from HarfBuzz: units of 1/2048 em in brackets,
 * times 1000 / 2048, rounded.
 */

/* The Makefile knows where Debian 12 and 13 have them. */
#define LIBERATION LIBERATION_FOLDER "/LiberationSerif-"
#define DEJAVU     "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"

/* The Vietnamese letters in NFC that are not ASCII, capitals and small. */
static const char vietnamese[] =
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";

static struct font *open_font(const char *path)
{
    enum face_fault fault;
    struct face_gap gap;
    struct diag *diag = diag_create(NULL, NULL, false);
    struct font *font = face_open(path, 0, diag, &fault, &gap);
    diag_destroy(diag);
    if (font == NULL)
        fail_msg("%s: fault %d", path, (int)fault);
    return font;
}

static void expect_advances(const char *path, const char *letters,
                            const int *advances)
{
    struct font *font = open_font(path);
    const char *end = letters + strlen(letters);
    for (int i = 0; letters < end; i++) {
        uint32_t c = (uint32_t)unicode_next(&letters, end);
        if (font_advance(font, c) != advances[i])
            fail_msg("%s: U+%04X is %d wide, not %d", path, (unsigned)c,
                     font_advance(font, c), advances[i]);
    }
    face_close(font);
}

static void advances_are_those_of_the_file(void **state)
{
    (void)state;
    /* 512 1479 909 569 1593 1024 512 1024 909 1024 909 1024 1479 2048 */
    expect_advances(LIBERATION "Regular.ttf", " Aaim0.đạỹ“–Ơ…",
                    (int[]){250, 722, 444, 278, 778, 500, 250, 500, 444, 500,
                            444, 500, 722, 1000});
    /* 512 1479 1024 569 1706 1024 512 1139 1024 1024 1024 1024 1593 2048 */
    expect_advances(LIBERATION "Bold.ttf", " Aaim0.đạỹ“–Ơ…",
                    (int[]){250, 722, 500, 278, 833, 500, 250, 556, 500, 500,
                            500, 500, 778, 1000});
    /* 512 1251 1024 569 1479 1024 512 1024 1024 909 1139 1024 1479 1821 */
    expect_advances(LIBERATION "Italic.ttf", " Aaim0.đạỹ“–Ơ…",
                    (int[]){250, 611, 500, 278, 722, 500, 250, 500, 500, 444,
                            556, 500, 722, 889});
    struct font *font = open_font(LIBERATION "Regular.ttf");
    assert_int_equal(font_advance(font, 0x2611), -1);  /* ☑ */
    assert_int_equal(font_advance(font, 0x2011), -1);  /* no-break hyphen */
    assert_int_equal(font_advance(font, 0x4E2D), -1);  /* 中 */
    assert_int_equal(font_advance(font, 0x1F600), -1); /* a smiling face */
    assert_int_equal(font_advance(font, 0x10FFFF), -1);
    assert_int_equal(font_advance(font, 0xA0), 250);
    face_close(font);
}

static void metrics_are_those_of_the_file(void **state)
{
    (void)state;
    struct font *font = open_font(LIBERATION "Regular.ttf");
    const struct font_metrics *m = font_metrics(font);
    assert_int_equal(m->ascent, 891);     /* 1825 */
    assert_int_equal(m->descent, -216);   /* -443 */
    assert_int_equal(m->cap_height, 655); /* 1341 */
    assert_int_equal(m->x_height, 459);   /* 940 */
    assert_int_equal(m->bbox[0], -544);   /* -1114 */
    assert_int_equal(m->bbox[1], -303);   /* -621 */
    assert_int_equal(m->bbox[2], 1278);   /* 2618 */
    assert_int_equal(m->bbox[3], 981);    /* 2010 */
    assert_int_equal(m->italic_angle, 0);
    assert_int_equal(m->weight, 400);
    assert_true(m->serif);
    assert_false(m->italic);
    assert_false(m->bold);
    assert_in_range(m->stem_v, 70, 110);
    assert_string_equal(font_postscript_name(font), "LiberationSerif");
    assert_string_equal(font_path(font), LIBERATION "Regular.ttf");
    face_close(font);
    font = open_font(LIBERATION "BoldItalic.ttf");
    m = font_metrics(font);
    assert_int_equal(m->italic_angle, -16); /* -16.33 */
    assert_int_equal(m->weight, 700);
    assert_true(m->italic);
    assert_true(m->bold);
    assert_in_range(m->stem_v, 130, 190);
    assert_string_equal(font_postscript_name(font),
                        "LiberationSerif-BoldItalic");
    face_close(font);
}

static void pairs_are_kerned(void **state)
{
    (void)state;
    struct font *font = open_font(LIBERATION "Regular.ttf");
    static const struct {
        char left, right;
        int kern;
    } pairs[] = {
        {'A', 'V', -129}, /* -264 */
        {'T', 'a', -70},  /* -143 */
        {'W', 'o', -80},  /* -164 */
        {'Y', 'o', -100}, /* -205 */
        {'P', '.', -111}, /* -227 */
        {'r', '.', -55},  /* -113 */
        {'a', 'n', 0},
    };
    for (int round = 0; round < 2; round++) /* worked out, then remembered */
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
            assert_int_equal(font_kern(font, (unsigned char)pairs[i].left,
                                       (unsigned char)pairs[i].right),
                             pairs[i].kern);
    assert_int_equal(font_kern(font, 'A', 0x4E2D), 0);
    assert_int_equal(font_kern(font, 0x10FFFF, 0x10FFFF), 0);
    /* What nobody sees pulls no letter over its neighbour. */
    static const uint32_t unseen[] = {0xAD,   0x34F,  0x200B, 0x200C,
                                      0x200D, 0x200E, 0x200F, 0x202A,
                                      0x202E, 0x2060, 0x2064, 0xFEFF};
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
        assert_int_equal(font_kern(font, 'A', unseen[i]), 0);
        assert_int_equal(font_kern(font, unseen[i], 'a'), 0);
    }
    face_close(font);
}

/* More pairs than the memory for them has room for. */
static void kerning_outlives_its_memory(void **state)
{
    (void)state;
    struct font *font = open_font(LIBERATION "Regular.ttf");
    for (uint32_t left = 'A'; left <= 'z'; left++)
        for (uint32_t right = 0x1EA0; right <= 0x1EF9; right++)
            font_kern(font, left, right);
    for (uint32_t left = 0xC0; left <= 0x17F; left++)
        for (uint32_t right = 'A'; right <= 'z'; right++)
            font_kern(font, left, right);
    assert_int_equal(font_kern(font, 'A', 'V'), -129);
    assert_int_equal(font_kern(font, 'V', 'A'), -129);
    face_close(font);
}

static void every_vietnamese_letter_is_there(void **state)
{
    (void)state;
    static const char *const looks[] = {"Regular", "Bold", "Italic",
                                        "BoldItalic"};
    for (int i = 0; i < 4; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s.ttf", LIBERATION, looks[i]);
        struct font *font = open_font(path);
        const char *letter = vietnamese;
        const char *end = letter + strlen(letter);
        int n = 0;
        for (; letter < end; n++)
            assert_true(
                font_advance(font, (uint32_t)unicode_next(&letter, end)) > 0);
        assert_int_equal(n, 134);
        face_close(font);
    }
}

/* ---- subsets ------------------------------------------------------------- */

static void add_move(hb_draw_funcs_t *f, void *data, hb_draw_state_t *s,
                     float x, float y, void *user)
{
    (void)f, (void)s, (void)user;
    strbuf_add_format(data, "M %.0f %.0f ", (double)x, (double)y);
}

static void add_line(hb_draw_funcs_t *f, void *data, hb_draw_state_t *s,
                     float x, float y, void *user)
{
    (void)f, (void)s, (void)user;
    strbuf_add_format(data, "L %.0f %.0f ", (double)x, (double)y);
}

static void add_curve(hb_draw_funcs_t *f, void *data, hb_draw_state_t *s,
                      float cx, float cy, float x, float y, void *user)
{
    (void)f, (void)s, (void)user;
    strbuf_add_format(data, "Q %.1f %.1f %.1f %.1f ", (double)cx, (double)cy,
                      (double)x, (double)y);
}

/* The outline of a glyph, and its advance, as text. */
static void draw(hb_font_t *hb, hb_codepoint_t glyph, struct strbuf *out)
{
    hb_draw_funcs_t *funcs = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(funcs, add_move, NULL, NULL);
    hb_draw_funcs_set_line_to_func(funcs, add_line, NULL, NULL);
    hb_draw_funcs_set_quadratic_to_func(funcs, add_curve, NULL, NULL);
    strbuf_clear(out);
    strbuf_add_format(out, "%d ", hb_font_get_glyph_h_advance(hb, glyph));
    hb_font_get_glyph_shape(hb, glyph, funcs, out);
    hb_draw_funcs_destroy(funcs);
}

static hb_font_t *open_plain(hb_blob_t *blob)
{
    hb_face_t *face = hb_face_create(blob, 0);
    hb_font_t *hb = hb_font_create(face);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    return hb;
}

/* The glyph of CODE by the font's one cmap subtable, which must be (1,0). */
static unsigned glyph_of_code(hb_font_t *hb, unsigned code)
{
    hb_blob_t *blob = hb_face_reference_table(hb_font_get_face(hb),
                                              HB_TAG('c', 'm', 'a', 'p'));
    unsigned size;
    const unsigned char *cmap =
        (const unsigned char *)hb_blob_get_data(blob, &size);
    static const unsigned char head[] = {0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 12};
    assert_true(size >= sizeof head);
    assert_memory_equal(cmap, head, sizeof head);
    unsigned glyph;
    if (cmap[13] == 0) {
        assert_int_equal(size, 12 + 262);
        glyph = cmap[12 + 6 + code];
    } else {
        assert_int_equal(cmap[13], 6);
        assert_int_equal(size, 12 + 10 + 512);
        glyph = cmap[22 + 2 * code] * 256u + cmap[23 + 2 * code];
    }
    hb_blob_destroy(blob);
    return glyph;
}

/* The subset of PATH with CODES draws each code as the whole font draws its
   character. */
static void expect_same_outlines(const char *path, const uint32_t codes[256])
{
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    struct font *font = open_font(path);
    const char *bytes;
    size_t size;
    assert_true(font_subset(arena, font, codes, &bytes, &size, diag));
    hb_font_t *whole = open_plain(hb_blob_create_from_file(path));
    hb_font_t *part = open_plain(hb_blob_create(
        bytes, (unsigned)size, HB_MEMORY_MODE_READONLY, NULL, NULL));
    struct strbuf expected = STRBUF_INIT;
    struct strbuf found = STRBUF_INIT;
    for (unsigned code = 0; code < 256; code++) {
        hb_codepoint_t glyph = 0;
        if (codes[code] == 0) {
            assert_int_equal(glyph_of_code(part, code), 0);
            continue;
        }
        assert_true(hb_font_get_nominal_glyph(whole, codes[code], &glyph));
        draw(whole, glyph, &expected);
        draw(part, glyph_of_code(part, code), &found);
        if (strcmp(strbuf_text(&expected), strbuf_text(&found)) != 0)
            fail_msg("%s: U+%04X is drawn %s, not %s", path,
                     (unsigned)codes[code], strbuf_text(&found),
                     strbuf_text(&expected));
    }
    strbuf_free(&expected);
    strbuf_free(&found);
    hb_font_destroy(whole);
    hb_font_destroy(part);
    face_close(font);
    diag_destroy(diag);
    arena_destroy(arena);
}

/* ASCII from 32, then Vietnamese letters, COUNT codes in all. */
static void fill_codes(uint32_t codes[256], int count)
{
    const char *letter = vietnamese;
    const char *end = letter + strlen(letter);
    memset(codes, 0, 256 * sizeof *codes);
    for (int i = 0; i < count; i++)
        codes[32 + i] =
            i < 95 ? (uint32_t)(32 + i) : (uint32_t)unicode_next(&letter, end);
}

static void subsets_draw_the_same(void **state)
{
    (void)state;
    uint32_t codes[256];
    fill_codes(codes, 95 + 129);
    expect_same_outlines(LIBERATION "Regular.ttf", codes);
    expect_same_outlines(LIBERATION "BoldItalic.ttf", codes);
    memset(codes, 0, sizeof codes);
    codes['A'] = 0x1EAD; /* ậ, of a composite of a composite in DejaVu */
    codes['B'] = 0x1EC7;
    codes[255] = 0x20;
    expect_same_outlines(LIBERATION "Italic.ttf", codes);
    if (access(DEJAVU, R_OK) == 0)
        expect_same_outlines(DEJAVU, codes);
}

/* The parts of composites bring the glyphs above 255. */
static void full_subsets_of_composites_draw_the_same(void **state)
{
    (void)state;
    if (access(DEJAVU, R_OK) != 0)
        skip();
    uint32_t codes[256];
    fill_codes(codes, 95 + 129);
    for (uint32_t i = 1; i < 32; i++)
        codes[i] = 0x00A0 + i;
    expect_same_outlines(DEJAVU, codes);
}

static void subsets_are_small_and_equal(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    struct font *font = open_font(LIBERATION "Regular.ttf");
    uint32_t codes[256];
    const char *first, *second;
    size_t first_size, second_size;
    fill_codes(codes, 60);
    assert_true(font_subset(arena, font, codes, &first, &first_size, diag));
    assert_true(font_subset(arena, font, codes, &second, &second_size, diag));
    assert_int_equal(first_size, second_size);
    assert_memory_equal(first, second, first_size);
    assert_in_range(first_size, 1000, 8000);
    face_close(font);
    diag_destroy(diag);
    arena_destroy(arena);
}

static void a_letter_outside_the_font_makes_no_subset(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    struct font *font = open_font(LIBERATION "Regular.ttf");
    uint32_t codes[256] = {[65] = 'A', [66] = 0x4E2D};
    const char *bytes;
    size_t size;
    assert_false(font_subset(arena, font, codes, &bytes, &size, diag));
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, 1);
    assert_int_equal(messages[0].code, DIAG_FONT_SUBSET);
    face_close(font);
    diag_destroy(diag);
    arena_destroy(arena);
}

/* ---- files that cannot serve --------------------------------------------- */

struct folder {
    char path[64];
};

static struct folder make_folder(void)
{
    struct folder folder = {"/tmp/test-font-XXXXXX"};
    assert_non_null(mkdtemp(folder.path));
    return folder;
}

static void write_file(const struct folder *folder, const char *name,
                       const void *bytes, size_t size)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void remove_folder(const struct folder *folder, const char *const *names)
{
    char path[128];
    for (; *names != NULL; names++) {
        snprintf(path, sizeof path, "%s/%s", folder->path, *names);
        unlink(path);
    }
    assert_int_equal(rmdir(folder->path), 0);
}

static unsigned char *read_font(size_t *size)
{
    FILE *file = fopen(LIBERATION "Regular.ttf", "rb");
    assert_non_null(file);
    unsigned char *bytes = malloc(1 << 20);
    *size = fread(bytes, 1, 1 << 20, file);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static enum face_fault fault_of(const struct folder *folder, const char *name,
                                struct face_gap *gap)
{
    char path[128];
    enum face_fault fault;
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    struct diag *diag = diag_create(NULL, NULL, false);
    struct font *font = face_open(path, 0, diag, &fault, gap);
    assert_true(diag_failed(diag) == (fault == FACE_UNREADABLE));
    diag_destroy(diag);
    assert_true((font != NULL) == (fault == FACE_OK));
    face_close(font);
    return fault;
}

/* Where table TAG starts in the font file. */
static size_t table_offset(const unsigned char *bytes, const char *tag)
{
    for (const unsigned char *entry = bytes + 12;; entry += 16)
        if (memcmp(entry, tag, 4) == 0)
            return (size_t)entry[8] << 24 | (size_t)entry[9] << 16 |
                   (size_t)entry[10] << 8 | entry[11];
}

static void unfit_files_are_told_apart(void **state)
{
    (void)state;
    struct folder folder = make_folder();
    struct face_gap gap;
    size_t size;
    unsigned char *bytes = read_font(&size);
    assert_int_equal(fault_of(&folder, "absent.ttf", &gap), FACE_ABSENT);
    assert_int_equal(fault_of(&folder, ".", &gap), FACE_UNREADABLE);
    write_file(&folder, "text.ttf", "no font at all", 14);
    assert_int_equal(fault_of(&folder, "text.ttf", &gap), FACE_DAMAGED);
    write_file(&folder, "empty.ttf", "", 0);
    assert_int_equal(fault_of(&folder, "empty.ttf", &gap), FACE_DAMAGED);
    size_t os2 = table_offset(bytes, "OS/2");
    bytes[os2 + 9] = 2; /* fsType: restricted */
    write_file(&folder, "restricted.ttf", bytes, size);
    assert_int_equal(fault_of(&folder, "restricted.ttf", &gap),
                     FACE_RESTRICTED);
    bytes[os2 + 8] = 1; /* no subsets */
    bytes[os2 + 9] = 0;
    write_file(&folder, "restricted.ttf", bytes, size);
    assert_int_equal(fault_of(&folder, "restricted.ttf", &gap),
                     FACE_RESTRICTED);
    bytes[os2 + 8] = 0;
    bytes[os2 + 9] = 8; /* editable, as Times New Roman says */
    write_file(&folder, "good.ttf", bytes, size);
    assert_int_equal(fault_of(&folder, "good.ttf", &gap), FACE_OK);
    free(bytes);
    remove_folder(&folder,
                  (const char *const[]){"text.ttf", "empty.ttf",
                                        "restricted.ttf", "good.ttf", NULL});
}

/* The file is not looked at again: one that is cut short, as by a copy that
   goes over it, ends no program that has opened it. */
static void a_file_may_be_cut_short_once_it_is_open(void **state)
{
    (void)state;
    struct folder folder = make_folder();
    char path[128];
    size_t size;
    unsigned char *bytes = read_font(&size);
    write_file(&folder, "cut.ttf", bytes, size);
    snprintf(path, sizeof path, "%s/cut.ttf", folder.path);
    struct font *font = open_font(path);
    assert_int_equal(truncate(path, 100), 0);
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    uint32_t codes[256];
    const char *program;
    size_t program_size;
    fill_codes(codes, 200);
    font_kern(font, 'A', 'V');
    assert_true(font_subset(arena, font, codes, &program, &program_size, diag));
    diag_destroy(diag);
    arena_destroy(arena);
    face_close(font);
    free(bytes);
    remove_folder(&folder, (const char *const[]){"cut.ttf", NULL});
}

/* Damage of every kind: cut off, and bytes exchanged in the tables that are
   read.  What opens must be safe to use. */
static void damaged_files_do_no_harm(void **state)
{
    (void)state;
    struct folder folder = make_folder();
    size_t size;
    unsigned char *bytes = read_font(&size);
    uint32_t seed = 7;
    for (int round = 0; round < 60; round++) {
        unsigned char *damaged = malloc(size);
        memcpy(damaged, bytes, size);
        seed = seed * 1664525 + 1013904223;
        size_t kept = round % 2 ? size : seed % size;
        for (int i = 0; i < 20 && round % 2; i++) {
            seed = seed * 1664525 + 1013904223;
            damaged[(seed >> 8) % (round % 4 == 1 ? 400 : size)] ^=
                (unsigned char)seed | 1;
        }
        write_file(&folder, "damaged.ttf", damaged, kept);
        char path[128];
        snprintf(path, sizeof path, "%s/damaged.ttf", folder.path);
        enum face_fault fault;
        struct face_gap gap;
        struct diag *diag = diag_create(NULL, NULL, false);
        struct font *font = face_open(path, 0, diag, &fault, &gap);
        if (font != NULL) {
            struct arena *arena = arena_create();
            uint32_t codes[256];
            const char *program;
            size_t program_size;
            fill_codes(codes, 200);
            font_kern(font, 'A', 'V');
            font_subset(arena, font, codes, &program, &program_size, diag);
            arena_destroy(arena);
        }
        diag_destroy(diag);
        face_close(font);
        free(damaged);
    }
    free(bytes);
    remove_folder(&folder, (const char *const[]){"damaged.ttf", NULL});
}

/* ---- fontsets ------------------------------------------------------------ */

static void roles_find_their_faces(void **state)
{
    (void)state;
    struct diag *diag = diag_create(NULL, NULL, false);
    struct fontset *fonts = fontset_open(input_at("fonts/fonts.ini"), diag);
    assert_non_null(fonts);
    struct font *faces[4];
    for (int i = 0; i < 4; i++) {
        faces[i] = fontset_find(fonts, "serif", i & 1, i & 2, diag);
        assert_non_null(faces[i]);
        assert_int_equal(font_metrics(faces[i])->bold, (i & 1) != 0);
        assert_int_equal(font_metrics(faces[i])->italic, (i & 2) != 0);
        assert_in_range(font_index(faces[i]), 0, fontset_count(fonts) - 1);
        for (int j = 0; j < i; j++)
            assert_int_not_equal(font_index(faces[i]), font_index(faces[j]));
    }
    assert_ptr_equal(fontset_find(fonts, "serif", true, false, diag), faces[1]);
    assert_false(diag_failed(diag));
    assert_null(fontset_find(fonts, "runes", false, false, diag));
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(messages[n - 1].code, DIAG_UNKNOWN_FONT);
    assert_string_equal(messages[n - 1].place.file, "fonts/fonts.ini");
    fontset_close(fonts);
    fontset_close(NULL);
    diag_destroy(diag);
}

/* The first candidate is a file without Vietnamese letters (a subset of a good
   one), the second does not exist, the third serves. */
static void unfit_candidates_are_passed_over(void **state)
{
    (void)state;
    struct folder folder = make_folder();
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    struct font *whole = open_font(LIBERATION "Regular.ttf");
    uint32_t codes[256];
    const char *bytes;
    size_t size;
    fill_codes(codes, 95);
    assert_true(font_subset(arena, whole, codes, &bytes, &size, diag));
    face_close(whole);
    write_file(&folder, "times.ttf", bytes, size);
    static const char ini[] =
        "[serif]\n"
        "regular = \"times.ttf | gone.ttf | " LIBERATION "Regular.ttf\"\n"
        "bold = gone.ttf\nitalic = times.ttf\nbold-italic = gone.ttf\n";
    write_file(&folder, "fonts.ini", ini, sizeof ini - 1);
    char path[128];
    snprintf(path, sizeof path, "%s/fonts.ini", folder.path);
    struct fontset *fonts = fontset_open(input_at(path), diag);
    assert_non_null(fonts);
    struct font *font = fontset_find(fonts, "serif", false, false, diag);
    assert_non_null(font);
    assert_string_equal(font_path(font), LIBERATION "Regular.ttf");
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, 1);
    assert_int_equal(messages[0].code, DIAG_FONT_LACKS_LETTERS);
    assert_int_equal(messages[0].level, DIAG_NOTE);
    assert_non_null(strstr(messages[0].place.file, "/times.ttf"));
    for (int round = 0; round < 2; round++) {
        assert_null(fontset_find(fonts, "serif", true, false, diag));
        messages = diag_messages(diag, &n);
        assert_int_equal(n, (size_t)round + 2);
        assert_int_equal(messages[n - 1].code, DIAG_MISSING_FONT);
        assert_int_equal(messages[n - 1].place.line, 3);
    }
    fontset_close(fonts);
    diag_destroy(diag);
    arena_destroy(arena);
    remove_folder(&folder,
                  (const char *const[]){"times.ttf", "fonts.ini", NULL});
}

static void mixed_families_are_noted(void **state)
{
    (void)state;
    struct folder folder = make_folder();
    struct diag *diag = diag_create(NULL, NULL, false);
    static const char ini[] =
        "[serif]\nregular = " LIBERATION "Regular.ttf\n"
        "bold = " LIBERATION "Bold.ttf\nitalic = " LIBERATION "Italic.ttf\n"
        "bold-italic = " LIBERATION_FOLDER "/LiberationSans-BoldItalic.ttf\n";
    write_file(&folder, "fonts.ini", ini, sizeof ini - 1);
    char path[128];
    snprintf(path, sizeof path, "%s/fonts.ini", folder.path);
    struct fontset *fonts = fontset_open(input_at(path), diag);
    assert_non_null(fonts);
    size_t n;
    for (int look = 0; look < 4; look++) {
        diag_messages(diag, &n);
        assert_int_equal(n, 0);
        fontset_find(fonts, "serif", look & 1, look & 2, diag);
    }
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, 1);
    assert_int_equal(messages[0].code, DIAG_FONT_MIXED);
    assert_non_null(strstr(messages[0].place.file, "Sans-BoldItalic"));
    assert_non_null(strstr(messages[0].text, "“Liberation Serif”"));
    fontset_close(fonts);
    diag_destroy(diag);
    remove_folder(&folder, (const char *const[]){"fonts.ini", NULL});
}

static void a_role_has_four_looks(void **state)
{
    (void)state;
    struct folder folder = make_folder();
    struct diag *diag = diag_create(NULL, NULL, false);
    static const char ini[] = "[serif]\nregular = a.ttf\nbold = |\n";
    write_file(&folder, "fonts.ini", ini, sizeof ini - 1);
    char path[128];
    snprintf(path, sizeof path, "%s/fonts.ini", folder.path);
    assert_null(fontset_open(input_at(path), diag));
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(messages[i].code, DIAG_FONT_LOOK);
    assert_int_equal(messages[0].place.line, 3);
    assert_int_equal(diag_status(diag), STATUS_BAD_CONFIG);
    diag_destroy(diag);
    remove_folder(&folder, (const char *const[]){"fonts.ini", NULL});
}

/* ---- threads ------------------------------------------------------------- */

static void *use_fonts(void *context)
{
    struct fontset *fonts = context;
    struct diag *diag = diag_create(NULL, NULL, false);
    int64_t sum = 0;
    for (int look = 0; look < 4; look++) {
        struct font *font =
            fontset_find(fonts, "serif", look & 1, look & 2, diag);
        for (uint32_t c = 'A'; c <= 'z'; c++)
            sum += font_advance(font, c) + font_advance(font, 0x1E80 + c) +
                   font_kern(font, c, 'a') + font_kern(font, 'V', c);
    }
    diag_destroy(diag);
    int64_t *result = malloc(sizeof *result);
    *result = sum;
    return result;
}

static void threads_share_a_fontset(void **state)
{
    (void)state;
    struct diag *diag = diag_create(NULL, NULL, false);
    struct fontset *fonts = fontset_open(input_at("fonts/fonts.ini"), diag);
    assert_non_null(fonts);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, use_fonts, fonts),
                         0);
    int64_t sums[4];
    for (int i = 0; i < 4; i++) {
        void *result;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        sums[i] = *(int64_t *)result;
        free(result);
    }
    for (int i = 1; i < 4; i++)
        assert_true(sums[i] == sums[0]);
    fontset_close(fonts);
    diag_destroy(diag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(advances_are_those_of_the_file),
        cmocka_unit_test(metrics_are_those_of_the_file),
        cmocka_unit_test(pairs_are_kerned),
        cmocka_unit_test(kerning_outlives_its_memory),
        cmocka_unit_test(every_vietnamese_letter_is_there),
        cmocka_unit_test(subsets_draw_the_same),
        cmocka_unit_test(full_subsets_of_composites_draw_the_same),
        cmocka_unit_test(subsets_are_small_and_equal),
        cmocka_unit_test(a_letter_outside_the_font_makes_no_subset),
        cmocka_unit_test(unfit_files_are_told_apart),
        cmocka_unit_test(a_file_may_be_cut_short_once_it_is_open),
        cmocka_unit_test(damaged_files_do_no_harm),
        cmocka_unit_test(roles_find_their_faces),
        cmocka_unit_test(unfit_candidates_are_passed_over),
        cmocka_unit_test(mixed_families_are_noted),
        cmocka_unit_test(a_role_has_four_looks),
        cmocka_unit_test(threads_share_a_fontset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
