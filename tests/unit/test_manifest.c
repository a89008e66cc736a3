#include "folder.h"
#include "output/manifest.h"

static const struct manifest_file outputs[] = {
    {.name = "bao-cao.pdf",
     .role = "report",
     .size = 22000,
     .sha256 = "ab12",
     .rows = -1},
    {.name = "phụ lục.xlsx", .role = "annex", .size = 9, .rows = -1}};
static const struct manifest_sum sums[] = {{"support", 1628500000}};
static const struct manifest_file inputs[] = {{.name = "schemes.csv",
                                               .role = "data",
                                               .size = -1,
                                               .sha256 = "cd34",
                                               .rows = 8,
                                               .cells = 56,
                                               .sums = sums,
                                               .n_sums = 1}};
static const struct manifest_figure figures[] = {
    {"by_source", "n", "8"},
    {"all", "support", "1628500000"},
    {"all", "n", "8"}};

static const struct manifest manifest = {.version = "1.0.0",
                                         .period = "2017",
                                         .first = "2017-01-01",
                                         .last = "2017-12-31",
                                         .closing = "calendar",
                                         .outputs = outputs,
                                         .n_outputs = 2,
                                         .inputs = inputs,
                                         .n_inputs = 1,
                                         .figures = figures,
                                         .n_figures = 3};

static const char expected[] = "{\n"
                               "  \"inputs\": [\n"
                               "    {\n"
                               "      \"cells\": 56,\n"
                               "      \"name\": \"schemes.csv\",\n"
                               "      \"role\": \"data\",\n"
                               "      \"rows\": 8,\n"
                               "      \"sha256\": \"cd34\",\n"
                               "      \"sums\": {\n"
                               "        \"support\": 1628500000\n"
                               "      }\n"
                               "    }\n"
                               "  ],\n"
                               "  \"outputs\": [\n"
                               "    {\n"
                               "      \"name\": \"bao-cao.pdf\",\n"
                               "      \"role\": \"report\",\n"
                               "      \"sha256\": \"ab12\",\n"
                               "      \"size\": 22000\n"
                               "    },\n"
                               "    {\n"
                               "      \"name\": \"phụ lục.xlsx\",\n"
                               "      \"role\": \"annex\",\n"
                               "      \"size\": 9\n"
                               "    }\n"
                               "  ],\n"
                               "  \"period\": {\n"
                               "    \"closing\": \"calendar\",\n"
                               "    \"first\": \"2017-01-01\",\n"
                               "    \"last\": \"2017-12-31\",\n"
                               "    \"spec\": \"2017\"\n"
                               "  },\n"
                               "  \"program\": {\n"
                               "    \"name\": \"reportgen\",\n"
                               "    \"version\": \"1.0.0\"\n"
                               "  },\n"
                               "  \"tallies\": {\n"
                               "    \"all\": {\n"
                               "      \"n\": \"8\",\n"
                               "      \"support\": \"1628500000\"\n"
                               "    },\n"
                               "    \"by_source\": {\n"
                               "      \"n\": \"8\"\n"
                               "    }\n"
                               "  }\n"
                               "}\n";

static void keys_are_sorted_and_unknowns_left_out(void **state)
{
    (void)state;
    struct folder folder;
    char path[256];
    char text[2048];
    struct diag *diag = diag_create(NULL, NULL, false);
    folder_make(&folder);
    struct outlock *lock = outlock_take(folder.path, diag);
    struct outdir *dir = outdir_open(lock);
    struct outfile *file = outfile_create(dir, "a.manifest.json", diag);
    assert_true(manifest_write(&manifest, file, diag));
    assert_true(outfile_close(file, diag) && outdir_publish(dir, diag));
    FILE *in = fopen(folder_file(&folder, "a.manifest.json", path), "rb");
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    assert_string_equal(text, expected);
    outdir_close(dir);
    outlock_release(lock);
    diag_destroy(diag);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_sorted_and_unknowns_left_out),
    };
    return cmocka_run_group_tests_name("manifest", tests, NULL, NULL);
}
