/*
 * A fresh folder for a test that touches files, and what tests do there.
 */
#ifndef UNIT_FOLDER_H
#define UNIT_FOLDER_H

#include "check.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct folder {
    char path[64];
};

static inline void folder_make(struct folder *folder)
{
    strcpy(folder->path, "/tmp/reportgen-unit-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
}

static inline const char *folder_file(const struct folder *folder,
                                      const char *name, char path[256])
{
    snprintf(path, 256, "%s/%s", folder->path, name);
    return path;
}

static inline void folder_write(const struct folder *folder, const char *name,
                                const void *bytes, size_t size)
{
    char path[256];
    FILE *file = fopen(folder_file(folder, name, path), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* The text of a small file; "" when there is none. */
static inline const char *folder_read(const struct folder *folder,
                                      const char *name, char text[256])
{
    char path[256];
    FILE *file = fopen(folder_file(folder, name, path), "rb");
    size_t n = file == NULL ? 0 : fread(text, 1, 255, file);
    text[n] = '\0';
    if (file != NULL)
        fclose(file);
    return text;
}

static inline int folder_count(const struct folder *folder)
{
    int n = 0;
    DIR *entries = opendir(folder->path);
    assert_non_null(entries);
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;)
        n +=
            strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(entries);
    return n;
}

/* Removes the folder and the files in it. */
static inline void folder_remove(const struct folder *folder)
{
    char path[512];
    DIR *entries = opendir(folder->path);
    assert_non_null(entries);
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s", folder->path, entry->d_name);
        if (entry->d_name[0] != '.' || strlen(entry->d_name) > 2)
            remove(path);
    }
    closedir(entries);
    assert_int_equal(rmdir(folder->path), 0);
}

#endif
