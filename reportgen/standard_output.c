#include "standard_output.h"

#include "base/folder_io.h"

#include <errno.h>
#include <unistd.h>

static int first_error;

static bool keep_error(bool ok)
{
    if (!ok && first_error == 0)
        first_error = errno == 0 ? EIO : errno;
    return ok;
}

bool standard_output_write(const char *text, size_t size)
{
    errno = 0;
    return keep_error(folder_write_fully(STDOUT_FILENO, text, size));
}

int standard_output_close(void)
{
    /* A close that was interrupted has closed the file. */
    (void)keep_error(close(STDOUT_FILENO) == 0 || errno == EINTR);
    return first_error;
}
