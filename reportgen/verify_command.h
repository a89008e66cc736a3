/*
 * Verify command: whether the files of a folder are those that runs wrote.
 */
#ifndef VERIFY_COMMAND_H
#define VERIFY_COMMAND_H

#include "base/diag.h"

/* Compares each file that a manifest in FOLDER names with its size and SHA-256
   there, and prints the paths of those that are as they were written on
   standard output.  A PDF behind whose bytes others were added, as electronic
   signatures do, counts as unchanged and is noted.  What is absent or changed
   is reported. */
void verify_command(const char *folder, struct diag *diag);

#endif
