#include "message.h"

#include "base/unicode.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* A value or file name must neither end the line, nor control the terminal, nor
   show a text that is not there: line ends and tabs become blanks, other
   control characters and bytes that are not UTF-8 are shown as \u202E and
   \xE1. */
static void add_one_line(struct strbuf *line, const char *text)
{
    const char *end = text + strlen(text);
    while (text < end) {
        int32_t c = unicode_next(&text, end);
        if (c < 0)
            strbuf_add_format(line, "\\x%02X", (unsigned char)*text++);
        else if (c == '\n' || c == '\r' || c == '\t')
            strbuf_add_char(line, ' ');
        else if (unicode_is_control(c))
            strbuf_add_format(line, "\\u%04X", (unsigned)c);
        else
            strbuf_add_code_point(line, (uint32_t)c);
    }
}

static void add_human(struct strbuf *line, const struct diag_message *message)
{
    char place[2 * PATH_MAX];
    place_format(message->place, place, sizeof place);
    add_one_line(line, place);
    strbuf_add_format(line, ": %s: %s: ", diag_level_name(message->level),
                      diag_code_name(message->code));
    add_one_line(line, message->text);
}

/* JSON escapes what is above U+FFFF as a surrogate pair. */
static void add_json_escape(struct strbuf *line, uint32_t c)
{
    if (c > 0xFFFF)
        strbuf_add_format(line, "\\u%04x", 0xD7C0 + (c >> 10));
    strbuf_add_format(line, "\\u%04x", c > 0xFFFF ? 0xDC00 + (c & 0x3FF) : c);
}

/* TEXT as a JSON string; bytes that are not UTF-8 become U+FFFD. */
static void add_json_text(struct strbuf *line, const char *text)
{
    if (!text) {
        strbuf_add_text(line, "null");
        return;
    }
    const char *end = text + strlen(text);
    strbuf_add_char(line, '"');
    while (text < end) {
        int32_t c = unicode_next(&text, end);
        if (c < 0) {
            text++;
            c = 0xFFFD;
        }
        if (c == '"' || c == '\\')
            strbuf_add_char(line, '\\');
        if (unicode_is_control(c))
            add_json_escape(line, (uint32_t)c);
        else
            strbuf_add_code_point(line, (uint32_t)c);
    }
    strbuf_add_char(line, '"');
}

static void add_json_number(struct strbuf *line, uint32_t number)
{
    if (number == 0)
        strbuf_add_text(line, "null");
    else
        strbuf_add_integer(line, number);
}

static void add_json(struct strbuf *line, const struct diag_message *message)
{
    strbuf_add_format(line, "{\"code\":\"%s\",\"level\":\"%s\",\"file\":",
                      diag_code_name(message->code),
                      diag_level_name(message->level));
    add_json_text(line, message->place.file);
    strbuf_add_text(line, ",\"line\":");
    add_json_number(line, message->place.line);
    strbuf_add_text(line, ",\"column\":");
    add_json_number(line, message->place.column);
    strbuf_add_text(line, ",\"text\":");
    add_json_text(line, message->text);
    strbuf_add_char(line, '}');
}

/* If messages cannot be written, there is nobody to tell. */
static void write_line(int fd, const struct strbuf *line)
{
    size_t done = 0;
    while (done < line->size) {
        ssize_t n = write(fd, line->data + done, line->size - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        done += (size_t)n;
    }
}

void message_format(const struct message_printer *printer,
                    const struct diag_message *message, struct strbuf *line)
{
    if (printer->format == LOG_JSON)
        add_json(line, message);
    else
        add_human(line, message);
    strbuf_add_char(line, '\n');
}

void message_print_progress(void *context, size_t n, size_t all)
{
    const struct message_printer *printer = context;
    struct diag *diag = diag_create(NULL, NULL, false);
    struct strbuf line = STRBUF_INIT;
    size_t n_messages;
    diag_report(diag, DIAG_REPORTS_DONE, PLACE_NONE, n, all);
    const struct diag_message *message = diag_messages(diag, &n_messages);
    if (printer->format == LOG_JSON)
        message_format(printer, message, &line);
    else
        strbuf_add_format(&line, "%s\n", message->text);
    write_line(printer->fd, &line);
    strbuf_free(&line);
    diag_destroy(diag);
}

void message_print(void *context, const struct diag_message *message)
{
    const struct message_printer *printer = context;
    if (message->level < printer->least)
        return;
    struct strbuf line = STRBUF_INIT;
    message_format(printer, message, &line);
    write_line(printer->fd, &line);
    strbuf_free(&line);
}
