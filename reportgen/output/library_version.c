#include "output/library_version.h"

#include <string.h>

bool library_version_check(const char *name, const char *built,
                           const char *running, struct diag *diag)
{
    if (strcmp(built, running) == 0)
        return true;
    diag_report(diag, DIAG_LIBRARY_VERSION, PLACE_NONE, name, built, running);
    return false;
}
