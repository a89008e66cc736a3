/* The workbook reader against the seeds of its fuzz entry, and some hundred
   changes of them: what `make fuzz` does without end. */
#include "check.h"

#include "../fuzz/fuzz_xlsx.c"
#include "../fuzz/fuzz_xlsx_mutate.c"

enum { N_SEEDS = 15, N_CHANGES = 40, MOST = 1 << 16 };

/* What libFuzzer has: a few bytes become others. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most)
{
    (void)most;
    for (int i = 1 + rand() % 4; size > 0 && i > 0; i--)
        data[(size_t)rand() % size] = (uint8_t)rand();
    return size;
}

static size_t read_seed(const char *folder, int number, uint8_t *data)
{
    char path[256];
    snprintf(path, sizeof path, "%s/own-%d", folder, number);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(data, 1, MOST, file);
    fclose(file);
    return size;
}

static void test_seeds(void **state)
{
    static uint8_t seed[MOST], changed[MOST];
    char folder[] = "/tmp/seedsXXXXXX", command[512];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command, "tests/fuzz/xlsx_seeds.py %s", folder);
    assert_int_equal(system(command), 0);
    for (int i = 0; i < N_SEEDS; i++) {
        size_t size = read_seed(folder, i, seed);
        assert_true(size > FUZZ_XLSX_HEAD);
        assert_int_equal(LLVMFuzzerTestOneInput(seed, size), 0);
        for (unsigned k = 0; k < N_CHANGES; k++) {
            memcpy(changed, seed, size);
            size_t now = LLVMFuzzerCustomMutator(changed, size, MOST,
                                                 (unsigned)i * N_CHANGES + k);
            assert_int_equal(LLVMFuzzerTestOneInput(changed, now), 0);
        }
    }
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_seeds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
