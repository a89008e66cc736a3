#include "base/journal.h"

#include "base/folder_io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX ".reportgen-"
#define SUFFIX ".journal"

/* The last line: a journal without it was never finished, and none of its
   renames has begun. */
#define LAST_LINE "end\n"

enum { MOST_BYTES = 1024 * 1024 };

void journal_add(struct strbuf *text, const char *staged, const char *name)
{
    strbuf_add_format(text, "%s\n%s\n", staged, name);
}

/* A fresh file; an earlier report of this process may have had to leave its
   journal behind. */
static int create(int dir_fd, char name[JOURNAL_NAME_SIZE])
{
    for (unsigned n = 1;; n++) {
        snprintf(name, JOURNAL_NAME_SIZE, PREFIX "%ld-%u" SUFFIX,
                 (long)getpid(), n);
        int fd = folder_open_at(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
}

static bool write_text(int dir_fd, int fd, const struct strbuf *text)
{
    bool ok = folder_write_fully(fd, text->data, text->size) && folder_sync(fd);
    int error = errno;
    if (close(fd) != 0 && ok && errno != EINTR) {
        ok = false;
        error = errno;
    }
    errno = error;
    return ok && folder_sync(dir_fd);
}

bool journal_write(int dir_fd, struct strbuf *text,
                   char name[JOURNAL_NAME_SIZE])
{
    strbuf_add_text(text, LAST_LINE);
    int fd = create(dir_fd, name);
    if (fd < 0)
        return false;
    if (write_text(dir_fd, fd, text))
        return true;
    int error = errno;
    journal_remove(dir_fd, name);
    errno = error;
    return false;
}

void journal_remove(int dir_fd, const char *name)
{
    unlinkat(dir_fd, name, 0);
}

/* Cuts one line off *TEXT. */
static char *next_line(char **text)
{
    char *line = *text;
    char *end = strchr(line, '\n');
    if (end == NULL)
        return NULL;
    *end = '\0';
    *text = end + 1;
    return line;
}

/* A name that the journal of a run of ours can hold, whoever wrote it. */
static bool is_safe(const char *staged, const char *name)
{
    return strncmp(staged, PREFIX, strlen(PREFIX)) == 0 &&
           strchr(staged, '/') == NULL && strchr(name, '/') == NULL &&
           *name != '\0';
}

/* What is renamed already is no longer there under its staged name. */
static bool replay(int dir_fd, char *text)
{
    char *staged;
    char *name;
    bool ok = true;
    while ((staged = next_line(&text)) != NULL &&
           (name = next_line(&text)) != NULL)
        if (is_safe(staged, name) &&
            renameat(dir_fd, staged, dir_fd, name) != 0 && errno != ENOENT)
            ok = false;
    return ok;
}

/* The text of a whole journal, or NULL. */
static char *read_text(int dir_fd, const char *name)
{
    struct stat st;
    const size_t last = strlen(LAST_LINE);
    int fd = folder_open_at(dir_fd, name, O_RDONLY | O_NOFOLLOW);
    if (fd < 0)
        return NULL;
    char *text = NULL;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size < MOST_BYTES) {
        text = calloc(1, (size_t)st.st_size + 1);
        ssize_t n = read(fd, text, (size_t)st.st_size);
        if (n != st.st_size || (size_t)n < last ||
            strcmp(text + n - last, LAST_LINE) != 0) {
            free(text);
            text = NULL;
        }
    }
    close(fd);
    return text;
}

static bool recover_one(int dir_fd, const char *name)
{
    char *text = read_text(dir_fd, name);
    bool ok = text == NULL || (replay(dir_fd, text) && folder_sync(dir_fd));
    int error = errno;
    free(text);
    if (ok)
        journal_remove(dir_fd, name);
    errno = error;
    return ok;
}

static bool is_journal(const char *name)
{
    size_t size = strlen(name);
    return strncmp(name, PREFIX, strlen(PREFIX)) == 0 &&
           size > strlen(SUFFIX) &&
           strcmp(name + size - strlen(SUFFIX), SUFFIX) == 0;
}

bool journal_recover(int dir_fd)
{
    int fd = folder_open_at(dir_fd, ".", O_RDONLY | O_DIRECTORY);
    DIR *entries = fd < 0 ? NULL : fdopendir(fd);
    bool ok = true;
    if (entries == NULL)
        return fd < 0 || close(fd) == 0;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        if (is_journal(entry->d_name) && !recover_one(dir_fd, entry->d_name))
            ok = false;
    int error = errno;
    closedir(entries);
    errno = error;
    return ok;
}
