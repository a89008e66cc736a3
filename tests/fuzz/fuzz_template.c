/* Any text as a template over a few names of each kind. */
#include "fuzz.h"
#include "template/data.h"
#include "template/template.h"

static struct data *make_data(struct arena *arena)
{
    struct data *root = data_object(arena);
    struct data *all = data_object(arena);
    struct data *rows = data_list(arena);
    data_set(arena, all, "n", data_value(arena, value_integer(8)));
    data_set(arena, all, "s", data_value(arena, value_money(1628500000)));
    data_set(arena, root, "all", all);
    data_set(arena, root, "t", data_text(arena, "*a* [b](c) <i> {{n}}"));
    data_set(arena, root, "no", data_boolean(arena, false));
    data_set(arena, root, "nil", data_null(arena));
    for (int i = 0; i < 3; i++) {
        struct data *row = data_object(arena);
        data_set(arena, row, "n", data_value(arena, value_integer(i)));
        data_append(arena, rows, row);
    }
    data_set(arena, root, "r", rows);
    return root;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 4096)
        return 0;
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    struct strbuf out = STRBUF_INIT;
    struct figures figures = {0};
    const struct template_options options = {.escape = ESCAPE_MARKDOWN,
                                             .strict_names = size % 2 == 0,
                                             .zero_is_false = true,
                                             .mark_figures = true,
                                             .pad_counts = true,
                                             .billion_word = "tỷ"};
    const char *text = fuzz_text(arena, data, size);
    bool done = template_render(arena, "a.md", 1, text, size, make_data(arena),
                                &options, &figures, &out, diag);
    PROMISE(done != diag_failed(diag));
    strbuf_free(&out);
    diag_destroy(diag);
    arena_destroy(arena);
    return 0;
}
