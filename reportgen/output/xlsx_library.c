#include "output/xlsx_library.h"

#include "base/library.h"

#include <stddef.h>

bool xlsx_library_load(struct xlsx_library *library, struct diag *diag)
{
    static const struct library_call calls[] = {
#define XLSX_CALL(name) {#name, offsetof(struct xlsx_library, name)},
        XLSX_CALLS(XLSX_CALL)
#undef XLSX_CALL
    };
    return library_load(XLSXWRITER_LIBRARY, calls, sizeof calls / sizeof *calls,
                        library, diag);
}
