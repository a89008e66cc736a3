#include "typeset/paragraph.h"

#include "typeset/linebreak.h"
#include "typeset/measure.h"

#include <stdlib.h>
#include <string.h>

enum {
    TOKEN_SHOWN = 40, /* characters of a wide token in its message */
    WIDEST = 1 << 30  /* mpt: 378 m */
};

/* One call of paragraph_set() or paragraph_widths(). */
struct setting {
    struct arena *arena;
    struct setter *setter;
    const struct style *style;
    struct place place;
    const struct text *figures; /* the text; NULL: it has no figures */
    struct measured measured;
    mpt first, rest;      /* measures: of the first line, of the others */
    unsigned char *kinds; /* break before each byte; NULL: not yet asked */
    unsigned char few_kinds[FEW_CHARACTERS + 1];
    struct part *parts;
    size_t n_parts;
    size_t capacity_parts;
    size_t capacity_lines;
};

/* ---- parts --------------------------------------------------------------- */

static const unsigned char *find_kinds(struct setting *s)
{
    const struct measured *m = &s->measured;
    if (!s->kinds) {
        s->kinds = s->few_kinds;
        if (m->size > FEW_CHARACTERS)
            s->kinds = malloc(m->size + 1);
        breaker_find(s->setter->breaker, m->text, m->size, s->kinds);
    }
    return s->kinds;
}

static void add_part(struct setting *s, const struct part *part)
{
    if (s->n_parts == s->capacity_parts) {
        s->capacity_parts = s->capacity_parts == 0 ? 64 : s->capacity_parts * 2;
        s->parts = realloc(s->parts, s->capacity_parts * sizeof *s->parts);
        if (!s->parts)
            abort();
    }
    s->parts[s->n_parts++] = *part;
}

/* A combining mark of the letter before it. */
static bool is_combining(const struct measured *m, uint32_t i)
{
    unsigned char a = (unsigned char)m->text[m->bytes[i]];
    if (a != 0xCC && a != 0xCD)
        return false;
    unsigned char b = (unsigned char)m->text[m->bytes[i] + 1];
    return a == 0xCC || b <= 0xAF;
}

static void report_wide_token(struct setting *s, const struct part *part)
{
    const struct measured *m = &s->measured;
    uint32_t stop = part->stop;
    bool cut = stop - part->first > TOKEN_SHOWN;
    if (cut)
        stop = part->first + TOKEN_SHOWN;
    const char *token = arena_printf(
        s->arena, "%.*s%s", (int)(m->bytes[stop] - m->bytes[part->first]),
        m->text + m->bytes[part->first], cut ? "…" : "");
    diag_report(s->setter->diag, DIAG_WIDE_TOKEN, s->place, token);
}

/* Width of character I where it is a blank, else 0. */
static fine blank_width(const struct measured *m, uint32_t i)
{
    return measure_is_blank(m->text + m->bytes[i]) ? m->x[i + 1] - m->x[i] : 0;
}

/* Adds PART letter by letter, for it is wider than its line. */
static void tear_part(struct setting *s, const struct part *part)
{
    const struct measured *m = &s->measured;
    uint32_t first = part->first;
    fine blanks = part->blanks_to_start;
    for (uint32_t i = first + 1; i <= part->stop; i++) {
        fine before = blanks;
        blanks += blank_width(m, i - 1);
        if (i < part->stop && is_combining(m, i))
            continue;
        struct part letter = *part;
        letter.first = first;
        letter.stop = i;
        letter.start = m->x[first];
        letter.end = measure_end(m, i);
        letter.blanks_to_start = before;
        letter.blanks_to_end = blanks;
        if (i < part->stop)
            letter.after = PART_SPLIT;
        add_part(s, &letter);
        first = i;
    }
}

/* The parts of characters FIRST..STOP, as far as they can be parted. */
static void find_parts(struct setting *s, uint32_t first, uint32_t stop,
                       bool report)
{
    const struct measured *m = &s->measured;
    const unsigned char *kinds = find_kinds(s);
    fine blanks = 0;
    s->n_parts = 0;
    while (first < stop) {
        struct part part = {.first = first, .blanks_to_start = blanks};
        uint32_t i = first;
        part.stop = first + 1;
        part.blanks_to_end = blanks;
        do {
            blanks += blank_width(m, i);
            if (m->text[m->bytes[i]] != ' ') {
                part.stop = i + 1;
                part.blanks_to_end = blanks;
            }
            i++;
        } while (i < stop && kinds[m->bytes[i]] == BREAK_NONE);
        part.start = m->x[first];
        part.end = measure_end(m, part.stop);
        part.after = i == stop || kinds[m->bytes[i]] != BREAK_TOKEN
                         ? PART_BLANK
                         : PART_JOINT;
        fine limit = (fine)(first == 0 ? s->first : s->rest) * FINE;
        if (report && part.end - part.start > limit) {
            report_wide_token(s, &part);
            tear_part(s, &part);
        } else {
            add_part(s, &part);
        }
        first = i;
    }
}

/* ---- lines --------------------------------------------------------------- */

static mpt to_mpt(fine width)
{
    return (mpt)((width + FINE / 2) / FINE);
}

/* Round up; a cell of a hundred thousand letters counts as WIDEST. */
static mpt to_mpt_up(fine width)
{
    fine up = (width + FINE - 1) / FINE;
    return up > WIDEST ? WIDEST : (mpt)up;
}

static int count_blanks(const char *text, const char *end)
{
    int n = 0;
    for (; text < end; text++)
        n += measure_is_blank(text);
    return n;
}

/* The kerning between characters FIRST..STOP; none leads out of them. */
static const int16_t *copy_kerns(struct setting *s, uint32_t first,
                                 uint32_t stop)
{
    const int16_t *kerns = s->measured.kerns;
    for (uint32_t i = first; i + 1 < stop; i++) {
        if (kerns[i] == 0)
            continue;
        int16_t *copy = ARENA_ARRAY(s->arena, int16_t, stop - first);
        memcpy(copy, kerns + first, (stop - first - 1) * sizeof *copy);
        return copy;
    }
    return NULL;
}

static size_t end_of_span(const struct measured *m, const struct span *span)
{
    bool last = span + 1 == m->spans + m->n_spans;
    return last ? m->n : span[1].first;
}

/* Cuts characters FIRST..STOP of LINE into pieces, a piece a span. */
static void make_pieces(struct setting *s, uint32_t first, uint32_t stop,
                        struct line *line)
{
    const struct measured *m = &s->measured;
    const struct span *span = measure_span(m, first);
    const struct span *last = measure_span(m, stop - 1);
    fine origin = m->x[first];
    mpt stretched = 0; /* by the blanks of the pieces before */
    line->pieces =
        ARENA_ARRAY(s->arena, struct piece, (size_t)(last - span) + 1);
    for (uint32_t at = first; at < stop; span++) {
        uint32_t end = (uint32_t)end_of_span(m, span);
        if (end > stop)
            end = stop;
        if (end == at)
            continue;
        struct piece *piece = &line->pieces[line->n_pieces++];
        piece->font = span->font;
        piece->size = span->size;
        piece->rise = span->rise;
        piece->run = span->run;
        piece->text = m->text + m->bytes[at];
        piece->n_bytes = m->bytes[end] - m->bytes[at];
        if (s->figures) {
            piece->runs = s->figures->runs;
            piece->n_runs = (uint32_t)s->figures->n_runs;
            piece->from = m->bytes[at];
        }
        piece->kerns = copy_kerns(s, at, end);
        piece->x = to_mpt(m->x[at] - origin) + stretched;
        if (line->word_space != 0)
            stretched +=
                line->word_space *
                count_blanks(piece->text, piece->text + piece->n_bytes);
        at = end;
    }
    for (size_t i = 0; i < line->n_pieces; i++) {
        struct piece *piece = &line->pieces[i];
        mpt end = i + 1 < line->n_pieces ? piece[1].x : line->width;
        piece->width = end - piece->x;
    }
}

static int32_t divide_down(int32_t a, int32_t b)
{
    return a / b - (a % b < 0);
}

/* Stretches or shrinks the blanks of LINE to MEASURE.  A line that would
   have to shrink more than is allowed stays as it is, and sticks out. */
static void justify_line(struct line *line, mpt measure, int n_blanks,
                         fine blanks)
{
    mpt room = measure - line->width;
    fine limit = blanks * SHRINK_PERMILLE / 1000;
    if (n_blanks == 0 || (fine)room * FINE < -limit - FINE)
        return;
    line->word_space = divide_down(room, n_blanks);
    line->width = measure;
}

/* Fills LINE with characters FIRST..STOP.  The last line before a forced
   break is stretched by nobody, but shrunk when it must be. */
static void make_line(struct setting *s, uint32_t first, uint32_t stop,
                      bool last, struct line *line)
{
    const struct measured *m = &s->measured;
    const struct style *style = s->style;
    mpt measure = first == 0 ? s->first : s->rest;
    line->x = style->left + (first == 0 ? style->indent : 0);
    if (first == stop)
        return;
    line->width = to_mpt_up(measure_end(m, stop) - m->x[first]);
    if (style->align == ALIGN_JUSTIFY && (!last || line->width > measure)) {
        fine blanks = 0;
        int n_blanks = 0;
        for (uint32_t i = first; i < stop; i++) {
            fine blank = blank_width(m, i);
            blanks += blank;
            n_blanks += blank > 0;
        }
        justify_line(line, measure, n_blanks, blanks);
    }
    mpt room = measure - line->width;
    line->overfull = room < 0;
    if (room > 0 && style->align == ALIGN_CENTER)
        line->x += room / 2;
    else if (room > 0 && style->align == ALIGN_RIGHT)
        line->x += room;
    make_pieces(s, first, stop, line);
}

/* Room for N more lines, zeroed. */
static struct line *add_lines(struct setting *s, struct lines *lines, size_t n)
{
    if (lines->n_lines + n > s->capacity_lines) {
        s->capacity_lines = 2 * lines->n_lines + n;
        struct line *all =
            ARENA_ARRAY(s->arena, struct line, s->capacity_lines);
        if (lines->n_lines > 0)
            memcpy(all, lines->lines, lines->n_lines * sizeof *all);
        lines->lines = all;
    }
    lines->n_lines += n;
    return lines->lines + lines->n_lines - n;
}

/* ---- stretches: text between forced breaks ------------------------------- */

static void break_stretch(struct setting *s, uint32_t first, uint32_t stop,
                          struct lines *lines)
{
    find_parts(s, first, stop, true);
    struct linebreak rules = {
        .first = (fine)(first == 0 ? s->first : s->rest) * FINE,
        .rest = (fine)s->rest * FINE,
        .justify = s->style->align == ALIGN_JUSTIFY,
        .balance = s->style->align == ALIGN_CENTER,
    };
    uint32_t *starts = malloc(s->n_parts * sizeof *starts);
    size_t n_lines = linebreak_find(s->parts, s->n_parts, &rules, starts);
    struct line *added = add_lines(s, lines, n_lines);
    for (size_t i = 0; i < n_lines; i++) {
        bool last = i + 1 == n_lines;
        size_t end = last ? s->n_parts : starts[i + 1];
        make_line(s, s->parts[starts[i]].first, s->parts[end - 1].stop, last,
                  &added[i]);
        added[i].word_ends = !last && s->parts[end - 1].after == PART_BLANK;
    }
    free(starts);
}

/* Most table text fits on one line and needs no break positions. */
static void set_stretch(struct setting *s, uint32_t first, uint32_t stop,
                        struct lines *lines)
{
    const struct measured *m = &s->measured;
    mpt measure = first == 0 ? s->first : s->rest;
    while (stop > first && m->text[m->bytes[stop - 1]] == ' ')
        stop--;
    if (measure_end(m, stop) - m->x[first] <= (fine)measure * FINE)
        make_line(s, first, stop, true, add_lines(s, lines, 1));
    else
        break_stretch(s, first, stop, lines);
}

/* The stretch that starts at FIRST ends before the character returned. */
static uint32_t stretch_end(const struct measured *m, uint32_t first)
{
    uint32_t i = first;
    if (!m->has_newline)
        return (uint32_t)m->n;
    while (i < m->n && m->text[m->bytes[i]] != '\n')
        i++;
    return i;
}

/* ---- the calls ----------------------------------------------------------- */

static bool begin(struct setting *s, struct arena *arena, struct setter *setter,
                  const struct text *text, const struct style *style,
                  struct place place)
{
    s->arena = arena;
    s->setter = setter;
    s->style = style;
    s->place = place;
    s->figures = NULL;
    for (size_t i = 0; i < text->n_runs && !s->figures; i++)
        if (text->runs[i].figure)
            s->figures = text;
    s->kinds = NULL;
    s->parts = NULL;
    s->n_parts = s->capacity_parts = s->capacity_lines = 0;
    return measure_text(arena, setter, text, style, place, &s->measured);
}

static void finish(struct setting *s)
{
    measure_free(&s->measured);
    if (s->kinds != s->few_kinds)
        free(s->kinds);
    free(s->parts);
}

/* Centre the letters in the leading, as word processors do. */
static mpt first_baseline(const struct measured *m, const struct style *style)
{
    if (m->n_spans == 0)
        return style->leading;
    const struct font_metrics *metrics = font_metrics(m->spans[0].font);
    fine ascent = (fine)metrics->ascent * style->size;
    fine descent = (fine)metrics->descent * style->size;
    return to_mpt(((fine)style->leading * FINE + ascent + descent) / 2);
}

bool paragraph_set(struct arena *arena, struct setter *setter,
                   const struct text *text, const struct style *style,
                   mpt width, struct place place, struct lines *lines)
{
    struct setting s;
    const struct measured *m = &s.measured;
    *lines = (struct lines){.leading = style->leading};
    bool good = begin(&s, arena, setter, text, style, place);
    s.rest = width - style->left - style->right;
    s.first = s.rest - style->indent;
    if (good) {
        lines->ascent = first_baseline(m, style);
        for (uint32_t first = 0; first < m->n;) {
            uint32_t stop = stretch_end(m, first);
            set_stretch(&s, first, stop, lines);
            if (stop < m->n && lines->n_lines > 0)
                lines->lines[lines->n_lines - 1].word_ends = true;
            first = stop + 1;
        }
    }
    finish(&s);
    return good;
}

bool paragraph_widths(struct arena *arena, struct setter *setter,
                      const struct text *text, const struct style *style,
                      struct place place, mpt *natural, mpt *least)
{
    struct setting s;
    const struct measured *m = &s.measured;
    *natural = *least = 0;
    bool good = begin(&s, arena, setter, text, style, place);
    s.first = s.rest = 0;
    for (uint32_t first = 0; good && first < m->n;) {
        uint32_t stop = stretch_end(m, first);
        mpt edges = style->left + style->right;
        find_parts(&s, first, stop, false);
        for (size_t i = 0; i < s.n_parts; i++) {
            const struct part *part = &s.parts[i];
            mpt indent = part->first == 0 ? style->indent : 0;
            mpt wide = to_mpt_up(part->end - part->start) + edges + indent;
            if (wide > *least)
                *least = wide;
        }
        if (s.n_parts > 0) {
            mpt indent = first == 0 ? style->indent : 0;
            fine end_x = s.parts[s.n_parts - 1].end;
            mpt wide = to_mpt_up(end_x - m->x[first]) + edges + indent;
            if (wide > *natural)
                *natural = wide;
        }
        first = stop + 1;
    }
    finish(&s);
    return good;
}
