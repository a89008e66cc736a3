/*
 * Completion: what a shell may put for the word that somebody is typing.
 *
 * The scripts in completion/ ask "reportgen complete WORD...", so that they
 * know the options, commands, layouts and period words of the program that they
 * complete, and what an office has added.
 */
#ifndef COMPLETE_H
#define COMPLETE_H

#include <stddef.h>

/* Prints on standard output what the last of the N WORDS, those of a command
   line behind "reportgen", may become: a line each, the word and, behind a tab,
   what it does if that is known.  The line ":files .ini" stands for the names
   of such files and of folders, ":folders" for those of folders alone. */
void complete_print(size_t n, const char *const *words);

#endif
