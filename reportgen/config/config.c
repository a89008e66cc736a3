#include "config/config.h"

#include "base/limits.h"
#include "base/lines.h"
#include "config/output_name.h"

#include <libintl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* State that all value readers share. */
struct reading {
    struct arena *arena;
    struct config *config;
    struct diag *diag;
    const char *relative; /* the spec of a period that moves with time */
};

struct known_key;

/* Reads ENTRY, whose value is not empty, into FIELD of the config; a fault is
   reported. */
typedef void read_value(struct reading *reading, const struct known_key *key,
                        const struct ini_entry *entry, void *field);

/* A key of report.ini.  An absent or empty key is read as FALLBACK; without a
   FALLBACK its field stays zero. */
struct known_key {
    const char *section;
    const char *name;
    read_value *read;
    size_t offset; /* of the field in struct config */
    bool required;
    const char *fallback;
    const char *const *choices; /* of read_word(), ended by NULL */
};

static read_value read_text;
static read_value read_lines;
static read_value read_located;
static read_value read_word;
static read_value read_boolean;
static read_value read_date;
static read_value read_parts;
static read_value read_formats;
static read_value read_level;
static read_value read_closing;
static read_value read_ids;
static read_value read_empty;
static read_value read_nothing;
static read_value read_limit;

static const char *const notations[] = {"auto", "vietnamese", "plain", NULL};
static const char *const billion_words[] = {"tỷ", "tỉ", NULL};
static const char *const closings[] = {"calendar", "nd09", NULL};
static const char *const empties[] = {"warned", "allowed", NULL};
static const char *const ids[] = {"folder", "file", "all", NULL};
static const char *const levels[] = {"1a", "2a", "2u", "3a", NULL};

#define FIELD(name) offsetof(struct config, name)

/* Every key but the names of tables in [dataset] and the numbered and free
   ones.  reportgen-config(5) explains them in this order. */
static const struct known_key known_keys[] = {
    {"report", "layout", read_located, FIELD(layout), true, NULL, NULL},
    {"report", "type_name", read_text, FIELD(type_name), false, NULL, NULL},
    {"report", "summary", read_text, FIELD(summary), false, NULL, NULL},
    {"period", "closing", read_closing, FIELD(period.closing), false,
     "calendar", closings},
    {"period", "name", read_located, FIELD(period_name), false, NULL, NULL},
    {"period", "empty", read_empty, FIELD(empty_allowed), false, "warned",
     empties},
    {"period", "decided_by", read_located, FIELD(decided_by), false, NULL,
     NULL},
    {"dataset", "schema", read_located, FIELD(schema), true, NULL, NULL},
    {"dataset", "encoding", read_text, FIELD(encoding), false, NULL, NULL},
    {"dataset", "connection", read_text, FIELD(connection), false, NULL, NULL},
    {"dataset", "notation", read_word, FIELD(notation), false, "auto",
     notations},
    {"dataset", "ids", read_ids, FIELD(ids), false, "folder", ids},
    {"dataset", "places_on", read_date, FIELD(places_on), false, NULL, NULL},
    {"agency", "superior", read_lines, FIELD(superior), false, NULL, NULL},
    {"agency", "name", read_lines, FIELD(agency), true, NULL, NULL},
    {"agency", "full_name", read_nothing, 0, false, NULL, NULL},
    {"agency", "place", read_text, FIELD(place), true, NULL, NULL},
    {"agency", "area", read_nothing, 0, false, NULL, NULL},
    {"agency", "address", read_text, FIELD(address), false, NULL, NULL},
    {"document", "symbol", read_text, FIELD(symbol), false, NULL, NULL},
    {"document", "number", read_text, FIELD(number), false, NULL, NULL},
    {"document", "date", read_date, FIELD(date), false, NULL, NULL},
    {"signer", "authority", read_parts, FIELD(authority), false, NULL, NULL},
    {"signer", "title", read_text, FIELD(title), true, NULL, NULL},
    {"signer", "name", read_text, FIELD(name), false, NULL, NULL},
    {"signer", "field", read_boolean, FIELD(field), false, "no", NULL},
    {"output", "name", read_located, FIELD(output_name), false, NULL, NULL},
    {"output", "formats", read_formats, FIELD(formats), false, NULL, NULL},
    {"output", "level", read_level, FIELD(level), false, "2a", levels},
    {"output", "author", read_text, FIELD(author), false, NULL, NULL},
    {"security", "allow_outside", read_boolean, FIELD(allow_outside), false,
     "no", NULL},
    {"style", "pad_counts", read_boolean, FIELD(pad_counts), false, "yes",
     NULL},
    {"style", "billion_word", read_word, FIELD(billion_word), false, "tỷ",
     billion_words},
    {"style", "southern_words", read_boolean, FIELD(southern_words), false,
     "no", NULL},
    {"limits", "memory", read_limit, FIELD(memory_mb), false, NULL, NULL},
    {"limits", "seconds", read_limit, FIELD(cpu_seconds), false, NULL, NULL},
    {"limits", "sql_seconds", read_limit, FIELD(sql_seconds), false, NULL,
     NULL},
};

/* ---- readers of values --------------------------------------------------- */

static void report_bad_value(struct reading *reading,
                             const struct ini_entry *entry,
                             const char *expected)
{
    diag_report(reading->diag, DIAG_BAD_VALUE, entry->value_place, entry->value,
                entry->key, expected);
}

static void read_text(struct reading *reading, const struct known_key *key,
                      const struct ini_entry *entry, void *field)
{
    (void)reading;
    (void)key;
    *(const char **)field = entry->value;
}

/* A bar ends the line. */
static void read_lines(struct reading *reading, const struct known_key *key,
                       const struct ini_entry *entry, void *field)
{
    (void)key;
    *(const char **)field = lines_mark(reading->arena, entry->value);
}

static void read_located(struct reading *reading, const struct known_key *key,
                         const struct ini_entry *entry, void *field)
{
    (void)reading;
    (void)key;
    *(struct config_text *)field =
        (struct config_text){entry->value, entry->value_place};
}

/* A key that a later stage reads from the INI itself. */
static void read_nothing(struct reading *reading, const struct known_key *key,
                         const struct ini_entry *entry, void *field)
{
    (void)reading;
    (void)key;
    (void)entry;
    (void)field;
}

static const char *join_choices(struct arena *arena, const char *const *choices)
{
    const char *list = choices[0];
    for (size_t i = 1; choices[i]; i++)
        list = arena_printf(arena, "%s | %s", list, choices[i]);
    return list;
}

/* The index of WORD in CHOICES, or -1. */
static int find_choice(const char *const *choices, const char *word)
{
    for (int i = 0; choices[i]; i++)
        if (strcasecmp(choices[i], word) == 0)
            return i;
    return -1;
}

/* The index of the value in the key's choices, or -1 after a report. */
static int choose(struct reading *reading, const struct known_key *key,
                  const struct ini_entry *entry)
{
    int chosen = find_choice(key->choices, entry->value);
    if (chosen < 0)
        report_bad_value(reading, entry,
                         join_choices(reading->arena, key->choices));
    return chosen;
}

static void read_word(struct reading *reading, const struct known_key *key,
                      const struct ini_entry *entry, void *field)
{
    int chosen = choose(reading, key, entry);
    if (chosen >= 0)
        *(const char **)field = key->choices[chosen];
}

static void read_closing(struct reading *reading, const struct known_key *key,
                         const struct ini_entry *entry, void *field)
{
    int chosen = choose(reading, key, entry);
    if (chosen >= 0)
        *(enum period_closing *)field =
            chosen == 0 ? CLOSING_CALENDAR : CLOSING_ND09;
}

/* The choices stand in the order of the enum. */
static void read_ids(struct reading *reading, const struct known_key *key,
                     const struct ini_entry *entry, void *field)
{
    int chosen = choose(reading, key, entry);
    if (chosen >= 0)
        *(enum ids_scope *)field = (enum ids_scope)chosen;
}

static void read_empty(struct reading *reading, const struct known_key *key,
                       const struct ini_entry *entry, void *field)
{
    *(bool *)field = choose(reading, key, entry) == 1;
}

static void read_level(struct reading *reading, const struct known_key *key,
                       const struct ini_entry *entry, void *field)
{
    static const enum pdf_level values[] = {PDF_LEVEL_1A, PDF_LEVEL_2A,
                                            PDF_LEVEL_2U, PDF_LEVEL_3A};
    int chosen = choose(reading, key, entry);
    if (chosen >= 0)
        *(enum pdf_level *)field = values[chosen];
}

static void read_boolean(struct reading *reading, const struct known_key *key,
                         const struct ini_entry *entry, void *field)
{
    /* The words for true have odd indexes. */
    static const char *const words[] = {"no", "yes", "false", "true", "off",
                                        "on", "0",   "1",     NULL};
    (void)key;
    int chosen = find_choice(words, entry->value);
    if (chosen < 0)
        report_bad_value(reading, entry, "yes | no");
    else
        *(bool *)field = chosen % 2 == 1;
}

/* A whole number from 1 on. */
static void read_limit(struct reading *reading, const struct known_key *key,
                       const struct ini_entry *entry, void *field)
{
    (void)key;
    const char *text = entry->value;
    int64_t number = 0;
    while (*text >= '0' && *text <= '9' && number < 1000000)
        number = number * 10 + (*text++ - '0');
    if (*text != '\0' || number == 0 || number > 1000000)
        report_bad_value(reading, entry, "1 ... 1000000");
    else
        *(int64_t *)field = number;
}

/* Sets the budget of memory and time for the rest of the run. */
static void set_budget(struct arena *arena, const struct config *config)
{
    if (config->memory_mb > 0)
        budget_set(arena, LIMIT_MEMORY, config->memory_mb);
    if (config->cpu_seconds > 0)
        budget_set(arena, LIMIT_CPU, config->cpu_seconds);
    if (config->sql_seconds > 0)
        budget_set(arena, LIMIT_SQL, config->sql_seconds);
}

static void read_date(struct reading *reading, const struct known_key *key,
                      const struct ini_entry *entry, void *field)
{
    (void)key;
    if (!date_parse(entry->value, field))
        report_bad_value(reading, entry, "d/m/yyyy | yyyy-mm-dd");
}

/* "TM. ỦY BAN NHÂN DÂN | KT. CHỦ TỊCH": one line each. */
static void read_parts(struct reading *reading, const struct known_key *key,
                       const struct ini_entry *entry, void *field)
{
    (void)key;
    struct config_list *list = field;
    size_t n;
    const char **parts = ini_split(reading->arena, entry->value, '|', &n);
    list->items = ARENA_ARRAY(reading->arena, struct config_text, n);
    list->n_items = n;
    for (size_t i = 0; i < n; i++)
        list->items[i] = (struct config_text){parts[i], entry->value_place};
}

static void read_formats(struct reading *reading, const struct known_key *key,
                         const struct ini_entry *entry, void *field)
{
    (void)key;
    const struct format_list *list = reading->config->known_formats;
    unsigned set;
    if (formats_parse(reading->arena, list, entry->value, &set))
        *(unsigned *)field = set;
    else
        report_bad_value(reading, entry,
                         formats_expected(reading->arena, list));
}

bool config_parse_closing(const char *name, enum period_closing *closing)
{
    int chosen = find_choice(closings, name);
    if (chosen >= 0)
        *closing = chosen == 0 ? CLOSING_CALENDAR : CLOSING_ND09;
    return chosen >= 0;
}

/* ---- the table of keys --------------------------------------------------- */

/* A missing key is reported at its section, or at the file when that is
   missing too. */
static void report_missing(struct reading *reading, const char *section_name,
                           const char *key)
{
    const struct ini_section *section =
        ini_section(reading->config->ini, section_name);
    struct place place = {.file = reading->config->path};
    diag_report(reading->diag, DIAG_MISSING_KEY,
                section ? section->place : place, key, section_name);
}

static void read_key(struct reading *reading, const struct known_key *key)
{
    const struct ini_entry *entry =
        ini_entry(reading->config->ini, key->section, key->name);
    void *field = (char *)reading->config + key->offset;
    if (entry && *entry->value != '\0') {
        key->read(reading, key, entry, field);
    } else if (key->fallback) {
        const struct ini_entry standard = {.key = key->name,
                                           .value = key->fallback};
        key->read(reading, key, &standard, field);
    } else if (key->required) {
        report_missing(reading, key->section, key->name);
    }
}

/* ---- sections with keys of their own ------------------------------------- */

static bool is_known_key(const char *section, const char *name)
{
    for (size_t i = 0; i < sizeof known_keys / sizeof *known_keys; i++)
        if (strcmp(known_keys[i].section, section) == 0 &&
            strcmp(known_keys[i].name, name) == 0)
            return true;
    return false;
}

/* 1 to 9999, or 0 when KEY is no such number. */
static long key_number(const char *key)
{
    size_t size = strlen(key);
    if (size > 4 || strspn(key, "0123456789") != size)
        return 0;
    return strtol(key, NULL, 10);
}

/* "schemes" or "schemes.2": the name of the table; a fault is reported. */
static const char *table_of_key(struct reading *reading,
                                const struct ini_entry *entry)
{
    const char *dot = strchr(entry->key, '.');
    if (!dot)
        return entry->key;
    if (dot == entry->key || key_number(dot + 1) == 0)
        diag_report(reading->diag, DIAG_BAD_SOURCE_KEY, entry->place,
                    entry->key);
    return arena_strndup(reading->arena, entry->key,
                         (size_t)(dot - entry->key));
}

/* Options that a single source may set: TABLE.OPTION or TABLE.NUMBER.OPTION. */
static const char *const source_options[] = {"encoding", "notation", "optional",
                                             "expect",   "pushdown", NULL};
enum {
    OPTION_ENCODING,
    OPTION_NOTATION,
    OPTION_OPTIONAL,
    OPTION_EXPECT,
    OPTION_PUSHDOWN
};

/* The name of the option in KEY, after its source and a dot; NULL when KEY has
   none. */
static const char *option_of_key(const char *key)
{
    const char *dot = strrchr(key, '.');
    return dot && find_choice(source_options, dot + 1) >= 0 ? dot + 1 : NULL;
}

/* How closely KEY names the source: 0 not at all, 1 by its table, 2 by its own
   key. */
static int fit_source(const char *key, const char *option,
                      const struct config_source *source)
{
    size_t size = (size_t)(option - 1 - key);
    if (strlen(source->key) == size && strncmp(key, source->key, size) == 0)
        return 2;
    return strlen(source->table) == size &&
           strncmp(key, source->table, size) == 0;
}

static const char *option_value(struct reading *reading,
                                const struct ini_entry *entry,
                                const char *option)
{
    static const char *const truths[] = {"no", "yes", NULL};
    static const struct known_key notation = {.choices = notations};
    static const struct known_key truth = {.choices = truths};
    int chosen;
    switch (find_choice(source_options, option)) {
    case OPTION_NOTATION:
        chosen = choose(reading, &notation, entry);
        return notations[chosen < 0 ? 0 : chosen];
    case OPTION_OPTIONAL:
    case OPTION_PUSHDOWN:
        chosen = choose(reading, &truth, entry);
        return truths[chosen < 0 ? 0 : chosen];
    default:
        return entry->value;
    }
}

/* Gives the option to the sources that KEY names; CLOSEST so far by source. */
static void read_option(struct reading *reading, const struct ini_entry *entry,
                        const char *option, int *closest)
{
    struct config *config = reading->config;
    bool found = false;
    const char *value = option_value(reading, entry, option);
    for (size_t i = 0; i < config->n_sources; i++) {
        struct config_source *source = &config->sources[i];
        int fit = fit_source(entry->key, option, source);
        found = found || fit > 0;
        if (fit <= closest[i])
            continue;
        closest[i] = fit;
        switch (find_choice(source_options, option)) {
        case OPTION_ENCODING:
            source->encoding = value;
            break;
        case OPTION_NOTATION:
            source->notation = value;
            break;
        case OPTION_OPTIONAL:
            source->optional = strcmp(value, "yes") == 0;
            break;
        case OPTION_PUSHDOWN:
            source->pushdown = strcmp(value, "yes") == 0;
            break;
        default:
            source->expect = value;
            break;
        }
    }
    if (!found)
        diag_report(reading->diag, DIAG_OPTION_WITHOUT_SOURCE, entry->place,
                    entry->key);
}

static void read_source_options(struct reading *reading,
                                const struct ini_section *section)
{
    size_t n_sources = reading->config->n_sources;
    for (size_t k = 0; source_options[k]; k++) {
        int *closest = ARENA_ARRAY(reading->arena, int, n_sources);
        for (size_t i = 0; i < section->n_entries; i++) {
            const struct ini_entry *entry = &section->entries[i];
            const char *option = option_of_key(entry->key);
            if (option && *entry->value != '\0' &&
                strcasecmp(option, source_options[k]) == 0)
                read_option(reading, entry, option, closest);
        }
    }
}

static bool is_ignore(const char *key)
{
    return strncmp(key, "ignore.", 7) == 0;
}

static void read_ignores(struct reading *reading,
                         const struct ini_section *section)
{
    struct config *config = reading->config;
    config->ignores =
        ARENA_ARRAY(reading->arena, struct config_ignore, section->n_entries);
    for (size_t i = 0; i < section->n_entries; i++) {
        const struct ini_entry *entry = &section->entries[i];
        if (!is_ignore(entry->key) || *entry->value == '\0')
            continue;
        struct config_ignore *ignore = &config->ignores[config->n_ignores++];
        ignore->table = entry->key + 7;
        ignore->place = entry->place;
        ignore->headings =
            ini_split(reading->arena, entry->value, '|', &ignore->n_headings);
    }
}

/* In [dataset] every key that is not known is the name of a table, or one with
   a number where a table has several sources; whether the schema has it is
   seen when the dataset is read. */
static void read_sources(struct reading *reading)
{
    struct config *config = reading->config;
    struct ini_section *section = ini_section(config->ini, "dataset");
    size_t n = section ? section->n_entries : 0;
    config->sources = ARENA_ARRAY(reading->arena, struct config_source, n);
    for (size_t i = 0; i < n; i++) {
        struct ini_entry *entry = &section->entries[i];
        if (is_known_key("dataset", entry->key))
            continue;
        entry->used = true;
        if (*entry->value != '\0' && !option_of_key(entry->key) &&
            !is_ignore(entry->key))
            config->sources[config->n_sources++] = (struct config_source){
                .table = table_of_key(reading, entry),
                .key = entry->key,
                .where = entry->value,
                .place = entry->value_place,
            };
    }
    if (section) {
        read_source_options(reading, section);
        read_ignores(reading, section);
    }
}

static void read_fills(struct reading *reading)
{
    struct config *config = reading->config;
    struct ini_section *section = ini_section(config->ini, "fill");
    size_t n = section ? section->n_entries : 0;
    config->fills = ARENA_ARRAY(reading->arena, struct config_fill, n);
    for (size_t i = 0; i < n; i++) {
        struct ini_entry *entry = &section->entries[i];
        entry->used = true;
        if (*entry->value != '\0')
            config->fills[config->n_fills++] = (struct config_fill){
                entry->key, entry->value, entry->place, entry->value_place};
    }
}

struct numbered {
    long number;
    const struct ini_entry *entry;
};

static int compare_numbered(const void *a, const void *b)
{
    const struct numbered *x = a;
    const struct numbered *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* Collects the entries of SECTION whose keys are numbers, in order of number,
   and returns their count.  Other keys are reported. */
static size_t number_entries(struct reading *reading,
                             struct ini_section *section,
                             struct numbered *numbered)
{
    size_t n = 0;
    for (size_t i = 0; i < section->n_entries; i++) {
        struct ini_entry *entry = &section->entries[i];
        entry->used = true;
        long number = key_number(entry->key);
        if (number == 0)
            diag_report(reading->diag, DIAG_NUMBERED_KEYS, entry->place,
                        section->name, entry->key);
        else
            numbered[n++] = (struct numbered){number, entry};
    }
    if (n > 0)
        qsort(numbered, n, sizeof *numbered, compare_numbered);
    return n;
}

static void read_list(struct reading *reading, const char *name,
                      struct config_list *list)
{
    struct ini_section *section = ini_section(reading->config->ini, name);
    if (!section)
        return;
    struct numbered *numbered =
        ARENA_ARRAY(reading->arena, struct numbered, section->n_entries);
    size_t n = number_entries(reading, section, numbered);
    list->items = ARENA_ARRAY(reading->arena, struct config_text, n);
    for (size_t i = 0; i < n; i++) {
        const struct ini_entry *entry = numbered[i].entry;
        if (i > 0 && numbered[i - 1].number == numbered[i].number)
            diag_report(reading->diag, DIAG_DUPLICATE_NUMBER, entry->place,
                        entry->key,
                        (unsigned)numbered[i - 1].entry->place.line);
        if (*entry->value != '\0')
            list->items[list->n_items++] =
                (struct config_text){entry->value, entry->value_place};
    }
}

/* ---- the period ---------------------------------------------------------- */

/* Whether the name of the period is for the one that --period asks for: one of
   the same kind, that can be told from its neighbours. */
static bool name_fits(const struct config *config, const char *value,
                      enum period_closing closing, struct date today)
{
    struct period written;
    const char *reason;
    return strchr(config->period_name.text, '{') && value &&
           period_parse(value, closing, today, &written, &reason) &&
           written.kind == config->period.kind;
}

/* Checks the name of the period, and drops it when it is for another than
   OVERRIDES ask for. */
static void check_period_name(struct reading *reading,
                              const struct config_overrides *overrides)
{
    struct config *config = reading->config;
    struct config_text *name = &config->period_name;
    const struct ini_entry *value = ini_entry(config->ini, "period", "value");
    if (!name->text)
        return;
    if (!period_pattern_is_valid(name->text))
        diag_report(reading->diag, DIAG_BAD_VALUE, name->place, name->text,
                    "name",
                    "{year} | {to_year} | {part} | {part_roman} | "
                    "{first} | {last}");
    else if (reading->relative && !strchr(name->text, '{'))
        diag_report(reading->diag, DIAG_BAD_VALUE, name->place, name->text,
                    "name", "{year} ...");
    else if (overrides->period &&
             !name_fits(config, value ? value->value : NULL,
                        config->period.closing, overrides->today))
        name->text = NULL;
}

static void read_period(struct reading *reading,
                        const struct config_overrides *overrides)
{
    struct config *config = reading->config;
    const struct ini_entry *entry = ini_entry(config->ini, "period", "value");
    enum period_closing closing = config->period.closing;
    const char *spec = overrides->period;
    const char *reason;

    if (overrides->closing)
        config_parse_closing(overrides->closing, &closing);
    if (!spec) {
        if (!entry || *entry->value == '\0') {
            report_missing(reading, "period", "value");
            return;
        }
        spec = entry->value;
        config->period_place = entry->value_place;
    }
    if (!period_parse(spec, closing, overrides->today, &config->period,
                      &reason))
        diag_report(reading->diag, DIAG_BAD_PERIOD, config->period_place, spec,
                    gettext(reason));
    else if (period_is_relative(spec))
        reading->relative = spec;
    check_period_name(reading, overrides);
}

/* ---- the whole ----------------------------------------------------------- */

static const char *folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return arena_strndup(arena, path,
                         slash == path ? 1 : (size_t)(slash - path));
}

/* The name of the INI without its ending. */
static const char *stem_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return arena_strndup(
        arena, name, !dot || dot == name ? strlen(name) : (size_t)(dot - name));
}

/* Without this check, anyone who may write the configuration could print files
   that only the user who runs the program may read. */
static void open_roots(struct reading *reading)
{
    struct config *config = reading->config;
    if (!config->allow_outside)
        return;
    config->ini->folder->is_open = config->ini->is_guarded;
    if (!config->ini->is_guarded)
        diag_report(
            reading->diag, DIAG_ALLOW_OUTSIDE,
            ini_entry(config->ini, "security", "allow_outside")->value_place);
}

/* Sets the name of the output files; the configuration's own name is the
   default. */
static void name_output(struct reading *reading)
{
    struct config *config = reading->config;
    struct config_text *name = &config->output_name;
    if (!name->text)
        *name = (struct config_text){stem_of(reading->arena, config->path),
                                     {.file = config->path}};
    const char *text = name->text;
    name->text = output_name_make(reading->arena, text, name->place,
                                  &config->period, reading->diag);
    if (name->text && reading->relative &&
        output_name_is_fixed(name->text, text, &config->period))
        diag_report(reading->diag, DIAG_OUTPUT_NAME_FIXED, name->place,
                    reading->relative, name->text, text);
}

/* "<name of the signer>" is what "reportgen init" leaves to be filled in; no
   report is to be printed with it.  A query in [dataset] may compare. */
static void report_blanks(const struct reading *reading)
{
    static const char *const printed[] = {"agency", "document",   "addressees",
                                          "legal",  "recipients", "signer"};
    for (size_t i = 0; i < sizeof printed / sizeof *printed; i++) {
        const struct ini_section *section =
            ini_section(reading->config->ini, printed[i]);
        for (size_t k = 0; section && k < section->n_entries; k++) {
            const struct ini_entry *entry = &section->entries[k];
            const char *blank = strchr(entry->value, '<');
            if (blank && strchr(blank, '>'))
                diag_report(reading->diag, DIAG_BLANK_LEFT, entry->value_place,
                            entry->value, entry->key);
        }
    }
}

/* Defaults that are other values of the configuration. */
static void fill_in(struct reading *reading)
{
    struct config *config = reading->config;
    if (config->period.year != 0)
        name_output(reading);
    if (config->places_on.year == 0)
        config->places_on = config->period.window.last;
}

struct config *config_read(struct arena *arena, const char *path,
                           const struct config_overrides *overrides,
                           struct diag *diag)
{
    size_t before = diag_n_errors(diag);
    struct config *config = ARENA_NEW(arena, struct config);
    struct reading reading = {arena, config, diag, NULL};
    config->path = arena_strdup(arena, path);
    config->folder = folder_of(arena, path);
    config->known_formats = overrides->formats;
    config->formats = formats_usual(overrides->formats);
    config->ini = ini_read(arena, input_at(config->path), diag);
    if (!config->ini)
        return NULL;

    for (size_t i = 0; i < sizeof known_keys / sizeof *known_keys; i++)
        read_key(&reading, &known_keys[i]);
    open_roots(&reading);
    read_period(&reading, overrides);
    read_sources(&reading);
    read_fills(&reading);
    set_budget(arena, config);
    read_list(&reading, "addressees", &config->addressees);
    read_list(&reading, "legal", &config->legal_bases);
    read_list(&reading, "recipients", &config->recipients);
    ini_section_use_all(ini_section(config->ini, "text"));
    report_blanks(&reading);
    fill_in(&reading);
    if (diag_n_errors(diag) == before)
        return config;
    /* No later stage will run, and a required key may be missing because it is
       misspelt. */
    ini_report_unused(config->ini, diag);
    return NULL;
}

const char *config_path(struct arena *arena, const struct config *config,
                        const char *path)
{
    if (*path == '/' || strcmp(config->folder, ".") == 0)
        return path;
    const char *slash = strcmp(config->folder, "/") == 0 ? "" : "/";
    return arena_printf(arena, "%s%s%s", config->folder, slash, path);
}
