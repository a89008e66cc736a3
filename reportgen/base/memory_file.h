/*
 * Memory file: a file without a name, for a library that reads by name.
 */
#ifndef BASE_MEMORY_FILE_H
#define BASE_MEMORY_FILE_H

#include <stddef.h>

/* An empty file for reading and writing, in memory where the system has such,
   else in the folder for temporary files; closed on exec.  PATH becomes the
   path that leads to it in this process.  -1 with errno. */
int memory_file_open(char path[32]);

#endif
