/*
 * Config: what one report.ini says, checked.
 *
 * config_read() reads the INI and reports every fault.  Keys are listed in
 * one table (config.c) with their defaults; the manual page
 * reportgen-config(5) explains them.  Strings live in the run's arena.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/arena.h"
#include "base/diag.h"
#include "config/format.h"
#include "config/ini.h"
#include "config/period.h"

#include <stdbool.h>
#include <stddef.h>

/* Values of the command line that override the INI. options.c has checked
   CLOSING. */
struct config_overrides {
    const char *period;                /* --period SPEC, or NULL */
    const char *closing;               /* --closing NAME, or NULL */
    struct date today;                 /* for relative periods only: --today,
                                          $SOURCE_DATE_EPOCH or the system's date (options.c);
                                          year 0: not given */
    const struct format_list *formats; /* that there are; outlives the config */
};

/* One [dataset] line: TABLE = WHERE or TABLE.NUMBER = WHERE. */
struct config_source {
    const char *table;
    const char *where; /* as written: "schemes.csv", "de-an.xlsx#Danh mục"; with
                          wildcards it may name many files */
    struct place place;
    const char *key;      /* as written: "schemes", "schemes.2" */
    const char *encoding; /* of its files without a mark; NULL: that of all */
    const char *notation; /* NULL: that of all */
    const char *expect;   /* "places", or who must be there; NULL: nobody */
    bool optional;        /* a folder may lack the file */
    bool pushdown;        /* its rows stay at the server that sums them */
};

/* The scope in which an id is unique: one folder, one file or the whole
   dataset. */
enum ids_scope { IDS_OF_FOLDER, IDS_OF_FILE, IDS_OF_ALL };

/* One [fill] line, [TABLE[.NUMBER].]FIELD = TEXT: the text that replaces an
   empty cell. */
struct config_fill {
    const char *key;
    const char *text; /* with {folder} and {file} */
    struct place place;
    struct place text_place;
};

/* One line ignore.TABLE = "HEADING | HEADING": columns that are skipped without
   a warning. */
struct config_ignore {
    const char *table;
    const char **headings;
    size_t n_headings;
    struct place place;
};

/* A text of the INI with its place. */
struct config_text {
    const char *text;
    struct place place;
};

/* Texts in the order in which they are printed. */
struct config_list {
    struct config_text *items;
    size_t n_items;
};

enum pdf_level { PDF_LEVEL_1A, PDF_LEVEL_2A, PDF_LEVEL_2U, PDF_LEVEL_3A };

struct config {
    struct ini *ini;    /* sections that layouts read themselves: [text] */
    const char *path;   /* as given, for messages */
    const char *folder; /* its folder; relative paths start here */

    /* [report] */
    struct config_text layout;
    const char *type_name; /* NULL: the layout's ("BÁO CÁO") */
    const char *summary;   /* NULL: the layout's; a Mustache template */

    /* [period] */
    struct period period;
    struct place period_place;
    struct config_text
        period_name;               /* pattern of its name, "năm học
                                      {year}-{to_year}"; without a placeholder it
                                      names this period alone.  NULL: the form's */
    bool empty_allowed;            /* a period without rows causes no warning */
    struct config_text decided_by; /* text NULL: the schema's own field */

    /* [dataset] */
    struct config_text schema;
    struct config_source *sources;
    size_t n_sources;
    struct config_fill *fills;
    size_t n_fills;
    struct config_ignore *ignores;
    size_t n_ignores;
    struct date places_on;  /* the day whose map of places applies: the period's
                               last */
    const char *encoding;   /* NULL: UTF-8 or UTF-16 by BOM */
    const char *connection; /* to a PostgreSQL server; NULL: by PG* */
    const char *notation;   /* auto | vietnamese | plain */
    enum ids_scope ids;
    size_t most_faults; /* of a table that are listed; 0: as usual.  Set by who
                           wants them all */

    /* --each: the value that this report is of; NULL without */
    const char *each_key;
    const char *each_label;
    const char *each_full_label;

    /* [agency] */
    const char *superior; /* NULL when the body has none; LINE_END
                             (base/lines.h) ends a line */
    const char *agency;   /* the same */
    const char *place;
    const char *unit; /* what PLACE is, "tỉnh"; NULL: unknown */
    const char *home; /* PLACE with its unit, "tỉnh Cà Mau"; NULL: unknown */
    const char *address; /* foot of page 1, NULL when not wanted */

    /* [document] */
    const char *symbol; /* "BC-SCT" */
    const char *number; /* NULL: left blank for the issue system */
    struct date date;   /* year 0: left blank */

    /* [addressees], [legal], [recipients]: numbered keys in order */
    struct config_list addressees;
    struct config_list legal_bases;
    struct config_list recipients;

    /* [signer] */
    struct config_list authority; /* "TM. ...", "KT. ...": lines above title */
    const char *title;
    const char *name; /* NULL: room only */
    bool field;       /* an empty signature field in that room */

    /* [output] */
    struct config_text output_name;
    const struct format_list *known_formats;
    unsigned formats; /* a set of them */
    enum pdf_level level;
    const char *author; /* document property; NULL: the agency */

    /* [security] */
    bool allow_outside; /* layouts and what they name may stand anywhere */

    /* [style] */
    bool pad_counts;          /* counts below 10 as "08" */
    const char *billion_word; /* "tỷ" or "tỉ" */
    bool southern_words;      /* number words */

    /* [limits], see base/limits.h; 0: as shipped */
    int64_t memory_mb, cpu_seconds, sql_seconds;
};

/* Reads the INI file and checks it.  The config lives in the arena.  Every
   fault is reported; returns NULL when any was an error.  The caller reports
   unknown keys with ini_report_unused() after the layout has read its own. */
struct config *config_read(struct arena *arena, const char *path,
                           const struct config_overrides *overrides,
                           struct diag *diag);

/* Parses the name of a closing rule; false when it is not one.  Nothing is
   reported. */
bool config_parse_closing(const char *name, enum period_closing *closing);

/* PATH, taken relative to the folder of CONFIG: PATH itself when it is absolute
   or the folder is ".", else a new string in ARENA. */
const char *config_path(struct arena *arena, const struct config *config,
                        const char *path);

#endif
