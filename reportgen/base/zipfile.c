#include "base/zipfile.h"

#include "base/infile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum { PIECE_SIZE = 64 * 1024 };

struct zipfile {
    char *path;
    zip_t *zip;
    size_t n_parts;
};

/* A file that the system does not give is no broken archive. */
static void report_open(const char *path, int code, struct diag *diag)
{
    const struct place place = {.file = path};
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    int system = zip_error_code_system(&error);
    if (zip_error_system_type(&error) == ZIP_ET_SYS && system != 0)
        infile_report(diag, place, system, NULL);
    else
        diag_report(diag, DIAG_ZIP_BROKEN, place, zip_error_strerror(&error));
    zip_error_fini(&error);
}

struct zipfile *zipfile_open(const char *path, struct diag *diag)
{
    int code = 0;
    zip_t *opened = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
    if (!opened) {
        report_open(path, code, diag);
        return NULL;
    }
    struct zipfile *zip = calloc(1, sizeof *zip);
    zip->path = strdup(path);
    zip->zip = opened;
    zip->n_parts = (size_t)zip_get_num_entries(opened, 0);
    return zip;
}

void zipfile_close(struct zipfile *zip)
{
    if (!zip)
        return;
    zip_discard(zip->zip); /* nothing was changed: nothing to write */
    free(zip->path);
    free(zip);
}

const char *zipfile_path(const struct zipfile *zip)
{
    return zip->path;
}

size_t zipfile_n_parts(const struct zipfile *zip)
{
    return zip->n_parts;
}

const char *zipfile_part_name(const struct zipfile *zip, size_t i)
{
    const char *name = zip_get_name(zip->zip, i, ZIP_FL_ENC_RAW);
    return name ? name : "";
}

int64_t zipfile_find(const struct zipfile *zip, const char *name)
{
    return zip_name_locate(zip->zip, name, ZIP_FL_ENC_RAW);
}

static bool report_part(const struct zipfile *zip, size_t i, zip_error_t *error,
                        struct diag *diag)
{
    const struct place place = {.file = zip->path};
    int system = zip_error_code_system(error);
    if (zip_error_system_type(error) == ZIP_ET_SYS && system != 0)
        infile_report(diag, place, system, NULL);
    else
        diag_report(diag, DIAG_ZIP_PART_BROKEN, place,
                    zipfile_part_name(zip, i), zip_error_strerror(error));
    return false;
}

/* The last read of a part compares its check sum. */
static bool read_pieces(struct zipfile *zip, size_t i, zip_file_t *part,
                        uint64_t limit, zipfile_sink *sink, void *context,
                        struct diag *diag)
{
    char piece[PIECE_SIZE];
    uint64_t total = 0;
    zip_int64_t n;
    while ((n = zip_fread(part, piece, sizeof piece)) > 0) {
        total += (uint64_t)n;
        if (total > limit) {
            diag_report(diag, DIAG_ZIP_PART_TOO_LARGE,
                        (struct place){.file = zip->path},
                        zipfile_part_name(zip, i), (unsigned long long)limit);
            return false;
        }
        if (sink && !sink(context, piece, (size_t)n))
            return false;
    }
    return n == 0 || report_part(zip, i, zip_file_get_error(part), diag);
}

bool zipfile_read(struct zipfile *zip, size_t i, uint64_t limit,
                  zipfile_sink *sink, void *context, struct diag *diag)
{
    zip_file_t *part = zip_fopen_index(zip->zip, i, 0);
    if (!part)
        return report_part(zip, i, zip_get_error(zip->zip), diag);
    bool ok = read_pieces(zip, i, part, limit, sink, context, diag);
    zip_fclose(part);
    return ok;
}

/* ---- archives of other makers -------------------------------------------- */

struct zipfile *zipfile_open_data(int fd, const char *name, struct diag *diag)
{
    zip_error_t error;
    const struct place place = {.file = name};
    /* libzip reads what it is given from the beginning, and closes it. */
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    FILE *file = copy < 0 ? NULL : fdopen(copy, "rb");
    if (!file) {
        infile_report(diag, place, errno, strerror(errno));
        return NULL;
    }
    zip_error_init(&error);
    zip_source_t *source = zip_source_filep_create(file, 0, -1, &error);
    zip_t *opened =
        !source ? NULL : zip_open_from_source(source, ZIP_RDONLY, &error);
    if (!opened) {
        diag_report(diag, DIAG_ZIP_BROKEN, place, zip_error_strerror(&error));
        if (source)
            zip_source_free(source);
        else
            fclose(file);
        zip_error_fini(&error);
        return NULL;
    }
    struct zipfile *zip = calloc(1, sizeof *zip);
    zip->path = strdup(name);
    zip->zip = opened;
    zip->n_parts = (size_t)zip_get_num_entries(opened, 0);
    zip_error_fini(&error);
    return zip;
}

/* A part that unpacks to more than this times its size is a trap: deflate
   reaches 1,032, and a sheet of a million equal rows 150. */
enum { MOST_RATIO = 500, HARMLESS_BYTES = 64 << 20 };

struct zipfile_part {
    struct zipfile *zip;
    size_t number;
    zip_file_t *file;
    uint64_t limit;
    uint64_t packed; /* bytes of it in the archive */
    uint64_t n_read;
    struct diag *diag;
};

struct zipfile_part *zipfile_part_open(struct zipfile *zip, size_t i,
                                       uint64_t limit, struct diag *diag)
{
    zip_stat_t st;
    zip_file_t *file = zip_fopen_index(zip->zip, i, 0);
    if (!file) {
        report_part(zip, i, zip_get_error(zip->zip), diag);
        return NULL;
    }
    struct zipfile_part *part = calloc(1, sizeof *part);
    *part = (struct zipfile_part){zip, i, file, limit, 0, 0, diag};
    if (zip_stat_index(zip->zip, i, 0, &st) == 0 &&
        (st.valid & ZIP_STAT_COMP_SIZE) != 0)
        part->packed = st.comp_size;
    return part;
}

ptrdiff_t zipfile_part_read(struct zipfile_part *part, char *bytes, size_t size)
{
    zip_int64_t n = zip_fread(part->file, bytes, size);
    if (n < 0) {
        report_part(part->zip, part->number, zip_file_get_error(part->file),
                    part->diag);
        return -1;
    }
    part->n_read += (uint64_t)n;
    uint64_t limit = part->limit;
    if (part->n_read > HARMLESS_BYTES && part->packed < limit / MOST_RATIO)
        limit = part->packed * MOST_RATIO;
    if (limit < HARMLESS_BYTES && part->limit > HARMLESS_BYTES)
        limit = HARMLESS_BYTES;
    if (part->n_read <= limit)
        return (ptrdiff_t)n;
    diag_report(part->diag, DIAG_ZIP_PART_TOO_LARGE,
                (struct place){.file = part->zip->path},
                zipfile_part_name(part->zip, part->number),
                (unsigned long long)limit);
    return -1;
}

void zipfile_part_close(struct zipfile_part *part)
{
    if (!part)
        return;
    zip_fclose(part->file);
    free(part);
}

/* ---- changed copies ------------------------------------------------------ */

struct changed {
    char *name;
    char *bytes;
    size_t size;
    bool is_put;
};

struct zipcopy {
    struct zipfile *zip;
    struct changed *changed;
    size_t n_changed;
};

struct zipcopy *zipcopy_begin(struct zipfile *zip)
{
    struct zipcopy *copy = calloc(1, sizeof *copy);
    copy->zip = zip;
    return copy;
}

void zipcopy_put(struct zipcopy *copy, const char *name, const char *bytes,
                 size_t size)
{
    copy->changed =
        realloc(copy->changed, (copy->n_changed + 1) * sizeof *copy->changed);
    struct changed *changed = &copy->changed[copy->n_changed++];
    *changed = (struct changed){strdup(name), malloc(size + 1), size, false};
    memcpy(changed->bytes, bytes, size);
}

void zipcopy_free(struct zipcopy *copy)
{
    if (!copy)
        return;
    for (size_t i = 0; i < copy->n_changed; i++) {
        free(copy->changed[i].name);
        free(copy->changed[i].bytes);
    }
    free(copy->changed);
    free(copy);
}

static struct changed *find_changed(struct zipcopy *copy, const char *name)
{
    for (size_t i = 0; i < copy->n_changed; i++)
        if (strcmp(copy->changed[i].name, name) == 0)
            return &copy->changed[i];
    return NULL;
}

static bool add_changed(zip_t *out, struct changed *changed)
{
    enum { DAY_OF_NO_DATE = 0x21 }; /* 1980-01-01: the same bytes each time */
    zip_source_t *source =
        zip_source_buffer(out, changed->bytes, changed->size, 0);
    zip_int64_t at =
        source ? zip_file_add(out, changed->name, source, ZIP_FL_ENC_UTF_8)
               : -1;
    if (source && at < 0)
        zip_source_free(source);
    changed->is_put = true;
    return at >= 0 && zip_file_set_dostime(out, (zip_uint64_t)at, 0,
                                           DAY_OF_NO_DATE, 0) == 0;
}

static bool add_part(struct zipcopy *copy, zip_t *out, size_t i)
{
    const char *name = zipfile_part_name(copy->zip, i);
    struct changed *changed = find_changed(copy, name);
    if (changed)
        return add_changed(out, changed);
    zip_source_t *source = zip_source_zip(out, copy->zip->zip, i, 0, 0, -1);
    zip_int64_t at =
        source ? zip_file_add(out, name, source, ZIP_FL_ENC_GUESS) : -1;
    if (source && at < 0)
        zip_source_free(source);
    return at >= 0;
}

/* Puts the parts of COPY together in OUT. */
static bool add_parts(struct zipcopy *copy, zip_t *out)
{
    bool ok = true;
    for (size_t i = 0; i < copy->zip->n_parts && ok; i++)
        ok = add_part(copy, out, i);
    for (size_t i = 0; i < copy->n_changed && ok; i++)
        if (!copy->changed[i].is_put)
            ok = add_changed(out, &copy->changed[i]);
    return ok;
}

static bool hand_on(zip_source_t *source, zipfile_sink *sink, void *context)
{
    char piece[PIECE_SIZE];
    zip_int64_t n = -1;
    if (zip_source_open(source) != 0)
        return false;
    while ((n = zip_source_read(source, piece, sizeof piece)) > 0)
        if (!sink(context, piece, (size_t)n))
            break;
    zip_source_close(source);
    return n == 0;
}

bool zipcopy_write(struct zipcopy *copy, zipfile_sink *sink, void *context,
                   struct diag *diag)
{
    const struct place place = {.file = copy->zip->path};
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *out =
        source ? zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error)
               : NULL;
    if (!out) {
        diag_report(diag, DIAG_ZIP_BROKEN, place, zip_error_strerror(&error));
        zip_source_free(source);
        zip_error_fini(&error);
        return false;
    }
    zip_source_keep(source); /* closing the archive gives its own away */
    bool ok = add_parts(copy, out) && zip_close(out) == 0;
    if (!ok) {
        diag_report(diag, DIAG_ZIP_BROKEN, place, zip_strerror(out));
        zip_discard(out);
    } else {
        ok = hand_on(source, sink, context);
    }
    zip_source_free(source);
    zip_error_fini(&error);
    return ok;
}
