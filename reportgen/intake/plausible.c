#include "intake/plausible.h"

#include "schema/field_text.h"

enum {
    MOST_ODD = 10,      /* cells that are listed */
    FEWEST_FIGURES = 3, /* the fewest that tell a column's unit */
    FIRST_YEAR = 1990,  /* where the schema gives none */
    YEARS_AHEAD = 5
};

/* No sum that an office pays or plans in one row is larger. */
static const int64_t most_dong = 1000000000000;

struct odd_cell {
    struct place place;
    const char *text;
};

struct plausible {
    struct arena *arena;
    const struct column *column;
    int64_t least, most; /* days since the epoch, years, or as stored */
    uint64_t n;          /* figures other than zero */
    uint64_t n_odd;
    uint64_t n_too_large; /* a thousandth or a millionth of them would fit */
    uint64_t n_too_small;
    uint64_t n_huge; /* above any sum that an office pays or plans in a row */
    struct odd_cell odd[MOST_ODD];
};

static bool is_money(const struct plausible *plausible)
{
    return plausible->column->field->type == FIELD_MONEY;
}

int plausible_first_year(const struct schema_field *field)
{
    return field->plausible_from == 0 ? FIRST_YEAR : field->plausible_from;
}

int plausible_last_year(const struct schema_field *field, int last_year)
{
    if (last_year == 0)
        return 9999;
    return last_year +
           (field->plausible_years == 0 ? YEARS_AHEAD : field->plausible_years);
}

struct plausible *plausible_watch(struct arena *arena,
                                  const struct column *column, struct date last)
{
    const struct schema_field *field = column->field;
    if (!field || column->is_unit_unknown)
        return NULL;
    struct plausible watch = {
        .arena = arena,
        .column = column,
        .least = field->has_plausible_min ? field->plausible_min : INT64_MIN,
        .most = field->has_plausible_max ? field->plausible_max : INT64_MAX};
    switch (field->type) {
    case FIELD_DATE:
        watch.least =
            date_to_days((struct date){plausible_first_year(field), 1, 1});
        last.year = (int16_t)plausible_last_year(field, last.year);
        watch.most = date_to_days(
            last.month == 0 ? (struct date){last.year, 12, 31} : last);
        break;
    case FIELD_YEAR:
        watch.least = plausible_first_year(field);
        watch.most = plausible_last_year(field, last.year);
        break;
    case FIELD_MONEY:
        if (!field->has_plausible_max)
            watch.most = most_dong;
        break;
    case FIELD_INTEGER:
    case FIELD_DECIMAL:
        if (!field->has_plausible_min && !field->has_plausible_max)
            return NULL;
        break;
    default:
        return NULL;
    }
    struct plausible *plausible = ARENA_NEW(arena, struct plausible);
    *plausible = watch;
    return plausible;
}

static bool is_within(const struct plausible *plausible, int64_t number)
{
    return number >= plausible->least && number <= plausible->most;
}

/* Notes whether NUMBER, which is outside, would fit in another unit.  What lies
   just outside the range has nothing to do with units. */
static void note_unit(struct plausible *plausible, int64_t number)
{
    int64_t larger;
    if (number - number / 10 <= plausible->most &&
        number >= plausible->least - plausible->least / 10)
        return;
    if (number > plausible->most)
        plausible->n_too_large += is_within(plausible, number / 1000) ||
                                  is_within(plausible, number / 1000000);
    else
        plausible->n_too_small += (number_multiply(number, 1000, &larger) &&
                                   is_within(plausible, larger)) ||
                                  (number_multiply(number, 1000000, &larger) &&
                                   is_within(plausible, larger));
}

void plausible_look(struct plausible *plausible, const struct typing *typing,
                    const struct value *value, const struct cell *cell)
{
    int64_t number = value->as.integer;
    if (value->kind == VALUE_DATE)
        number = date_to_days(value->as.date);
    else if (value->kind == VALUE_RATIO)
        number = value->as.ratio.numerator;
    if (number == 0)
        return;
    plausible->n++;
    if (is_within(plausible, number))
        return;
    if (is_money(plausible)) {
        note_unit(plausible, number);
        plausible->n_huge += number > most_dong;
    }
    if (plausible->n_odd++ < MOST_ODD)
        plausible->odd[plausible->n_odd - 1] =
            (struct odd_cell){typing->class->place(typing->reader, cell),
                              arena_strdup(plausible->arena, cell->text)};
}

/* ---- reports ------------------------------------------------------------- */

static void add_bound(struct strbuf *buf, const struct schema *schema,
                      const struct schema_field *field, int64_t bound)
{
    if (bound == INT64_MIN || bound == INT64_MAX)
        strbuf_add_text(buf, "…");
    else
        field_text_add_number(buf, schema, field, bound);
}

/* True when most days are odd: it is then the period that is far from the
   data. */
static bool are_most_odd_days(const struct plausible *plausible)
{
    const enum field_type type = plausible->column->field->type;
    return (type == FIELD_DATE || type == FIELD_YEAR) &&
           plausible->n >= FEWEST_FIGURES &&
           plausible->n_odd * 2 > plausible->n;
}

/* True when most figures would fit in another unit. */
static bool are_most_in_another_unit(const struct plausible *plausible)
{
    return plausible->n_huge * 2 > plausible->n ||
           (plausible->n >= FEWEST_FIGURES &&
            (plausible->n_too_large * 2 > plausible->n ||
             plausible->n_too_small * 2 > plausible->n));
}

static void list_cells(const struct plausible *plausible,
                       const struct typing *typing, const char *least,
                       const char *most)
{
    const char *heading = plausible->column->field->heading;
    size_t n = plausible->n_odd < MOST_ODD ? plausible->n_odd : MOST_ODD;
    for (size_t i = 0; i < n; i++)
        faults_report(typing->faults, DIAG_IMPLAUSIBLE, plausible->odd[i].place,
                      plausible->odd[i].text, heading, least, most);
    if (plausible->n_odd > n)
        faults_report(typing->faults, DIAG_MORE_IMPLAUSIBLE,
                      plausible->odd[0].place,
                      (unsigned long long)(plausible->n_odd - n), heading);
}

/* Reports a column.  DAYS_TOLD: an earlier column of the table has reported
   that most of its days are odd, and most of this one's are too. */
static void report_column(const struct plausible *plausible,
                          const struct typing *typing, bool *days_told)
{
    if (!plausible || plausible->n_odd == 0)
        return;
    const struct schema_field *field = plausible->column->field;
    const struct odd_cell *first = &plausible->odd[0];
    struct strbuf least = STRBUF_INIT;
    struct strbuf most = STRBUF_INIT;
    add_bound(&least, typing->schema, field, plausible->least);
    add_bound(&most, typing->schema, field, plausible->most);
    if (are_most_in_another_unit(plausible))
        faults_report(typing->faults, DIAG_IMPLAUSIBLE_UNIT, first->place,
                      first->text, field->heading, strbuf_text(&least),
                      strbuf_text(&most));
    else if (!are_most_odd_days(plausible))
        list_cells(plausible, typing, strbuf_text(&least), strbuf_text(&most));
    else if (!*days_told)
        faults_report(typing->faults, DIAG_IMPLAUSIBLE_DAYS, first->place,
                      first->text, (unsigned long long)(plausible->n_odd - 1),
                      (unsigned long long)plausible->n, field->heading,
                      strbuf_text(&least), strbuf_text(&most));
    *days_told |= are_most_odd_days(plausible);
    strbuf_free(&least);
    strbuf_free(&most);
}

void plausible_report(struct plausible *const *columns, size_t n,
                      const struct typing *typing)
{
    bool days_told = false;
    for (size_t i = 0; i < n; i++)
        report_column(columns[i], typing, &days_told);
}
