#include "base/unicode.h"

#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

/* ---- UTF-8 --------------------------------------------------------------- */

static bool follows(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Written with more bytes than it needs, half of a pair, or no character. */
static bool is_malformed(int32_t c, ptrdiff_t size)
{
    return size == 3 ? c < 0x800 || (c >= 0xD800 && c <= 0xDFFF)
                     : size == 4 && (c < 0x10000 || c > 0x10FFFF);
}

/* A character of several bytes at *TEXT. */
static int32_t next_long(const char **text, const char *end)
{
    const unsigned char *bytes = (const unsigned char *)*text;
    const unsigned char lead = bytes[0];
    if (lead < 0xC2 || lead > 0xF4)
        return -1;
    const ptrdiff_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (end - *text < size || !follows(bytes[1]))
        return -1;
    int32_t c = (lead & 0x7F >> size) << 6 | (bytes[1] & 0x3F);
    for (ptrdiff_t i = 2; i < size; i++) {
        if (!follows(bytes[i]))
            return -1;
        c = c << 6 | (bytes[i] & 0x3F);
    }
    if (is_malformed(c, size))
        return -1;
    *text += size;
    return c;
}

int32_t unicode_next(const char **text, const char *end)
{
    if (*text >= end)
        return -1;
    if ((unsigned char)**text < 0x80)
        return *(*text)++;
    return next_long(text, end);
}

/* Past the ASCII that TEXT begins with. */
static const char *skip_ascii(const char *text, const char *end)
{
    const uint64_t high_bits = 0x8080808080808080;
    uint64_t word;
    for (; end - text >= (ptrdiff_t)sizeof word; text += sizeof word) {
        memcpy(&word, text, sizeof word);
        if ((word & high_bits) != 0)
            break;
    }
    while (text < end && (unsigned char)*text < 0x80)
        text++;
    return text;
}

bool unicode_is_valid(const char *text, size_t size, size_t *bad)
{
    const char *const start = text;
    const char *const end = text + size;
    while ((text = skip_ascii(text, end)) < end) {
        if (next_long(&text, end) < 0) {
            if (bad)
                *bad = (size_t)(text - start);
            return false;
        }
    }
    return true;
}

/* What nobody sees and fonts print over their neighbours: soft hyphens, blanks
   and joiners without a width, marks that turn the direction. */
static bool is_invisible(int32_t c)
{
    return c == 0xAD || c == 0x34F || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
           c == 0xFEFF;
}

/* Scripts that run from right to left; lines are set from left to right. */
static bool runs_left(int32_t c)
{
    return (c >= 0x590 && c <= 0x8FF) || (c >= 0xFB1D && c <= 0xFDFF) ||
           (c >= 0xFE70 && c <= 0xFEFE) || (c >= 0x10800 && c <= 0x10FFF) ||
           (c >= 0x1E800 && c <= 0x1EFFF);
}

static bool is_forbidden(int32_t c)
{
    if (c < 0x20)
        return c != '\t' && c != '\n';
    if (c < 0x7F)
        return false;
    return c <= 0x9F || (c >= 0xE000 && c <= 0xF8FF) ||
           (c >= 0xFDD0 && c <= 0xFDEF) || c == 0xFFFD ||
           (c & 0xFFFE) == 0xFFFE || c >= 0xF0000 || is_invisible(c) ||
           runs_left(c);
}

/* Past the ASCII without controls that TEXT begins with. */
static const char *skip_printable(const char *text, const char *end)
{
    while (text < end && *text >= ' ' && *text < 0x7F)
        text++;
    return text;
}

bool unicode_is_control(int32_t character)
{
    const uint32_t types =
        U_GC_CC_MASK | U_GC_CF_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK;
    if (character >= ' ' && character < 0x7F)
        return false;
    return (U_GET_GC_MASK(character) & types) != 0;
}

int32_t unicode_find_forbidden(const char *text, size_t size, size_t *offset)
{
    const char *const start = text;
    const char *const end = text + size;
    while ((text = skip_printable(text, end)) < end) {
        const char *const at = text;
        int32_t c = unicode_next(&text, end);
        if (c < 0)
            return -1;
        if (is_forbidden(c)) {
            if (offset)
                *offset = (size_t)(at - start);
            return c;
        }
    }
    return -1;
}

bool unicode_is_word(int32_t c)
{
    return u_isalnum(c);
}

const char *unicode_from_utf16(struct arena *arena, const char *bytes,
                               size_t size, bool big_endian, size_t *new_size)
{
    const unsigned char *in = (const unsigned char *)bytes;
    const int32_t n = (int32_t)((size + 1) / 2);
    UChar *wide = ARENA_ARRAY(arena, UChar, (size_t)n + 1);
    char *text = arena_alloc(arena, (size_t)n * U8_MAX_LENGTH + 1);
    int32_t length = 0;
    for (size_t i = 0; i < size; i++) {
        const bool high = (i % 2 == 0) == big_endian;
        wide[i / 2] |= (UChar)(high ? in[i] << 8 : in[i]);
    }
    if (size % 2 != 0)
        wide[n - 1] = 0xFFFD;
    for (int32_t i = 0; i < n;) {
        UChar32 c;
        U16_NEXT(wide, i, n, c);
        if (U_IS_SURROGATE(c))
            c = 0xFFFD;
        U8_APPEND_UNSAFE(text, length, c);
    }
    *new_size = (size_t)length;
    return text;
}

size_t unicode_length(const char *text, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

/* ---- normalisation ------------------------------------------------------- */

/* Characters that never change in NFC and never join one before them: all
   below the combining marks, the Vietnamese letters, common punctuation, the
   đồng sign, and drawings such as the tick. */
static bool is_plain(int32_t c)
{
    return c < 0x300 || (c >= 0x1EA0 && c <= 0x1EF9) ||
           (c >= 0x2010 && c <= 0x2027) || c == 0x20AB ||
           (c >= 0x2500 && c <= 0x27BF);
}

static bool all_plain(const char *text, const char *end)
{
    while ((text = skip_ascii(text, end)) < end) {
        int32_t c = next_long(&text, end);
        if (c < 0 || !is_plain(c))
            return false;
    }
    return true;
}

struct unicode_survey unicode_survey(const char *text, size_t size)
{
    const char *const start = text;
    const char *const end = text + size;
    struct unicode_survey survey = {true, false, true, size};
    while ((text = skip_printable(text, end)) < end) {
        survey.valid_size = (size_t)(text - start);
        int32_t c = unicode_next(&text, end);
        survey.valid = c >= 0;
        if (!survey.valid)
            return survey;
        survey.forbidden |= is_forbidden(c);
        survey.plain &= is_plain(c);
    }
    survey.valid_size = size;
    return survey;
}

/* ICU ran into something that cannot happen with valid text: a fault of the
   program or its installation, not of the data. */
static void require(UErrorCode status)
{
    if (U_FAILURE(status))
        abort();
}

static UChar *to_utf16(struct arena *arena, const char *text, size_t size,
                       int32_t *length)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar *wide = ARENA_ARRAY(arena, UChar, size + 1);
    if (size > INT32_MAX / 4)
        abort();
    u_strFromUTF8(wide, (int32_t)size + 1, length, text, (int32_t)size,
                  &status);
    require(status);
    return wide;
}

static const char *to_utf8(struct arena *arena, const UChar *wide,
                           int32_t length)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t capacity = length * 3 + 1;
    char *text = arena_alloc(arena, (size_t)capacity);
    u_strToUTF8(text, capacity, NULL, wide, length, &status);
    require(status);
    return text;
}

/* How many marks on one letter are put into their order; no language has a
   tenth of them, and ICU's time is the square of their number. */
enum { MOST_MARKS = 256 };

/* Where in the LENGTH units of TEXT the piece from START ends that can be
   normalized by itself: behind too many marks, else at the end. */
static int32_t end_of_piece(const UChar *text, int32_t start, int32_t length)
{
    int32_t at = start;
    for (int n_marks = 0; at < length && n_marks <= MOST_MARKS;) {
        UChar32 c;
        U16_NEXT(text, at, length, c);
        bool is_mark =
            u_getIntPropertyValue(c, UCHAR_LEAD_CANONICAL_COMBINING_CLASS) != 0;
        n_marks = is_mark ? n_marks + 1 : 0;
    }
    return at;
}

static bool is_nfc(const UNormalizer2 *nfc, const UChar *text, int32_t length)
{
    UErrorCode status = U_ZERO_ERROR;
    bool good = true;
    for (int32_t start = 0, end; good && start < length; start = end) {
        end = end_of_piece(text, start, length);
        good = unorm2_isNormalized(nfc, text + start, end - start, &status);
        require(status);
    }
    return good;
}

const char *unicode_nfc(struct arena *arena, const char *text, size_t size)
{
    if (all_plain(text, text + size))
        return text;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    int32_t length;
    UChar *wide = to_utf16(arena, text, size, &length);
    if (is_nfc(nfc, wide, length))
        return text;
    int32_t capacity = length * 3 + 1; /* NFC at most triples UTF-16 */
    UChar *composed = ARENA_ARRAY(arena, UChar, (size_t)capacity);
    int32_t n = 0;
    for (int32_t start = 0, end; start < length; start = end) {
        end = end_of_piece(wide, start, length);
        n += unorm2_normalize(nfc, wide + start, end - start, composed + n,
                              capacity - n, &status);
        require(status);
    }
    return to_utf8(arena, composed, n);
}

/* ---- case ---------------------------------------------------------------- */

/* Simple mappings one character for one: they cover every Vietnamese letter
   and need no locale. */
static const char *map(struct arena *arena, const char *text,
                       UChar32 (*change)(UChar32))
{
    const char *const end = text + strlen(text);
    struct strbuf buf = STRBUF_INIT;
    while (text < end) {
        int32_t c = unicode_next(&text, end);
        if (c < 0)
            c = (unsigned char)*text++;
        strbuf_add_code_point(&buf, (uint32_t)change(c));
    }
    const char *result = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return result;
}

const char *unicode_upper(struct arena *arena, const char *text)
{
    return map(arena, text, u_toupper);
}

const char *unicode_lower(struct arena *arena, const char *text)
{
    return map(arena, text, u_tolower);
}

/* ---- folding ------------------------------------------------------------- */

/* The tones as Telex writes them: f huyền, r hỏi, x ngã, s sắc, j nặng. */
struct vowel {
    int32_t base;
    char tone;
};

/* The lower-case letters U+1EA1, U+1EA3 .. U+1EF9. */
static const struct vowel vowels[] = {
    {'a', 'j'},   {'a', 'r'},   {0xE2, 's'},  {0xE2, 'f'},  {0xE2, 'r'},
    {0xE2, 'x'},  {0xE2, 'j'},  {0x103, 's'}, {0x103, 'f'}, {0x103, 'r'},
    {0x103, 'x'}, {0x103, 'j'}, {'e', 'j'},   {'e', 'r'},   {'e', 'x'},
    {0xEA, 's'},  {0xEA, 'f'},  {0xEA, 'r'},  {0xEA, 'x'},  {0xEA, 'j'},
    {'i', 'r'},   {'i', 'j'},   {'o', 'j'},   {'o', 'r'},   {0xF4, 's'},
    {0xF4, 'f'},  {0xF4, 'r'},  {0xF4, 'x'},  {0xF4, 'j'},  {0x1A1, 's'},
    {0x1A1, 'f'}, {0x1A1, 'r'}, {0x1A1, 'x'}, {0x1A1, 'j'}, {'u', 'j'},
    {'u', 'r'},   {0x1B0, 's'}, {0x1B0, 'f'}, {0x1B0, 'r'}, {0x1B0, 'x'},
    {0x1B0, 'j'}, {'y', 'f'},   {'y', 'j'},   {'y', 'r'},   {'y', 'x'}};

/* Parts a lower-case letter from its tone; tone 0 for a letter without. */
static struct vowel split_tone(int32_t c)
{
    if (c >= 0x1EA0 && c <= 0x1EF9)
        return vowels[(c - 0x1EA0) / 2];
    switch (c) {
    case 0xE0:
        return (struct vowel){'a', 'f'};
    case 0xE1:
        return (struct vowel){'a', 's'};
    case 0xE3:
        return (struct vowel){'a', 'x'};
    case 0xE8:
        return (struct vowel){'e', 'f'};
    case 0xE9:
        return (struct vowel){'e', 's'};
    case 0xEC:
        return (struct vowel){'i', 'f'};
    case 0xED:
        return (struct vowel){'i', 's'};
    case 0x129:
        return (struct vowel){'i', 'x'};
    case 0xF2:
        return (struct vowel){'o', 'f'};
    case 0xF3:
        return (struct vowel){'o', 's'};
    case 0xF5:
        return (struct vowel){'o', 'x'};
    case 0xF9:
        return (struct vowel){'u', 'f'};
    case 0xFA:
        return (struct vowel){'u', 's'};
    case 0x169:
        return (struct vowel){'u', 'x'};
    case 0xFD:
        return (struct vowel){'y', 's'};
    default:
        return (struct vowel){c, 0};
    }
}

/* ---- what looks the same ------------------------------------------------- */

struct look_alike {
    uint16_t c;
    uint16_t as; /* 0: nothing is seen of it */
};

/* In order of C.  Cyrillic and Greek letters stand here in the case in which
   they look like Latin ones. */
static const struct look_alike look_alikes[] = {
    {0x00AD, 0},     {0x00B4, '\''},  {0x00D0, 0x111}, {0x00F0, 0x111},
    {0x0189, 0x111}, {0x0256, 0x111}, {0x02B9, '\''},  {0x02BC, '\''},
    {0x034F, 0},     {0x0391, 'a'},   {0x0392, 'b'},   {0x0395, 'e'},
    {0x0396, 'z'},   {0x0397, 'h'},   {0x0399, 'i'},   {0x039A, 'k'},
    {0x039C, 'm'},   {0x039D, 'n'},   {0x039F, 'o'},   {0x03A1, 'p'},
    {0x03A4, 't'},   {0x03A5, 'y'},   {0x03A7, 'x'},   {0x03BD, 'v'},
    {0x03BF, 'o'},   {0x0405, 's'},   {0x0406, 'i'},   {0x0408, 'j'},
    {0x0410, 'a'},   {0x0412, 'b'},   {0x0415, 'e'},   {0x041A, 'k'},
    {0x041C, 'm'},   {0x041D, 'h'},   {0x041E, 'o'},   {0x0420, 'p'},
    {0x0421, 'c'},   {0x0422, 't'},   {0x0423, 'y'},   {0x0425, 'x'},
    {0x0430, 'a'},   {0x0435, 'e'},   {0x043E, 'o'},   {0x0440, 'p'},
    {0x0441, 'c'},   {0x0443, 'y'},   {0x0445, 'x'},   {0x0455, 's'},
    {0x0456, 'i'},   {0x0458, 'j'},   {0x200B, 0},     {0x200C, 0},
    {0x200D, 0},     {0x200E, 0},     {0x200F, 0},     {0x2010, '-'},
    {0x2011, '-'},   {0x2012, '-'},   {0x2013, '-'},   {0x2014, '-'},
    {0x2015, '-'},   {0x2018, '\''},  {0x2019, '\''},  {0x201C, '"'},
    {0x201D, '"'},   {0x202A, 0},     {0x202B, 0},     {0x202C, 0},
    {0x202D, 0},     {0x202E, 0},     {0x2060, 0},     {0x2061, 0},
    {0x2062, 0},     {0x2063, 0},     {0x2064, 0},     {0x2212, '-'},
    {0xFE58, '-'},   {0xFE63, '-'},   {0xFEFF, 0},
};

/* C (no ASCII), or what a reader takes it for; 0 for what nobody sees. */
static int32_t seen_as(int32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) /* as wide as a Chinese character */
        return c - 0xFF01 + '!';
    size_t low = 0;
    size_t high = sizeof look_alikes / sizeof *look_alikes;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (look_alikes[middle].c == c)
            return look_alikes[middle].as;
        if (look_alikes[middle].c < c)
            low = middle + 1;
        else
            high = middle;
    }
    return c;
}

char unicode_part_tone(int32_t c, int32_t *base)
{
    struct vowel vowel = split_tone(u_tolower(c));
    *base = vowel.base;
    return vowel.tone;
}

size_t unicode_put(char *text, int32_t c)
{
    size_t size = 0;
    U8_APPEND_UNSAFE(text, size, c);
    return size;
}

int32_t unicode_upper_letter(int32_t c)
{
    return u_toupper(c);
}

/* A text being folded: the letters of a word go to KEY at once, its tones wait
   for its end, so that where the mark stood no longer matters. */
struct folding {
    char *key;
    size_t size;
    char tones[8];
    size_t n_tones;
    bool blank; /* one blank waits for the next character */
};

/* A tone in a key is a control, which no text has. */
static char tone_byte(char tone)
{
    return (char)(1 + (strchr("frxsj", tone) - "frxsj"));
}

static void end_word(struct folding *folding)
{
    for (size_t i = 0; i < folding->n_tones; i++)
        folding->key[folding->size++] = tone_byte(folding->tones[i]);
    folding->n_tones = 0;
}

static bool is_ascii_letter(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(int32_t c)
{
    return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : u_isUWhiteSpace(c);
}

static void fold_letter(struct folding *folding, int32_t c)
{
    struct vowel vowel = split_tone(u_tolower(c));
    if (vowel.tone != 0 && folding->n_tones == sizeof folding->tones)
        end_word(folding);
    if (vowel.tone != 0)
        folding->tones[folding->n_tones++] = vowel.tone;
    else if (folding->n_tones > 0 && !u_isalpha(c))
        end_word(folding);
    U8_APPEND_UNSAFE(folding->key, folding->size, vowel.base);
}

static void fold_character(struct folding *folding, int32_t c)
{
    /* Vietnamese letters, the bulk, are themselves. */
    if (c >= 0x80 && !(c >= 0x1EA0 && c <= 0x1EF9))
        c = seen_as(c);
    if (c == 0)
        return;
    if (is_space(c)) {
        end_word(folding);
        folding->blank = folding->size > 0;
        return;
    }
    if (folding->blank)
        folding->key[folding->size++] = ' ';
    folding->blank = false;
    if (is_ascii_letter(c)) {
        folding->key[folding->size++] = (char)(c | 0x20);
    } else if (c < 0x80) {
        end_word(folding);
        folding->key[folding->size++] = (char)c;
    } else {
        fold_letter(folding, c);
    }
}

/* Folds TEXT into KEY, which has room for twice its SIZE: that much a byte
   that is no UTF-8 takes; the size of the key is returned. */
static size_t fold(const char *text, size_t size, char *key)
{
    const char *const end = text + size;
    struct folding folding = {.key = key};
    while (text < end) {
        int32_t c = unicode_next(&text, end);
        if (c < 0)
            c = (unsigned char)*text++;
        fold_character(&folding, c);
    }
    end_word(&folding);
    return folding.size;
}

const char *unicode_fold(struct arena *arena, const char *text)
{
    char small[512];
    text = unicode_nfc(arena, text, strlen(text));
    size_t size = strlen(text);
    char *room = 2 * size <= sizeof small ? small : malloc(2 * size);
    const char *key = arena_strndup(arena, room, fold(text, size, room));
    if (room != small)
        free(room);
    return key;
}

uint64_t unicode_fold_hash(const char *text, size_t size)
{
    char small[512];
    char *key = 2 * size <= sizeof small ? small : malloc(2 * size);
    size_t n = fold(text, size, key);
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)key[i]) * UINT64_C(1099511628211);
    if (key != small)
        free(key);
    return hash;
}

/* ---- names of files ------------------------------------------------------ */

struct slug {
    struct strbuf buf;
    bool parted; /* something that is no letter stands behind the last one */
};

static void slug_letter(struct slug *slug, UChar32 c)
{
    if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        slug->parted = true;
        return;
    }
    if (slug->parted && slug->buf.size > 0)
        strbuf_add_char(&slug->buf, '-');
    slug->parted = false;
    strbuf_add_char(&slug->buf, (char)c);
}

/* The letter without its marks. */
static void slug_character(struct slug *slug, int32_t c)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar parts[32];
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    require(status);
    if (c == 0x110 || c == 0x111) { /* đ has no decomposition */
        slug_letter(slug, 'd');
        return;
    }
    int32_t n = unorm2_getDecomposition(
        nfd, c, parts, (int32_t)(sizeof parts / sizeof *parts), &status);
    if (n <= 0 || U_FAILURE(status)) {
        if (u_charType(c) != U_NON_SPACING_MARK)
            slug_letter(slug, c);
        return;
    }
    slug_letter(slug, parts[0]);
}

const char *unicode_slug(struct arena *arena, const char *text)
{
    const char *const end = text + strlen(text);
    struct slug slug = {.buf = STRBUF_INIT};
    while (text < end) {
        int32_t c = unicode_next(&text, end);
        if (c < 0)
            c = (unsigned char)*text++;
        slug_character(&slug, c);
    }
    const char *word =
        arena_strndup(arena, strbuf_text(&slug.buf), slug.buf.size);
    strbuf_free(&slug.buf);
    return word;
}

/* ---- collation ----------------------------------------------------------- */

struct collator {
    UCollator *icu;
};

struct collator *collator_open(void)
{
    UErrorCode status = U_ZERO_ERROR;
    struct collator *collator = malloc(sizeof *collator);
    collator->icu = ucol_open("vi_VN", &status);
    require(status);
    return collator;
}

void collator_close(struct collator *collator)
{
    if (!collator)
        return;
    ucol_close(collator->icu);
    free(collator);
}

int collator_compare(const struct collator *collator, const char *a,
                     size_t a_size, const char *b, size_t b_size)
{
    UErrorCode status = U_ZERO_ERROR;
    UCollationResult result = ucol_strcollUTF8(
        collator->icu, a, (int32_t)a_size, b, (int32_t)b_size, &status);
    require(status);
    return result == UCOL_LESS ? -1 : result == UCOL_GREATER;
}

/* ---- line breaks --------------------------------------------------------- */

struct breaker {
    UBreakIterator *icu; /* NULL until a script without blanks is met */
};

struct breaker *breaker_open(void)
{
    struct breaker *breaker = calloc(1, sizeof *breaker);
    return breaker;
}

void breaker_close(struct breaker *breaker)
{
    if (!breaker)
        return;
    if (breaker->icu)
        ubrk_close(breaker->icu);
    free(breaker);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_no_break_space(const char *text)
{
    return text[0] == '\xC2' && text[1] == '\xA0';
}

static bool is_joint(char c)
{
    return c == '/' || c == '-';
}

/* Letters and digits in the sense of a token: nothing that closes or opens. */
static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Punctuation that a line never starts with, even after a stray blank. */
static bool is_closing(const char *text, const char *end)
{
    if (text[0] == ')' || text[0] == '%')
        return true;
    return strchr(",.;:!?", text[0]) &&
           (text + 1 == end || is_blank(text[1]) || text[1] == '\n');
}

/* Joints of the token TEXT..END; a date, a fraction or a range of numbers has
   no letter and stays whole. */
static void mark_token(const char *text, const char *end, unsigned char *kinds)
{
    bool has_letter = false;
    for (const char *c = text; c < end; c++)
        has_letter |= is_word_byte(*c) && !(*c >= '0' && *c <= '9');
    if (!has_letter)
        return;
    for (size_t i = 2; text + i < end; i++)
        if (is_joint(text[i - 1]) && is_word_byte(text[i]))
            kinds[i] = BREAK_TOKEN;
}

/* Scripts that part words by other means than blanks stand here and beyond;
   the Latin letters with two marks and the punctuation do not. */
static bool needs_icu(const char *text, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++) {
        unsigned char c = (unsigned char)text[i];
        unsigned char next = (unsigned char)text[i + 1];
        if (c == 0xE0 && next >= 0xB8)
            return true; /* U+0E00: Thai, Lao, Tibetan, Burmese ... */
        if (c == 0xE1 && next < 0xB4)
            return true; /* U+1000..1CFF: Burmese, Hangul, Khmer */
        if ((c >= 0xE3 && c <= 0xED) || c >= 0xF0)
            return true; /* U+3000: Chinese, Japanese, Korean */
    }
    return false;
}

static void add_icu_breaks(struct breaker *breaker, const char *text,
                           size_t size, unsigned char *kinds)
{
    UErrorCode status = U_ZERO_ERROR;
    if (!breaker->icu)
        breaker->icu = ubrk_open(UBRK_LINE, "vi", NULL, 0, &status);
    UText *utext = utext_openUTF8(NULL, text, (int64_t)size, &status);
    ubrk_setUText(breaker->icu, utext, &status);
    require(status);
    for (int32_t at = ubrk_first(breaker->icu); at != UBRK_DONE;
         at = ubrk_next(breaker->icu)) {
        size_t i = (size_t)at;
        if (i > 0 && i < size && kinds[i] == BREAK_NONE &&
            (unsigned char)text[i] >= 0xE0 &&
            (unsigned char)text[i - 1] >= 0x80)
            kinds[i] = BREAK_TOKEN;
    }
    utext_close(utext);
}

/* What a token has that must be looked at again. */
struct word_token {
    bool has_joint;
    bool may_need_icu;
};

/* Where the token at TEXT ends; FOUND gathers what stands in it. */
static const char *token_end(const char *text, const char *end,
                             struct word_token *found)
{
    for (; text < end && !is_blank(*text) && *text != '\n'; text++) {
        if (*text == '\xC2' && text + 1 < end && is_no_break_space(text))
            break;
        found->has_joint |= is_joint(*text);
        found->may_need_icu |= (unsigned char)*text >= 0xE0;
    }
    return text;
}

void breaker_find(struct breaker *breaker, const char *text, size_t size,
                  unsigned char *kinds)
{
    const char *const end = text + size;
    bool may_need_icu = false;
    memset(kinds, BREAK_NONE, size);
    for (const char *at = text; at < end;) {
        struct word_token token = {0};
        const char *stop = token_end(at, end, &token);
        if (token.has_joint)
            mark_token(at, stop, kinds + (at - text));
        may_need_icu |= token.may_need_icu;
        if (at > text && at[-1] == '\n')
            kinds[at - text] = BREAK_MUST;
        else if (at > text && is_blank(at[-1]) && !is_blank(*at) &&
                 *at != '\n' && !is_closing(at, end))
            kinds[at - text] = BREAK_SPACE;
        at = stop;
        if (at < end)
            at += *at == '\xC2' ? 2 : 1;
    }
    if (may_need_icu && needs_icu(text, size))
        add_icu_breaks(breaker, text, size, kinds);
    kinds[size] = BREAK_MUST;
}
