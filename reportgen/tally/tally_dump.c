#include "tally/tally.h"

#include "base/qualified.h"

#include <string.h>

static void dump_values(struct strbuf *buf, const struct tally *tally,
                        const struct value *values)
{
    for (size_t i = 0; i < tally->n_columns; i++) {
        if (tally->columns[i].is_group)
            continue;
        strbuf_add_format(buf, " %s=", tally->columns[i].name);
        value_dump(buf, &values[i]);
    }
    strbuf_add_char(buf, '\n');
}

static void dump_rows(struct strbuf *buf, const struct tally *tally,
                      const char *name, const struct tally_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        strbuf_add_format(buf, "  %s", name);
        for (size_t k = 0; k < tally->n_groups; k++) {
            strbuf_add_char(buf, ' ');
            if (!rows[i].keys[k]) {
                strbuf_add_char(buf, '*');
                continue;
            }
            qualified_dump(buf, rows[i].keys[k]);
            if (strcmp(rows[i].keys[k], rows[i].labels[k]) != 0) {
                strbuf_add_char(buf, ' ');
                qualified_dump(buf, rows[i].labels[k]);
            }
        }
        dump_values(buf, tally, rows[i].values);
    }
}

static const char *kind_name(enum value_kind kind)
{
    static const char *const names[] = {
        [VALUE_NULL] = "null",       [VALUE_TEXT] = "text",
        [VALUE_INTEGER] = "integer", [VALUE_YEAR] = "year",
        [VALUE_MONEY] = "money",     [VALUE_RATIO] = "ratio",
        [VALUE_DATE] = "date",       [VALUE_BOOLEAN] = "boolean"};
    return names[kind];
}

static void dump_tally(struct strbuf *buf, const struct tally *tally)
{
    strbuf_add_format(buf, "tally %s\n  columns", tally->name);
    for (size_t i = 0; i < tally->n_columns; i++)
        strbuf_add_format(buf, " %s:%s", tally->columns[i].name,
                          kind_name(tally->columns[i].kind));
    strbuf_add_char(buf, '\n');
    for (size_t i = 0; i < tally->n_attachments; i++)
        strbuf_add_format(buf, "  attach %s = %s by %s\n",
                          tally->attachments[i].name,
                          tally->attachments[i].tally,
                          tally->columns[tally->attachments[i].column].name);
    dump_rows(buf, tally, "row", tally_rows(tally), tally->n_rows);
    dump_rows(buf, tally, "first", tally->firsts, tally->n_firsts);
    dump_rows(buf, tally, "second", tally->seconds, tally->n_seconds);
    if (!tally_has_totals(tally))
        return;
    strbuf_add_text(buf, "  total");
    dump_values(buf, tally, tally->total);
}

void tallies_dump(struct strbuf *buf, const struct tallies *tallies)
{
    for (size_t i = 0; i < tallies->n_tallies; i++)
        dump_tally(buf, &tallies->tallies[i]);
    for (size_t i = 0; i < tallies->n_absentees; i++) {
        const struct tally_absentees *absentees = &tallies->absentees[i];
        if (!absentees->labels)
            continue;
        strbuf_add_format(buf, "missing %s n=%zu", absentees->table,
                          absentees->n);
        for (size_t k = 0; k < absentees->n; k++)
            strbuf_add_format(buf, " \"%s\"", absentees->labels[k]);
        strbuf_add_char(buf, '\n');
    }
}
