#include "schema/field_words.h"

#include "schema/sql_words.h"

#include <string.h>

static bool is_listed(const char *const *list, size_t n, const char *word,
                      size_t size)
{
    for (size_t i = 0; i < n; i++)
        if (strncmp(list[i], word, size) == 0 && list[i][size] == '\0')
            return true;
    return false;
}

static void add_words(struct arena *arena, const char *text, const char ***list,
                      size_t *n, size_t *capacity)
{
    const char *word;
    size_t size;
    while ((word = sql_next_word(&text, &size))) {
        if (is_listed(*list, *n, word, size))
            continue;
        if (*n == *capacity) {
            *capacity = *capacity * 2 + 16;
            const char **larger = ARENA_ARRAY(arena, const char *, *capacity);
            if (*n > 0)
                memcpy(larger, *list, *n * sizeof *larger);
            *list = larger;
        }
        (*list)[(*n)++] = arena_strndup(arena, word, size);
    }
}

struct field_words *field_words_read(struct arena *arena,
                                     const struct ini *layout, const char *each)
{
    struct field_words *words = ARENA_NEW(arena, struct field_words);
    size_t used_capacity = 0;
    size_t grouped_capacity = 0;
    for (size_t i = 0; layout && i < layout->n_sections; i++) {
        const struct ini_section *section = &layout->sections[i];
        if (strncmp(section->name, "tally.", 6) != 0)
            continue;
        for (size_t k = 0; k < section->n_entries; k++) {
            const struct ini_entry *entry = &section->entries[k];
            add_words(arena, entry->value, &words->used, &words->n_used,
                      &used_capacity);
            words->all |= strcmp(entry->key, "sql") == 0;
            /* What a list shows is printed as it is. */
            if (strcmp(entry->key, "columns") != 0)
                add_words(arena, entry->value, &words->grouped,
                          &words->n_grouped, &grouped_capacity);
        }
    }
    if (each)
        add_words(arena, each, &words->grouped, &words->n_grouped,
                  &grouped_capacity);
    return words;
}

bool field_words_use(const struct field_words *words, const char *field)
{
    return words && (words->all || is_listed(words->used, words->n_used, field,
                                             strlen(field)));
}

bool field_words_group(const struct field_words *words, const char *field)
{
    return words && (words->all || is_listed(words->grouped, words->n_grouped,
                                             field, strlen(field)));
}
