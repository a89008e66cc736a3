#include "base/syllable.h"

#include "base/unicode.h"

#include <string.h>

/* A longer one stands before the shorter one that it begins with. */
static const char *const onsets[] = {"ngh", "ch", "gh", "gi", "kh", "ng", "nh",
                                     "ph",  "qu", "th", "tr", "b",  "c",  "d",
                                     "đ",   "g",  "h",  "k",  "l",  "m",  "n",
                                     "p",   "r",  "s",  "t",  "v",  "x",  ""};

static const char *const rimes[] = {
    "a",    "ac",   "ach",  "ai",   "am",   "an",   "ang", "anh", "ao",
    "ap",   "at",   "au",   "ay",   "ăc",   "ăm",   "ăn",  "ăng", "ăp",
    "ăt",   "âc",   "âm",   "ân",   "âng",  "âp",   "ât",  "âu",  "ây",
    "e",    "ec",   "em",   "en",   "eng",  "eo",   "ep",  "et",  "ê",
    "êch",  "êm",   "ên",   "êng",  "ênh",  "êp",   "êt",  "êu",  "i",
    "ia",   "ich",  "im",   "in",   "inh",  "ip",   "it",  "iu",  "iêc",
    "iêm",  "iên",  "iêng", "iêp",  "iêt",  "iêu",  "yêm", "yên", "yêng",
    "yêt",  "yêu",  "o",    "oa",   "oac",  "oach", "oai", "oam", "oan",
    "oang", "oanh", "oao",  "oap",  "oat",  "oay",  "oăc", "oăm", "oăn",
    "oăng", "oăt",  "oc",   "oe",   "oen",  "oeo",  "oet", "oi",  "om",
    "on",   "ong",  "ooc",  "oong", "op",   "ot",   "ô",   "ôc",  "ôi",
    "ôm",   "ôn",   "ông",  "ôp",   "ôt",   "ơ",    "ơi",  "ơm",  "ơn",
    "ơp",   "ơt",   "u",    "ua",   "uân",  "uâng", "uât", "uây", "uc",
    "uê",   "uêch", "uênh", "ui",   "um",   "un",   "ung", "uôc", "uôi",
    "uôm",  "uôn",  "uông", "uôt",  "up",   "ut",   "uơ",  "uy",  "uya",
    "uych", "uyên", "uyêt", "uyn",  "uynh", "uyp",  "uyt", "uyu", "ư",
    "ưa",   "ưc",   "ưi",   "ưm",   "ưn",   "ưng",  "ươc", "ươi", "ươm",
    "ươn",  "ương", "ươp",  "ươt",  "ươu",  "ưt",   "ưu",  "y",   "ynh",
    "yt"};

enum { LONGEST = 32 };

/* Lower case without its tone; tone 0: none, or not known. */
struct plain {
    char text[LONGEST];
    size_t size;
    char tone;
};

static bool make_plain(struct plain *plain, const char *word, size_t size)
{
    const char *const end = word + size;
    *plain = (struct plain){.size = 0};
    while (word < end) {
        int32_t base;
        int32_t c = unicode_next(&word, end);
        char tone = c < 0 ? 0 : unicode_part_tone(c, &base);
        if (c < 0 || plain->size + 4 >= LONGEST || (tone && plain->tone))
            return false;
        if (tone)
            plain->tone = tone;
        plain->size += unicode_put(plain->text + plain->size, base);
    }
    plain->text[plain->size] = '\0';
    return plain->size > 0;
}

/* Stops are spoken with sắc and nặng only. */
static bool fits_tone(const char *rime, char tone)
{
    size_t size = strlen(rime);
    char last = rime[size - 1];
    bool stopped = last == 'p' || last == 't' || last == 'c' ||
                   (size >= 2 && last == 'h' && rime[size - 2] == 'c');
    return !stopped || tone == 's' || tone == 'j';
}

static bool is_rime(const char *text, char tone)
{
    for (size_t i = 0; i < sizeof rimes / sizeof *rimes; i++)
        if (strcmp(rimes[i], text) == 0)
            return fits_tone(text, tone);
    return false;
}

bool syllable_is_possible(const char *word, size_t size)
{
    struct plain plain;
    if (!make_plain(&plain, word, size))
        return false;
    for (size_t i = 0; i < sizeof onsets / sizeof *onsets; i++) {
        size_t n = strlen(onsets[i]);
        if (strncmp(plain.text, onsets[i], n) == 0 &&
            is_rime(plain.text + n, plain.tone))
            return true;
    }
    /* The u of "quăng" is of the rime as well: q has no other onset. */
    return plain.text[0] == 'q' && is_rime(plain.text + 1, plain.tone);
}
