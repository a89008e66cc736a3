#include "config/config.h"

#include "check.h"
#include "formats.h"
#include "messages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct fixture {
    struct arena *arena;
    struct diag *diag;
    char folder[64];
    char path[80];
    struct config_overrides overrides;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->arena = arena_create();
    fixture->diag = diag_create(NULL, NULL, false);
    strcpy(fixture->folder, "/tmp/reportgen-config-XXXXXX");
    if (mkdtemp(fixture->folder) == NULL)
        return 1;
    snprintf(fixture->path, sizeof fixture->path, "%s/bao-cao.ini",
             fixture->folder);
    fixture->overrides.formats = &test_formats;
    fixture->overrides.today = (struct date){2024, 1, 20};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    unlink(fixture->path);
    rmdir(fixture->folder);
    diag_destroy(fixture->diag);
    arena_destroy(fixture->arena);
    free(fixture);
    return 0;
}

static struct config *read_text(struct fixture *fixture, const char *text)
{
    FILE *file = fopen(fixture->path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    return config_read(fixture->arena, fixture->path, &fixture->overrides,
                       fixture->diag);
}

/* What every configuration must have, on one line a section. */
#define LEAST                                                                  \
    "[report]\nlayout = annual-report\n"                                       \
    "[agency]\nname = \"SỞ CÔNG THƯƠNG\"\nplace = Kiên Giang\n"          \
    "[signer]\ntitle = GIÁM ĐỐC\n"

static void a_full_configuration_is_read(void **state)
{
    struct fixture *fixture = *state;
    struct config *config = read_text(
        fixture, "[report]\n"
                 "layout = annual-report\n"
                 "type_name = BÁO CÁO\n"
                 "summary = \"Kết quả {{period.name}}\"\n"
                 "[period]\n"
                 "value = 2017\n"
                 "closing = ND09\n"
                 "decided_by = accepted_on\n"
                 "[dataset]\n"
                 "schema = khuyen-cong\n"
                 "encoding = windows-1258\n"
                 "notation = vietnamese\n"
                 "schemes = schemes.csv\n"
                 "products =\n"
                 "events = \"de-an.xlsx#Hội chợ\"\n"
                 "[agency]\n"
                 "superior = UBND TỈNH KIÊN GIANG\n"
                 "name = SỞ CÔNG THƯƠNG\n"
                 "full_name = Sở Công Thương\n"
                 "place = Kiên Giang\n"
                 "address = Rạch Giá\n"
                 "[document]\n"
                 "symbol = BC-SCT\n"
                 "number = 12\n"
                 "date = 20/12/2017\n"
                 "[addressees]\n"
                 "10 = mười\n"
                 "2 = hai\n"
                 "1 = một\n"
                 "[legal]\n"
                 "1 = Nghị định\n"
                 "2 =\n"
                 "[recipients]\n"
                 "1 = Như trên\n"
                 "[signer]\n"
                 "authority = \"TM. ỦY BAN NHÂN DÂN | KT. CHỦ TỊCH\"\n"
                 "title = PHÓ CHỦ TỊCH\n"
                 "name = Nguyễn Văn A\n"
                 "[output]\n"
                 "name = bao-cao-2017\n"
                 "formats = PDF\n"
                 "level = 3a\n"
                 "author = Phòng QLCN\n"
                 "[style]\n"
                 "pad_counts = no\n"
                 "billion_word = tỉ\n"
                 "southern_words = yes\n"
                 "[text]\n"
                 "anything = x\n");
    expect_spots(fixture->diag, "");
    assert_non_null(config);
    assert_string_equal(config->layout.text, "annual-report");
    assert_int_equal(config->layout.place.line, 2);
    assert_string_equal(config->summary, "Kết quả {{period.name}}");
    assert_int_equal(config->period.kind, PERIOD_YEAR);
    assert_int_equal(config->period.window.first.year, 2016);
    assert_int_equal(config->period_place.line, 6);
    assert_string_equal(config->decided_by.text, "accepted_on");
    assert_string_equal(config->schema.text, "khuyen-cong");
    assert_string_equal(config->encoding, "windows-1258");
    assert_string_equal(config->notation, "vietnamese");
    assert_int_equal(config->n_sources, 2);
    assert_string_equal(config->sources[1].table, "events");
    assert_string_equal(config->sources[1].where, "de-an.xlsx#Hội chợ");
    assert_int_equal(config->sources[1].place.line, 15);
    assert_int_equal(config->sources[1].place.column, 11);
    assert_string_equal(config->superior, "UBND TỈNH KIÊN GIANG");
    assert_int_equal(config->date.day, 20);
    assert_int_equal(config->addressees.n_items, 3);
    assert_string_equal(config->addressees.items[0].text, "một");
    assert_string_equal(config->addressees.items[2].text, "mười");
    assert_int_equal(config->legal_bases.n_items, 1);
    assert_int_equal(config->authority.n_items, 2);
    assert_string_equal(config->authority.items[1].text, "KT. CHỦ TỊCH");
    assert_string_equal(config->output_name.text, "bao-cao-2017");
    assert_int_equal(config->formats, 1);
    assert_int_equal(config->level, PDF_LEVEL_3A);
    assert_string_equal(config->author, "Phòng QLCN");
    assert_false(config->pad_counts);
    assert_string_equal(config->billion_word, "tỉ");
    assert_true(config->southern_words);
    ini_report_unused(config->ini, fixture->diag);
    expect_spots(fixture->diag, "");
}

static void absent_keys_have_defaults(void **state)
{
    struct fixture *fixture = *state;
    struct config *config =
        read_text(fixture, LEAST "[period]\nvalue = 2017\n"
                                 "[dataset]\nschema = khuyen-cong\n");
    expect_spots(fixture->diag, "");
    assert_non_null(config);
    assert_int_equal(config->period.closing, CLOSING_CALENDAR);
    assert_null(config->decided_by.text);
    assert_null(config->encoding);
    assert_string_equal(config->notation, "auto");
    assert_null(config->superior);
    assert_null(config->number);
    assert_int_equal(config->date.year, 0);
    assert_int_equal(config->addressees.n_items, 0);
    assert_null(config->name);
    assert_string_equal(config->output_name.text, "bao-cao");
    assert_int_equal(config->formats, 1 | 2);
    assert_null(config->author);
    assert_true(config->pad_counts);
    assert_string_equal(config->billion_word, "tỷ");
    assert_string_equal(config->folder, fixture->folder);
}

static void the_command_line_goes_before(void **state)
{
    struct fixture *fixture = *state;
    fixture->overrides.period = "last-month";
    fixture->overrides.closing = "nd09";
    struct config *config =
        read_text(fixture, LEAST "[period]\nclosing = calendar\n"
                                 "[dataset]\nschema = khuyen-cong\n");
    expect_spots(fixture->diag, "0:0 output-name-fixed");
    assert_non_null(config);
    assert_int_equal(config->period.kind, PERIOD_MONTH);
    assert_int_equal(config->period.part, 1);
    assert_int_equal(config->period.year, 2024);
    assert_int_equal(config->period.closing, CLOSING_ND09);
}

static void missing_keys_are_all_reported(void **state)
{
    struct fixture *fixture = *state;
    assert_null(read_text(fixture, "[report]\nsummary = x\n"
                                   "[agency]\nname =\n"));
    /* layout; schema, without a section; name and place; title; period. */
    expect_spots(fixture->diag, "1:1 missing-key\n"
                                "0:0 missing-key\n"
                                "3:1 missing-key\n"
                                "3:1 missing-key\n"
                                "0:0 missing-key\n"
                                "0:0 missing-key");
    assert_int_equal(diag_status(fixture->diag), STATUS_BAD_CONFIG);
}

static void bad_values_are_reported_at_their_place(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"[period]\nvalue = 2017-Q5\n", "2:9 bad-period"},
        {"[period]\nvalue = 2017\nclosing = nd9\n", "3:11 bad-value"},
        {"[output]\nname = a/b\n", "2:8 bad-value"},
        {"[output]\nname = .a\n", "2:8 bad-value"},
        {"[output]\nname = -a\n", "2:8 bad-value"},
        {"[output]\nformats = pdf, doc\n", "2:11 bad-value"},
        {"[output]\nformats = \",\"\n", "2:12 bad-value"},
        {"[output]\nlevel = 2b\n", "2:9 bad-value"},
        {"[document]\ndate = 31/02/2017\n", "2:8 bad-value"},
        {"[style]\npad_counts = maybe\n", "2:14 bad-value"},
        {"[style]\nbillion_word = tỷ đồng\n", "2:16 bad-value"},
        {"[dataset]\nschema = s\nnotation = french\n", "3:12 bad-value"},
        {"[legal]\nfirst = x\n", "2:1 numbered-keys"},
        {"[legal]\n0 = x\n", "2:1 numbered-keys"},
        {"[legal]\n1 = x\n2 = y\n01 = z\n", "4:1 duplicate-number"},
        {"[output]\nname = a;b\n", "2:9 cut-value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        void *fresh;
        char text[1024];
        assert_int_equal(set_up(&fresh), 0);
        struct fixture *fixture = fresh;
        bool period = strstr(cases[i][0], "[period]") != NULL;
        bool dataset = strstr(cases[i][0], "[dataset]") != NULL;
        snprintf(text, sizeof text, "%s%s%s%s", cases[i][0], LEAST,
                 period ? "" : "[period]\nvalue = 2017\n",
                 dataset ? "" : "[dataset]\nschema = s\n");
        if (read_text(fixture, text) != NULL)
            fail_msg("accepted: %s", cases[i][0]);
        expect_spots(fixture->diag, cases[i][1]);
        tear_down(&fresh);
    }
}

static void a_misspelt_key_is_named_beside_the_missing_one(void **state)
{
    struct fixture *fixture = *state;
    assert_null(read_text(fixture, "[report]\nlaout = x\n"
                                   "[agency]\nname = a\nplace = b\n"
                                   "[signer]\ntitle = c\n"
                                   "[period]\nvalue = 2017\n"
                                   "[dataset]\nschema = khuyen-cong\n"));
    expect_spots(fixture->diag, "1:1 missing-key\n2:1 unknown-key");
}

/* What cron makes month by month does not go over the month before in
   silence. */
static void expect_advice(const struct diag *diag, const char *advice)
{
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    if (advice)
        assert_non_null(strstr(messages[n - 1].text, advice));
}

static void a_moving_period_wants_a_moving_name(void **state)
{
    static const struct {
        const char *period;
        const char *output;
        const char *name;
        const char *spots;
        const char *advice; /* the name that the message proposes */
    } cases[] = {
        {"2024-M01", "", "bao-cao", "", NULL},
        {"2024-M01", "[output]\nname = a\n", "a", "", NULL},
        {"last-month", "[output]\nname = a-{{period.code}}\n", "a-2023-M12", "",
         NULL},
        {"last-month", "[output]\nname = a\n", "a", "13:8 output-name-fixed",
         "“a-{{period.code}}”"},
        {"last-month", "[output]\nname = a-{{period.year}}\n", "a-2023",
         "13:8 output-name-fixed", "“a-{{period.year}}-{{period.code}}”"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture;
        assert_int_equal(set_up((void **)&fixture), 0);
        char text[512];
        snprintf(text, sizeof text,
                 LEAST "[dataset]\nschema = s\n[period]\nvalue = %s\n%s",
                 cases[i].period, cases[i].output);
        struct config *config = read_text(fixture, text);
        expect_advice(fixture->diag, cases[i].advice);
        expect_spots(fixture->diag, cases[i].spots);
        assert_string_equal(config->output_name.text, cases[i].name);
        tear_down((void **)&fixture);
    }
}

static void paths_start_at_the_configuration(void **state)
{
    struct fixture *fixture = *state;
    struct config config = {.folder = "a/b"};
    struct arena *arena = fixture->arena;
    assert_string_equal(config_path(arena, &config, "c.csv"), "a/b/c.csv");
    assert_string_equal(config_path(arena, &config, "/c.csv"), "/c.csv");
    config.folder = ".";
    assert_string_equal(config_path(arena, &config, "c.csv"), "c.csv");
    config.folder = "/";
    assert_string_equal(config_path(arena, &config, "c.csv"), "/c.csv");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_full_configuration_is_read),
        TEST(absent_keys_have_defaults),
        TEST(the_command_line_goes_before),
        TEST(missing_keys_are_all_reported),
        TEST(bad_values_are_reported_at_their_place),
        TEST(a_misspelt_key_is_named_beside_the_missing_one),
        TEST(a_moving_period_wants_a_moving_name),
        TEST(paths_start_at_the_configuration),
    };
    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
