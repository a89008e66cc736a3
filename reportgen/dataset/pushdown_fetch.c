#include "dataset/pushdown_inside.h"

#include "base/key_map.h"
#include "base/unicode.h"
#include "dataset/forms.h"
#include "intake/damage.h"
#include "reader/cell_text.h"

#include <string.h>

/* A column with more texts than these is not looked into for forms. */
enum { MOST_FORMS = 20000 };

void pushdown_fetch(struct pushdown *pushdown, const struct schema_table *table,
                    const char *condition)
{
    struct remote_table *remote = pushdown_table(pushdown, table);
    if (remote->state != REMOTE_STAYS)
        return;
    if (!condition) {
        remote->needs_all = true;
        return;
    }
    struct remote_rows **rows = &remote->needs;
    while (*rows && strcmp((*rows)->condition, condition) != 0)
        rows = &(*rows)->next;
    if (*rows)
        return;
    *rows = ARENA_NEW(pushdown->arena, struct remote_rows);
    **rows =
        (struct remote_rows){arena_strdup(pushdown->arena, condition), NULL};
}

void pushdown_fetch_all(struct pushdown *pushdown)
{
    for (size_t i = 0; i < pushdown->schema->n_tables; i++)
        pushdown_fetch(pushdown, &pushdown->schema->tables[i], NULL);
}

/* ---- texts --------------------------------------------------------------- */

bool pushdown_takes_text(struct arena *arena, const char *text, size_t size)
{
    struct arena *scratch = arena_create();
    struct cell cell = {.size = size};
    char *copy = arena_strndup(arena, text, size);
    cell_text_finish(&cell, copy, false, scratch);
    bool takes = cell.text && !cell.faulty && !cell.had_unseen &&
                 cell.size == size && memcmp(cell.text, text, size) == 0 &&
                 unicode_find_forbidden(text, size, NULL) < 0 &&
                 damage_find(scratch, text, size).kind == DAMAGE_NONE;
    arena_destroy(scratch);
    return takes;
}

/* The texts of a column, of which no two may be the same but for their form. */
struct texts {
    struct arena *arena;
    struct key_map folded;
    size_t n;
    bool differs;
};

static bool take_text(void *context, const struct store_cell *cells,
                      size_t n_cells)
{
    struct texts *texts = context;
    const char *folded =
        unicode_fold(texts->arena,
                     arena_strndup(texts->arena, cells[0].text, cells[0].size));
    (void)n_cells;
    texts->differs = texts->n >= MOST_FORMS ||
                     key_map_find(&texts->folded, folded, NULL) != KEY_MAP_NONE;
    if (!texts->differs)
        key_map_add(texts->arena, &texts->folded, folded, NULL, texts->n++);
    return !texts->differs;
}

/* Whether each text of FIELD is written in one way in all rows. */
static bool has_one_form(struct pushdown *pushdown,
                         const struct remote_table *remote,
                         const struct schema_field *field)
{
    struct texts texts = {.arena = arena_create()};
    bool good = pushdown_ask(pushdown,
                             arena_printf(pushdown->arena,
                                          "SELECT DISTINCT \"%s\"::text FROM "
                                          "%s AS t WHERE \"%s\" IS NOT NULL "
                                          "LIMIT %d",
                                          field->name, remote->relation,
                                          field->name, MOST_FORMS + 1),
                             take_text, &texts) &&
                !texts.differs;
    arena_destroy(texts.arena);
    return good;
}

/* Ids have one form, since they were checked. */
static bool has_one_form_each(struct pushdown *pushdown,
                              const struct remote_table *remote,
                              const struct forms *forms)
{
    for (size_t i = 0; i < remote->table->n_fields; i++) {
        const struct schema_field *field = &remote->table->fields[i];
        if (field->type == FIELD_TEXT && !field->of && remote->numbers[i] > 0 &&
            forms_compares(forms, field) &&
            !schema_tells_rows_apart(
                pushdown->schema, schema_find_root(pushdown->schema, field)) &&
            !has_one_form(pushdown, remote, field))
            return false;
    }
    return true;
}

/* ---- the query ----------------------------------------------------------- */

/* The columns as the source has them, of the rows that are needed. */
static const char *query_of(struct pushdown *pushdown,
                            const struct remote_table *remote)
{
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_text(&sql, "SELECT ");
    for (size_t i = 0; i < remote->n_columns; i++) {
        strbuf_add_format(&sql, "%s\"%s\".\"_r%zu\" AS ", i > 0 ? ", " : "",
                          remote->table->name, i);
        strbuf_add_quoted(&sql, remote->column_names[i], '"');
    }
    strbuf_add_text(&sql, " FROM (SELECT ");
    for (size_t i = 0; i < remote->n_columns; i++) {
        strbuf_add_text(&sql, "q.");
        strbuf_add_quoted(&sql, remote->column_names[i], '"');
        strbuf_add_format(&sql, " AS \"_r%zu\", ", i);
    }
    strbuf_add_format(&sql, "%s FROM %s AS q", remote->columns, remote->rows);
    if (remote->order)
        strbuf_add_format(&sql, " ORDER BY %s", remote->order);
    strbuf_add_format(&sql, ") AS \"%s\" WHERE ", remote->table->name);
    for (const struct remote_rows *rows = remote->needs; rows;
         rows = rows->next)
        strbuf_add_format(&sql, "%s(%s)", rows == remote->needs ? "" : " OR ",
                          rows->condition);
    const char *text = arena_strdup(pushdown->arena, strbuf_text(&sql));
    strbuf_free(&sql);
    return text;
}

void pushdown_prepare(struct pushdown *pushdown, const struct forms *forms)
{
    for (size_t i = 0; i < pushdown->schema->n_tables; i++) {
        struct remote_table *remote = &pushdown->tables[i];
        if (remote->state != REMOTE_STAYS || remote->needs_all ||
            !remote->needs)
            continue;
        if (has_one_form_each(pushdown, remote, forms))
            remote->query = query_of(pushdown, remote);
        else
            remote->needs_all = true;
    }
}
