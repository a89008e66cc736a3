#include "tally/tally_reach.h"

#include "schema/field_text.h"
#include "tally/tally_push.h"
#include "tally/tally_sql.h"

static void stretch(struct tally_reach *reach, struct date first,
                    struct date last)
{
    if (!reach->any || date_compare(first, reach->first) < 0)
        reach->first = first;
    if (!reach->any || date_compare(last, reach->last) > 0)
        reach->last = last;
    reach->any = true;
}

/* The place of the period, which may come from the command line. */
static struct place period_place(const struct config *config)
{
    struct place place = config->period_place;
    if (!place.file)
        place.file = config->path;
    return place;
}

/* A question to the rows, and what its answer is for. */
struct asking {
    struct tally_reach *reach;
    const struct builder *builder;
    const struct tally_query *query;
    const struct config *config;
    int64_t n_outside; /* rows with a date that is not in the period */
};

/* Reports how many rows the period leaves out, and their sums. */
static bool tell_outside(void *context, const struct store_cell *cells,
                         size_t n_cells)
{
    const struct asking *asking = context;
    const struct schema_table *table = asking->query->scope.table;
    struct strbuf sums = STRBUF_INIT;
    (void)n_cells;
    for (size_t i = 0; i < table->n_fields; i++) {
        if (!schema_field_is_told_sum(&table->fields[i]))
            continue;
        cells++;
        if (cells->kind != STORE_INTEGER || cells->integer == 0)
            continue;
        strbuf_add_format(&sums, "%s%s ", sums.size == 0 ? ": " : ", ",
                          table->fields[i].heading);
        field_text_add_number(&sums, store_schema(asking->builder->store),
                              &table->fields[i], cells->integer);
    }
    diag_report(asking->builder->diag, DIAG_OUTSIDE_PERIOD,
                period_place(asking->config), (long long)asking->n_outside,
                table->label, asking->query->date_field->heading,
                strbuf_text(&sums));
    strbuf_free(&sums);
    return true;
}

/* Takes the first and the last date, or year, and how many lie in the
   period. */
static bool take_ends(void *context, const struct store_cell *cells,
                      size_t n_cells)
{
    struct asking *asking = context;
    struct tally_reach *reach = asking->reach;
    struct date first, last;
    (void)n_cells;
    reach->asked = true;
    int64_t n_inside = cells[2].kind == STORE_INTEGER ? cells[2].integer : 0;
    asking->n_outside = cells[3].integer - n_inside;
    reach->inside |= n_inside != 0;
    if (cells[0].kind == STORE_INTEGER)
        stretch(reach, (struct date){(int)cells[0].integer, 1, 1},
                (struct date){(int)cells[1].integer, 12, 31});
    else if (cells[0].kind == STORE_TEXT && date_parse(cells[0].text, &first) &&
             date_parse(cells[1].text, &last))
        stretch(reach, first, last);
    return true;
}

/* True when it is known without a look at the rows that all have a date in the
   period. */
static bool is_all_inside(const struct builder *builder,
                          const struct tally_query *query,
                          const struct period *period)
{
    struct date first, last;
    return !query->date_reference &&
           !store_has_empty(builder->store, query->date_field) &&
           store_n_rows(builder->store, query->scope.table) > 0 &&
           store_days(builder->store, query->date_field, &first, &last) &&
           date_compare(period->window.first, first) <= 0 &&
           date_compare(last, period->window.last) <= 0;
}

bool tally_reach_add(struct tally_reach *reach, const struct builder *builder,
                     const struct tally_definition *definition,
                     const struct tally_query *query,
                     const struct config *config)
{
    struct store_parameter parameters[SQL_PARAMETERS * MOST_QUERIES];
    size_t n = tally_sql_parameters(builder->arena, definition, parameters);
    const struct period *period = &config->period;
    struct asking asking = {reach, builder, query, config, 0};
    if (is_all_inside(builder, query, period)) {
        reach->asked = reach->inside = true;
        return true;
    }
    if (builder->pushdown)
        return tally_push_ends(builder, definition, query, period, take_ends,
                               &asking) &&
               (asking.n_outside == 0 ||
                tally_push_outside(builder, definition, query, period,
                                   tell_outside, &asking));
    return store_query(builder->store,
                       tally_sql_ends(builder->arena, query, period),
                       query->place, parameters, n, NULL, take_ends, &asking,
                       builder->diag) &&
           (asking.n_outside == 0 ||
            store_query(builder->store,
                        tally_sql_outside(builder->arena, query, period),
                        query->place, parameters, n, NULL, tell_outside,
                        &asking, builder->diag));
}

void tally_reach_report(const struct tally_reach *reach,
                        const struct config *config, struct diag *diag)
{
    struct place place = period_place(config);
    char first[11], last[11];
    if (!reach->asked || reach->inside || config->empty_allowed ||
        diag_failed(diag)) /* rows that were not read may be missing */
        return;
    date_format_vi(reach->first, first);
    date_format_vi(reach->last, last);
    if (reach->any)
        diag_report(diag, DIAG_EMPTY_PERIOD, place, first, last);
    else
        diag_report(diag, DIAG_NO_DATED_ROW, place);
}
