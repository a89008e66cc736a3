#include "intake/old_letters.h"

#include "reader/cell_text.h"

#include <string.h>

void old_letters_mend(struct arena *arena, enum legacy encoding,
                      struct cell *cells, size_t n)
{
    bool is_unicode = false;
    bool is_odd = false;
    for (size_t i = 0; i < n; i++) {
        if (!cells[i].text)
            continue;
        is_unicode |= legacy_is_unicode(cells[i].text, cells[i].size);
        is_odd |= legacy_is_odd(cells[i].text, cells[i].size);
    }
    for (size_t i = 0; i < n; i++) {
        struct cell *cell = &cells[i];
        if (!cell->text)
            continue;
        const char *meant = legacy_mend_cell(arena, encoding, cell->text,
                                             cell->size, is_odd && !is_unicode);
        if (meant == cell->text)
            continue;
        cell->size = strlen(meant);
        cell_text_finish(cell, arena_strdup(arena, meant), false, arena);
    }
}
