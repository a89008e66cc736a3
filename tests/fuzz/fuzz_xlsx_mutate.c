/*
 * How inputs of fuzz_xlsx change: mostly within the markup of one part, so that
 * it stays markup, and the list of parts stays a list.
 */
#include "fuzz_xlsx.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
                               unsigned seed);

enum { MOST_TEXT = 65535 };

/* A part that is changed, with room to grow. */
struct text {
    uint8_t bytes[MOST_TEXT + 1];
    size_t size;
};

/* Values that attributes have, at the borders of what they may be. */
static const char *const values[] = {
    "",        "0",       "1",          "-1",         "2",
    "16384",   "1048576", "4294967295", "1e308",      "true",
    "A1",      "B2",      "XFD1048576", "XFE1",       "A0",
    "B2:D9",   "D9:B2",   "$B$2:$D$9",  "A:C",        "3:5",
    "s",       "b",       "e",          "str",        "inlineStr",
    "d",       "n",       "0.00",       "dd/mm/yyyy", "#,##0.000",
    "General", "00000",   "14",         "164",        "rId1",
    "hidden",  "visible", "array",      "shared",     "xl/workbook.xml"};

/* Elements of the parts that are read. */
static const char *const tags[] = {
    "<row>",
    "</row>",
    "<c>",
    "</c>",
    "<v>",
    "</v>",
    "<is><t>",
    "</t></is>",
    "<f/>",
    "<r><t>a</t></r>",
    "<rPh><t>b</t></rPh>",
    "<mergeCell ref=\"A1:B2\"/>",
    "<col min=\"1\" max=\"3\" hidden=\"1\"/>",
    "<numFmt numFmtId=\"164\" formatCode=\"d/m/yy\"/>",
    "<xf numFmtId=\"164\"/>",
    "<si><t>c</t></si>",
    "<sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/>",
    "<definedName name=\"vung\">Sheet1!$A$1:$B$2</definedName>",
    "<tablePart r:id=\"rId1\"/>",
    "<workbookPr date1904=\"1\"/>",
    "<![CDATA[x]]>",
    "_x000D_",
    "&#10;",
    "&lt;",
    "<!DOCTYPE a>",
    "<?x y?>",
    "<!-- -->"};

#define PICK(list) ((list)[(size_t)rand() % (sizeof(list) / sizeof *(list))])

/* Puts SIZE bytes in the place of those of TEXT from FROM to before END. */
static void replace(struct text *text, size_t from, size_t end,
                    const void *bytes, size_t size)
{
    if (text->size - (end - from) + size > MOST_TEXT)
        return;
    memmove(text->bytes + from + size, text->bytes + end, text->size - end);
    memcpy(text->bytes + from, bytes, size);
    text->size += size - (end - from);
}

/* The place of a random one of the bytes C; the size when there is none. */
static size_t place_of(const struct text *text, char c)
{
    size_t start = text->size > 0 ? (size_t)rand() % text->size : 0;
    const uint8_t *found = memchr(text->bytes + start, c, text->size - start);
    if (!found)
        found = memchr(text->bytes, c, text->size);
    return found ? (size_t)(found - text->bytes) : text->size;
}

/* Behind the next C from FROM on. */
static size_t behind(const struct text *text, size_t from, char c)
{
    const uint8_t *found =
        from < text->size ? memchr(text->bytes + from, c, text->size - from)
                          : NULL;
    return found ? (size_t)(found - text->bytes) + 1 : text->size;
}

static void change_value(struct text *text)
{
    size_t from = place_of(text, '"') + 1;
    size_t end = from <= text->size ? behind(text, from, '"') : 0;
    const char *value = PICK(values);
    if (end > from)
        replace(text, from, end - 1, value, strlen(value));
}

static void add_tag(struct text *text)
{
    size_t from = place_of(text, rand() % 2 ? '<' : '>');
    const char *tag = PICK(tags);
    if (from < text->size)
        from += text->bytes[from] == '>';
    replace(text, from, from, tag, strlen(tag));
}

/* Takes out, or says again, some tags and what stands between them. */
static void change_tags(struct text *text)
{
    static uint8_t copy[MOST_TEXT];
    size_t from = place_of(text, '<');
    size_t end = from;
    for (int n = 1 + rand() % 6; n > 0; n--)
        end = behind(text, end, '>');
    if (end <= from)
        return;
    if (rand() % 2) {
        replace(text, from, end, "", 0);
        return;
    }
    memcpy(copy, text->bytes + from, end - from);
    size_t to = rand() % 2 ? end : place_of(text, '<');
    replace(text, to, to, copy, end - from);
}

static void change_text(struct text *text, size_t most)
{
    switch (rand() % 8) {
    case 0:
    case 1:
        text->size = LLVMFuzzerMutate(text->bytes, text->size, most);
        break;
    case 2:
    case 3:
        change_value(text);
        break;
    case 4:
    case 5:
        add_tag(text);
        break;
    default:
        change_tags(text);
        break;
    }
}

/* Changes how parts stand together; how many there are then. */
static size_t change_list(struct fuzz_xlsx_part *parts, size_t n)
{
    size_t i = (size_t)rand() % n;
    switch (rand() % 3) {
    case 0:
        parts[i].name = (uint8_t)(rand() % FUZZ_XLSX_NAMES);
        return n;
    case 1:
        parts[i] = parts[n - 1];
        return n - 1;
    default:
        if (n == FUZZ_XLSX_PARTS)
            return n;
        parts[n] = parts[i];
        parts[n].name = (uint8_t)(rand() % FUZZ_XLSX_NAMES);
        return n + 1;
    }
}

static size_t add_part(uint8_t *to, size_t used, size_t most,
                       const struct fuzz_xlsx_part *part)
{
    if (used + 3 + part->size > most)
        return used;
    to[used] = part->name;
    to[used + 1] = (uint8_t)(part->size >> 8);
    to[used + 2] = (uint8_t)part->size;
    memcpy(to + used + 3, part->bytes, part->size);
    return used + 3 + part->size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
                               unsigned seed)
{
    static uint8_t made[1 << 20];
    static struct text text;
    struct fuzz_xlsx_part parts[FUZZ_XLSX_PARTS];
    srand(seed);
    most = most < sizeof made ? most : sizeof made;
    size_t n = size > FUZZ_XLSX_HEAD
                   ? fuzz_xlsx_parts(data + FUZZ_XLSX_HEAD,
                                     size - FUZZ_XLSX_HEAD, parts)
                   : 0;
    if (n == 0 || rand() % 100 == 0)
        return LLVMFuzzerMutate(data, size, most);
    memcpy(made, data, FUZZ_XLSX_HEAD);
    if (rand() % 8 == 0)
        made[0] = (uint8_t)rand();
    made[1] = (uint8_t)(rand() % 2);
    if (rand() % 10 == 0) {
        n = change_list(parts, n);
    } else {
        struct fuzz_xlsx_part *part = &parts[rand() % (int)n];
        memcpy(text.bytes, part->bytes, part->size);
        text.size = part->size;
        for (int i = 1 + rand() % 3; i > 0; i--)
            change_text(&text, MOST_TEXT);
        part->bytes = text.bytes;
        part->size = text.size;
    }
    size_t used = FUZZ_XLSX_HEAD;
    for (size_t i = 0; i < n; i++)
        used = add_part(made, used, most, &parts[i]);
    memcpy(data, made, used);
    return used;
}
