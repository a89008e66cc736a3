#include "base/legacy.h"

#include "base/strbuf.h"
#include "base/syllable.h"
#include "base/unicode.h"

#include <string.h>
#include <strings.h>

bool legacy_find(const char *name, enum legacy *encoding)
{
    static const struct {
        const char *name;
        enum legacy encoding;
    } names[] = {{"tcvn3", LEGACY_TCVN3},     {"tcvn-3", LEGACY_TCVN3},
                 {"abc", LEGACY_TCVN3},       {"vni", LEGACY_VNI},
                 {"vni-windows", LEGACY_VNI}, {"vni-win", LEGACY_VNI}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(names[i].name, name) == 0) {
            *encoding = names[i].encoding;
            return true;
        }
    return false;
}

/* ---- windows-1252 -------------------------------------------------------- */

/* 0x80..0x9F; 0: no character. */
static const uint16_t western[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* ---- TCVN3 --------------------------------------------------------------- */

/* 0xA0..0xFF; 0: no letter. */
static const uint16_t tcvn3[96] = {
    0,      0x0102, 0x00C2, 0x00CA, 0x00D4, 0x01A0, 0x01AF, 0x0110, /* A0 */
    0x0103, 0x00E2, 0x00EA, 0x00F4, 0x01A1, 0x01B0, 0x0111, 0,      /* A8 */
    0,      0,      0,      0,      0,      0x00E0, 0x1EA3, 0x00E3, /* B0 */
    0x00E1, 0x1EA1, 0,      0x1EB1, 0x1EB3, 0x1EB5, 0x1EAF, 0,      /* B8 */
    0,      0,      0,      0,      0,      0,      0x1EB7, 0x1EA7, /* C0 */
    0x1EA9, 0x1EAB, 0x1EA5, 0x1EAD, 0x00E8, 0,      0x1EBB, 0x1EBD, /* C8 */
    0x00E9, 0x1EB9, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EBF, 0x1EC7, 0x00EC, /* D0 */
    0x1EC9, 0,      0,      0,      0x0129, 0x00ED, 0x1ECB, 0x00F2, /* D8 */
    0,      0x1ECF, 0x00F5, 0x00F3, 0x1ECD, 0x1ED3, 0x1ED5, 0x1ED7, /* E0 */
    0x1ED1, 0x1ED9, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EDB, 0x1EE3, 0x00F9, /* E8 */
    0,      0x1EE7, 0x0169, 0x00FA, 0x1EE5, 0x1EEB, 0x1EED, 0x1EEF, /* F0 */
    0x1EE9, 0x1EF1, 0x1EF3, 0x1EF7, 0x1EF9, 0x00FD, 0x1EF5, 0};     /* F8 */

static int32_t tcvn3_letter(int32_t c)
{
    int32_t letter = c >= 0xA0 && c <= 0xFF ? tcvn3[c - 0xA0] : 0;
    return letter ? letter : c;
}

/* ---- VNI-Windows --------------------------------------------------------- */

enum {
    GRAVE = 0x300,
    ACUTE = 0x301,
    CIRCUMFLEX = 0x302,
    TILDE = 0x303,
    BREVE = 0x306,
    HOOK = 0x309,
    DOT = 0x323
};

/* What the letter behind a vowel, in lower case, adds to it. */
static const struct {
    int32_t letter;
    int32_t mark; /* 0: none but the tone */
    int32_t tone; /* 0: none */
} vni_marks[] = {{0xF9, 0, ACUTE},
                 {0xF8, 0, GRAVE},
                 {0xFB, 0, HOOK},
                 {0xF5, 0, TILDE},
                 {0xEF, 0, DOT},
                 {0xE2, CIRCUMFLEX, 0},
                 {0xE1, CIRCUMFLEX, ACUTE},
                 {0xE0, CIRCUMFLEX, GRAVE},
                 {0xE5, CIRCUMFLEX, HOOK},
                 {0xE3, CIRCUMFLEX, TILDE},
                 {0xE4, CIRCUMFLEX, DOT},
                 {0xEA, BREVE, 0},
                 {0xE9, BREVE, ACUTE},
                 {0xE8, BREVE, GRAVE},
                 {0xFA, BREVE, HOOK},
                 {0xFC, BREVE, TILDE},
                 {0xEB, BREVE, DOT}};

/* Letters that stand for themselves with their marks, in lower case. */
static const struct {
    int32_t letter;
    int32_t means;
} vni_letters[] = {{0xF1, 0x111},  {0xF4, 0x1A1}, {0xF6, 0x1B0},
                   {0xE6, 0x1EC9}, {0xF3, 0x129}, {0xF2, 0x1ECB},
                   {0xEE, 0x1EF5}, {0xED, 0xED},  {0xEC, 0xEC}};

/* Capitals of both kinds stand 0x20 before the small letters. */
static int32_t small(int32_t c)
{
    bool capital = (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE);
    return capital ? c + 0x20 : c;
}

/* Circumflex: a, e, o.  Breve: a.  Tones: all vowels but i. */
static bool takes_mark(int32_t vowel, int32_t mark)
{
    if (mark == BREVE)
        return vowel == 'a';
    if (mark == CIRCUMFLEX)
        return vowel == 'a' || vowel == 'e' || vowel == 'o';
    return vowel == 'a' || vowel == 'e' || vowel == 'o' || vowel == 'u' ||
           vowel == 'y' || vowel == 0xF4 || vowel == 0xF6;
}

static int32_t vni_letter(int32_t c)
{
    for (size_t i = 0; i < sizeof vni_letters / sizeof *vni_letters; i++)
        if (vni_letters[i].letter == small(c))
            return small(c) == c ? vni_letters[i].means
                                 : unicode_upper_letter(vni_letters[i].means);
    return c;
}

/* Writes C; true when NEXT is its mark, which is written with it. */
static bool put_vni(struct strbuf *buf, int32_t c, int32_t next,
                    struct arena *scratch)
{
    struct strbuf letter = STRBUF_INIT;
    strbuf_add_code_point(&letter, (uint32_t)vni_letter(c));
    bool marked = false;
    for (size_t i = 0; !marked && i < sizeof vni_marks / sizeof *vni_marks;
         i++) {
        marked = vni_marks[i].letter == small(next) &&
                 takes_mark(small(c), vni_marks[i].mark);
        if (marked && vni_marks[i].mark)
            strbuf_add_code_point(&letter, (uint32_t)vni_marks[i].mark);
        if (marked && vni_marks[i].tone)
            strbuf_add_code_point(&letter, (uint32_t)vni_marks[i].tone);
    }
    if (marked)
        strbuf_add_text(buf, unicode_nfc(scratch, letter.data, letter.size));
    else
        strbuf_add(buf, letter.data, letter.size);
    strbuf_free(&letter);
    return marked;
}

/* ---- texts --------------------------------------------------------------- */

struct source {
    const char *text;
    const char *end;
    bool is_raw; /* bytes, no UTF-8 */
};

/* The next character, or 0 at the end. */
static int32_t take(struct source *source)
{
    if (source->text >= source->end)
        return 0;
    int32_t c = source->is_raw ? -1 : unicode_next(&source->text, source->end);
    if (c >= 0)
        return c;
    unsigned char byte = (unsigned char)*source->text++;
    if (byte >= 0x80 && byte < 0xA0 && western[byte - 0x80])
        return western[byte - 0x80];
    return byte;
}

static const char *convert(struct arena *arena, enum legacy encoding,
                           struct source source, size_t *size)
{
    struct strbuf buf = STRBUF_INIT;
    struct arena *scratch = arena_create();
    while (source.text < source.end) {
        int32_t c = take(&source);
        struct source ahead = source;
        int32_t next = take(&ahead);
        if (c < 0x80 && next < 0x80)
            strbuf_add_char(&buf, (char)c);
        else if (encoding == LEGACY_TCVN3)
            strbuf_add_code_point(&buf, (uint32_t)tcvn3_letter(c));
        else if (put_vni(&buf, c, next, scratch))
            source = ahead;
        arena_reset(scratch);
    }
    arena_destroy(scratch);
    *size = buf.size;
    const char *text = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return text;
}

const char *legacy_text(struct arena *arena, enum legacy encoding,
                        const char *text, size_t size)
{
    struct source source = {text, text + size, false};
    return convert(arena, encoding, source, &size);
}

const char *legacy_bytes(struct arena *arena, enum legacy encoding,
                         const char *bytes, size_t size, size_t *new_size)
{
    struct source source = {bytes, bytes + size, true};
    return convert(arena, encoding, source, new_size);
}

/* ---- texts of which a part is Unicode already ---------------------------- */

bool legacy_is_unicode(const char *text, size_t size)
{
    const char *const end = text + size;
    while (text < end) {
        int32_t c = unicode_next(&text, end);
        if (c < 0)
            return false;
        if (c == 0x102 || c == 0x103 || c == 0x110 || c == 0x111 ||
            c == 0x128 || c == 0x129 || c == 0x168 || c == 0x169 ||
            c == 0x1A0 || c == 0x1A1 || c == 0x1AF || c == 0x1B0 ||
            (c >= 0x1EA0 && c <= 0x1EF9))
            return true;
    }
    return false;
}

static bool is_word_byte(unsigned char c)
{
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Words with a letter beyond ASCII that cannot be spoken. */
static size_t count_odd(const char *text, const char *end)
{
    size_t n = 0;
    while (text < end) {
        const char *word = text;
        bool beyond = false;
        for (; text < end && is_word_byte((unsigned char)*text); text++)
            beyond |= (unsigned char)*text >= 0x80;
        n += beyond && !syllable_is_possible(word, (size_t)(text - word));
        text += text < end && text == word;
    }
    return n;
}

bool legacy_is_odd(const char *text, size_t size)
{
    return count_odd(text, text + size) > 0;
}

const char *legacy_mend_cell(struct arena *arena, enum legacy encoding,
                             const char *text, size_t size, bool in_doubt)
{
    if (legacy_is_unicode(text, size))
        return text;
    const char *mended = legacy_text(arena, encoding, text, size);
    size_t odd = count_odd(text, text + size);
    size_t still_odd = count_odd(mended, mended + strlen(mended));
    return odd < still_odd || (odd == still_odd && !in_doubt) ? text : mended;
}

const char *legacy_mend(struct arena *arena, enum legacy encoding,
                        const char *text, size_t size, size_t *new_size)
{
    const char *const end = text + size;
    struct strbuf buf = STRBUF_INIT;
    struct arena *scratch = arena_create();
    while (text < end) {
        const char *line = memchr(text, '\n', (size_t)(end - text));
        line = !line ? end : line + 1;
        size_t line_size = (size_t)(line - text);
        bool in_doubt = !legacy_is_unicode(text, line_size) &&
                        legacy_is_odd(text, line_size);
        while (text < line) {
            const char *cell = text;
            while (text < line && !strchr(";,\t|\"", *text))
                text++;
            if (text < line && *text != '\0')
                text++;
            else if (text < line)
                text = line;
            size_t n = (size_t)(text - cell);
            const char *mended =
                legacy_mend_cell(scratch, encoding, cell, n, in_doubt);
            strbuf_add(&buf, mended, mended == cell ? n : strlen(mended));
            arena_reset(scratch);
        }
    }
    arena_destroy(scratch);
    *new_size = buf.size;
    text = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return text;
}
