#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

bool library_load(const char *name, const struct library_call *calls, size_t n,
                  void *table, struct diag *diag)
{
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    bool found = library != NULL;
    for (size_t i = 0; found && i < n; i++) {
        void *call = dlsym(library, calls[i].name);
        found = call != NULL;
        memcpy((char *)table + calls[i].offset, &call, sizeof call);
    }
    if (!found) {
        const char *why = dlerror();
        diag_report(diag, DIAG_LIBRARY_MISSING, PLACE_NONE, name,
                    why == NULL ? "?" : why);
    }
    if (library != NULL)
        dlclose(library);
    return found;
}
