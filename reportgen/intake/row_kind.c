#include "intake/row_kind.h"

#include "base/unicode.h"
#include "schema/money_unit.h"

#include <string.h>

/* A line of totals has few words; a longer text is a description. */
enum { LONGEST_TOTAL_WORDS = 120 };

struct row_rules {
    const struct typing *typing;
    const struct binding *binding;
    const struct row
        *headings; /* as written: one row, or two and the joined one */
    size_t n_headings;
    const struct schema_field
        *id;           /* the field that every record has, or NULL */
    bool id_is_filled; /* [fill] or the schema gives it */
    const struct schema_field **needed; /* required, and without a fallback */
    size_t n_needed;
    bool starts_total[256];   /* the first bytes of words for totals */
    bool starts_example[256]; /* the first bytes of words for examples */
    bool *numbers_records; /* by column: records have a running number there */
    size_t n_rows;
    enum intake_kind last;
    bool after_total; /* no record came after the last total */
    bool after_names; /* no record came after the words for signatures */
};

/* ---- cells --------------------------------------------------------------- */

const struct cell *row_cell(const struct binding *binding,
                            const struct row *row,
                            const struct schema_field *field)
{
    uint32_t number = binding->numbers[field - binding->table->fields];
    if (number == 0 || number > row->n_cells)
        return NULL;
    return &row->cells[number - 1];
}

static bool is_filled(const struct cell *cell)
{
    return cell && (cell->text || cell->faulty);
}

static bool has_digit(const struct cell *cell)
{
    return strpbrk(cell->text, "0123456789") != NULL;
}

bool row_is_figure(const struct cell *cell)
{
    return cell->text && has_digit(cell) &&
           strspn(cell->text,
                  "0123456789.,-+() \xc2\xa0\xe2\x80\x87\x89\xaf") ==
               cell->size;
}

/* True for digits and signs only, perhaps without a digit: "12", "-", "1.2". */
static bool is_numeric(const struct cell *cell)
{
    return strspn(cell->text, "0123456789.,- \xc2\xa0\xe2\x80\x87\x89\xaf") ==
           cell->size;
}

static enum row_level level_of(const char *text, size_t *size)
{
    size_t n;
    enum row_level level = LEVEL_NONE;
    if ((n = strspn(text, "IVX")) > 0)
        level = LEVEL_ROMAN;
    else if (text[0] >= 'A' && text[0] <= 'Z')
        level = LEVEL_LETTER, n = 1;
    else if ((n = strspn(text, "0123456789.")) > 0)
        level = LEVEL_ARABIC;
    else if (text[0] >= 'a' && text[0] <= 'z')
        level = LEVEL_SMALL, n = 1;
    else if (text[0] == '-' || text[0] == '+' || text[0] == '*')
        level = LEVEL_DASH, n = 1;
    if (n > 0 && (text[n] == '.' || text[n] == ')' || text[n] == '/'))
        n++;
    *size = n;
    return level;
}

/* True for "I", "II.", "A", "a)": a cell with only the number of a section.
   Arabic numbers may be those of records. */
static bool is_section_number(const struct cell *cell)
{
    size_t size;
    enum row_level level = level_of(cell->text, &size);
    return size == cell->size &&
           (level == LEVEL_ROMAN || level == LEVEL_LETTER);
}

/* The first text of the row that is not its number. */
static const struct cell *first_words(const struct row *row)
{
    for (size_t i = 0; i < row->n_cells; i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->text && !is_numeric(cell))
            return cell;
    }
    return NULL;
}

static const struct cell *title_cell(const struct row *row)
{
    const struct cell *title = first_words(row);
    if (!title)
        return NULL;
    size_t size;
    for (size_t i = 0; i < row->n_cells; i++) {
        const struct cell *cell = &row->cells[i];
        if (!cell->text || is_numeric(cell))
            continue;
        level_of(cell->text, &size);
        if (size < cell->size)
            return cell;
    }
    return title;
}

const char *row_title(const struct row *row)
{
    const struct cell *title = title_cell(row);
    return !title ? "" : title->text;
}

enum row_level row_level(const struct row *row)
{
    for (size_t i = 0; i < row->n_cells; i++) {
        const struct cell *cell = &row->cells[i];
        size_t size;
        if (!cell->text)
            continue;
        enum row_level level = level_of(cell->text, &size);
        bool is_number = size > 0 && (size == cell->size ||
                                      strchr(".)/ ", cell->text[size]) ||
                                      strchr(".)/", cell->text[size - 1]));
        return is_number ? level : LEVEL_NONE;
    }
    return LEVEL_NONE;
}

/* ---- totals -------------------------------------------------------------- */

/* True when TEXT may follow the word for a total, folded: nothing, punctuation,
   a number, the letter or Roman number of a section. */
static bool is_ended(const char *text)
{
    text += strspn(text, " ");
    if (*text == '\0' || strchr(":;.,(-+0123456789", *text))
        return true;
    size_t size = strspn(text, "ivx");
    if (size == 0 && *text >= 'a' && *text <= 'z')
        size = 1;
    return size > 0 && (text[size] == '\0' || strchr(" ,+)", text[size]));
}

/* True when the folded TEXT begins with one of WORDS.  LOOSE: whatever follows
   it. */
static bool begins_with_any(const char *folded, const char *const *words,
                            size_t n, bool loose)
{
    for (size_t i = 0; i < n; i++) {
        size_t size = strlen(words[i]);
        const char *rest = folded + size;
        if (strncmp(folded, words[i], size) == 0 &&
            (*rest == '\0' ||
             (strchr(" :;.,(-+", *rest) && (loose || is_ended(rest)))))
            return true;
    }
    return false;
}

bool row_is_average(const struct typing *typing, const struct row *row)
{
    const struct schema *schema = typing->schema;
    const struct cell *words =
        schema->n_average_words > 0 ? title_cell(row) : NULL;
    return words && begins_with_any(unicode_fold(typing->scratch, words->text),
                                    schema->average_words,
                                    schema->n_average_words, true);
}

/* True when CELL begins with a word such as "Tổng cộng"; when LOOSE, whatever
   words follow. */
static bool says_total(const struct row_rules *rules, const struct cell *cell,
                       bool loose)
{
    const struct schema *schema = rules->typing->schema;
    if (cell->size > LONGEST_TOTAL_WORDS ||
        !rules->starts_total[(unsigned char)cell->text[0]])
        return false;
    const char *folded = unicode_fold(rules->typing->scratch, cell->text);
    return begins_with_any(folded, schema->total_words, schema->n_total_words,
                           loose) ||
           begins_with_any(folded, schema->average_words,
                           schema->n_average_words, loose);
}

/* True for "Huyện Gò Quao" with "Cộng" in another column. */
static bool has_total_word(const struct row_rules *rules, const struct row *row)
{
    for (size_t i = 0; i < row->n_cells; i++)
        if (row->cells[i].text && says_total(rules, &row->cells[i], false))
            return true;
    return false;
}

static bool says_part(const struct row_rules *rules, const struct cell *cell)
{
    const struct schema *schema = rules->typing->schema;
    const char *folded = unicode_fold(rules->typing->scratch, cell->text);
    for (size_t i = 0; i < schema->n_part_words; i++)
        if (strncmp(folded, schema->part_words[i],
                    strlen(schema->part_words[i])) == 0)
            return true;
    return false;
}

bool row_is_example_cell(const struct row_rules *rules, const struct cell *cell)
{
    const struct schema *schema = rules->typing->schema;
    if (!cell->text || !rules->starts_example[(unsigned char)cell->text[0]])
        return false;
    const char *folded = unicode_fold(rules->typing->scratch, cell->text);
    for (size_t i = 0; i < schema->n_example_words; i++)
        if (strncmp(folded, schema->example_words[i],
                    strlen(schema->example_words[i])) == 0)
            return true;
    return false;
}

/* True for the row in which a data-entry workbook shows how to fill it in: each
   of its cells begins with the word for an example.  If one cell does not, the
   row is a record, and the other cells are its faults. */
static bool is_example(const struct row_rules *rules, const struct row *row)
{
    bool any = false;
    for (size_t i = 0; i < row->n_cells; i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->faulty)
            return false;
        if (!cell->text)
            continue;
        if (!row_is_example_cell(rules, cell))
            return false;
        any = true;
    }
    return any;
}

/* ---- rows that are plainly records --------------------------------------- */

static bool has_needed(const struct row_rules *rules, const struct row *row)
{
    bool any = false;
    for (size_t i = 0; i < rules->n_needed; i++) {
        if (!is_filled(row_cell(rules->binding, row, rules->needed[i])))
            return false;
        any = true;
    }
    return any ||
           is_filled(!rules->id ? NULL
                                : row_cell(rules->binding, row, rules->id));
}

/* True for the same words, in any case of letters and with any blanks. */
static bool is_same(const struct row_rules *rules, const char *a, const char *b)
{
    struct arena *scratch = rules->typing->scratch;
    if (strcmp(a, b) == 0)
        return true;
    return ((unsigned char)*a >= 0x80 || (unsigned char)*b >= 0x80 ||
            (*a | 0x20) == (*b | 0x20)) &&
           strcmp(unicode_fold(scratch, a), unicode_fold(scratch, b)) == 0;
}

/* True for the headings repeated on another page: one of their rows. */
static bool is_heading(const struct row_rules *rules, const struct row *row)
{
    for (size_t h = 0; h < rules->n_headings; h++) {
        const struct row *headings = &rules->headings[h];
        size_t n_equal = 0;
        size_t i = 0;
        for (; i < row->n_cells; i++) {
            const char *text = row->cells[i].text;
            if (!text)
                continue;
            if (i >= headings->n_cells || !headings->cells[i].text ||
                !is_same(rules, text, headings->cells[i].text))
                break;
            n_equal++;
        }
        if (i == row->n_cells &&
            (n_equal >= 2 || (n_equal == 1 && rules->n_rows > 1 &&
                              rules->last == INTAKE_HEADINGS)))
            return true;
    }
    return false;
}

/* How a cell numbers its column: "3", "(3)", "B", "iv", "6=4+5". */
struct column_number {
    long number; /* 0: it is no number */
    bool is_letter;
    bool is_marked; /* by brackets, so that it is nothing else */
};

static struct column_number column_number(const char *text)
{
    struct column_number column = {0};
    column.is_marked = *text == '(' || *text == '[';
    text += column.is_marked;
    long number = 0;
    if ((*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z')) {
        column.is_letter = true;
        number = (*text++ | 0x20) - 'a' + 1;
    }
    while (!column.is_letter && *text >= '0' && *text <= '9' && number < 1000)
        number = number * 10 + (*text++ - '0');
    if (column.is_marked ? *text == ')' || *text == ']' : *text == '.')
        text++;
    if (*text == '\0' || *text == '=')
        column.number = number;
    return column;
}

/* "I II III IV"; an "X" says in some columns that there is nothing. */
static bool is_roman_numbering(const struct row *row, size_t n_columns)
{
    static const char *const numbers[] = {
        "I",  "II", "III", "IV",  "V",    "VI",  "VII", "VIII",
        "IX", "X",  "XI",  "XII", "XIII", "XIV", "XV",  "XVI"};
    size_t n = 0;
    for (size_t i = 0; i < row->n_cells && i < n_columns; i++) {
        const char *text = row->cells[i].text;
        if (!text) {
            n += n + 1 == 10;
            continue;
        }
        if (n == sizeof numbers / sizeof *numbers ||
            strcmp(text, numbers[n]) != 0)
            return false;
        n++;
    }
    return n >= 3;
}

/* True for "1 2 3", "(1) (2) (3)", "A B 1 2" directly below the headings or
   units, where something shows that it is no record: a mark, a letter, a number
   in a column of days, or each column's own number in all of them. */
static bool is_numbering(const struct row_rules *rules, const struct row *row)
{
    const struct binding *binding = rules->binding;
    const size_t n_columns = binding->n_columns;
    long last = 0;
    size_t n = 0, n_own = 0, n_letters = 0;
    bool is_proved = false;
    if (rules->n_rows > 1 && rules->last != INTAKE_HEADINGS &&
        rules->last != INTAKE_UNIT)
        return false;
    if (is_roman_numbering(row, n_columns))
        return true;
    for (size_t i = 0; i < row->n_cells && i < n_columns; i++) {
        const char *text = row->cells[i].text;
        if (!text)
            continue;
        const struct column_number column = column_number(text);
        if (column.number == 0 || (last > 0 && column.number != last + 1))
            return false;
        if (!column.is_letter && last == 0 && column.number != 1 && n > 0 &&
            !is_proved)
            return false;
        if (!column.is_letter)
            last = column.number;
        const struct schema_field *field = binding->columns[i].field;
        is_proved |= column.is_marked || column.is_letter ||
                     (field && field_traits[field->type].is_moment);
        n_letters += column.is_letter;
        n_own += column.number == (long)i + 1;
        n++;
    }
    if (n_own == n && n >= 4 && n_own == n_columns)
        return true;
    return n >= 3 && is_proved && (last >= 2 || (n_letters == n && n >= 4));
}

/* ---- other rows ---------------------------------------------------------- */

/* What the filled cells of a row are. */
struct content {
    size_t n_filled;
    size_t n_figures; /* in columns of figures */
    size_t n_days;
    size_t n_known; /* words in columns of enums and references */
    size_t n_texts; /* other words, except the title */
};

static struct content look_at(const struct row_rules *rules,
                              const struct row *row, const struct cell *title)
{
    struct content content = {0};
    for (size_t i = 0; i < row->n_cells; i++) {
        const struct cell *cell = &row->cells[i];
        if (!is_filled(cell))
            continue;
        content.n_filled++;
        if (i >= rules->binding->n_columns || !cell->text)
            continue;
        const struct schema_field *field = rules->binding->columns[i].field;
        struct date date;
        if (!field || cell == title)
            continue;
        switch (field->type) {
        case FIELD_INTEGER:
        case FIELD_DECIMAL:
        case FIELD_MONEY:
            content.n_figures += has_digit(cell);
            break;
        case FIELD_DATE:
            content.n_days +=
                cell->typed.kind == VALUE_DATE ||
                (cell->text[0] <= '9' &&
                 typing_parse_date(rules->typing, field, cell->text, &date));
            break;
        case FIELD_YEAR:
            break;
        case FIELD_ENUM:
        case FIELD_BOOLEAN:
            content.n_known += !is_numeric(cell);
            break;
        case FIELD_TEXT:
            if (field->references)
                content.n_known++;
            else
                content.n_texts += !is_numeric(cell) && field != rules->id &&
                                   !is_section_number(cell);
            break;
        }
    }
    return content;
}

/* The cell of ROW, in a column that is not read, with a number like those of
   records; or NULL. */
static const struct cell *number_cell(const struct row_rules *rules,
                                      const struct row *row)
{
    for (size_t i = 0; i < row->n_cells && i < rules->binding->n_columns; i++) {
        const struct cell *cell = &row->cells[i];
        if (cell->text && !rules->binding->columns[i].field &&
            strspn(cell->text, "0123456789") == cell->size)
            return cell;
    }
    return NULL;
}

/* Notes the columns in which the first records are numbered. */
static void note_number(struct row_rules *rules, const struct row *row)
{
    enum { ENOUGH_ROWS = 100 };
    const struct cell *cell =
        rules->n_rows > ENOUGH_ROWS ? NULL : number_cell(rules, row);
    if (cell)
        rules->numbers_records[cell->column - 1] = true;
}

static bool is_numbered_as_records(const struct row_rules *rules,
                                   const struct row *row)
{
    const struct cell *cell = number_cell(rules, row);
    return cell && rules->numbers_records[cell->column - 1];
}

static bool is_figure_field(const struct schema_field *field)
{
    return field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL ||
           field->type == FIELD_MONEY;
}

/* True when a record would have only its id.  A section has figures as well;
   where records need them, the lack of two other things tells. */
static bool lacks_all_else(const struct row_rules *rules, const struct row *row,
                           const struct cell *title)
{
    size_t n_lacking = 0;
    bool has_figures = false;
    for (size_t i = 0; i < rules->n_needed; i++) {
        const struct schema_field *field = rules->needed[i];
        const struct cell *cell = row_cell(rules->binding, row, field);
        if (field == rules->id || cell == title)
            continue;
        if (!is_filled(cell))
            n_lacking += !is_figure_field(field);
        else if (!is_figure_field(field))
            return false;
        else
            has_figures = true;
    }
    return !has_figures || n_lacking >= 2;
}

/* True when the words of a section or line stand in the column of ids, because
   all cells of the line were merged into the first. */
static bool is_line_in_id(const struct row_rules *rules, const struct row *row,
                          const struct cell *id, const struct content *content)
{
    size_t size;
    if (!id->text || !strchr(id->text, ' '))
        return false;
    if (content->n_filled == 1)
        return true;
    /* "A" in the column of numbers, with the words beside it. */
    const struct cell *first = &row->cells[0];
    bool is_marked = first != id && first->text && is_section_number(first);
    if (content->n_figures + 1 + is_marked < content->n_filled ||
        !lacks_all_else(rules, row, id))
        return false;
    /* "HUYỆN GÒ QUAO (6 đề án)": in an id no such sign stands before the first
       digit. */
    size_t sign = strcspn(id->text, "(:");
    return is_marked || !has_digit(id) ||
           sign < strcspn(id->text, "0123456789") ||
           (level_of(id->text, &size) != LEVEL_NONE && size > 1 &&
            id->text[size] == ' ');
}

static bool is_unit(const struct row_rules *rules, const struct row *row)
{
    struct arena *scratch = rules->typing->scratch;
    bool found = false;
    for (size_t i = 0; i < row->n_cells; i++) {
        const char *text = row->cells[i].text;
        if (!text)
            continue;
        size_t size = row->cells[i].size;
        bool is_bracketed = size > 2 && text[0] == '(' && text[size - 1] == ')';
        const char *unit =
            is_bracketed ? arena_strndup(scratch, text + 1, size - 2) : text;
        if (money_unit_written(scratch, unit) != 0)
            found = true;
        else if (!is_bracketed && !strpbrk(text, "0123456789"))
            continue; /* "người", "%", "ngày" beside a unit of money */
        else if (!is_bracketed)
            return false;
    }
    return found;
}

/* True for "Người lập biểu", "(Ký, ghi rõ họ tên)": the lines for signatures
   stand below the rows. */
static bool says_who_signs(const struct row_rules *rules, const struct row *row)
{
    static const char *const words[] = {"người lập",
                                        "người tổng hợp",
                                        "người kiểm tra",
                                        "người ký",
                                        "lập biểu",
                                        "kế toán",
                                        "thủ trưởng",
                                        "giám đốc",
                                        "phó giám đốc",
                                        "tm.",
                                        "kt.",
                                        "tl.",
                                        "tuq.",
                                        "trưởng phòng",
                                        "chủ tịch",
                                        "phó chủ tịch",
                                        "xác nhận của",
                                        "(ký",
                                        "ký tên",
                                        "ký, ghi rõ",
                                        "thủ quỹ",
                                        "nơi nhận",
                                        "đại diện"};
    struct arena *scratch = rules->typing->scratch;
    for (size_t i = 0; i < row->n_cells; i++) {
        const char *text = row->cells[i].text;
        if (!text)
            continue;
        const char *folded = unicode_fold(scratch, text);
        for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
            const char *word = unicode_fold(scratch, words[k]);
            if (strncmp(folded, word, strlen(word)) == 0)
                return true;
        }
    }
    return false;
}

/* True when ROW has only words, and fewer than a record needs. */
static bool is_mere_words(const struct row_rules *rules, const struct row *row,
                          const struct content *content)
{
    size_t n_lacking = 0;
    for (size_t i = 0; i < rules->n_needed; i++)
        n_lacking +=
            !is_filled(row_cell(rules->binding, row, rules->needed[i]));
    return content->n_figures + content->n_days == 0 && n_lacking > 0;
}

/* True when the title is a value of its column, as records have. */
static bool is_value(const struct row_rules *rules, const struct cell *title)
{
    const struct binding *binding = rules->binding;
    size_t i = title->column - 1;
    const struct schema_field *field =
        i < binding->n_columns ? binding->columns[i].field : NULL;
    if (!field || field->type != FIELD_ENUM)
        return false;
    const char *folded = unicode_fold(rules->typing->scratch, title->text);
    for (size_t k = 0; k < field->values->n_values; k++)
        if (schema_is_spelt(&field->values->values[k].spellings, folded))
            return true;
    return false;
}

static enum intake_kind kind_without_id(const struct row_rules *rules,
                                        const struct row *row,
                                        const struct cell *title,
                                        const struct content *content)
{
    const struct cell *words = first_words(row);
    if (content->n_days > 0 || content->n_known + content->n_texts >= 2)
        return INTAKE_RECORD;
    if (title && content->n_figures > 0 && is_value(rules, title))
        return INTAKE_RECORD; /* perhaps of the scheme above */
    if (!title)
        return content->n_filled == content->n_figures ? INTAKE_TOTAL
                                                       : INTAKE_RECORD;
    if (content->n_known > 0 && !is_section_number(words))
        return INTAKE_RECORD;
    if (content->n_figures > 0 && is_numbered_as_records(rules, row))
        return INTAKE_RECORD;
    if (lacks_all_else(rules, row, title))
        return INTAKE_SECTION;
    return is_section_number(words) ? INTAKE_SECTION : INTAKE_RECORD;
}

/* True for "II" in the column of ids with words beside it, perhaps figures, and
   without two things that a record needs. */
static bool is_section_in_id(const struct row_rules *rules,
                             const struct row *row, const struct cell *id,
                             const struct content *content)
{
    const struct cell *title = title_cell(row);
    size_t n_lacking = 0;
    if (!id->text || !is_section_number(id) || !title || title == id ||
        content->n_days + content->n_known + content->n_texts > 0)
        return false;
    for (size_t i = 0; i < rules->n_needed; i++)
        n_lacking +=
            !is_figure_field(rules->needed[i]) &&
            !is_filled(row_cell(rules->binding, row, rules->needed[i]));
    return n_lacking >= 2;
}

static enum intake_kind kind_with_id(const struct row_rules *rules,
                                     const struct row *row,
                                     const struct cell *id,
                                     const struct content *content)
{
    if (is_line_in_id(rules, row, id, content) ||
        is_section_in_id(rules, row, id, content))
        return INTAKE_SECTION;
    if (content->n_figures + content->n_days == 0 && id->text &&
        strchr(id->text, ' ') && !has_digit(id) &&
        (rules->after_total ||
         (rules->n_needed > 2 && lacks_all_else(rules, row, id))))
        return INTAKE_NOTE; /* a line for signatures */
    return INTAKE_RECORD;
}

static enum intake_kind other_kind(const struct row_rules *rules,
                                   const struct row *row)
{
    const struct cell *words = first_words(row);
    const struct cell *title = title_cell(row);
    const struct cell *id =
        !rules->id ? NULL : row_cell(rules->binding, row, rules->id);
    struct content content = look_at(rules, row, title);
    bool has_id = is_filled(id);
    if (is_unit(rules, row))
        return INTAKE_UNIT;
    bool is_total_id = words && has_id && id != words &&
                       says_total(rules, words, false) &&
                       lacks_all_else(rules, row, words);
    if (words && (!has_id || id == words || id == title || is_total_id) &&
        content.n_days == 0) {
        bool loose = content.n_known + content.n_texts == 0 &&
                     (!has_id || !has_digit(id));
        if (says_total(rules, words, loose) ||
            says_total(rules, title, loose) ||
            (!has_id && has_total_word(rules, row)))
            return INTAKE_TOTAL;
        if (says_part(rules, title))
            return INTAKE_PART;
        if (rules->last == INTAKE_PART &&
            content.n_known + content.n_texts == 0 &&
            row_level(row) == LEVEL_DASH)
            return INTAKE_PART;
    }
    if (!rules->id || rules->binding->n_columns < 3)
        return INTAKE_RECORD;
    if (is_mere_words(rules, row, &content) &&
        (rules->after_names || says_who_signs(rules, row)))
        return INTAKE_NOTE;
    if (rules->after_total && content.n_figures + content.n_days == 0 &&
        !has_id && words)
        return INTAKE_NOTE;
    if (has_id)
        return kind_with_id(rules, row, id, &content);
    if (!id && !rules->id_is_filled && content.n_filled > 1)
        return INTAKE_RECORD; /* it ends before its id */
    if (rules->id_is_filled && content.n_filled > 1 &&
        !has_needed(rules, row) && !lacks_all_else(rules, row, title))
        return INTAKE_RECORD;
    return kind_without_id(rules, row, title, &content);
}

/* Words alone in a row of a table with several columns are a title, a section
   or a line for signatures, whatever the schema requires of records. */
static bool is_words_alone(const struct row_rules *rules, const struct row *row,
                           const struct cell *words)
{
    if (!words || rules->binding->n_columns < 3 || has_digit(words) ||
        !strchr(words->text, ' '))
        return false;
    size_t n_filled = 0;
    for (size_t i = 0; i < row->n_cells; i++)
        n_filled += row->cells[i].text != NULL;
    return n_filled == 1;
}

/* A row with everything that a record needs is one, unless its first words are
   those of a total: they have no digit, as ids do. */
static bool is_plain_record(const struct row_rules *rules,
                            const struct row *row)
{
    const struct cell *words = first_words(row);
    if (!has_needed(rules, row) || is_words_alone(rules, row, words))
        return false;
    return !words || has_digit(words) || !says_total(rules, words, false);
}

void row_rules_restart(struct row_rules *rules)
{
    rules->n_rows = 0;
    rules->last = INTAKE_RECORD;
    rules->after_total = false;
    rules->after_names = false;
}

enum intake_kind row_kind(struct row_rules *rules, const struct row *row)
{
    enum intake_kind kind;
    rules->n_rows++;
    if (is_heading(rules, row) || is_numbering(rules, row))
        kind = INTAKE_HEADINGS;
    else if (is_example(rules, row))
        kind = INTAKE_EXAMPLE;
    else if (is_plain_record(rules, row))
        kind = INTAKE_RECORD;
    else
        kind = other_kind(rules, row);
    if (kind == INTAKE_RECORD)
        note_number(rules, row);
    rules->after_total =
        kind == INTAKE_TOTAL || (rules->after_total && kind != INTAKE_RECORD);
    rules->after_names = kind == INTAKE_NOTE
                             ? rules->after_names || says_who_signs(rules, row)
                             : rules->after_names && kind != INTAKE_RECORD;
    rules->last = kind;
    return kind;
}

/* ---- making -------------------------------------------------------------- */

static void find_needed(struct arena *arena, struct row_rules *rules,
                        const struct value *fallbacks)
{
    const struct schema_table *table = rules->binding->table;
    rules->needed =
        ARENA_ARRAY(arena, const struct schema_field *, table->n_fields);
    for (size_t i = 0; i < table->n_fields; i++)
        if (table->fields[i].required && fallbacks[i].kind == VALUE_NULL &&
            rules->binding->numbers[i] != 0)
            rules->needed[rules->n_needed++] = &table->fields[i];
    if (table->n_key > 0)
        rules->id = table->key[0];
    else if (rules->n_needed > 0)
        rules->id = rules->needed[0];
    rules->id_is_filled =
        rules->id && fallbacks[rules->id - table->fields].kind != VALUE_NULL;
}

/* Words are compared folded, so a letter may be large or small, and one outside
   ASCII may begin with any byte. */
static void note_first_bytes(bool starts[256], const char *const *words,
                             size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char first = (unsigned char)words[i][0];
        starts[first] = true;
        if (first >= 'a' && first <= 'z')
            starts[first - 'a' + 'A'] = true;
        for (size_t k = 0x80; first >= 0x80 && k < 256; k++)
            starts[k] = true;
    }
}

struct row_rules *row_rules_make(struct arena *arena,
                                 const struct typing *typing,
                                 const struct binding *binding,
                                 const struct value *fallbacks,
                                 const struct row *headings, size_t n_headings)
{
    struct row_rules *rules = ARENA_NEW(arena, struct row_rules);
    rules->typing = typing;
    rules->binding = binding;
    rules->headings = headings;
    rules->n_headings = n_headings;
    rules->numbers_records = ARENA_ARRAY(arena, bool, binding->n_columns);
    find_needed(arena, rules, fallbacks);
    note_first_bytes(rules->starts_total, typing->schema->total_words,
                     typing->schema->n_total_words);
    note_first_bytes(rules->starts_total, typing->schema->average_words,
                     typing->schema->n_average_words);
    for (size_t i = 0x80; i < 256; i++)
        rules->starts_total[i] = true; /* another alphabet's "T" */
    note_first_bytes(rules->starts_example, typing->schema->example_words,
                     typing->schema->n_example_words);
    return rules;
}
