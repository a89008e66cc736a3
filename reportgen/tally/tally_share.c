#include "tally/tally_share.h"

#include "base/ratio.h"
#include "expression/scan.h"

#include <string.h>

/* A share: indices of its columns; the denominator may come from the total. */
struct share {
    const char *name;
    size_t numerator;
    size_t denominator;
    bool of_total;
    bool of_money; /* it is money divided by a count */
};

struct sharing {
    struct arena *arena;
    struct tally *tally;
    struct share *shares;
    size_t n_shares;
    struct place place;
    struct diag *diag;
    bool failed;
};

/* ---- definitions --------------------------------------------------------- */

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

static bool is_money(const struct tally *tally, size_t column)
{
    return tally->columns[column].kind == VALUE_MONEY ||
           tally->columns[column].of_money;
}

static bool is_new_name(const struct sharing *sharing, const char *name)
{
    for (size_t i = 0; i < sharing->n_shares; i++)
        if (strcmp(sharing->shares[i].name, name) == 0)
            return false;
    return scan_is_name(name, strlen(name)) &&
           tally_find_column(sharing->tally, name) < 0;
}

/* Reads the name of a figure at *TEXT, which moves behind it; returns its
   column, or -1. */
static int read_figure(const struct sharing *sharing, const char **text,
                       const char *end, bool may_be_total, bool *of_total)
{
    static const char total[] = "total.";
    struct token token = scan_token(*text, end);
    const char *start = token.text;
    if (token.kind != TOKEN_NAME)
        return -1;
    *text = token.text + token.size;
    while (*text < end && **text == '.') {
        token = scan_token(*text + 1, end);
        if (token.kind != TOKEN_NAME)
            return -1;
        *text = token.text + token.size;
    }
    const char *name =
        arena_strndup(sharing->arena, start, (size_t)(*text - start));
    *of_total = may_be_total && strncmp(name, total, strlen(total)) == 0;
    return find_figure(sharing->tally, name + (*of_total ? strlen(total) : 0));
}

/* Reads "NAME = A / B" in SIZE bytes of TEXT. */
static bool read_share(struct sharing *sharing, const char *text, size_t size)
{
    const char *end = text + size;
    struct token name = scan_token(text, end);
    struct token equals = scan_token(name.text + name.size, end);
    const char *at = equals.text + equals.size;
    bool whole;
    struct share share = {
        .name = arena_strndup(sharing->arena, name.text, name.size)};
    if (name.kind != TOKEN_NAME || !token_is(&equals, "=") ||
        !is_new_name(sharing, share.name))
        return false;
    int a = read_figure(sharing, &at, end, false, &whole);
    if (a < 0)
        return false;
    struct token slash = scan_token(at, end);
    if (slash.size != 1 || slash.text[0] != '/')
        return false;
    at = slash.text + slash.size;
    int b = read_figure(sharing, &at, end, true, &share.of_total);
    if (b < 0 || scan_token(at, end).kind != TOKEN_END)
        return false;
    if (share.of_total && sharing->tally->is_statement &&
        sharing->tally->columns[b].no_total) {
        diag_report(sharing->diag, DIAG_TALLY_NO_TOTAL, sharing->place,
                    sharing->tally->name);
        sharing->failed = true;
    }
    share.numerator = (size_t)a;
    share.denominator = (size_t)b;
    share.of_money = is_money(sharing->tally, share.numerator) &&
                     !is_money(sharing->tally, share.denominator);
    sharing->shares[sharing->n_shares++] = share;
    return true;
}

static bool read_shares(struct sharing *sharing, const struct ini_entry *entry)
{
    const char *text = entry->value;
    const char *end = text + strlen(text);
    size_t n = 1;
    for (const char *p = text; *p != '\0'; p++)
        n += *p == ',';
    bool read = true;
    sharing->shares = ARENA_ARRAY(sharing->arena, struct share, n);
    for (;;) {
        const char *to = scan_item_end(text, end);
        struct token first = scan_token(text, to);
        size_t size = (size_t)(to - first.text);
        if (!read_share(sharing, first.text, size)) {
            diag_report(sharing->diag, DIAG_TALLY_SHARE,
                        place_within(entry->value_place, entry->value,
                                     (size_t)(first.text - entry->value)),
                        arena_strndup(sharing->arena, first.text, size));
            read = false;
        }
        if (to == end)
            return read && !sharing->failed;
        text = to + 1;
    }
}

/* ---- values -------------------------------------------------------------- */

static struct ratio as_ratio(const struct value *value)
{
    return value->kind == VALUE_RATIO ? value->as.ratio
                                      : (struct ratio){value->as.integer, 1};
}

/* Divides A by B; the quotient is null when either is null or B is 0.  False
   when it is too large. */
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
    quotient->n_missing =
        a->n_missing > b->n_missing ? a->n_missing : b->n_missing;
    return true;
}

/* Makes room for the shares behind VALUES. */
static bool extend(struct sharing *sharing, struct value **values)
{
    const struct tally *tally = sharing->tally;
    if (!*values)
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
        room[tally->n_columns + i].of_money = share->of_money;
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

/* The source of a share is the records of its numerator. */
static const struct figure_source *source_of(const struct sharing *sharing,
                                             const struct share *share)
{
    const struct tally_column *columns = sharing->tally->columns;
    struct figure_source *source =
        ARENA_NEW(sharing->arena, struct figure_source);
    if (columns[share->numerator].source)
        *source = *columns[share->numerator].source;
    source->measure = share->name;
    source->expression = NULL;
    source->numerator = columns[share->numerator].name;
    source->denominator = columns[share->denominator].name;
    if (share->of_total)
        source->denominator =
            arena_printf(sharing->arena, "total.%s", source->denominator);
    return source;
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
            .name = sharing->shares[i].name,
            .kind = VALUE_RATIO,
            .source = source_of(sharing, &sharing->shares[i]),
            .of_money = sharing->shares[i].of_money};
    tally->columns = columns;
}

bool tally_share(struct arena *arena, struct ini_section *section,
                 struct tally *tally, struct diag *diag)
{
    const struct ini_entry *entry = ini_section_entry(section, "shares");
    if (!entry || *entry->value == '\0')
        return true;
    struct sharing sharing = {.arena = arena,
                              .tally = tally,
                              .place = entry->value_place,
                              .diag = diag};
    if (!read_shares(&sharing, entry))
        return false;
    if (!extend_rows(&sharing, tally->rows, tally->n_rows) ||
        !extend_rows(&sharing, tally->firsts, tally->n_firsts) ||
        !extend_rows(&sharing, tally->seconds, tally->n_seconds) ||
        !extend(&sharing, &tally->total))
        return false;
    add_columns(&sharing);
    return true;
}
