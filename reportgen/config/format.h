/*
 * Format: the names by which a configuration, a layout and --only ask for
 * kinds of files.
 *
 * The list is that of the writers (output/writer.h) and is handed down from
 * there: no stage above the writers knows a format by its name.  A set of
 * formats is a word of bits, one a place in the list.
 */
#ifndef CONFIG_FORMAT_H
#define CONFIG_FORMAT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* What of a document a format shows. */
enum format_shows {
    FORMAT_SHOWS_REPORT, /* its sections: the report and its annexes */
    FORMAT_SHOWS_SHEETS  /* its sheets: tables to calculate with */
};

struct format {
    const char *name; /* "pdf": as it is written, and the ending of its files */
    enum format_shows shows;
    bool usual; /* made when nobody says which */
};

/* All formats that there are, at most 32. */
struct format_list {
    const struct format *const *formats;
    size_t n_formats;
};

/* The set that TEXT names, "pdf, xlsx", in any case of letters.  False when it
   names none or one that is not in LIST; nothing is reported. */
bool formats_parse(struct arena *arena, const struct format_list *list,
                   const char *text, unsigned *set);

/* The set of formats that are made when nobody says which. */
unsigned formats_usual(const struct format_list *list);

/* Whether a format of SET shows that part of a document. */
bool formats_show(const struct format_list *list, unsigned set,
                  enum format_shows part);

/* The names, "pdf, xlsx", for messages; in ARENA. */
const char *formats_names(struct arena *arena, const struct format_list *list);

/* The names as what a message calls expected: "one or more of pdf, xlsx", in
   the language of messages. */
const char *formats_expected(struct arena *arena,
                             const struct format_list *list);

#endif
