#include "template/condition.h"

#include "expression/scan.h"
#include "template/expand.h"

#include <string.h>

/* One name of SIZE bytes at WORD. */
static bool read_name(const struct render *render, const char *word,
                      size_t size, struct place place, bool *holds)
{
    bool denied = *word == '!';
    bool optional = word[size - 1] == '?';
    const char *name =
        arena_strndup(render->arena, word + denied, size - denied - optional);
    struct data *data = data_find(render->data, name);
    if (!data && !optional) {
        diag_report(render->diag, DIAG_ANNEX_WHEN, place, name);
        return false;
    }
    *holds = (data && data_is_true(data, true)) != denied;
    return true;
}

bool condition_read(const struct render *render, const char *text,
                    struct place place, bool *holds)
{
    bool all = true;
    const char *word = text;
    while (*(word += strspn(word, " "))) {
        size_t size = strcspn(word, " ");
        bool one;
        if (!read_name(render, word, size,
                       place_within(place, text, (size_t)(word - text)),
                       &one)) {
            *holds = true;
            return false;
        }
        all = all && one;
        word += size;
    }
    *holds = all;
    return true;
}
