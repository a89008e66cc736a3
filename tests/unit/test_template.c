#include "check.h"

#include <cmark-gfm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "template/template.h"

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct data *data;
    struct figures figures;
    struct strbuf out;
    struct template_options options;
};

static const char *partial(void *context, const char *name, struct place place,
                           size_t *size, const char **path)
{
    (void)context;
    (void)place;
    const char *text = NULL;
    *path = name;
    if (strcmp(name, "loop") == 0)
        text = "x{{> loop}}";
    if (strcmp(name, "bad") == 0)
        text = "one\n  two {{nowhere}}\n";
    if (strcmp(name, "words") == 0)
        text = "hai lời\r\n";
    *size = text == NULL ? 0 : strlen(text);
    return text;
}

static struct data *figure(struct arena *arena, struct value value,
                           const char *group, const char *measure)
{
    struct data *data = data_value(arena, value);
    struct figure_source *source = ARENA_NEW(arena, struct figure_source);
    struct figure_row *keys = ARENA_NEW(arena, struct figure_row);
    source->tally = "by_source";
    source->measure = measure;
    keys->keys[0] = (struct figure_key){"source", group};
    data->origin.source = source;
    data->origin.row = keys;
    return data;
}

static struct data *row(struct arena *arena, const char *key, const char *label,
                        int64_t n, int64_t support)
{
    struct data *data = data_object(arena);
    data_set(arena, data, "key", data_text(arena, key));
    data_set(arena, data, "label", data_text(arena, label));
    data_set(arena, data, "n", figure(arena, value_integer(n), key, "n"));
    data_set(arena, data, "support",
             figure(arena, value_money(support), key, "support"));
    return data;
}

static void set_up(struct fixture *f)
{
    *f = (struct fixture){.arena = arena_create(),
                          .diag = diag_create(NULL, NULL, false)};
    f->options = (struct template_options){.escape = ESCAPE_MARKDOWN,
                                           .strict_names = true,
                                           .zero_is_false = true,
                                           .pad_counts = true,
                                           .partial = partial};
    struct arena *arena = f->arena;
    f->data = data_object(arena);
    struct data *list = data_list(arena);
    struct data *national = row(arena, "national", "Quốc gia", 3, 600000000);
    struct data *local = row(arena, "local", "Địa phương", 5, 1028500000);
    data_append(arena, list, national);
    data_append(arena, list, local);
    data_set(arena, list, "national", national);
    data_set(arena, list, "local", local);
    data_set(arena, f->data, "by_source", list);
    data_set(arena, f->data, "zero", data_value(arena, value_integer(0)));
    data_set(arena, f->data, "total", data_value(arena, value_integer(8)));
    data_set(arena, f->data, "void", data_null(arena));
    data_set(arena, f->data, "title", data_text(arena, "1. *Đề án* #1"));
}

static void tear_down(struct fixture *f)
{
    strbuf_free(&f->out);
    diag_destroy(f->diag);
    arena_destroy(f->arena);
}

static bool render(struct fixture *f, const char *text)
{
    strbuf_clear(&f->out);
    return template_render(f->arena, "body.md", 1, text, strlen(text), f->data,
                           &f->options, &f->figures, &f->out, f->diag);
}

static void check(const char *text, const char *expected)
{
    struct fixture f;
    set_up(&f);
    f.options.escape = ESCAPE_NONE;
    assert_true(render(&f, text));
    assert_string_equal(strbuf_text(&f.out), expected);
    tear_down(&f);
}

static void check_fault(const char *text, const char *expected)
{
    struct fixture f;
    set_up(&f);
    assert_false(render(&f, text));
    size_t n;
    const struct diag_message *messages = diag_messages(f.diag, &n);
    assert_int_equal(n, 1);
    char place[64];
    char got[512];
    place_format(messages[0].place, place, sizeof place);
    snprintf(got, sizeof got, "%s: %s: %s", place,
             diag_code_name(messages[0].code), messages[0].text);
    assert_string_equal(got, expected);
    tear_down(&f);
}

static void test_figures_and_filters(void **state)
{
    (void)state;
    check("{{total}} đề án, {{by_source.local.support | million}} triệu",
          "08 đề án, 1.028,5 triệu");
    check("{{#by_source}}{{label}}: {{n | number}}; {{/by_source}}",
          "Quốc gia: 3; Địa phương: 5; ");
    check("{{by_source.local.n | of total | percent 1}}", "62,5%");
    check("{{#by_source}}{{n | of total | percent 1}} {{/by_source}}",
          "37,5% 62,5% ");
    check("{{#zero}}a{{/zero}}{{^zero}}b{{/zero}}", "b");
    check("{{#total | above zero}}a{{/total}}"
          "{{^total | above zero}}b{{/total}}",
          "a");
    check("{{#by_source}}{{#key | equals \"local\"}}{{label}}{{/key}}"
          "{{/by_source}}",
          "Địa phương");
    check("[{{void}}{{void.plan}}]", "[]");
}

static void test_optional_names(void **state)
{
    (void)state;
    check("{{#nowhere?}}a{{/nowhere}}{{^nowhere?}}b{{/nowhere?}}", "b");
    check("{{nowhere?}}{{nowhere | default \"x\"}}", "x");
    check("{{by_source.other? | million}}", "");
}

static void test_lenient_names(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    f.options.strict_names = false;
    assert_true(render(&f, "{{nowhere}}{{> nothing}}{{by_source.x.y}}."));
    assert_string_equal(strbuf_text(&f.out), ".");
    tear_down(&f);
}

static void test_faults_have_places(void **state)
{
    (void)state;
    check_fault("Đề án\n  số {{totl}}", "body.md:2:6: unknown-name: unknown "
                                        "name “totl”; did you mean “total”?");
    check_fault("{{#by_source}}\nĐ {{lable}}{{/by_source}}",
                "body.md:2:3: unknown-name: unknown name “lable”; did you mean "
                "“label”?");
    check_fault("{{by_source.locl.n}}",
                "body.md:1:1: unknown-name: unknown name “by_source.locl.n”; "
                "did you mean “local”?");
    check_fault("{{#totl}}{{/totl}}", "body.md:1:1: unknown-name: unknown name "
                                      "“totl”; did you mean “total”?");
    check_fault("{{total | of totl}}", "body.md:1:1: unknown-name: unknown "
                                       "name “totl”; did you mean “total”?");
    check_fault("a\n{{#total}}\nb",
                "body.md:2:1: unclosed-section: section “total”, opened here, "
                "is not closed; “{{/total}}” is missing");
    check_fault("{{#total}}\n{{#zero}}{{/total}}",
                "body.md:2:10: wrong-closing-tag: closes “total”, but the open "
                "section is “zero” from line 2");
    check_fault("a {{/total}}", "body.md:1:3: stray-closing-tag: closes "
                                "“total”, but no section is open");
    check_fault("a {{total", "body.md:1:3: unclosed-tag: the tag opened here "
                             "is not closed; “}}” is missing");
    check_fault("a {{{total}}", "body.md:1:3: unclosed-tag: the tag opened "
                                "here is not closed; “}}}” is missing");
    check_fault("{{ }}", "body.md:1:1: empty-tag: the tag is empty");
    check_fault("{{> nothing}}",
                "body.md:1:1: unknown-partial: partial “nothing” not found");
    check_fault(
        "{{=<% =}}",
        "body.md:1:1: bad-delimiters: write new delimiters like “{{=<% %>=}}”");
    check_fault("{{total | milion}}",
                "body.md:1:1: unknown-filter: unknown filter “milion”; did you "
                "mean “million”?");
    check_fault("{{title | million}}",
                "body.md:1:1: filter-type: the filter “million” does not "
                "accept a value of type text");
    check_fault("{{> loop}}", "loop:1:2: over-limit: over a limit: parts "
                              "include parts more than 32 deep; does one "
                              "include itself?");
}

static void test_places_in_indented_partials(void **state)
{
    (void)state;
    check_fault("   {{> bad}}\n",
                "bad:2:7: unknown-name: unknown name “nowhere”");
}

/* The line end of a file is no blank in front of a comma. */
static void test_partials_in_sentences(void **state)
{
    (void)state;
    check("một, {{> words}}, ba\n", "một, hai lời, ba\n");
    check("{{> words}}\nba, {{> words}}.\n{{> words}}\n",
          "hai lời\r\nba, hai lời.\nhai lời\r\n");
}

static void test_every_fault_is_reported(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    assert_false(render(&f, "{{a}} {{total | b}} {{> c}}"));
    assert_int_equal(diag_count(f.diag, DIAG_ERROR), 3);
    tear_down(&f);
}

/* A limit is met once, however many lists there are around it. */
static void test_limits_stop_at_once(void **state)
{
    (void)state;
    static const char *const templates[] = {
        "{{> loop}}{{> loop}}{{> loop}}",
        "{{#by_source}}{{> loop}}{{/by_source}}"};
    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
        struct fixture f;
        set_up(&f);
        assert_false(render(&f, templates[i]));
        size_t n;
        assert_int_equal(diag_messages(f.diag, &n)[0].code, DIAG_OVER_LIMIT);
        assert_int_equal(n, 1);
        tear_down(&f);
    }
}

static void test_deep_templates(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    struct strbuf text = STRBUF_INIT;
    for (int i = 0; i < 1000; i++)
        strbuf_add_text(&text, "{{#total}}");
    assert_false(render(&f, strbuf_text(&text)));
    size_t n;
    assert_int_equal(diag_messages(f.diag, &n)[0].code, DIAG_OVER_LIMIT);
    assert_int_equal(n, 1);
    strbuf_free(&text);
    tear_down(&f);
}

static void test_figures_are_marked(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    f.options.mark_figures = true;
    assert_true(render(&f, "{{title}}\n{{#by_source}}{{support | million}} "
                           "{{/by_source}}"));
    assert_string_equal(strbuf_text(&f.out),
                        "1\\. \\*Đề án\\* \\#1\n" FIGURE_START "0" FIGURE_TEXT
                        "600" FIGURE_END " " FIGURE_START "1" FIGURE_TEXT
                        "1\\.028,5" FIGURE_END " ");
    assert_int_equal(f.figures.n_figures, 2);
    const struct figure *second = f.figures.figures[1];
    assert_string_equal(second->text, "1.028,5");
    assert_int_equal(second->value.kind, VALUE_MONEY);
    assert_int_equal(second->value.as.integer, 1028500000);
    assert_string_equal(second->origin.source->tally, "by_source");
    assert_string_equal(second->origin.row->keys[0].code, "local");
    assert_string_equal(second->origin.source->measure, "support");
    assert_int_equal(second->place.line, 2);
    assert_int_equal(second->place.column, 15);
    tear_down(&f);
}

/* ---- data never becomes markup ------------------------------------------- */

static unsigned next_random(unsigned *state)
{
    *state = *state * 1103515245u + 12345u;
    return *state >> 16;
}

static void random_text(unsigned *state, char text[64])
{
    static const char *const parts[] = {
        "1.",    "2)",       "-",     "+",     "*",    "#",
        "##",    ">",        "|",     "`",     "```",  "~~~",
        "_",     "__",       "**",    "[a]",   "(b)",  "![",
        "](c)",  "<b>",      "&amp;", "&#35;", "\\",   "http://a.b/c",
        "a@b.c", "www.a.vn", " ",     "  ",    "    ", "đề án",
        "=",     "===",      "---",   "***",   ":",    "\"",
        "'",     "$",        "^",     "{",     "}",    "!",
        "12",    "www.x"};
    text[0] = '\0';
    for (unsigned n = 1 + next_random(state) % 5; n > 0; n--) {
        const char *part =
            parts[next_random(state) % (sizeof parts / sizeof *parts)];
        if (strlen(text) + strlen(part) < 63)
            strcat(text, part);
    }
}

/* The text of the one literal run that TREE's paragraph must be. */
static void collect(cmark_node *root, struct strbuf *text, int *n_others)
{
    cmark_iter *iter = cmark_iter_new(root);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        if (event != CMARK_EVENT_ENTER)
            continue;
        if (type == CMARK_NODE_TEXT)
            strbuf_add_text(text, cmark_node_get_literal(node));
        else if (type != CMARK_NODE_PARAGRAPH && type != CMARK_NODE_DOCUMENT)
            ++*n_others;
    }
    cmark_iter_free(iter);
}

static void check_literal(const char *value, const char *before,
                          const char *after)
{
    struct fixture f;
    set_up(&f);
    data_set(f.arena, f.data, "x", data_text(f.arena, value));
    char text[64];
    char expected[256];
    snprintf(text, sizeof text, "%s{{x}}%s", before, after);
    snprintf(expected, sizeof expected, "%s%s%s", before, value, after);
    assert_true(render(&f, text));
    cmark_node *root = cmark_parse_document(strbuf_text(&f.out), f.out.size,
                                            CMARK_OPT_DEFAULT);
    struct strbuf got = STRBUF_INIT;
    int n_others = 0;
    collect(root, &got, &n_others);
    if (n_others != 0)
        print_error("became markup: %s\n", strbuf_text(&f.out));
    assert_string_equal(strbuf_text(&got), expected);
    assert_int_equal(n_others, 0);
    strbuf_free(&got);
    cmark_node_free(root);
    tear_down(&f);
}

static void test_data_is_never_markup(void **state)
{
    (void)state;
    unsigned random = 2017;
    for (int i = 0; i < 4000; i++) {
        char value[64];
        random_text(&random, value);
        if (strspn(value, " ") == strlen(value))
            continue;
        check_literal(value, "", "");
        check_literal(value, "Đề án ", " và");
        check_literal(value, "a", "z");
    }
}

static void test_newlines_stay_in_the_paragraph(void **state)
{
    (void)state;
    struct fixture f;
    set_up(&f);
    data_set(f.arena, f.data, "x", data_text(f.arena, "a\n\n# b\r\n- c"));
    assert_true(render(&f, "{{x}}"));
    assert_string_equal(strbuf_text(&f.out), "a  \\# b  \\- c");
    tear_down(&f);
}

/* A byte that no file may hold, should one ever get here. */
static void a_name_ends_where_its_size_says(void **state)
{
    (void)state;
    static const char text[] = "{{a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0}}";
    struct fixture f;
    set_up(&f);
    assert_false(template_render(f.arena, "body.md", 1, text, sizeof text - 1,
                                 f.data, &f.options, &f.figures, &f.out,
                                 f.diag));
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_and_filters),
        cmocka_unit_test(test_optional_names),
        cmocka_unit_test(test_lenient_names),
        cmocka_unit_test(test_faults_have_places),
        cmocka_unit_test(test_places_in_indented_partials),
        cmocka_unit_test(test_partials_in_sentences),
        cmocka_unit_test(test_every_fault_is_reported),
        cmocka_unit_test(test_limits_stop_at_once),
        cmocka_unit_test(test_deep_templates),
        cmocka_unit_test(test_figures_are_marked),
        cmocka_unit_test(test_data_is_never_markup),
        cmocka_unit_test(test_newlines_stay_in_the_paragraph),
        cmocka_unit_test(a_name_ends_where_its_size_says),
    };
    return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
