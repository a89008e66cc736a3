/*
 * Titles: what the lines above a table say of whose it is and of when.
 *
 *     UBND TỈNH HẢI DƯƠNG
 *     DANH MỤC ĐỀ ÁN KHUYẾN CÔNG NĂM 2023
 *
 * Last year's file, or that of another province, has the same headings as the
 * right one.  Its title is compared with what its rows say, with the report's
 * period and with the place of the office; what names another is warned of.
 */
#ifndef INTAKE_TITLES_H
#define INTAKE_TITLES_H

#include "base/date.h"
#include "config/period.h"
#include "intake/typing.h"

/* What the report and its configuration say. */
struct titles_expected {
    struct window period; /* first.year 0: unknown */
    const char *home;     /* the place of the office, or NULL */
    struct date places_on;
    const struct schema_field *decides; /* the period of a row, or NULL */
    bool is_only; /* no other source may have the rows of the period */
};

struct titles;

/* No titles yet of a source of TABLE; they live in ARENA. */
struct titles *titles_start(struct arena *arena, const struct schema *schema,
                            const struct schema_table *table,
                            const struct titles_expected *expected);

/* Remembers TEXT, which stands above the headings at PLACE. */
void titles_add(struct titles *titles, const char *text, struct place place);

/* Looks at the VALUES of a record, by field index. */
void titles_look(struct titles *titles, const struct value *values);

/* Reports the titles that contradict the records, or where those say nothing,
   what was expected. */
void titles_report(const struct titles *titles, struct faults *faults);

#endif
