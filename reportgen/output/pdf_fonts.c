#include "output/pdf_fonts.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK_BITS = 10,
    BLOCK_SIZE = 1 << BLOCK_BITS,
    N_BLOCKS = 0x110000 >> BLOCK_BITS,
    TO_UNICODE_ROWS = 100, /* of one bfchar or bfrange section, at most */
    MOST_NAME = 63, /* letters of a PostScript name (OpenType, name ID 6) */
    NO_BREAK_SPACE = 0x00A0
};

/* A font object of the file: at most 246 characters of a face. */
struct pdf_subset {
    struct pdf_face *face;
    uint32_t codes[256]; /* the character of each code; 0: none */
};

struct pdf_face {
    struct pdf_fonts *fonts;
    const struct font *font;
    unsigned newest; /* the number of the subset for new characters */
    uint32_t *blocks[N_BLOCKS]; /* subset << 8 | code of each character */
};

struct pdf_fonts {
    struct pdf_face **faces; /* by font_index() */
    size_t n_faces;
    struct pdf_subset *subsets;
    unsigned n_subsets;
};

struct pdf_fonts *pdf_fonts_create(void)
{
    return calloc(1, sizeof(struct pdf_fonts));
}

void pdf_fonts_destroy(struct pdf_fonts *fonts)
{
    if (!fonts)
        return;
    for (size_t i = 0; i < fonts->n_faces; i++) {
        if (!fonts->faces[i])
            continue;
        for (size_t j = 0; j < N_BLOCKS; j++)
            free(fonts->faces[i]->blocks[j]);
        free(fonts->faces[i]);
    }
    free(fonts->faces);
    free(fonts->subsets);
    free(fonts);
}

static unsigned add_subset(struct pdf_face *face)
{
    struct pdf_fonts *fonts = face->fonts;
    fonts->subsets = realloc(fonts->subsets,
                             (fonts->n_subsets + 1) * sizeof *fonts->subsets);
    fonts->subsets[fonts->n_subsets] = (struct pdf_subset){.face = face};
    return fonts->n_subsets++;
}

struct pdf_face *pdf_fonts_face(struct pdf_fonts *fonts,
                                const struct font *font)
{
    size_t index = (size_t)font_index(font);
    if (index >= fonts->n_faces) {
        fonts->faces =
            realloc(fonts->faces, (index + 1) * sizeof *fonts->faces);
        memset(fonts->faces + fonts->n_faces, 0,
               (index + 1 - fonts->n_faces) * sizeof *fonts->faces);
        fonts->n_faces = index + 1;
    }
    struct pdf_face *face = fonts->faces[index];
    if (!face) {
        face = calloc(1, sizeof *face);
        face->fonts = fonts;
        face->font = font;
        face->newest = add_subset(face);
        fonts->faces[index] = face;
    }
    return face;
}

/* ---- codes --------------------------------------------------------------- */

/* True for codes that need no escape in a literal string. 0 means "none"; 32 is
   reserved for the blank. */
static bool is_usable(unsigned code)
{
    return code != 0 && code != ' ' && code != '(' && code != ')' &&
           code != '\\' && code != '\n' && code != '\r';
}

/* The codes that ASCII leaves free: the upper half, then control codes. */
enum { N_CODES = 255, N_FREE_CODES = 159 };
static unsigned code_at(unsigned place)
{
    return place < 128            ? 128 + place
           : place < N_FREE_CODES ? place - 127
                                  : 286 - place;
}

/* The characters with codes of their own apart from ASCII: Vietnamese letters,
   the punctuation of reports, and the ASCII that no string shows as it is. */
static const struct {
    uint16_t first, last;
} at_home[] = {
    {0x00C0, 0x00C3}, {0x00C8, 0x00CA}, {0x00CC, 0x00CD}, {0x00D2, 0x00D5},
    {0x00D9, 0x00DA}, {0x00DD, 0x00DD}, {0x00E0, 0x00E3}, {0x00E8, 0x00EA},
    {0x00EC, 0x00ED}, {0x00F2, 0x00F5}, {0x00F9, 0x00FA}, {0x00FD, 0x00FD},
    {0x0102, 0x0103}, {0x0110, 0x0111}, {0x0128, 0x0129}, {0x0168, 0x0169},
    {0x01A0, 0x01A1}, {0x01AF, 0x01B0}, {0x1EA0, 0x1EF9}, {0x2013, 0x2014},
    {0x2018, 0x2019}, {0x201C, 0x201D}, {0x2026, 0x2026}, {'(', ')'},
    {'\\', '\\'},     {0x00B0, 0x00B3}, {0x00D7, 0x00D7}, {0x00A7, 0x00A7},
    {0x00AB, 0x00AB}, {0x00BB, 0x00BB}, {0x2022, 0x2022}, {0x2264, 0x2265},
};

/* ASCII keeps its code, so a page can be read in a debugger. Because the other
   common characters have fixed codes too, a subset depends on which characters
   a document shows, not on their order. 0: CHARACTER has no fixed code. */
static unsigned home_of(uint32_t character)
{
    unsigned place = 0;
    if (character < 0x7F && is_usable((unsigned)character))
        return (unsigned)character;
    for (size_t i = 0; i < sizeof at_home / sizeof *at_home; i++) {
        for (uint32_t c = at_home[i].first; c <= at_home[i].last; c++) {
            while (!is_usable(code_at(place)))
                place++;
            if (c == character)
                return code_at(place);
            place++;
        }
    }
    return 0;
}

/* A character without a fixed code takes the code that is needed least. 0 when
   the subset is full. */
static unsigned find_code(const uint32_t codes[256], uint32_t character)
{
    unsigned home = home_of(character);
    if (home != 0 && (codes[home] == 0 || codes[home] == character))
        return home;
    for (unsigned place = N_CODES; place-- > 0;) {
        unsigned code = code_at(place);
        if (is_usable(code) && codes[code] == 0)
            return code;
    }
    return 0;
}

/* Include all ten digits as soon as one is used: the next report then has the
   same subset, for half a kilobyte more. */
static void add_all_digits(const struct pdf_face *face, uint32_t codes[256])
{
    for (uint32_t digit = '0'; digit <= '9'; digit++)
        if (codes[digit] == 0 && font_advance(face->font, digit) >= 0)
            codes[digit] = digit;
}

static unsigned assign_code(struct pdf_face *face, uint32_t character)
{
    struct pdf_fonts *fonts = face->fonts;
    unsigned code = find_code(fonts->subsets[face->newest].codes, character);
    if (code == 0) {
        face->newest = add_subset(face);
        code = find_code(fonts->subsets[face->newest].codes, character);
    }
    uint32_t *codes = fonts->subsets[face->newest].codes;
    codes[code] = character;
    if (code >= '0' && code <= '9')
        add_all_digits(face, codes);
    return face->newest << 8 | code;
}

unsigned pdf_face_code(struct pdf_face *face, unsigned subset,
                       uint32_t character)
{
    if (character == ' ' || character == NO_BREAK_SPACE) {
        if (face->fonts->subsets[subset].face != face)
            subset = face->newest;
        face->fonts->subsets[subset].codes[' '] = ' ';
        return subset << 8 | ' ';
    }
    uint32_t **block = &face->blocks[character >> BLOCK_BITS];
    if (!*block)
        *block = calloc(BLOCK_SIZE, sizeof **block);
    uint32_t *code = &(*block)[character & (BLOCK_SIZE - 1)];
    if (*code == 0)
        *code = assign_code(face, character);
    return *code;
}

/* ---- objects ------------------------------------------------------------- */

static void compress(struct deflater *deflater, const char *bytes, size_t size,
                     struct pdf_stream *stream)
{
    struct strbuf buf = STRBUF_INIT;
    deflate_whole(deflater, bytes, size, &buf);
    *stream = (struct pdf_stream){buf.data, buf.size, size};
}

static uint32_t add_stream(struct pdf_file *file, const char *entries,
                           const struct pdf_stream *stream)
{
    struct strbuf all = STRBUF_INIT;
    strbuf_add_text(&all, "/Filter/FlateDecode");
    strbuf_add_text(&all, entries);
    uint32_t number =
        pdf_file_add_stream(file, all.data, stream->bytes, stream->size);
    strbuf_free(&all);
    return number;
}

static void add_unicode(struct strbuf *buf, uint32_t character)
{
    if (character < 0x10000)
        strbuf_add_format(buf, "<%04X>", character);
    else
        strbuf_add_format(buf, "<%04X%04X>",
                          0xD800 + ((character - 0x10000) >> 10),
                          0xDC00 + ((character - 0x10000) & 0x3FF));
}

/* Codes FROM..TO - 1 have characters that follow each other within one high
   byte, as a range row of a ToUnicode CMap wants it. */
static unsigned range_end(const uint32_t codes[256], unsigned from)
{
    unsigned to = from + 1;
    while (to < 256 && codes[to] == codes[from] + (to - from) &&
           codes[to] >> 8 == codes[from] >> 8)
        to++;
    return to;
}

static void add_section(struct strbuf *cmap, unsigned n_rows,
                        struct strbuf *rows)
{
    if (n_rows > 0)
        strbuf_add_format(cmap, "%u beginbfrange\n%sendbfrange\n", n_rows,
                          strbuf_text(rows));
    strbuf_clear(rows);
}

static void make_to_unicode(struct deflater *deflater,
                            const uint32_t codes[256],
                            struct pdf_stream *stream)
{
    struct strbuf cmap = STRBUF_INIT;
    struct strbuf rows = STRBUF_INIT;
    unsigned n_rows = 0;
    strbuf_add_text(&cmap,
                    "/CIDInit/ProcSet findresource begin\n"
                    "12 dict begin\nbegincmap\n"
                    "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)"
                    "/Supplement 0>>def\n"
                    "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
                    "1 begincodespacerange\n<00><FF>\nendcodespacerange\n");
    for (unsigned code = 0; code < 256;) {
        if (codes[code] == 0) {
            code++;
            continue;
        }
        unsigned end = range_end(codes, code);
        strbuf_add_format(&rows, "<%02X><%02X>", code, end - 1);
        add_unicode(&rows, codes[code]);
        strbuf_add_char(&rows, '\n');
        if (++n_rows == TO_UNICODE_ROWS) {
            add_section(&cmap, n_rows, &rows);
            n_rows = 0;
        }
        code = end;
    }
    add_section(&cmap, n_rows, &rows);
    strbuf_add_text(&cmap, "endcmap\n"
                           "CMapName currentdict/CMap defineresource pop\n"
                           "end\nend\n");
    compress(deflater, cmap.data, cmap.size, stream);
    strbuf_free(&rows);
    strbuf_free(&cmap);
}

/* "ABCDEF+Name": the tag is made from the characters, so that two documents
   with different subsets of a face have different tags. */
static void add_base_name(struct strbuf *buf, const struct pdf_subset *subset)
{
    uint32_t hash = 2166136261u;
    for (unsigned i = 0; i < 256; i++)
        hash = (hash ^ subset->codes[i]) * 16777619u;
    strbuf_add_char(buf, '/');
    for (int i = 0; i < 6; i++, hash /= 26)
        strbuf_add_char(buf, (char)('A' + hash % 26));
    strbuf_add_char(buf, '+');
    const size_t start = buf->size;
    for (const char *c = font_postscript_name(subset->face->font);
         *c && buf->size - start < MOST_NAME; c++)
        if (*c > 0x20 && *c <= 0x7E && !strchr("#()<>[]{}/%", *c))
            strbuf_add_char(buf, *c);
}

static uint32_t add_descriptor(struct pdf_file *file,
                               const struct pdf_subset *subset,
                               uint32_t program)
{
    enum { SERIF = 2, SYMBOLIC = 4, ITALIC = 64 };
    const struct font_metrics *m = font_metrics(subset->face->font);
    struct strbuf buf = STRBUF_INIT;
    strbuf_add_text(&buf, "/Type/FontDescriptor/FontName");
    add_base_name(&buf, subset);
    strbuf_add_format(
        &buf,
        "/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle %d/Ascent %d"
        "/Descent %d/CapHeight %d/XHeight %d/StemV %d/FontFile2 %u 0 R",
        SYMBOLIC | (m->serif ? SERIF : 0) | (m->italic ? ITALIC : 0),
        m->bbox[0], m->bbox[1], m->bbox[2], m->bbox[3], m->italic_angle,
        m->ascent, m->descent, m->cap_height, m->x_height, m->stem_v, program);
    uint32_t number = pdf_file_add_dict(file, buf.data, buf.size);
    strbuf_free(&buf);
    return number;
}

static void add_widths(struct strbuf *buf, const struct pdf_subset *subset)
{
    unsigned first = 0;
    unsigned last = 255;
    while (first < 255 && subset->codes[first] == 0)
        first++;
    while (last > first && subset->codes[last] == 0)
        last--;
    strbuf_add_format(buf, "/FirstChar %u/LastChar %u/Widths[", first, last);
    for (unsigned i = first; i <= last; i++) {
        int width = subset->codes[i] == 0
                        ? 0
                        : font_advance(subset->face->font, subset->codes[i]);
        if (i > first)
            strbuf_add_char(buf, ' ');
        strbuf_add_integer(buf, width < 0 ? 0 : width);
    }
    strbuf_add_char(buf, ']');
}

static bool make_program(struct deflater *deflater,
                         const struct pdf_subset *subset,
                         struct pdf_stream *stream, struct diag *diag)
{
    struct arena *arena = arena_create();
    const char *bytes;
    size_t size;
    bool ok = font_subset(arena, subset->face->font, subset->codes, &bytes,
                          &size, diag);
    if (ok)
        compress(deflater, bytes, size, stream);
    arena_destroy(arena);
    return ok;
}

/* The streams of SUBSET, from MEMO or made now; NULL after a report. */
static const struct pdf_font_streams *
find_streams(struct pdf_memo *memo, struct deflater *deflater,
             const struct pdf_subset *subset, struct diag *diag)
{
    struct pdf_font_streams *streams =
        pdf_memo_font(memo, subset->face->font, subset->codes);
    if (!streams->program.bytes) {
        if (!make_program(deflater, subset, &streams->program, diag))
            return NULL;
        make_to_unicode(deflater, subset->codes, &streams->to_unicode);
    }
    return streams;
}

static uint32_t add_font(struct pdf_memo *memo, struct pdf_file *file,
                         struct deflater *deflater,
                         const struct pdf_subset *subset, struct diag *diag)
{
    const struct pdf_font_streams *streams =
        find_streams(memo, deflater, subset, diag);
    if (!streams)
        return 0;
    char length[40];
    snprintf(length, sizeof length, "/Length1 %zu",
             streams->program.size_before);
    uint32_t program = add_stream(file, length, &streams->program);
    uint32_t descriptor = add_descriptor(file, subset, program);
    uint32_t unicode = add_stream(file, "", &streams->to_unicode);
    struct strbuf buf = STRBUF_INIT;
    strbuf_add_text(&buf, "/Type/Font/Subtype/TrueType/BaseFont");
    add_base_name(&buf, subset);
    add_widths(&buf, subset);
    strbuf_add_format(&buf, "/FontDescriptor %u 0 R/ToUnicode %u 0 R",
                      descriptor, unicode);
    uint32_t number = pdf_file_add_dict(file, buf.data, buf.size);
    strbuf_free(&buf);
    return number;
}

bool pdf_fonts_write(struct pdf_fonts *fonts, struct pdf_memo *memo,
                     struct pdf_file *file, struct deflater *deflater,
                     struct strbuf *resources, struct diag *diag)
{
    bool ok = true;
    for (unsigned i = 0; i < fonts->n_subsets && ok; i++) {
        uint32_t number =
            add_font(memo, file, deflater, &fonts->subsets[i], diag);
        strbuf_add_format(resources, "/F%u %u 0 R", i, number);
        ok = number != 0;
    }
    return ok;
}
