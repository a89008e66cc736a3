/* Any text as the Markdown of a report. */
#include "base/unicode.h"
#include "form/form.h"
#include "fuzz.h"
#include "markup/markup.h"

#include <string.h>

static const char *refer(void *context, const char *target, const char **link)
{
    (void)context;
    *link = NULL;
    return strcmp(target, "table:t") == 0 ? "Biểu 1" : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct form *form; /* read once */
    static struct arena *form_arena;
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    size_t bad;
    if (form == NULL) {
        form_arena = arena_create();
        form = form_read(form_arena, input_at("layouts/forms/nd30.ini"), diag);
        PROMISE(form != NULL);
    }
    const char *text = fuzz_text(arena, data, size);
    /* The door lets nothing else in. */
    if (strlen(text) == size && unicode_is_valid(text, size, &bad) &&
        unicode_find_forbidden(text, size, &bad) < 0) {
        struct source_map map = {0};
        struct figures figures = {0};
        struct block_list blocks = {0};
        const struct markup_targets targets = {.refer = refer};
        source_map_add(arena, &map, "a.md", text, size);
        map.figures = &figures;
        map.rendered = text;
        map.rendered_size = size;
        source_map_index(arena, &map);
        if (strstr(text, "![") == NULL) /* tables have no maker here */
            PROMISE(markup_parse(arena, form, &map, &targets, &blocks, diag) !=
                    diag_failed(diag));
    }
    diag_destroy(diag);
    arena_destroy(arena);
    return 0;
}
