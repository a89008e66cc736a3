#include "explain/differ.h"

#include "base/key_map.h"

#include <string.h>

/* ---- matching numbers -------------------------------------------------- */

/* "layout.ini" of "/usr/share/reportgen/layouts/annual-report/layout.ini":
   layouts may stand elsewhere. */
static const char *file_of(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return !path ? "" : slash ? slash + 1 : path;
}

static void add_origin(struct strbuf *key, const struct origin *origin)
{
    static const char signs[] = {
        [FIGURE_PLUS] = '+', [FIGURE_MINUS] = '-', [FIGURE_BY] = ':'};
    const bool of_record =
        origin->source && origin->row && origin->row->line > 0;
    if (of_record)
        /* Not its line: rows move. */
        strbuf_add_format(key, "%s.%s", origin->source->tally,
                          origin->source->measure);
    else if (origin->source)
        origin_name(key, origin);
    for (const struct figure_part *part = origin->parts; part;
         part = part->next) {
        strbuf_add_char(key, signs[part->sign]);
        add_origin(key, &part->origin);
    }
}

/* What NUMBER is: the same in both reports. */
static const char *key_of(struct arena *arena, const struct number *number)
{
    struct strbuf key = STRBUF_INIT;
    const struct place *place = &number->figure.place;
    add_origin(&key, &number->figure.origin);
    strbuf_add_format(&key, "@%s:%u:%u", file_of(place->file),
                      (unsigned)place->line, (unsigned)place->column);
    strbuf_add_format(&key, "/%s%s", number->sheet ? number->sheet : "",
                      number->in_chart ? "chart" : "");
    if (number->table)
        strbuf_add_format(&key, "/%s/%zu", number->table, number->column);
    if (number->of_record)
        strbuf_add_format(&key, "/%s", number->sentence);
    const char *text = arena_strdup(arena, strbuf_text(&key));
    strbuf_free(&key);
    return text;
}

static void index_numbers(struct arena *arena, const struct numbers *numbers,
                          struct key_map *map)
{
    struct key_map counts = {0};
    size_t *n = ARENA_ARRAY(arena, size_t, numbers->n_numbers + 1);
    for (size_t i = 0; i < numbers->n_numbers; i++) {
        const char *name = key_of(arena, &numbers->numbers[i]);
        size_t at = key_map_find(&counts, name, NULL);
        if (at == KEY_MAP_NONE) {
            at = i;
            key_map_add(arena, &counts, name, NULL, at);
        }
        key_map_add(arena, map, arena_printf(arena, "%s#%zu", name, n[at]++),
                    NULL, i);
    }
}

static void find_numbers_changed(struct arena *arena, const struct numbers *old,
                                 const struct numbers *now,
                                 struct differences *found)
{
    struct key_map before = {0}, after = {0};
    const struct number **same =
        ARENA_ARRAY(arena, const struct number *, now->n_numbers + 1);
    bool *gone = ARENA_ARRAY(arena, bool, old->n_numbers + 1);
    memset(gone, 1, old->n_numbers + 1);
    found->numbers = ARENA_ARRAY(arena, struct number_change,
                                 old->n_numbers + now->n_numbers + 1);
    index_numbers(arena, old, &before);
    index_numbers(arena, now, &after);
    for (size_t i = 0; i < after.capacity; i++) {
        const struct key_map_entry *entry = &after.entries[i];
        if (!entry->first)
            continue;
        const size_t at = key_map_find(&before, entry->first, NULL);
        if (at == KEY_MAP_NONE)
            continue;
        same[entry->value] = &old->numbers[at];
        gone[at] = false;
    }
    for (size_t i = 0; i < now->n_numbers; i++)
        if (!same[i] ||
            strcmp(same[i]->figure.text, now->numbers[i].figure.text) != 0)
            found->numbers[found->n_numbers++] =
                (struct number_change){same[i], &now->numbers[i]};
    for (size_t i = 0; i < old->n_numbers; i++)
        if (gone[i])
            found->numbers[found->n_numbers++] =
                (struct number_change){&old->numbers[i], NULL};
}

/* ---- matching words ---------------------------------------------------- */

/* Which wordings of OTHERS say what no wording of OWN says as often. */
static const struct wording **only_in(struct arena *arena,
                                      const struct numbers *own,
                                      const struct numbers *other, size_t *n)
{
    const struct wording **only =
        ARENA_ARRAY(arena, const struct wording *, own->n_wordings + 1);
    struct key_map there = {0};
    size_t *count = ARENA_ARRAY(arena, size_t, other->n_wordings + 1);
    for (size_t i = 0; i < other->n_wordings; i++) {
        const char *text = other->wordings[i].text;
        size_t at = key_map_find(&there, text, NULL);
        if (at == KEY_MAP_NONE)
            key_map_add(arena, &there, text, NULL, at = i);
        count[at]++;
    }
    *n = 0;
    for (size_t i = 0; i < own->n_wordings; i++) {
        const size_t at = key_map_find(&there, own->wordings[i].text, NULL);
        if (at == KEY_MAP_NONE || count[at] == 0)
            only[(*n)++] = &own->wordings[i];
        else
            count[at]--;
    }
    return only;
}

/* A paragraph below the same heading is the one that was changed. */
static void find_wordings_changed(struct arena *arena,
                                  const struct numbers *old,
                                  const struct numbers *now,
                                  struct differences *found)
{
    size_t n_old, n_now, next = 0;
    const struct wording **before = only_in(arena, old, now, &n_old);
    const struct wording **after = only_in(arena, now, old, &n_now);
    found->wordings =
        ARENA_ARRAY(arena, struct wording_change, n_old + n_now + 1);
    for (size_t i = 0; i < n_now; i++) {
        const struct wording *pair = NULL;
        if (next < n_old && before[next]->heading && after[i]->heading &&
            strcmp(before[next]->heading, after[i]->heading) == 0)
            pair = before[next++];
        found->wordings[found->n_wordings++] =
            (struct wording_change){pair, after[i]};
    }
    for (; next < n_old; next++)
        found->wordings[found->n_wordings++] =
            (struct wording_change){before[next], NULL};
}

struct differences *differ_find(struct arena *arena, const struct numbers *old,
                                const struct numbers *now)
{
    struct differences *found = ARENA_NEW(arena, struct differences);
    find_numbers_changed(arena, old, now, found);
    find_wordings_changed(arena, old, now, found);
    return found;
}

/* ---- matching records -------------------------------------------------- */

struct record_list {
    struct record_side *records;
    const char **keys;
    size_t *repeats; /* of the name of which this record is the first */
    size_t n, capacity;
    struct key_map names;  /* the first record of each name */
    struct key_map met;    /* keys: names, numbered */
    struct key_map places; /* of rows that are in the list */
};

/* What tells a record of EVIDENCE from others: its key, or all it says. */
static const char *record_key(struct arena *arena,
                              const struct evidence *evidence,
                              const struct evidence_row *row)
{
    const struct schema_table *table = evidence->query->scope.table;
    struct strbuf key = STRBUF_INIT;
    strbuf_add_text(&key, table->name);
    for (size_t i = 0; i < evidence->n_fields; i++) {
        const struct evidence_field *field = &evidence->fields[i];
        bool is_key = table->n_key == 0;
        for (size_t k = 0; k < table->n_key; k++)
            is_key |= field->led == 0 && field->field == table->key[k];
        if (is_key)
            strbuf_add_format(&key, "\x1f%s", row->fields[i].text);
    }
    const char *text = arena_strdup(arena, strbuf_text(&key));
    strbuf_free(&key);
    return text;
}

static void list_records(struct arena *arena,
                         const struct explanation *explanation,
                         struct record_list *list)
{
    const struct evidence *evidence = &explanation->evidence;
    for (size_t i = 0;
         explanation->kind == EXPLAINED_BY_ROWS && i < evidence->n_rows; i++) {
        const struct evidence_row *row = &evidence->rows[i];
        const char *place =
            arena_printf(arena, "%s:%zu:%u", evidence->query->scope.table->name,
                         row->place.source, (unsigned)row->place.line);
        if (key_map_find(&list->places, place, NULL) != KEY_MAP_NONE)
            continue; /* of both sides of a share */
        key_map_add(arena, &list->places, place, NULL, 0);
        if (list->n == list->capacity) {
            const size_t capacity = list->capacity * 2 + 64;
            struct record_side *records =
                ARENA_ARRAY(arena, struct record_side, capacity);
            const char **keys = ARENA_ARRAY(arena, const char *, capacity);
            size_t *repeats = ARENA_ARRAY(arena, size_t, capacity);
            if (list->n > 0) {
                memcpy(records, list->records, list->n * sizeof *records);
                memcpy(keys, list->keys, list->n * sizeof *keys);
                memcpy(repeats, list->repeats, list->n * sizeof *repeats);
            }
            list->records = records;
            list->keys = keys;
            list->repeats = repeats;
            list->capacity = capacity;
        }
        const char *name = record_key(arena, evidence, row);
        size_t first = key_map_find(&list->names, name, NULL);
        if (first == KEY_MAP_NONE)
            key_map_add(arena, &list->names, name, NULL, first = list->n);
        const char *key =
            arena_printf(arena, "%s#%zu", name, list->repeats[first]++);
        key_map_add(arena, &list->met, key, NULL, list->n);
        list->keys[list->n] = key;
        list->records[list->n++] = (struct record_side){evidence, row};
    }
    for (size_t i = 0; i < explanation->n_parts; i++)
        list_records(arena, explanation->parts[i], list);
}

static const struct evidence_cell *cell_of(const struct record_side *side,
                                           const char *path)
{
    for (size_t i = 0; side->evidence && i < side->evidence->n_fields; i++)
        if (strcmp(side->evidence->fields[i].path, path) == 0)
            return &side->row->fields[i];
    return NULL;
}

static bool is_changed(const struct record_side *old,
                       const struct record_side *now)
{
    for (size_t i = 0; i < now->evidence->n_fields; i++) {
        const struct evidence_cell *before =
            cell_of(old, now->evidence->fields[i].path);
        if (before && strcmp(before->text, now->row->fields[i].text) != 0)
            return true;
    }
    return false;
}

struct record_change *differ_records(struct arena *arena,
                                     const struct explanation *old,
                                     const struct explanation *now, size_t *n)
{
    struct record_list before = {0}, after = {0};
    if (old)
        list_records(arena, old, &before);
    if (now)
        list_records(arena, now, &after);
    struct record_change *changes =
        ARENA_ARRAY(arena, struct record_change, before.n + after.n + 1);
    *n = 0;
    for (size_t i = 0; i < after.n; i++) {
        const size_t at = key_map_find(&before.met, after.keys[i], NULL);
        const struct record_side none = {NULL, NULL};
        if (at == KEY_MAP_NONE)
            changes[(*n)++] = (struct record_change){none, after.records[i]};
        else if (is_changed(&before.records[at], &after.records[i]))
            changes[(*n)++] =
                (struct record_change){before.records[at], after.records[i]};
    }
    for (size_t i = 0; i < before.n; i++)
        if (key_map_find(&after.met, before.keys[i], NULL) == KEY_MAP_NONE)
            changes[(*n)++] = (struct record_change){.old = before.records[i]};
    return changes;
}
