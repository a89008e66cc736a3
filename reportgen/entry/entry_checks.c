/* What a sheet refuses or marks while it is filled in. */
#include "entry/entry_page.h"

#include <string.h>

enum {
    LAST_ROW = XLSX_MOST_ROWS - 1,
    FIRST_YEAR = 1900,
    LAST_YEAR = 2999,
    MOST_KEYS_TYPED = 3 /* of a key that is checked while it is typed */
};

/* The name of COLUMN's cell in the first row of data, with the column fixed. */
static const char *cell_name(struct arena *arena,
                             const struct entry_sheet *sheet, lxw_col_t column)
{
    char letters[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(letters, column, LXW_TRUE);
    return arena_printf(arena, "%s%u", letters, sheet->first_row + 1);
}

/* The cells of COLUMN in all rows that are checked. */
static const char *column_cells(struct arena *arena,
                                const struct entry_sheet *sheet,
                                lxw_col_t column)
{
    char letters[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(letters, column, LXW_TRUE);
    return arena_printf(arena, "%s$%u:%s$%u", letters, sheet->first_row + 1,
                        letters, entry_checked_row(sheet) + 1);
}

/* ---- doubles ------------------------------------------------------------- */

/* The formula for the number of rows with exactly the key of this one. */
static const char *count_same(struct arena *arena,
                              const struct entry_sheet *sheet)
{
    const struct schema_table *table = sheet->table;
    struct strbuf buf = STRBUF_INIT;
    strbuf_add_text(&buf, "SUMPRODUCT(1");
    for (size_t i = 0; i < table->n_key; i++) {
        lxw_col_t column = entry_column_of(sheet, table->key[i]);
        strbuf_add_format(&buf, "*EXACT(%s,%s)",
                          column_cells(arena, sheet, column),
                          cell_name(arena, sheet, column));
    }
    strbuf_add_char(&buf, ')');
    const char *formula = arena_strdup(arena, strbuf_text(&buf));
    strbuf_free(&buf);
    return formula;
}

static void mark_doubles(struct entry_book *entry, struct entry_sheet *sheet)
{
    struct arena *arena = entry->book.arena;
    const struct schema_table *table = sheet->table;
    if (table->n_key == 0)
        return;
    const char *first =
        cell_name(arena, sheet, entry_column_of(sheet, table->key[0]));
    lxw_conditional_format condition = {
        .type = LXW_CONDITIONAL_TYPE_FORMULA,
        .value_string = arena_printf(arena, "=AND(%s<>\"\",%s>1)", first,
                                     count_same(arena, sheet)),
        .format = entry->formats.twice};
    for (size_t i = 0; i < table->n_key; i++) {
        lxw_col_t column = entry_column_of(sheet, table->key[i]);
        xlsx_check(&entry->book, worksheet_conditional_format_range(
                                     sheet->sheet, sheet->first_row, column,
                                     LAST_ROW, column, &condition));
    }
}

/* Marks required cells that are empty, in rows that are not. */
static void mark_missing(struct entry_book *entry, struct entry_sheet *sheet)
{
    struct arena *arena = entry->book.arena;
    for (size_t i = 0; i < sheet->n_columns; i++) {
        const struct schema_field *field = sheet->columns[i].field;
        lxw_col_t column = (lxw_col_t)i;
        if (!field->required || field->fallback)
            continue;
        lxw_conditional_format condition = {
            .type = LXW_CONDITIONAL_TYPE_FORMULA,
            .value_string = arena_printf(
                arena, "=AND(%s=\"\",COUNTA(%s:%s)>0)",
                cell_name(arena, sheet, column), cell_name(arena, sheet, 0),
                cell_name(arena, sheet, (lxw_col_t)(sheet->n_columns - 1))),
            .format = entry->formats.missing};
        xlsx_check(&entry->book, worksheet_conditional_format_range(
                                     sheet->sheet, sheet->first_row, column,
                                     LAST_ROW, column, &condition));
    }
}

/* ---- what a cell accepts ------------------------------------------------- */

static const char *decimal(struct arena *arena, int64_t number, int64_t unit)
{
    struct strbuf buf = STRBUF_INIT;
    const struct number_style style = {.max_decimals = NUMBER_ALL_DECIMALS,
                                       .no_grouping = true};
    number_format(&buf, number, unit, &style);
    char *comma = strchr(strbuf_text(&buf), ',');
    if (comma)
        *comma = '.';
    const char *text = arena_strdup(arena, strbuf_text(&buf));
    strbuf_free(&buf);
    return text;
}

/* "from 0 to 100", in the words of the texts. */
static const char *limits_text(struct entry_book *entry,
                               const struct schema_field *field)
{
    struct arena *arena = entry->book.arena;
    struct strbuf least = STRBUF_INIT, most = STRBUF_INIT;
    const struct number_style style = {.max_decimals = NUMBER_ALL_DECIMALS,
                                       .no_grouping =
                                           field->type == FIELD_YEAR};
    const char *text = "";
    struct entry_filling filling = {"value", NULL};
    if (field->has_min) {
        number_format(&least, field->min, field->unit, &style);
        filling.text = strbuf_text(&least);
        text = entry_words_fill(arena, entry->options->words,
                                WORD_REFUSED_LEAST, &filling, 1);
    }
    if (field->has_max) {
        number_format(&most, field->max, field->unit, &style);
        filling.text = strbuf_text(&most);
        text = arena_printf(arena, "%s%s", text,
                            entry_words_fill(arena, entry->options->words,
                                             WORD_REFUSED_MOST, &filling, 1));
    }
    strbuf_free(&least);
    strbuf_free(&most);
    return text;
}

/* A formula that is true when CELL, of FIELD, holds what its type allows. */
static const char *type_condition(struct arena *arena,
                                  const struct schema_field *field,
                                  const char *cell)
{
    struct strbuf buf = STRBUF_INIT;
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_ENUM:
    case FIELD_BOOLEAN:
        break;
    case FIELD_DATE:
        strbuf_add_format(&buf,
                          "ISNUMBER(%s),%s>=DATE(%d,1,1),%s<DATE(%d,1,1),",
                          cell, cell, FIRST_YEAR, cell, LAST_YEAR + 1);
        break;
    case FIELD_YEAR:
        strbuf_add_format(&buf, "ISNUMBER(%s),%s=INT(%s),%s>=%d,%s<=%d,", cell,
                          cell, cell, cell, FIRST_YEAR, cell, LAST_YEAR);
        break;
    case FIELD_INTEGER:
        strbuf_add_format(&buf, "ISNUMBER(%s),%s=INT(%s),", cell, cell, cell);
        break;
    case FIELD_DECIMAL:
    case FIELD_MONEY:
        strbuf_add_format(&buf, "ISNUMBER(%s),", cell);
        break;
    }
    if (field_traits[field->type].is_number) {
        if (field->has_min)
            strbuf_add_format(&buf, "%s>=%s,", cell,
                              decimal(arena, field->min, field->unit));
        if (field->has_max)
            strbuf_add_format(&buf, "%s<=%s,", cell,
                              decimal(arena, field->max, field->unit));
    }
    const char *text = arena_strdup(arena, strbuf_text(&buf));
    strbuf_free(&buf);
    return text;
}

static enum entry_word refusal_of(const struct schema_field *field)
{
    switch (field->type) {
    case FIELD_DATE:
        return WORD_REFUSED_DATE;
    case FIELD_YEAR:
        return WORD_REFUSED_YEAR;
    case FIELD_INTEGER:
        return WORD_REFUSED_INTEGER;
    case FIELD_DECIMAL:
    case FIELD_MONEY:
        return WORD_REFUSED_NUMBER;
    case FIELD_TEXT:
    case FIELD_ENUM:
    case FIELD_BOOLEAN:
        break;
    }
    return WORD_REFUSED_UNIQUE;
}

/* True when COLUMN refuses duplicates: the first column of the key that is
   typed, not chosen. */
static bool refuses_doubles(struct entry_book *entry,
                            const struct entry_sheet *sheet,
                            const struct schema_field *field)
{
    const struct schema_table *table = sheet->table;
    for (size_t i = 0; i < table->n_key && table->n_key <= MOST_KEYS_TYPED; i++)
        if (!entry_list_of(entry, table->key[i]))
            return table->key[i] == field;
    return false;
}

static void set_list(struct entry_book *entry, const struct entry_list *list,
                     lxw_data_validation *check)
{
    struct arena *arena = entry->book.arena;
    const struct schema_field *target = list->target;
    const struct entry_filling filling = {
        "sheet", target ? entry_sheet_of(entry, target->table)->name : ""};
    check->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    check->value_formula = arena_strdup(arena, list->formula);
    check->error_message =
        arena_strdup(arena, entry_words_fill(arena, entry->options->words,
                                             target ? WORD_REFUSED_REFERENCE
                                                    : WORD_REFUSED_LIST,
                                             &filling, 1));
    /* Excel takes anything for a member of a list with an empty cell, unless
       empty entries are refused. */
    check->ignore_blank = target ? LXW_VALIDATION_OFF : LXW_VALIDATION_ON;
}

/* Sets a condition on the cell, and the message for those who do not meet
   it. */
static void set_condition(struct entry_book *entry,
                          const struct entry_sheet *sheet, lxw_col_t column,
                          bool is_unique, lxw_data_validation *check)
{
    struct arena *arena = entry->book.arena;
    const struct schema_field *field = sheet->columns[column].field;
    const struct entry_words *words = entry->options->words;
    const char *type =
        type_condition(arena, field, cell_name(arena, sheet, column));
    const struct entry_filling filling = {"limits", limits_text(entry, field)};
    const char *refusal =
        entry_words_fill(arena, words, refusal_of(field), &filling, 1);
    check->validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA;
    check->value_formula =
        is_unique
            ? arena_printf(arena, "=AND(%s%s<=1)", type,
                           count_same(arena, sheet))
            : arena_printf(arena, "=AND(%.*s)", (int)strlen(type) - 1, type);
    check->error_message = is_unique && field->type != FIELD_TEXT
                               ? arena_printf(arena, "%s %s", refusal,
                                              words->texts[WORD_REFUSED_UNIQUE])
                               : arena_strdup(arena, refusal);
}

static void write_check(struct entry_book *entry, struct entry_sheet *sheet,
                        lxw_col_t column)
{
    struct arena *arena = entry->book.arena;
    const struct entry_words *words = entry->options->words;
    const struct schema_field *field = sheet->columns[column].field;
    const struct entry_list *list = entry_list_of(entry, field);
    bool is_unique = refuses_doubles(entry, sheet, field);
    lxw_data_validation check = {
        .error_title = arena_strdup(arena, words->texts[WORD_REFUSED_TITLE])};
    if (list)
        set_list(entry, list, &check);
    else if (field->type != FIELD_TEXT || is_unique)
        set_condition(entry, sheet, column, is_unique, &check);
    else
        return;
    xlsx_check(&entry->book, worksheet_data_validation_range(
                                 sheet->sheet, sheet->first_row, column,
                                 LAST_ROW, column, &check));
}

void entry_write_checks(struct entry_book *entry, struct entry_sheet *sheet)
{
    for (size_t i = 0; i < sheet->n_columns; i++)
        write_check(entry, sheet, (lxw_col_t)i);
    mark_missing(entry, sheet);
    mark_doubles(entry, sheet);
}
