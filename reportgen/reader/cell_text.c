#include "reader/cell_text.h"

#include "base/legacy.h"
#include "base/unicode.h"

#include <string.h>

/* Turns CRLF and CR within a cell into LF. */
static size_t unify_newlines(char *text, size_t size)
{
    if (!memchr(text, '\r', size))
        return size;
    size_t n = 0;
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\r' && i + 1 < size && text[i + 1] == '\n')
            continue;
        text[n++] = text[i] == '\r' ? '\n' : text[i];
    }
    text[n] = '\0';
    return n;
}

/* The size of a blank at TEXT (ASCII blanks, NBSP, zero-width space, byte order
   mark), or 0. */
static size_t blank_at(const char *text, size_t size)
{
    if (size >= 1 && memchr(" \t\n", text[0], 3))
        return 1;
    if (size >= 2 && memcmp(text, "\xc2\xa0", 2) == 0)
        return 2;
    if (size >= 3 && (memcmp(text, "\xe2\x80\x8b", 3) == 0 ||
                      memcmp(text, "\xef\xbb\xbf", 3) == 0))
        return 3;
    return 0;
}

static bool may_be_blank(char c)
{
    return (unsigned char)c <= ' ' || (unsigned char)c >= 0x80;
}

static void trim(struct cell *cell)
{
    size_t blank;
    if (cell->size == 0 || (!may_be_blank(cell->text[0]) &&
                            !may_be_blank(cell->text[cell->size - 1])))
        return;
    while ((blank = blank_at(cell->text, cell->size)) > 0) {
        cell->text += blank;
        cell->size -= blank;
    }
    for (;;) {
        size_t size = cell->size;
        for (size_t n = 1; n <= 3 && n <= size && cell->size == size; n++)
            if (blank_at(cell->text + size - n, n) == n)
                cell->size -= n;
        if (cell->size == size)
            break;
    }
}

/* True when valid UTF-8 has only printable ASCII and the Latin letters of
   Vietnamese (U+00C0 to U+01B0, U+1EA0 to U+1EF9): such text is in NFC, and
   every document can hold it. */
static bool is_common(const char *text, size_t size)
{
    const unsigned char *c = (const unsigned char *)text;
    const unsigned char *end = c + size;
    while (c < end) {
        if (*c >= 0x20 && *c < 0x7f)
            c++;
        else if (*c >= 0xc3 && *c <= 0xc6)
            c += 2;
        else if (*c == 0xe1 && (c[1] == 0xba || c[1] == 0xbb))
            c += 3;
        else
            return false;
    }
    return true;
}

/* The size of an invisible character at TEXT: soft hyphen, zero-width space and
   (non-)joiners, grapheme and word joiner, invisible operators, byte order
   mark; else 0.  Marks of direction are not among them: they are refused, since
   they change how text reads. */
static size_t unseen_at(const char *text, size_t size)
{
    static const char *const unseen[] = {
        "\xc2\xad",     "\xcd\x8f",     "\xe2\x80\x8b", "\xe2\x80\x8c",
        "\xe2\x80\x8d", "\xe2\x81\xa0", "\xe2\x81\xa1", "\xe2\x81\xa2",
        "\xe2\x81\xa3", "\xe2\x81\xa4", "\xef\xbb\xbf",
    };
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
        size_t n = strlen(unseen[i]);
        if (size >= n && memcmp(text, unseen[i], n) == 0)
            return n;
    }
    return 0;
}

/* Removes invisible characters, which word processors and web pages add: texts
   that look the same must be the same. */
static void drop_unseen(struct cell *cell, char *text, bool keeps_hyphens)
{
    static const char hyphen[] = "\xc2\xad";
    size_t kept = 0;
    for (size_t i = 0; i < cell->size;) {
        size_t n = unseen_at(text + i, cell->size - i);
        if (keeps_hyphens && n == 2 && memcmp(text + i, hyphen, 2) == 0)
            n = 0;
        if (n == 0)
            text[kept++] = text[i++];
        i += n;
    }
    cell->had_unseen = kept < cell->size;
    cell->size = kept;
    text[kept] = '\0';
}

bool cell_text_keeps_hyphens(const struct reader_options *options)
{
    enum legacy encoding;
    return options->encoding && legacy_find(options->encoding, &encoding);
}

void cell_text_add_day(struct strbuf *buf, struct date day)
{
    strbuf_add_integer(buf, day.day);
    strbuf_add_char(buf, '/');
    strbuf_add_integer(buf, day.month);
    strbuf_add_char(buf, '/');
    strbuf_add_integer(buf, day.year);
}

void cell_text_finish(struct cell *cell, char *text, bool keeps_hyphens,
                      struct arena *arena)
{
    cell->text = text;
    cell->size = unify_newlines(text, cell->size);
    cell->is_common = is_common(cell->text, cell->size);
    cell->had_unseen = false;
    if (!cell->is_common)
        drop_unseen(cell, text, keeps_hyphens);
    trim(cell);
    text[cell->text - text + (ptrdiff_t)cell->size] = '\0';
    if (cell->size == 0) {
        cell->text = NULL;
        return;
    }
    if (cell->is_common)
        return;
    const char *nfc = unicode_nfc(arena, cell->text, cell->size);
    if (nfc != cell->text) {
        cell->text = nfc;
        cell->size = strlen(nfc);
    }
}
