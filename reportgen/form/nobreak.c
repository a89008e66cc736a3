/*
 * Which blanks a line must not end at: between a number and its unit, "Điều"
 * and its number, "KT." and the title.  The words are the form's.
 */
#include "form/form_rules.h"

#include "base/unicode.h"

#include <string.h>

/* ---- the rules ----------------------------------------------------------- */

static void words_add(struct word_list *list, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i < list->n_words; i++)
        if (list->sizes[i] == size && memcmp(list->words[i], word, size) == 0)
            return;
    list->words[list->n_words] = word;
    list->sizes[list->n_words++] = size;
}

static const char *first_upper(struct arena *arena, const char *word)
{
    const char *rest = word;
    unicode_next(&rest, word + strlen(word));
    const char *first =
        unicode_upper(arena, arena_strndup(arena, word, (size_t)(rest - word)));
    return arena_printf(arena, "%s%s", first, rest);
}

/* KEY = "word | word"; every word also as a sentence and a heading in capitals
   have it. */
static void read_words(struct arena *arena, struct ini *ini, const char *key,
                       struct word_list *list)
{
    size_t n = 0;
    const char *value = ini_text(ini, "nobreak", key, "");
    const char **words = ini_split(arena, value, '|', &n);
    list->words = ARENA_ARRAY(arena, const char *, 3 * n + 1);
    list->sizes = ARENA_ARRAY(arena, size_t, 3 * n + 1);
    for (size_t i = 0; i < n; i++) {
        words_add(list, words[i]);
        words_add(list, first_upper(arena, words[i]));
        words_add(list, unicode_upper(arena, words[i]));
    }
}

void nobreak_read(struct arena *arena, struct ini *ini,
                  struct nobreak_rules *rules)
{
    read_words(arena, ini, "units", &rules->units);
    read_words(arena, ini, "before_number", &rules->before_number);
    read_words(arena, ini, "before_letter", &rules->before_letter);
    read_words(arena, ini, "before_word", &rules->before_word);
}

/* ---- words around a blank ------------------------------------------------ */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Bytes of words: all that is neither a blank nor ASCII punctuation. */
static bool is_letter(char c)
{
    return (unsigned char)c >= 0x80 || is_digit(c) || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
}

/* Start of the word that ends at byte END. */
static size_t word_start(const char *text, size_t end)
{
    while (end > 0 && text[end - 1] != ' ' && text[end - 1] != '\n')
        end--;
    return end;
}

static size_t word_end(const char *text, size_t size, size_t start)
{
    while (start < size && text[start] != ' ' && text[start] != '\n')
        start++;
    return start;
}

/* "08", "(1.628,5", "72/94": the word at START..END is a number. */
static bool is_number(const char *text, size_t start, size_t end)
{
    while (start < end &&
           (text[start] == '(' || text[start] == '-' || text[start] == '+'))
        start++;
    if (start == end || !is_digit(text[start]) || !is_digit(text[end - 1]))
        return false;
    for (size_t i = start; i < end; i++)
        if (!is_digit(text[i]) && !strchr(".,/-", text[i]))
            return false;
    return true;
}

/* "III", "IV.", "2017", "45/2012/NĐ-CP": an Arabic or Roman number, or a
   token that starts with a digit. */
static bool starts_number(const char *text, size_t start, size_t end)
{
    if (start < end && is_digit(text[start]))
        return true;
    size_t i = start;
    while (i < end && strchr("IVXLCDM", text[i]))
        i++;
    return i > start && (i == end || !is_letter(text[i]));
}

/* "a", "đ)": one letter alone. */
static bool is_single_letter(const char *text, size_t start, size_t end)
{
    const char *at = text + start;
    if (start == end || unicode_next(&at, text + end) < 0)
        return false;
    size_t next = (size_t)(at - text);
    return is_letter(text[start]) && (next == end || !is_letter(text[next]));
}

/* A word of LIST ends at byte END of TEXT. */
static bool ends_with(const struct word_list *list, const char *text,
                      size_t end)
{
    for (size_t i = 0; i < list->n_words; i++) {
        size_t size = list->sizes[i];
        if (size <= end &&
            memcmp(text + end - size, list->words[i], size) == 0 &&
            (size == end || !is_letter(text[end - size - 1])))
            return true;
    }
    return false;
}

/* Length of the longest word of LIST that starts at START, or 0. */
static size_t starts_with(const struct word_list *list, const char *text,
                          size_t size, size_t start)
{
    size_t longest = 0;
    for (size_t i = 0; i < list->n_words; i++) {
        size_t length = list->sizes[i];
        if (length > longest && length <= size - start &&
            memcmp(text + start, list->words[i], length) == 0 &&
            (start + length == size || !is_letter(text[start + length])))
            longest = length;
    }
    return longest;
}

/* The word at START..END, a number, is one of a name: "ngày 05". */
static bool is_named(const struct nobreak_rules *rules, const char *text,
                     size_t start)
{
    return start > 0 && ends_with(&rules->before_number, text, start - 1);
}

/* Length of the unit at AT that belongs to the number at START.  "tháng" after
   "ngày 05" is the next name, not a unit. */
static size_t unit_after(const struct nobreak_rules *rules, const char *text,
                         size_t size, size_t start, size_t at)
{
    size_t unit = starts_with(&rules->units, text, size, at);
    bool next_name =
        unit > 0 && ends_with(&rules->before_number, text, at + unit);
    return next_name && is_named(rules, text, start) ? 0 : unit;
}

static bool holds(const struct nobreak_rules *rules, const char *text,
                  size_t size, size_t blank)
{
    size_t start = blank + 1, end = word_end(text, size, start);
    return (starts_number(text, start, end) &&
            ends_with(&rules->before_number, text, blank)) ||
           (is_single_letter(text, start, end) &&
            ends_with(&rules->before_letter, text, blank)) ||
           ends_with(&rules->before_word, text, blank);
}

/* Sets BOUND[i] for each blank of TEXT that must hold. */
static void find_bound(const struct nobreak_rules *rules, const char *text,
                       size_t size, bool *bound)
{
    for (size_t i = 1; i + 1 < size; i++) {
        if (text[i] != ' ' || text[i - 1] == ' ' || text[i + 1] == ' ')
            continue;
        size_t start = word_start(text, i), unit = 0;
        if (is_number(text, start, i))
            unit = unit_after(rules, text, size, start, i + 1);
        for (size_t k = i; unit > 0 && k < i + 1 + unit; k++)
            if (text[k] == ' ')
                bound[k] = true;
        if (holds(rules, text, size, i))
            bound[i] = true;
    }
}

/* ---- texts --------------------------------------------------------------- */

/* TEXT in ARENA with U+00A0 for bound blanks; TEXT itself when there are
   none. */
static const char *replace(struct arena *arena, const char *text, size_t *size,
                           const bool *bound)
{
    size_t n = 0;
    for (size_t i = 0; i < *size; i++)
        n += bound[i];
    if (n == 0)
        return text;
    char *copy = arena_alloc(arena, *size + n + 1), *to = copy;
    for (size_t i = 0; i < *size; i++)
        if (bound[i]) {
            memcpy(to, NO_BREAK_SPACE, 2);
            to += 2;
        } else
            *to++ = text[i];
    *size += n;
    return copy;
}

const char *form_bind_spaces(struct arena *arena, const struct form *form,
                             const char *text, size_t size)
{
    struct run run = {.text = text, .size = (uint32_t)size};
    struct text one = {.runs = &run, .n_runs = 1};
    form_bind_text(arena, form, &one);
    return run.text == text ? arena_strndup(arena, text, size) : run.text;
}

void form_bind_text(struct arena *arena, const struct form *form,
                    struct text *text)
{
    struct strbuf whole = STRBUF_INIT;
    for (size_t i = 0; i < text->n_runs; i++)
        if (text->runs[i].flags & RUN_LINE_BREAK)
            strbuf_add_char(&whole, '\n');
        else
            strbuf_add(&whole, text->runs[i].text, text->runs[i].size);
    bool *bound = ARENA_ARRAY(arena, bool, whole.size + 1);
    find_bound(&form->nobreak, strbuf_text(&whole), whole.size, bound);
    size_t at = 0;
    for (size_t i = 0; i < text->n_runs; i++) {
        struct run *run = &text->runs[i];
        if (run->flags & RUN_LINE_BREAK) {
            at++;
            continue;
        }
        size_t size = run->size;
        run->text = replace(arena, run->text, &size, bound + at);
        at += run->size;
        run->size = (uint32_t)size;
    }
    strbuf_free(&whole);
}
