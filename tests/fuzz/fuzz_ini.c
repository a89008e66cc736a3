/* Any bytes as a configuration: whatever the lint lets through, the INI
   library reads as the lint did (ini-disagreement is a fault of ours). */
#include "config/ini.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t n;
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    struct ini *ini = ini_parse(arena, "a.ini", (const char *)data, size, diag);
    PROMISE((ini == NULL) == diag_failed(diag));
    const struct diag_message *messages = diag_messages(diag, &n);
    for (size_t i = 0; i < n; i++)
        PROMISE(messages[i].code != DIAG_INI_DISAGREEMENT);
    if (ini != NULL)
        ini_report_unused(ini, diag);
    diag_destroy(diag);
    arena_destroy(arena);
    return 0;
}
