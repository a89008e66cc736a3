#include "tally/tally_share.h"

#include "base/ratio.h"
#include "tally/tally_items.h"

#include <string.h>

/* Columns by index; the denominator may be that of the total. */
struct share {
    const char *name;
    size_t numerator;
    size_t denominator;
    bool of_total;
};

struct sharing {
    struct arena *arena;
    struct tally *tally;
    struct share *shares;
    size_t n_shares;
    struct place place;
    struct diag *diag;
};

/* ---- definitions ------------------------------------------------------- */

/* The index of the figure NAME, or -1. */
static int find_figure(const struct tally *tally, const char *name)
{
    int index = tally_find_column(tally, name);
    if (index < 0)
        return -1;
    enum value_kind kind = tally->columns[index].kind;
    return kind == VALUE_INTEGER || kind == VALUE_MONEY || kind == VALUE_RATIO
               ? index
               : -1;
}

static bool is_new_name(const struct sharing *sharing, const char *name)
{
    for (size_t i = 0; i < sharing->n_shares; i++)
        if (strcmp(sharing->shares[i].name, name) == 0)
            return false;
    return item_name_is_good(name, strlen(name)) &&
           tally_find_column(sharing->tally, name) < 0;
}

/* "NAME = A / B" */
static bool read_share(struct sharing *sharing, const char *text)
{
    static const char total[] = "total.";
    struct arena *arena = sharing->arena;
    size_t n_sides;
    size_t n_terms = 0;
    const char **sides = ini_split(arena, text, '=', &n_sides);
    const char **terms =
        n_sides == 2 ? ini_split(arena, sides[1], '/', &n_terms) : NULL;
    if (n_terms != 2 || !is_new_name(sharing, sides[0]))
        return false;
    struct share share = {.name = sides[0]};
    share.of_total = strncmp(terms[1], total, strlen(total)) == 0;
    int a = find_figure(sharing->tally, terms[0]);
    int b = find_figure(sharing->tally,
                        terms[1] + (share.of_total ? strlen(total) : 0));
    if (a < 0 || b < 0)
        return false;
    share.numerator = (size_t)a;
    share.denominator = (size_t)b;
    sharing->shares[sharing->n_shares++] = share;
    return true;
}

static bool read_shares(struct sharing *sharing, const char *list)
{
    size_t n;
    const char **texts = ini_split(sharing->arena, list, ',', &n);
    bool read = true;
    sharing->shares = ARENA_ARRAY(sharing->arena, struct share, n);
    for (size_t i = 0; i < n; i++) {
        if (read_share(sharing, texts[i]))
            continue;
        diag_report(sharing->diag, DIAG_TALLY_SHARE, sharing->place, texts[i]);
        read = false;
    }
    return read;
}

/* ---- values ------------------------------------------------------------ */

static struct ratio as_ratio(const struct value *value)
{
    return value->kind == VALUE_RATIO ? value->as.ratio
                                      : (struct ratio){value->as.integer, 1};
}

/* Nothing, where either figure is nothing or B is 0. */
static bool divide(const struct value *a, const struct value *b,
                   struct value *quotient)
{
    struct ratio ratio;
    *quotient = VALUE_NONE;
    if (a->kind == VALUE_NULL || b->kind == VALUE_NULL ||
        as_ratio(b).numerator == 0)
        return true;
    if (!ratio_divide(as_ratio(a), as_ratio(b), &ratio))
        return false;
    *quotient = value_ratio(ratio.numerator, ratio.denominator);
    return true;
}

/* VALUES with room for the shares behind them. */
static bool extend(struct sharing *sharing, struct value **values)
{
    const struct tally *tally = sharing->tally;
    if (*values == NULL)
        return true;
    struct value *room = ARENA_ARRAY(sharing->arena, struct value,
                                     tally->n_columns + sharing->n_shares);
    memcpy(room, *values, tally->n_columns * sizeof *room);
    for (size_t i = 0; i < sharing->n_shares; i++) {
        const struct share *share = &sharing->shares[i];
        const struct value *whole = share->of_total ? tally->total : room;
        if (!divide(&room[share->numerator], &whole[share->denominator],
                    &room[tally->n_columns + i])) {
            diag_report(sharing->diag, DIAG_SUM_OVERFLOW, sharing->place);
            return false;
        }
    }
    *values = room;
    return true;
}

static bool extend_rows(struct sharing *sharing, struct tally_row *rows,
                        size_t n_rows)
{
    for (size_t i = 0; i < n_rows; i++)
        if (!extend(sharing, &rows[i].values))
            return false;
    return true;
}

static void add_columns(struct sharing *sharing)
{
    struct tally *tally = sharing->tally;
    struct tally_column *columns =
        ARENA_ARRAY(sharing->arena, struct tally_column,
                    tally->n_columns + sharing->n_shares);
    memcpy(columns, tally->columns, tally->n_columns * sizeof *columns);
    for (size_t i = 0; i < sharing->n_shares; i++)
        columns[tally->n_columns++] = (struct tally_column){
            .name = sharing->shares[i].name, .kind = VALUE_RATIO};
    tally->columns = columns;
}

bool tally_share(struct arena *arena, struct ini_section *section,
                 struct tally *tally, struct diag *diag)
{
    const struct ini_entry *entry = ini_section_entry(section, "shares");
    if (entry == NULL || *entry->value == '\0')
        return true;
    struct sharing sharing = {.arena = arena,
                              .tally = tally,
                              .place = entry->value_place,
                              .diag = diag};
    if (!read_shares(&sharing, entry->value))
        return false;
    if (!extend_rows(&sharing, tally->rows, tally->n_rows) ||
        !extend_rows(&sharing, tally->firsts, tally->n_firsts) ||
        !extend_rows(&sharing, tally->seconds, tally->n_seconds) ||
        !extend(&sharing, &tally->total))
        return false;
    add_columns(&sharing);
    return true;
}
