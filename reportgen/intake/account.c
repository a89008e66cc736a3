#include "intake/account.h"

#include "intake/row_kind.h"

#include <libintl.h>
#include <string.h>

void account_start(struct account *account, struct arena *arena,
                   const struct schema_table *table)
{
    *account =
        (struct account){.sums = ARENA_ARRAY(arena, int64_t, table->n_fields)};
}

#ifndef N_
#define N_(text) text
#endif

static uint64_t count(const struct row *row)
{
    uint64_t n = 0;
    for (size_t i = 0; i < row->n_cells; i++)
        n += row->cells[i].text != NULL || row->cells[i].faulty;
    return n;
}

void account_add_row(struct account *account, enum intake_kind kind,
                     const struct row *row)
{
    account->n_rows[kind]++;
    account->n_cells[kind] += count(row);
}

void account_add_refused(struct account *account, const struct row *row)
{
    account->n_refused++;
    account->n_refused_cells += count(row);
}

uint64_t account_n_cells(const struct account *account)
{
    uint64_t n = account->n_unread + account->n_refused_cells;
    for (size_t i = 0; i < N_INTAKE_KINDS; i++)
        n += account->n_cells[i];
    return n;
}

void account_format(struct strbuf *buf, const struct account *account)
{
    static const char *const texts[N_INTAKE_KINDS] = {
        [INTAKE_TOTAL] = N_("%llu in rows of totals"),
        [INTAKE_PART] = N_("%llu in rows of parts"),
        [INTAKE_SECTION] = N_("%llu in rows of sections"),
        [INTAKE_HEADINGS] = N_("%llu in repeated headings"),
        [INTAKE_UNIT] = N_("%llu in rows of units"),
        [INTAKE_NOTE] = N_("%llu in notes"),
        [INTAKE_EXAMPLE] = N_("%llu in an example row"),
    };
    strbuf_add_format(buf, gettext("%llu records; %llu cells: %llu read"),
                      (unsigned long long)account->n_rows[INTAKE_RECORD],
                      (unsigned long long)account_n_cells(account),
                      (unsigned long long)account->n_cells[INTAKE_RECORD]);
    for (size_t i = 0; i < N_INTAKE_KINDS; i++)
        if (texts[i] && account->n_cells[i] > 0) {
            strbuf_add_text(buf, ", ");
            strbuf_add_format(buf, gettext(texts[i]),
                              (unsigned long long)account->n_cells[i]);
        }
    if (account->n_unread > 0) {
        strbuf_add_text(buf, ", ");
        strbuf_add_format(buf, gettext("%llu in columns that are not read"),
                          (unsigned long long)account->n_unread);
    }
    if (account->n_refused_cells > 0) {
        strbuf_add_text(buf, ", ");
        strbuf_add_format(buf, gettext("%llu in rows that were refused"),
                          (unsigned long long)account->n_refused_cells);
    }
}
