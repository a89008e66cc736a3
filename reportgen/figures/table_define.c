/*
 * Reading a [table.NAME] section.
 */
#include "figures/table_definition.h"

#include "base/limits.h"
#include "base/lines.h"
#include "base/unicode.h"
#include "figures/table_notes.h"
#include "figures/table_others.h"
#include "figures/table_rows.h"
#include "schema/schema.h"
#include "template/condition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- small readers ------------------------------------------------------- */

static const struct {
    const char *name;
    int64_t unit;
} unit_names[] = {
    {"dong", 1},
    {"thousand", 1000},
    {"million", 1000000},
    {"billion", 1000000000},
};

bool table_parse_unit(const char *text, int64_t *unit)
{
    for (size_t i = 0; i < sizeof unit_names / sizeof *unit_names; i++)
        if (strcmp(text, unit_names[i].name) == 0) {
            *unit = unit_names[i].unit;
            return true;
        }
    return false;
}

/* A whole number of at most MAX; false otherwise. */
static bool parse_number(const char *text, long max, long *number)
{
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    *number = strtol(text, &end, 10);
    return *end == '\0' && *number <= max;
}

static bool parse_align(const char *text, enum align *align)
{
    static const char *const names[] = {"left", "center", "right"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i]) == 0) {
            *align = (enum align)i;
            return true;
        }
    return false;
}

/* ---- column options ------------------------------------------------------ */

static bool set_option(struct column_definition *column, const char *name,
                       const char *value)
{
    long number;
    if (strcmp(name, "align") == 0)
        return column->has_align = parse_align(value, &column->align);
    if (strcmp(name, "min") == 0)
        return form_parse_length(value, &column->min_width);
    if (strcmp(name, "max") == 0)
        return form_parse_length(value, &column->max_width);
    if (strcmp(name, "when") == 0)
        return *(column->when = value) != '\0';
    if (strcmp(name, "format") == 0)
        return *(column->format = value) != '\0';
    if (strcmp(name, "filter") == 0)
        return *(column->filter = value) != '\0';
    if (strcmp(name, "parts") == 0)
        return *(column->parts = value) != '\0';
    if (strcmp(name, "unit") == 0 && strcmp(value, "percent") == 0)
        return column->percent = true;
    if (strcmp(name, "unit") == 0)
        return table_parse_unit(value, &column->unit);
    if (strcmp(name, "total") == 0)
        return column->no_total = strcmp(value, "no") == 0;
    if (strcmp(name, "empty") == 0)
        return column->hide_empty = strcmp(value, "no") == 0;
    if (strcmp(name, "same") == 0)
        return column->note_same = strcmp(value, "note") == 0;
    if (strcmp(name, "weight") == 0 && parse_number(value, 1000, &number)) {
        column->weight = (uint16_t)number;
        return true;
    }
    if (strcmp(name, "decimals") == 0 && parse_number(value, 9, &number)) {
        column->decimals = (int)number;
        return true;
    }
    return false;
}

/* What a column can be printed with: units are for money, percent for a share,
   decimals for what is not counted. */
static const char *option_misfit(const struct tally *tally,
                                 const struct column_definition *column)
{
    const bool is_own = column->source == SOURCE_FIGURE;
    const bool is_value = column->source == SOURCE_VALUE ||
                          column->source == SOURCE_PIVOT ||
                          column->source == SOURCE_PIVOT_TOTAL;
    const struct tally_column *source =
        is_value ? &tally->columns[column->index] : NULL;
    const enum value_kind kind =
        source && !source->is_group ? source->kind : VALUE_TEXT;
    const bool is_money = source && (kind == VALUE_MONEY || source->of_money);
    if (is_own)
        return NULL;
    if (column->unit != 0 && !is_money)
        return "unit";
    if (column->percent && (kind != VALUE_RATIO || is_money))
        return "unit=percent";
    if (column->decimals != DECIMALS_UNSET && kind != VALUE_MONEY &&
        kind != VALUE_RATIO)
        return "decimals";
    return NULL;
}

static bool check_options(const struct render *render,
                          const struct tally *tally, const char *value,
                          const struct column_definition *column)
{
    const char *misfit = option_misfit(tally, column);
    if (misfit)
        diag_report(render->diag, DIAG_TABLE_OPTION_MISFIT, column->place,
                    value, misfit);
    if (column->max_width > 0 && column->min_width > column->max_width) {
        diag_report(render->diag, DIAG_BAD_VALUE, column->place, "max", value,
                    "at least min");
        misfit = "max";
    }
    return !misfit;
}

/* Reads options: NAME=VALUE separated by blanks, VALUE in quotes when it
   contains blanks. */
static bool read_options(const struct render *render, const char *text,
                         struct column_definition *column)
{
    while (*(text += strspn(text, " "))) {
        const char *start = text;
        size_t name_size = strcspn(text, "= ");
        const char *value = text + name_size + (text[name_size] == '=');
        char quote = *value == '"' || *value == '\'' ? *value : '\0';
        value += quote != '\0';
        const char *end =
            quote ? strchr(value, quote) : value + strcspn(value, " ");
        bool known =
            end &&
            set_option(
                column, arena_strndup(render->arena, start, name_size),
                arena_strndup(render->arena, value, (size_t)(end - value)));
        if (!known) {
            diag_report(render->diag, DIAG_TABLE_OPTION, column->place, start);
            return false;
        }
        text = end + (quote != '\0');
    }
    return true;
}

/* ---- column values ------------------------------------------------------- */

static bool find_column(const struct render *render, const struct tally *tally,
                        const char *name, struct column_definition *column)
{
    int index = tally_find_column(tally, name);
    if (index < 0) {
        diag_report(render->diag, DIAG_TABLE_COLUMN, column->place, tally->name,
                    name);
        return false;
    }
    column->index = (size_t)index;
    return true;
}

const char *table_find_key(struct arena *arena, const struct tally *tally,
                           const char *key)
{
    for (size_t i = 0; i < tally->n_seconds; i++)
        if (strcmp(tally->seconds[i].keys[1], key) == 0)
            return tally->seconds[i].keys[1];
    const struct schema_field *field = tally->columns[1].field;
    if (field && field->values)
        return NULL;
    const char *folded = unicode_fold(arena, key);
    for (size_t i = 0; i < tally->n_seconds; i++)
        if (strcmp(unicode_fold(arena, tally->seconds[i].keys[1]), folded) == 0)
            return tally->seconds[i].keys[1];
    return NULL;
}

/* Sets the key of COLUMN, as the rows have it; false for one that no row of
   the second group can have: what is no value of its list. */
static bool set_key(struct arena *arena, const struct tally *tally,
                    struct column_definition *column)
{
    const struct schema_field *field = tally->columns[1].field;
    const char *key = table_find_key(arena, tally, column->key);
    if (key)
        column->key = key;
    return key || !field || !field->values ||
           schema_find_value(field->values, column->key);
}

/* MEASURE@KEY, MEASURE@*. */
static bool read_pivot(const struct render *render, const struct tally *tally,
                       const char *value, const char *at,
                       struct column_definition *column)
{
    const char *measure =
        arena_strndup(render->arena, value, (size_t)(at - value));
    if (tally->n_groups != 2) {
        diag_report(render->diag, DIAG_TABLE_PIVOT, column->place, value,
                    tally->name, (int)tally->n_groups);
        return false;
    }
    column->key = render_line(render, at + 1, column->place);
    if (!column->key)
        return false;
    column->source =
        strcmp(column->key, "*") == 0 ? SOURCE_PIVOT_TOTAL : SOURCE_PIVOT;
    if (column->source == SOURCE_PIVOT &&
        !set_key(render->arena, tally, column)) {
        diag_report(render->diag, DIAG_TABLE_KEY, column->place, tally->name,
                    column->key);
        return false;
    }
    return find_column(render, tally, measure, column);
}

/* Columns of a table whose rows the layout writes. */
static bool read_own_value(const struct render *render, const char *value,
                           struct column_definition *column)
{
    static const struct {
        const char *word;
        enum column_source source;
    } words[] = {{"@number", SOURCE_NUMBER},
                 {"@label", SOURCE_LABEL},
                 {"@text", SOURCE_TEXT},
                 {"@figure", SOURCE_FIGURE}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(value, words[i].word) == 0) {
            column->source = words[i].source;
            return true;
        }
    diag_report(render->diag, DIAG_BAD_VALUE, column->place, value, "column",
                "@number, @label, @text, @figure");
    return false;
}

bool table_read_value(const struct render *render, const struct tally *tally,
                      const char *value, struct column_definition *column)
{
    const char *at = strchr(value, '@');
    if (!tally)
        return read_own_value(render, value, column);
    if (strcmp(value, "@number") == 0)
        column->source = SOURCE_NUMBER;
    else if (strcmp(value, "@label") == 0 && tally->n_groups > 0)
        column->source = SOURCE_LABEL;
    else if (strcmp(value, "@short") == 0 && tally->n_groups > 0)
        column->source = SOURCE_SHORT;
    else if (at && at > value)
        return read_pivot(render, tally, value, at, column);
    else {
        column->source = SOURCE_VALUE;
        return find_column(render, tally, value, column);
    }
    return true;
}

/* ---- heads --------------------------------------------------------------- */

/* "A / B" to its levels; false after a report. */
static bool read_heads(const struct render *render, const char *text,
                       struct column_definition *column)
{
    const char *line = render_line(render, text, column->place);
    size_t n = 1;
    if (!line)
        return false;
    for (const char *at = line; (at = strstr(at, " / ")); at += 3)
        n++;
    column->heads = ARENA_ARRAY(render->arena, const char *, n);
    for (const char *at = line; at; column->n_heads++) {
        const char *end = strstr(at, " / ");
        size_t size = end ? (size_t)(end - at) : strlen(at);
        column->heads[column->n_heads] = arena_strndup(render->arena, at, size);
        at = end ? end + 3 : NULL;
    }
    return true;
}

/* SIZE bytes at TEXT without blanks at both ends. */
static const char *trimmed(struct arena *arena, const char *text, size_t size)
{
    while (size > 0 && *text == ' ') {
        text++;
        size--;
    }
    while (size > 0 && text[size - 1] == ' ')
        size--;
    return arena_strndup(arena, text, size);
}

/* Whether all "parts" of COLUMN are columns of TALLY; false after a report. */
static bool check_parts(const struct render *render, const struct tally *tally,
                        const struct column_definition *column)
{
    bool known = true;
    for (const char *at = column->parts; at && *at;) {
        const size_t size = strcspn(at, ",");
        struct column_definition part = {.place = column->place};
        known &= find_column(render, tally,
                             arena_strndup(render->arena, at, size), &part);
        at += size + (at[size] == ',');
    }
    return known;
}

/* "HEAD | VALUE | options". */
bool table_read_column(const struct render *render, const struct tally *tally,
                       const struct ini_entry *entry,
                       struct column_definition *column)
{
    *column = (struct column_definition){.decimals = DECIMALS_UNSET,
                                         .place = entry->value_place};
    const char *bar = entry->value + lines_size_before_bar(entry->value);
    if (*bar == '\0') {
        diag_report(render->diag, DIAG_TABLE_COLUMN_FORM, column->place);
        return false;
    }
    const char *rest = bar + 1, *second = rest + lines_size_before_bar(rest);
    size_t value_size = (size_t)(second - rest);
    const char *head =
        trimmed(render->arena, entry->value, (size_t)(bar - entry->value));
    const char *value = trimmed(render->arena, rest, value_size);
    if (*value == '\0') {
        diag_report(render->diag, DIAG_TABLE_COLUMN_FORM, column->place);
        return false;
    }
    bool heads = read_heads(render, head, column);
    bool values = table_read_value(render, tally, value, column);
    return read_options(render, *second == '|' ? second + 1 : "", column) &&
           heads && values && check_options(render, tally, value, column) &&
           (!tally || check_parts(render, tally, column));
}

/* ---- columns in their order ---------------------------------------------- */

/* A key "column.N", or "column.*" and "column.*.N" for each key of the second
   group. */
struct column_key {
    const struct ini_entry *entry;
    long number;  /* of "column.N"; of a star, that of the column before it */
    bool is_star; /* stands behind the column of its number */
};

static bool is_before(const struct column_key *a, const struct column_key *b)
{
    return a->number < b->number ||
           (a->number == b->number && a->is_star < b->is_star);
}

/* The column keys of SECTION by number; the file gives the order of stars.
 *N of them. */
static struct column_key *sort_columns(const struct render *render,
                                       struct ini_section *section, size_t *n)
{
    static const char prefix[] = "column.";
    struct column_key *keys =
        ARENA_ARRAY(render->arena, struct column_key, section->n_entries + 1);
    long last = 0;
    *n = 0;
    for (size_t i = 0; i < section->n_entries; i++) {
        struct ini_entry *entry = &section->entries[i];
        struct column_key key = {.entry = entry, .number = last};
        if (strncmp(entry->key, prefix, strlen(prefix)) != 0)
            continue;
        const char *name = entry->key + strlen(prefix);
        key.is_star = *name == '*';
        if (!key.is_star && !parse_number(name, 100000, &key.number))
            continue;
        entry->used = true;
        last = key.number;
        size_t at = (*n)++;
        for (; at > 0 && is_before(&key, &keys[at - 1]); at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
    return keys;
}

/* Whether the column of KEY names what it stands for, and nothing else between
   single braces: "{label} / Kinh phí | support@{key}". */
static bool check_star(const struct render *render,
                       const struct column_key *key)
{
    static const char *const marks[] = {"{key}", "{label}", "{short}"};
    const size_t n_marks = sizeof marks / sizeof *marks;
    const char *text = key->entry->value;
    const char *bar = text + lines_size_before_bar(text);
    bool head = false, value = false;
    for (const char *at = text; (at = strchr(at, '{'));) {
        if (at[1] == '{') { /* a tag, to its end */
            at = strstr(at, "}}");
            if (!at)
                break;
            continue;
        }
        size_t i = 0;
        while (i < n_marks && strncmp(at, marks[i], strlen(marks[i])) != 0)
            i++;
        if (i == n_marks) {
            const char *mark =
                arena_strndup(render->arena, at, strcspn(at, "}") + 1);
            diag_report(render->diag, DIAG_BAD_VALUE, key->entry->value_place,
                        mark, key->entry->key, "{key} | {label} | {short}");
            return false;
        }
        head = head || at < bar;
        value = value || (at > bar && i == 0);
        at += strlen(marks[i]);
    }
    if (head && value)
        return true;
    diag_report(render->diag, DIAG_TABLE_STAR, key->entry->value_place,
                key->entry->key);
    return false;
}

/* TEXT with {key}, {label} and {short} of ROW. */
static const char *fill_key(const struct render *render, const char *text,
                            const struct tally_row *row)
{
    const char *label = row->labels[1];
    const struct {
        const char *mark, *text;
    } marks[] = {{"{key}", row->keys[1]},
                 {"{label}", label},
                 {"{short}", row->short_labels && row->short_labels[1]
                                 ? row->short_labels[1]
                                 : label}};
    struct strbuf buf = STRBUF_INIT;
    while (*text != '\0') {
        size_t i = 0, n = sizeof marks / sizeof *marks;
        while (i < n &&
               strncmp(text, marks[i].mark, strlen(marks[i].mark)) != 0)
            i++;
        if (i == n) {
            strbuf_add_char(&buf, *text++);
        } else {
            strbuf_add_text(&buf, marks[i].text);
            text += strlen(marks[i].mark);
        }
    }
    const char *filled =
        arena_strndup(render->arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return filled;
}

/* Adds the column that ENTRY describes; ROW, when given, is that of the key
   that a star stands for. */
static bool add_column(const struct render *render,
                       const struct column_key *key,
                       const struct tally_row *row,
                       struct table_definition *table)
{
    struct ini_entry entry = *key->entry;
    if (!limit_allows(LIMIT_COLUMNS, (int64_t)table->n_columns + 1, entry.place,
                      render->diag))
        return false;
    struct column_definition *column = &table->columns[table->n_columns++];
    if (row)
        entry.value = fill_key(render, entry.value, row);
    entry.value =
        table_notes_seal(render, table, entry.value, entry.value_place);
    bool good =
        entry.value && table_read_column(render, table->tally, &entry, column);
    column->number = key->is_star ? 0 : (size_t)key->number;
    return good;
}

/* The columns of N stars that follow one another: all of the first key, all of
   the next. */
static bool add_stars(const struct render *render,
                      const struct column_key *keys, size_t n,
                      struct table_definition *table)
{
    const struct tally *tally = table->tally;
    if (!tally || tally->n_groups != 2) {
        diag_report(render->diag, DIAG_TABLE_PIVOT, keys->entry->place,
                    keys->entry->key, tally ? tally->name : "",
                    tally ? (int)tally->n_groups : 0);
        return false;
    }
    bool good = true;
    for (size_t k = 0; k < n; k++)
        good &= check_star(render, &keys[k]);
    for (size_t i = 0; good && i < tally->n_seconds; i++)
        for (size_t k = 0; k < n; k++)
            good &= add_column(render, &keys[k], &tally->seconds[i], table);
    return good;
}

static bool read_columns(const struct render *render,
                         struct ini_section *section,
                         struct table_definition *table)
{
    bool good = true;
    size_t n, n_seconds = table->tally ? table->tally->n_seconds : 0;
    struct column_key *keys = sort_columns(render, section, &n);
    table->columns = ARENA_ARRAY(render->arena, struct column_definition,
                                 n * (n_seconds + 1) + 1);
    for (size_t i = 0, to; i < n; i = to) {
        for (to = i + 1; to < n && keys[i].is_star && keys[to].is_star &&
                         keys[to].number == keys[i].number;)
            to++;
        good &= keys[i].is_star ? add_stars(render, &keys[i], to - i, table)
                                : add_column(render, &keys[i], NULL, table);
    }
    if (n == 0) {
        ini_section_entry(section, "column.1"); /* may be suggested */
        diag_report(render->diag, DIAG_TABLE_NO_COLUMN, section->place,
                    table->name);
        return false;
    }
    return good;
}

/* True when SECTION has columns by key, of which data without a row have none.
 */
static bool has_stars(const struct ini_section *section)
{
    for (size_t i = 0; i < section->n_entries; i++)
        if (strncmp(section->entries[i].key, "column.*", 8) == 0)
            return true;
    return false;
}

/* Two groups without columns by key: a row a pair, which both must name. */
static bool check_rows(const struct render *render,
                       const struct ini_section *section,
                       const struct table_definition *table)
{
    const struct tally *tally = table->tally;
    if (!tally || tally->n_groups != 2 || has_stars(section))
        return true;
    bool shown[2] = {table->grouped && table->group_index == 0,
                     table->grouped && table->group_index == 1};
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column_definition *column = &table->columns[i];
        if (column->source == SOURCE_PIVOT ||
            column->source == SOURCE_PIVOT_TOTAL)
            return true;
        if (column->source == SOURCE_LABEL || column->source == SOURCE_SHORT)
            shown[1] = true;
        if (column->source == SOURCE_VALUE && column->index < 2)
            shown[column->index] = true;
    }
    for (size_t i = 0; i < 2; i++) {
        if (shown[i])
            continue;
        diag_report(render->diag, DIAG_TABLE_ROWS_ALIKE, table->place,
                    table->name, tally->name, tally->columns[i].name);
        return false;
    }
    return true;
}

/* ---- columns without anything in them ------------------------------------ */

static bool is_nothing(const struct value *value)
{
    return value->kind == VALUE_TEXT ? *value->as.text == '\0'
                                     : value_is_zero(value);
}

/* True when INDEX holds nothing in all ROWS (of those with KEY, if given). */
static bool rows_have_nothing(const struct tally_row *rows, size_t n,
                              const char *key, size_t index)
{
    for (size_t i = 0; i < n; i++)
        if ((!key || strcmp(rows[i].keys[1], key) == 0) &&
            !is_nothing(&rows[i].values[index]))
            return false;
    return true;
}

/* The same for a long list, read row by row. */
static bool list_has_nothing(const struct tally *tally, size_t index)
{
    struct arena *arena = arena_create();
    struct tally_cursor *cursor = tally_open(tally);
    struct tally_row row;
    bool nothing = true;
    while (nothing && cursor && tally_next(cursor, arena, &row) == STORE_ROW) {
        nothing = rows_have_nothing(&row, 1, NULL, index);
        arena_reset(arena);
    }
    tally_close(cursor);
    arena_destroy(arena);
    return nothing;
}

static bool is_hidden(const struct tally *tally,
                      const struct column_definition *column)
{
    if (!column->hide_empty)
        return false;
    if (column->source == SOURCE_VALUE && tally->list)
        return list_has_nothing(tally, column->index);
    if (column->source == SOURCE_VALUE)
        return rows_have_nothing(tally_rows(tally), tally->n_rows, NULL,
                                 column->index) &&
               rows_have_nothing(tally->firsts, tally->n_firsts, NULL,
                                 column->index);
    /* A limit may leave its figures to the total alone. */
    return column->source == SOURCE_PIVOT &&
           rows_have_nothing(tally->rows, tally->n_rows, column->key,
                             column->index) &&
           rows_have_nothing(tally->seconds, tally->n_seconds, column->key,
                             column->index);
}

/* Leaves out column I and its cells. */
static void drop_column(struct table_definition *table, size_t i)
{
    size_t after = table->n_columns - i - 1;
    memmove(&table->columns[i], &table->columns[i + 1],
            after * sizeof *table->columns);
    for (size_t k = 0; k < table->n_rows; k++)
        memmove(&table->rows[k].cells[i], &table->rows[k].cells[i + 1],
                after * sizeof *table->rows[k].cells);
    table->n_columns--;
}

/* Leaves out the columns whose `when` does not hold.  False after a report. */
static bool choose_columns(const struct render *render,
                           struct table_definition *table)
{
    bool good = true;
    for (size_t i = table->n_columns; i-- > 0;) {
        const struct column_definition *column = &table->columns[i];
        bool holds = true;
        if (column->when)
            good &= condition_read(render, column->when, column->place, &holds);
        if (!holds && table->n_columns > 1)
            drop_column(table, i);
    }
    return good;
}

/* Leaves out the columns that ask for it, unless none would be left. */
static void hide_empty_columns(struct table_definition *table)
{
    size_t n = 0;
    for (size_t i = 0; i < table->n_columns; i++)
        n += !is_hidden(table->tally, &table->columns[i]);
    if (n == 0 || table->tally->n_rows == 0)
        return;
    for (size_t i = table->n_columns; i-- > 0;)
        if (is_hidden(table->tally, &table->columns[i]))
            drop_column(table, i);
}

/* ---- columns that say the same in each row ------------------------------- */

/* A list of fewer rows keeps such a column: a reader sees it at a glance. */
enum { LEAST_ROWS_OF_SAME = 5 };

/* Whether all rows of a list have *TEXT, which is copied into ARENA, in column
   INDEX. */
static bool is_same(struct arena *arena, const struct tally *tally,
                    size_t index, const char **text)
{
    struct arena *of_row = arena_create();
    struct tally_cursor *cursor = tally->list ? tally_open(tally) : NULL;
    const struct tally_row *rows = tally->list ? NULL : tally_rows(tally);
    bool same = true;
    *text = NULL;
    for (size_t i = 0; same && i < tally->n_rows; i++) {
        struct tally_row next;
        if (rows)
            next = rows[i];
        else
            same = cursor && tally_next(cursor, of_row, &next) == STORE_ROW;
        if (!same)
            break;
        const struct value *value = &next.values[index];
        same = value->kind == VALUE_TEXT && *value->as.text != '\0' &&
               (!*text || strcmp(*text, value->as.text) == 0);
        if (same && !*text)
            *text = arena_strdup(arena, value->as.text);
        arena_reset(of_row);
    }
    tally_close(cursor);
    arena_destroy(of_row);
    return same && *text;
}

/* The column that bears the note: the widest by its weight, else the first
   with a head that is no number of the row. */
static struct column_definition *find_bearer(struct table_definition *table)
{
    struct column_definition *bearer = NULL;
    for (size_t i = table->n_columns; i-- > 0;) {
        struct column_definition *column = &table->columns[i];
        if (column->n_heads > 0 && column->source != SOURCE_NUMBER &&
            (!bearer || column->weight >= bearer->weight))
            bearer = column;
    }
    return bearer;
}

/* Puts columns that ask for it and say the same in each row into notes.  False
   after a report. */
static bool note_same_columns(const struct render *render,
                              struct table_definition *table)
{
    if (!table->tally || !table->tally->is_list ||
        table->tally->n_rows < LEAST_ROWS_OF_SAME)
        return true;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column_definition *column = &table->columns[i];
        const char *text;
        if (!column->note_same || column->source != SOURCE_VALUE ||
            column->n_heads == 0 ||
            !is_same(render->arena, table->tally, column->index, &text))
            continue;
        const struct cell_format format = cell_format_of(table, column);
        const struct value value = value_text(text);
        struct cell_text printed;
        if (!cell_print(render, &format, &value, (struct origin){0}, &printed))
            return false;
        const char *head = column->heads[column->n_heads - 1];
        const struct place place = column->place;
        drop_column(table, i--);
        struct column_definition *bearer = find_bearer(table);
        if (bearer)
            table_notes_same(render, table, bearer, head, printed.text, place);
    }
    return true;
}

/* ---- the section --------------------------------------------------------- */

static bool read_unit(const struct render *render, struct ini_section *section,
                      struct table_definition *table)
{
    struct ini_entry *entry = ini_section_entry(section, "unit");
    table->unit = 1;
    if (!entry || table_parse_unit(entry->value, &table->unit))
        return true;
    diag_report(render->diag, DIAG_TABLE_UNIT, entry->value_place,
                entry->value);
    return false;
}

/* group_by: a text column of a list, or the first group of two. */
static bool read_grouping(const struct render *render,
                          struct ini_section *section,
                          struct table_definition *table)
{
    struct ini_entry *entry = ini_section_entry(section, "group_by");
    const char *numbers = ini_section_text(section, "numbers", "restart");
    table->numbers_continue = strcmp(numbers, "continue") == 0;
    if (!entry)
        return true;
    if (!table->tally) {
        diag_report(render->diag, DIAG_TABLE_GROUP, entry->value_place,
                    entry->value, table->name);
        return false;
    }
    int index = tally_find_column(table->tally, entry->value);
    const struct tally_column *column =
        index >= 0 ? &table->tally->columns[index] : NULL;
    bool fits = table->tally->is_list
                    ? column && column->kind == VALUE_TEXT
                    : column && column->is_group && table->tally->n_groups == 2;
    if (!fits) {
        diag_report(render->diag, DIAG_TABLE_GROUP, entry->value_place,
                    entry->value, table->tally->name);
        return false;
    }
    table->grouped = true;
    table->group_index = (size_t)index;
    return true;
}

/* Reads a line that may carry marks of notes. */
static bool read_marked_line(const struct render *render,
                             struct ini_section *section,
                             const struct table_definition *table,
                             const char *key, const char **line)
{
    struct ini_entry *entry = ini_section_entry(section, key);
    *line = NULL;
    if (!entry || *entry->value == '\0')
        return true;
    const char *sealed =
        table_notes_seal(render, table, entry->value, entry->value_place);
    if (sealed)
        *line = render_line(render, sealed, entry->value_place);
    return *line != NULL;
}

struct table_definition *table_define(const struct render *render,
                                      struct ini_section *section,
                                      const struct tallies *tallies)
{
    struct table_definition *table =
        ARENA_NEW(render->arena, struct table_definition);
    struct ini_entry *tally = ini_section_entry(section, "tally");
    const char *tally_name = tally ? tally->value : "";
    table->name = strchr(section->name, '.') + 1;
    table->place = section->place;
    table->tally = tallies_find(tallies, tally_name);
    bool own_rows = !tally && table_has_rows(section);
    if (!table->tally && !own_rows) {
        diag_report(render->diag, DIAG_TABLE_TALLY,
                    tally ? tally->value_place : section->place, table->name,
                    tally_name);
        ini_section_use_all(section);
        return NULL;
    }
    bool good = read_unit(render, section, table);
    table->decimals = (int)ini_section_integer(section, "decimals", 0, 9,
                                               DECIMALS_UNSET, render->diag);
    table->hide_empty =
        ini_section_boolean(section, "hide_empty", false, render->diag);
    good &= table_notes_read(render, section, table);
    good &= read_marked_line(render, section, table, "unit_line",
                             &table->unit_line);
    good &= render_key(render, section, "carry", &table->carry);
    good &= read_marked_line(render, section, table, "total", &table->total);
    if (table->total && table->tally && !tally_has_totals(table->tally)) {
        diag_report(render->diag, DIAG_TALLY_NO_TOTAL,
                    ini_section_entry(section, "total")->value_place,
                    table->tally->name);
        good = false;
    }
    static const char *const absent[] = {"zero", "empty"};
    table->absent_empty =
        ini_section_choice(section, "absent", absent, 2, 0, render->diag) == 1;
    good &= read_grouping(render, section, table);
    ini_section_entry(section, "others"); /* whatever becomes of columns */
    ini_section_entry(section, "missing");
    good &= read_columns(render, section, table) &&
            table_others_read(render, section, table) &&
            check_rows(render, section, table) &&
            table_notes_match(render, table);
    if (own_rows)
        good &= table_rows_read(render, section, tallies, table);
    if (!good || !choose_columns(render, table))
        return NULL;
    if (!own_rows) {
        hide_empty_columns(table);
        if (!note_same_columns(render, table))
            return NULL;
    }
    return table_notes_missing(render, section, table) ? table : NULL;
}
