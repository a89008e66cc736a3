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
    RAGGED_UNIT = 1024   /* parts of the measure that room is counted in */
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

/* Demerits of the line of parts START..LAST; *FITS is false when it is too
   wide even with shrunk blanks. */
static int64_t line_demerits(const struct search *search, size_t start,
                             size_t last, bool *fits)
{
    const struct linebreak *rules = search->rules;
    const struct part *a = &search->parts[start];
    const struct part *b = &search->parts[last];
    fine measure = start == 0 ? rules->first : rules->rest;
    fine room = measure - (b->end - a->start);
    fine blanks = b->blanks_to_end - a->blanks_to_start;
    *fits = room >= (rules->justify ? -(blanks * SHRINK_PERMILLE / 1000) : 0);
    if (!*fits)
        return 0;
    if (last + 1 == search->n && room >= 0)
        return last_demerits(rules, room, measure, start > 0 && start == last);
    return end_demerits(b->after) +
           (rules->justify ? justified_demerits(room, blanks, measure)
                           : ragged_demerits(room, measure));
}

/* Finds the best line that ends after part LAST.  Lines only get wider as
   their start moves left, so the search stops at the first that is too wide
   for any measure. */
static struct node best_line(const struct search *search, size_t last)
{
    struct node best = {worst, 0};
    const struct linebreak *rules = search->rules;
    fine widest = rules->first > rules->rest ? rules->first : rules->rest;
    for (size_t start = last + 1; start-- > 0;) {
        if (start > 0 && !may_end(search, start - 1))
            continue;
        bool fits;
        int64_t before = start == 0 ? 0 : search->nodes[start - 1].demerits;
        int64_t demerits = line_demerits(search, start, last, &fits);
        if (!fits && best.demerits == worst)
            demerits = overfull; /* one part, or nothing better to its right */
        else if (!fits)
            demerits = worst;
        demerits = add(before, demerits);
        if (demerits < best.demerits)
            best = (struct node){demerits, (uint32_t)start};
        const struct part *a = &search->parts[start];
        const struct part *b = &search->parts[last];
        fine shrunk = (b->blanks_to_end - a->blanks_to_start) / 3;
        if (b->end - a->start - shrunk > widest)
            break;
    }
    return best;
}

static void find_best(struct search *search, bool joints)
{
    search->joints = joints;
    for (size_t last = 0; last < search->n; last++) {
        if (may_end(search, last))
            search->nodes[last] = best_line(search, last);
        else
            search->nodes[last] = (struct node){worst, 0};
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
    const struct linebreak *rules = search->rules;
    for (size_t end = search->n; end > 0;) {
        size_t start = search->nodes[end - 1].start;
        const struct part *a = &search->parts[start];
        const struct part *b = &search->parts[end - 1];
        fine room =
            (start == 0 ? rules->first : rules->rest) - (b->end - a->start);
        fine blanks = b->blanks_to_end - a->blanks_to_start;
        if (room < -(blanks * SHRINK_PERMILLE / 1000))
            return true;
        if (rules->justify && end < search->n &&
            room > blanks * LOOSE_PERMILLE / 1000)
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
    struct search search = {.parts = parts, .n = n, .rules = rules};
    search.nodes = calloc(n, sizeof *search.nodes);
    find_best(&search, false);
    if (has_joints(parts, n) && needs_joints(&search))
        find_best(&search, true);
    size_t n_lines = collect(&search, starts);
    free(search.nodes);
    return n_lines;
}
