/*
 * Strbuf: a byte string that grows.
 *
 * Start with STRBUF_INIT, add to it, read DATA (always NUL-terminated after
 * the first addition) and SIZE, free with strbuf_free().  The buffer is owned
 * by whoever declared it.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stddef.h>
#include <stdint.h>

struct strbuf {
    char *data;
    size_t size;     /* bytes, without the final NUL */
    size_t capacity; /* bytes allocated */
};

#define STRBUF_INIT                                                            \
    {                                                                          \
        0                                                                      \
    }

/* Add SIZE bytes; a text; one byte; text made by printf rules.  What is added
   does not stand in BUF itself, whose memory may move.  Memory that runs out
   ends the process (base/oom.c). */
void strbuf_add(struct strbuf *buf, const void *bytes, size_t size);
void strbuf_add_text(struct strbuf *buf, const char *text);
void strbuf_add_char(struct strbuf *buf, char c);
void strbuf_add_format(struct strbuf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds TEXT between two QUOTE signs, and doubles each QUOTE inside it: a string
   or name of SQL, or the name of a sheet in a formula. */
void strbuf_add_quoted(struct strbuf *buf, const char *text, char quote);

/* Adds the decimal digits of NUMBER, without the cost of printf. */
void strbuf_add_integer(struct strbuf *buf, int64_t number);

/* Adds CODE_POINT in UTF-8. */
void strbuf_add_code_point(struct strbuf *buf, uint32_t code_point);

/* Room for SIZE more bytes at the end; strbuf_set_size() takes what was
   written there. */
char *strbuf_reserve(struct strbuf *buf, size_t size);
void strbuf_set_size(struct strbuf *buf, size_t size);

/* Empties BUF, keeping its memory. */
void strbuf_clear(struct strbuf *buf);

/* Gives the memory back; BUF is then as STRBUF_INIT has it. */
void strbuf_free(struct strbuf *buf);

/* The text of BUF, never NULL. */
const char *strbuf_text(const struct strbuf *buf);

#endif
