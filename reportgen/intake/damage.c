#include "intake/damage.h"

#include "base/legacy.h"
#include "base/strbuf.h"
#include "base/syllable.h"
#include "base/unicode.h"

#include <string.h>

/* ---- spreadsheets -------------------------------------------------------- */

static bool is_error_value(const char *text, size_t size)
{
    static const char *const values[] = {
        "#REF!",  "#N/A",    "#VALUE!", "#NAME?",  "#DIV/0!",  "#NUM!",
        "#NULL!", "#SPILL!", "#CALC!",  "#FIELD!", "#BLOCKED!"};
    if (size >= 3 && strspn(text, "#") == size)
        return true; /* a column that was too narrow */
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strcmp(values[i], text) == 0)
            return true;
    return strncmp(text, "Err:", 4) == 0 && size == 7 &&
           strspn(text + 4, "0123456789") == 3;
}

/* True for "3,00589E+08". */
static bool is_rounded(const char *text, size_t size)
{
    static const char digits[] = "0123456789";
    const char *rest = text;
    if (*rest < '1' || *rest > '9')
        return false;
    rest++;
    if (*rest == ',' || *rest == '.')
        rest += 1 + strspn(rest + 1, digits);
    if (strncmp(rest, "E+", 2) != 0 && strncmp(rest, "e+", 2) != 0)
        return false;
    size_t n = strspn(rest + 2, digits);
    return n >= 1 && n <= 3 && rest + 2 + n == text + size;
}

/* True for "01-Feb", "3-Jan-17", "Jan-17", "02-Thg1", which 1/2 and 3-1 turn
   into. */
static bool is_taken_for_date(const char *text, size_t size)
{
    static const char digits[] = "0123456789";
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May",
                                         "Jun", "Jul", "Aug", "Sep", "Oct",
                                         "Nov", "Dec", "Thg"};
    const char *rest = text + strspn(text, digits);
    size_t n_first = (size_t)(rest - text);
    if (n_first > 2 || (n_first > 0 && *rest++ != '-'))
        return false;
    size_t i = 0;
    while (i < sizeof months / sizeof *months &&
           strncmp(rest, months[i], 3) != 0)
        i++;
    if (i == sizeof months / sizeof *months)
        return false;
    rest += 3;
    if (strcmp(months[i], "Thg") == 0)
        rest += strspn(rest, digits);
    if (*rest == '\0')
        return n_first > 0;
    size_t n_year = *rest == '-' ? strspn(rest + 1, digits) : 0;
    return (n_year == 2 || n_year == 4) && rest + 1 + n_year == text + size;
}

/* ---- a glance ------------------------------------------------------------ */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* True for the bytes that follow 0xC3 in Vietnamese letters of lower case. */
static bool is_vietnamese(unsigned char tail)
{
    return tail >= 0xA0 && strchr("\xA0\xA1\xA2\xA3\xA8\xA9\xAA\xAC\xAD\xB2"
                                  "\xB3\xB4\xB5\xB9\xBA\xBD",
                                  tail);
}

/* True for a Western letter 0xC3 TAIL after an ASCII letter in a way that no
   Vietnamese word has it: a capital after a small letter, or a second vowel
   that cannot follow. */
static bool is_odd_pair(char before, unsigned char tail)
{
    if (!is_letter(before))
        return false;
    if (tail < 0xA0)
        return before >= 'a';
    switch (before | 0x20) {
    case 'a':
    case 'e':
        return true;
    case 'o':
        return !strchr("\xA0\xA1\xA3\xA8\xA9", tail);
    case 'u':
        return !strchr("\xA0\xA1\xA2\xA3\xA8\xA9\xAA\xB4\xBD", tail);
    case 'y':
        return tail != 0xAA;
    default:
        return false;
    }
}

/* True when TEXT has a letter or sign that is rare in sound text. */
static bool is_suspect(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        unsigned char tail = (unsigned char)text[i + 1]; /* the end is a NUL */
        if (c == '?' &&
            (is_letter(text[i + 1]) || (i > 0 && is_letter(text[i - 1]))))
            return true;
        if ((c == 0xC2 && tail != 0xA0) || (c == 0xE2 && tail == 0x88) ||
            (c == 0xC6 && tail == 0x92)) /* signs; "√", "∆"; "ƒ" */
            return true;
        if (c == 0xC3) {
            bool capital = tail < 0xA0;
            unsigned char lower = (unsigned char)(capital ? tail + 0x20 : tail);
            if (!is_vietnamese(lower) ||
                (i > 0 && is_odd_pair(text[i - 1], tail)))
                return true;
        }
    }
    return false;
}

/* ---- words --------------------------------------------------------------- */

/* True for letters, and for the signs of windows-1252 that old fonts draw as
   letters. */
static bool is_word_letter(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= 0xA1 && c <= 0xFF && c != 0xD7 && c != 0xF7) ||
           (c >= 0x100 && c <= 0x24F) || (c >= 0x1E00 && c <= 0x1EFF);
}

/* A word with a letter beyond ASCII. */
struct word {
    const char *text;
    size_t size;
    size_t n_letters;
    bool is_unicode; /* it has letters that no Western font has */
    bool has_sign;   /* it has one of 0xA1..0xBF next to an ASCII letter */
    bool has_hump;   /* it has a capital of 0xC0..0xDE after a small letter */
};

/* The next word at or after *TEXT that is not plain ASCII; false at the end. */
static bool next_word(const char **text, const char *end, struct word *word)
{
    while (*text < end) {
        const char *at = *text;
        bool beyond = false;
        int32_t before = 0;
        *word = (struct word){.text = at};
        for (;;) {
            const char *here = at;
            int32_t c = at < end ? unicode_next(&at, end) : 0;
            if (c <= 0 || !is_word_letter(c)) {
                word->size = (size_t)(here - word->text);
                *text = c < 0 ? here + 1 : c == 0 ? end : at;
                break;
            }
            word->n_letters++;
            beyond |= c >= 0x80;
            word->is_unicode |= c >= 0x100;
            word->has_sign |=
                (c >= 0xA1 && c <= 0xBF && before > 0 && before < 0x80) ||
                (c < 0x80 && before >= 0xA1 && before <= 0xBF);
            word->has_hump |=
                c >= 0xC0 && c <= 0xDE && before >= 'a' && before <= 'z';
            before = c;
        }
        if (beyond)
            return true;
    }
    return false;
}

/* ---- old fonts ----------------------------------------------------------- */

/* How likely it is that TEXT is in ENCODING: 2 or more is certain. */
static int weigh_legacy(struct arena *scratch, enum legacy encoding,
                        const char *text, size_t size)
{
    const char *const end = text + size;
    struct word word;
    int weight = 0;
    while (next_word(&text, end, &word)) {
        if (word.is_unicode || word.n_letters < 2 ||
            syllable_is_possible(word.text, word.size))
            continue;
        const char *meant =
            legacy_text(scratch, encoding, word.text, word.size);
        if (!syllable_is_possible(meant, strlen(meant)))
            continue;
        weight++;
        if (encoding == LEGACY_TCVN3 &&
            ((word.has_sign && word.n_letters >= 3) ||
             (word.has_hump && word.n_letters >= 4)))
            weight++;
    }
    return weight;
}

/* ---- UTF-8 read as something else ---------------------------------------- */

/* The byte of C in windows-1252, or -1. */
static int western_byte(int32_t c)
{
    static const uint16_t western[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
        0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    if (c == 0x102)
        return 0xC3; /* of windows-1258 */
    for (int i = 0; i < 32; i++)
        if (western[i] == c)
            return 0x80 + i;
    return c < 0x100 ? (int)c : -1;
}

/* The byte that Mac Roman, of the Excel of a Mac, has for C, or -1. */
static int mac_byte(int32_t c)
{
    static const uint16_t mac[128] = {
        0x00C4, 0x00C5, 0x00C7, 0x00C9, 0x00D1, 0x00D6, 0x00DC, 0x00E1, 0x00E0,
        0x00E2, 0x00E4, 0x00E3, 0x00E5, 0x00E7, 0x00E9, 0x00E8, 0x00EA, 0x00EB,
        0x00ED, 0x00EC, 0x00EE, 0x00EF, 0x00F1, 0x00F3, 0x00F2, 0x00F4, 0x00F6,
        0x00F5, 0x00FA, 0x00F9, 0x00FB, 0x00FC, 0x2020, 0x00B0, 0x00A2, 0x00A3,
        0x00A7, 0x2022, 0x00B6, 0x00DF, 0x00AE, 0x00A9, 0x2122, 0x00B4, 0x00A8,
        0x2260, 0x00C6, 0x00D8, 0x221E, 0x00B1, 0x2264, 0x2265, 0x00A5, 0x00B5,
        0x2202, 0x2211, 0x220F, 0x03C0, 0x222B, 0x00AA, 0x00BA, 0x03A9, 0x00E6,
        0x00F8, 0x00BF, 0x00A1, 0x00AC, 0x221A, 0x0192, 0x2248, 0x2206, 0x00AB,
        0x00BB, 0x2026, 0x00A0, 0x00C0, 0x00C3, 0x00D5, 0x0152, 0x0153, 0x2013,
        0x2014, 0x201C, 0x201D, 0x2018, 0x2019, 0x00F7, 0x25CA, 0x00FF, 0x0178,
        0x2044, 0x20AC, 0x2039, 0x203A, 0xFB01, 0xFB02, 0x2021, 0x00B7, 0x201A,
        0x201E, 0x2030, 0x00C2, 0x00CA, 0x00C1, 0x00CB, 0x00C8, 0x00CD, 0x00CE,
        0x00CF, 0x00CC, 0x00D3, 0x00D4, 0xF8FF, 0x00D2, 0x00DA, 0x00DB, 0x00D9,
        0x0131, 0x02C6, 0x02DC, 0x00AF, 0x02D8, 0x02D9, 0x02DA, 0x00B8, 0x02DD,
        0x02DB, 0x02C7,
    };
    for (int i = 0; i < 128; i++)
        if (mac[i] == c)
            return 0x80 + i;
    return -1;
}

/* True for a Vietnamese letter beyond ASCII, or punctuation of U+2010 to
   U+2026. */
static bool is_likely(int32_t c)
{
    int32_t base;
    return unicode_part_tone(c, &base) != 0 || c == 0xC2 || c == 0xE2 ||
           c == 0xCA || c == 0xEA || c == 0xD4 || c == 0xF4 || c == 0x102 ||
           c == 0x103 || c == 0x110 || c == 0x111 || c == 0x1A0 || c == 0x1A1 ||
           c == 0x1AF || c == 0x1B0 || (c >= 0x2010 && c <= 0x2026);
}

/* The character whose bytes, by BYTE_OF, the letters at *TEXT are, past which
   it moves; 0 when they are none. */
static int32_t twice_encoded(const char **text, const char *end,
                             int (*byte_of)(int32_t c))
{
    const char *at = *text;
    char bytes[4];
    int size = 0;
    do {
        int32_t c = unicode_next(&at, end);
        int byte = c < 0 ? -1 : byte_of(c);
        bool fits = size == 0 ? byte >= 0xC3 && byte <= 0xE2
                              : byte >= 0x80 && byte <= 0xBF;
        if (!fits)
            return 0;
        bytes[size++] = (char)byte;
    } while (size < ((unsigned char)bytes[0] < 0xE0 ? 2 : 3) && at < end);
    const char *start = bytes;
    int32_t c = unicode_next(&start, bytes + size);
    if (c < 0 || start != bytes + size || !is_likely(c))
        return 0;
    *text = at;
    return c;
}

/* What TEXT means, in which UTF-8 was read by BYTE_OF; NULL when none was. */
static const char *decode_twice(struct arena *scratch, const char *text,
                                size_t size, int (*byte_of)(int32_t c))
{
    const char *const end = text + size;
    struct strbuf buf = STRBUF_INIT;
    bool found = false;
    while (text < end) {
        int32_t c = (unsigned char)*text < 0x80
                        ? 0
                        : twice_encoded(&text, end, byte_of);
        found |= c != 0;
        if (c == 0)
            c = unicode_next(&text, end);
        strbuf_add_code_point(&buf, (uint32_t)(c < 0 ? *text++ : c));
    }
    const char *meant =
        found ? arena_strndup(scratch, strbuf_text(&buf), buf.size) : NULL;
    strbuf_free(&buf);
    return meant;
}

/* ---- letters that became question marks ---------------------------------- */

enum { MOST_MARKS = 2 }; /* in one word: "??u" was "Đầu" */

/* True when the word TEXT can be spoken with some letters in place of each
   "?". */
static bool is_mendable(const char *text, size_t size)
{
    static const char *const letters[] = {
        "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "đ",
        "á", "ắ", "ấ", "é", "ế", "í", "ó", "ố", "ớ", "ú", "ứ", "ý"};
    char word[32];
    const char *mark = memchr(text, '?', size);
    if (!mark)
        return syllable_is_possible(text, size);
    if (size + 4 > sizeof word)
        return false;
    size_t before = (size_t)(mark - text);
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        size_t n = strlen(letters[i]);
        memcpy(word, text, before);
        memcpy(word + before, letters[i], n);
        memcpy(word + before + n, mark + 1, size - before - 1);
        if (is_mendable(word, size - 1 + n))
            return true;
    }
    return false;
}

static bool is_spoken(unsigned char c)
{
    return c >= 0x80 || is_letter((char)c);
}

/* True for "DN" or "HTX", after which a "?" may be a question. */
static bool is_abbreviation(const char *text, size_t size)
{
    size_t n = 0;
    while (n < size && (text[n] < 'a' || text[n] > 'z'))
        n++;
    return n == size && size >= 2;
}

/* How likely it is that "?" stands for letters: 2 or more is certain, 1
   possible.  Only words between blanks count, so Web addresses do not. */
static int weigh_lost(const char *text, size_t size)
{
    static const char blanks[] = " \t\n\"();:,.";
    int weight = 0;
    int n_last =
        0; /* words that lost their last letter, or end in a question mark */
    for (size_t at = 0; at < size; at++) {
        const char *word = text + at;
        size_t n = 0, n_marks = 0;
        bool is_word = true;
        for (; at < size && !strchr(blanks, text[at]); at++, n++) {
            bool is_mark = text[at] == '?';
            n_marks += is_mark;
            is_word &= is_mark || is_spoken((unsigned char)text[at]);
        }
        if (!is_word || n_marks == 0 || n_marks > MOST_MARKS || n <= n_marks)
            continue;
        bool is_asked =
            n_marks == 1 && word[n - 1] == '?' &&
            (syllable_is_possible(word, n - 1) || is_abbreviation(word, n - 1));
        if (is_asked)
            n_last++;
        else if (is_mendable(word, n))
            weight += n >= 4 && word[0] != '?' && word[n - 1] != '?' ? 2 : 1;
    }
    return weight > 0 ? weight + n_last : 0;
}

/* ---- a text -------------------------------------------------------------- */

struct damage damage_find(struct arena *scratch, const char *text, size_t size)
{
    struct damage damage = {DAMAGE_NONE, NULL};
    if ((*text == '#' || *text == 'E') && is_error_value(text, size))
        damage.kind = DAMAGE_ERROR_VALUE;
    else if (*text >= '1' && *text <= '9' && is_rounded(text, size))
        damage.kind = DAMAGE_ROUNDED;
    else if (size >= 5 && size <= 12 && memchr(text, '-', size) &&
             is_taken_for_date(text, size))
        damage.kind = DAMAGE_DATE;
    if (damage.kind != DAMAGE_NONE || !is_suspect(text, size))
        return damage;
    damage.meant = decode_twice(scratch, text, size, western_byte);
    if (!damage.meant)
        damage.meant = decode_twice(scratch, text, size, mac_byte);
    if (damage.meant) {
        damage.kind = DAMAGE_TWICE_ENCODED;
        return damage;
    }
    int tcvn3 = weigh_legacy(scratch, LEGACY_TCVN3, text, size);
    int vni = weigh_legacy(scratch, LEGACY_VNI, text, size);
    if (tcvn3 >= 2 || vni >= 2) {
        bool is_vni = vni > tcvn3;
        damage.kind = is_vni ? DAMAGE_VNI : DAMAGE_TCVN3;
        damage.meant = legacy_text(scratch, is_vni ? LEGACY_VNI : LEGACY_TCVN3,
                                   text, size);
    } else {
        int lost = weigh_lost(text, size);
        if (lost > 1)
            damage.kind = DAMAGE_LOST_LETTERS;
        else if (lost == 1 && memchr(text, ' ', size))
            damage.kind = DAMAGE_LOST_LETTERS_PERHAPS;
    }
    return damage;
}
