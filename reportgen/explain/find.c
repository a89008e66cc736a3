#include "explain/find.h"

#include "base/nearest.h"

#include <stdlib.h>
#include <string.h>

bool find_is_line(const char *what, struct figure_at *at)
{
    const size_t page = strspn(what, "0123456789");
    if (page == 0 || page > 6 || what[page] != ':')
        return false;
    const char *line = what + page + 1;
    const size_t size = strspn(line, "0123456789");
    if (size == 0 || size > 6 || line[size] != '\0')
        return false;
    *at = (struct figure_at){(uint32_t)strtoul(what, NULL, 10),
                             (uint32_t)strtoul(line, NULL, 10)};
    return true;
}

/* Blanks that do not break are blanks to who types them. */
static bool is_text(const char *text, const char *what)
{
    static const char no_break[] = "\xC2\xA0";
    for (;;) {
        if (strncmp(text, no_break, 2) == 0 && *what == ' ')
            text += 2, what++;
        else if (*text != *what)
            return false;
        else if (*text == '\0')
            return true;
        else
            text++, what++;
    }
}

static bool is_meant(const struct number *number, const char *what)
{
    struct figure_at at;
    if (find_is_line(what, &at) && number->at.page == at.page &&
        number->at.line == at.line)
        return true;
    return strcmp(what, "all") == 0 || is_text(number->figure.text, what) ||
           (number->name && strcmp(number->name, what) == 0) ||
           strcmp(number->id, what) == 0;
}

const struct number **find_numbers(struct arena *arena,
                                   const struct numbers *numbers,
                                   const char *what, size_t *n_found)
{
    const struct number **found =
        ARENA_ARRAY(arena, const struct number *, numbers->n_numbers);
    *n_found = 0;
    for (size_t i = 0; i < numbers->n_numbers; i++)
        if (is_meant(&numbers->numbers[i], what))
            found[(*n_found)++] = &numbers->numbers[i];
    return found;
}

static bool same_row(const struct figure_row *a, const struct figure_row *b)
{
    if (!a || !b)
        return a == b;
    for (size_t i = 0; i < FIGURE_KEYS; i++) {
        if (!a->keys[i].field != !b->keys[i].field)
            return false;
        if (a->keys[i].field && strcmp(a->keys[i].code, b->keys[i].code) != 0)
            return false;
    }
    return a->source == b->source && a->line == b->line && a->all == b->all;
}

static bool same_origin(const struct origin *a, const struct origin *b)
{
    const struct figure_part *part = a->parts, *other = b->parts;
    if (a->source != b->source || !same_row(a->row, b->row))
        return false;
    for (; part && other; part = part->next, other = other->next)
        if (part->sign != other->sign ||
            part->value.kind != other->value.kind ||
            !same_origin(&part->origin, &other->origin))
            return false;
    return !part && !other;
}

bool find_is_same(const struct number *a, const struct number *b)
{
    return (a->figure.origin.source || a->figure.origin.parts) &&
           same_origin(&a->figure.origin, &b->figure.origin);
}

const char *find_hint(struct arena *arena, const struct numbers *numbers,
                      const char *what)
{
    struct nearest nearest = NEAREST_INIT;
    for (size_t i = 0; i < numbers->n_numbers; i++) {
        const struct number *number = &numbers->numbers[i];
        nearest_offer(&nearest, what, strlen(what), number->figure.text);
        if (number->name)
            nearest_offer(&nearest, what, strlen(what), number->name);
    }
    return arena_strdup(arena, nearest_hint(&nearest));
}
