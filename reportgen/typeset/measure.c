#include "typeset/measure.h"

#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>

/* Superscripts: two thirds of the size, raised by a third. */
enum { SUPERSCRIPT_RISE = 333 };

/* ---- spans --------------------------------------------------------------- */

static bool same_look(const struct run *a, const struct run *b)
{
    unsigned looks = RUN_BOLD | RUN_ITALIC | RUN_SUPERSCRIPT | RUN_LABEL;
    if (b->flags & RUN_LINE_BREAK)
        return true;
    return (a->flags & looks) == (b->flags & looks) && !a->link && !b->link &&
           !a->note && !b->note;
}

/* The face of RUN, bold in a bold paragraph staying bold. */
static bool start_span(struct setter *setter, const struct run *run,
                       const struct style *style, struct span *span)
{
    bool bold = (style->flags & STYLE_BOLD) || (run->flags & RUN_BOLD);
    bool italic = (style->flags & STYLE_ITALIC) || (run->flags & RUN_ITALIC);
    *span = (struct span){.size = style->size, .run = run};
    if (run->flags & RUN_SUPERSCRIPT) {
        span->size = (mpt)((fine)style->size * SUPERSCRIPT_SIZE / 1000);
        span->rise = (mpt)((fine)style->size * SUPERSCRIPT_RISE / 1000);
    }
    span->font =
        fontset_find(setter->fonts, style->font, bold, italic, setter->diag);
    return span->font != NULL;
}

static size_t joined_size(const struct text *text)
{
    size_t size = 0;
    for (size_t i = 0; i < text->n_runs; i++)
        size += text->runs[i].flags & RUN_LINE_BREAK ? 1 : text->runs[i].size;
    return size;
}

/* One run without blanks to exchange is read where it stands in the tree. */
static bool stands_alone(const struct text *text)
{
    const struct run *run = &text->runs[0];
    return text->n_runs == 1 && !(run->flags & RUN_LINE_BREAK) &&
           !memchr(run->text, '\t', run->size);
}

static char *append_run(char *end, const struct run *run)
{
    if (run->flags & RUN_LINE_BREAK) {
        *end = '\n';
        return end + 1;
    }
    for (uint32_t i = 0; i < run->size; i++)
        end[i] = run->text[i] == '\t' ? ' ' : run->text[i];
    return end + run->size;
}

/* Joins the runs into one text and finds their faces. */
static bool join_runs(struct arena *arena, struct setter *setter,
                      const struct text *text, const struct style *style,
                      struct measured *m)
{
    bool alone = stands_alone(text);
    char *joined = alone ? NULL : arena_alloc(arena, joined_size(text) + 1);
    char *end = joined;
    if (text->n_runs > FEW_SPANS)
        m->spans = ARENA_ARRAY(arena, struct span, text->n_runs);
    for (size_t i = 0; i < text->n_runs; i++) {
        const struct run *run = &text->runs[i];
        if (i == 0 || !same_look(m->spans[m->n_spans - 1].run, run)) {
            struct span *span = &m->spans[m->n_spans];
            if (!start_span(setter, run, style, span))
                return false;
            span->byte = (uint32_t)(end - joined);
            m->n_spans++;
        }
        if (!alone)
            end = append_run(end, run);
    }
    m->text = alone ? text->runs[0].text : joined;
    m->size = alone ? text->runs[0].size : (size_t)(end - joined);
    return true;
}

/* ---- characters ---------------------------------------------------------- */

static void make_room(struct measured *m)
{
    if (m->size <= FEW_CHARACTERS)
        return;
    size_t n = m->size + 1;
    m->heap = malloc(n * (sizeof *m->x + sizeof *m->bytes + sizeof *m->kerns));
    if (!m->heap)
        abort();
    m->x = m->heap;
    m->bytes = (uint32_t *)(m->x + n);
    m->kerns = (int16_t *)(m->bytes + n);
}

static uint32_t next_character(const char **text, const char *end)
{
    if (!((unsigned char)**text & 0x80))
        return (unsigned char)*(*text)++;
    int32_t c = unicode_next(text, end);
    if (c < 0)
        (*text)++; /* past the door all text is valid */
    return c < 0 ? 0xFFFD : (uint32_t)c;
}

/* Blanks stand apart from kerning: they stretch, or end the line.  So do
   digits, for the figures of a column stand below one another (Liberation
   Serif would draw "11" together). */
static bool is_kerned(uint32_t c)
{
    return c != ' ' && c != '\n' && c != NO_BREAK_BLANK &&
           !(c >= '0' && c <= '9');
}

/* N characters from AT on, or before it when N is negative, as far as the text
   goes: where they end. */
static const char *go(const struct measured *m, const char *at, int n)
{
    const char *const end = m->text + m->size;
    for (; n > 0 && at < end; n--)
        do
            at++;
        while (at < end && ((unsigned char)*at & 0xC0) == 0x80);
    for (; n < 0 && at > m->text; n++)
        do
            at--;
        while (at > m->text && ((unsigned char)*at & 0xC0) == 0x80);
    return at;
}

/* False when CHARACTER was noted before, or too many others were. */
static bool note_missing(struct missing_letters *missing, uint32_t character)
{
    for (size_t i = 0; i < missing->n; i++)
        if (missing->letters[i] == character)
            return false;
    if (missing->n == MOST_MISSING)
        return false;
    missing->letters[missing->n++] = character;
    return true;
}

/* The words around the letter help to find it in a file of data, which PLACE
   does not name. */
static void report_missing(struct setter *setter, const struct measured *m,
                           const struct span *span, const char *at,
                           struct place place)
{
    enum { WORDS_BEFORE = -24, WORDS_AFTER = 8 };
    const char *after = at;
    uint32_t character = next_character(&after, m->text + m->size);
    const char *from = go(m, at, WORDS_BEFORE);
    if (!note_missing(&setter->missing, character))
        return;
    struct strbuf letter = STRBUF_INIT;
    struct strbuf words = STRBUF_INIT;
    strbuf_add_code_point(&letter, character);
    strbuf_add(&words, from, (size_t)(go(m, after, WORDS_AFTER) - from));
    diag_report(setter->diag, DIAG_MISSING_GLYPH, place, strbuf_text(&letter),
                (unsigned)character, strbuf_text(&words),
                font_postscript_name(span->font));
    strbuf_free(&letter);
    strbuf_free(&words);
}

/* Measures the characters of SPAN up to END; X is where it starts.  A
   letter that the face lacks is reported, and takes no room. */
static fine measure_span_characters(struct setter *setter, struct measured *m,
                                    struct span *span, size_t end, fine x,
                                    struct place place)
{
    const char *const stop = m->text + end;
    const char *text = m->text + span->byte;
    const int16_t *latin = font_latin_advances(span->font);
    uint32_t before = ' ';
    bool kerned_before = false;
    size_t n = m->n;
    span->first = (uint32_t)n;
    while (text < stop) {
        uint32_t byte = (uint32_t)(text - m->text);
        uint32_t c = next_character(&text, stop);
        bool kerned = is_kerned(c) && !setter->no_kerning;
        int advance = 0;
        if (c == NO_BREAK_BLANK)
            advance = latin[' '];
        else if (c != '\n')
            advance = c <= 0xFF ? latin[c] : font_advance(span->font, c);
        if (advance < 0) {
            report_missing(setter, m, span, m->text + byte, place);
            advance = 0;
        }
        if (kerned && kerned_before) {
            int kern = font_kern(span->font, before, c);
            m->kerns[n - 1] = (int16_t)kern;
            x += (fine)kern * span->size;
        }
        m->has_newline |= c == '\n';
        m->bytes[n] = byte;
        m->x[n] = x;
        m->kerns[n] = 0;
        x += (fine)advance * span->size;
        before = c;
        kerned_before = kerned;
        n++;
    }
    m->n = n;
    return x;
}

bool measure_text(struct arena *arena, struct setter *setter,
                  const struct text *text, const struct style *style,
                  struct place place, struct measured *m)
{
    m->text = "";
    m->size = m->n = m->n_spans = 0;
    m->has_newline = false;
    m->heap = NULL;
    m->spans = m->few_spans;
    m->bytes = m->few_bytes;
    m->x = m->few_x;
    m->kerns = m->few_kerns;
    fine x = 0;
    if (text->n_runs > 0 && !join_runs(arena, setter, text, style, m))
        return false;
    make_room(m);
    for (size_t i = 0; i < m->n_spans; i++) {
        size_t end = i + 1 < m->n_spans ? m->spans[i + 1].byte : m->size;
        x = measure_span_characters(setter, m, &m->spans[i], end, x, place);
    }
    m->bytes[m->n] = (uint32_t)m->size;
    m->x[m->n] = x;
    m->kerns[m->n] = 0;
    return true;
}

void measure_free(struct measured *m)
{
    free(m->heap);
}

const struct span *measure_span(const struct measured *m, uint32_t character)
{
    /* The last span that begins at or before it lies in [low, high). */
    size_t low = 0;
    size_t high = m->n_spans;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (m->spans[middle].first <= character)
            low = middle;
        else
            high = middle;
    }
    return &m->spans[low];
}

fine measure_end(const struct measured *m, uint32_t end)
{
    if (end == 0 || m->kerns[end - 1] == 0)
        return m->x[end];
    const struct span *span = measure_span(m, end - 1);
    return m->x[end] - (fine)m->kerns[end - 1] * span->size;
}
