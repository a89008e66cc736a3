#include "typeset/font.h"

#include "base/infile.h"
#include "typeset/face.h"

#include <harfbuzz/hb-ot.h>
#include <harfbuzz/hb-subset.h>
#include <harfbuzz/hb.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/*
 * Several threads may use a face at once. Lazily computed data (pages of
 * advances, kerning) is a pure function of the file, so two writers store the
 * same value: atomic words suffice, without a lock.
 */

enum {
    PAGE_BITS = 8,
    PAGE_SIZE = 1 << PAGE_BITS, /* characters in a page of advances */
    N_PAGES = 0x10000 >> PAGE_BITS,
    KERN_SLOTS = 4096, /* a power of two; a report has 1,500 pairs a face */
    NO_GLYPH = -1
};

struct page_advances {
    int16_t advances[PAGE_SIZE];
};

struct cache {
    _Atomic(struct page_advances *) pages[N_PAGES];
    atomic_uint_least64_t kerns[KERN_SLOTS]; /* see kern_pack() */
};

struct font {
    int index;
    char *path;
    char *postscript_name;
    char family[64];
    hb_face_t *face;
    hb_font_t *hb;
    hb_shape_plan_t *kern_plan;
    unsigned upem;
    struct font_metrics metrics;
    struct cache *cache;
};

/* Tables of a font file. */
#define TABLE_HEAD HB_TAG('h', 'e', 'a', 'd')
#define TABLE_HHEA HB_TAG('h', 'h', 'e', 'a')
#define TABLE_POST HB_TAG('p', 'o', 's', 't')
#define TABLE_OS2  HB_TAG('O', 'S', '/', '2')
#define TABLE_CMAP HB_TAG('c', 'm', 'a', 'p')
#define TABLE_HMTX HB_TAG('h', 'm', 't', 'x')
#define TABLE_MAXP HB_TAG('m', 'a', 'x', 'p')
#define TABLE_GLYF HB_TAG('g', 'l', 'y', 'f')
#define TABLE_LOCA HB_TAG('l', 'o', 'c', 'a')

/* ---- raw tables ---------------------------------------------------------- */

static unsigned read_u16(hb_blob_t *blob, unsigned offset)
{
    unsigned size;
    const unsigned char *data =
        (const unsigned char *)hb_blob_get_data(blob, &size);
    if (!data || size < 2 || offset > size - 2)
        return 0;
    return (unsigned)data[offset] << 8 | data[offset + 1];
}

static int read_i16(hb_blob_t *blob, unsigned offset)
{
    return (int16_t)read_u16(blob, offset);
}

/* A 16.16 number, rounded. */
static int fixed_to_integer(hb_blob_t *blob, unsigned offset)
{
    return read_i16(blob, offset) + (read_u16(blob, offset + 2) >= 0x8000);
}

static bool has_table(hb_face_t *face, hb_tag_t tag)
{
    hb_blob_t *blob = hb_face_reference_table(face, tag);
    bool has = hb_blob_get_length(blob) > 0;
    hb_blob_destroy(blob);
    return has;
}

/* NUMBER font units in 1/1000 em, rounded half away from zero. */
static int to_thousandths(int number, unsigned upem)
{
    int64_t scaled = (int64_t)number * 1000;
    int64_t half = upem / 2;
    return (int)((scaled + (scaled < 0 ? -half : half)) / (int64_t)upem);
}

/* ---- fitness ------------------------------------------------------------- */

/* Letters that every report needs beside ASCII: Vietnamese in NFC (32 of
   Latin-1, 8 of Extended-A, 4 of Extended-B, 90 of Extended Additional) and
   the punctuation of the trade. */
static const struct {
    uint16_t first, last;
} needed_letters[] = {
    {0x0020, 0x007E}, {0x00A0, 0x00A0}, {0x00C0, 0x00C3}, {0x00C8, 0x00CA},
    {0x00CC, 0x00CD}, {0x00D2, 0x00D5}, {0x00D9, 0x00DA}, {0x00DD, 0x00DD},
    {0x00E0, 0x00E3}, {0x00E8, 0x00EA}, {0x00EC, 0x00ED}, {0x00F2, 0x00F5},
    {0x00F9, 0x00FA}, {0x00FD, 0x00FD}, {0x0102, 0x0103}, {0x0110, 0x0111},
    {0x0128, 0x0129}, {0x0168, 0x0169}, {0x01A0, 0x01A1}, {0x01AF, 0x01B0},
    {0x1EA0, 0x1EF9}, {0x2013, 0x2014}, {0x2018, 0x2019}, {0x201C, 0x201D},
    {0x2026, 0x2026},
};

static struct face_gap find_gap(hb_font_t *hb)
{
    struct face_gap gap = {0, 0};
    size_t n = sizeof needed_letters / sizeof *needed_letters;
    for (size_t i = 0; i < n; i++) {
        hb_codepoint_t c = needed_letters[i].first;
        for (; c <= needed_letters[i].last; c++) {
            hb_codepoint_t glyph;
            if (hb_font_get_nominal_glyph(hb, c, &glyph) && glyph != 0)
                continue;
            if (gap.count++ == 0)
                gap.first = c;
        }
    }
    return gap;
}

/* fsType of OS/2: 2 in the low four bits forbids embedding, 0x100 forbids
   subsets, 0x200 allows bitmaps only. A face without OS/2 has no
   restriction. */
static bool may_embed_subset(hb_face_t *face)
{
    hb_blob_t *os2 = hb_face_reference_table(face, TABLE_OS2);
    unsigned type = read_u16(os2, 8);
    hb_blob_destroy(os2);
    return (type & 0xF) != 2 && (type & 0x300) == 0;
}

static enum face_fault check_face(hb_face_t *face)
{
    static const hb_tag_t tags[] = {
        TABLE_CMAP, TABLE_HEAD, TABLE_HHEA, TABLE_HMTX, TABLE_MAXP,
    };
    if (hb_face_get_glyph_count(face) == 0)
        return FACE_DAMAGED;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (!has_table(face, tags[i]))
            return FACE_DAMAGED;
    if (!has_table(face, TABLE_GLYF) || !has_table(face, TABLE_LOCA))
        return FACE_NOT_TRUETYPE;
    if (!may_embed_subset(face))
        return FACE_RESTRICTED;
    return FACE_OK;
}

/* ---- metrics ------------------------------------------------------------- */

static int16_t metric(const struct font *font, hb_ot_metrics_tag_t tag,
                      int fallback)
{
    hb_position_t position;
    if (!hb_ot_metrics_get_position(font->hb, tag, &position))
        return (int16_t)fallback;
    return (int16_t)to_thousandths(position, font->upem);
}

static void read_head(const struct font *font, struct font_metrics *metrics)
{
    hb_blob_t *head = hb_face_reference_table(font->face, TABLE_HEAD);
    for (unsigned i = 0; i < 4; i++)
        metrics->bbox[i] =
            (int16_t)to_thousandths(read_i16(head, 36 + 2 * i), font->upem);
    unsigned style = read_u16(head, 44);
    metrics->bold = (style & 1) != 0;
    metrics->italic = (style & 2) != 0;
    metrics->weight = metrics->bold ? 700 : 400;
    hb_blob_destroy(head);
}

/* The family class tells serifs only in some fonts; PANOSE (family kind 2,
   serif style 2..10) in nearly all. */
static bool has_serifs(hb_blob_t *os2)
{
    unsigned family_class = read_u16(os2, 30) >> 8;
    unsigned kind = read_u16(os2, 32) >> 8;
    unsigned serif = read_u16(os2, 32) & 0xFF;
    if (kind == 2 && serif >= 2)
        return serif <= 10;
    return (family_class >= 1 && family_class <= 5) || family_class == 7;
}

static void read_os2(const struct font *font, struct font_metrics *metrics)
{
    hb_blob_t *os2 = hb_face_reference_table(font->face, TABLE_OS2);
    unsigned weight = read_u16(os2, 4);
    if (weight >= 1 && weight <= 1000)
        metrics->weight = (uint16_t)weight;
    metrics->serif = has_serifs(os2);
    hb_blob_destroy(os2);
}

/* No table holds StemV. Estimate it as 50 + (w/65)^2, as in Adobe's fonts: 88
   for a regular text face, 166 for a bold one. */
static int16_t stem_of_weight(unsigned weight)
{
    return (int16_t)(50 + weight * weight / (65 * 65));
}

static void read_metrics(struct font *font)
{
    struct font_metrics *metrics = &font->metrics;
    read_head(font, metrics);
    read_os2(font, metrics);
    hb_blob_t *hhea = hb_face_reference_table(font->face, TABLE_HHEA);
    metrics->ascent = (int16_t)to_thousandths(read_i16(hhea, 4), font->upem);
    metrics->descent = (int16_t)to_thousandths(read_i16(hhea, 6), font->upem);
    hb_blob_destroy(hhea);
    metrics->cap_height =
        metric(font, HB_OT_METRICS_TAG_CAP_HEIGHT, metrics->ascent * 3 / 4);
    metrics->x_height =
        metric(font, HB_OT_METRICS_TAG_X_HEIGHT, metrics->ascent / 2);
    hb_blob_t *post = hb_face_reference_table(font->face, TABLE_POST);
    metrics->italic_angle = (int16_t)fixed_to_integer(post, 4);
    hb_blob_destroy(post);
    metrics->stem_v = stem_of_weight(metrics->weight);
}

/* The PostScript name, kept to characters that a PDF name holds as they are;
   a face without one is called after its file. */
static char *read_postscript_name(const struct font *font)
{
    char name[128];
    unsigned size = sizeof name;
    hb_ot_name_get_utf8(font->face, HB_OT_NAME_ID_POSTSCRIPT_NAME,
                        HB_LANGUAGE_INVALID, &size, name);
    const char *slash = strrchr(font->path, '/');
    const char *source = name[0] != '\0' && size > 0 ? name
                         : slash                     ? slash + 1
                                                     : font->path;
    char *clean = calloc(strlen(source) + 1, 1);
    size_t n = 0;
    for (const char *c = source; *c != '\0'; c++)
        if ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
            (*c >= '0' && *c <= '9') || strchr("-_+.", *c))
            clean[n++] = *c;
    return clean;
}

static void read_family(struct font *font)
{
    unsigned size = sizeof font->family;
    hb_ot_name_get_utf8(font->face, HB_OT_NAME_ID_FONT_FAMILY,
                        HB_LANGUAGE_INVALID, &size, font->family);
}

/* ---- opening ------------------------------------------------------------- */

/* Use shaping for kerning only: a one-byte font cannot represent substituted
   glyphs. */
static const hb_feature_t kern_only[] = {
    {HB_TAG('k', 'e', 'r', 'n'), 1, 0, (unsigned)-1},
    {HB_TAG('l', 'i', 'g', 'a'), 0, 0, (unsigned)-1},
    {HB_TAG('r', 'l', 'i', 'g'), 0, 0, (unsigned)-1},
    {HB_TAG('c', 'l', 'i', 'g'), 0, 0, (unsigned)-1},
    {HB_TAG('c', 'a', 'l', 't'), 0, 0, (unsigned)-1},
    {HB_TAG('r', 'c', 'l', 't'), 0, 0, (unsigned)-1},
    {HB_TAG('c', 'c', 'm', 'p'), 0, 0, (unsigned)-1},
    {HB_TAG('l', 'o', 'c', 'l'), 0, 0, (unsigned)-1},
    {HB_TAG('m', 'a', 'r', 'k'), 0, 0, (unsigned)-1},
    {HB_TAG('m', 'k', 'm', 'k'), 0, 0, (unsigned)-1},
};
enum { N_KERN_ONLY = sizeof kern_only / sizeof *kern_only };

static hb_segment_properties_t latin_text(void)
{
    return (hb_segment_properties_t){
        .direction = HB_DIRECTION_LTR,
        .script = HB_SCRIPT_LATIN,
        .language = hb_language_from_string("vi", -1),
    };
}

static struct font *make_font(const char *path, int index, hb_face_t *face,
                              hb_font_t *hb)
{
    struct font *font = calloc(1, sizeof *font);
    font->index = index;
    font->path = strdup(path);
    font->face = hb_face_reference(face);
    font->hb = hb_font_reference(hb);
    font->upem = hb_face_get_upem(face);
    font->cache = calloc(1, sizeof *font->cache);
    font->postscript_name = read_postscript_name(font);
    read_family(font);
    hb_segment_properties_t text = latin_text();
    font->kern_plan =
        hb_shape_plan_create(face, &text, kern_only, N_KERN_ONLY, NULL);
    read_metrics(font);
    return font;
}

static void free_bytes(void *arena)
{
    arena_destroy(arena);
}

/* The bytes of the file at PATH, or NULL after a report. Do not let HarfBuzz
   map the file: truncating it during the run would kill the program
   (SIGBUS). */
static hb_blob_t *read_bytes(const char *path, struct diag *diag)
{
    enum { LARGEST_FONT = 64 * 1024 * 1024 };
    struct arena *arena = arena_create();
    struct infile file;
    const struct input input = input_at(path);
    if (infile_load(arena, &input, LARGEST_FONT, diag, &file))
        return hb_blob_create(file.data, (unsigned)file.size,
                              HB_MEMORY_MODE_READONLY, arena, free_bytes);
    arena_destroy(arena);
    return NULL;
}

struct font *face_open(const char *path, int index, struct diag *diag,
                       enum face_fault *fault, struct face_gap *gap)
{
    const struct input input = input_at(path);
    struct input found;
    bool failed;
    bool there = infile_find(&input, 1, diag, &found, &failed);
    *fault = there || failed ? FACE_UNREADABLE : FACE_ABSENT;
    if (!there)
        return NULL;
    hb_blob_t *blob = read_bytes(path, diag);
    if (!blob)
        return NULL;
    hb_face_t *face = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    hb_font_t *hb = hb_font_create(face);
    hb_face_make_immutable(face);
    hb_font_make_immutable(hb);
    struct font *font = NULL;
    *fault = check_face(face);
    if (*fault == FACE_OK) {
        *gap = find_gap(hb);
        if (gap->count > 0)
            *fault = FACE_LACKS_LETTERS;
        else
            font = make_font(path, index, face, hb);
    }
    hb_font_destroy(hb);
    hb_face_destroy(face);
    return font;
}

void face_close(struct font *font)
{
    if (!font)
        return;
    for (int i = 0; i < N_PAGES; i++)
        free(atomic_load(&font->cache->pages[i]));
    free(font->cache);
    hb_shape_plan_destroy(font->kern_plan);
    hb_font_destroy(font->hb);
    hb_face_destroy(font->face);
    free(font->postscript_name);
    free(font->path);
    free(font);
}

const char *face_family(const struct font *font)
{
    return font->family;
}

int font_index(const struct font *font)
{
    return font->index;
}

const char *font_path(const struct font *font)
{
    return font->path;
}

const char *font_postscript_name(const struct font *font)
{
    return font->postscript_name;
}

const struct font_metrics *font_metrics(const struct font *font)
{
    return &font->metrics;
}

/* ---- advances ------------------------------------------------------------ */

static int look_up_advance(const struct font *font, uint32_t character)
{
    hb_codepoint_t glyph;
    if (!hb_font_get_nominal_glyph(font->hb, character, &glyph) || glyph == 0)
        return NO_GLYPH;
    int advance = to_thousandths(hb_font_get_glyph_h_advance(font->hb, glyph),
                                 font->upem);
    return advance < 0 ? 0 : advance > INT16_MAX ? INT16_MAX : advance;
}

/* Fills the page of advances that holds CHARACTER. When two threads do so at
   once, one discards its page. */
static const struct page_advances *fill_page(const struct font *font,
                                             uint32_t character)
{
    struct page_advances *page = malloc(sizeof *page);
    uint32_t first = character & ~(uint32_t)(PAGE_SIZE - 1);
    for (uint32_t i = 0; i < PAGE_SIZE; i++)
        page->advances[i] = (int16_t)look_up_advance(font, first + i);
    struct page_advances *other = NULL;
    if (atomic_compare_exchange_strong(
            &font->cache->pages[character >> PAGE_BITS], &other, page))
        return page;
    free(page);
    return other;
}

static const struct page_advances *page_of(const struct font *font,
                                           uint32_t character)
{
    const struct page_advances *page = atomic_load_explicit(
        &font->cache->pages[character >> PAGE_BITS], memory_order_acquire);
    return page ? page : fill_page(font, character);
}

int font_advance(const struct font *font, uint32_t character)
{
    if (character > 0xFFFF)
        return look_up_advance(font, character);
    return page_of(font, character)->advances[character & (PAGE_SIZE - 1)];
}

const int16_t *font_latin_advances(const struct font *font)
{
    return page_of(font, 0)->advances;
}

/* ---- kerning ------------------------------------------------------------- */

/* How much closer two characters stand when shaped together.  GPOS and the
   older kern table are both applied by HarfBuzz; the latter shares the
   amount between both glyphs, so their sum is read. */
static int shape_kern(const struct font *font, uint32_t left, uint32_t right)
{
    hb_codepoint_t pair[2] = {left, right};
    hb_buffer_t *buffer = hb_buffer_create();
    hb_segment_properties_t text = latin_text();
    hb_buffer_set_segment_properties(buffer, &text);
    /* Else what nobody sees becomes a blank without an advance, and the
       advance of a blank would be taken for kerning. */
    hb_buffer_set_flags(buffer, HB_BUFFER_FLAG_PRESERVE_DEFAULT_IGNORABLES);
    hb_buffer_add_codepoints(buffer, pair, 2, 0, 2);
    int kern = 0;
    if (hb_shape_plan_execute(font->kern_plan, font->hb, buffer, kern_only,
                              N_KERN_ONLY)) {
        unsigned n;
        const hb_glyph_info_t *glyphs = hb_buffer_get_glyph_infos(buffer, &n);
        const hb_glyph_position_t *positions =
            hb_buffer_get_glyph_positions(buffer, &n);
        for (unsigned i = 0; n == 2 && i < n; i++)
            kern += positions[i].x_advance -
                    hb_font_get_glyph_h_advance(font->hb, glyphs[i].codepoint);
    }
    hb_buffer_destroy(buffer);
    kern = to_thousandths(kern, font->upem);
    return kern < -1000 || kern > 1000 ? 0 : kern;
}

/* A pair and its kerning in one word, so that it is stored whole: 21 bits a
   character, 16 bits of kern above 32,768, never 0. */
static uint64_t kern_pair(uint32_t left, uint32_t right)
{
    return (uint64_t)left << 37 | (uint64_t)right << 16;
}

int font_kern(const struct font *font, uint32_t left, uint32_t right)
{
    uint64_t pair = kern_pair(left, right);
    uint32_t hash = (left * 0x9E3779B1u) ^ (right * 0x85EBCA6Bu);
    uint32_t slot = (hash >> 16) & (KERN_SLOTS - 1);
    atomic_uint_least64_t *kerns = font->cache->kerns;
    for (uint32_t i = 0; i < 4; i++) {
        uint64_t kept =
            atomic_load_explicit(&kerns[slot ^ i], memory_order_relaxed);
        if ((kept & ~(uint64_t)0xFFFF) == pair && (kept & 0xFFFF) != 0)
            return (int)(kept & 0xFFFF) - 0x8000;
        if (kept == 0) {
            slot ^= i;
            break;
        }
    }
    int kern = shape_kern(font, left, right);
    atomic_store_explicit(&kerns[slot], pair | (uint64_t)(kern + 0x8000),
                          memory_order_relaxed);
    return kern;
}

/* ---- subsets ------------------------------------------------------------- */

static hb_face_t *subset_face(const struct font *font,
                              const uint32_t codes[256])
{
    static const hb_tag_t dropped[] = {
        HB_TAG('G', 'S', 'U', 'B'),
        HB_TAG('G', 'P', 'O', 'S'),
        HB_TAG('G', 'D', 'E', 'F'),
        HB_TAG('k', 'e', 'r', 'n'),
        HB_TAG('n', 'a', 'm', 'e'),
        TABLE_POST,
        TABLE_OS2,
        HB_TAG('g', 'a', 's', 'p'),
        HB_TAG('D', 'S', 'I', 'G'),
        HB_TAG('M', 'A', 'T', 'H'),
    };
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (!input)
        return NULL;
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING |
                                         HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
    hb_set_t *characters = hb_subset_input_unicode_set(input);
    for (int code = 0; code < 256; code++)
        if (codes[code] != 0)
            hb_set_add(characters, codes[code]);
    hb_set_t *tables =
        hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
        hb_set_add(tables, dropped[i]);
    hb_face_t *subset = hb_subset_or_fail(font->face, input);
    hb_subset_input_destroy(input);
    return subset;
}

/* Puts NUMBER in big-endian at *P and moves past it. */
static void put_u16(unsigned char **p, unsigned number)
{
    *(*p)++ = (unsigned char)(number >> 8);
    *(*p)++ = (unsigned char)number;
}

enum {
    CMAP_HEAD = 12,          /* version, number of tables, one record */
    CMAP_FORMAT_0 = 262,     /* 256 glyphs of one byte */
    CMAP_FORMAT_6 = 10 + 512 /* 256 glyphs of two bytes */
};

/* One subtable (1,0): the way from codes to glyphs that PDF prescribes for a
   symbolic TrueType font.  Format 0 while glyph numbers fit a byte; the
   parts of composite letters can raise them above. */
static hb_blob_t *make_cmap(const unsigned glyphs[256], unsigned last_glyph)
{
    unsigned char table[CMAP_HEAD + CMAP_FORMAT_6];
    unsigned char *p = table;
    bool wide = last_glyph > 255;
    put_u16(&p, 0);
    put_u16(&p, 1);
    put_u16(&p, 1); /* platform: Macintosh */
    put_u16(&p, 0); /* encoding: Roman */
    put_u16(&p, 0);
    put_u16(&p, CMAP_HEAD);
    put_u16(&p, wide ? 6 : 0);
    put_u16(&p, wide ? CMAP_FORMAT_6 : CMAP_FORMAT_0);
    put_u16(&p, 0); /* language: any */
    if (wide) {
        put_u16(&p, 0);
        put_u16(&p, 256);
    }
    for (int code = 0; code < 256; code++)
        if (wide)
            put_u16(&p, glyphs[code]);
        else
            *p++ = (unsigned char)glyphs[code];
    return hb_blob_create_or_fail((const char *)table, (unsigned)(p - table),
                                  HB_MEMORY_MODE_DUPLICATE, NULL, NULL);
}

/* The cmap of SUBSET for CODES; NULL when a character is missing. */
static hb_blob_t *map_codes(hb_face_t *subset, const uint32_t codes[256])
{
    unsigned glyphs[256] = {0};
    unsigned last = 0;
    bool found = true;
    hb_font_t *hb = hb_font_create(subset);
    for (int code = 0; code < 256 && found; code++) {
        if (codes[code] == 0)
            continue;
        found = hb_font_get_nominal_glyph(hb, codes[code], &glyphs[code]) &&
                glyphs[code] != 0;
        if (glyphs[code] > last)
            last = glyphs[code];
    }
    hb_font_destroy(hb);
    return found ? make_cmap(glyphs, last) : NULL;
}

/* A font program of SUBSET's outlines and METRICS tables with CMAP. */
static hb_blob_t *build_program(hb_face_t *subset, hb_blob_t *cmap)
{
    static const hb_tag_t tags[] = {
        TABLE_GLYF, TABLE_HEAD, TABLE_HHEA, TABLE_HMTX, TABLE_LOCA, TABLE_MAXP,
    };
    hb_face_t *builder = hb_face_builder_create();
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        hb_blob_t *table = hb_face_reference_table(subset, tags[i]);
        hb_face_builder_add_table(builder, tags[i], table);
        hb_blob_destroy(table);
    }
    hb_face_builder_add_table(builder, TABLE_CMAP, cmap);
    hb_blob_t *program = hb_face_reference_blob(builder);
    hb_face_destroy(builder);
    return program;
}

bool font_subset(struct arena *arena, const struct font *font,
                 const uint32_t codes[256], const char **bytes, size_t *size,
                 struct diag *diag)
{
    *bytes = NULL;
    *size = 0;
    hb_face_t *subset = subset_face(font, codes);
    hb_blob_t *cmap = subset ? map_codes(subset, codes) : NULL;
    if (cmap) {
        hb_blob_t *program = build_program(subset, cmap);
        unsigned length;
        const char *data = hb_blob_get_data(program, &length);
        if (length > 0) {
            char *copy = arena_alloc(arena, length);
            memcpy(copy, data, length);
            *bytes = copy;
            *size = length;
        }
        hb_blob_destroy(program);
    }
    hb_blob_destroy(cmap);
    hb_face_destroy(subset);
    if (*size == 0)
        diag_report(diag, DIAG_FONT_SUBSET, (struct place){.file = font->path});
    return *size > 0;
}
