#define _DEFAULT_SOURCE /* madvise */

/*
 * Reads a PDF of this program again from the disk, before it replaces the one
 * of an earlier run.  Knows only the forms that pdf_writer.c writes.
 */
#include "base/infile.h"
#include "output/deflate.h"
#include "output/pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    XREF_ROW = 7,
    MAX_DEPTH = 3,
    MAX_OBJECTS = 8388608,
    FAULT_SIZE = 120,
    LOOKS_AT_ONCE = 1024 /* at objects, before their pages are let go */
};

/* The file, and the first fault in it. */
struct check {
    const char *data;
    size_t size;
    unsigned n_looks;
    uint32_t *places; /* of each object, 0: unused or packed */
    uint32_t n_objects;
    uint32_t root;
    char fault[FAULT_SIZE];
    /* the last container that was looked at */
    uint32_t container;
    unsigned n_members;
    char *heads;
};

static bool fail(struct check *c, const char *what, unsigned long number)
{
    if (*c->fault == '\0')
        snprintf(c->fault, sizeof c->fault, "%s (%lu)", what, number);
    return false;
}

/* What was looked at leaves the memory of the process now and then; the system
   keeps the file itself. */
static void count_look(struct check *c)
{
    if (++c->n_looks % LOOKS_AT_ONCE == 0)
        (void)madvise((void *)(uintptr_t)c->data, c->size, MADV_DONTNEED);
}

/* ---- reading ------------------------------------------------------------- */

static bool text_at(const struct check *c, size_t offset, const char *text)
{
    size_t size = strlen(text);
    return offset <= c->size && size <= c->size - offset &&
           memcmp(c->data + offset, text, size) == 0;
}

/* Reads the digits at *OFFSET, which moves past them. */
static bool number_at(const struct check *c, size_t *offset, uint64_t *number)
{
    size_t at = *offset;
    *number = 0;
    while (at < c->size && c->data[at] >= '0' && c->data[at] <= '9' &&
           at - *offset < 19)
        *number = *number * 10 + (uint64_t)(c->data[at++] - '0');
    bool any = at > *offset;
    *offset = at;
    return any;
}

/* Where the value of KEY begins in the dictionary at OFFSET, which ends at END;
   0 when it is not there. */
static size_t find_key(const struct check *c, size_t offset, size_t end,
                       const char *key)
{
    size_t size = strlen(key);
    while (offset < end) {
        const char *slash = memchr(c->data + offset, '/', end - offset);
        if (!slash)
            return 0;
        size_t at = (size_t)(slash - c->data);
        if (text_at(c, at, key) && at + size < end &&
            strchr(" /[<(", c->data[at + size])) {
            at += size;
            return c->data[at] == ' ' ? at + 1 : at;
        }
        offset = at + 1;
    }
    return 0;
}

static bool key_number(const struct check *c, size_t offset, size_t end,
                       const char *key, uint64_t *number)
{
    size_t at = find_key(c, offset, end, key);
    return at != 0 && number_at(c, &at, number);
}

/* The end of the dictionary of the object at OFFSET: where its stream begins,
   or where the object ends. */
static size_t dict_end(const struct check *c, size_t offset)
{
    for (size_t at = offset; at < c->size; at++) {
        const char *e = memchr(c->data + at, 'e', c->size - at);
        const char *s = memchr(c->data + at, 's',
                               e ? (size_t)(e - c->data) - at : c->size - at);
        if (s && text_at(c, (size_t)(s - c->data), "stream"))
            return (size_t)(s - c->data);
        if (!s && !e)
            break;
        if (!s && text_at(c, (size_t)(e - c->data), "endobj"))
            return (size_t)(e - c->data);
        at = (size_t)((s ? s : e) - c->data);
    }
    return c->size;
}

/* Checks "NUMBER 0 obj" at OFFSET, and the end of another object before it. */
static bool check_object(struct check *c, uint32_t number, size_t offset)
{
    char head[24];
    count_look(c);
    snprintf(head, sizeof head, "%u 0 obj\n", number);
    if (!text_at(c, offset, head))
        return fail(c, "an object is not where the table says", number);
    if (offset > 15 && !text_at(c, offset - 7, "endobj\n"))
        return fail(c, "an object does not end before the next", number);
    return true;
}

/* Finds the bytes of the stream of the object at OFFSET. */
static bool find_stream(struct check *c, size_t offset, const char **bytes,
                        size_t *size, unsigned long number)
{
    size_t end = dict_end(c, offset);
    uint64_t length;
    if (!text_at(c, end, "stream\n") ||
        !key_number(c, offset, end, "/Length", &length) ||
        length > c->size - end - 7 ||
        !text_at(c, end + 7 + (size_t)length, "\nendstream"))
        return fail(c, "a stream is cut off", number);
    *bytes = c->data + end + 7;
    *size = (size_t)length;
    return true;
}

/* ---- cross references ---------------------------------------------------- */

static bool read_table(struct check *c, size_t offset)
{
    uint64_t n;
    offset += strlen("xref\n0 ");
    if (!number_at(c, &offset, &n) || n == 0 || n > (c->size - offset) / 20 ||
        c->data[offset] != '\n')
        return fail(c, "the cross-reference table is cut off", offset);
    c->n_objects = (uint32_t)n;
    c->places = calloc(n, sizeof *c->places);
    for (uint32_t i = 0; i < n; i++) {
        size_t row = offset + 1 + (size_t)i * 20;
        uint64_t place;
        size_t at = row;
        if (!number_at(c, &at, &place) || at != row + 10)
            return fail(c, "a line of the table is malformed", i);
        if (c->data[row + 17] == 'f')
            continue;
        c->places[i] = (uint32_t)place;
        if (!check_object(c, i, (size_t)place))
            return false;
    }
    size_t trailer = offset + 1 + (size_t)n * 20;
    uint64_t root;
    if (!text_at(c, trailer, "trailer\n<<") ||
        !key_number(c, trailer, c->size, "/Root", &root))
        return fail(c, "the trailer is missing", trailer);
    c->root = (uint32_t)root;
    return true;
}

/* Keeps the numbers of the members of container NUMBER. */
static bool open_container(struct check *c, uint32_t number)
{
    size_t offset = number < c->n_objects ? c->places[number] : 0;
    size_t end = offset == 0 ? 0 : dict_end(c, offset);
    uint64_t n;
    uint64_t first;
    const char *bytes;
    size_t size;
    count_look(c);
    if (offset == 0 || !key_number(c, offset, end, "/N", &n) ||
        !key_number(c, offset, end, "/First", &first) || first > c->size)
        return fail(c, "a container of objects is missing", number);
    free(c->heads);
    c->heads = calloc(1, (size_t)first + 1);
    c->container = number;
    c->n_members = (unsigned)n;
    if (!find_stream(c, offset, &bytes, &size, number))
        return false;
    return inflate_start(bytes, size, c->heads, (size_t)first) ||
           fail(c, "a container of objects is damaged", number);
}

/* The next number in HEADS, which ends with a NUL; *HEAD moves past it and the
   blank after it. */
static unsigned long read_head(const char **head)
{
    unsigned long number = 0;
    const char *c = *head;
    while (*c >= '0' && *c <= '9')
        number = number * 10 + (unsigned long)(*c++ - '0');
    *head = *c == ' ' ? c + 1 : c;
    return number;
}

/* The members of a container come in the order of their indexes. */
static bool check_members(struct check *c, const unsigned char *rows)
{
    const char *head = NULL;
    unsigned next = 0;
    for (uint32_t i = 0; i < c->n_objects; i++) {
        const unsigned char *row = rows + (size_t)i * (XREF_ROW - 1);
        if (row[0] != 2)
            continue;
        uint32_t container = (uint32_t)row[1] << 24 | (uint32_t)row[2] << 16 |
                             (uint32_t)row[3] << 8 | row[4];
        if (container != c->container || row[5] < next || !head) {
            if (container != c->container && !open_container(c, container))
                return false;
            head = c->heads;
            next = 0;
        }
        unsigned long number = 0;
        for (; next <= row[5] && next < c->n_members; next++) {
            number = read_head(&head);
            (void)read_head(&head);
        }
        if (number != i)
            return fail(c, "a packed object is not in its container", i);
    }
    return true;
}

static bool check_rows(struct check *c, unsigned char *rows)
{
    for (uint32_t i = 0; i < c->n_objects; i++) {
        const unsigned char *row = rows + (size_t)i * (XREF_ROW - 1);
        uint32_t place = (uint32_t)row[1] << 24 | (uint32_t)row[2] << 16 |
                         (uint32_t)row[3] << 8 | row[4];
        if (row[0] != 1)
            continue;
        c->places[i] = place;
        if (!check_object(c, i, place))
            return false;
    }
    return check_members(c, rows);
}

/* Undoes the PNG filter "up" in place; each row loses its first byte. */
static void undo_filter(unsigned char *rows, uint32_t n)
{
    unsigned char above[XREF_ROW - 1] = {0};
    for (uint32_t i = 0; i < n; i++)
        for (int j = 0; j < XREF_ROW - 1; j++) {
            above[j] =
                (unsigned char)(above[j] +
                                rows[(size_t)i * XREF_ROW + 1 + (size_t)j]);
            rows[(size_t)i * (XREF_ROW - 1) + (size_t)j] = above[j];
        }
}

static bool read_xref_stream(struct check *c, size_t offset)
{
    size_t end = dict_end(c, offset);
    uint64_t n;
    uint64_t root;
    const char *bytes;
    size_t size;
    if (find_key(c, offset, end, "/W") == 0 ||
        !key_number(c, offset, end, "/Size", &n) || n == 0 || n > MAX_OBJECTS ||
        !key_number(c, offset, end, "/Root", &root))
        return fail(c, "the cross references are missing", offset);
    c->n_objects = (uint32_t)n;
    c->root = (uint32_t)root;
    if (!find_stream(c, offset, &bytes, &size, offset))
        return false;
    unsigned char *rows = malloc((size_t)n * XREF_ROW);
    bool ok = inflate_whole(bytes, size, rows, (size_t)n * XREF_ROW) ||
              fail(c, "the cross references are damaged", offset);
    if (ok) {
        c->places = calloc(n, sizeof *c->places);
        undo_filter(rows, c->n_objects);
        ok = check_rows(c, rows);
    }
    free(rows);
    return ok;
}

/* ---- pages --------------------------------------------------------------- */

static size_t object_at(const struct check *c, uint64_t number)
{
    return number < c->n_objects ? c->places[number] : 0;
}

/* Counts the pages below node NUMBER of the page tree; -1 after a fault. */
static int64_t count_pages(struct check *c, uint64_t number, int depth)
{
    count_look(c);
    size_t offset = object_at(c, number);
    size_t end = offset == 0 ? 0 : dict_end(c, offset);
    size_t kids = find_key(c, offset, end, "/Kids");
    if (offset == 0 || depth > MAX_DEPTH) {
        fail(c, "a page is missing", number);
        return -1;
    }
    if (kids == 0) {
        uint64_t content;
        if (!key_number(c, offset, end, "/Contents", &content) ||
            object_at(c, content) == 0) {
            fail(c, "a page has no content", number);
            return -1;
        }
        return 1;
    }
    int64_t n = 0;
    uint64_t kid;
    while (kids < end && c->data[kids] != ']') {
        if (!number_at(c, &kids, &kid)) {
            kids++;
            continue;
        }
        int64_t below = count_pages(c, kid, depth + 1);
        if (below < 0)
            return -1;
        n += below;
        kids += strlen(" 0 R");
    }
    uint64_t count;
    if (!key_number(c, offset, end, "/Count", &count) || count != (uint64_t)n) {
        fail(c, "the page tree miscounts its pages", number);
        return -1;
    }
    return n;
}

static bool check_pages(struct check *c, int n_pages)
{
    size_t catalog = object_at(c, c->root);
    uint64_t pages;
    if (catalog == 0 ||
        !key_number(c, catalog, dict_end(c, catalog), "/Pages", &pages))
        return fail(c, "the catalog is missing", c->root);
    int64_t n = count_pages(c, pages, 0);
    if (n >= 0 && n != n_pages)
        return fail(c, "pages are missing; found", (unsigned long)n);
    return n >= 0;
}

/* ---- the file ------------------------------------------------------------ */

static bool check_file(struct check *c, int n_pages)
{
    if (!text_at(c, 0, "%PDF-1."))
        return fail(c, "the first line is not that of a PDF", 1);
    if (c->size < 64 || !text_at(c, c->size - 7, "\n%%EOF\n"))
        return fail(c, "the end is missing, size", c->size);
    size_t at = c->size - 8;
    while (at > 0 && c->data[at] != '\n')
        at--;
    uint64_t start;
    at++;
    if (at < 11 || !text_at(c, at - 10, "startxref\n") ||
        !number_at(c, &at, &start) || start >= c->size)
        return fail(c, "the place of the cross references is missing", at);
    bool ok = text_at(c, (size_t)start, "xref\n0 ")
                  ? read_table(c, (size_t)start)
                  : read_xref_stream(c, (size_t)start);
    return ok && check_pages(c, n_pages);
}

bool pdf_verify(const char *path, const char *shown, int n_pages,
                struct diag *diag)
{
    struct place place = {.file = shown};
    struct check check = {0};
    struct stat status;
    bool ok = false;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0) {
        infile_report(diag, place, errno, NULL);
        if (fd >= 0)
            close(fd);
        return false;
    }
    check.size = (size_t)status.st_size;
    if (check.size == 0) {
        fail(&check, "it is empty, size", 0);
        close(fd);
    } else {
        void *map = mmap(NULL, check.size, PROT_READ, MAP_PRIVATE, fd, 0);
        int error = errno;
        close(fd);
        if (map == MAP_FAILED) {
            infile_report(diag, place, error, NULL);
            return false;
        }
        check.data = map;
        ok = check_file(&check, n_pages);
        munmap(map, check.size);
    }
    if (!ok)
        diag_report(diag, DIAG_PDF_DAMAGED, place, check.fault);
    free(check.places);
    free(check.heads);
    return ok;
}
