#include "intake/hint.h"

#include "base/unicode.h"

#include <libintl.h>
#include <string.h>

/* Shorter words resemble too many others. */
enum { LEAST_SIZE = 4 };

void hint_start(struct hint *hint, struct arena *arena, const char *wanted)
{
    *hint = (struct hint){.wanted = unicode_fold(arena, wanted)};
    hint->size = strlen(hint->wanted);
}

void hint_offer(struct hint *hint, const struct schema_spellings *spellings)
{
    for (size_t i = 0; i < spellings->n; i++) {
        const char *best = hint->nearest.name;
        nearest_offer(&hint->nearest, hint->wanted, hint->size,
                      spellings->folded[i]);
        if (hint->nearest.name != best)
            hint->written = spellings->written[i];
    }
}

/* A Vietnamese letter with its tone has three bytes, so half of the bytes may
   differ. */
const char *hint_near(const struct hint *hint)
{
    if (hint->size < LEAST_SIZE || hint->nearest.distance * 2 > hint->size)
        return NULL;
    return hint->written;
}

const char *hint_text(const struct hint *hint, struct arena *arena)
{
    const char *near = hint_near(hint);
    return !near ? NULL
                 : arena_printf(arena, gettext("; did you mean “%s”?"), near);
}
