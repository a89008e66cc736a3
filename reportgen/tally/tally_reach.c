#include "tally/tally_reach.h"

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

/* The first and the last date, or year. */
static bool take_ends(void *context, const struct store_cell *cells,
                      size_t n_cells)
{
    struct tally_reach *reach = context;
    struct date first, last;
    (void)n_cells;
    if (cells[0].kind == STORE_INTEGER)
        stretch(reach, (struct date){(int)cells[0].integer, 1, 1},
                (struct date){(int)cells[1].integer, 12, 31});
    else if (cells[0].kind == STORE_TEXT && date_parse(cells[0].text, &first) &&
             date_parse(cells[1].text, &last))
        stretch(reach, first, last);
    return true;
}

bool tally_reach_add(struct tally_reach *reach, const struct builder *builder,
                     const struct tally_definition *definition,
                     const struct tally_query *query)
{
    struct store_parameter parameters[SQL_PARAMETERS * MOST_QUERIES];
    size_t n = tally_sql_parameters(builder->arena, definition, parameters);
    return store_query(builder->store, tally_sql_ends(builder->arena, query),
                       query->place, parameters, n, NULL, take_ends, reach,
                       builder->diag);
}

void tally_reach_report(const struct tally_reach *reach,
                        const struct config *config, struct diag *diag)
{
    const struct window *window = &config->period.window;
    if (!reach->any || (date_compare(window->first, reach->last) <= 0 &&
                        date_compare(window->last, reach->first) >= 0))
        return;
    char first[11], last[11];
    date_format_vi(reach->first, first);
    date_format_vi(reach->last, last);
    diag_report(diag, DIAG_EMPTY_PERIOD, config->period_place, first, last);
}
