#include "output/pdf_fonts.h"

#include "base/arena.h"
#include "output/pdf_syntax.h"

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
    uint32_t codes[256]; /* the character at each code; 0: none */
};

struct pdf_face {
    struct pdf_fonts *fonts;
    const struct font *font;
    unsigned newest; /* number of the subset that takes new characters */
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
    if (fonts == NULL)
        return;
    for (size_t i = 0; i < fonts->n_faces; i++) {
        if (fonts->faces[i] == NULL)
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
    if (face == NULL) {
        face = calloc(1, sizeof *face);
        face->fonts = fonts;
        face->font = font;
        face->newest = add_subset(face);
        fonts->faces[index] = face;
    }
    return face;
}

/* ---- codes --------------------------------------------------------------- */

/* Codes that a literal string shows as they are.  0 means "none", 32 is the
   blank's alone. */
static bool is_usable(unsigned code)
{
    return code != 0 && code != ' ' && code != '(' && code != ')' &&
           code != '\\' && code != '\n' && code != '\r';
}

/* ASCII keeps its code, so that a page can be read in a debugger; other
   characters take the upper half, then controls, then what ASCII has left.
   0 when the subset is full. */
static unsigned find_code(const uint32_t codes[256], uint32_t character)
{
    if (character < 0x7F && is_usable((unsigned)character) &&
        codes[character] == 0)
        return (unsigned)character;
    for (unsigned i = 0; i < 255; i++) {
        unsigned code = i < 128 ? 128 + i : i < 159 ? i - 127 : 286 - i;
        if (is_usable(code) && codes[code] == 0)
            return code;
    }
    return 0;
}

static unsigned assign_code(struct pdf_face *face, uint32_t character)
{
    struct pdf_fonts *fonts = face->fonts;
    unsigned code = find_code(fonts->subsets[face->newest].codes, character);
    if (code == 0) {
        face->newest = add_subset(face);
        code = find_code(fonts->subsets[face->newest].codes, character);
    }
    fonts->subsets[face->newest].codes[code] = character;
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
    if (*block == NULL)
        *block = calloc(BLOCK_SIZE, sizeof **block);
    uint32_t *code = &(*block)[character & (BLOCK_SIZE - 1)];
    if (*code == 0)
        *code = assign_code(face, character);
    return *code;
}

/* ---- objects ------------------------------------------------------------- */

static uint32_t add_compressed(struct pdf_file *file, struct deflater *deflater,
                               const char *entries, const char *bytes,
                               size_t size)
{
    struct strbuf stream = STRBUF_INIT;
    struct strbuf all = STRBUF_INIT;
    deflate_whole(deflater, DEFLATE_SMALL, bytes, size, &stream);
    strbuf_add_text(&all, "/Filter/FlateDecode");
    strbuf_add_text(&all, entries);
    uint32_t number =
        pdf_file_add_stream(file, all.data, stream.data, stream.size);
    strbuf_free(&all);
    strbuf_free(&stream);
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

static uint32_t add_to_unicode(struct pdf_file *file, struct deflater *deflater,
                               const uint32_t codes[256])
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
    uint32_t number = add_compressed(file, deflater, "", cmap.data, cmap.size);
    strbuf_free(&rows);
    strbuf_free(&cmap);
    return number;
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
        if (*c > 0x20 && *c <= 0x7E && strchr("#()<>[]{}/%", *c) == NULL)
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

static uint32_t add_program(struct arena *arena, struct pdf_file *file,
                            struct deflater *deflater,
                            const struct pdf_subset *subset, struct diag *diag)
{
    const char *bytes;
    size_t size;
    char entries[40];
    if (!font_subset(arena, subset->face->font, subset->codes, &bytes, &size,
                     diag))
        return 0;
    snprintf(entries, sizeof entries, "/Length1 %zu", size);
    return add_compressed(file, deflater, entries, bytes, size);
}

static uint32_t add_font(struct arena *arena, struct pdf_file *file,
                         struct deflater *deflater,
                         const struct pdf_subset *subset, struct diag *diag)
{
    uint32_t program = add_program(arena, file, deflater, subset, diag);
    if (program == 0)
        return 0;
    uint32_t descriptor = add_descriptor(file, subset, program);
    uint32_t unicode = add_to_unicode(file, deflater, subset->codes);
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

bool pdf_fonts_write(struct pdf_fonts *fonts, struct pdf_file *file,
                     struct deflater *deflater, struct strbuf *resources,
                     struct diag *diag)
{
    struct arena *arena = arena_create();
    bool ok = true;
    for (unsigned i = 0; i < fonts->n_subsets && ok; i++) {
        uint32_t number =
            add_font(arena, file, deflater, &fonts->subsets[i], diag);
        strbuf_add_format(resources, "/F%u %u 0 R", i, number);
        ok = number != 0;
        arena_reset(arena);
    }
    arena_destroy(arena);
    return ok;
}
