#include "reader/csv_delimiter.h"

#include <stdbool.h>
#include <string.h>

/* How many rows are examined below the headings, and how many may be the
   headings. */
enum { SAMPLE_ROWS = 50, MOST_TITLES = 8 };

static const char candidates[] = {',', ';', '\t'};

/* The start of the row after the line end at C: LF, CR or CRLF. */
static const char *after_row(const char *c, const char *end)
{
    if (c < end && *c == '\r')
        c++;
    else if (c < end)
        return c + 1;
    return c < end && *c == '\n' ? c + 1 : c;
}

/* Counts the cells of the row at *TEXT and moves past it.  A quote opens a
   quoted cell only where a cell starts. 0 when a quoted cell does not end at a
   delimiter: DELIMITER then is not what separates the cells. */
static size_t count_cells(const char **text, const char *end, char delimiter)
{
    size_t n = 1;
    bool quoted = false;
    bool is_closed = false;
    bool is_broken = false;
    bool at_start = true;
    const char *c = *text;
    for (; c < end; c++) {
        if (quoted) {
            if (*c == '"' && c + 1 < end && c[1] == '"')
                c++;
            else if (*c == '"') {
                quoted = false;
                is_closed = true;
            }
        } else if (*c == '\n' || *c == '\r') {
            break;
        } else if (*c == delimiter) {
            n++;
            at_start = true;
            is_closed = false;
        } else {
            is_broken |= is_closed && *c != ' ';
            quoted = *c == '"' && at_start;
            at_start = at_start && *c == ' ';
        }
    }
    *text = after_row(c, end);
    return is_broken ? 0 : n;
}

static bool is_blank_row(const char *text, const char *end)
{
    return text < end && (*text == '\n' || *text == '\r');
}

/* The first row at or after TEXT that is not empty. */
static const char *skip_blank_rows(const char *text, const char *end)
{
    while (is_blank_row(text, end))
        text++;
    return text;
}

struct score {
    size_t n_cells; /* of the headings */
    size_t n_alike; /* rows below them with as many cells, or a few less: Excel
                       leaves out the separators of empty last cells */
    size_t n_fit;   /* rows with several cells, but no more than these */
    size_t n_rows;  /* rows below them that were examined */
};

/* How well DELIMITER fits when the headings are at TEXT. */
static struct score try_delimiter(const char *text, const char *end,
                                  char delimiter)
{
    struct score score = {.n_cells = count_cells(&text, end, delimiter)};
    text = skip_blank_rows(text, end);
    for (; score.n_rows < SAMPLE_ROWS && text < end; score.n_rows++) {
        size_t n = count_cells(&text, end, delimiter);
        bool fits = n > 1 && n <= score.n_cells;
        score.n_fit += fits;
        score.n_alike += fits && n * 2 > score.n_cells;
        text = skip_blank_rows(text, end);
    }
    return score;
}

/* Headings in a single cell say nothing; then agreement counts, then the number
   of cells. */
static bool is_better(struct score a, struct score b)
{
    if ((a.n_cells > 1) != (b.n_cells > 1))
        return a.n_cells > 1;
    if (a.n_alike != b.n_alike)
        return a.n_alike > b.n_alike;
    return a.n_cells > b.n_cells;
}

/* The best delimiter for headings at TEXT, and how well it fits. */
static char find_best(const char *text, const char *end, struct score *best)
{
    char found = candidates[0];
    *best = (struct score){0};
    for (size_t i = 0; i < sizeof candidates; i++) {
        struct score score = try_delimiter(text, end, candidates[i]);
        if (is_better(score, *best)) {
            found = candidates[i];
            *best = score;
        }
    }
    return found;
}

static bool find_named(const char *text, size_t size, char *delimiter,
                       size_t *skip)
{
    if (size < 6 || memcmp(text, "sep=", 4) != 0 || !strchr(",;\t|", text[4]) ||
        (text[5] != '\n' && text[5] != '\r'))
        return false;
    *delimiter = text[4];
    *skip = size > 6 && text[5] == '\r' && text[6] == '\n' ? 7 : 6;
    return true;
}

char csv_delimiter_other(char first, size_t n)
{
    for (size_t i = 0; i < sizeof candidates; i++)
        if (candidates[i] != first && n-- == 0)
            return candidates[i];
    return '\0';
}

char csv_delimiter_find(const char *text, size_t size, size_t *skip)
{
    const char *end = text + size;
    struct score score;
    char named;
    *skip = 0;
    if (find_named(text, size, &named, skip))
        return named;
    text = skip_blank_rows(text, end);
    const char first = find_best(text, end, &score);
    /* A title above the headings is one cell, or has a number of cells that
       hardly any other row has. */
    char found = first;
    for (size_t i = 0; i < MOST_TITLES && text < end; i++) {
        if (score.n_cells > 1 && score.n_fit * 2 >= score.n_rows)
            return found;
        count_cells(&text, end, '\n');
        text = skip_blank_rows(text, end);
        found = find_best(text, end, &score);
    }
    return first;
}
