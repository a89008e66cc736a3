#include "tally/tally_figure.h"

#include "base/nearest.h"
#include "expression/scan.h"

#include <string.h>

/* A sum while it is read. */
struct summing {
    struct arena *arena;
    const struct tallies *tallies;
    const char *text;
    struct place place;
    struct diag *diag;
};

/* ---- names --------------------------------------------------------------- */

/* The column of TALLY that PATH ends with, the longest name when there are
   several ("previous_year.n" rather than "n"); *KEY_SIZE is the size of what
   stands before its dot. */
static const struct tally_column *
find_column(const struct tally *tally, const char *path, size_t *key_size)
{
    const struct tally_column *found = NULL;
    size_t size = strlen(path), longest = 0;
    for (size_t i = 0; i < tally->n_columns; i++) {
        const struct tally_column *column = &tally->columns[i];
        size_t length = strlen(column->name);
        if (column->is_group || length <= longest || length > size ||
            strcmp(path + size - length, column->name) != 0 ||
            (length < size && path[size - length - 1] != '.'))
            continue;
        found = column;
        longest = length;
        *key_size = length == size ? 0 : size - length - 1;
    }
    return found;
}

/* The value over no rows: 0 for a count or a sum, empty for other figures and
   for what no source supplies. */
static struct value nothing(const struct tally_column *column)
{
    if (column->absent)
        return VALUE_NONE;
    if (column->kind == VALUE_INTEGER || column->kind == VALUE_MONEY)
        return (struct value){.kind = column->kind};
    return VALUE_NONE;
}

static bool sum_rows(const struct tally *tally, size_t index, struct value *sum)
{
    *sum = nothing(&tally->columns[index]);
    const struct tally_row *rows = tally_rows(tally);
    for (size_t i = 0; i < tally->n_rows; i++) {
        const struct value *value = &rows[i].values[index];
        if (sum->kind != VALUE_NULL && value->kind == sum->kind &&
            !number_add(sum->as.integer, value->as.integer, &sum->as.integer))
            return false;
    }
    return true;
}

/* True when KEY may be a value of group I: a value of its list, or any text if
   it has no list. */
static bool may_be_key(const struct tally *tally, size_t i, const char *key)
{
    const struct schema_field *field = tally->columns[i].field;
    return !field || !field->values || schema_find_value(field->values, key);
}

static const struct tally_row *find_row(const struct tally_row *rows, size_t n,
                                        const char *first, const char *second)
{
    for (size_t i = 0; i < n; i++)
        if ((!first || strcmp(rows[i].keys[0], first) == 0) &&
            (!second || strcmp(rows[i].keys[1], second) == 0))
            return &rows[i];
    return NULL;
}

/* The row that KEY ("c3b", "columns.local" or "c3b.local") names in a tally
   with two groups.  *KNOWN is set when its parts can be keys.  Keys may contain
   dots. */
static const struct tally_row *find_pair(struct arena *arena,
                                         const struct tally *tally,
                                         const char *key, bool *known)
{
    static const char seconds[] = "columns.";
    const struct tally_row *row =
        find_row(tally->firsts, tally->n_firsts, key, NULL);
    *known = row || (may_be_key(tally, 0, key) && !strchr(key, '.'));
    if (*known)
        return row;
    if (strncmp(key, seconds, sizeof seconds - 1) == 0) {
        const char *second = key + sizeof seconds - 1;
        *known = may_be_key(tally, 1, second);
        return find_row(tally->seconds, tally->n_seconds, NULL, second);
    }
    for (const char *dot = strchr(key, '.'); dot; dot = strchr(dot + 1, '.')) {
        const char *first = arena_strndup(arena, key, (size_t)(dot - key));
        row = find_row(tally->rows, tally->n_rows, first, dot + 1);
        *known = *known ||
                 (may_be_key(tally, 0, first) && may_be_key(tally, 1, dot + 1));
        if (row)
            return row;
    }
    return NULL;
}

/* The row that KEY names; NULL with *KNOWN when no record belongs to it. */
static const struct tally_row *find_group(struct arena *arena,
                                          const struct tally *tally,
                                          const char *key, bool *known)
{
    if (tally->n_groups == 2)
        return find_pair(arena, tally, key, known);
    const struct tally_row *row =
        tally->n_groups == 1 ? find_row(tally->rows, tally->n_rows, key, NULL)
                             : NULL;
    *known = tally->n_groups == 1 && (row || may_be_key(tally, 0, key));
    return row;
}

/* How origins name the group of KEY, to which no record belongs. */
static const struct figure_row *row_without_records(struct arena *arena,
                                                    const struct tally *tally,
                                                    const char *key)
{
    static const char seconds[] = "columns.";
    struct figure_row *row = ARENA_NEW(arena, struct figure_row);
    const char *dot = tally->n_groups == 2 ? strchr(key, '.') : NULL;
    if (dot && strncmp(key, seconds, sizeof seconds - 1) == 0) {
        row->keys[1] = (struct figure_key){tally->columns[1].name, dot + 1};
        return row;
    }
    for (; dot; dot = strchr(dot + 1, '.')) {
        const char *first = arena_strndup(arena, key, (size_t)(dot - key));
        if (!may_be_key(tally, 0, first) || !may_be_key(tally, 1, dot + 1))
            continue;
        row->keys[0] = (struct figure_key){tally->columns[0].name, first};
        row->keys[1] = (struct figure_key){tally->columns[1].name, dot + 1};
        return row;
    }
    row->keys[0] = (struct figure_key){tally->columns[0].name, key};
    return row;
}

static bool unknown(const struct summing *summing, const char *name,
                    struct place place)
{
    struct nearest nearest = NEAREST_INIT;
    const struct tallies *tallies = summing->tallies;
    for (size_t i = 0; i < tallies->n_tallies; i++) {
        const struct tally *tally = &tallies->tallies[i];
        const char *middle =
            tally->n_groups > 0 || tally->is_list ? "total." : "";
        for (size_t k = 0; k < tally->n_columns; k++)
            if (!tally->columns[k].is_group &&
                (tally->columns[k].kind == VALUE_INTEGER ||
                 tally->columns[k].kind == VALUE_MONEY))
                nearest_offer(&nearest, name, strlen(name),
                              arena_printf(summing->arena, "%s.%s%s",
                                           tally->name, middle,
                                           tally->columns[k].name));
    }
    diag_report(summing->diag, DIAG_TALLY_FIGURE, place, name,
                nearest_hint(&nearest));
    return false;
}

static bool too_large(const struct summing *summing, const char *name,
                      struct place place)
{
    diag_report(summing->diag, DIAG_FIGURE_OVERFLOW, place, name);
    return false;
}

/* Reads "NAME.count", the number of rows of a list or of groups, as in
   templates. */
static bool read_count(const struct tally *tally, const char *path,
                       struct tally_figure *figure)
{
    static const struct tally_column column = {.name = "count",
                                               .kind = VALUE_INTEGER};
    if (!tally || strcmp(path, column.name) != 0 ||
        (tally->n_groups == 0 && !tally->is_list) ||
        tally_find_column(tally, column.name) >= 0)
        return false;
    size_t n = tally->n_groups == 2 ? tally->n_firsts : tally->n_rows;
    *figure = (struct tally_figure){.value = value_integer((int64_t)n),
                                    .column = &column,
                                    .origin.source = tally->count};
    return true;
}

/* Reads the figure that NAME means. */
static bool read_name(const struct summing *summing, const char *name,
                      struct place place, struct tally_figure *figure)
{
    const char *dot = strchr(name, '.');
    if (!dot)
        return unknown(summing, name, place);
    const struct tally *tally =
        tallies_find(summing->tallies,
                     arena_strndup(summing->arena, name, (size_t)(dot - name)));
    if (read_count(tally, dot + 1, figure))
        return true;
    size_t key_size = 0;
    const struct tally_column *column =
        !tally ? NULL : find_column(tally, dot + 1, &key_size);
    if (!column)
        return unknown(summing, name, place);
    size_t index = (size_t)(column - tally->columns);
    const char *key = arena_strndup(summing->arena, dot + 1, key_size);
    bool single = tally->n_groups == 0 && !tally->is_list;
    *figure = (struct tally_figure){.column = column,
                                    .origin.source = column->source};
    if (single ? key_size == 0 : strcmp(key, "total") == 0) {
        if (tally->is_statement && column->no_total) {
            diag_report(summing->diag, DIAG_TALLY_NO_TOTAL, place, tally->name);
            return false;
        }
        figure->value = tally->total[index];
        return true;
    }
    if (!single && strcmp(key, "rows") == 0) {
        static const struct figure_row all = {.all = true};
        figure->origin.row = &all;
        return sum_rows(tally, index, &figure->value) ||
               too_large(summing, name, place);
    }
    bool known;
    const struct tally_row *row =
        find_group(summing->arena, tally, key, &known);
    if (!row && !known)
        return unknown(summing, name, place);
    figure->value = !row ? nothing(column) : row->values[index];
    figure->origin.row = !row ? row_without_records(summing->arena, tally, key)
                              : tally_figure_row(summing->arena, tally, row);
    return true;
}

/* ---- sums ---------------------------------------------------------------- */

/* The next sign that stands between blanks in TEXT, or its end. */
static const char *find_sign(const char *text)
{
    for (; *text != '\0'; text++)
        if (text[0] == ' ' && (text[1] == '+' || text[1] == '-') &&
            text[2] == ' ')
            return text;
    return text;
}

static bool is_countable(const struct value *value)
{
    return value->kind == VALUE_INTEGER || value->kind == VALUE_MONEY;
}

/* True when nobody supplied what would be counted: it adds nothing. */
static bool is_empty_count(const struct tally_figure *figure)
{
    return figure->column->absent && figure->value.kind == VALUE_NULL;
}

static bool add(const struct summing *summing, const char *name,
                struct place place, const struct tally_figure *term,
                bool negative, struct tally_figure *figure)
{
    if (is_empty_count(term))
        return true;
    if (is_empty_count(figure)) {
        *figure = *term;
        return !negative ||
               number_multiply(term->value.as.integer, -1,
                               &figure->value.as.integer) ||
               too_large(summing, name, place);
    }
    if (!is_countable(&figure->value) ||
        term->value.kind != figure->value.kind) {
        diag_report(summing->diag, DIAG_FIGURES_UNLIKE, place, name,
                    summing->text);
        return false;
    }
    int64_t part = term->value.as.integer;
    if (negative && !number_multiply(part, -1, &part))
        return too_large(summing, name, place);
    return number_add(figure->value.as.integer, part,
                      &figure->value.as.integer) ||
           too_large(summing, name, place);
}

/* The SIZE bytes at *TEXT without blanks at both ends. */
static const char *trim(struct arena *arena, const char **text, size_t size)
{
    while (size > 0 && **text == ' ') {
        ++*text;
        size--;
    }
    while (size > 0 && (*text)[size - 1] == ' ')
        size--;
    return arena_strndup(arena, *text, size);
}

/* Notes a part of the sum; returns where the next part goes. */
static const struct figure_part **add_part(struct arena *arena,
                                           const struct origin *origin,
                                           bool negative,
                                           const struct figure_part **next)
{
    struct figure_part *part = ARENA_NEW(arena, struct figure_part);
    part->origin = *origin;
    part->sign = negative ? FIGURE_MINUS : FIGURE_PLUS;
    *next = part;
    return &part->next;
}

bool tally_figure_read(struct arena *arena, const struct tallies *tallies,
                       const char *text, struct place place, struct diag *diag,
                       struct tally_figure *figure)
{
    struct summing summing = {arena, tallies, text, place, diag};
    const struct figure_part *parts = NULL, **next = &parts;
    bool negative = false;
    for (const char *at = text;;) {
        const char *end = find_sign(at), *start = at;
        const char *name = trim(arena, &start, (size_t)(end - at));
        struct place here = place_within(place, text, (size_t)(start - text));
        struct tally_figure term;
        if (!read_name(&summing, name, here, &term))
            return false;
        next = add_part(arena, &term.origin, negative, next);
        if (at == text)
            *figure = term;
        else if (!add(&summing, name, here, &term, negative, figure))
            return false;
        if (*end == '\0')
            break;
        negative = end[1] == '-';
        at = end + 3;
    }
    if (parts->next)
        figure->origin = (struct origin){.parts = parts};
    return true;
}
