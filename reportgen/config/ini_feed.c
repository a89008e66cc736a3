#include "config/ini_feed.h"

#include "base/infile.h"
#include "base/memory_file.h"
#include "base/unicode.h"

#include <errno.h>
#include <iniparser/iniparser.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* For each new name iniparser scans its whole dictionary, which starts with 128
   slots; parts of this many lines are the cheapest. */
enum { PART_LINES = 128 };

struct feed {
    struct arena *arena;
    struct ini *ini;
    struct diag *diag;
    bool plain;    /* values need no normalising */
    size_t n_read; /* sections */

    int fd; /* the file in memory, used for all parts */
    size_t file_size;
    char file_name[32];

    const dictionary *dict; /* of one part */
    size_t n_names;         /* their type differs between versions */
    size_t n_taken;
    int error; /* errno of the first read that may have failed, or 0 */
};

/* ---- iniparser's side ---------------------------------------------------- */

/* iniparser prints its complaints; the lint has said it all, with places. */
static int be_quiet(const char *format, ...)
{
    (void)format;
    return 0;
}

/* Replaces the content of the file with TEXT. */
static bool write_file(struct feed *feed, const char *text, size_t size)
{
    if (size < feed->file_size && ftruncate(feed->fd, (off_t)size) != 0)
        return false;
    for (size_t at = 0; at < size;) {
        ssize_t n = pwrite(feed->fd, text + at, size - at, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += (size_t)n;
    }
    feed->file_size = size;
    return true;
}

/* Parses one part.  NULL with errno when the system refuses the memory (it
   counts as a file: ulimit -f), or with errno 0 when iniparser rejects the
   text. */
static dictionary *parse_part(struct feed *feed, const char *text, size_t size)
{
    if (!write_file(feed, text, size))
        return NULL;
    errno = 0;
    dictionary *dict = iniparser_load(feed->file_name);
    if (feed->error == 0)
        feed->error = errno;
    return dict;
}

/* ---- its dictionary ------------------------------------------------------ */

/* iniparser silently omits lines that it cannot read. */
static bool report_disagreement(const struct feed *feed, struct place place,
                                const char *what)
{
    if (feed->error != 0)
        infile_report(feed->diag, place, feed->error, NULL);
    else
        diag_report(feed->diag, DIAG_INI_DISAGREEMENT, place, what);
    return false;
}

static bool report_part(const struct feed *feed)
{
    return report_disagreement(feed, (struct place){.file = feed->ini->path},
                               "[...]");
}

/* Advances in the dictionary, which keeps the order of the text; a look-up by
   name would search all entries each time.  True when the next name is SECTION
   (of SIZE bytes), or "SECTION:KEY" with a KEY. */
static bool take_next(struct feed *feed, const char *section, size_t size,
                      const char *key, const char **value)
{
    size_t i = feed->n_taken++;
    const char *name = i < feed->n_names ? feed->dict->key[i] : NULL;
    *value = i < feed->n_names ? feed->dict->val[i] : NULL;
    if (!name || strncmp(name, section, size) != 0)
        return false;
    return key ? name[size] == ':' && strcmp(name + size + 1, key) == 0
               : name[size] == '\0';
}

/* Whether READ, of the clean text, is WRITTEN. */
static bool is_same_value(const char *read, const char *written)
{
    while (*read == *written || (*read == INI_BACKSLASH && *written == '\\')) {
        if (*read == '\0')
            return true;
        read++;
        written++;
    }
    return false;
}

/* If iniparser's value differs from the lint's, text was cut or merged, and the
   file must not be used. */
static bool take_value(struct feed *feed, const struct ini_section *section,
                       size_t name_size, struct ini_entry *entry)
{
    const char *value;
    bool named = take_next(feed, section->name, name_size, entry->key, &value);
    if (!named || !value || !is_same_value(value, entry->value)) {
        return report_disagreement(feed, entry->value_place,
                                   value ? value : "");
    }
    if (!feed->plain)
        entry->value =
            unicode_nfc(feed->arena, entry->value, strlen(entry->value));
    return true;
}

static bool take_section(struct feed *feed, const struct ini_section *section)
{
    const char *none;
    size_t name_size = strlen(section->name);
    if (!take_next(feed, section->name, name_size, NULL, &none)) {
        return report_disagreement(feed, section->place, section->name);
    }
    for (size_t k = 0; k < section->n_entries; k++)
        if (!take_value(feed, section, name_size, &section->entries[k]))
            return false;
    return true;
}

static bool take_sections(struct feed *feed, const dictionary *dict)
{
    const struct ini *ini = feed->ini;
    feed->dict = dict;
    feed->n_names = (size_t)dict->n;
    feed->n_taken = 0;
    while (feed->n_taken < feed->n_names && feed->n_read < ini->n_sections)
        if (!take_section(feed, &ini->sections[feed->n_read++]))
            return false;
    return feed->n_taken == feed->n_names || report_part(feed);
}

/* ---- parts --------------------------------------------------------------- */

static bool feed_part(struct feed *feed, const char *text, size_t size)
{
    dictionary *dict = parse_part(feed, text, size);
    if (!dict && errno != 0) {
        infile_report(feed->diag, (struct place){.file = feed->ini->path},
                      errno, NULL);
        return false;
    }
    if (!dict)
        return report_part(feed);
    bool good = take_sections(feed, dict);
    iniparser_freedict(dict);
    return good;
}

/* The end of the part that TEXT begins with: whole sections, one at least. */
static const char *end_of_part(const char *text, const char *end)
{
    const char *cut = NULL;
    size_t n = 0;
    for (const char *line = text; line < end; n++) {
        if (*line == '[' && n > 0)
            cut = line;
        if (n >= PART_LINES && cut)
            return cut;
        line = (const char *)memchr(line, '\n', (size_t)(end - line)) + 1;
    }
    return end;
}

static bool feed_parts(struct feed *feed, const char *text, const char *end)
{
    while (text < end) {
        const char *next = end_of_part(text, end);
        if (!feed_part(feed, text, (size_t)(next - text)))
            return false;
        text = next;
    }
    return feed->n_read == feed->ini->n_sections || report_part(feed);
}

bool ini_feed(struct arena *arena, struct ini *ini,
              const struct ini_clean *clean, struct diag *diag)
{
    struct feed feed = {
        .arena = arena, .ini = ini, .diag = diag, .plain = clean->plain};
    if (clean->text.size == 0)
        return true;
    feed.fd = memory_file_open(feed.file_name);
    if (feed.fd < 0) {
        infile_report(diag, (struct place){.file = ini->path}, errno, NULL);
        return false;
    }
    iniparser_set_error_callback(be_quiet);
    bool good = feed_parts(&feed, clean->text.data,
                           clean->text.data + clean->text.size);
    iniparser_set_error_callback(NULL);
    close(feed.fd);
    return good;
}
