/*
 * reportgen: official Vietnamese reports from an INI, a period and a dataset.
 * reportgen(1) explains commands, options and exit statuses.
 */
#include "base/arena.h"
#include "base/diag.h"
#include "base/oom.h"
#include "base/outfile.h"
#include "base/strbuf.h"
#include "batch.h"
#include "catalog.h"
#include "complete.h"
#include "config/period.h"
#include "describe.h"
#include "diff_command.h"
#include "explain_command.h"
#include "language.h"
#include "options.h"
#include "standard_error.h"
#include "standard_output.h"
#include "verify_command.h"
#include "workers.h"

#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the process --------------------------------------------------------- */

/* Opens descriptors that the caller has closed: otherwise the next file would
   get one of them, and messages would be written into it. */
static void fill_standard_files(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            /* In the wrong direction, so that using it still fails. */
            if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
                _exit(STATUS_IO);
}

static bool is_among(int number, const int *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (numbers[i] == number)
            return true;
    return false;
}

/* True for signals that are the program's own fault. */
static bool is_fault(int number)
{
    static const int faults[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL,
                                 SIGSEGV, SIGSYS, SIGTRAP};
    return is_among(number, faults, sizeof faults / sizeof *faults);
}

static atomic_bool logs_json;

/* Leaves no half-written file behind; then the signal takes its usual course,
   so that the caller sees it. */
static void clean_up_and_die(int number)
{
    workers_signal(is_fault(number) ? SIGTERM : number);
    outfile_remove_staged();
    if (is_fault(number))
        standard_error_forward(atomic_load(&logs_json));
    raise(number); /* SA_RESETHAND: the default action, once this returns */
}

/* A stack that has overflowed has no room for the handler. */
static void give_handlers_a_stack(void)
{
    static char stack[64 * 1024];
    const stack_t room = {.ss_sp = stack, .ss_size = sizeof stack};
    stack_t old;
    if (sigaltstack(NULL, &old) == 0 && (old.ss_flags & SS_DISABLE) != 0)
        sigaltstack(&room, NULL);
}

/* Handles each signal that would end the program.  One whose action is not the
   default is ignored on purpose, by nohup or a shell, or handled by a
   sanitizer. */
static void handle_signals(void)
{
    static const int harmless[] = {SIGKILL, SIGSTOP, SIGCONT, SIGTSTP, SIGTTIN,
                                   SIGTTOU, SIGCHLD, SIGURG,  SIGWINCH};
    struct sigaction action = {.sa_handler = clean_up_and_die,
                               .sa_flags = SA_RESETHAND | SA_ONSTACK};
    sigfillset(&action.sa_mask);
    give_handlers_a_stack();
    /* write() returns the error instead. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    for (int number = 1; number <= SIGRTMAX; number++) {
        struct sigaction old;
        if (!is_among(number, harmless, sizeof harmless / sizeof *harmless) &&
            sigaction(number, NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            sigaction(number, &action, NULL);
    }
}

/* A reader of plain text that goes away, such as head(1), wants neither more
   text nor a message; but files that are being written need the program. */
static void end_with_reader(enum command command)
{
    if (command != COMMAND_RUN && command != COMMAND_CHECK &&
        command != COMMAND_ENTRY)
        signal(SIGPIPE, SIG_DFL);
}

/* ---- commands ------------------------------------------------------------ */

static void print_windows(const struct options *options)
{
    struct strbuf lines = STRBUF_INIT;
    for (size_t i = 0; i < options->n_operands; i++) {
        struct period period;
        const char *reason;
        if (!period_parse(options->operands[i], options->closing,
                          options->batch.run.today, &period, &reason))
            continue; /* the options were checked */
        window_format(&lines, period.window);
        strbuf_add_char(&lines, '\n');
    }
    standard_output_write(strbuf_text(&lines), lines.size);
    strbuf_free(&lines);
}

static void print_help(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    options_print_help(stream);
    fclose(stream);
    standard_output_write(text, size);
    free(text);
}

static enum exit_status make_entry(const struct options *options)
{
    const struct batch_options *batch = &options->batch;
    struct diag *diag =
        diag_create(batch->sink, batch->sink_context, batch->strict);
    diag_tell_once(diag);
    bool done = entry_command(&options->entry, diag);
    enum exit_status status = diag_status(diag);
    diag_destroy(diag);
    return done || status != STATUS_OK ? status : STATUS_IO;
}

static enum exit_status begin_report(const struct options *options)
{
    const struct batch_options *batch = &options->batch;
    struct init_command command = options->init;
    struct diag *diag =
        diag_create(batch->sink, batch->sink_context, batch->strict);
    command.today = batch->run.today;
    command.source_date_epoch = batch->run.source_date_epoch;
    init_command(&command, diag);
    enum exit_status status = diag_status(diag);
    diag_destroy(diag);
    return status;
}

static enum exit_status explain_number(const struct options *options)
{
    const struct batch_options *batch = &options->batch;
    struct explain_command command = options->explain;
    struct diag *diag =
        diag_create(batch->sink, batch->sink_context, batch->strict);
    command.run = batch->run;
    explain_command(&command, diag);
    enum exit_status status = diag_status(diag);
    diag_destroy(diag);
    return status;
}

static enum exit_status compare_reports(const struct options *options)
{
    const struct batch_options *batch = &options->batch;
    struct diff_command command = options->diff;
    struct diag *diag =
        diag_create(batch->sink, batch->sink_context, batch->strict);
    command.run = batch->run;
    const bool differs = diff_command(&command, diag);
    enum exit_status status = diag_status(diag);
    diag_destroy(diag);
    return status == STATUS_OK && differs ? STATUS_DIFFERS : status;
}

/* Runs the commands that need no configuration. */
static enum exit_status work_by_name(const struct options *options)
{
    struct diag *diag =
        diag_create(message_print, (void *)&options->printer, false);
    if (options->command == COMMAND_LIST)
        catalog_print(options->kind, diag);
    for (size_t i = 0; i < options->n_operands; i++)
        if (options->command == COMMAND_VERIFY)
            verify_command(options->operands[i], diag);
        else
            describe_print(options->operands[i], diag);
    enum exit_status status = diag_status(diag);
    diag_destroy(diag);
    return status;
}

static enum exit_status obey(const struct options *options)
{
    switch (options->command) {
    case COMMAND_RUN:
    case COMMAND_CHECK:
        return batch_run(options->operands, options->n_operands,
                         &options->batch);
    case COMMAND_DUMP:
        return batch_dump(options->operands, options->n_operands,
                          options->stage, &options->batch);
    case COMMAND_PERIOD:
        print_windows(options);
        break;
    case COMMAND_ENTRY:
        return make_entry(options);
    case COMMAND_INIT:
        return begin_report(options);
    case COMMAND_EXPLAIN:
        return explain_number(options);
    case COMMAND_DIFF:
        return compare_reports(options);
    case COMMAND_VERIFY:
    case COMMAND_LIST:
    case COMMAND_DESCRIBE:
        return work_by_name(options);
    case COMMAND_HELP:
        print_help();
        break;
    case COMMAND_VERSION:
        standard_output_write("reportgen " VERSION "\n",
                              strlen("reportgen " VERSION "\n"));
        break;
    case COMMAND_NONE:
        return STATUS_USAGE;
    }
    return STATUS_OK;
}

static void print_messages(const struct diag *diag,
                           struct message_printer *printer)
{
    size_t n;
    const struct diag_message *messages = diag_messages(diag, &n);
    for (size_t i = 0; i < n; i++)
        message_print(printer, &messages[i]);
}

/* Output is of use only when all of it arrived. */
static enum exit_status close_output(struct options *options,
                                     enum exit_status status)
{
    int error = standard_output_close();
    struct diag *diag = diag_create(message_print, &options->printer, false);
    if (options->batch.run.verbose)
        standard_error_report(diag);
    if (error != 0)
        diag_report(diag, DIAG_STDOUT_WRITE, PLACE_NONE, strerror(error));
    status = diag_worse_status(status, diag_status(diag));
    diag_destroy(diag);
    return status;
}

#ifdef SANITIZE
/* libxlsxwriter does not free all its copies of a workbook's validations and
   comments; the leak checker ignores these. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libxlsxwriter.so\n";
}

const char *__lsan_default_options(void);

const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
#endif

/* ---- memory -------------------------------------------------------------- */

#define NO_MEMORY "the system grants no more memory; nothing was published"

/* The message for lack of memory, made while there is some: before and after
   something was published. */
static struct {
    char text[2][1024];
    size_t size[2];
    int fd;
} last_words;

static void end_without_memory(void)
{
    int published = outfile_has_published() || workers_were_started();
    outfile_remove_staged();
    ssize_t n = write(last_words.fd, last_words.text[published],
                      last_words.size[published]);
    (void)n;
}

/* Before the options are read: true when one of WORDS asks for JSON. */
static bool asks_for_json(char *const *words)
{
    for (; *words; words++) {
        size_t size = strcspn(*words, "=");
        if (size < strlen("--l") || strncmp(*words, "--log", size) != 0)
            continue;
        const char *format =
            (*words)[size] == '=' ? *words + size + 1 : words[1];
        if (format && strcmp(format, "json") == 0)
            return true;
    }
    return false;
}

static void prepare_first_words(char *const *words)
{
    static const char human[] =
        "reportgen: fatal: out-of-memory: " NO_MEMORY "\n";
    static const char json[] =
        "{\"code\":\"out-of-memory\",\"level\":\"fatal\",\"file\":null,"
        "\"line\":null,\"column\":null,\"text\":\"" NO_MEMORY "\"}\n";
    atomic_store(&logs_json, asks_for_json(words));
    strcpy(last_words.text[0], atomic_load(&logs_json) ? json : human);
    last_words.size[0] = strlen(last_words.text[0]);
    last_words.fd = STDERR_FILENO;
    oom_at_end(end_without_memory);
}

static void prepare_last_words(const struct message_printer *printer)
{
    const char *const ends[] = {
        gettext("nothing was published"),
        gettext("the files that were listed are whole, what else was asked for "
                "is not written")};
    for (int i = 0; i < 2; i++) {
        struct strbuf line = STRBUF_INIT;
        struct diag *diag = diag_create(NULL, NULL, false);
        size_t n;
        diag_report(diag, DIAG_OUT_OF_MEMORY, PLACE_NONE, ends[i]);
        message_format(printer, diag_messages(diag, &n), &line);
        if (line.size <= sizeof last_words.text[i]) {
            memcpy(last_words.text[i], line.data, line.size);
            last_words.size[i] = line.size;
        }
        diag_destroy(diag);
        strbuf_free(&line);
    }
    atomic_store(&logs_json, printer->format == LOG_JSON);
}

/* Asks the system for memory seldom: each page costs two microseconds when it
   is first touched, and a small report touches hundreds.  Freed memory is kept
   for what comes next. */
static void prepare_heap(void)
{
#if defined __GLIBC__ && !defined SANITIZE
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TOP_PAD, 4 << 20);
#endif
}

int main(int argc, char **argv)
{
    prepare_heap();
    fill_standard_files();
    prepare_first_words(argv);
    last_words.fd = standard_error_take();
    handle_signals();
    language_choose();

    if (argc > 1 && strcmp(argv[1], "complete") == 0) {
        complete_print((size_t)argc - 2, (const char *const *)argv + 2);
        return standard_output_close() == 0 ? STATUS_OK : STATUS_IO;
    }
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    struct options options;
    bool good = options_parse(argc, argv, arena, &options, diag);
    options.printer.fd = last_words.fd;
    options.batch.is_terminal = isatty(last_words.fd) != 0;
    /* Only now is it known how messages are printed. */
    print_messages(diag, &options.printer);
    prepare_last_words(&options.printer);
    options.batch.sink = message_print;
    options.batch.tell_progress = message_print_progress;
    options.batch.sink_context = &options.printer;

    end_with_reader(options.command);
    enum exit_status status = good ? obey(&options) : diag_status(diag);
    status = close_output(&options, status);
    diag_destroy(diag);
    arena_destroy(arena);
    return status;
}
