#include "verify_command.h"

#include "base/arena.h"
#include "base/folder_io.h"
#include "base/infile.h"
#include "base/strbuf.h"
#include "output/manifest.h"
#include "standard_output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char manifest_end[] = ".manifest.json";

enum { LARGEST_MANIFEST = 64 * 1024 * 1024 };

struct work {
    struct arena *arena;
    const char *folder;
    int folder_fd;
    const char **manifests; /* their names */
    size_t n_manifests;
    size_t capacity;
    struct diag *diag;
};

static const char *path_of(const struct work *work, const char *name)
{
    return arena_printf(work->arena, "%s/%s", work->folder, name);
}

static bool ends_with(const char *name, const char *end)
{
    size_t size = strlen(name);
    size_t end_size = strlen(end);
    return size > end_size && strcmp(name + size - end_size, end) == 0;
}

static bool add_manifest(void *context, const char *name)
{
    struct work *work = context;
    if (*name == '.' || !ends_with(name, manifest_end))
        return true;
    if (work->n_manifests == work->capacity) {
        work->capacity = work->capacity * 2 + 16;
        const char **larger =
            ARENA_ARRAY(work->arena, const char *, work->capacity);
        if (work->n_manifests > 0)
            memcpy(larger, work->manifests, work->n_manifests * sizeof *larger);
        work->manifests = larger;
    }
    work->manifests[work->n_manifests++] = arena_strdup(work->arena, name);
    return true;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void report_changed(struct work *work, const struct manifest_file *file,
                           const char *manifest, const char *found)
{
    diag_report(work->diag, DIAG_VERIFY_CHANGED,
                (struct place){.file = path_of(work, file->name)}, manifest,
                found, file->sha256);
}

/* True when the file is a PDF with added bytes: an electronic signature comes
   after the bytes that it signs. */
static bool is_signed(struct work *work, const struct manifest_file *file,
                      const char *manifest, int fd, int64_t size)
{
    char sha256[65];
    if (size <= file->size || !ends_with(file->name, ".pdf") ||
        !folder_hash_first(fd, file->size, sha256) ||
        strcmp(sha256, file->sha256) != 0)
        return false;
    struct strbuf more = STRBUF_INIT;
    strbuf_add_integer(&more, size - file->size);
    diag_report(work->diag, DIAG_VERIFY_APPENDED,
                (struct place){.file = path_of(work, file->name)}, manifest,
                strbuf_text(&more));
    strbuf_free(&more);
    return true;
}

static void verify_file(struct work *work, const struct manifest_file *file,
                        const char *manifest)
{
    const char *path = path_of(work, file->name);
    const struct place place = {.file = path};
    char sha256[65];
    int fd = folder_open_at(work->folder_fd, file->name, O_RDONLY);
    if (fd < 0) {
        if (errno == ENOENT)
            diag_report(work->diag, DIAG_VERIFY_ABSENT, place, manifest);
        else
            diag_report(work->diag, DIAG_VERIFY_UNREADABLE, place,
                        strerror(errno));
        return;
    }
    int64_t size = folder_hash(fd, sha256);
    if (size < 0) {
        diag_report(work->diag, DIAG_VERIFY_UNREADABLE, place, strerror(errno));
    } else if (strcmp(sha256, file->sha256) == 0 ||
               is_signed(work, file, manifest, fd, size)) {
        const char *line = arena_printf(work->arena, "%s\n", path);
        standard_output_write(line, strlen(line));
    } else {
        report_changed(work, file, manifest, sha256);
    }
    close(fd);
}

static void verify_manifest(struct work *work, const char *name)
{
    const char *path = path_of(work, name);
    struct manifest_file *files;
    size_t n;
    struct infile text;
    if (!infile_read(work->arena, path, LARGEST_MANIFEST, work->diag, &text) ||
        !manifest_read_outputs(work->arena, path, text.data, text.size, &files,
                               &n, work->diag))
        return;
    for (size_t i = 0; i < n; i++)
        verify_file(work, &files[i], name);
}

void verify_command(const char *folder, struct diag *diag)
{
    struct work work = {
        .arena = arena_create(), .folder = folder, .diag = diag};
    const struct place place = {.file = folder};
    work.folder_fd = folder_open(folder);
    if (work.folder_fd < 0 || !folder_list(work.folder_fd, add_manifest, &work))
        diag_report(diag, DIAG_VERIFY_FOLDER, place, strerror(errno));
    else if (work.n_manifests == 0)
        diag_report(diag, DIAG_VERIFY_NOTHING, place);
    if (work.n_manifests > 0)
        qsort(work.manifests, work.n_manifests, sizeof *work.manifests,
              compare_names);
    for (size_t i = 0; i < work.n_manifests; i++)
        verify_manifest(&work, work.manifests[i]);
    if (work.folder_fd >= 0)
        close(work.folder_fd);
    arena_destroy(work.arena);
}
