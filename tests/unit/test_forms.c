#include "dataset/forms.h"

#include "base/value.h"
#include "check.h"
#include "messages.h"

#include <stdio.h>
#include <string.h>

static const char schema_text[] =
    "[schema]\nname = test\n"
    "[table.schemes]\nkey = id\n"
    "[field.schemes.id]\nheading = Mã\n"
    "[table.parts]\nkey = id\n"
    "[field.parts.id]\nheading = Mã\n"
    "[field.parts.scheme]\nheading = Đề án\nreferences = schemes.id\n";

struct fixture {
    struct arena *arena;
    struct diag *diag;
    const struct schema *schema;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture.arena = arena_create();
    fixture.diag = diag_create(NULL, NULL, false);
    struct ini *ini = ini_parse(fixture.arena, "test.ini", schema_text,
                                strlen(schema_text), fixture.diag);
    fixture.schema = schema_from_ini(fixture.arena, ini, fixture.diag);
    expect_messages(fixture.diag, "");
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    diag_destroy(fixture->diag);
    arena_destroy(fixture->arena);
    return 0;
}

static void add_scheme(struct forms *forms, const struct schema *schema,
                       const char *id)
{
    const struct value values[] = {value_text(id)};
    forms_add_row(forms, &schema->tables[0], values);
}

static void add_part(struct forms *forms, const struct schema *schema,
                     const char *id, const char *scheme)
{
    const struct value values[] = {value_text(id), value_text(scheme)};
    forms_add_row(forms, &schema->tables[1], values);
}

/* Of N ids, whose texts begin with the number FIRST, the one number AGAIN is
   known when it comes again. */
static void expect_found(const struct schema *schema, unsigned first,
                         unsigned n, unsigned again)
{
    const struct schema_field *id = &schema->tables[0].fields[0];
    struct forms *forms = forms_open(schema, NULL);
    char text[32];
    for (unsigned i = 0; i < n; i++) {
        snprintf(text, sizeof text, "%u-%u", first, i);
        add_scheme(forms, schema, text);
    }
    assert_false(forms_may_repeat(forms, id));
    snprintf(text, sizeof text, "%u-%u", first, again);
    add_scheme(forms, schema, text);
    assert_true(forms_may_repeat(forms, id));
    forms_close(forms);
}

/* The sets grow where they are: none may be lost at the moment at which they
   have grown, which is after three quarters of 64 and of 128, wherever it
   stood. */
static void texts_are_found_again_in_a_set_that_grew(void **state)
{
    const struct fixture *fixture = *state;
    for (unsigned first = 0; first < 60; first++)
        for (unsigned again = 0; again < 97; again++) {
            if (again < 49)
                expect_found(fixture->schema, first, 49, again);
            expect_found(fixture->schema, first, 97, again);
        }
}

static void another_form_is_no_repeat_alone(void **state)
{
    const struct fixture *fixture = *state;
    struct forms *forms = forms_open(fixture->schema, NULL);
    const struct schema_field *id = &fixture->schema->tables[0].fields[0];
    add_part(forms, fixture->schema, "P1", "da-1");
    add_part(forms, fixture->schema, "P2", "da-1");
    assert_false(forms_may_repeat(forms, id));
    assert_false(forms_is_mixed(forms, 0));
    add_scheme(forms, fixture->schema, "DA-1");
    assert_true(forms_may_repeat(forms, id));
    assert_true(forms_is_mixed(forms, 0));
    forms_close(forms);
}

#define TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(texts_are_found_again_in_a_set_that_grew),
        TEST(another_form_is_no_repeat_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
