#include "base/staging.h"

#include "base/folder_io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PREFIX         ".reportgen-"
#define SUFFIX         ".tmp"
#define JOURNAL_SUFFIX ".set"
#define FIRST_LINE     "reportgen set 1"
#define LAST_LINE      "end"

/* No journal of ours is so large: 255 bytes a name, a handful of names. */
enum { MOST_JOURNAL = 64 * 1024 };

/* ---- names --------------------------------------------------------------- */

enum staged_kind { NOT_STAGED, STAGED_FILE, STAGED_DRAFT, STAGED_JOURNAL };

uint32_t staging_new_set(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint32_t)now.tv_sec * UINT32_C(1000000007) + (uint32_t)now.tv_nsec;
}

static int set_name(char name[STAGED_NAME_SIZE], uint32_t set)
{
    return snprintf(name, STAGED_NAME_SIZE, PREFIX "%ld-%08lx", (long)getpid(),
                    (unsigned long)set);
}

bool staging_name(char staged[STAGED_NAME_SIZE], uint32_t set, unsigned number,
                  const char *name)
{
    int used = set_name(staged, set);
    int room = STAGED_NAME_SIZE - used;
    return snprintf(staged + used, (size_t)room, "-%u~%s" SUFFIX, number,
                    name) < room;
}

void staging_journal_names(char draft[STAGED_NAME_SIZE],
                           char journal[STAGED_NAME_SIZE], uint32_t set)
{
    int used = set_name(journal, set);
    memcpy(draft, journal, (size_t)used);
    strcpy(draft + used, SUFFIX);
    strcpy(journal + used, JOURNAL_SUFFIX);
}

/* Skips one or more of the characters ALLOWED. */
static bool skip_some(const char **at, const char *allowed)
{
    size_t n = strspn(*at, allowed);
    *at += n;
    return n > 0;
}

static bool skip_text(const char **at, const char *text)
{
    if (strncmp(*at, text, strlen(text)) != 0)
        return false;
    *at += strlen(text);
    return true;
}

static bool ends_in(const char *name, const char *suffix)
{
    size_t size = strlen(name);
    return size > strlen(suffix) &&
           strcmp(name + size - strlen(suffix), suffix) == 0;
}

/* What NAME is, by the letter of the names that are made here.  N_PREFIX
   becomes the length of what all files of its set begin with. */
static enum staged_kind kind_of(const char *name, size_t *n_prefix)
{
    const char *at = name;
    if (!skip_text(&at, PREFIX) || !skip_some(&at, "0123456789") ||
        !skip_text(&at, "-") || !skip_some(&at, "0123456789abcdef"))
        return NOT_STAGED;
    *n_prefix = (size_t)(at - name);
    if (strcmp(at, SUFFIX) == 0)
        return STAGED_DRAFT;
    if (strcmp(at, JOURNAL_SUFFIX) == 0)
        return STAGED_JOURNAL;
    return skip_text(&at, "-") && skip_some(&at, "0123456789") &&
                   skip_text(&at, "~") && ends_in(at, SUFFIX)
               ? STAGED_FILE
               : NOT_STAGED;
}

/* ---- whose a file is ----------------------------------------------------- */

/* Where everybody may write, everybody may put a file of any name: there only
   those of the running user are ours.  Elsewhere the office has chosen who may
   write, and one colleague's run finishes what another's has begun. */
static bool counts_for_all(int dir_fd)
{
    struct stat folder;
    return fstat(dir_fd, &folder) == 0 &&
           (folder.st_mode & (S_IWOTH | S_ISVTX)) == 0;
}

static bool is_ours(int dir_fd, const struct stat *file)
{
    return S_ISREG(file->st_mode) && file->st_nlink == 1 &&
           (file->st_uid == geteuid() || counts_for_all(dir_fd));
}

/* Opens NAME if it is ours.  -1 with errno: ENOENT when there is none, EPERM
   when it is not ours. */
static int open_ours(int dir_fd, const char *name)
{
    struct stat status;
    if (fstatat(dir_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return -1;
    int fd = is_ours(dir_fd, &status) ? folder_open_at(dir_fd, name, O_RDONLY)
                                      : (errno = EPERM, -1);
    if (fd < 0)
        return -1;
    if (fstat(fd, &status) == 0 && is_ours(dir_fd, &status))
        return fd;
    close(fd);
    errno = EPERM;
    return -1;
}

bool staging_remove(int dir_fd, const char *name)
{
    struct stat status;
    if (fstatat(dir_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT;
    return !S_ISREG(status.st_mode) || unlinkat(dir_fd, name, 0) == 0 ||
           errno == ENOENT;
}

/* ---- journals ------------------------------------------------------------ */

void staging_begin(struct strbuf *journal)
{
    strbuf_add_text(journal, FIRST_LINE "\n");
}

void staging_add_file(struct strbuf *journal, unsigned number, int64_t size,
                      const char *sha256, const char *name)
{
    strbuf_add_format(journal, "publish %u %lld %s %s\n", number,
                      (long long)size, sha256, name);
}

void staging_add_removal(struct strbuf *journal, const char *name)
{
    strbuf_add_format(journal, "remove %s\n", name);
}

void staging_end(struct strbuf *journal)
{
    strbuf_add_text(journal, LAST_LINE "\n");
}

/* One line of a journal. */
struct entry {
    bool publishes; /* else it removes */
    unsigned number;
    long long size;
    char sha256[65];
    const char *name;
};

static bool read_entry(char *line, struct entry *entry)
{
    int used = 0;
    *entry = (struct entry){0};
    if (sscanf(line, "publish %u %lld %64[0-9a-f] %n", &entry->number,
               &entry->size, entry->sha256, &used) == 3 &&
        used > 0) {
        entry->publishes = true;
        entry->name = line + used;
    } else if (strncmp(line, "remove ", strlen("remove ")) == 0) {
        entry->name = line + strlen("remove ");
    } else {
        return false;
    }
    return *entry->name != '\0' && !strchr(entry->name, '/') &&
           strcmp(entry->name, ".") != 0 && strcmp(entry->name, "..") != 0;
}

/* Cuts TEXT into the entries of a whole journal; it is changed, and names
   point into it.  How many, or -1 when it is none. */
static int parse(char *text, struct entry **entries)
{
    int n = 0;
    bool begun = false;
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        if (!begun) {
            begun = strcmp(line, FIRST_LINE) == 0;
            if (!begun)
                return -1;
        } else if (strcmp(line, LAST_LINE) == 0) {
            return end[1] == '\0' ? n : -1;
        } else {
            *entries = realloc(*entries, ((size_t)n + 1) * sizeof **entries);
            if (!read_entry(line, &(*entries)[n]))
                return -1;
            n++;
        }
    }
    return -1;
}

/* The text of the journal NAME, in memory of the caller.  NULL with errno: 0
   when it is not ours, EBADMSG when it cannot be a journal. */
static char *read_journal(int dir_fd, const char *name)
{
    int fd = open_ours(dir_fd, name);
    if (fd < 0) {
        errno = errno == EPERM || errno == ENOENT || errno == ELOOP ? 0 : errno;
        return NULL;
    }
    char *text = malloc(MOST_JOURNAL + 1);
    size_t used = 0;
    ssize_t n;
    while ((n = read(fd, text + used, MOST_JOURNAL - used)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        used += (size_t)n;
    }
    int error = n < 0 ? errno : 0;
    close(fd);
    text[used] = '\0';
    if (error == 0 && (used == MOST_JOURNAL || memchr(text, '\0', used)))
        error = EBADMSG;
    if (error == 0)
        return text;
    free(text);
    errno = error;
    return NULL;
}

/* ---- recovery ------------------------------------------------------------ */

/* A set on its way. */
struct recovery {
    int dir_fd;
    const char *journal;
    size_t n_prefix;
    staging_sink *sink;
    void *context;
    const struct entry *failed; /* or NULL */
};

static bool staged_name_of(const struct recovery *recovery,
                           const struct entry *entry,
                           char staged[STAGED_NAME_SIZE])
{
    return snprintf(staged, STAGED_NAME_SIZE, "%.*s-%u~%s" SUFFIX,
                    (int)recovery->n_prefix, recovery->journal, entry->number,
                    entry->name) < STAGED_NAME_SIZE;
}

enum entry_state { ENTRY_DONE, ENTRY_WAITS, ENTRY_STRANGE, ENTRY_FAILED };

/* A staged file that is gone has its name already.  ENTRY_FAILED with errno. */
static enum entry_state state_of(const struct recovery *recovery,
                                 const struct entry *entry)
{
    char staged[STAGED_NAME_SIZE];
    char sha256[65];
    if (!entry->publishes)
        return ENTRY_WAITS;
    if (!staged_name_of(recovery, entry, staged))
        return ENTRY_STRANGE;
    int fd = open_ours(recovery->dir_fd, staged);
    if (fd < 0)
        return errno == ENOENT                    ? ENTRY_DONE
               : errno == EPERM || errno == ELOOP ? ENTRY_STRANGE
                                                  : ENTRY_FAILED;
    int64_t size = folder_hash(fd, sha256);
    int error = errno;
    close(fd);
    errno = error;
    return size < 0 ? ENTRY_FAILED
           : size == entry->size && strcmp(sha256, entry->sha256) == 0
               ? ENTRY_WAITS
               : ENTRY_STRANGE;
}

static bool do_entry(const struct recovery *recovery, const struct entry *entry)
{
    char staged[STAGED_NAME_SIZE];
    if (!entry->publishes)
        return staging_remove(recovery->dir_fd, entry->name);
    return !staged_name_of(recovery, entry, staged) ||
           renameat(recovery->dir_fd, staged, recovery->dir_fd, entry->name) ==
               0 ||
           errno == ENOENT;
}

/* The journal is gone for good: a later run would take staged files that the
   sweep has removed for files that have their names, and do the rest. */
static bool drop(const struct recovery *recovery)
{
    return (unlinkat(recovery->dir_fd, recovery->journal, 0) == 0 ||
            errno == ENOENT) &&
           folder_sync(recovery->dir_fd);
}

/* Does what the N ENTRIES say, if all files are those of the journal. */
static bool do_all(struct recovery *recovery, const struct entry *entries,
                   int n)
{
    for (int i = 0; i < n; i++) {
        enum entry_state state = state_of(recovery, &entries[i]);
        recovery->failed = &entries[i];
        if (state == ENTRY_STRANGE) {
            recovery->sink(recovery->context, STAGING_CHANGED, entries[i].name);
            return drop(recovery);
        }
        if (state == ENTRY_FAILED)
            return false;
    }
    for (int i = 0; i < n; i++) {
        recovery->failed = &entries[i];
        if (!do_entry(recovery, &entries[i]))
            return false;
    }
    recovery->failed = NULL;
    return folder_sync(recovery->dir_fd) && drop(recovery);
}

static bool recover_set(int dir_fd, const char *journal, staging_sink *sink,
                        void *context, char failed[STAGED_NAME_SIZE])
{
    struct recovery recovery = {
        .dir_fd = dir_fd, .journal = journal, .sink = sink, .context = context};
    struct entry *entries = NULL;
    if (kind_of(journal, &recovery.n_prefix) != STAGED_JOURNAL)
        return true;
    char *text = read_journal(dir_fd, journal);
    int error = errno;
    bool ok = !text && error == 0;
    int n = text ? parse(text, &entries) : -1;
    if (n >= 0) {
        ok = do_all(&recovery, entries, n);
        error = errno;
    } else if (text || error == EBADMSG) {
        sink(context, STAGING_NO_JOURNAL, journal);
        ok = true;
    }
    snprintf(failed, STAGED_NAME_SIZE, "%s",
             recovery.failed ? recovery.failed->name : journal);
    free(entries);
    free(text);
    errno = error;
    return ok;
}

/* The names of the files of sets, each with its NUL. */
struct collection {
    char begin[64]; /* of the names that are wanted */
    struct strbuf names;
};

static bool collect(void *context, const char *name)
{
    struct collection *collection = context;
    size_t n_prefix;
    if (kind_of(name, &n_prefix) != NOT_STAGED &&
        strncmp(name, collection->begin, strlen(collection->begin)) == 0)
        strbuf_add(&collection->names, name, strlen(name) + 1);
    return true;
}

/* The files of sets of the process OWNER, or with 0 all.  False with errno when
   not all could be listed. */
static bool list_files(int dir_fd, pid_t owner, struct strbuf *names)
{
    struct collection collection = {.begin = PREFIX, .names = STRBUF_INIT};
    if (owner != 0)
        snprintf(collection.begin, sizeof collection.begin, PREFIX "%ld-",
                 (long)owner);
    bool ok = folder_list(dir_fd, collect, &collection);
    *names = collection.names;
    return ok;
}

bool staging_recover(int dir_fd, pid_t owner, staging_sink *sink, void *context,
                     char name[STAGED_NAME_SIZE])
{
    struct strbuf names;
    strcpy(name, ".");
    bool ok = list_files(dir_fd, owner, &names);
    for (size_t i = 0; ok && i < names.size; i += strlen(names.data + i) + 1)
        ok = recover_set(dir_fd, names.data + i, sink, context, name);
    int error = errno;
    strbuf_free(&names);
    errno = error;
    return ok;
}

/* ---- the sweep ----------------------------------------------------------- */

void staging_sweep(int dir_fd, pid_t owner)
{
    struct strbuf names;
    struct stat status;
    size_t n_prefix;
    (void)list_files(dir_fd, owner, &names);
    for (size_t i = 0; i < names.size; i += strlen(names.data + i) + 1) {
        const char *name = names.data + i;
        if (kind_of(name, &n_prefix) != STAGED_JOURNAL &&
            fstatat(dir_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            is_ours(dir_fd, &status))
            unlinkat(dir_fd, name, 0);
    }
    strbuf_free(&names);
}
