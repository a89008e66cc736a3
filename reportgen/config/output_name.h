/*
 * Output name: what the files of a report are called, without an ending.
 *
 * [output] name may hold {{period.code}} and a few other names of the period,
 * so that a report that cron makes month by month does not replace that of the
 * month before.  What they give is safe in a file name on any system.
 */
#ifndef CONFIG_OUTPUT_NAME_H
#define CONFIG_OUTPUT_NAME_H

#include "base/arena.h"
#include "base/diag.h"
#include "config/period.h"

#include <stdbool.h>

/* The name that TEXT at PLACE gives for PERIOD; NULL after a report: a tag that
   is not known, or no good file name. */
const char *output_name_make(struct arena *arena, const char *text,
                             struct place place, const struct period *period,
                             struct diag *diag);

/* Whether the files of the period before PERIOD would be called NAME too, so
   that this report replaces them. */
bool output_name_is_fixed(const char *name, const char *text,
                          const struct period *period);

#endif
