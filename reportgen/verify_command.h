/*
 * Verify command: whether the files of a folder are those that runs wrote.
 */
#ifndef VERIFY_COMMAND_H
#define VERIFY_COMMAND_H

#include "base/diag.h"

/* Compares each file that a manifest in FOLDER names with its size and SHA-256,
   and prints the paths of unchanged ones to standard output.  A PDF to which
   bytes were added at the end, as electronic signatures do, counts as
   unchanged, with a note.  Missing and changed files are reported. */
void verify_command(const char *folder, struct diag *diag);

#endif
