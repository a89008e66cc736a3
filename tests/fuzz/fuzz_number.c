/* Any text as a number, a date, a period: what was read is printed and read
   back as the same. */
#include "base/date.h"
#include "base/number.h"
#include "base/strbuf.h"
#include "base/unicode.h"
#include "config/period.h"
#include "fuzz.h"

#include <string.h>

static void try_number(const char *text, int64_t unit,
                       enum number_notation notation)
{
    static const struct number_style exact = {.max_decimals =
                                                  NUMBER_ALL_DECIMALS};
    int64_t number;
    int64_t again;
    struct strbuf printed = STRBUF_INIT;
    if (number_parse(text, unit, notation, &number) == NUMBER_OK) {
        PROMISE(number_format(&printed, number, unit, &exact));
        PROMISE(number_parse(strbuf_text(&printed), unit, NOTATION_VIETNAMESE,
                             &again) == NUMBER_OK);
        PROMISE(again == number);
    }
    strbuf_free(&printed);
}

static void try_date(const char *text)
{
    struct date date;
    struct date again;
    char iso[11];
    if (!date_parse(text, &date))
        return;
    date_format_iso(date, iso);
    PROMISE(date_parse(iso, &again));
    PROMISE(date_to_days(date) == date_to_days(again));
}

static void try_period(const char *text, enum period_closing closing)
{
    const struct date today = {2017, 11, 13};
    struct period period;
    struct period again;
    struct strbuf spec = STRBUF_INIT;
    const char *reason = NULL;
    if (period_parse(text, closing, today, &period, &reason)) {
        PROMISE(date_to_days(period.window.first) <=
                date_to_days(period.window.last));
        period_format_spec(&spec, &period);
        PROMISE(
            period_parse(strbuf_text(&spec), closing, today, &again, &reason));
        PROMISE(memcmp(&period.window, &again.window, sizeof again.window) ==
                0);
    } else {
        PROMISE(reason != NULL);
    }
    strbuf_free(&spec);
}

static void try_text(struct arena *arena, const char *text, size_t size)
{
    size_t bad;
    if (!unicode_is_valid(text, size, &bad)) {
        PROMISE(bad < size);
        return;
    }
    const char *nfc = unicode_nfc(arena, text, size);
    PROMISE(strcmp(nfc, unicode_nfc(arena, nfc, strlen(nfc))) == 0);
    const char *folded = unicode_fold(arena, nfc);
    PROMISE(strcmp(folded, unicode_fold(arena, folded)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int64_t units[] = {1, 100, 1000, 1000000, 1000000000};
    struct arena *arena = arena_create();
    const char *text = fuzz_text(arena, data, size);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        for (int n = NOTATION_AUTO; n <= NOTATION_PLAIN; n++)
            try_number(text, units[i], (enum number_notation)n);
    (void)number_writing_of(text);
    try_date(text);
    try_period(text, CLOSING_CALENDAR);
    try_period(text, CLOSING_ND09);
    try_text(arena, text, strlen(text));
    arena_destroy(arena);
    return 0;
}
