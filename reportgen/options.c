#include "options.h"

#include "base/unicode.h"
#include "config/config.h"
#include "output/writer.h"
#include "workers.h"

#include <errno.h>
#include <getopt.h>
#include <libintl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Sets of commands, as bits. */
#define IN(command) (1u << COMMAND_##command)
enum {
    IN_REPORTS = IN(RUN) | IN(CHECK),
    IN_STAGES = IN_REPORTS | IN(DUMP),
    IN_DATA = IN_STAGES | IN(ENTRY) | IN(EXPLAIN) | IN(DIFF),
    IN_FILES = IN_REPORTS | IN(ENTRY),
    IN_PERIODS = IN_DATA | IN(PERIOD),
    IN_DAYS = IN_PERIODS | IN(INIT),
    IN_ALL = IN_DAYS | IN(VERIFY) | IN(LIST) | IN(DESCRIBE)
};

struct parse {
    struct options *options;
    struct arena *arena;
    struct diag *diag;
    unsigned given; /* bits: indexes of options in the table that were given */
    bool today_given; /* --today or $SOURCE_DATE_EPOCH was given */
    bool help, version;
    const char *expected; /* what a refused argument has to be; NULL: as its
                             option says */
};

struct option_entry;

/* Takes ARGUMENT (NULL when the option has none).  False: it is not what
   EXPECTED says. */
typedef bool take_argument(struct parse *parse, const char *argument);

struct option_entry {
    const char *name;
    char letter; /* or 0 */
    take_argument *take;
    unsigned commands;
    const char
        *argument; /* its name in the help; NULL: the option takes none */
    const char *expected; /* what the argument has to be */
    const char *help;
};

static take_argument take_format, take_output, take_jobs, take_period,
    take_closing, take_today, take_each, take_only, take_shard, take_dry_run,
    take_strict, take_progress, take_annotate, take_from, take_overwrite,
    take_layout, take_place, take_log, take_quiet, take_verbose, take_help,
    take_version;

static const struct option_entry entries[] = {
    {"output", 'o', take_output, IN_FILES, "DIR",
     N_("a folder or file whose name is UTF-8 without line breaks"),
     N_("write into folder DIR (default: the working directory); with entry: "
        "the file to write")},
    {"jobs", 'j', take_jobs, IN_REPORTS, "N", N_("a number from 1 to 256"),
     N_("make N reports at the same time (default: 1)")},
    {"period", 0, take_period, IN_DATA, "SPEC", NULL,
     N_("report on this period instead of the configured one")},
    {"closing", 0, take_closing, IN_PERIODS, "RULE", "calendar | nd09",
     N_("close periods by RULE: calendar or nd09")},
    {"today", 0, take_today, IN_DAYS, "DATE",
     N_("a date: yyyy-mm-dd or d/m/yyyy"),
     N_("count relative periods from DATE instead of the system's date")},
    {"each", 0, take_each, IN_STAGES, "TABLE.FIELD",
     N_("a table and a field: TABLE.FIELD"),
     N_("make one report for each value of a field")},
    {"only", 0, take_only, IN_REPORTS, "FORMATS", NULL,
     N_("write only these formats, with commas between them")},
    {"shard", 0, take_shard, IN_REPORTS, "I/N",
     N_("I/N with 1 <= I <= N <= 1000000"),
     N_("make only the I-th of N shares of the reports")},
    {"dry-run", 0, take_dry_run, IN_REPORTS, NULL, NULL,
     N_("do all but write: the same as the command check")},
    {"annotate", 0, take_annotate, IN(CHECK), "DIR",
     N_("a folder whose name is UTF-8 without line breaks"),
     N_("write copies of the sources with marked faults into folder DIR")},
    {"from", 0, take_from, IN(ENTRY), "CONFIG.ini", N_("a configuration"),
     N_("fill the workbook with the data of this configuration")},
    {"overwrite", 0, take_overwrite, IN(ENTRY) | IN(CHECK), NULL, NULL,
     N_("replace the file that is there")},
    {"layout", 0, take_layout, IN(INIT), "NAME", N_("the name of a layout"),
     N_("begin a report of this layout (default: annual-report)")},
    {"place", 0, take_place, IN(INIT), "NAME", N_("the name of a place"),
     N_("fill in the agency of this place")},
    {"format", 0, take_format, IN(EXPLAIN) | IN(DIFF), "FORMAT", "text | json",
     N_("print text for people or JSON: text or json")},
    {"strict", 0, take_strict, IN_DATA, NULL, NULL,
     N_("count warnings as errors")},
    {"progress", 0, take_progress, IN_REPORTS, "WHEN", "auto | always | never",
     N_("show progress on stderr: auto, always or never")},
    {"log", 0, take_log, IN_ALL, "FORMAT", "human | json",
     N_("print messages as lines for people or as JSON: human or json")},
    {"quiet", 'q', take_quiet, IN_ALL, NULL, NULL, N_("print errors only")},
    {"verbose", 'v', take_verbose, IN_ALL, NULL, NULL,
     N_("tell what each stage found")},
    {"help", 'h', take_help, IN_ALL, NULL, NULL, N_("print this help")},
    {"version", 0, take_version, IN_ALL, NULL, NULL, N_("print the version")},
};

enum { N_ENTRIES = sizeof entries / sizeof *entries };

static const struct {
    const char *name;
    enum command command;
} commands[] = {
    {"run", COMMAND_RUN},           {"check", COMMAND_CHECK},
    {"dump", COMMAND_DUMP},         {"period", COMMAND_PERIOD},
    {"entry", COMMAND_ENTRY},       {"init", COMMAND_INIT},
    {"verify", COMMAND_VERIFY},     {"list", COMMAND_LIST},
    {"describe", COMMAND_DESCRIBE}, {"explain", COMMAND_EXPLAIN},
    {"diff", COMMAND_DIFF},
};

/* The operands of a command, unless they are configurations. */
static const char *operand_of(enum command command)
{
    return command == COMMAND_PERIOD     ? "SPEC"
           : command == COMMAND_ENTRY    ? "SCHEMA"
           : command == COMMAND_INIT     ? "DIR"
           : command == COMMAND_VERIFY   ? "DIR"
           : command == COMMAND_EXPLAIN  ? "REPORT WHAT"
           : command == COMMAND_DIFF     ? "OLD NEW"
           : command == COMMAND_DESCRIBE ? "SCHEMA | LAYOUT"
                                         : "CONFIG.ini";
}

static const char *const stages[] = {
    [RUN_STAGE_DATASET] = "dataset",   [RUN_STAGE_TALLIES] = "tallies",
    [RUN_STAGE_DOCUMENT] = "document", [RUN_STAGE_PAGES] = "pages",
    [RUN_STAGE_LAYOUT] = "layout",
};

/* ---- arguments ----------------------------------------------------------- */

/* Reads the whole TEXT as a number from MIN to MAX. */
static bool read_number(const char *text, long long min, long long max,
                        long long *number)
{
    size_t n_digits = strspn(text, "0123456789");
    if (n_digits == 0 || text[n_digits] != '\0')
        return false;
    errno = 0;
    *number = strtoll(text, NULL, 10);
    return errno == 0 && *number >= min && *number <= max;
}

/* The index of WORD among N words, or -1. */
static int find_word(const char *const *words, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], word) == 0)
            return (int)i;
    return -1;
}

/* A file name has no line end: paths are printed one in a line. */
static bool is_folder_name(const char *argument)
{
    return *argument != '\0' && !strpbrk(argument, "\r\n") &&
           unicode_is_valid(argument, strlen(argument), NULL);
}

static bool take_output(struct parse *parse, const char *argument)
{
    parse->options->batch.run.output_folder = argument;
    return is_folder_name(argument);
}

static bool take_jobs(struct parse *parse, const char *argument)
{
    long long number;
    if (!read_number(argument, 1, WORKERS_MOST, &number))
        return false;
    parse->options->batch.n_workers = (unsigned)number;
    return true;
}

static bool take_period(struct parse *parse, const char *argument)
{
    parse->options->batch.run.period = argument;
    return true; /* check_periods() will report why not */
}

static bool take_closing(struct parse *parse, const char *argument)
{
    parse->options->batch.run.closing = argument;
    return config_parse_closing(argument, &parse->options->closing);
}

static bool take_today(struct parse *parse, const char *argument)
{
    parse->today_given = true;
    return date_parse(argument, &parse->options->batch.run.today);
}

static bool take_each(struct parse *parse, const char *argument)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    size_t table = strspn(argument, letters);
    if (table == 0 || argument[table] != '.')
        return false;
    const char *field = argument + table + 1;
    parse->options->batch.run.each = argument;
    return *field != '\0' && field[strspn(field, letters)] == '\0';
}

static bool take_only(struct parse *parse, const char *argument)
{
    const struct format_list *list = writer_formats();
    if (formats_parse(parse->arena, list, argument,
                      &parse->options->batch.run.only_formats))
        return true;
    parse->expected = formats_expected(parse->arena, list);
    return false;
}

static bool take_shard(struct parse *parse, const char *argument)
{
    enum { MOST_SHARDS = 1000000 };
    long long shard, n_shards;
    size_t size = strcspn(argument, "/");
    const char *first = arena_strndup(parse->arena, argument, size);
    if (argument[size] != '/' ||
        !read_number(argument + size + 1, 1, MOST_SHARDS, &n_shards) ||
        !read_number(first, 1, n_shards, &shard))
        return false;
    parse->options->batch.shard = (unsigned)shard;
    parse->options->batch.n_shards = (unsigned)n_shards;
    return true;
}

static bool take_dry_run(struct parse *parse, const char *argument)
{
    (void)argument;
    parse->options->batch.run.dry_run = true;
    return true;
}

static bool take_strict(struct parse *parse, const char *argument)
{
    (void)argument;
    parse->options->batch.strict = true;
    return true;
}

static bool take_annotate(struct parse *parse, const char *argument)
{
    parse->options->batch.annotate = argument;
    return is_folder_name(argument);
}

static bool take_from(struct parse *parse, const char *argument)
{
    parse->options->entry.from = argument;
    return *argument != '\0';
}

static bool take_layout(struct parse *parse, const char *argument)
{
    parse->options->init.layout = argument;
    return *argument != '\0' && !strchr(argument, '/');
}

static bool take_place(struct parse *parse, const char *argument)
{
    parse->options->init.place = argument;
    return *argument != '\0' &&
           unicode_is_valid(argument, strlen(argument), NULL);
}

static bool take_overwrite(struct parse *parse, const char *argument)
{
    (void)argument;
    parse->options->entry.overwrite = true;
    parse->options->batch.overwrite = true;
    return true;
}

static bool take_progress(struct parse *parse, const char *argument)
{
    static const char *const words[] = {[PROGRESS_AUTO] = "auto",
                                        [PROGRESS_ALWAYS] = "always",
                                        [PROGRESS_NEVER] = "never"};
    int word = find_word(words, sizeof words / sizeof *words, argument);
    if (word >= 0)
        parse->options->batch.progress = (enum batch_progress)word;
    return word >= 0;
}

static bool take_log(struct parse *parse, const char *argument)
{
    static const char *const words[] = {
        [LOG_HUMAN] = "human", [LOG_JSON] = "json"};
    int word = find_word(words, sizeof words / sizeof *words, argument);
    if (word >= 0)
        parse->options->printer.format = (enum log_format)word;
    return word >= 0;
}

static bool take_format(struct parse *parse, const char *argument)
{
    static const char *const words[] = {"text", "json"};
    const int word = find_word(words, sizeof words / sizeof *words, argument);
    parse->options->explain.as_json = word == 1;
    parse->options->diff.as_json = word == 1;
    return word >= 0;
}

static bool take_quiet(struct parse *parse, const char *argument)
{
    (void)argument;
    parse->options->printer.least = DIAG_ERROR;
    return true;
}

static bool take_verbose(struct parse *parse, const char *argument)
{
    (void)argument;
    parse->options->batch.run.verbose = true;
    return true;
}

static bool take_help(struct parse *parse, const char *argument)
{
    (void)argument;
    parse->help = true;
    return true;
}

static bool take_version(struct parse *parse, const char *argument)
{
    (void)argument;
    parse->version = true;
    return true;
}

/* ---- the command line ---------------------------------------------------- */

/* The name of an option in messages, as in the help. */
static const char *option_name(struct arena *arena,
                               const struct option_entry *entry)
{
    return arena_printf(arena, "--%s", entry->name);
}

static const struct option_entry *find_entry(int letter)
{
    for (size_t i = 0; i < N_ENTRIES; i++)
        if (letter != 0 && entries[i].letter == letter)
            return &entries[i];
    return NULL;
}

/* Codes of getopt_long(): letters stand for themselves, the option at index n
   in the table has FIRST_CODE + n. */
enum { FIRST_CODE = 256 };

/* Makes the tables for getopt_long() from ours. */
static void getopt_tables(struct option *long_options, char *short_options)
{
    *short_options++ = ':';
    for (size_t i = 0; i < N_ENTRIES; i++) {
        bool takes = entries[i].argument != NULL;
        long_options[i] = (struct option){
            entries[i].name, takes ? required_argument : no_argument, NULL,
            FIRST_CODE + (int)i};
        if (entries[i].letter != 0) {
            *short_options++ = entries[i].letter;
            if (takes)
                *short_options++ = ':';
        }
    }
    *short_options = '\0';
    long_options[N_ENTRIES] = (struct option){0};
}

static const struct option_entry *entry_of_code(int code)
{
    return code >= FIRST_CODE ? &entries[code - FIRST_CODE] : find_entry(code);
}

/* Reports WORD of the command line: "-xz", "--nope". */
static void report_unknown(struct parse *parse, const char *word)
{
    const struct option_entry *entry = entry_of_code(optopt);
    if (entry) { /* "--strict=x" */
        diag_report(parse->diag, DIAG_NEEDLESS_ARGUMENT, PLACE_NONE,
                    option_name(parse->arena, entry));
        return;
    }
    if (optopt != 0)
        word = arena_printf(parse->arena, "-%c", optopt);
    diag_report(parse->diag, DIAG_UNKNOWN_OPTION, PLACE_NONE, word);
}

static void take_option(struct parse *parse, const struct option_entry *entry,
                        const char *argument)
{
    parse->given |= 1u << (entry - entries);
    parse->expected = NULL;
    if (!entry->take(parse, argument))
        diag_report(parse->diag, DIAG_BAD_ARGUMENT, PLACE_NONE, argument,
                    option_name(parse->arena, entry),
                    parse->expected ? parse->expected
                                    : gettext(entry->expected));
}

static void parse_options(struct parse *parse, int argc, char **argv)
{
    struct option long_options[N_ENTRIES + 1];
    char short_options[2 * N_ENTRIES + 2];
    getopt_tables(long_options, short_options);
    opterr = 0;
    optind = 1;
    for (;;) {
        int before = optind;
        int code = getopt_long(argc, argv, short_options, long_options, NULL);
        if (code == -1)
            return;
        if (code == ':')
            diag_report(parse->diag, DIAG_MISSING_ARGUMENT, PLACE_NONE,
                        option_name(parse->arena, entry_of_code(optopt)));
        else if (code == '?')
            report_unknown(parse, argv[optind > before ? optind - 1 : before]);
        else
            take_option(parse, entry_of_code(code), optarg);
    }
}

/* ---- commands ------------------------------------------------------------ */

static enum command find_command(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i].name, name) == 0)
            return commands[i].command;
    return COMMAND_NONE;
}

static void check_options_belong(struct parse *parse, const char *command)
{
    for (size_t i = 0; i < N_ENTRIES; i++) {
        bool given = (parse->given >> i & 1) != 0;
        if (given && (entries[i].commands >> parse->options->command & 1) == 0)
            diag_report(parse->diag, DIAG_OPTION_NOT_HERE, PLACE_NONE,
                        option_name(parse->arena, &entries[i]), command);
    }
}

static bool was_given(const struct parse *parse, char letter)
{
    return (parse->given >> (find_entry(letter) - entries) & 1) != 0;
}

static void report_missing(struct parse *parse, const char *what)
{
    diag_report(parse->diag, DIAG_MISSING_OPERAND, PLACE_NONE, what);
}

/* Takes the stage after "dump". */
static void take_stage(struct parse *parse)
{
    struct options *options = parse->options;
    static const char list[] = "dataset | tallies | document | pages | layout";
    if (options->n_operands == 0) {
        report_missing(parse, list);
        return;
    }
    const char *name = *options->operands++;
    options->n_operands--;
    int stage = find_word(stages, sizeof stages / sizeof *stages, name);
    if (stage < 0)
        diag_report(parse->diag, DIAG_BAD_ARGUMENT, PLACE_NONE, name, "dump",
                    list);
    else
        options->stage = (enum run_stage)stage;
}

/* Takes the operands of "entry": one schema. */
static void take_entry(struct parse *parse)
{
    struct options *options = parse->options;
    const char *file = options->batch.run.output_folder;
    size_t size = strlen(file);
    options->entry.schema = options->operands[0];
    options->entry.file = file;
    if (options->n_operands > 1)
        diag_report(parse->diag, DIAG_NEEDLESS_OPERAND, PLACE_NONE,
                    options->operands[1]);
    if (!was_given(parse, 'o'))
        report_missing(parse, "-o FILE.xlsx");
    else if (size < sizeof ".xlsx" || strcmp(file + size - 5, ".xlsx") != 0 ||
             file[size - 6] == '/')
        diag_report(parse->diag, DIAG_BAD_ARGUMENT, PLACE_NONE, file,
                    "--output", gettext("the name of a file in .xlsx"));
}

/* Takes the operand of "init": one folder. */
static void take_init(struct parse *parse)
{
    struct options *options = parse->options;
    const char *folder = options->operands[0];
    options->init.folder = folder;
    if (!options->init.layout)
        options->init.layout = "annual-report";
    if (options->n_operands > 1)
        diag_report(parse->diag, DIAG_NEEDLESS_OPERAND, PLACE_NONE,
                    options->operands[1]);
    if (*folder == '\0' || strpbrk(folder, "\r\n") ||
        !unicode_is_valid(folder, strlen(folder), NULL))
        diag_report(parse->diag, DIAG_BAD_ARGUMENT, PLACE_NONE, folder, "init",
                    gettext("a folder whose name is UTF-8 without line "
                            "breaks"));
}

/* A report, and what of it. */
static void take_explain(struct parse *parse)
{
    struct options *options = parse->options;
    options->explain.report = options->operands[0];
    if (options->n_operands < 2) {
        report_missing(parse, "WHAT");
        return;
    }
    options->explain.what = options->operands[1];
    if (options->n_operands > 2)
        diag_report(parse->diag, DIAG_NEEDLESS_OPERAND, PLACE_NONE,
                    options->operands[2]);
}

/* Two reports. */
static void take_diff(struct parse *parse)
{
    struct options *options = parse->options;
    options->diff.old = options->operands[0];
    if (options->n_operands < 2) {
        report_missing(parse, "NEW");
        return;
    }
    options->diff.now = options->operands[1];
    if (options->n_operands > 2)
        diag_report(parse->diag, DIAG_NEEDLESS_OPERAND, PLACE_NONE,
                    options->operands[2]);
}

/* Takes the kind after "list"; without one it is all. */
static void take_kind(struct parse *parse)
{
    struct options *options = parse->options;
    options->kind = N_CATALOG_KINDS;
    if (options->n_operands == 0)
        return;
    const char *name = *options->operands++;
    options->n_operands--;
    if (!catalog_kind_named(name, &options->kind))
        diag_report(parse->diag, DIAG_BAD_ARGUMENT, PLACE_NONE, name, "list",
                    "layouts | schemas | forms | places | fonts");
    else if (options->n_operands > 0)
        diag_report(parse->diag, DIAG_NEEDLESS_OPERAND, PLACE_NONE,
                    *options->operands);
}

static void take_operands(struct parse *parse)
{
    struct options *options = parse->options;
    if (options->n_operands == 0) {
        report_missing(
            parse,
            "run | check | dump | period | entry | init | verify | list | "
            "describe | explain | diff");
        return;
    }
    const char *command = *options->operands++;
    options->n_operands--;
    options->command = find_command(command);
    if (options->command == COMMAND_NONE) {
        diag_report(parse->diag, DIAG_UNKNOWN_COMMAND, PLACE_NONE, command);
        return;
    }
    check_options_belong(parse, command);
    if (options->command == COMMAND_DUMP)
        take_stage(parse);
    if (options->command == COMMAND_CHECK)
        options->batch.run.dry_run = true;
    if (options->command == COMMAND_LIST)
        take_kind(parse);
    else if (options->n_operands == 0 && !diag_failed(parse->diag))
        report_missing(parse, operand_of(options->command));
    if (options->command == COMMAND_ENTRY && !diag_failed(parse->diag))
        take_entry(parse);
    if (options->command == COMMAND_INIT && !diag_failed(parse->diag))
        take_init(parse);
    if (options->command == COMMAND_EXPLAIN && !diag_failed(parse->diag))
        take_explain(parse);
    if (options->command == COMMAND_DIFF && !diag_failed(parse->diag))
        take_diff(parse);
}

/* ---- time ---------------------------------------------------------------- */

static void read_source_date_epoch(struct parse *parse)
{
    const long long last_second = 253402300799; /* of the year 9999 */
    struct run_options *run = &parse->options->batch.run;
    const char *text = getenv("SOURCE_DATE_EPOCH");
    long long seconds;
    if (!text || *text == '\0')
        return;
    if (read_number(text, 0, last_second, &seconds))
        run->source_date_epoch = seconds;
    else
        diag_report(parse->diag, DIAG_BAD_SOURCE_DATE_EPOCH, PLACE_NONE, text);
}

/* Sets the day for relative periods. */
static void set_today(struct parse *parse)
{
    struct run_options *run = &parse->options->batch.run;
    if (parse->today_given)
        return;
    if (run->source_date_epoch >= 0) {
        run->today = date_from_days((int32_t)(run->source_date_epoch / 86400));
        return;
    }
    time_t now = time(NULL);
    struct tm local;
    if (localtime_r(&now, &local))
        run->today =
            (struct date){(int16_t)(local.tm_year + 1900),
                          (int8_t)(local.tm_mon + 1), (int8_t)local.tm_mday};
}

/* ---- periods ------------------------------------------------------------- */

static void check_period(struct parse *parse, const char *spec)
{
    struct period period;
    const char *reason;
    if (!period_parse(spec, parse->options->closing,
                      parse->options->batch.run.today, &period, &reason))
        diag_report(parse->diag, DIAG_BAD_PERIOD_ARGUMENT, PLACE_NONE, spec,
                    gettext(reason));
}

/* Checks periods once everything else is right: today's date matters. */
static void check_periods(struct parse *parse)
{
    const struct options *options = parse->options;
    if (diag_failed(parse->diag))
        return;
    if (options->batch.run.period)
        check_period(parse, options->batch.run.period);
    if (options->command == COMMAND_PERIOD)
        for (size_t i = 0; i < options->n_operands; i++)
            check_period(parse, options->operands[i]);
}

/* ---- the whole ----------------------------------------------------------- */

bool options_parse(int argc, char **argv, struct arena *arena,
                   struct options *options, struct diag *diag)
{
    struct parse parse = {.options = options, .arena = arena, .diag = diag};
    *options = (struct options){
        .batch = {.run = {.output_folder = ".", .source_date_epoch = -1},
                  .n_workers = 1,
                  .shard = 1,
                  .n_shards = 1},
        .printer = {.least = DIAG_NOTE, .fd = 2},
    };
    parse_options(&parse, argc, argv);
    options->operands = (const char *const *)argv + optind;
    options->n_operands = argc > optind ? (size_t)(argc - optind) : 0;
    if (parse.help || parse.version) {
        options->command = parse.help ? COMMAND_HELP : COMMAND_VERSION;
        return !diag_failed(diag);
    }
    take_operands(&parse);
    read_source_date_epoch(&parse);
    set_today(&parse);
    check_periods(&parse);
    options->entry.run = options->batch.run;
    return !diag_failed(diag);
}

bool options_nth(size_t n, enum command command, struct option_words *words)
{
    for (size_t i = 0; i < N_ENTRIES; i++) {
        const struct option_entry *entry = &entries[i];
        if (command != COMMAND_NONE && (entry->commands >> command & 1) == 0)
            continue;
        if (n-- > 0)
            continue;
        const char *expected = entry->expected;
        *words = (struct option_words){
            entry->name, entry->letter, entry->argument,
            expected && strstr(expected, " | ") ? expected : NULL,
            gettext(entry->help)};
        return true;
    }
    return false;
}

const char *options_command(size_t n, enum command *command)
{
    if (n >= sizeof commands / sizeof *commands)
        return NULL;
    *command = commands[n].command;
    return commands[n].name;
}

const char *options_stage(size_t n)
{
    return n < sizeof stages / sizeof *stages ? stages[n] : NULL;
}

void options_print_help(FILE *stream)
{
    fputs(gettext("Usage:\n"
                  "  reportgen run CONFIG.ini... [OPTION...]      make the "
                  "reports\n"
                  "  reportgen check CONFIG.ini... [OPTION...]    do all but "
                  "write\n"
                  "  reportgen dump STAGE CONFIG.ini... [OPTION...]\n"
                  "                   print dataset, tallies, document or "
                  "pages as text\n"
                  "  reportgen period SPEC... [OPTION...]         print the "
                  "days of a period\n"
                  "  reportgen entry SCHEMA -o FILE.xlsx [OPTION...]\n"
                  "                   make a workbook to type data into\n"
                  "  reportgen init DIR [OPTION...]               make a "
                  "folder to begin a\n"
                  "                   report in\n"
                  "  reportgen verify DIR...                      compare "
                  "files with their\n"
                  "                   manifests\n"
                  "  reportgen explain REPORT WHAT [OPTION...]    say where a "
                  "printed number\n"
                  "                   comes from\n"
                  "  reportgen diff OLD NEW [OPTION...]           say what two "
                  "reports say\n"
                  "                   differently, and why\n"
                  "  reportgen list [KIND]                        print which "
                  "layouts, schemas,\n"
                  "                   forms, places and fonts there are, and "
                  "where\n"
                  "  reportgen describe NAME...                   print what "
                  "a schema or a\n"
                  "                   layout holds\n"),
          stream);
    fputs(gettext("Options:\n"), stream);
    for (size_t i = 0; i < N_ENTRIES; i++) {
        const struct option_entry *entry = &entries[i];
        const char *argument = entry->argument ? entry->argument : "";
        int width = 22 - (int)strlen(entry->name);
        fprintf(
            stream, "  %c%c%c --%s%c%-*s %s\n", entry->letter == 0 ? ' ' : '-',
            entry->letter == 0 ? ' ' : entry->letter,
            entry->letter == 0 ? ' ' : ',', entry->name,
            entry->argument ? '=' : ' ', width, argument, gettext(entry->help));
    }
    fputs(gettext("FORMATS are of these:"), stream);
    for (size_t i = 0; i < n_writers; i++)
        fprintf(stream, " %s", writers[i]->format.name);
    fputc('\n', stream);
    fputs(gettext("A SPEC is 2017, 2017-Q3, 2017-H1, 2017-9M, 2017-M08,\n"
                  "2023-01..2023-08, 2014..2018, 2016-01-01..2017-11-13,\n"
                  "last-month, last-quarter, last-half, last-year, "
                  "this-month,\n"
                  "this-quarter, this-half or this-year.\n"
                  "Manual: man reportgen; man reportgen-config\n"),
          stream);
}
