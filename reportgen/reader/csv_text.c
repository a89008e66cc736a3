#include "reader/csv_text.h"

#include "base/legacy.h"
#include "base/unicode.h"

#include <errno.h>
#include <iconv.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct decoding {
    struct arena *arena;
    const struct reader_options *options;
    struct diag *diag;
    const unsigned char *data;
    size_t size;
};

static struct place text_place(const struct decoding *decoding, uint32_t line)
{
    return (struct place){decoding->options->name, line, 0, PLACE_TEXT};
}

/* The last line of SIZE bytes of UTF-8. */
static uint32_t last_line(const char *text, size_t size)
{
    uint32_t line = 1;
    for (size_t i = 0; i < size; i++)
        line += text[i] == '\n' ||
                (text[i] == '\r' && (i + 1 == size || text[i + 1] != '\n'));
    return line;
}

/* ---- what the file is ---------------------------------------------------- */

/* Files that are not CSV, but are often named so. */
static const struct {
    const char *start;
    size_t size;
    const char *name;
} foreign_formats[] = {
    {"PK\x03\x04", 4, N_("an Excel workbook (.xlsx) or another ZIP file")},
    {"\xd0\xcf\x11\xe0", 4, N_("an old Excel workbook (.xls)")},
    {"%PDF-", 5, N_("a PDF file")},
    {"SQLite format 3", 15, N_("an SQLite database")},
    {"\x1f\x8b", 2, N_("a gzip file")},
};

/* The name of the format, or NULL. */
static const char *foreign_format(const char *data, size_t size)
{
    size_t n = sizeof foreign_formats / sizeof *foreign_formats;
    for (size_t i = 0; i < n; i++)
        if (size >= foreign_formats[i].size &&
            memcmp(data, foreign_formats[i].start, foreign_formats[i].size) ==
                0)
            return foreign_formats[i].name;
    return NULL;
}

static bool is_foreign(const struct decoding *decoding)
{
    const char *name =
        foreign_format((const char *)decoding->data, decoding->size);
    if (name)
        diag_report(decoding->diag, DIAG_NOT_A_TEXT_FILE,
                    text_place(decoding, 0), gettext(name));
    return name != NULL;
}

/* In UTF-16 without a byte order mark, a quarter or more of the bytes are
   NUL. */
static bool seems_utf16(const char *data, size_t size)
{
    size_t sample = size < 1024 ? size : 1024;
    size_t n_nul = 0;
    for (size_t i = 0; i < sample; i++)
        n_nul += data[i] == 0;
    return sample >= 8 && n_nul * 4 >= sample;
}

/* ---- UTF-16 -------------------------------------------------------------- */

static void report_bad_byte(const struct decoding *decoding, uint32_t line,
                            unsigned byte, const char *encoding)
{
    diag_report(decoding->diag, DIAG_BAD_ENCODING, text_place(decoding, line),
                byte, encoding);
}

/* Writes CODE_POINT at OUT in UTF-8; returns its size. */
static size_t put_utf8(char *out, uint32_t code_point)
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xc0 | code_point >> 6);
        out[1] = (char)(0x80 | (code_point & 0x3f));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xe0 | code_point >> 12);
        out[1] = (char)(0x80 | (code_point >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code_point & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | code_point >> 18);
    out[1] = (char)(0x80 | (code_point >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code_point >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code_point & 0x3f));
    return 4;
}

static uint32_t unit_at(const unsigned char *data, bool big)
{
    return big ? (uint32_t)data[0] << 8 | data[1]
               : (uint32_t)data[1] << 8 | data[0];
}

/* The character at *DATA, which moves past it; UINT32_MAX for half of a
   surrogate pair. */
static uint32_t next_utf16(const unsigned char **data, const unsigned char *end,
                           bool big)
{
    uint32_t first = unit_at(*data, big);
    *data += 2;
    if (first < 0xd800 || first > 0xdfff)
        return first;
    if (first > 0xdbff || end - *data < 2)
        return UINT32_MAX;
    uint32_t second = unit_at(*data, big);
    if (second < 0xdc00 || second > 0xdfff)
        return UINT32_MAX;
    *data += 2;
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

static bool decode_utf16(const struct decoding *decoding, size_t skip, bool big,
                         struct csv_text *text)
{
    const char *name = big ? "UTF-16BE" : "UTF-16LE";
    const unsigned char *data = decoding->data + skip;
    const unsigned char *end = decoding->data + decoding->size;
    /* Two bytes become three at most; the four of a pair become four. */
    char *out = arena_alloc(decoding->arena, (size_t)(end - data) / 2 * 3 + 4);
    size_t size = 0;
    while (end - data >= 2) {
        const unsigned char *start = data;
        uint32_t code_point = next_utf16(&data, end, big);
        if (code_point == UINT32_MAX) {
            report_bad_byte(decoding, last_line(out, size), *start, name);
            return false;
        }
        size += put_utf8(out + size, code_point);
    }
    if (data < end) {
        diag_report(decoding->diag, DIAG_UTF16_CUT_SHORT,
                    text_place(decoding, last_line(out, size)));
        return false;
    }
    *text = (struct csv_text){out, size, true};
    return true;
}

/* ---- encodings by name --------------------------------------------------- */

/* True for encodings of rare fonts: there is no table for them. */
static bool is_font_encoding(const char *name)
{
    static const char *const names[] = {"vps", "bkhcm", "bkhcm2", "vietware"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(names[i], name) == 0)
            return true;
    return false;
}

static bool is_named(const char *encoding, const char *const *names)
{
    for (; *names; names++)
        if (strcasecmp(encoding, *names) == 0)
            return true;
    return false;
}

static const char *const utf8_names[] = {"utf-8", "utf8", NULL};

static bool run_iconv(const struct decoding *decoding, iconv_t converter,
                      struct csv_text *text)
{
    char *in = (char *)decoding->data;
    size_t n_in = decoding->size;
    size_t capacity = decoding->size * 3 + 16;
    char *out = arena_alloc(decoding->arena, capacity);
    char *next = out;
    while (iconv(converter, &in, &n_in, &next, &capacity) == (size_t)-1) {
        if (errno == E2BIG) { /* an encoding whose letters have four bytes */
            size_t used = (size_t)(next - out);
            capacity = used + n_in * 4 + 16;
            char *larger = arena_alloc(decoding->arena, used + capacity);
            memcpy(larger, out, used);
            out = larger;
            next = out + used;
            continue;
        }
        report_bad_byte(decoding, last_line(out, (size_t)(next - out)),
                        (unsigned char)*in, decoding->options->encoding);
        return false;
    }
    iconv(converter, NULL, NULL, &next, &capacity);
    *text = (struct csv_text){out, (size_t)(next - out), true};
    return true;
}

/* Converts letters of old fonts that were saved as Western ones in UTF-8; text
   that is Unicode already stays. */
static void mend_legacy(const struct decoding *decoding, enum legacy encoding,
                        struct csv_text *text)
{
    text->data = legacy_mend(decoding->arena, encoding, text->data, text->size,
                             &text->size);
}

static void decode_legacy(const struct decoding *decoding, size_t skip,
                          enum legacy encoding, struct csv_text *text)
{
    *text = (struct csv_text){(const char *)decoding->data + skip,
                              decoding->size - skip, true};
    if (unicode_is_valid(text->data, text->size, NULL))
        mend_legacy(decoding, encoding, text);
    else
        text->data = legacy_bytes(decoding->arena, encoding, text->data,
                                  text->size, &text->size);
}

/* Decodes UTF-16 after SKIP bytes of a byte order mark; some cells may be
   LEGACY. */
static bool decode_wide(const struct decoding *decoding, size_t skip, bool big,
                        const enum legacy *legacy, struct csv_text *text)
{
    if (!decode_utf16(decoding, skip, big, text))
        return false;
    if (legacy)
        mend_legacy(decoding, *legacy, text);
    return true;
}

static bool decode_named(const struct decoding *decoding, struct csv_text *text)
{
    const char *encoding = decoding->options->encoding;
    if (is_font_encoding(encoding)) {
        diag_report(decoding->diag, DIAG_FONT_ENCODING,
                    decoding->options->place, encoding);
        return false;
    }
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) {
        diag_report(decoding->diag, DIAG_UNKNOWN_ENCODING,
                    decoding->options->place, encoding);
        return false;
    }
    bool done = run_iconv(decoding, converter, text);
    iconv_close(converter);
    return done;
}

/* The size of UTF-8's byte order mark at DATA, or 0. */
static size_t mark_size(const char *data, size_t size)
{
    return size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static bool is_marked_utf16(const char *data, size_t size)
{
    return size >= 2 && (memcmp(data, "\xff\xfe", 2) == 0 ||
                         memcmp(data, "\xfe\xff", 2) == 0);
}

bool csv_text_is_file(const char *start, size_t size,
                      const struct reader_options *options, size_t *mark)
{
    const char *encoding = options->encoding;
    enum legacy legacy;
    *mark = mark_size(start, size);
    if (foreign_format(start, size) || is_marked_utf16(start, size) ||
        seems_utf16(start, size) ||
        (encoding && legacy_find(encoding, &legacy)))
        return false;
    return *mark > 0 || !encoding || is_named(encoding, utf8_names);
}

bool csv_text_decode(struct arena *arena, const struct infile *file,
                     const struct reader_options *options, struct diag *diag,
                     struct csv_text *text)
{
    static const char *const little_names[] = {"utf-16le", "utf16le", NULL};
    static const char *const big_names[] = {"utf-16be", "utf16be", NULL};
    struct decoding decoding = {arena, options, diag,
                                (const unsigned char *)file->data, file->size};
    const unsigned char *data = decoding.data;
    const char *encoding = options->encoding;
    enum legacy named;
    const enum legacy *legacy =
        encoding && legacy_find(encoding, &named) ? &named : NULL;
    if (is_foreign(&decoding))
        return false;
    if (file->size >= 2 && data[0] == 0xff && data[1] == 0xfe)
        return decode_wide(&decoding, 2, false, legacy, text);
    if (file->size >= 2 && data[0] == 0xfe && data[1] == 0xff)
        return decode_wide(&decoding, 2, true, legacy, text);
    size_t mark = mark_size(file->data, file->size);
    if (legacy) {
        decode_legacy(&decoding, mark, named, text);
        return true;
    }
    if (mark == 0 && encoding) {
        if (is_named(encoding, little_names))
            return decode_utf16(&decoding, 0, false, text);
        if (is_named(encoding, big_names))
            return decode_utf16(&decoding, 0, true, text);
        if (!is_named(encoding, utf8_names))
            return decode_named(&decoding, text);
    }
    if (seems_utf16(file->data, file->size)) {
        diag_report(diag, DIAG_UTF16_WITHOUT_MARK, text_place(&decoding, 0));
        return false;
    }
    text->data = file->data + mark;
    text->size = file->size - mark;
    text->is_utf8 = unicode_is_valid(text->data, text->size, NULL);
    return true;
}
