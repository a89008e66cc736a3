/* Any bytes as a workbook: the archive, its parts, their XML. */
#include "base/xmlscan.h"
#include "base/zipfile.h"
#include "fuzz.h"

static void ignore(void *context, const char *name,
                   const char *const *attributes)
{
    (void)context;
    (void)name;
    (void)xml_attribute(attributes, "r");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct xml_handler handler = {.start = ignore};
    struct fuzz_file file;
    struct diag *diag = diag_create(NULL, NULL, false);
    fuzz_file_open(&file, data, size);
    struct zipfile *zip = zipfile_open(file.path, diag);
    PROMISE((zip == NULL) == diag_failed(diag));
    size_t n = zip == NULL ? 0 : zipfile_n_parts(zip);
    for (size_t i = 0; i < n && i < 100; i++) {
        PROMISE(zipfile_part_name(zip, i) != NULL);
        (void)xml_scan(zip, i, 1 << 20, &handler, NULL, diag);
    }
    zipfile_close(zip);
    fuzz_file_close(&file);
    diag_destroy(diag);
    return 0;
}
