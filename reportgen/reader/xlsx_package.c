#include "reader/xlsx_package.h"

#include "base/infile.h"
#include "base/strbuf.h"
#include "base/unicode.h"

#include <ctype.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PARTS = 10000 };

/* A million rows of 12 cells take some 600 MB of markup. */
static const uint64_t MOST_BYTES = UINT64_C(8) << 30;

struct part {
    const char
        *name; /* in lower case, with forward slashes and none at the start */
    size_t number;
};

struct xlsx_package {
    struct arena *arena;
    struct zipfile *zip;
    struct part *parts; /* sorted by name */
    size_t n_parts;
    char sha256[65];
};

/* ---- what is no package -------------------------------------------------- */

/* The first bytes of a compound file, the format of old programs, in which new
   ones wrap encrypted workbooks. */
static const unsigned char compound_file[8] = {0xd0, 0xcf, 0x11, 0xe0,
                                               0xa1, 0xb1, 0x1a, 0xe1};

/* True when the bytes contain NAME in UTF-16, as the directories of compound
   files do. */
static bool holds_name(const char *bytes, size_t size, const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i + 2 * n <= size; i++) {
        size_t k = 0;
        while (k < n && bytes[i + 2 * k] == name[k] &&
               bytes[i + 2 * k + 1] == '\0')
            k++;
        if (k == n)
            return true;
    }
    return false;
}

/* Reports what a file is that is no package; true when it may be one. */
static bool check_beginning(struct infile_stream *file, const char *name,
                            struct diag *diag)
{
    static char bytes[1 << 16];
    const struct place place = {.file = name};
    bool is_compound = false;
    bool is_encrypted = false;
    bool first = true;
    size_t n;
    while ((n = infile_stream_read(file, bytes, sizeof bytes)) > 0) {
        if (first && n >= 8)
            is_compound = memcmp(bytes, compound_file, 8) == 0;
        first = false;
        if (is_compound && !is_encrypted)
            is_encrypted = holds_name(bytes, n, "EncryptedPackage");
    }
    if (!infile_stream_finish(file, diag))
        return false;
    if (!is_compound)
        return true;
    diag_report_chosen(
        diag, is_encrypted ? DIAG_WORKBOOK_ENCRYPTED : DIAG_WORKBOOK_OLD,
        place);
    return false;
}

/* ---- names of parts ------------------------------------------------------ */

static const char *part_name(struct arena *arena, const char *written)
{
    while (*written == '/' || *written == '\\')
        written++;
    char *name = arena_strdup(arena, written);
    for (char *c = name; *c != '\0'; c++)
        *c = *c == '\\' ? '/' : (char)tolower((unsigned char)*c);
    return name;
}

static bool leads_out(const char *name)
{
    for (const char *c = name; c; c = strchr(c, '/')) {
        c += *c == '/';
        if (strncmp(c, "..", 2) == 0 && (c[2] == '/' || c[2] == '\0'))
            return true;
    }
    return false;
}

static int compare_parts(const void *a, const void *b)
{
    return strcmp(((const struct part *)a)->name,
                  ((const struct part *)b)->name);
}

static bool list_parts(struct xlsx_package *package, struct diag *diag)
{
    const struct place place = {.file = zipfile_path(package->zip)};
    size_t n = zipfile_n_parts(package->zip);
    if (n > MOST_PARTS) {
        diag_report(diag, DIAG_WORKBOOK_TOO_MANY_PARTS, place, n,
                    (size_t)MOST_PARTS);
        return false;
    }
    package->parts = ARENA_ARRAY(package->arena, struct part, n + 1);
    package->n_parts = n;
    for (size_t i = 0; i < n; i++) {
        const char *name =
            part_name(package->arena, zipfile_part_name(package->zip, i));
        if (leads_out(name)) {
            diag_report(diag, DIAG_WORKBOOK_BAD_PART_NAME, place, name);
            return false;
        }
        package->parts[i] = (struct part){name, i};
    }
    qsort(package->parts, n, sizeof *package->parts, compare_parts);
    for (size_t i = 1; i < n; i++)
        if (strcmp(package->parts[i - 1].name, package->parts[i].name) == 0) {
            diag_report(diag, DIAG_WORKBOOK_PART_TWICE, place,
                        package->parts[i].name);
            return false;
        }
    return true;
}

int64_t xlsx_package_find(const struct xlsx_package *package, const char *name)
{
    struct part wanted = {part_name(package->arena, name), 0};
    const struct part *found =
        bsearch(&wanted, package->parts, package->n_parts,
                sizeof *package->parts, compare_parts);
    return !found ? -1 : (int64_t)found->number;
}

/* ---- references ---------------------------------------------------------- */

struct reference_list {
    struct arena *arena;
    const char *folder; /* of the part that refers, with a slash at the end */
    struct xlsx_references *references;
    size_t capacity;
};

static int hex_digit(char c)
{
    if (isdigit((unsigned char)c))
        return c - '0';
    c = (char)tolower((unsigned char)c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* TARGET as the name of a part: it may be relative to FOLDER and escaped like
   an address.  "" when it leads out of the package. */
static const char *resolve(struct arena *arena, const char *folder,
                           const char *target)
{
    struct strbuf path = STRBUF_INIT;
    if (*target != '/' && *target != '\\')
        strbuf_add_text(&path, folder);
    for (const char *c = target; *c != '\0'; c++) {
        bool escaped =
            *c == '%' && hex_digit(c[1]) >= 0 && hex_digit(c[2]) >= 0;
        strbuf_add_char(&path,
                        escaped ? (char)(hex_digit(c[1]) * 16 + hex_digit(c[2]))
                                : *c);
        c += escaped ? 2 : 0;
    }
    char *name = arena_strdup(arena, part_name(arena, strbuf_text(&path)));
    strbuf_free(&path);
    /* Turns "a/../b" and "./b" into "b". */
    char *out = name;
    for (char *c = name; *c != '\0';) {
        char *end = strchr(c, '/');
        size_t size = !end ? strlen(c) : (size_t)(end - c) + 1;
        bool is_up = strncmp(c, "..", 2) == 0 && (c[2] == '/' || c[2] == '\0');
        if (is_up && out == name)
            return "";
        if (is_up) {
            for (out--; out > name && out[-1] != '/';)
                out--;
        } else if (!(c[0] == '.' && (c[1] == '/' || c[1] == '\0'))) {
            memmove(out, c, size);
            out += size;
        }
        c += size;
    }
    *out = '\0';
    return name;
}

static void add_reference(void *context, const char *name,
                          const char *const *attributes)
{
    struct reference_list *list = context;
    struct xlsx_references *references = list->references;
    if (strcmp(name, "Relationship") != 0)
        return;
    const char *id = xml_attribute(attributes, "Id");
    const char *type = xml_attribute(attributes, "Type");
    const char *target = xml_attribute(attributes, "Target");
    const char *mode = xml_attribute(attributes, "TargetMode");
    if (!id || !type || !target)
        return;
    if (references->n == list->capacity) {
        size_t capacity = list->capacity * 2 + 16;
        struct xlsx_reference *grown =
            ARENA_ARRAY(list->arena, struct xlsx_reference, capacity);
        if (references->n > 0)
            memcpy(grown, references->items, references->n * sizeof *grown);
        references->items = grown;
        list->capacity = capacity;
    }
    const char *slash = strrchr(type, '/');
    bool outside = mode && strcmp(mode, "External") == 0;
    references->items[references->n++] = (struct xlsx_reference){
        arena_strdup(list->arena, id),
        arena_strdup(list->arena, !slash ? type : slash + 1),
        outside ? "" : resolve(list->arena, list->folder, target)};
}

bool xlsx_package_references(const struct xlsx_package *package,
                             const char *name,
                             struct xlsx_references *references,
                             struct diag *diag)
{
    static const struct xml_handler handler = {.start = add_reference};
    *references = (struct xlsx_references){0};
    const char *part = part_name(package->arena, name);
    const char *slash = strrchr(part, '/');
    size_t folder = !slash ? 0 : (size_t)(slash - part) + 1;
    struct reference_list list = {package->arena,
                                  arena_strndup(package->arena, part, folder),
                                  references, 0};
    int64_t found = xlsx_package_find(
        package, arena_printf(package->arena, "%s_rels/%s.rels", list.folder,
                              part + folder));
    return found < 0 ||
           xlsx_package_scan(package, found, &handler, &list, diag);
}

const struct xlsx_reference *
xlsx_reference_of_type(const struct xlsx_references *references,
                       const char *type)
{
    for (size_t i = 0; i < references->n; i++)
        if (strcmp(references->items[i].type, type) == 0)
            return &references->items[i];
    return NULL;
}

const struct xlsx_reference *
xlsx_reference_of_id(const struct xlsx_references *references, const char *id)
{
    for (size_t i = 0; id && i < references->n; i++)
        if (strcmp(references->items[i].id, id) == 0)
            return &references->items[i];
    return NULL;
}

/* ---- opening and reading ------------------------------------------------- */

const char *xlsx_package_name(const struct xlsx_package *package)
{
    return zipfile_path(package->zip);
}

struct zipfile *xlsx_package_zip(const struct xlsx_package *package)
{
    return package->zip;
}

const char *xlsx_package_part_name(const struct xlsx_package *package,
                                   int64_t part)
{
    return zipfile_part_name(package->zip, (size_t)part);
}

static bool add_bytes(void *context, const char *bytes, size_t size)
{
    strbuf_add(context, bytes, size);
    return true;
}

/* Converts a part in UTF-16 to UTF-8, without the declaration that names its
   encoding. */
static void make_utf8(const struct xlsx_package *package, struct strbuf *buf)
{
    const unsigned char *bytes = (const unsigned char *)buf->data;
    bool is_big = buf->size >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff;
    bool is_small = buf->size >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe;
    if (!is_big && !is_small)
        return;
    size_t size;
    const char *text = unicode_from_utf16(package->arena, buf->data + 2,
                                          buf->size - 2, is_big, &size);
    const char *end =
        strncmp(text, "<?xml", 5) == 0 ? strstr(text, "?>") : NULL;
    size_t head = end ? (size_t)(end + 2 - text) : 0;
    strbuf_clear(buf);
    strbuf_add(buf, text + head, size - head);
}

bool xlsx_package_read(const struct xlsx_package *package, int64_t part,
                       struct strbuf *buf, struct diag *diag)
{
    enum { MOST_WHOLE = 1 << 30 };
    strbuf_clear(buf);
    if (!zipfile_read(package->zip, (size_t)part, MOST_WHOLE, add_bytes, buf,
                      diag))
        return false;
    make_utf8(package, buf);
    return true;
}

struct word_search {
    const char *word;
    size_t size;
    size_t matched; /* how many letters of the word the bytes so far end with */
    bool any_bytes;
    bool found;
};

/* No beginning of a tag's word occurs again in it, so a search that fails
   starts again at the byte where it failed. */
static bool look_for_word(void *context, const char *bytes, size_t size)
{
    struct word_search *search = context;
    if (!search->any_bytes && size >= 2)
        search->found =
            memchr(bytes, '\0', 2) || (unsigned char)bytes[0] >= 0xfe;
    search->any_bytes = true;
    for (size_t i = 0; i < size && !search->found; i++) {
        if (search->matched == 0) {
            const char *next = memchr(bytes + i, search->word[0], size - i);
            if (!next)
                break;
            i = (size_t)(next - bytes);
        }
        if (bytes[i] == search->word[search->matched])
            search->matched++;
        else
            search->matched = bytes[i] == search->word[0];
        search->found = search->matched == search->size;
    }
    return !search->found;
}

bool xlsx_package_mentions(const struct xlsx_package *package, int64_t part,
                           const char *word, bool *mentions, struct diag *diag)
{
    struct word_search search = {.word = word, .size = strlen(word)};
    bool ok = zipfile_read(package->zip, (size_t)part, MOST_BYTES,
                           look_for_word, &search, diag);
    *mentions = search.found;
    return ok || search.found;
}

bool xlsx_package_scan(const struct xlsx_package *package, int64_t part,
                       const struct xml_handler *handler, void *context,
                       struct diag *diag)
{
    return xml_scan(package->zip, (size_t)part, MOST_BYTES, handler, context,
                    diag);
}

struct xml_stream *xlsx_package_stream(const struct xlsx_package *package,
                                       int64_t part,
                                       const struct xml_handler *handler,
                                       void *context, struct diag *diag)
{
    return xml_stream_open(package->zip, (size_t)part, MOST_BYTES, handler,
                           context, diag);
}

void xlsx_package_close(struct xlsx_package *package)
{
    if (!package)
        return;
    zipfile_close(package->zip);
    arena_destroy(package->arena);
    free(package);
}

const char *xlsx_package_sha256(const struct xlsx_package *package)
{
    return package->sha256;
}

struct xlsx_package *xlsx_package_open(struct arena *arena, const char *path,
                                       const char *name, struct diag *diag)
{
    struct infile_stream *file = infile_stream_open(path, name, diag);
    if (!file)
        return NULL;
    struct xlsx_package *package = calloc(1, sizeof *package);
    package->arena = arena_create();
    if (check_beginning(file, name, diag)) {
        memcpy(package->sha256, infile_stream_sha256(file),
               sizeof package->sha256);
        package->zip = zipfile_open_data(infile_stream_fd(file),
                                         arena_strdup(arena, name), diag);
    }
    infile_stream_close(file);
    if (!package->zip || !list_parts(package, diag)) {
        xlsx_package_close(package);
        return NULL;
    }
    return package;
}
