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
    ADJACENT = 10000,   /* demerits of neighbours more than one fitness apart */
    JOINT = 60000,      /* demerits of a line that ends inside a token */
    LONE_WORD = 250000, /* of a last line of one short part */
    LONE_WORD_SHARE = 8, /* short: below an eighth of the measure */
    RAGGED_UNIT = 1024,  /* parts of the measure that room is counted in */
    FEW_PARTS = 64
};

/* Demerits of each ragged line: fewest lines first, then evenness. */
static const int64_t ragged_line = INT64_C(1) << 32;

/* Costs of last resort, above any sum of the others: split a token, or let a
   line stick out, only when nothing else works. */
static const int64_t split = INT64_C(10000000000000);
static const int64_t overfull = INT64_C(1000000000000000);
static const int64_t worst = INT64_C(4000000000000000000);

/* How a line is set: a tight one below a loose one shows, and costs ADJACENT.
   The limits are half of the shrinking, and half and all of the stretching that
   make a badness of 100. */
enum fitness { TIGHT, DECENT, LOOSE, VERY_LOOSE, N_FITNESSES };

/* The best way to end a line of one fitness after a part. */
struct way {
    int64_t demerits; /* of all lines so far; WORST: there is none */
    uint32_t start;   /* first part of the line */
    uint8_t before;   /* enum fitness of the line above */
};

/* The ways to end a line after a part; NEXT[f] are the demerits so far for a
   line of fitness f below, by the way VIA[f]. */
struct break_node {
    struct way ways[N_FITNESSES];
    int64_t next[N_FITNESSES];
    uint8_t via[N_FITNESSES];
};

static int64_t add(int64_t a, int64_t b)
{
    return a > worst - b ? worst : a + b;
}

/* How much the BLANKS of a line give way to take up ROOM more than their width
   (less: negative), 1000 being a badness of 100.  A line without blanks cannot
   be stretched: its room counts as if one narrow blank stood there. */
static int64_t stretch_ratio(fine room, fine blanks, fine measure)
{
    int64_t limit = room < 0 ? SHRINK_PERMILLE : STRETCH_PERMILLE;
    if (blanks <= 0)
        blanks = measure / BLANKS_A_LINE + 1;
    if (room > blanks * MOST_STRETCH)
        room = blanks * MOST_STRETCH;
    return room * 1000 / blanks * 1000 / limit;
}

static int64_t justified_demerits(int64_t ratio)
{
    if (ratio < 0)
        ratio = -ratio;
    int64_t badness = BASE + ratio * ratio * ratio / 10000000;
    return badness * badness;
}

static enum fitness fitness_of(int64_t ratio)
{
    return ratio < -500    ? TIGHT
           : ratio <= 500  ? DECENT
           : ratio <= 1000 ? LOOSE
                           : VERY_LOOSE;
}

static int64_t ragged_demerits(fine room, fine measure)
{
    int64_t share = measure > 0 ? room * RAGGED_UNIT / measure : 0;
    return ragged_line + share * share;
}

struct search {
    const struct part *parts;
    size_t n;
    const struct linebreak *rules;
    struct break_node *nodes;
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

/* The demerits of the line of parts START..LAST by itself, and its fitness. */
static int64_t line_demerits(const struct search *search,
                             const struct set_line *line, size_t start,
                             size_t last, enum fitness *fitness)
{
    const struct linebreak *rules = search->rules;
    const fine measure = line->measure;
    int64_t demerits = 0;
    *fitness = DECENT;
    if (last + 1 == search->n && line->room >= 0) {
        /* The paragraph's last line is not stretched.  It may be short, but
           not one short word. */
        demerits = rules->justify ? BASE * BASE : ragged_line;
        if (rules->balance)
            demerits = ragged_demerits(line->room, measure);
        if (start > 0 && start == last &&
            line->room > measure - measure / LONE_WORD_SHARE)
            demerits += LONE_WORD;
        return demerits;
    }
    if (search->parts[last].after == PART_SPLIT)
        demerits = split;
    else if (search->parts[last].after == PART_JOINT)
        demerits = JOINT;
    if (!rules->justify)
        return demerits + ragged_demerits(line->room, measure);
    int64_t ratio = stretch_ratio(line->room, line->blanks, measure);
    *fitness = fitness_of(ratio);
    return demerits + justified_demerits(ratio);
}

/* The first start in FROM..LAST for which a line that ends after LAST is not
   too wide. It grows with LAST, because lines only get wider. */
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

/* Demerits of the lines above a line of FITNESS that starts at START, by *VIA.
   The first line stands below nothing. */
static int64_t demerits_above(const struct search *search, size_t start,
                              enum fitness fitness, uint8_t *via)
{
    *via = DECENT;
    if (start == 0)
        return 0;
    *via = search->nodes[start - 1].via[fitness];
    return search->nodes[start - 1].next[fitness];
}

static enum fitness best_fitness(const struct break_node *node)
{
    enum fitness best = TIGHT;
    for (enum fitness i = best + 1; i < N_FITNESSES; i++)
        if (node->ways[i].demerits < node->ways[best].demerits)
            best = i;
    return best;
}

/* Finds what lines of each fitness below NODE come to: below the best way at
   the price of ADJACENT, or below one that is no more than one fitness apart
   without it. */
static void close_node(struct break_node *node)
{
    const enum fitness best = best_fitness(node);
    const int64_t apart = add(node->ways[best].demerits, ADJACENT);
    for (int below = 0; below < N_FITNESSES; below++) {
        node->next[below] = apart;
        node->via[below] = (uint8_t)best;
        int last = below + 1 < N_FITNESSES ? below + 1 : below;
        for (int own = below > 0 ? below - 1 : 0; own <= last; own++) {
            if (node->ways[own].demerits < node->next[below]) {
                node->next[below] = node->ways[own].demerits;
                node->via[below] = (uint8_t)own;
            }
        }
    }
}

/* The unbreakable parts before and at LAST alone on a line that is too
   narrow for them. */
static void add_overfull(const struct search *search, size_t last,
                         struct break_node *node)
{
    struct way *way = &node->ways[DECENT];
    size_t start = last;
    while (start > 0 && !may_end(search, start - 1))
        start--;
    way->demerits =
        add(demerits_above(search, start, DECENT, &way->before), overfull);
    way->start = (uint32_t)start;
}

/* Finds the best lines that end after part LAST and start at FROM or later.
   Starts further on leave more room: once the demerits of such a line alone
   are above the best sum, and what its fitness could save below, no later start
   can be better. */
static void find_ways(const struct search *search, size_t from, size_t last,
                      struct break_node *node)
{
    int64_t best = worst;
    for (size_t start = from; start <= last; start++) {
        if (start > 0 && !may_end(search, start - 1))
            continue;
        struct set_line line = set_line(search, start, last);
        if (!line_fits(search, &line))
            continue;
        enum fitness fitness;
        uint8_t before;
        int64_t own = line_demerits(search, &line, start, last, &fitness);
        int64_t sum = add(demerits_above(search, start, fitness, &before), own);
        if (sum < node->ways[fitness].demerits)
            node->ways[fitness] = (struct way){sum, (uint32_t)start, before};
        if (sum < best)
            best = sum;
        else if (own > add(best, ADJACENT) && line.room > 0 &&
                 last + 1 < search->n)
            break;
    }
    if (best == worst)
        add_overfull(search, last, node);
}

static void find_best(struct search *search, bool joints)
{
    size_t from = 0;
    search->joints = joints;
    for (size_t last = 0; last < search->n; last++) {
        struct break_node *node = &search->nodes[last];
        from = first_start(search, from, last);
        if (!may_end(search, last))
            continue; /* nobody asks for the node */
        for (int i = 0; i < N_FITNESSES; i++)
            node->ways[i] = (struct way){.demerits = worst};
        find_ways(search, from, last, node);
        close_node(node);
    }
}

/* Walks the best lines from the end to the beginning. */
struct walk {
    const struct search *search;
    size_t end; /* of the next line; 0 behind the first one */
    uint8_t fitness;
};

static struct walk walk_begin(const struct search *search)
{
    const struct break_node *last = &search->nodes[search->n - 1];
    return (struct walk){search, search->n, (uint8_t)best_fitness(last)};
}

/* Returns where the line begins, and moves on to the one above. */
static size_t walk_line(struct walk *walk)
{
    const struct way *way =
        &walk->search->nodes[walk->end - 1].ways[walk->fitness];
    walk->end = way->start;
    walk->fitness = way->before;
    return way->start;
}

static size_t collect(const struct search *search, uint32_t *starts)
{
    struct walk walk = walk_begin(search);
    size_t n_lines = 0;
    while (walk.end > 0)
        starts[n_lines++] = (uint32_t)walk_line(&walk);
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
    struct walk walk = walk_begin(search);
    while (walk.end > 0) {
        size_t end = walk.end;
        struct set_line line = set_line(search, walk_line(&walk), end - 1);
        if (!line_fits(search, &line))
            return true;
        if (search->rules->justify && end < search->n &&
            line.room > line.blanks * LOOSE_PERMILLE / 1000)
            return true;
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
    struct break_node few[FEW_PARTS]; /* enough for a table cell */
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
