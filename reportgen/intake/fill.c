#include "intake/fill.h"

#include "base/strbuf.h"

#include <string.h>

/* ---- keys ---------------------------------------------------------------- */

/* How closely KEY fits FIELD in rows of SOURCE: 0 not at all, 1 as FIELD, 2 as
   TABLE.FIELD, 3 as TABLE.NUMBER.FIELD. */
static int fit(const char *key, const struct schema_field *field,
               const struct config_source *source)
{
    const char *last = strrchr(key, '.');
    if (strcmp(!last ? key : last + 1, field->name) != 0)
        return 0;
    if (!last)
        return 1;
    size_t size = (size_t)(last - key);
    if (strlen(source->table) == size && strncmp(key, source->table, size) == 0)
        return 2;
    return strlen(source->key) == size && strncmp(key, source->key, size) == 0
               ? 3
               : 0;
}

static bool fits_any(const struct config_fill *fill,
                     const struct config *config, const struct schema *schema)
{
    for (size_t i = 0; i < config->n_sources; i++) {
        const struct config_source *source = &config->sources[i];
        const struct schema_table *table =
            schema_find_table(schema, source->table);
        for (size_t k = 0; table && k < table->n_fields; k++)
            if (fit(fill->key, &table->fields[k], source) > 0)
                return true;
    }
    return false;
}

/* ---- texts --------------------------------------------------------------- */

/* Adds the last folder of PATH.  A path without one stands in the working
   directory, which has no name. */
static void add_folder(struct strbuf *buf, const char *path)
{
    const char *end = strrchr(path, '/');
    const char *start = end;
    while (start && start > path && start[-1] != '/')
        start--;
    if (start)
        strbuf_add(buf, start, (size_t)(end - start));
}

static void add_file(struct strbuf *buf, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = !slash ? path : slash + 1;
    const char *dot = strrchr(name, '.');
    strbuf_add(buf, name, !dot ? strlen(name) : (size_t)(dot - name));
}

static const struct {
    const char *word;
    void (*add)(struct strbuf *buf, const char *path);
} words[] = {{"{folder}", add_folder}, {"{file}", add_file}};

enum { N_WORDS = sizeof words / sizeof *words };

/* The index of the word that TEXT begins with, or N_WORDS. */
static size_t find_word(const char *text)
{
    size_t i = 0;
    while (i < N_WORDS &&
           strncmp(text, words[i].word, strlen(words[i].word)) != 0)
        i++;
    return i;
}

static const char *fill_in(struct arena *arena, const char *text,
                           const char *path)
{
    struct strbuf buf = STRBUF_INIT;
    while (*text != '\0') {
        size_t size = strcspn(text + 1, "{") + 1;
        size_t word = find_word(text);
        if (word < N_WORDS) {
            words[word].add(&buf, path);
            size = strlen(words[word].word);
        } else {
            strbuf_add(&buf, text, size);
        }
        text += size;
    }
    const char *filled = arena_strndup(arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return filled;
}

static void check_words(const struct config_fill *fill, struct diag *diag)
{
    const char *open = strchr(fill->text, '{');
    for (; open; open = strchr(open + 1, '{'))
        if (find_word(open) == N_WORDS)
            diag_report(diag, DIAG_BAD_FILL, fill->text_place, fill->text);
}

static const struct config_fill *closest(const struct config *config,
                                         const struct schema_field *field,
                                         const struct config_source *source)
{
    const struct config_fill *found = NULL;
    int best = 0;
    for (size_t i = 0; i < config->n_fills; i++) {
        int fitness = fit(config->fills[i].key, field, source);
        if (fitness > best) {
            best = fitness;
            found = &config->fills[i];
        }
    }
    return found;
}

struct fill *fill_fields(struct arena *arena, const struct config *config,
                         const struct schema_table *table,
                         const struct config_source *source, const char *name)
{
    struct fill *fills = ARENA_ARRAY(arena, struct fill, table->n_fields);
    for (size_t i = 0; i < table->n_fields; i++) {
        const struct config_fill *fill =
            closest(config, &table->fields[i], source);
        if (!fill)
            continue;
        fills[i].text = fill_in(arena, fill->text, name);
        fills[i].place = fill->text_place;
        if (*fills[i].text == '\0')
            fills[i].text = NULL;
    }
    return fills;
}

void fill_check(const struct config *config, const struct schema *schema,
                struct diag *diag)
{
    for (size_t i = 0; i < config->n_fills; i++) {
        const struct config_fill *fill = &config->fills[i];
        check_words(fill, diag);
        if (!fits_any(fill, config, schema))
            diag_report(diag, DIAG_UNKNOWN_FILL, fill->place, fill->key);
    }
}
