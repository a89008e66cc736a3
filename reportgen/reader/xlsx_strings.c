#include "reader/xlsx_strings.h"

#include "base/spill.h"
#include "reader/xlsx_text.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_IN_MEMORY = 8 << 20, MOST_STRINGS = 1 << 27 };

/* More than the texts of a million records. */
static const uint64_t MOST_TEXT = UINT64_C(1) << 30;

struct xlsx_strings {
    struct spill *texts;
    uint64_t *ends; /* the end of each string */
    size_t n;
    size_t capacity;
    struct diag *diag;
};

struct reading {
    struct xlsx_strings *strings;
    struct xlsx_text text;
    struct xml_stream *stream;
    const char *name; /* of the workbook */
    bool failed;
};

static void start(void *context, const char *name,
                  const char *const *attributes)
{
    struct reading *reading = context;
    (void)attributes;
    if (strcmp(name, "si") == 0)
        xlsx_text_clear(&reading->text);
    else
        xlsx_text_start(&reading->text, name);
}

static bool keep(struct reading *reading)
{
    struct xlsx_strings *strings = reading->strings;
    struct strbuf *text = &reading->text.text;
    if (strings->n == strings->capacity) {
        strings->capacity = strings->capacity * 2 + 1024;
        strings->ends =
            realloc(strings->ends, strings->capacity * sizeof *strings->ends);
    }
    xlsx_text_unescape(text);
    if (!spill_add(strings->texts, strbuf_text(text), text->size,
                   strings->diag))
        return false;
    strings->ends[strings->n++] = spill_size(strings->texts);
    return true;
}

static void end(void *context, const char *name)
{
    struct reading *reading = context;
    if (strcmp(name, "si") != 0)
        xlsx_text_end(&reading->text, name);
    else
        reading->failed = !keep(reading);
}

/* Checks a text while it grows: a single one could fill the memory. */
static void add_text(void *context, const char *bytes, size_t size)
{
    struct reading *reading = context;
    const struct xlsx_strings *strings = reading->strings;
    xlsx_text_add(&reading->text, bytes, size);
    if (reading->failed ||
        (spill_size(strings->texts) + reading->text.text.size <= MOST_TEXT &&
         strings->n < MOST_STRINGS))
        return;
    diag_report(strings->diag, DIAG_WORKBOOK_TOO_MUCH_TEXT,
                (struct place){.file = reading->name},
                (unsigned long long)(MOST_TEXT >> 20));
    reading->failed = true;
    xml_stream_pause(reading->stream);
}

static bool read_part(struct xlsx_strings *strings,
                      const struct xlsx_package *package, int64_t part)
{
    static const struct xml_handler handler = {
        .start = start, .end = end, .text = add_text};
    struct reading reading = {.strings = strings,
                              .name = xlsx_package_name(package)};
    reading.stream =
        xlsx_package_stream(package, part, &handler, &reading, strings->diag);
    int found = !reading.stream ? -1 : xml_stream_next(reading.stream);
    xml_stream_close(reading.stream);
    xlsx_text_free(&reading.text);
    return found == 0 && !reading.failed;
}

struct xlsx_strings *xlsx_strings_read(const struct xlsx_package *package,
                                       const char *name, struct diag *diag)
{
    struct xlsx_strings *strings = calloc(1, sizeof *strings);
    strings->texts = spill_create(KEPT_IN_MEMORY);
    strings->diag = diag;
    int64_t part = xlsx_package_find(package, name);
    if (part < 0 || read_part(strings, package, part))
        return strings;
    xlsx_strings_free(strings);
    return NULL;
}

bool xlsx_strings_add(struct xlsx_strings *strings, size_t number,
                      struct strbuf *buf)
{
    if (number >= strings->n)
        return false;
    uint64_t from = number == 0 ? 0 : strings->ends[number - 1];
    return spill_read(strings->texts, from,
                      (size_t)(strings->ends[number] - from), buf,
                      strings->diag);
}

void xlsx_strings_free(struct xlsx_strings *strings)
{
    if (!strings)
        return;
    spill_destroy(strings->texts);
    free(strings->ends);
    free(strings);
}
