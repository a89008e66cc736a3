#include "reader/xlsx_styles.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_STYLES = 65536 };

struct own_format {
    unsigned id;
    const char *code;
};

struct reading {
    struct arena *arena;
    struct own_format
        *own; /* those of this workbook, which override the built-in ones */
    size_t n_own;
    size_t own_capacity;
    struct xlsx_styles *styles;
    size_t capacity;
    bool in_cell_styles;
};

static void *grown(struct arena *arena, const void *items, size_t n,
                   size_t *capacity, size_t size)
{
    *capacity = *capacity * 2 + 32;
    void *larger = arena_alloc_array(arena, *capacity, size);
    if (n > 0)
        memcpy(larger, items, n * size);
    return larger;
}

static unsigned attribute_number(const char *const *attributes,
                                 const char *name)
{
    const char *text = xml_attribute(attributes, name);
    return !text ? 0 : (unsigned)strtoul(text, NULL, 10);
}

static void add_own(struct reading *reading, const char *const *attributes)
{
    const char *code = xml_attribute(attributes, "formatCode");
    if (!code || reading->n_own == MOST_STYLES)
        return;
    if (reading->n_own == reading->own_capacity)
        reading->own = grown(reading->arena, reading->own, reading->n_own,
                             &reading->own_capacity, sizeof *reading->own);
    reading->own[reading->n_own++] =
        (struct own_format){attribute_number(attributes, "numFmtId"),
                            arena_strdup(reading->arena, code)};
}

static struct number_format format_of(const struct reading *reading,
                                      unsigned id)
{
    for (size_t i = reading->n_own; i > 0; i--)
        if (reading->own[i - 1].id == id)
            return number_format_read(reading->arena, reading->own[i - 1].code);
    return number_format_builtin(id);
}

static void start(void *context, const char *name,
                  const char *const *attributes)
{
    struct reading *reading = context;
    struct xlsx_styles *styles = reading->styles;
    if (strcmp(name, "numFmt") == 0) {
        add_own(reading, attributes);
    } else if (strcmp(name, "cellXfs") == 0) {
        reading->in_cell_styles = true;
    } else if (strcmp(name, "xf") == 0 && reading->in_cell_styles &&
               styles->n < MOST_STYLES) {
        if (styles->n == reading->capacity)
            styles->formats =
                grown(reading->arena, styles->formats, styles->n,
                      &reading->capacity, sizeof *styles->formats);
        styles->formats[styles->n++] =
            format_of(reading, attribute_number(attributes, "numFmtId"));
    }
}

static void end(void *context, const char *name)
{
    struct reading *reading = context;
    if (strcmp(name, "cellXfs") == 0)
        reading->in_cell_styles = false;
}

bool xlsx_styles_read(struct arena *arena, const struct xlsx_package *package,
                      const char *name, struct xlsx_styles *styles,
                      struct diag *diag)
{
    static const struct xml_handler handler = {.start = start, .end = end};
    struct reading reading = {.arena = arena, .styles = styles};
    *styles = (struct xlsx_styles){0};
    int64_t part = xlsx_package_find(package, name);
    return part < 0 ||
           xlsx_package_scan(package, part, &handler, &reading, diag);
}

struct number_format xlsx_styles_format(const struct xlsx_styles *styles,
                                        size_t number)
{
    if (number < styles->n)
        return styles->formats[number];
    return (struct number_format){.kind = FORMAT_NUMBER};
}
