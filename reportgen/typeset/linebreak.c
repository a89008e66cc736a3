#include "typeset/linebreak.h"

#include <stdlib.h>

/*
 * Demerits of a line are (BASE + badness)^2 as in TeX, badness being 100 when
 * blanks are stretched by half or shrunk by a third, and growing with the
 * cube of that.
 */
enum {
    STRETCH_PERMILLE = 500, /* of a blank's width: badness 100 */
    LOOSE_PERMILLE = 1000,  /* blanks twice as wide: worth a joint */
    MOST_STRETCH = 8,       /* blanks; what is beyond is all the same */
    BLANKS_A_LINE = 128,    /* narrow blanks that would fill a line */
    BASE = 10,
    JOINT = 60000,       /* demerits of a line that ends inside a token */
    LONE_WORD = 250000,  /* of a last line of one short part */
    LONE_WORD_SHARE = 8, /* short: below an eighth of the measure */
    RAGGED_UNIT = 1024,  /* parts of the measure that room is counted in */
    FEW_PARTS = 64
};

/* Demerits of each ragged line: fewest lines first, then evenness. */
static const int64_t ragged_line = INT64_C(1) << 32;

/* Costs of need, above any sum of lesser ones: a token is torn, or a line
   sticks out, only when it must be. */
static const int64_t split = INT64_C(10000000000000);
static const int64_t overfull = INT64_C(1000000000000000);
static const int64_t worst = INT64_C(4000000000000000000);

/* The best way to end a line after a part. */
struct node {
    int64_t demerits; /* of all lines so far; WORST: no line ends here */
    uint32_t start;   /* first part of the line that ends here */
};

static int64_t add(int64_t a, int64_t b)
{
    return a > worst - b ? worst : a + b;
}

/* Demerits of a line whose BLANKS take up ROOM more than their width (less:
   negative); never shrunk below the limit.  A line without blanks cannot be
   stretched: its room counts as if one narrow blank stood there. */
static int64_t justified_demerits(fine room, fine blanks, fine measure)
{
    int64_t limit = room < 0 ? SHRINK_PERMILLE : STRETCH_PERMILLE;
    if (blanks <= 0)
        blanks = measure / BLANKS_A_LINE + 1;
    if (room > blanks * MOST_STRETCH)
        room = blanks * MOST_STRETCH;
    int64_t ratio = (room < 0 ? -room : room) * 1000 / blanks * 1000 / limit;
    int64_t badness = BASE + ratio * ratio * ratio / 10000000;
    return badness * badness;
}

static int64_t ragged_demerits(fine room, fine measure)
{
    int64_t share = measure > 0 ? room * RAGGED_UNIT / measure : 0;
    return ragged_line + share * share;
}

static int64_t end_demerits(enum part_end after)
{
    return after == PART_SPLIT ? split : after == PART_JOINT ? JOINT : 0;
}

/* The paragraph's last line may be short, but not one short word. */
static int64_t last_demerits(const struct linebreak *rules, fine room,
                             fine measure, bool lone)
{
    int64_t demerits = rules->justify ? BASE * BASE : ragged_line;
    if (rules->balance && room >= 0)
        demerits = ragged_demerits(room, measure);
    if (lone && room > measure - measure / LONE_WORD_SHARE)
        demerits += LONE_WORD;
    return demerits;
}

struct search {
    const struct part *parts;
    size_t n;
    const struct linebreak *rules;
    struct node *nodes;
    bool joints; /* breaks inside tokens are allowed */
};

static bool may_end(const struct search *search, size_t last)
{
    return last + 1 == search->n || search->joints ||
           search->parts[last].after == PART_BLANK;
}

/* A line of parts START..LAST before it is stretched. */
struct set_line {
    fine measure;
    fine room;   /* measure less natural width */
    fine blanks; /* width of all blanks */
};

static struct set_line set_line(const struct search *search, size_t start,
                                size_t last)
{
    const struct linebreak *rules = search->rules;
    const struct part *a = &search->parts[start];
    const struct part *b = &search->parts[last];
    fine measure = start == 0 ? rules->first : rules->rest;
    return (struct set_line){
        .measure = measure,
        .room = measure - (b->end - a->start),
        .blanks = b->blanks_to_end - a->blanks_to_start,
    };
}

static bool line_fits(const struct search *search, const struct set_line *line)
{
    return line->room >= 0 ||
           (search->rules->justify &&
            line->room >= -(line->blanks * SHRINK_PERMILLE / 1000));
}

static int64_t line_demerits(const struct search *search,
                             const struct set_line *line, size_t start,
                             size_t last)
{
    const struct linebreak *rules = search->rules;
    if (last + 1 == search->n && line->room >= 0)
        return last_demerits(rules, line->room, line->measure,
                             start > 0 && start == last);
    int64_t demerits = end_demerits(search->parts[last].after);
    if (rules->justify)
        return demerits +
               justified_demerits(line->room, line->blanks, line->measure);
    return demerits + ragged_demerits(line->room, line->measure);
}

/* The first start in FROM..LAST where a line that ends after LAST is not too
   wide.  It only moves on as LAST does, for lines only get wider. */
static size_t first_start(const struct search *search, size_t from, size_t last)
{
    while (from <= last) {
        struct set_line line = set_line(search, from, last);
        if (line_fits(search, &line))
            break;
        from++;
    }
    return from;
}

/* The unbreakable parts before and at LAST alone on a line that is too
   narrow for them. */
static struct node overfull_line(const struct search *search, size_t last)
{
    size_t start = last;
    while (start > 0 && !may_end(search, start - 1))
        start--;
    int64_t before = start == 0 ? 0 : search->nodes[start - 1].demerits;
    return (struct node){add(before, overfull), (uint32_t)start};
}

/* Finds the best line that ends after part LAST and starts at FROM or later.
   Starts further on leave more room: once the demerits of such a line alone
   are above the best sum, no later start can be better. */
static struct node best_line(const struct search *search, size_t from,
                             size_t last)
{
    struct node best = {worst, 0};
    bool is_last = last + 1 == search->n;
    for (size_t start = from; start <= last; start++) {
        if (start > 0 && !may_end(search, start - 1))
            continue;
        struct set_line line = set_line(search, start, last);
        if (!line_fits(search, &line))
            continue;
        int64_t before = start == 0 ? 0 : search->nodes[start - 1].demerits;
        int64_t demerits = line_demerits(search, &line, start, last);
        if (add(before, demerits) < best.demerits)
            best = (struct node){add(before, demerits), (uint32_t)start};
        else if (demerits > best.demerits && line.room > 0 && !is_last)
            break;
    }
    return best.demerits < worst ? best : overfull_line(search, last);
}

static void find_best(struct search *search, bool joints)
{
    size_t from = 0;
    search->joints = joints;
    for (size_t last = 0; last < search->n; last++) {
        search->nodes[last] = (struct node){worst, 0};
        from = first_start(search, from, last);
        if (may_end(search, last))
            search->nodes[last] = best_line(search, from, last);
    }
}

/* Follows the best lines from the end to the beginning. */
static size_t collect(const struct search *search, uint32_t *starts)
{
    size_t n_lines = 0;
    for (size_t end = search->n; end > 0; n_lines++) {
        starts[n_lines] = search->nodes[end - 1].start;
        end = starts[n_lines];
    }
    for (size_t i = 0; i < n_lines / 2; i++) {
        uint32_t start = starts[i];
        starts[i] = starts[n_lines - 1 - i];
        starts[n_lines - 1 - i] = start;
    }
    return n_lines;
}

/* True when a line found sticks out, or has blanks twice as wide as they
   are: breaks inside tokens are then worth their price. */
static bool needs_joints(const struct search *search)
{
    for (size_t end = search->n; end > 0;) {
        size_t start = search->nodes[end - 1].start;
        struct set_line line = set_line(search, start, end - 1);
        if (!line_fits(search, &line))
            return true;
        if (search->rules->justify && end < search->n &&
            line.room > line.blanks * LOOSE_PERMILLE / 1000)
            return true;
        end = start;
    }
    return false;
}

static bool has_joints(const struct part *parts, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++)
        if (parts[i].after != PART_BLANK)
            return true;
    return false;
}

size_t linebreak_find(const struct part *parts, size_t n,
                      const struct linebreak *rules, uint32_t *starts)
{
    if (n == 0)
        return 0;
    struct node few[FEW_PARTS]; /* a cell of a table has no more */
    struct search search = {.parts = parts, .n = n, .rules = rules};
    search.nodes = n <= FEW_PARTS ? few : malloc(n * sizeof *search.nodes);
    find_best(&search, false);
    if (has_joints(parts, n) && needs_joints(&search))
        find_best(&search, true);
    size_t n_lines = collect(&search, starts);
    if (search.nodes != few)
        free(search.nodes);
    return n_lines;
}
