#include "entry/entry_words.h"

#include "base/strbuf.h"
#include "config/ini.h"
#include "config/search_path.h"

#include <string.h>

static const struct {
    const char *section;
    const char *key;
} names[N_ENTRY_WORDS] = {
#define WORD(ID, section, key) {section, key},
#include "entry/entry_words.def"
#undef WORD
};

static void read_steps(struct arena *arena, struct entry_words *words)
{
    struct ini_section *section = ini_section(words->ini, "entry.steps");
    if (!section)
        return;
    ini_section_use_all(section);
    words->steps = ARENA_ARRAY(arena, const char *, section->n_entries);
    for (size_t i = 0; i < section->n_entries; i++)
        words->steps[words->n_steps++] = section->entries[i].value;
}

struct entry_words *entry_words_read(struct arena *arena,
                                     const struct root *folder,
                                     struct diag *diag)
{
    const struct search search = {.folder = folder,
                                  .kind = "layouts",
                                  .file = "entry.ini",
                                  .name = "entry.ini",
                                  .absent = DIAG_ENTRY_TEXTS};
    struct input found;
    if (!search_path_find(arena, &search, diag, &found))
        return NULL;
    struct entry_words *words = ARENA_NEW(arena, struct entry_words);
    words->ini = ini_read(arena, found, diag);
    if (!words->ini)
        return NULL;
    bool whole = true;
    for (int i = 0; i < N_ENTRY_WORDS; i++) {
        words->texts[i] =
            ini_text(words->ini, names[i].section, names[i].key, NULL);
        if (words->texts[i])
            continue;
        diag_report(diag, DIAG_SCHEMA_INCOMPLETE,
                    (struct place){.file = words->ini->path}, names[i].section,
                    names[i].key);
        whole = false;
    }
    read_steps(arena, words);
    return whole ? words : NULL;
}

static const struct entry_filling *
find_filling(const struct entry_filling *fillings, size_t n, const char *name,
             size_t size)
{
    for (size_t i = 0; i < n; i++)
        if (strncmp(fillings[i].name, name, size) == 0 &&
            fillings[i].name[size] == '\0')
            return &fillings[i];
    return NULL;
}

const char *entry_words_fill(struct arena *arena,
                             const struct entry_words *words,
                             enum entry_word word,
                             const struct entry_filling *fillings, size_t n)
{
    struct strbuf buf = STRBUF_INIT;
    for (const char *c = words->texts[word]; *c != '\0';) {
        size_t size = *c == '{' ? strcspn(c + 1, "}") : 0;
        const struct entry_filling *filling =
            size > 0 && c[1 + size] == '}'
                ? find_filling(fillings, n, c + 1, size)
                : NULL;
        if (filling) {
            strbuf_add_text(&buf, filling->text);
            c += size + 2;
        } else {
            strbuf_add_char(&buf, *c++);
        }
    }
    const char *text = arena_strdup(arena, strbuf_text(&buf));
    strbuf_free(&buf);
    return text;
}

const char *entry_words_unit(struct arena *arena,
                             const struct entry_words *words, int64_t dong)
{
    const char *number = arena_printf(arena, "%lld", (long long)dong);
    return ini_text(words->ini, "entry.units", number, number);
}
