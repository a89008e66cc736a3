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

/* The first and the last date, or year; whether some lie in the period. */
static bool take_ends(void *context, const struct store_cell *cells,
                      size_t n_cells)
{
    struct tally_reach *reach = context;
    struct date first, last;
    (void)n_cells;
    reach->asked = true;
    reach->inside |= cells[2].kind == STORE_INTEGER && cells[2].integer != 0;
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
                     const struct tally_query *query,
                     const struct period *period)
{
    struct store_parameter parameters[SQL_PARAMETERS * MOST_QUERIES];
    size_t n = tally_sql_parameters(builder->arena, definition, parameters);
    return store_query(
        builder->store, tally_sql_ends(builder->arena, query, period),
        query->place, parameters, n, NULL, take_ends, reach, builder->diag);
}

void tally_reach_report(const struct tally_reach *reach,
                        const struct config *config, struct diag *diag)
{
    struct place place = config->period_place;
    char first[11], last[11];
    if (!reach->asked || reach->inside || config->empty_allowed ||
        diag_failed(diag)) /* rows may lack that were not read */
        return;
    if (!place.file)
        place.file = config->path;
    date_format_vi(reach->first, first);
    date_format_vi(reach->last, last);
    if (reach->any)
        diag_report(diag, DIAG_EMPTY_PERIOD, place, first, last);
    else
        diag_report(diag, DIAG_NO_DATED_ROW, place);
}
