#include "reader/csv_delimiter.h"

#include <stdbool.h>
#include <string.h>

/* Rows looked at below the headings. */
enum { SAMPLE_ROWS = 50 };

/* Moves past the row's end at C: LF, CR or CRLF. */
static const char *after_row(const char *c, const char *end)
{
    if (c < end && *c == '\r')
        c++;
    else if (c < end)
        return c + 1;
    return c < end && *c == '\n' ? c + 1 : c;
}

/* Counts the cells of the row at *TEXT and moves past it.  A quote opens a
   quoted cell only where a cell starts. */
static size_t count_cells(const char **text, const char *end, char delimiter)
{
    size_t n = 1;
    bool quoted = false;
    bool at_start = true;
    const char *c = *text;
    for (; c < end; c++) {
        if (quoted) {
            if (*c == '"' && c + 1 < end && c[1] == '"')
                c++;
            else if (*c == '"')
                quoted = false;
        } else if (*c == '\n' || *c == '\r') {
            break;
        } else if (*c == delimiter) {
            n++;
            at_start = true;
        } else {
            quoted = *c == '"' && at_start;
            at_start = at_start && *c == ' ';
        }
    }
    *text = after_row(c, end);
    return n;
}

static bool is_blank_row(const char *text, const char *end)
{
    return text < end && (*text == '\n' || *text == '\r');
}

struct score {
    size_t n_cells; /* of the headings */
    size_t n_alike; /* rows with as many */
};

static struct score try_delimiter(const char *text, const char *end,
                                  char delimiter)
{
    while (is_blank_row(text, end))
        text++;
    struct score score = {count_cells(&text, end, delimiter), 0};
    for (size_t i = 0; i < SAMPLE_ROWS && text < end; i++) {
        if (is_blank_row(text, end)) {
            text++;
            continue;
        }
        score.n_alike += count_cells(&text, end, delimiter) == score.n_cells;
    }
    return score;
}

/* Headings in one cell say nothing; then agreement counts, then cells. */
static bool is_better(struct score a, struct score b)
{
    if ((a.n_cells > 1) != (b.n_cells > 1))
        return a.n_cells > 1;
    if (a.n_alike != b.n_alike)
        return a.n_alike > b.n_alike;
    return a.n_cells > b.n_cells;
}

static bool find_named(const char *text, size_t size, char *delimiter,
                       size_t *skip)
{
    if (size < 6 || memcmp(text, "sep=", 4) != 0 ||
        strchr(",;\t|", text[4]) == NULL ||
        (text[5] != '\n' && text[5] != '\r'))
        return false;
    *delimiter = text[4];
    *skip = size > 6 && text[5] == '\r' && text[6] == '\n' ? 7 : 6;
    return true;
}

char csv_delimiter_find(const char *text, size_t size, size_t *skip)
{
    static const char candidates[] = {',', ';', '\t'};
    char best = candidates[0];
    *skip = 0;
    if (find_named(text, size, &best, skip))
        return best;
    struct score best_score = {0, 0};
    for (size_t i = 0; i < sizeof candidates; i++) {
        struct score score = try_delimiter(text, text + size, candidates[i]);
        if (is_better(score, best_score)) {
            best = candidates[i];
            best_score = score;
        }
    }
    return best;
}
