#include "intake/bind.h"

#include "base/nearest.h"
#include "base/unicode.h"
#include "intake/alike.h"
#include "intake/heading.h"
#include "intake/hint.h"
#include "schema/money_unit.h"

#include <string.h>

/* A heading while its field is looked for. */
struct match {
    const struct cell *cell; /* its text is NULL: there is no heading */
    const struct schema_field *field; /* NULL: not known */
    struct heading heading;
    bool whole;     /* the schema has the whole heading */
    bool joined;    /* the schema has the name with the words behind it */
    bool has_words; /* words stand behind the name, and the schema does not have
                       them */
    bool is_near;   /* it differs in diacritics only */
};

struct matching {
    const struct typing *typing;
    const struct bind_context *context;
    struct binding *binding;
    struct match *matches; /* one for each column */
    bool *has_column;      /* one for each field of the table */
    bool *is_misspelt;     /* the same: a heading is near that of the field */
};

static struct place heading_place(const struct matching *matching,
                                  const struct cell *cell)
{
    return matching->typing->class->place(matching->typing->reader, cell);
}

/* ---- one heading --------------------------------------------------------- */

static const struct schema_field *find_field(struct arena *scratch,
                                             const struct schema_table *table,
                                             const char *heading)
{
    const char *folded = unicode_fold(scratch, heading);
    for (size_t i = 0; i < table->n_fields; i++)
        if (!table->fields[i].of &&
            schema_is_spelt(&table->fields[i].spellings, folded))
            return &table->fields[i];
    return NULL;
}

/* The field that the heading names without the parts taken off; the name with
   the words behind it is tried first. */
static const struct schema_field *find_part(const struct matching *matching,
                                            struct match *match)
{
    struct arena *scratch = matching->typing->scratch;
    const struct schema_table *table = matching->binding->table;
    const char *joined = heading_joined(&match->heading);
    const struct schema_field *field =
        joined ? find_field(scratch, table, joined) : NULL;
    match->joined = field != NULL;
    return field ? field : find_field(scratch, table, match->heading.name);
}

/* The only field with a spelling that has the letters of HEADING when
   diacritics are ignored: for a heading without any ("Kinh phi ho tro"), or for
   one of several words with one or two wrong ones. */
static const struct schema_field *
find_without_marks(struct arena *scratch, const struct schema_table *table,
                   const char *heading)
{
    const struct schema_field *found = NULL;
    const char *slug = unicode_slug(scratch, heading);
    bool is_plain = true;
    for (const char *c = heading; *c != '\0'; c++)
        is_plain &= (unsigned char)*c < 0x80;
    if (*slug == '\0' || (!is_plain && !strchr(slug, '-')))
        return NULL;
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        for (size_t k = 0; !field->of && k < field->spellings.n; k++) {
            if (strcmp(field->spellings.slugs[k], slug) != 0)
                continue;
            if (found && found != field)
                return NULL;
            found = field;
        }
    }
    return found;
}

static struct match match_heading(const struct matching *matching,
                                  const struct cell *cell)
{
    struct match match = {.cell = cell};
    struct heading *heading = &match.heading;
    struct arena *scratch = matching->typing->scratch;
    const struct schema *schema = matching->typing->schema;
    if (!cell->text)
        return match;
    heading_start(heading, scratch, cell->text, schema);
    if (strlen(cell->text) > LONGEST_HEADING)
        return match;
    match.field = find_part(matching, &match);
    match.whole = match.field != NULL;
    while (!match.field && heading_take(heading))
        match.field = find_part(matching, &match);
    if (!match.field) {
        heading_start(heading, scratch, cell->text, schema);
        do
            match.field = find_without_marks(scratch, matching->binding->table,
                                             heading->name);
        while (!match.field && heading_take(heading));
        match.is_near = match.field != NULL;
    }
    /* A unit counts wherever it stands. */
    while (match.field && match.field->type == FIELD_MONEY &&
           (match.whole || match.joined) && heading_take(heading))
        ;
    for (size_t i = 0; !match.whole && !match.joined && i < heading->n_parts;
         i++)
        match.has_words |= heading->parts[i].kind == PART_WORDS;
    match.has_words |= match.is_near;
    return match;
}

/* Of two columns for the same field, reads the one that has nothing behind its
   name that may change its meaning. */
static void prefer_plain(struct matching *matching)
{
    const struct schema_table *table = matching->binding->table;
    bool *is_plain =
        ARENA_ARRAY(matching->typing->scratch, bool, table->n_fields);
    struct match *const stop = matching->matches + matching->binding->n_columns;
    for (struct match *m = matching->matches; m < stop; m++)
        if (m->field && !m->has_words)
            is_plain[m->field - table->fields] = true;
    for (struct match *m = matching->matches; m < stop; m++)
        if (m->field && m->has_words && is_plain[m->field - table->fields])
            m->field = NULL;
}

/* ---- what stands behind a name ------------------------------------------- */

static void report_words(const struct matching *matching,
                         const struct match *match, const char *words)
{
    faults_report(matching->typing->faults, DIAG_HEADING_WORDS,
                  heading_place(matching, match->cell), words,
                  match->heading.name);
}

/* True for words that name another time or state of the same thing.  Other
   words behind the heading of an enum may be examples of its values. */
static bool may_change(const struct matching *matching, const char *words)
{
    static const char *const changes[] = {
        "dự kiến", "kế hoạch",  "kh",      "năm trước", "kỳ trước",
        "cùng kỳ", "năm ngoái", "năm sau", "ước",       "lũy kế",
        "trước",   "đề xuất",   "đăng ký", "đề nghị"};
    struct arena *scratch = matching->typing->scratch;
    const char *folded = unicode_fold(scratch, words);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const char *change = unicode_fold(scratch, changes[i]);
        if (strncmp(folded, change, strlen(change)) == 0)
            return true;
    }
    return false;
}

static void read_money_part(const struct matching *matching,
                            const struct match *match,
                            const struct heading_part *part,
                            struct column *column)
{
    int64_t dong =
        part->kind == PART_MONEY
            ? part->amount
            : money_unit_written(matching->typing->scratch, part->text);
    if (dong == 0 && match->whole)
        return;
    if (dong != 0 && (!column->unit_text || dong == column->unit)) {
        column->unit = dong;
        column->unit_text = part->text;
        return;
    }
    column->is_unit_unknown = true;
    if (dong != 0)
        faults_report(matching->typing->faults, DIAG_UNITS_DISAGREE,
                      heading_place(matching, match->cell), part->text,
                      column->unit_text);
    else if (may_change(matching, part->text))
        report_words(matching, match, part->text);
    else
        faults_report(matching->typing->faults, DIAG_UNKNOWN_UNIT,
                      heading_place(matching, match->cell), part->text,
                      match->cell->text);
}

/* True for "Số học viên (học viên)". */
static bool repeats_name(const struct matching *matching,
                         const struct match *match, const char *words)
{
    struct arena *scratch = matching->typing->scratch;
    const char *name = unicode_fold(scratch, match->heading.name);
    const char *folded = unicode_fold(scratch, words);
    size_t size = strlen(name), n = strlen(folded);
    return n <= size && strcmp(name + size - n, folded) == 0;
}

/* Reads "(nghìn tờ)", "(thang điểm 10)", "(100)". */
static void read_count_part(const struct matching *matching,
                            const struct match *match,
                            const struct heading_part *part,
                            struct column *column)
{
    const struct schema_field *field = column->field;
    int64_t most = part->amount;
    if (part->kind == PART_SCALE)
        column->unit *= part->amount;
    else if (part->kind == PART_WORDS &&
             repeats_name(matching, match, part->text))
        return;
    else if (part->kind != PART_MOST ||
             (field->has_max && field->max != most * field->unit))
        report_words(matching, match, part->text);
}

static void read_parts(const struct matching *matching,
                       const struct match *match, struct column *column)
{
    const struct heading *heading = &match->heading;
    for (size_t i = 0; i < heading->n_parts; i++) {
        const struct heading_part *part = &heading->parts[i];
        if (part->kind == PART_HARMLESS || part->kind == PART_MARK ||
            (part->kind == PART_WORDS && match->joined))
            continue;
        switch (column->field->type) {
        case FIELD_MONEY:
            read_money_part(matching, match, part, column);
            break;
        case FIELD_INTEGER:
        case FIELD_DECIMAL:
            read_count_part(matching, match, part, column);
            break;
        case FIELD_DATE:
        case FIELD_YEAR:
            report_words(matching, match, part->text);
            break;
        case FIELD_ENUM:
        case FIELD_BOOLEAN:
            if (may_change(matching, part->text))
                report_words(matching, match, part->text);
            break;
        case FIELD_TEXT:
            break;
        }
    }
}

/* ---- columns that are not read ------------------------------------------- */

static bool is_listed(const char *const *list, size_t n, const char *folded)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], folded) == 0)
            return true;
    return false;
}

/* True when the configuration ignores the whole heading, or its name without
   the unit. */
static bool is_ignored(const struct matching *matching,
                       const struct match *match)
{
    struct arena *scratch = matching->typing->scratch;
    const struct schema *schema = matching->typing->schema;
    const struct bind_context *context = matching->context;
    struct heading heading;
    heading_start(&heading, scratch, match->cell->text, schema);
    do {
        const char *folded = unicode_fold(scratch, heading.name);
        if (is_listed(schema->ignored_columns, schema->n_ignored_columns,
                      folded) ||
            is_listed(context->ignored, context->n_ignored, folded))
            return true;
    } while (heading_take(&heading));
    return false;
}

static bool has_column(const struct matching *matching,
                       const struct schema_field *field)
{
    return matching->has_column[field - matching->binding->table->fields];
}

/* Notes once which fields have a column, since each unknown heading asks that
   of every field. */
static void find_columns(struct matching *matching)
{
    const struct schema_table *table = matching->binding->table;
    matching->has_column =
        ARENA_ARRAY(matching->typing->scratch, bool, table->n_fields);
    matching->is_misspelt =
        ARENA_ARRAY(matching->typing->scratch, bool, table->n_fields);
    for (size_t i = 0; i < matching->binding->n_columns; i++)
        if (matching->matches[i].field)
            matching->has_column[matching->matches[i].field - table->fields] =
                true;
}

/* True for a field whose empty cells would be counted, get a default, or be
   missed by the layout. */
static bool is_missed(const struct matching *matching,
                      const struct schema_field *field)
{
    if (field->of || has_column(matching, field))
        return false;
    if (field->required || field->fallback ||
        field_words_use(matching->context->words, field->name))
        return true;
    return field->type != FIELD_TEXT && field->type != FIELD_ENUM;
}

static struct alike_text spelling_of(const struct schema_field *field, size_t i)
{
    return (struct alike_text){field->spellings.folded[i],
                               field->spellings.slugs[i]};
}

/* The field without a column that HEADING was probably meant for, the nearest
   of several; or NULL. */
static const struct schema_field *find_missed(const struct matching *matching,
                                              const char *heading)
{
    const struct schema_table *table = matching->binding->table;
    struct arena *scratch = matching->typing->scratch;
    const struct alike_text text = alike_text(scratch, heading);
    const struct schema_field *found = NULL;
    enum likeness most = UNLIKE;
    struct nearest nearest = NEAREST_INIT;
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct schema_field *field = &table->fields[i];
        if (!is_missed(matching, field))
            continue;
        for (size_t k = 0; k < field->spellings.n; k++) {
            const struct alike_text spelling = spelling_of(field, k);
            enum likeness likeness = alike_headings(scratch, text, spelling);
            if (likeness == UNLIKE && field_type_is_figure(field->type) &&
                alike_begins(scratch, text, spelling))
                likeness = LIKE_PART;
            if (likeness == UNLIKE || likeness < most)
                continue;
            if (likeness > most)
                nearest = (struct nearest)NEAREST_INIT;
            const char *best = nearest.name;
            nearest_offer(&nearest, text.slug, strlen(text.slug),
                          spelling.slug);
            if (likeness > most || nearest.name != best)
                found = field;
            most = likeness;
        }
    }
    return found;
}

/* The field that decides the period, when nothing gives its value; or NULL. */
static const struct schema_field *
find_undecided(const struct matching *matching)
{
    const struct schema_field *decides = matching->context->decides;
    if (!decides || has_column(matching, decides) ||
        matching->context
            ->has_fallback[decides - matching->binding->table->fields])
        return NULL;
    return decides;
}

/* True when nothing else decides the period, and HEADING speaks of a date. */
static bool may_decide(const struct matching *matching, const char *heading)
{
    const struct schema_field *decides = matching->binding->undecided;
    if (!decides)
        return false;
    const struct alike_text text =
        alike_text(matching->typing->scratch, heading);
    for (size_t i = 0; i < decides->spellings.n; i++)
        if (alike_share_word(matching->typing->scratch, text,
                             spelling_of(decides, i)))
            return true;
    return false;
}

static void report_unread(struct arena *arena, const struct matching *matching,
                          const struct match *match)
{
    struct arena *scratch = matching->typing->scratch;
    const struct schema_table *table = matching->binding->table;
    struct faults *faults = matching->typing->faults;
    struct place place = heading_place(matching, match->cell);
    const char *text = match->cell->text;
    struct heading heading;
    bool names_money = false;
    heading_start(&heading, scratch, text, matching->typing->schema);
    bool is_heading = strlen(text) <= LONGEST_HEADING;
    while (is_heading && heading_take(&heading))
        names_money |= heading.n_parts > 0 &&
                       heading.parts[heading.n_parts - 1].kind == PART_MONEY;
    const struct schema_field *missed =
        is_heading ? find_missed(matching, heading.name) : NULL;
    if (!missed && is_heading && strcmp(heading.name, text) != 0)
        missed = find_missed(matching, text);
    if (missed) {
        matching->is_misspelt[missed - table->fields] = true;
        faults_report(faults, DIAG_MISSPELT_COLUMN, place, text,
                      missed->heading, table->name);
    } else if (names_money) {
        faults_report(faults, DIAG_UNREAD_MONEY, place, text, table->name);
    } else if (is_heading && may_decide(matching, heading.name)) {
        faults_report(faults, DIAG_UNDECIDED_COLUMN, place, text,
                      matching->context->decides->heading, table->name);
    } else {
        struct hint search;
        hint_start(&search, scratch, is_heading ? heading.name : "");
        for (size_t i = 0; i < table->n_fields && is_heading; i++)
            hint_offer(&search, &table->fields[i].spellings);
        const char *meant = hint_text(&search, scratch);
        faults_report(faults, DIAG_UNKNOWN_COLUMN, place, text,
                      !meant ? "" : meant);
        matching->binding->candidates[match->cell->column - 1] =
            (struct bind_candidate){arena_strdup(arena, text), place};
    }
}

/* ---- all headings -------------------------------------------------------- */

static void bind_column(struct arena *arena, const struct matching *matching,
                        const struct match *match, struct column *column)
{
    const struct schema_field *field = match->field;
    struct binding *binding = matching->binding;
    uint32_t *number = &binding->numbers[field - binding->table->fields];
    if (*number != 0) {
        faults_report(matching->typing->faults, DIAG_DUPLICATE_COLUMN,
                      heading_place(matching, match->cell), *number,
                      match->cell->column, field->heading);
        return;
    }
    if (match->is_near)
        faults_report(matching->typing->faults, DIAG_NEAR_HEADING,
                      heading_place(matching, match->cell), match->cell->text,
                      field->heading, binding->table->name);
    *number = match->cell->column;
    typing_start(arena, column, field, *number, matching->context->notation);
    read_parts(matching, match, column);
    if (column->unit_text)
        column->unit_text = arena_strdup(arena, column->unit_text);
}

static void bind_cells(struct arena *arena, const struct matching *matching)
{
    struct binding *binding = matching->binding;
    for (size_t i = 0; i < binding->n_columns; i++) {
        const struct match *match = &matching->matches[i];
        typing_start(arena, &binding->columns[i], NULL, (uint32_t)i + 1,
                     matching->context->notation);
        binding->unnamed[i] = !match->cell->text;
        if (binding->unnamed[i])
            continue;
        if (match->field)
            bind_column(arena, matching, match, &binding->columns[i]);
        else if (!is_ignored(matching, match) &&
                 !typing_report_damage(matching->typing, match->cell->text,
                                       match->cell))
            report_unread(arena, matching, match);
    }
}

static void report_missing(const struct matching *matching)
{
    struct place place = heading_place(matching, matching->matches[0].cell);
    struct binding *binding = matching->binding;
    place.column = 0;
    for (size_t i = 0; i < binding->table->n_fields; i++) {
        const struct schema_field *field = &binding->table->fields[i];
        if (!field->required || field->fallback ||
            matching->context->has_fallback[i] || binding->numbers[i] != 0)
            continue;
        binding->complete = false;
        if (matching->is_misspelt[i])
            continue; /* that was told */
        faults_report(matching->typing->faults, DIAG_MISSING_COLUMN, place,
                      field->heading);
    }
}

size_t bind_count(const struct typing *typing, const struct schema_table *table,
                  const struct cell *cells, size_t n_cells)
{
    struct binding binding = {.table = table};
    struct matching matching = {.typing = typing, .binding = &binding};
    size_t n = 0;
    for (size_t i = 0; i < n_cells; i++)
        n += match_heading(&matching, &cells[i]).field != NULL;
    return n;
}

bool bind_headings(struct arena *arena, const struct typing *typing,
                   const struct schema_table *table,
                   const struct bind_context *context, const struct cell *cells,
                   size_t n_cells, struct binding *binding)
{
    struct matching matching = {
        .typing = typing, .context = context, .binding = binding};
    while (n_cells > 0 && !cells[n_cells - 1].text)
        n_cells--;
    *binding = (struct binding){.table = table, .n_columns = n_cells};
    binding->columns = ARENA_ARRAY(arena, struct column, n_cells);
    binding->numbers = ARENA_ARRAY(arena, uint32_t, table->n_fields);
    binding->unnamed = ARENA_ARRAY(arena, bool, n_cells);
    binding->candidates = ARENA_ARRAY(arena, struct bind_candidate, n_cells);
    binding->complete = true;
    matching.matches = ARENA_ARRAY(typing->scratch, struct match, n_cells);
    size_t known = 0;
    for (size_t i = 0; i < n_cells; i++) {
        matching.matches[i] = match_heading(&matching, &cells[i]);
        known += matching.matches[i].field != NULL;
    }
    if (known == 0) {
        struct place place = heading_place(&matching, &cells[0]);
        place.column = 0;
        for (size_t i = 0; i < n_cells; i++)
            if (cells[i].text &&
                typing_report_damage(typing, cells[i].text, &cells[i]))
                return false;
        faults_report(typing->faults, DIAG_NO_KNOWN_COLUMN, place, table->label,
                      table->fields[0].heading);
        return false;
    }
    prefer_plain(&matching);
    find_columns(&matching);
    binding->undecided = find_undecided(&matching);
    bind_cells(arena, &matching);
    report_missing(&matching);
    return true;
}

/* ---- columns that are not read, by what they hold ------------------------ */

static bool is_date(const struct typing *typing,
                    const struct schema_field *field, const struct cell *cell)
{
    struct date date;
    if (field->type == FIELD_YEAR)
        return cell->size == 4 && (*cell->text == '1' || *cell->text == '2') &&
               strspn(cell->text, "0123456789") == 4;
    return cell->typed.kind == VALUE_DATE ||
           typing_parse_date(typing, field, cell->text, &date);
}

/* True when DONG, the unit that a row tells of its amounts, is not what their
   columns are known to be in. */
static bool is_other_unit(const struct binding *binding, int64_t dong)
{
    bool is_other = false;
    for (size_t i = 0; i < binding->n_columns; i++) {
        const struct column *column = &binding->columns[i];
        if (!column->field || column->field->type != FIELD_MONEY)
            continue;
        if (!column->unit_text)
            return true;
        if (column->unit == dong)
            return false;
        is_other = true;
    }
    return is_other;
}

static bool has_count(const struct binding *binding)
{
    for (size_t i = 0; i < binding->n_columns; i++) {
        const struct schema_field *field = binding->columns[i].field;
        if (field &&
            (field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL))
            return true;
    }
    return false;
}

/* "triệu đồng" of amounts in another unit, "nghìn tờ" of counts. */
static bool tells_other_unit(const struct binding *binding,
                             const struct typing *typing,
                             const struct cell *cell)
{
    struct money_unit unit = money_unit_read(typing->scratch, cell->text);
    if (unit.dong != 0 && is_other_unit(binding, unit.dong))
        return true;
    return !unit.has_currency && has_count(binding) &&
           heading_count_scale(typing->scratch, cell->text, NULL) != 0;
}

void bind_look_at_unread(struct binding *binding, const struct typing *typing,
                         const struct cell *cell)
{
    struct bind_candidate *candidate = &binding->candidates[cell->column - 1];
    if (!candidate->text)
        return;
    if (binding->undecided && is_date(typing, binding->undecided, cell))
        faults_report(typing->faults, DIAG_UNDECIDED_COLUMN, candidate->place,
                      candidate->text, binding->undecided->heading,
                      binding->table->name);
    else if (tells_other_unit(binding, typing, cell))
        faults_report(typing->faults, DIAG_UNIT_IN_ROWS,
                      typing->class->place(typing->reader, cell), cell->text,
                      candidate->text);
    else if (heading_is_of_units(typing->scratch, candidate->text))
        return; /* the next row may tell another */
    candidate->text = NULL;
}

/* ---- units told elsewhere ------------------------------------------------ */

int64_t bind_unit_of(const struct binding *binding,
                     const struct schema_field *field)
{
    uint32_t number = binding->numbers[field - binding->table->fields];
    return number == 0 ? field->unit : binding->columns[number - 1].unit;
}

void bind_unit(struct binding *binding, const struct typing *typing,
               uint32_t number, int64_t dong, const char *text,
               struct place place)
{
    bool is_told = false;
    for (size_t i = 0; i < binding->n_columns; i++) {
        struct column *column = &binding->columns[i];
        if (!column->field || column->field->type != FIELD_MONEY ||
            (number != 0 && column->number != number))
            continue;
        if (!column->unit_text) {
            column->unit = dong;
            column->unit_text = text;
        } else if (column->unit != dong) {
            column->is_unit_unknown = true;
            if (!is_told)
                faults_report(typing->faults, DIAG_UNITS_DISAGREE, place, text,
                              column->unit_text);
            is_told = true;
        }
    }
}
