/*
 * Root: a folder out of which no name leads that is read below it.
 *
 * Layouts, parts, SQL files and images are named in files that one office
 * takes over from another.  A name, a part of it or a symbolic link may lead
 * out of the folder in which its author was found: such a file is not read,
 * or a report would print what its reader may not see.  Links that stay below
 * the root are followed, and those that root has put into /etc, as packages
 * and administrators do.
 *
 * Each name is checked when it is opened and by the kernel, or step by step
 * with a descriptor of every folder on the way: to exchange a folder for a
 * link meanwhile gains nothing.
 */
#ifndef BASE_ROOT_H
#define BASE_ROOT_H

#include "base/arena.h"
#include "base/place.h"

#include <stdbool.h>

struct root {
    const char *path;          /* the folder as messages name it */
    const struct root *within; /* what it was found below; NULL: nothing, PATH
                                  was given by whoever started the program */
    const char *name;          /* below WITHIN */
    bool is_open;              /* names may lead out: [security] */
};

/* A file to be read: NAME below ROOT.  With no root it stands at PATH,
   wherever that is. */
struct input {
    const struct root *root;
    const char *name;
    const char *path;   /* as messages name it */
    struct place place; /* where it is named; its file may be NULL */
};

enum input_state {
    INPUT_OPENED,
    INPUT_ABSENT,
    INPUT_DANGLING,  /* a link to what is not there */
    INPUT_OUTSIDE,   /* leads out of its root */
    INPUT_UNREADABLE /* errno says why */
};

/* The folder PATH, of which nothing is checked. */
struct root *root_at(struct arena *arena, const char *path);

/* The folder NAME below ROOT, of which a copy is made. */
struct root *root_below(struct arena *arena, const struct root *root,
                        const char *name);

/* How messages call NAME below ROOT. */
const char *root_path(struct arena *arena, const struct root *root,
                      const char *name);

/* The file at PATH, wherever it is. */
struct input input_at(const char *path);

/* NAME below ROOT, as named at PLACE. */
struct input input_below(struct arena *arena, const struct root *root,
                         const char *name, struct place place);

/* Opens INPUT for reading, without waiting for the other end of a pipe.  *FD
   belongs to the caller when the result is INPUT_OPENED. */
enum input_state input_open(const struct input *input, int *fd);

/* What input_open() would give. */
enum input_state input_look(const struct input *input);

/* The folder in which INPUT stands, as a root of what is named there. */
struct root *input_folder(struct arena *arena, const struct input *input);

#endif
