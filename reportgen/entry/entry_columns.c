/* How each column is headed, explained and sized. */
#include "entry/entry_page.h"

#include "base/unicode.h"
#include "schema/field_text.h"

#include <string.h>

/* A longer list is shown in the drop-down only. */
enum { MOST_LISTED = 8 };

struct note {
    struct entry_book *entry;
    struct strbuf text;
};

static void add_filled(struct note *note, enum entry_word word,
                       const struct entry_filling *fillings, size_t n)
{
    if (note->text.size > 0)
        strbuf_add_char(&note->text, ' ');
    strbuf_add_text(&note->text, entry_words_fill(note->entry->book.arena,
                                                  note->entry->options->words,
                                                  word, fillings, n));
}

static void add_sentence(struct note *note, enum entry_word word,
                         const char *name, const char *value)
{
    add_filled(note, word, &(struct entry_filling){name, value}, 1);
}

static const char *joined_labels(struct arena *arena,
                                 const struct schema_values *values)
{
    struct strbuf buf = STRBUF_INIT;
    for (size_t i = 0; i < values->n_values; i++)
        strbuf_add_format(&buf, "%s%s", i == 0 ? "" : "; ",
                          values->values[i].label);
    const char *text = arena_strdup(arena, strbuf_text(&buf));
    strbuf_free(&buf);
    return text;
}

static void tell_reference(struct note *note, const struct schema_field *field)
{
    struct entry_book *entry = note->entry;
    const struct schema_field *target =
        schema_find_reference(entry->options->schema, field);
    const struct entry_filling fillings[] = {
        {"heading", target->heading},
        {"sheet", entry_sheet_of(entry, target->table)->name}};
    add_filled(note, WORD_REFERENCE, fillings, 2);
}

static void tell_type(struct note *note, const struct schema_field *field)
{
    struct entry_book *entry = note->entry;
    struct arena *arena = entry->book.arena;
    const struct schema *schema = entry->options->schema;
    const struct entry_filling truths[] = {{"yes", schema->true_label},
                                           {"no", schema->false_label}};
    if (field->references) {
        tell_reference(note, field);
        return;
    }
    switch (field->type) {
    case FIELD_TEXT:
        add_sentence(note, WORD_TEXT, "", "");
        break;
    case FIELD_INTEGER:
        add_sentence(note, WORD_INTEGER, "", "");
        break;
    case FIELD_DECIMAL:
        add_sentence(note, WORD_DECIMAL, "places",
                     arena_printf(arena, "%u", field->scale));
        break;
    case FIELD_MONEY:
        add_sentence(
            note, WORD_MONEY, "unit",
            entry_words_unit(arena, entry->options->words, field->unit));
        break;
    case FIELD_DATE:
        add_sentence(note, WORD_DATE, "", "");
        break;
    case FIELD_YEAR:
        add_sentence(note, WORD_YEAR, "", "");
        break;
    case FIELD_ENUM:
        if (field->values->n_values > MOST_LISTED)
            add_sentence(note, WORD_LONG_ENUM, "", "");
        else
            add_sentence(note, WORD_ENUM, "values",
                         joined_labels(arena, field->values));
        break;
    case FIELD_BOOLEAN:
        add_filled(note, WORD_BOOLEAN, truths, 2);
        break;
    }
}

static const char *number_text(struct entry_book *entry,
                               const struct schema_field *field, int64_t number)
{
    struct strbuf buf = STRBUF_INIT;
    const struct number_style style = {.max_decimals = NUMBER_ALL_DECIMALS,
                                       .no_grouping =
                                           field->type == FIELD_YEAR};
    if (field->type == FIELD_DATE)
        field_text_add_date(&buf, date_from_days((int32_t)number));
    else
        number_format(&buf, number, field->unit, &style);
    const char *text = arena_strdup(entry->book.arena, strbuf_text(&buf));
    strbuf_free(&buf);
    return text;
}

/* What an empty cell stands for, as people write it. */
static const char *fallback_text(struct entry_book *entry,
                                 const struct schema_field *field)
{
    const struct schema *schema = entry->options->schema;
    if (field->type == FIELD_ENUM)
        return schema_find_value(field->values, field->fallback)->label;
    if (field->type == FIELD_BOOLEAN)
        return strcmp(field->fallback, "yes") == 0 ? schema->true_label
                                                   : schema->false_label;
    return field->fallback;
}

static void tell_key(struct note *note, const struct schema_field *field)
{
    const struct schema_table *table = field->table;
    struct strbuf headings = STRBUF_INIT;
    bool is_in = false;
    for (size_t i = 0; i < table->n_key; i++) {
        is_in |= table->key[i] == field;
        strbuf_add_format(&headings, "%s%s", i == 0 ? "" : ", ",
                          table->key[i]->heading);
    }
    if (is_in && table->n_key == 1)
        add_sentence(note, WORD_KEY, "", "");
    else if (is_in)
        add_sentence(note, WORD_KEYS, "headings", strbuf_text(&headings));
    strbuf_free(&headings);
}

static const char *make_note(struct entry_book *entry,
                             const struct schema_field *field)
{
    struct note note = {entry, STRBUF_INIT};
    if (field->required)
        add_sentence(&note, WORD_REQUIRED, "", "");
    else if (field->required_when.text)
        add_sentence(&note, WORD_REQUIRED_WHEN, "", "");
    tell_type(&note, field);
    tell_key(&note, field);
    if (field->has_min)
        add_sentence(&note, WORD_LEAST, "value",
                     number_text(entry, field, field->min));
    if (field->has_max)
        add_sentence(&note, WORD_MOST, "value",
                     number_text(entry, field, field->max));
    if (field->fallback)
        add_sentence(&note, WORD_FALLBACK, "value",
                     fallback_text(entry, field));
    if (field->example)
        add_sentence(&note, WORD_EXAMPLE, "value", field->example);
    const char *text = arena_strdup(entry->book.arena, strbuf_text(&note.text));
    strbuf_free(&note.text);
    return text;
}

static size_t longest_label(const struct schema_values *values)
{
    size_t most = 0;
    for (size_t i = 0; i < values->n_values; i++) {
        const char *label = values->values[i].label;
        size_t size = unicode_length(label, strlen(label));
        if (size > most)
            most = size;
    }
    return most;
}

/* In digits. */
static int width_of(const struct schema_field *field)
{
    enum { NARROW = 12, FIGURE = 15, TEXT = 30, WIDEST = 40 };
    size_t wanted = NARROW;
    switch (field->type) {
    case FIELD_TEXT:
        wanted =
            field->references || field == field->table->key[0] ? FIGURE : TEXT;
        break;
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        wanted = FIGURE;
        break;
    case FIELD_ENUM:
        wanted = longest_label(field->values) + 4;
        break;
    case FIELD_INTEGER:
    case FIELD_DATE:
    case FIELD_YEAR:
    case FIELD_BOOLEAN:
        break;
    }
    return (int)(wanted < FIGURE && field->type == FIELD_ENUM ? FIGURE
                 : wanted > WIDEST                            ? WIDEST
                                                              : wanted);
}

static void make_column(struct entry_book *entry, struct entry_column *column,
                        const struct schema_field *field)
{
    column->field = field;
    column->heading = field->heading;
    if (field->type == FIELD_MONEY)
        column->heading =
            arena_printf(entry->book.arena, "%s (%s)", field->heading,
                         entry_words_unit(entry->book.arena,
                                          entry->options->words, field->unit));
    column->note = make_note(entry, field);
    column->width = width_of(field);
}

void entry_make_columns(struct entry_book *entry)
{
    for (size_t i = 0; i < entry->n_sheets; i++) {
        struct entry_sheet *sheet = &entry->sheets[i];
        const struct schema_table *table = sheet->table;
        if (!table)
            continue;
        sheet->columns = ARENA_ARRAY(entry->book.arena, struct entry_column,
                                     table->n_fields);
        for (size_t f = 0; f < table->n_fields; f++)
            if (!table->fields[f].of) /* what is looked up has no column */
                make_column(entry, &sheet->columns[sheet->n_columns++],
                            &table->fields[f]);
    }
}
