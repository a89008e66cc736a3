#include "base/number_words.h"

#include "base/arena.h"
#include "base/unicode.h"

#include <string.h>

static const char *const digits[] = {"không", "một", "hai", "ba",  "bốn",
                                     "năm",   "sáu", "bảy", "tám", "chín"};

enum { BILLION = 1000000000 };

/* Separates words by one blank. */
struct speech {
    struct strbuf *buf;
    size_t start;
    const struct word_style *style;
};

static void say(struct speech *speech, const char *word)
{
    if (speech->buf->size > speech->start)
        strbuf_add_char(speech->buf, ' ');
    strbuf_add_text(speech->buf, word);
}

/* The last digit after "mười" or "mươi". */
static const char *unit_after_ten(unsigned tens, unsigned unit,
                                  const struct word_style *style)
{
    if (unit == 5)
        return "lăm";
    if (tens > 1 && unit == 1)
        return "mốt";
    if (tens > 1 && unit == 4 && !style->bon_for_four)
        return "tư";
    return digits[unit];
}

/* Writes a group of three digits, not 0. IN_FULL: after a higher group the
   hundreds are said even when they are zero. */
static void say_group(struct speech *speech, unsigned group, bool in_full)
{
    unsigned hundreds = group / 100;
    unsigned tens = group / 10 % 10;
    unsigned unit = group % 10;
    if (hundreds > 0 || in_full) {
        say(speech, digits[hundreds]);
        say(speech, "trăm");
        if (tens == 0 && unit > 0)
            say(speech, speech->style->southern ? "lẻ" : "linh");
    }
    if (tens == 1) {
        say(speech, "mười");
    } else if (tens > 1) {
        say(speech, digits[tens]);
        say(speech, "mươi");
    }
    if (unit > 0)
        say(speech, tens == 0 ? digits[unit]
                              : unit_after_ten(tens, unit, speech->style));
}

/* A number below one tỷ. */
static void say_section(struct speech *speech, uint32_t section, bool in_full)
{
    const char *const names[] = {
        "triệu", speech->style->southern ? "ngàn" : "nghìn", NULL};
    uint32_t power = 1000000;
    for (size_t i = 0; i < 3; i++, power /= 1000) {
        unsigned group = section / power % 1000;
        if (group == 0)
            continue;
        say_group(speech, group, in_full);
        if (names[i])
            say(speech, names[i]);
        in_full = true;
    }
}

/* Above one tỷ the count of tỷ is said like any number: "nghìn tỷ", "triệu
   tỷ", "tỷ tỷ". */
static void say_number(struct speech *speech, uint64_t number)
{
    if (number >= BILLION) {
        say_number(speech, number / BILLION);
        say(speech, "tỷ");
    }
    say_section(speech, (uint32_t)(number % BILLION), number >= BILLION);
}

/* The first word starts with an ASCII letter, or is "âm". */
static void capitalise(struct strbuf *buf, size_t start)
{
    char *first = buf->data + start;
    if (*first >= 'a' && *first <= 'z')
        *first = (char)(*first - 'a' + 'A');
    else
        memcpy(first, "Â", strlen("Â"));
}

void number_words(struct strbuf *buf, int64_t number,
                  const struct word_style *style)
{
    struct speech speech = {.buf = buf, .start = buf->size, .style = style};
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    if (number < 0)
        say(&speech, "âm");
    if (size == 0)
        say(&speech, digits[0]);
    else
        say_number(&speech, size);
    if (style->capital)
        capitalise(buf, speech.start);
}

/* ---- reading ------------------------------------------------------------- */

enum word_kind {
    WORD_DIGIT,
    WORD_TEN,    /* mười */
    WORD_SCALE,  /* mươi, trăm: multiplies the digit before it */
    WORD_GROUP,  /* nghìn, triệu: closes a group */
    WORD_BILLION /* tỷ: multiplies all that was said */
};

/* Words of both regions with their canonical spelling, which is what
   number_words() says with CANONICAL. */
static const struct word {
    const char *text;
    const char *canonical;
    enum word_kind kind;
    uint32_t value;
} words[] = {
    {"không", "không", WORD_DIGIT, 0},
    {"một", "một", WORD_DIGIT, 1},
    {"mốt", "mốt", WORD_DIGIT, 1},
    {"hai", "hai", WORD_DIGIT, 2},
    {"ba", "ba", WORD_DIGIT, 3},
    {"bốn", "bốn", WORD_DIGIT, 4},
    {"tư", "bốn", WORD_DIGIT, 4},
    {"năm", "năm", WORD_DIGIT, 5},
    {"lăm", "lăm", WORD_DIGIT, 5},
    {"nhăm", "lăm", WORD_DIGIT, 5},
    {"sáu", "sáu", WORD_DIGIT, 6},
    {"bảy", "bảy", WORD_DIGIT, 7},
    {"bẩy", "bảy", WORD_DIGIT, 7},
    {"tám", "tám", WORD_DIGIT, 8},
    {"chín", "chín", WORD_DIGIT, 9},
    {"linh", "linh", WORD_SCALE, 1},
    {"lẻ", "linh", WORD_SCALE, 1},
    {"mười", "mười", WORD_TEN, 10},
    {"mươi", "mươi", WORD_SCALE, 10},
    {"trăm", "trăm", WORD_SCALE, 100},
    {"nghìn", "nghìn", WORD_GROUP, 1000},
    {"ngàn", "nghìn", WORD_GROUP, 1000},
    {"triệu", "triệu", WORD_GROUP, 1000000},
    {"tỷ", "tỷ", WORD_BILLION, BILLION},
    {"tỉ", "tỷ", WORD_BILLION, BILLION},
};

static const struct word_style CANONICAL = {.bon_for_four = true};

/* The state of parsing. The order of words is not checked here: a number is
   accepted when its canonical words equal the words read. */
struct hearing {
    uint64_t total;   /* whole tỷ, in units */
    uint64_t section; /* closed groups below one tỷ */
    uint64_t group;
    uint64_t digit;
};

/* Limits every part, because TEXT may be long and arbitrary. */
static bool hear(struct hearing *hearing, const struct word *word)
{
    enum { TOO_MUCH = 1000 };
    uint64_t sum;
    switch (word->kind) {
    case WORD_DIGIT:
        hearing->digit = word->value;
        break;
    case WORD_TEN:
        hearing->group += word->value;
        break;
    case WORD_SCALE:
        hearing->group += hearing->digit * word->value;
        hearing->digit = 0;
        break;
    case WORD_GROUP:
        hearing->section += (hearing->group + hearing->digit) * word->value;
        hearing->group = hearing->digit = 0;
        break;
    case WORD_BILLION:
        sum = hearing->section + hearing->group + hearing->digit;
        if (__builtin_add_overflow(hearing->total, sum, &sum) ||
            __builtin_mul_overflow(sum, BILLION, &hearing->total))
            return false;
        hearing->section = hearing->group = hearing->digit = 0;
        break;
    }
    return hearing->group < TOO_MUCH && hearing->section < BILLION;
}

static const struct word *find_word(const char *text, size_t size)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].text) == size &&
            memcmp(words[i].text, text, size) == 0)
            return &words[i];
    return NULL;
}

/* Size of the blank at TEXT, or 0. */
static size_t blank_size(const char *text)
{
    if (*text == '\xC2' && text[1] == '\xA0')
        return 2;
    return *text == ' ' || *text == '\t' || *text == '\n';
}

/* The next word of *TEXT, moving past it; 0 at the end. */
static size_t next_word(const char **text, const char **word)
{
    size_t blank;
    while ((blank = blank_size(*text)) > 0)
        *text += blank;
    *word = *text;
    while (**text != '\0' && blank_size(*text) == 0)
        (*text)++;
    return (size_t)(*text - *word);
}

/* "tư" means four only after the tens. */
static bool may_follow(const struct word *word, const struct word *before)
{
    return strcmp(word->text, "tư") != 0 ||
           (before && (strcmp(before->canonical, "mươi") == 0 ||
                       strcmp(before->canonical, "linh") == 0));
}

/* Hears all words of TEXT (lower case) and writes their canonical forms. */
static bool hear_all(const char *text, struct hearing *hearing,
                     struct strbuf *canonical)
{
    const char *start;
    const struct word *before = NULL;
    struct speech speech = {.buf = canonical};
    for (size_t size; (size = next_word(&text, &start)) > 0;) {
        const struct word *word = find_word(start, size);
        if (!word || !may_follow(word, before) || !hear(hearing, word))
            return false;
        say(&speech, word->canonical);
        before = word;
    }
    return canonical->size > 0;
}

/* Removes a leading "âm" from TEXT. */
static bool skip_minus(const char **text)
{
    const char *rest = *text;
    const char *word;
    size_t size = next_word(&rest, &word);
    if (size != strlen("âm") || memcmp(word, "âm", size) != 0)
        return false;
    *text = rest;
    return true;
}

/* The parsed magnitude, if it fits. */
static bool heard_number(const struct hearing *hearing, bool negative,
                         uint64_t *size)
{
    const uint64_t rest = hearing->section + hearing->group + hearing->digit;
    if (__builtin_add_overflow(hearing->total, rest, size))
        return false;
    return negative ? *size >= 1 && *size <= (uint64_t)INT64_MAX + 1
                    : *size <= INT64_MAX;
}

static bool parse_lower(const char *text, struct strbuf *heard,
                        struct strbuf *said, int64_t *number)
{
    struct hearing hearing = {0};
    uint64_t size;
    bool negative = skip_minus(&text);
    if (!hear_all(text, &hearing, heard) ||
        !heard_number(&hearing, negative, &size))
        return false;
    struct speech speech = {.buf = said, .style = &CANONICAL};
    if (size == 0)
        say(&speech, digits[0]);
    else
        say_number(&speech, size);
    if (strcmp(strbuf_text(said), strbuf_text(heard)) != 0)
        return false;
    *number = negative ? (int64_t)(0 - size) : (int64_t)size;
    return true;
}

bool number_words_parse(const char *text, int64_t *number)
{
    struct arena *arena = arena_create();
    struct strbuf heard = STRBUF_INIT;
    struct strbuf said = STRBUF_INIT;
    text = unicode_nfc(arena, text, strlen(text));
    bool ok = parse_lower(unicode_lower(arena, text), &heard, &said, number);
    strbuf_free(&said);
    strbuf_free(&heard);
    arena_destroy(arena);
    return ok;
}
