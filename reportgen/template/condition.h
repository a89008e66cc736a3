/*
 * Condition: what `when` of a layout asks of the data.
 *
 *     when = all.n                            neither 0, nor empty, nor false
 *     when = "levels.district? !text.brief?"  all of them; "!" denies, and a
 *                                             name with "?" may be absent
 */
#ifndef TEMPLATE_CONDITION_H
#define TEMPLATE_CONDITION_H

#include "template/render.h"

/* Whether TEXT at PLACE holds.  False after a report (annex-when) of a name
   that is nowhere; *HOLDS is true then, so that its part is looked at too. */
bool condition_read(const struct render *render, const char *text,
                    struct place place, bool *holds);

#endif
