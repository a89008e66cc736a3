/*
 * Schema: which tables and fields a dataset has.
 *
 * Read from layouts/schema/NAME.ini, so that a new field, table or area of
 * administration is a file, not a release.  Nothing here knows khuyến công.
 */
#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include "base/arena.h"
#include "base/date.h"
#include "base/diag.h"
#include "base/number.h"
#include "config/ini.h"
#include "schema/field_type.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All spellings that people may write for one thing: as written, folded by
   unicode_fold(), and without marks by unicode_slug(). */
struct schema_spellings {
    const char **written;
    const char **folded;
    const char **slugs;
    size_t n;
};

/* An allowed value: [values.SOURCE] CODE = "Label | variant | variant". */
struct schema_value {
    const char *code;
    const char *label;
    const char *short_label; /* for narrow table heads; label when absent */
    const char *full_label; /* of a place, with its unit: "tỉnh Cà Mau"; else
                               the label */
    const char **variants;  /* other spellings accepted in files */
    size_t n_variants;
    struct schema_spellings spellings; /* code, label, short label, variants */
    struct date valid_from;            /* year 0: always */
    struct date valid_to;
    struct place place;
};

struct place_map; /* place_map.h */

struct schema_values {
    const char *name;
    struct schema_value *values;
    size_t n_values;
};

/* An expression as it was written (expression.h reads it). */
struct schema_text {
    const char *text; /* NULL: none */
    struct place place;
};

struct schema_field {
    const char *name;      /* "support": column in the store */
    const char *heading;   /* Vietnamese column heading */
    const char **variants; /* accepted headings */
    size_t n_variants;
    struct schema_spellings spellings; /* name, heading, variants */
    enum field_type type;
    int64_t unit;  /* what a written 1 is stored as: money: đồng per unit
                      (10^6), decimal: 10^scale, else 1 */
    uint8_t scale; /* FIELD_DECIMAL */
    bool required;
    struct schema_text required_when; /* of a record: the field is missed */
    bool confidential;                /* its sums stand in no account */
    bool has_min, has_max;
    int64_t min, max;
    bool has_plausible_min, has_plausible_max; /* of figures: else a warning */
    int64_t plausible_min, plausible_max;
    int plausible_from;  /* of days and years: a year; 0: the program's */
    int plausible_years; /* after the period's end; 0: the program's */
    const struct schema_values *values; /* FIELD_ENUM */
    const struct place_map *places;     /* type "place": VALUES are its */
    const struct schema_field *of;      /* type "place": what is looked up */
    const char *references;             /* "beneficiaries.id" or NULL */
    const struct schema_field *scales;  /* FIELD_TEXT: the count whose unit it
                                           tells row by row, or NULL */
    const char *fallback;               /* value of an empty cell, or NULL */
    const char *example; /* of a cell, for who fills one in; NULL: none */
    const struct schema_table *table;
    struct place place;
};

struct schema_table {
    const char *name;
    const char *label;
    const char *sheet; /* its sheet in a data-entry workbook; the label when the
                          schema does not say */
    struct schema_field *fields;
    size_t n_fields;
    const struct schema_field **key; /* unique together */
    size_t n_key;
    const struct schema_field *entity;      /* what is counted once, or NULL */
    const struct schema_field **consistent; /* equal in rows of one entity */
    size_t n_consistent;
    const char *period_by; /* default date or year field; "scheme.accepted_on"
                              goes through the reference field "scheme" */
    bool required;
    enum diag_level controls; /* of a total that differs from its rows */
    struct place place;
};

enum { MOST_RULE_CONDITIONS = 16 };

/* A check of the records of one table that meet all CONDITIONS: what is not
   known passes. */
struct schema_rule {
    const char *name; /* stable: message code "rule:NAME" */
    const struct schema_table *table;
    struct schema_text conditions[MOST_RULE_CONDITIONS];
    size_t n_conditions;
    struct schema_text check;
    const struct schema_field *at;
    enum diag_level level;
    const char *message; /* with {field} placeholders */
    struct place place;
};

struct schema {
    const char *name;
    const char *path;
    const char *title;
    const char **ignored_columns; /* headings passed over in silence: "STT" */
    size_t n_ignored_columns;
    const char **harmless; /* folded: what may stand behind any heading */
    size_t n_harmless;
    const char **total_words; /* first words of a totals row, folded */
    size_t n_total_words;
    const char **average_words; /* of one of averages, folded */
    size_t n_average_words;
    const char **part_words; /* first words of a part of a total, folded */
    size_t n_part_words;
    const char **example_words; /* before the cells of an example row, folded */
    size_t n_example_words;
    const char *example_word; /* the first of them as written; NULL: none */
    enum number_notation notation; /* of cells that may mean two things; AUTO:
                                      they are refused */
    const char *true_label;        /* how files write a boolean, for messages */
    const char *false_label;
    const char **true_words; /* folded */
    size_t n_true_words;
    const char **false_words;
    size_t n_false_words;
    struct ini *ini;
    struct schema_values *values;
    size_t n_values;
    struct schema_table *tables;
    size_t n_tables;
    struct schema_rule *rules;
    size_t n_rules;
    const struct place_map **places; /* the maps that fields name */
    size_t n_places;
};

/* Reads the schema file INPUT for a configuration in FOLDER (NULL: there is
   none), where a map of places is looked up first (search_path.h).  Every fault
   is reported; NULL when any was an error. */
struct schema *schema_read(struct arena *arena, struct input input,
                           const struct root *folder, struct diag *diag);

/* The same from an INI that was read already. */
struct schema *schema_from_ini(struct arena *arena, struct ini *ini,
                               struct diag *diag);

/* The table's field that FIELD's name or "reference.field" PATH leads to;
   *THROUGH is the reference field, NULL for a field of TABLE itself.  NULL
   when there is none. */
const struct schema_field *
schema_resolve_path(const struct schema *schema,
                    const struct schema_table *table, const char *path,
                    const struct schema_field **through);

/* Finds a table or field by NAME; NULL when there is none.  The result belongs
   to the schema. */
const struct schema_table *schema_find_table(const struct schema *schema,
                                             const char *name);
const struct schema_field *schema_find_field(const struct schema_table *table,
                                             const char *name);

/* The field that FIELD refers to: each value of FIELD must exist in it; NULL
   when FIELD refers to none. */
const struct schema_field *
schema_find_reference(const struct schema *schema,
                      const struct schema_field *field);

/* True when FIELD is among the "consistent" ones of its table: all records of
   an entity must tell it alike. */
bool schema_is_consistent(const struct schema_field *field);

/* The field at the end of FIELD's references: FIELD itself when it refers to
   none. */
const struct schema_field *schema_find_root(const struct schema *schema,
                                            const struct schema_field *field);

/* True for the first field of a table's key, its entity, and what others refer
   to: its values stand for the rows themselves. */
bool schema_tells_rows_apart(const struct schema *schema,
                             const struct schema_field *field);

/* True when some field's values must exist in FIELD. */
bool schema_is_referred_to(const struct schema *schema,
                           const struct schema_field *field);

/* True when FOLDED is one of SPELLINGS. */
bool schema_is_spelt(const struct schema_spellings *spellings,
                     const char *folded);

/* What FOLDED says of a boolean: 1, 0, or -1 when it is no word for it. */
int schema_find_truth(const struct schema *schema, const char *folded);

/* The value of CODE, or NULL. */
const struct schema_value *schema_find_value(const struct schema_values *values,
                                             const char *code);

/* True for a field of money whose sums messages may show. */
bool schema_field_is_told_sum(const struct schema_field *field);

#endif
