#include "output/manifest.h"

#include "base/json_library.h"

#include <stdlib.h>
#include <string.h>

/* Adds TEXT under KEY, unless it is empty. */
static void add_text(json_t *object, const char *key, const char *text)
{
    if (text && *text != '\0')
        json_object_set_new(object, key, json_string(text));
}

/* Adds NUMBER under KEY, unless it is not known. */
static void add_number(json_t *object, const char *key, int64_t number)
{
    if (number >= 0)
        json_object_set_new(object, key, json_integer(number));
}

static json_t *program(const struct manifest *manifest)
{
    json_t *object = json_object();
    add_text(object, "name", "reportgen");
    add_text(object, "version", manifest->version);
    return object;
}

static json_t *period(const struct manifest *manifest)
{
    json_t *object = json_object();
    add_text(object, "spec", manifest->period);
    add_text(object, "first", manifest->first);
    add_text(object, "last", manifest->last);
    add_text(object, "closing", manifest->closing);
    return object;
}

static json_t *each(const struct manifest *manifest)
{
    json_t *object = json_object();
    add_text(object, "field", manifest->each_field);
    add_text(object, "key", manifest->each_key);
    return object;
}

static json_t *sums(const struct manifest_file *file)
{
    json_t *object = json_object();
    for (size_t i = 0; i < file->n_sums; i++)
        add_number(object, file->sums[i].field, file->sums[i].dong);
    return object;
}

static json_t *files(const struct manifest_file *list, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *object = json_object();
        add_text(object, "name", list[i].name);
        add_text(object, "role", list[i].role);
        add_number(object, "size", list[i].size);
        add_text(object, "sha256", list[i].sha256);
        add_number(object, "rows", list[i].rows);
        if (list[i].rows >= 0)
            add_number(object, "cells", list[i].cells);
        if (list[i].n_sums > 0)
            json_object_set_new(object, "sums", sums(&list[i]));
        json_array_append_new(array, object);
    }
    return array;
}

/* An object for each tally, with its measures.  A figure is a text, as exact as
   in the dump, because readers of JSON take numbers for doubles. */
static json_t *tallies(const struct manifest *manifest)
{
    json_t *object = json_object();
    for (size_t i = 0; i < manifest->n_figures; i++) {
        const struct manifest_figure *figure = &manifest->figures[i];
        json_t *tally = json_object_get(object, figure->tally);
        if (!tally) {
            tally = json_object();
            json_object_set_new(object, figure->tally, tally);
        }
        add_text(tally, figure->measure, figure->value);
    }
    return object;
}

const char *manifest_print(struct arena *arena, const struct manifest *manifest,
                           size_t *size, struct diag *diag)
{
    json_t *root = json_object();
    json_object_set_new(root, "program", program(manifest));
    json_object_set_new(root, "period", period(manifest));
    if (manifest->each_field)
        json_object_set_new(root, "each", each(manifest));
    if (manifest->n_outputs > 0)
        json_object_set_new(root, "outputs",
                            files(manifest->outputs, manifest->n_outputs));
    json_object_set_new(root, "inputs",
                        files(manifest->inputs, manifest->n_inputs));
    json_object_set_new(root, "tallies", tallies(manifest));
    char *json = json_dumps(root, JSON_INDENT(2) | JSON_SORT_KEYS);
    json_decref(root);
    if (!json) {
        diag_report(diag, DIAG_INTERNAL, PLACE_NONE,
                    "the manifest cannot be printed");
        return NULL;
    }
    const char *text = arena_printf(arena, "%s\n", json);
    free(json);
    *size = strlen(text);
    return text;
}

bool manifest_write(const struct manifest *manifest, struct outfile *file,
                    struct diag *diag)
{
    struct arena *arena = arena_create();
    size_t size;
    const char *text = manifest_print(arena, manifest, &size, diag);
    /* A failed write is reported by outfile_close(). */
    if (text)
        outfile_write(file, text, size);
    arena_destroy(arena);
    return text != NULL;
}

/* ---- reading ------------------------------------------------------------- */

static bool read_output(struct arena *arena, const json_t *output,
                        struct manifest_file *file)
{
    const json_t *size = json_object_get(output, "size");
    const char *name = json_string_value(json_object_get(output, "name"));
    const char *sha256 = json_string_value(json_object_get(output, "sha256"));
    if (!name || *name == '\0' || *name == '.' || strchr(name, '/') ||
        !json_is_integer(size) || !sha256 || strlen(sha256) != 64)
        return false;
    *file = (struct manifest_file){.name = arena_strdup(arena, name),
                                   .size = json_integer_value(size),
                                   .sha256 = arena_strdup(arena, sha256)};
    return file->size >= 0;
}

bool manifest_read_outputs(struct arena *arena, const char *path,
                           const char *text, size_t size,
                           struct manifest_file **files, size_t *n_files,
                           struct diag *diag)
{
    json_error_t error;
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    const json_t *outputs = json_object_get(root, "outputs");
    const size_t n = json_array_size(outputs);
    *files = ARENA_ARRAY(arena, struct manifest_file, n);
    *n_files = 0;
    while (*n_files < n && read_output(arena, json_array_get(outputs, *n_files),
                                       &(*files)[*n_files]))
        (*n_files)++;
    const bool good = *n_files == n && n > 0;
    if (!good)
        diag_report(diag, DIAG_MANIFEST_BAD, (struct place){.file = path});
    json_decref(root);
    return good;
}
