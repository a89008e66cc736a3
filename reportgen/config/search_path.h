/*
 * Search path: where layouts, schemas, forms and fonts.ini are looked up.
 *
 * In this order: the folder of the configuration, the working directory,
 * each folder of $REPORTGEN_PATH, /etc/reportgen, the folders beside the
 * program when it runs from its build tree, and the installed data folder.
 */
#ifndef CONFIG_SEARCH_PATH_H
#define CONFIG_SEARCH_PATH_H

#include "base/arena.h"

/* First existing DIR/KIND/NAME or DIR/NAME (KIND "layouts", "fonts"...);
   CONFIG_FOLDER may be NULL.  NULL when there is none; then *TRIED (may be
   NULL) lists the places, for the message. */
const char *search_path_find(struct arena *arena, const char *config_folder,
                             const char *kind, const char *name,
                             const char **tried);

/* The folder in which the running program stands; NULL when the system does
   not tell. */
const char *search_path_program_folder(struct arena *arena);

#endif
