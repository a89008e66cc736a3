/*
 * Oom: memory that runs out ends the process, here and nowhere else.
 *
 * With the GNU C library the program's own malloc family stands in front of the
 * library's, for the program and for every library it uses (of which several
 * crash on NULL).  When the system grants no more, what oom_at_end() was given
 * is called and the process ends with STATUS_NO_MEMORY.  What the C library
 * allocates inside strdup, getline and the like comes through these functions
 * too.  Other C libraries, and the sanitizers, keep their own.
 *
 * For tests, REPORTGEN_FAIL_MALLOC=N in the environment makes the Nth
 * allocation fail.
 */
#ifndef BASE_OOM_H
#define BASE_OOM_H

/* From now on END is called when memory has run out: it cleans up, says so and
   returns, all without allocating.  Until then a line on standard error says
   so. */
void oom_at_end(void (*end)(void));

#endif
