/* Any bytes as a schema file. */
#include "fuzz.h"
#include "schema/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_file file;
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    fuzz_file_open(&file, data, size);
    PROMISE((schema_read(arena, input_at(file.path), NULL, diag) == NULL) ==
            diag_failed(diag));
    fuzz_file_close(&file);
    diag_destroy(diag);
    arena_destroy(arena);
    return 0;
}
