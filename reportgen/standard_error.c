#include "standard_error.h"

#include "base/folder_io.h"
#include "base/memory_file.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* More text is dropped. */
enum { MOST_TEXT = 16 * 1024 };

static int messages = STDERR_FILENO;
static int printed = -1; /* by libraries */

int standard_error_take(void)
{
#ifndef SANITIZE
    char path[32];
    int own = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    int memory = own < 0 ? -1 : memory_file_open(path);
    if (memory >= 0 && dup2(memory, STDERR_FILENO) == STDERR_FILENO) {
        messages = own;
        printed = STDERR_FILENO;
    } else if (own >= 0) {
        close(own);
    }
    if (memory >= 0)
        close(memory);
#endif
    return messages;
}

static size_t read_printed(char text[MOST_TEXT])
{
    ssize_t n = printed < 0 ? 0 : pread(printed, text, MOST_TEXT, 0);
    return n < 0 ? 0 : (size_t)n;
}

void standard_error_report(struct diag *diag)
{
    char text[MOST_TEXT + 1];
    text[read_printed(text)] = '\0';
    for (char *line = text; *line != '\0';) {
        size_t size = strcspn(line, "\n");
        char *next = line + size + (line[size] == '\n');
        line[size] = '\0';
        if (size > 0)
            diag_report(diag, DIAG_LIBRARY_MESSAGE, PLACE_NONE, line);
        line = next;
    }
}

void standard_error_forward(bool as_json)
{
    static char text[MOST_TEXT], line[2 * MOST_TEXT];
    const char *start = as_json ? "{\"code\":\"library-message\",\"level\":"
                                  "\"note\",\"file\":null,\"line\":null,"
                                  "\"column\":null,\"text\":\""
                                : "reportgen: note: library-message: ";
    const char *end = as_json ? "\"}\n" : "\n";
    size_t used = 0;
    size_t n = read_printed(text);
    while (n > 0 && text[n - 1] == '\n')
        n--;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (as_json && (c == '"' || c == '\\'))
            line[used++] = '\\';
        /* Only ASCII is certain to be whole. */
        line[used++] = c == '\n' ? ' ' : c < ' ' || c > '~' ? '?' : (char)c;
    }
    if (used > 0)
        (void)(folder_write_fully(messages, start, strlen(start)) &&
               folder_write_fully(messages, line, used) &&
               folder_write_fully(messages, end, strlen(end)));
}
