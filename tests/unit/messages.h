/*
 * Messages of a diag as text, so that a test sees all of them.
 */
#ifndef UNIT_MESSAGES_H
#define UNIT_MESSAGES_H

#include "check.h"

#include "base/diag.h"
#include "base/strbuf.h"

/* Messages of LEVEL and above: "place: level: code: text", a line each. */
static inline void expect_from_level(const struct diag *diag,
                                     enum diag_level level,
                                     const char *expected)
{
    struct strbuf buf = STRBUF_INIT;
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    for (size_t i = 0; i < n; i++) {
        char place[300];
        if (messages[i].level < level)
            continue;
        place_format(messages[i].place, place, sizeof place);
        strbuf_add_format(&buf, "%s: %s: %s: %s\n", place,
                          diag_level_name(messages[i].level),
                          diag_code_name(messages[i].code), messages[i].text);
    }
    assert_string_equal(strbuf_text(&buf), expected);
    strbuf_free(&buf);
}

/* All messages. */
static inline void expect_messages(const struct diag *diag,
                                   const char *expected)
{
    expect_from_level(diag, DIAG_NOTE, expected);
}

/* Warnings and errors. */
static inline void expect_faults(const struct diag *diag, const char *expected)
{
    expect_from_level(diag, DIAG_WARNING, expected);
}

/* "place: code", a line each. */
static inline void expect_codes(const struct diag *diag, const char *expected)
{
    struct strbuf buf = STRBUF_INIT;
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    for (size_t i = 0; i < n; i++) {
        char place[300];
        place_format(messages[i].place, place, sizeof place);
        strbuf_add_format(&buf, "%s: %s\n", place,
                          diag_code_name(messages[i].code));
    }
    assert_string_equal(strbuf_text(&buf), expected);
    strbuf_free(&buf);
}

/* "line:column code" with newlines between: of one file. */
static inline void expect_spots(const struct diag *diag, const char *expected)
{
    struct strbuf buf = STRBUF_INIT;
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    for (size_t i = 0; i < n; i++)
        strbuf_add_format(&buf, "%s%u:%u %s", i == 0 ? "" : "\n",
                          messages[i].place.line, messages[i].place.column,
                          diag_code_name(messages[i].code));
    assert_string_equal(strbuf_text(&buf), expected);
    strbuf_free(&buf);
}

#endif
