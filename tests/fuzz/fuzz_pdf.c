/* Any bytes as the PDF that was written. */
#include "fuzz.h"
#include "output/pdf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_file file;
    struct diag *diag = diag_create(NULL, NULL, false);
    fuzz_file_open(&file, data, size);
    PROMISE(pdf_verify(file.path, file.path, 4, diag) != diag_failed(diag));
    fuzz_file_close(&file);
    diag_destroy(diag);
    return 0;
}
