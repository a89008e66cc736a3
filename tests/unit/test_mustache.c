/* The published Mustache specification, case by case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "template/template.h"

static const char *const files[] = {"comments", "delimiters", "interpolation",
                                    "inverted", "partials",   "sections"};

enum { N_FILES = sizeof files / sizeof *files, N_CASES = 136 };

static struct data *to_data(struct arena *arena, const json_t *json)
{
    switch (json_typeof(json)) {
    case JSON_OBJECT: {
        struct data *object = data_object(arena);
        const char *name;
        json_t *member;
        json_object_foreach((json_t *)json, name, member) data_set(
            arena, object, arena_strdup(arena, name), to_data(arena, member));
        return object;
    }
    case JSON_ARRAY: {
        struct data *list = data_list(arena);
        size_t i;
        json_t *item;
        json_array_foreach(json, i, item)
            data_append(arena, list, to_data(arena, item));
        return list;
    }
    case JSON_STRING:
        return data_text(arena, arena_strdup(arena, json_string_value(json)));
    case JSON_INTEGER:
        return data_value(arena, value_integer(json_integer_value(json)));
    case JSON_REAL: { /* printed as the file writes it: 1.21 */
        char text[32];
        snprintf(text, sizeof text, "%.15g", json_real_value(json));
        return data_text(arena, arena_strdup(arena, text));
    }
    case JSON_TRUE:
        return data_boolean(arena, true);
    case JSON_FALSE:
        return data_boolean(arena, false);
    case JSON_NULL:
        break;
    }
    return data_null(arena);
}

static const char *partial(void *context, const char *name, struct place place,
                           size_t *size, const char **path)
{
    (void)place;
    const char *text = json_string_value(json_object_get(context, name));
    *path = name;
    *size = text == NULL ? 0 : strlen(text);
    return text;
}

static bool run_case(const char *file, const json_t *json)
{
    const char *text = json_string_value(json_object_get(json, "template"));
    const char *expected = json_string_value(json_object_get(json, "expected"));
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    struct strbuf out = STRBUF_INIT;
    struct template_options options = {.escape = ESCAPE_HTML,
                                       .partial = partial,
                                       .partial_context =
                                           json_object_get(json, "partials")};
    bool rendered =
        template_render(arena, file, 1, text, strlen(text),
                        to_data(arena, json_object_get(json, "data")), &options,
                        NULL, &out, diag);
    bool passed = rendered && strcmp(strbuf_text(&out), expected) == 0;
    if (!passed)
        print_error("%s: %s\nwanted: %s\n   got: %s\n", file,
                    json_string_value(json_object_get(json, "name")), expected,
                    strbuf_text(&out));
    strbuf_free(&out);
    diag_destroy(diag);
    arena_destroy(arena);
    return passed;
}

static void test_specification(void **state)
{
    (void)state;
    int n_passed = 0;
    for (size_t i = 0; i < N_FILES; i++) {
        char path[64];
        json_error_t error;
        snprintf(path, sizeof path, "tests/mustache-spec/%s.json", files[i]);
        json_t *root = json_load_file(path, 0, &error);
        assert_non_null(root);
        size_t j;
        json_t *item;
        json_array_foreach(json_object_get(root, "tests"), j, item) n_passed +=
            run_case(files[i], item);
        json_decref(root);
    }
    assert_int_equal(n_passed, N_CASES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_specification)};
    return cmocka_run_group_tests_name("mustache", tests, NULL, NULL);
}
