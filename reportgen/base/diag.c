#include "base/diag.h"

#include "base/diag_text.h"
#include "base/limits.h"

#include <libintl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct code_info {
    const char *name;
    enum diag_level level;
    enum exit_status status;
    const char *text;
} codes[] = {
#define DIAG(id, code, level, status, text)                                    \
    [DIAG_##id] = {code, DIAG_##level, STATUS_##status, text},
#include "base/diag.def"
#undef DIAG
};

/* How many earlier messages a message is compared with. */
enum { RECENT = 16 };

/* Bytes of a path, and of the sheet or query in it. */
enum { MOST_PLACE = PATH_MAX + MOST_QUOTED };

/* Highest priority first: what the operator must look at before all else. */
static const enum exit_status priorities[] = {
    STATUS_NO_MEMORY,  STATUS_INTERNAL,    STATUS_IO,    STATUS_CANNOT_CREATE,
    STATUS_PERMISSION, STATUS_UNAVAILABLE, STATUS_BUSY,  STATUS_NO_INPUT,
    STATUS_BAD_CONFIG, STATUS_BAD_DATA,    STATUS_USAGE, STATUS_DIFFERS,
};

struct diag {
    struct arena *arena;
    diag_sink *sink;
    void *context;
    bool strict;
    bool once;
    bool closing; /* saying that the list is full */
    struct diag_message *messages;
    size_t n_messages;
    size_t capacity;
    size_t counts[DIAG_FATAL + 1];
    enum exit_status status;
};

struct diag *diag_create(diag_sink *sink, void *context, bool strict)
{
    struct diag *diag = calloc(1, sizeof *diag);
    if (!diag)
        abort();
    diag->arena = arena_create();
    diag->sink = sink;
    diag->context = context;
    diag->strict = strict;
    return diag;
}

void diag_tell_once(struct diag *diag)
{
    diag->once = true;
}

void diag_destroy(struct diag *diag)
{
    if (!diag)
        return;
    arena_destroy(diag->arena);
    free(diag->messages);
    free(diag);
}

static bool is_same_file(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static struct diag_message *add_message(struct diag *diag)
{
    if (diag->n_messages == diag->capacity) {
        diag->capacity = diag->capacity == 0 ? 16 : diag->capacity * 2;
        struct diag_message *messages =
            realloc(diag->messages, diag->capacity * sizeof *messages);
        if (!messages)
            abort();
        diag->messages = messages;
    }
    return &diag->messages[diag->n_messages++];
}

/* True when the last message repeats a recent one. */
static bool was_just_told(const struct diag *diag)
{
    const struct diag_message *last = &diag->messages[diag->n_messages - 1];
    size_t n = diag->n_messages - 1;
    for (size_t i = n; i-- > 0 && n - i <= RECENT;) {
        const struct diag_message *earlier = &diag->messages[i];
        if (earlier->code == last->code &&
            earlier->place.line == last->place.line &&
            earlier->place.column == last->place.column &&
            strcmp(earlier->text, last->text) == 0 &&
            is_same_file(earlier->place.file, last->place.file))
            return true;
    }
    return false;
}

static void count(struct diag *diag, enum diag_level level,
                  enum exit_status status)
{
    diag->counts[level]++;
    if (level >= DIAG_ERROR)
        diag->status = diag_worse_status(diag->status, status);
}

/* True when the list is full: count the message instead, and report that
   once. */
static bool is_full(struct diag *diag, enum diag_level level,
                    enum exit_status status, struct place place)
{
    if (diag->n_messages < MOST_MESSAGES || diag->closing)
        return false;
    if (diag->n_messages == MOST_MESSAGES) {
        diag->closing = true;
        diag_report(diag, DIAG_MORE_MESSAGES, place, (int)MOST_MESSAGES);
        diag->closing = false;
    }
    count(diag, level, status);
    return true;
}

/* A new message at the end of the list, its text still to be set; NULL when
   there is no room for one. */
static struct diag_message *
begin_message(struct diag *diag, enum diag_code code, struct place place)
{
    enum diag_level level = codes[code].level;
    if (level == DIAG_WARNING && diag->strict)
        level = DIAG_ERROR;
    if (is_full(diag, level, codes[code].status, place))
        return NULL;
    struct diag_message *message = add_message(diag);
    message->code = code;
    message->level = level;
    message->place = place;
    if (place.file)
        message->place.file = arena_strndup(
            diag->arena, place.file, diag_text_cut(place.file, MOST_PLACE));
    return message;
}

static void tell(struct diag *diag, const struct diag_message *message)
{
    if (diag->once && was_just_told(diag)) {
        diag->n_messages--;
        return;
    }
    count(diag, message->level, codes[message->code].status);
    if (diag->sink)
        diag->sink(diag->context, message);
}

void diag_report_chosen(struct diag *diag, enum diag_code code,
                        struct place place, ...)
{
    struct diag_message *message = begin_message(diag, code, place);
    struct strbuf text = STRBUF_INIT;
    va_list args;
    if (!message)
        return;
    va_start(args, place);
    diag_text_add(&text, codes[code].text, gettext(codes[code].text), args);
    va_end(args);
    message->text = arena_strndup(diag->arena, strbuf_text(&text), text.size);
    strbuf_free(&text);
    tell(diag, message);
}

void diag_pass_on(struct diag *diag, const struct diag_message *message,
                  struct place place)
{
    struct diag_message *copy = begin_message(diag, message->code, place);
    if (!copy)
        return;
    copy->text = arena_strdup(diag->arena, message->text);
    tell(diag, copy);
}

void diag_forward(struct diag *diag, const struct diag *from)
{
    for (size_t i = 0; i < from->n_messages; i++)
        diag_pass_on(diag, &from->messages[i], from->messages[i].place);
}

void diag_clear(struct diag *diag)
{
    arena_reset(diag->arena);
    diag->n_messages = 0;
    memset(diag->counts, 0, sizeof diag->counts);
    diag->status = STATUS_OK;
}

bool diag_failed(const struct diag *diag)
{
    return diag_n_errors(diag) > 0;
}

size_t diag_n_errors(const struct diag *diag)
{
    return diag->counts[DIAG_ERROR] + diag->counts[DIAG_FATAL];
}

size_t diag_count(const struct diag *diag, enum diag_level level)
{
    return diag->counts[level];
}

const struct diag_message *diag_messages(const struct diag *diag, size_t *n)
{
    *n = diag->n_messages;
    return diag->messages;
}

enum exit_status diag_status(const struct diag *diag)
{
    return diag->status;
}

enum exit_status diag_worse_status(enum exit_status a, enum exit_status b)
{
    for (size_t i = 0; i < sizeof priorities / sizeof *priorities; i++)
        if (priorities[i] == a || priorities[i] == b)
            return priorities[i];
    return STATUS_OK;
}

const char *diag_code_name(enum diag_code code)
{
    return codes[code].name;
}

const char *diag_level_name(enum diag_level level)
{
    static const char *const names[] = {"note", "warning", "error", "fatal"};
    return names[level];
}

enum diag_level diag_code_level(enum diag_code code)
{
    return codes[code].level;
}

enum exit_status diag_code_status(enum diag_code code)
{
    return codes[code].status;
}

static void column_letters(uint32_t column, char letters[8])
{
    char reversed[8];
    size_t n = 0;
    for (; column > 0 && n < sizeof reversed; column = (column - 1) / 26)
        reversed[n++] = (char)('A' + (column - 1) % 26);
    size_t i = 0;
    while (n > 0)
        letters[i++] = reversed[--n];
    letters[i] = '\0';
}

void place_format(struct place place, char *text, size_t size)
{
    const char *file = place.file ? place.file : "reportgen";
    if (place.line == 0) {
        snprintf(text, size, "%s", file);
    } else if (place.kind == PLACE_CELL) {
        char letters[8];
        column_letters(place.column, letters);
        snprintf(text, size, "%s!%s%u", file, letters, place.line);
    } else if (place.column == 0) {
        snprintf(text, size, "%s:%u", file, place.line);
    } else {
        snprintf(text, size, "%s:%u:%u", file, place.line, place.column);
    }
}
