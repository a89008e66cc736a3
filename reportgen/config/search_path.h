/*
 * Search path: where layouts, schemas, forms, maps of places and fonts.ini are
 * looked up.
 *
 * In this order: the folder of the configuration, each folder of
 * $REPORTGEN_PATH, /etc/reportgen, the folders beside the program when it runs
 * from its build tree, and the installed data folder.  The working directory
 * is none of them: cron starts the program anywhere, and anybody may have put
 * a layout there.  What is found stands below the folder in which it was
 * looked for (base/root.h).  A file that is there and cannot be read ends the
 * search: another of that name would print another report.
 */
#ifndef CONFIG_SEARCH_PATH_H
#define CONFIG_SEARCH_PATH_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/root.h"

#include <stdbool.h>
#include <stddef.h>

/* A file to look for, and how its absence is reported. */
struct search {
    const struct root *folder; /* of the configuration; NULL: there is none */
    const char *kind;          /* "layouts" or "fonts" */
    const char *file;          /* "annual-report/layout.ini" */
    const char *name;          /* as the user calls it: "annual-report" */
    struct place place;        /* where the user does */
    enum diag_code absent;     /* takes NAME and the places looked at */
};

/* Finds the first existing FOLDER/KIND/FILE or FOLDER/FILE.  False after a
   report: no such file, or one that cannot be read. */
bool search_path_find(struct arena *arena, const struct search *search,
                      struct diag *diag, struct input *found);

/* A folder that is searched for all configurations. */
struct search_folder {
    const char *path;
    bool only_kinds; /* FOLDER/KIND/FILE is looked for, FOLDER/FILE is not */
};

/* The folders that search_path_find() goes through behind that of the
   configuration, in their order and each once; in the arena. */
const struct search_folder *search_path_folders(struct arena *arena,
                                                size_t *n_folders);

/* The folder of the running program, in the arena; NULL when the system does
   not tell. */
const char *search_path_program_folder(struct arena *arena);

#endif
