#include "describe.h"

#include "base/arena.h"
#include "base/number.h"
#include "base/strbuf.h"
#include "base/unicode.h"
#include "config/ini_extend.h"
#include "config/search_path.h"
#include "schema/field_text.h"
#include "schema/schema.h"
#include "standard_output.h"

#include <libintl.h>
#include <string.h>

/* ---- schemas ------------------------------------------------------------- */

static void add_list(struct strbuf *text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        strbuf_add_format(text, "%s%s", i > 0 ? " | " : "", words[i]);
}

/* Adds what a written 1 means: "triệu đồng", "1/100", or nothing. */
static void add_unit(struct strbuf *text, const struct schema_field *field)
{
    if (field->type == FIELD_DECIMAL) {
        strbuf_add_format(text, gettext(", %d decimals"), field->scale);
    } else if (field->type == FIELD_MONEY) {
        strbuf_add_text(text, gettext(", in units of "));
        number_format(text, field->unit, 1,
                      &(struct number_style){.max_decimals = 0});
        strbuf_add_text(text, " đồng");
    }
}

static void add_limit(struct strbuf *text, const struct schema *schema,
                      const struct schema_field *field, const char *words,
                      bool is_given, int64_t limit)
{
    if (!is_given)
        return;
    strbuf_add_text(text, words);
    field_text_add_number(text, schema, field, limit);
}

static void add_values(struct strbuf *text, const struct schema_values *values)
{
    for (size_t i = 0; i < values->n_values; i++) {
        const struct schema_value *value = &values->values[i];
        strbuf_add_format(text, "        %-16s %s", value->code, value->label);
        if (value->n_variants > 0) {
            strbuf_add_text(text, " | ");
            add_list(text, value->variants, value->n_variants);
        }
        strbuf_add_char(text, '\n');
    }
}

static void add_field(struct strbuf *text, const struct schema *schema,
                      const struct schema_field *field)
{
    strbuf_add_format(text, "    %-18s %s", field->name,
                      field->places ? "place" : field_traits[field->type].name);
    add_unit(text, field);
    if (field->required)
        strbuf_add_text(text, gettext(", required"));
    if (field->required_when.text)
        strbuf_add_format(text, gettext(", required when %s"),
                          field->required_when.text);
    if (field->references)
        strbuf_add_format(text, gettext(", one of %s"), field->references);
    if (field->of)
        strbuf_add_format(text, gettext(", the place of %s"), field->of->name);
    if (field->fallback)
        strbuf_add_format(text, gettext(", “%s” where the cell is empty"),
                          field->fallback);
    if (field->confidential)
        strbuf_add_text(text, gettext(", confidential"));
    add_limit(text, schema, field, gettext(", at least "), field->has_min,
              field->min);
    add_limit(text, schema, field, gettext(", at most "), field->has_max,
              field->max);
    strbuf_add_format(text, "\n        %s", field->heading);
    if (field->n_variants > 0) {
        strbuf_add_text(text, " | ");
        add_list(text, field->variants, field->n_variants);
    }
    strbuf_add_char(text, '\n');
    /* A map of places has a thousand spellings; “list places” names its
       file. */
    if (field->values && !field->places)
        add_values(text, field->values);
}

static void add_names(struct strbuf *text, const char *words,
                      const struct schema_field *const *fields, size_t n)
{
    if (n > 0)
        strbuf_add_text(text, words);
    for (size_t i = 0; i < n; i++)
        strbuf_add_format(text, "%s%s", i > 0 ? ", " : "", fields[i]->name);
}

static void add_table(struct strbuf *text, const struct schema *schema,
                      const struct schema_table *table)
{
    strbuf_add_format(text, "\n[%s] %s", table->name, table->label);
    if (table->required)
        strbuf_add_text(text, gettext("; required"));
    add_names(text, gettext("; one row for each "), table->key, table->n_key);
    add_names(text, gettext("; counted once: "), &table->entity,
              table->entity != NULL);
    if (table->period_by)
        strbuf_add_format(text, gettext("; belongs to a period by %s"),
                          table->period_by);
    strbuf_add_char(text, '\n');
    for (size_t i = 0; i < table->n_fields; i++)
        add_field(text, schema, &table->fields[i]);
}

static void add_schema(struct strbuf *text, const struct schema *schema)
{
    strbuf_add_format(text, gettext("schema %s: %s (%s)"), schema->name,
                      schema->title, schema->path);
    strbuf_add_char(text, '\n');
    for (size_t i = 0; i < schema->n_tables; i++)
        add_table(text, schema, &schema->tables[i]);
    if (schema->n_rules > 0)
        strbuf_add_format(text, "\n%s\n", gettext("Rules:"));
    for (size_t i = 0; i < schema->n_rules; i++)
        strbuf_add_format(text, "    %-24s %s\n", schema->rules[i].name,
                          schema->rules[i].message);
}

/* ---- layouts ------------------------------------------------------------- */

static const char *value_of(const struct ini_section *section, const char *key)
{
    for (size_t i = 0; i < section->n_entries; i++)
        if (strcmp(section->entries[i].key, key) == 0)
            return section->entries[i].value;
    return NULL;
}

/* Adds the sections [PREFIX.NAME], with those of KEYS that they have. */
static void add_sections(struct strbuf *text, const struct ini *ini,
                         const char *title, const char *prefix,
                         const char *const *keys)
{
    const size_t size = strlen(prefix);
    bool has_title = false;
    for (size_t i = 0; i < ini->n_sections; i++) {
        const struct ini_section *section = &ini->sections[i];
        if (strncmp(section->name, prefix, size) != 0)
            continue;
        if (!has_title)
            strbuf_add_format(text, "\n%s\n", title);
        has_title = true;
        strbuf_add_format(text, "    %s\n", section->name + size);
        for (const char *const *key = keys; *key; key++) {
            const char *value = value_of(section, *key);
            if (value)
                strbuf_add_format(text, "        %-10s %s\n", *key, value);
        }
    }
}

static void add_layout(struct strbuf *text, const char *name,
                       const struct ini *ini)
{
    static const char *const head[] = {"schema", "form", "body", "summary",
                                       NULL};
    static const char *const of_tally[] = {
        "from",    "where",    "group_by", "measures", "columns", "sql",
        "compare", "order_by", "limit",    "period",   NULL};
    static const char *const of_table[] = {"title", "from", "tally", NULL};
    static const char *const of_chart[] = {"title", "kind", "from", NULL};
    strbuf_add_format(text, gettext("layout %s (%s)"), name, ini->path);
    strbuf_add_char(text, '\n');
    for (size_t i = 0; i < ini->n_sections; i++)
        for (const char *const *key = head;
             *key && strcmp(ini->sections[i].name, "layout") == 0; key++) {
            const char *value = value_of(&ini->sections[i], *key);
            if (value)
                strbuf_add_format(text, "    %-10s %s\n", *key, value);
        }
    add_sections(text, ini, gettext("Tallies:"), "tally.", of_tally);
    add_sections(text, ini, gettext("Tables:"), "table.", of_table);
    add_sections(text, ini, gettext("Charts:"), "chart.", of_chart);
    add_sections(text, ini, gettext("Annexes:"), "annex.", of_table);
}

/* ---- by name ------------------------------------------------------------- */

static bool find(struct arena *arena, const char *name, const char *file,
                 enum diag_code absent, struct diag *diag, struct input *found)
{
    const struct search search = {
        .kind = "layouts", .file = file, .name = name, .absent = absent};
    return search_path_find(arena, &search, diag, found);
}

static void print(const char *name, struct arena *arena, struct diag *diag)
{
    struct strbuf text = STRBUF_INIT;
    struct input input;
    struct diag *absent = diag_create(NULL, NULL, false);
    const bool is_layout =
        find(arena, name, arena_printf(arena, "%s/layout.ini", name),
             DIAG_LAYOUT_NOT_FOUND, absent, &input);
    if (is_layout) {
        const struct ini_family family = {.section = "layout",
                                          .before = "",
                                          .after = "/layout.ini",
                                          .absent = DIAG_LAYOUT_NOT_FOUND};
        const struct ini *ini = ini_read_extended(arena, input, &family, diag);
        if (ini)
            add_layout(&text, name, ini);
    }
    if (find(arena, name, arena_printf(arena, "schema/%s.ini", name),
             DIAG_SCHEMA_NOT_FOUND, absent, &input)) {
        const struct schema *schema = schema_read(arena, input, NULL, diag);
        if (schema)
            add_schema(&text, schema);
    } else if (!is_layout) {
        diag_forward(diag, absent);
    }
    standard_output_write(strbuf_text(&text), text.size);
    diag_destroy(absent);
    strbuf_free(&text);
}

void describe_print(const char *name, struct diag *diag)
{
    struct arena *arena = arena_create();
    print(name, arena, diag);
    arena_destroy(arena);
}
