#include "intake/notation.h"

#include <string.h>

void notation_start(struct notation *notation, struct arena *arena,
                    enum number_notation fixed, enum number_notation habit)
{
    *notation =
        (struct notation){.arena = arena, .fixed = fixed, .habit = habit};
}

static void remember(struct notation *notation, struct notation_cell *cell,
                     const char *text, struct place place)
{
    if (!cell->text)
        *cell =
            (struct notation_cell){arena_strdup(notation->arena, text), place};
}

/* ---- whole figures ------------------------------------------------------- */

static struct notation_reading read_whole(struct notation *notation,
                                          const char *text, struct place place,
                                          int64_t *number)
{
    char separator;
    struct notation_reading reading = {
        number_parse_whole(text, number, &separator), NULL};
    if (reading.fault != NUMBER_OK || separator == 0)
        return reading;
    enum number_notation written =
        separator == '.' ? NOTATION_VIETNAMESE : NOTATION_PLAIN;
    if (!notation->first.text)
        notation->found = written;
    else if (notation->found != written)
        reading.against = &notation->first;
    remember(notation, &notation->first, text, place);
    return reading;
}

/* ---- figures with decimals ----------------------------------------------- */

static enum number_notation other(enum number_notation notation)
{
    return notation == NOTATION_PLAIN ? NOTATION_VIETNAMESE : NOTATION_PLAIN;
}

/* The notation for an ambiguous cell while nothing is known. */
static enum number_notation supposed(const struct notation *notation)
{
    if (notation->found != NOTATION_AUTO)
        return notation->found;
    return notation->habit == NOTATION_PLAIN ? NOTATION_PLAIN
                                             : NOTATION_VIETNAMESE;
}

static struct notation_reading read_shown(struct notation *notation,
                                          enum number_notation shown,
                                          const char *text, struct place place,
                                          int64_t unit, int64_t *number)
{
    struct notation_reading reading = {number_parse(text, unit, shown, number),
                                       NULL};
    if (notation->found == NOTATION_AUTO)
        notation->found = shown;
    else if (notation->found != shown)
        reading.against = &notation->first;
    remember(notation, &notation->first, text, place);
    return reading;
}

static struct notation_reading read_doubtful(struct notation *notation,
                                             enum number_notation shown,
                                             const char *text,
                                             struct place place, int64_t unit,
                                             int64_t *number)
{
    struct notation_reading reading = {number_parse(text, unit, shown, number),
                                       NULL};
    if (notation->found == other(shown))
        reading.against = &notation->first;
    else if (notation->doubtful.text && notation->doubtful_as != shown)
        reading.against = &notation->doubtful;
    else
        notation->doubtful_as = shown;
    remember(notation, &notation->doubtful, text, place);
    return reading;
}

static struct notation_reading read_either(struct notation *notation,
                                           const char *text, struct place place,
                                           int64_t unit, int64_t *number)
{
    enum number_notation as = supposed(notation);
    if (notation->refuses)
        return (struct notation_reading){NUMBER_AMBIGUOUS, NULL};
    remember(notation, &notation->ambiguous, text, place);
    if (notation->found == NOTATION_AUTO && !notation->either.text) {
        remember(notation, &notation->either, text, place);
        notation->read_as = as;
    }
    if (notation->is_count && notation->found == NOTATION_AUTO)
        notation->has_bit |=
            strchr(text, as == NOTATION_PLAIN ? '.' : ',') != NULL;
    return (struct notation_reading){number_parse(text, unit, as, number),
                                     NULL};
}

struct notation_reading notation_read(struct notation *notation,
                                      const char *text, struct place place,
                                      int64_t unit, int64_t *number)
{
    if (unit == 1)
        return read_whole(notation, text, place, number);
    if (notation->fixed != NOTATION_AUTO || !strpbrk(text, ".,")) {
        notation->has_ungrouped |= strspn(text, "0123456789") >= 4;
        return (struct notation_reading){
            number_parse(text, unit, notation->fixed, number), NULL};
    }
    switch (number_writing_of(text)) {
    case WRITING_NEUTRAL:
        break;
    case WRITING_EITHER:
        return read_either(notation, text, place, unit, number);
    case WRITING_VIETNAMESE:
        return read_shown(notation, NOTATION_VIETNAMESE, text, place, unit,
                          number);
    case WRITING_PLAIN:
        return read_shown(notation, NOTATION_PLAIN, text, place, unit, number);
    case WRITING_VIETNAMESE_PERHAPS:
        return read_doubtful(notation, NOTATION_VIETNAMESE, text, place, unit,
                             number);
    case WRITING_PLAIN_PERHAPS:
        return read_doubtful(notation, NOTATION_PLAIN, text, place, unit,
                             number);
    }
    return (struct notation_reading){
        number_parse(text, unit, NOTATION_AUTO, number), NULL};
}

enum notation_verdict notation_judge(struct notation *notation)
{
    bool has_either = notation->either.text != NULL;
    bool has_doubtful = notation->doubtful.text != NULL;
    if (notation->found != NOTATION_AUTO) {
        if (has_doubtful && notation->doubtful_as != notation->found)
            return NOTATION_CONTRADICTED;
        return has_either && notation->read_as != notation->found
                   ? NOTATION_AGAIN
                   : NOTATION_GOOD;
    }
    bool is_against_habit =
        has_doubtful && notation->habit == other(notation->doubtful_as);
    if (is_against_habit ||
        (has_doubtful && has_either && !notation->has_ungrouped))
        return NOTATION_CONTRADICTED;
    if (has_doubtful) {
        notation->found = notation->doubtful_as;
        return has_either && notation->read_as != notation->found
                   ? NOTATION_AGAIN
                   : NOTATION_GOOD;
    }
    return has_either && (notation->habit == NOTATION_AUTO || notation->has_bit)
               ? NOTATION_AMBIGUOUS
               : NOTATION_GOOD;
}
