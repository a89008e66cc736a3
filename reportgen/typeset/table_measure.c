#include "typeset/table_set.h"

#include "tree/table_rows.h"
#include "typeset/measure.h"

#include <string.h>

/* ---- looks --------------------------------------------------------------- */

static struct style cell_style(const struct style *given, enum align align,
                               int scale)
{
    struct style style = *given;
    style.size = (mpt)((int64_t)style.size * scale / 1000);
    style.leading = (mpt)((int64_t)style.leading * scale / 1000);
    style.before = style.after = 0;
    style.indent = style.left = style.right = 0;
    style.align = align;
    return style;
}

bool table_look_make(struct arena *arena, struct setter *setter,
                     const struct table *table, int scale,
                     struct table_look *look)
{
    const struct style *body = table->body_style;
    look->scale = scale;
    look->head = cell_style(table->head_style, ALIGN_CENTER, scale);
    look->plain = ARENA_ARRAY(arena, struct style, table->n_columns);
    look->strong = ARENA_ARRAY(arena, struct style, table->n_columns);
    look->widest = ARENA_ARRAY(arena, mpt, table->n_columns);
    look->hanging = ARENA_ARRAY(arena, mpt, table->n_columns);
    for (size_t i = 0; i < table->n_columns; i++) {
        look->plain[i] = cell_style(body, table->columns[i].align, scale);
        look->strong[i] = look->plain[i];
        look->strong[i].flags |= STYLE_BOLD;
    }
    struct font *font =
        fontset_find(setter->fonts, body->font, (body->flags & STYLE_BOLD) != 0,
                     (body->flags & STYLE_ITALIC) != 0, setter->diag);
    if (!font)
        return false;
    const mpt size = (mpt)((int64_t)body->size * scale / 1000);
    look->digit = font_advance(font, '0') * size / 1000;
    look->comma = font_advance(font, ',') * size / 1000;
    look->parenthesis = font_advance(font, '(') * size / 1000;
    return true;
}

const struct style *table_look_of(const struct table_look *look,
                                  enum row_kind kind, size_t column)
{
    return kind == ROW_BODY ? &look->plain[column] : &look->strong[column];
}

/* Digits behind the last comma of TEXT. */
static int count_decimals(const struct run *run)
{
    for (uint32_t i = run->size; i > 0; i--) {
        if (run->text[i - 1] != ',')
            continue;
        int n = 0;
        while (i < run->size && run->text[i] >= '0' && run->text[i] <= '9') {
            i++;
            n++;
        }
        return n;
    }
    return 0;
}

bool table_has_commas(const struct table_column *column,
                      const struct table_cell *cell)
{
    return column->decimals > 0 && value_is_figure(&cell->value) &&
           (column->align == ALIGN_RIGHT || column->align == ALIGN_CENTER) &&
           cell->text.n_runs > 0;
}

mpt table_decimal_pad(const struct table_look *look,
                      const struct table_column *column,
                      const struct table_cell *cell)
{
    if (!table_has_commas(column, cell))
        return 0;
    size_t last = cell->text.n_runs - 1;
    while (last > 0 && (cell->text.runs[last].flags & RUN_NOTE) != 0)
        last--;
    int n = count_decimals(&cell->text.runs[last]);
    if (n >= column->decimals)
        return 0;
    return (column->decimals - n) * look->digit + (n == 0 ? look->comma : 0);
}

/* ---- what cells want ----------------------------------------------------- */

/* Advances of the ASCII letters of a face, in 1/1000 of the size. */
struct advances {
    const struct font *font; /* NULL: not yet looked up */
    int16_t ascii[128];
};

/* NATURAL: the widest cell on one line.  LEAST: the widest word. */
struct want {
    mpt least, natural;
    mpt unbroken; /* the widest word with break places, as one piece */
    mpt last;     /* the last cell taken in: its lines, end to end */
};

/* Rows that stand for all of a table when its lines are counted: every
   STRIDE-th of the body, at most MOST_SAMPLED.  The first place is the head's:
   there its cells that stand over one column alone. */
enum { MOST_SAMPLED = 64 };

struct sample {
    mpt *lengths; /* N_COLUMNS a row: what the cell's lines measure, end to end
                   */
    size_t n_columns, n_rows, stride, n_seen;
};

struct measure {
    struct arena *arena; /* emptied after each use */
    struct setter *setter;
    const struct table *table;
    const struct table_look *look;
    struct advances faces[4]; /* bold 1, italic 2 */
    struct want *wants;
    struct sample sample;
    mpt width; /* of the whole table: more is not wanted */
};

static struct advances *find_face(struct measure *measure,
                                  const struct style *style, unsigned flags)
{
    bool bold = (style->flags & STYLE_BOLD) != 0 || (flags & RUN_BOLD) != 0;
    bool italic =
        (style->flags & STYLE_ITALIC) != 0 || (flags & RUN_ITALIC) != 0;
    struct advances *face = &measure->faces[bold + 2 * italic];
    if (face->font)
        return face;
    face->font = fontset_find(measure->setter->fonts, style->font, bold, italic,
                              measure->setter->diag);
    if (!face->font)
        return NULL;
    for (uint32_t c = 0; c < 128; c++) {
        int advance = font_advance(face->font, c);
        face->ascii[c] = (int16_t)(advance < 0 ? 1000 : advance);
    }
    return face;
}

/* An upper estimate (no kerning) of a text's widths, in one walk: exact
   enough to choose columns by, at a few nanoseconds a letter. */
struct estimate {
    int64_t line, word; /* so far, in 1/1000 of the size */
    int64_t longest_line, longest_word, all_lines;
    bool breakable; /* has "/" or "-", where words may be broken at need */
};

static void end_word(struct estimate *estimate)
{
    if (estimate->word > estimate->longest_word)
        estimate->longest_word = estimate->word;
    estimate->word = 0;
}

static void end_line(struct estimate *estimate)
{
    end_word(estimate);
    if (estimate->line > estimate->longest_line)
        estimate->longest_line = estimate->line;
    estimate->all_lines += estimate->line;
    estimate->line = 0;
}

static void estimate_run(struct estimate *estimate, const struct run *run,
                         const struct advances *face)
{
    const char *text = run->text;
    const char *end = text + run->size;
    while (text < end) {
        int advance;
        if ((unsigned char)*text < 128) {
            unsigned char c = (unsigned char)*text++;
            advance = face->ascii[c];
            estimate->line += advance;
            if (c == ' ') {
                end_word(estimate);
                continue;
            }
            if (c == '\n') {
                end_line(estimate);
                continue;
            }
            estimate->breakable |= c == '/' || c == '-';
        } else {
            int32_t c = unicode_next(&text, end);
            if (c < 0)
                return;
            advance = font_advance(face->font, (uint32_t)c);
            if (advance < 0)
                advance = 1000;
            estimate->line += advance;
        }
        estimate->word += advance;
    }
}

static bool estimate_text(struct measure *measure, const struct text *text,
                          const struct style *style, struct estimate *estimate)
{
    *estimate = (struct estimate){0};
    for (size_t i = 0; i < text->n_runs; i++) {
        const struct run *run = &text->runs[i];
        if ((run->flags & RUN_LINE_BREAK) != 0) {
            end_line(estimate);
            continue;
        }
        const struct advances *face = find_face(measure, style, run->flags);
        if (!face)
            return false;
        estimate_run(estimate, run, face);
    }
    end_line(estimate);
    return true;
}

static mpt scaled(int64_t thousandths, mpt size)
{
    int64_t width = (thousandths * size + 999) / 1000;
    return width > INT32_MAX / 4 ? INT32_MAX / 4 : (mpt)width;
}

static void raise(mpt *most, mpt width)
{
    if (width > *most)
        *most = width;
}

/* What CELL wants of COLUMN is taken into WANT. */
static bool want_cell(struct measure *measure, const struct table_cell *cell,
                      const struct style *style, mpt pad, struct want *want)
{
    struct estimate estimate;
    if (!estimate_text(measure, &cell->text, style, &estimate))
        return false;
    mpt natural = scaled(estimate.longest_line, style->size) + pad;
    mpt least = scaled(estimate.longest_word, style->size) + pad;
    want->last = scaled(estimate.all_lines, style->size) + pad;
    raise(&want->natural, natural < measure->width ? natural : measure->width);
    if (least <= want->least)
        return true;
    if (!estimate.breakable) {
        want->least = least;
        return true;
    }
    /* Words like 12/BC-SCT may be broken; only the paragraph knows where. */
    if (least <= want->unbroken)
        return true;
    want->unbroken = least;
    mpt exact_natural, exact_least;
    arena_reset(measure->arena);
    if (!paragraph_widths(measure->arena, measure->setter, &cell->text, style,
                          measure->table->place, &exact_natural, &exact_least))
        return false;
    raise(&want->least, exact_least + pad);
    return true;
}

/* Columns under a wide cell get what it needs beyond theirs, in equal
   parts. */
static void widen(struct want *wants, size_t n, mpt needed)
{
    int64_t have = 0;
    for (size_t i = 0; i < n; i++)
        have += wants[i].least + TABLE_EXTRA_X;
    have -= TABLE_EXTRA_X;
    if (have >= needed)
        return;
    mpt more = (mpt)((needed - have + (mpt)n - 1) / (mpt)n);
    for (size_t i = 0; i < n; i++) {
        wants[i].least += more;
        raise(&wants[i].natural, wants[i].least);
    }
}

static size_t span_of(const struct table *table, const struct table_cell *cell,
                      size_t column)
{
    size_t most = table->n_columns - column;
    return cell->colspan < most ? cell->colspan : most;
}

/* The place of the next row of the body in SAMPLE; NULL: it is passed over. */
static mpt *sample_next(struct sample *sample)
{
    const size_t n = sample->n_columns;
    if (sample->n_seen++ % sample->stride != 0)
        return NULL;
    if (sample->n_rows == MOST_SAMPLED) {
        for (size_t i = 2; 2 * i - 1 <= sample->n_rows; i++)
            memcpy(sample->lengths + i * n, sample->lengths + (2 * i - 1) * n,
                   n * sizeof *sample->lengths);
        sample->n_rows /= 2;
        sample->stride *= 2;
        if ((sample->n_seen - 1) % sample->stride != 0)
            return NULL;
    }
    return sample->lengths + ++sample->n_rows * n;
}

/* A number of a column with decimals: the widest of them is kept too. */
static bool want_number(struct measure *measure, const struct table_cell *cell,
                        const struct style *style, size_t column)
{
    const struct table_look *look = measure->look;
    struct want alone = {0};
    mpt pad = table_decimal_pad(look, &measure->table->columns[column], cell);
    if (!want_cell(measure, cell, style, pad, &alone))
        return false;
    raise(&look->widest[column], alone.natural);
    raise(&measure->wants[column].least, alone.least);
    raise(&measure->wants[column].natural, alone.natural);
    measure->wants[column].last = alone.last;
    return true;
}

/* Marks behind the figures of a column that ends flush right hang out of it. */
static void want_hanging(struct measure *measure, const struct table_cell *cell,
                         size_t column)
{
    const struct table_look *look = measure->look;
    const struct run *last = &cell->text.runs[cell->text.n_runs - 1];
    mpt width = 0;
    if ((last->flags & RUN_NOTE) == 0 ||
        look->plain[column].align != ALIGN_RIGHT)
        return;
    for (size_t i = cell->text.n_runs; i > 0; i--) {
        const struct run *run = &cell->text.runs[i - 1];
        if ((run->flags & RUN_NOTE) == 0)
            break;
        for (uint32_t k = 0; k < run->size; k++)
            width += run->text[k] == '(' || run->text[k] == ')'
                         ? look->parenthesis
                         : look->digit;
    }
    raise(&look->hanging[column],
          (mpt)((int64_t)width * SUPERSCRIPT_SIZE / 1000) - TABLE_HANG);
}

static bool want_row(struct measure *measure, const struct table_row *row,
                     bool *spans)
{
    const struct table *table = measure->table;
    mpt *lengths = row->kind == ROW_BODY ? sample_next(&measure->sample) : NULL;
    for (size_t j = 0; j < table->n_columns; j++) {
        const struct table_cell *cell = &row->cells[j];
        if (lengths)
            lengths[j] = 0;
        *spans = *spans || cell->colspan > 1;
        if (cell->colspan != 1 || cell->text.n_runs == 0)
            continue;
        const struct style *style = table_look_of(measure->look, row->kind, j);
        want_hanging(measure, cell, j);
        bool ok = table_has_commas(&table->columns[j], cell)
                      ? want_number(measure, cell, style, j)
                      : want_cell(measure, cell, style, 0, &measure->wants[j]);
        if (!ok)
            return false;
        if (lengths)
            lengths[j] = measure->wants[j].last;
    }
    return true;
}

/* The words of wide cells, once all others are known. */
static bool want_wide_cells(struct measure *measure,
                            const struct table_row *row, bool *spans)
{
    (void)spans;
    const struct table *table = measure->table;
    for (size_t j = 0; j < table->n_columns; j++) {
        const struct table_cell *cell = &row->cells[j];
        struct want want = {0};
        if (cell->colspan < 2 || cell->text.n_runs == 0)
            continue;
        if (!want_cell(measure, cell,
                       table_look_of(measure->look, row->kind, j), 0, &want))
            return false;
        widen(measure->wants + j, span_of(table, cell, j), want.least);
    }
    return true;
}

/* Takes all rows of the table in.  False after a report. */
static bool want_rows(struct measure *measure,
                      bool want(struct measure *measure,
                                const struct table_row *row, bool *spans),
                      bool *spans)
{
    struct arena *arena = arena_create();
    struct table_pass pass;
    const struct table_row *row;
    bool ok = true;
    table_pass_begin(&pass, measure->table);
    while (ok && (row = table_pass_next(&pass, arena))) {
        ok = want(measure, row, spans);
        arena_reset(arena);
    }
    ok &= table_pass_end(&pass);
    arena_destroy(arena);
    return ok;
}

static bool want_body(struct measure *measure)
{
    const struct table *table = measure->table;
    bool spans = false;
    if (!want_rows(measure, want_row, &spans))
        return false;
    for (size_t j = 0; j < table->n_columns; j++) {
        measure->wants[j].least += measure->look->hanging[j];
        measure->wants[j].natural += measure->look->hanging[j];
    }
    return !spans || want_rows(measure, want_wide_cells, NULL);
}

/* A head is broken into lines rather than widening its column: allow a third of
   its text plus two words. */
static bool want_head_cell(struct measure *measure,
                           const struct table_cell *cell, struct want *want)
{
    const struct style *style = &measure->look->head;
    struct want alone = {0};
    if (!want_cell(measure, cell, style, 0, &alone))
        return false;
    want->last = alone.last;
    mpt wrapped = alone.natural / 3 + 2 * style->size;
    raise(&want->least, alone.least);
    raise(&want->natural, alone.least);
    raise(&want->natural, wrapped < alone.natural ? wrapped : alone.natural);
    return true;
}

static bool want_head(struct measure *measure)
{
    const struct table *table = measure->table;
    for (size_t i = 0; i < table->n_head; i++) {
        for (size_t j = 0; j < table->n_columns; j++) {
            const struct table_cell *cell = &table->head[i].cells[j];
            if (cell->colspan != 1)
                continue;
            if (!want_head_cell(measure, cell, &measure->wants[j]))
                return false;
            raise(&measure->sample.lengths[j], measure->wants[j].last);
        }
    }
    for (size_t i = 0; i < table->n_head; i++) {
        for (size_t j = 0; j < table->n_columns; j++) {
            const struct table_cell *cell = &table->head[i].cells[j];
            struct want want = {0};
            if (cell->colspan < 2)
                continue;
            if (!want_head_cell(measure, cell, &want))
                return false;
            widen(measure->wants + j, span_of(table, cell, j), want.least);
        }
    }
    return true;
}

/* ---- shares -------------------------------------------------------------- */

/* One column while width is shared out. */
struct share {
    mpt least, natural, most;
    mpt whole; /* least, with words like QG-2015-01 in one piece */
    uint32_t weight;
};

static void make_shares(const struct measure *measure, struct share *shares)
{
    for (size_t i = 0; i < measure->table->n_columns; i++) {
        const struct table_column *column = &measure->table->columns[i];
        const struct want *want = &measure->wants[i];
        struct share *share = &shares[i];
        share->most = column->max_width > 0 ? column->max_width : INT32_MAX;
        share->least = want->least + TABLE_EXTRA_X;
        raise(&share->least, column->min_width);
        share->natural = want->natural + TABLE_EXTRA_X;
        raise(&share->natural, share->least);
        share->whole = share->least;
        raise(&share->whole, want->unbroken + TABLE_EXTRA_X);
        /* A word may exceed the column's maximum width. */
        raise(&share->most, share->least);
        if (share->natural > share->most)
            share->natural = share->most;
        share->weight = column->weight;
    }
}

/* Keeps codes such as QG-2015-01 in one piece, when that leaves room for the
   texts beside them. */
static void keep_whole(struct share *shares, size_t n, mpt width)
{
    enum { WIDEST_CODE = 6 }; /* a sixth of the width */
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += shares[i].whole <= width / WIDEST_CODE ? shares[i].whole
                                                      : shares[i].least;
    if (sum > width - width / 4)
        return;
    for (size_t i = 0; i < n; i++) {
        if (shares[i].whole > width / WIDEST_CODE ||
            shares[i].whole > shares[i].most)
            continue;
        raise(&shares[i].least, shares[i].whole);
        raise(&shares[i].natural, shares[i].whole);
    }
}

static int64_t sum_least(const struct share *shares, size_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += shares[i].least;
    return sum;
}

/* When words are too wide for the page, shrink the widest columns to one common
   width, found by bisection. */
static void squeeze(const struct share *shares, size_t n, mpt width,
                    mpt *widths)
{
    mpt low = 0, high = width;
    while (low < high) {
        mpt middle = low + (high - low + 1) / 2;
        int64_t sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += shares[i].least < middle ? shares[i].least : middle;
        if (sum <= width)
            low = middle;
        else
            high = middle - 1;
    }
    for (size_t i = 0; i < n; i++)
        widths[i] = shares[i].least < low ? shares[i].least : low;
}

/* Gives FREE to the columns by WEIGHTS, none beyond its most; returns what is
   left. */
static mpt grow_by(const struct share *shares, const int64_t *weights, size_t n,
                   mpt free, mpt *widths)
{
    for (size_t round = 0; round < n && free > 0; round++) {
        int64_t sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += widths[i] < shares[i].most ? weights[i] : 0;
        if (sum == 0)
            break;
        const mpt given = free;
        bool capped = false;
        for (size_t i = 0; i < n; i++) {
            if (widths[i] >= shares[i].most)
                continue;
            mpt part = (mpt)(given * weights[i] / sum);
            if (part > shares[i].most - widths[i]) {
                part = shares[i].most - widths[i];
                capped = true;
            }
            widths[i] += part;
            free -= part;
        }
        if (!capped)
            break;
    }
    return free;
}

/* Each column lies between its least and its natural width, all at the same
   part of the way. */
static void share_between(const struct share *shares, size_t n, mpt width,
                          mpt *widths, int64_t *weights)
{
    for (size_t i = 0; i < n; i++) {
        widths[i] = shares[i].least;
        weights[i] = shares[i].natural - shares[i].least;
    }
    grow_by(shares, weights, n, (mpt)(width - sum_least(shares, n)), widths);
}

/* ---- the fewest lines ---------------------------------------------------- */

/* What is left of a line of cells, on the average: half a word, in the size of
   the letters. */
enum { RAGGED = 1000 };

/* While the columns of a table that is too wide for one line a row are tried
   out: what each sampled row costs by each of them, as it is, and if it were
   STEP narrower or wider. */
struct trial {
    const struct sample *sample;
    const struct share *shares;
    mpt ragged;
    mpt step;
    mpt *widths;
    int32_t *now, *narrower, *wider; /* [row * n_columns + column] */
};

/* The lines of a text of LENGTH in a column of WIDTH: whole lines count most,
   their exact part decides among equals and leads the search on. */
static int32_t cost_of(const struct trial *trial, mpt length, mpt width)
{
    enum { LINE = 1024, WHOLE = 3 };
    mpt room = width - TABLE_EXTRA_X;
    if (length <= room)
        return (WHOLE + 1) * LINE;
    room = room > 2 * trial->ragged ? room - trial->ragged : trial->ragged;
    int64_t whole = (length + room - 1) / room;
    int64_t exact = (int64_t)length * LINE / room;
    int64_t cost = (whole < 2 ? 2 : whole) * WHOLE * LINE + exact;
    return cost > INT32_MAX / 2 ? INT32_MAX / 2 : (int32_t)cost;
}

static void cost_column(struct trial *trial, size_t column)
{
    const size_t n = trial->sample->n_columns;
    const mpt width = trial->widths[column];
    for (size_t row = 0; row <= trial->sample->n_rows; row++) {
        const size_t at = row * n + column;
        const mpt length = trial->sample->lengths[at];
        trial->now[at] = cost_of(trial, length, width);
        trial->narrower[at] = cost_of(trial, length, width - trial->step);
        trial->wider[at] = cost_of(trial, length, width + trial->step);
    }
}

/* What the sampled rows cost when column FROM gives a step to column TO; none
   does when both are the same.  The head is repeated on each page. */
static int64_t cost_move(const struct trial *trial, size_t from, size_t to)
{
    enum { ROWS_OF_A_PAGE = 12 };
    const size_t n = trial->sample->n_columns;
    int64_t cost = 0;
    for (size_t row = 0; row <= trial->sample->n_rows; row++) {
        const size_t at = row * n;
        int32_t highest = 0;
        for (size_t j = 0; j < n; j++) {
            int32_t own = from == to  ? trial->now[at + j]
                          : j == from ? trial->narrower[at + j]
                          : j == to   ? trial->wider[at + j]
                                      : trial->now[at + j];
            if (own > highest)
                highest = own;
        }
        cost += row > 0 ? highest
                        : highest * (int64_t)(1 + trial->sample->n_rows /
                                                      ROWS_OF_A_PAGE);
    }
    return cost;
}

/* Makes the one step between two columns that saves most.  False: none
   does. */
static bool move_best(struct trial *trial)
{
    const size_t n = trial->sample->n_columns;
    const struct share *shares = trial->shares;
    int64_t least = cost_move(trial, 0, 0);
    size_t best_from = 0, best_to = 0;
    for (size_t from = 0; from < n; from++) {
        if (trial->widths[from] - trial->step < shares[from].least)
            continue;
        for (size_t to = 0; to < n; to++) {
            if (to == from ||
                trial->widths[to] + trial->step > shares[to].natural)
                continue;
            int64_t cost = cost_move(trial, from, to);
            if (cost >= least)
                continue;
            least = cost;
            best_from = from;
            best_to = to;
        }
    }
    if (best_from == best_to)
        return false;
    trial->widths[best_from] -= trial->step;
    trial->widths[best_to] += trial->step;
    cost_column(trial, best_from);
    cost_column(trial, best_to);
    return true;
}

/* Moves width between columns, by steps that get shorter, as long as that
   saves lines. */
static void share_for_lines(struct arena *arena, const struct sample *sample,
                            const struct share *shares, mpt size, mpt free,
                            mpt *widths)
{
    enum { FIRST_PART = 4, LEAST_STEP = 1500 };
    const size_t n_cells = (sample->n_rows + 1) * sample->n_columns;
    struct trial trial = {
        .sample = sample,
        .shares = shares,
        .ragged = (mpt)((int64_t)size * RAGGED / 1000),
        .widths = widths,
        .now = ARENA_ARRAY(arena, int32_t, n_cells),
        .narrower = ARENA_ARRAY(arena, int32_t, n_cells),
        .wider = ARENA_ARRAY(arena, int32_t, n_cells),
    };
    for (mpt step = free / FIRST_PART; step >= LEAST_STEP; step /= 2) {
        trial.step = step;
        for (size_t j = 0; j < sample->n_columns; j++)
            cost_column(&trial, j);
        size_t most = 2 * sample->n_columns;
        while (most > 0 && move_best(&trial))
            most--;
    }
}

/* ---- shares of what is left ---------------------------------------------- */

/* The weighted columns share WIDTH in the ratio of their weights, but none is
   below its natural width or above its most. */
static void share_weighted(const struct share *shares, size_t n, mpt width,
                           mpt *widths, bool *fixed)
{
    bool changed = true;
    while (changed) {
        int64_t free = width, weight = 0;
        changed = false;
        for (size_t i = 0; i < n; i++) {
            if (fixed[i])
                free -= widths[i];
            else
                weight += shares[i].weight;
        }
        /* Fix the columns that are too narrow first, then those too wide: a
           column at its minimum leaves less for the others, never more. */
        for (int wide = 0; wide < 2 && !changed; wide++) {
            for (size_t i = 0; i < n; i++) {
                if (fixed[i])
                    continue;
                int64_t part = free * shares[i].weight / weight;
                widths[i] = (mpt)part;
                if (wide ? part > shares[i].most : part < shares[i].natural) {
                    widths[i] = wide ? shares[i].most : shares[i].natural;
                    fixed[i] = true;
                    changed = true;
                }
            }
        }
    }
}

static void share_out(struct arena *arena, const struct measure *measure,
                      const struct share *shares, mpt width, mpt *widths)
{
    const size_t n = measure->table->n_columns;
    int64_t *weights = ARENA_ARRAY(arena, int64_t, n);
    bool *fixed = ARENA_ARRAY(arena, bool, n);
    int64_t wanted = 0;
    bool weighted = false;
    for (size_t i = 0; i < n; i++) {
        fixed[i] = shares[i].weight == 0;
        widths[i] = shares[i].natural;
        wanted += widths[i];
        weighted = weighted || !fixed[i];
    }
    const int64_t least = sum_least(shares, n);
    if (least > width) {
        squeeze(shares, n, width, widths);
    } else if (wanted > width) {
        share_between(shares, n, width, widths, weights);
        share_for_lines(arena, &measure->sample, shares,
                        measure->look->head.size, (mpt)(width - least), widths);
    } else if (weighted) {
        share_weighted(shares, n, width, widths, fixed);
    } else {
        for (size_t i = 0; i < n; i++)
            weights[i] = shares[i].natural;
        grow_by(shares, weights, n, (mpt)(width - wanted), widths);
    }
}

bool table_measure(struct arena *arena, struct setter *setter,
                   const struct table *table, const struct table_look *look,
                   mpt width, mpt *widths, bool *fits)
{
    const size_t n = table->n_columns;
    struct measure measure = {
        .arena = arena_create(),
        .setter = setter,
        .table = table,
        .look = look,
        .wants = ARENA_ARRAY(arena, struct want, n),
        .sample = {.lengths = ARENA_ARRAY(arena, mpt, (MOST_SAMPLED + 1) * n),
                   .n_columns = n,
                   .stride = 1},
        .width = width,
    };
    bool ok = want_body(&measure) && want_head(&measure);
    arena_destroy(measure.arena);
    if (!ok)
        return false;
    struct share *shares = ARENA_ARRAY(arena, struct share, n);
    make_shares(&measure, shares);
    *fits = sum_least(shares, n) <= width;
    keep_whole(shares, n, width);
    share_out(arena, &measure, shares, width, widths);
    return true;
}
