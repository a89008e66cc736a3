#include "reader/postgres_link.h"

#include "config/search_path.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char helper[] = "reportgen-postgres";

/* A value of PostgreSQL has at most 1 GB, a row of records much less. */
enum { LARGEST_FRAME = 256 << 20 };

/* ---- the helper ---------------------------------------------------------- */

static bool report_helper(struct postgres_link *link, const char *what)
{
    diag_report(link->diag, DIAG_DATABASE_UNAVAILABLE,
                (struct place){.file = link->name}, what);
    return false;
}

/* The helper stands beside the program in the build tree, else where `make
   install` puts it. */
static const char *helper_path(struct arena *arena)
{
    const char *folder = search_path_program_folder(arena);
    if (!folder)
        folder = ".";
    const char *beside = arena_printf(arena, "%s/%s", folder, helper);
    if (access(beside, X_OK) == 0)
        return beside;
    return arena_printf(arena, "%s/../libexec/reportgen/%s", folder, helper);
}

static int spawn_helper(struct postgres_link *link, struct arena *scratch,
                        int in, int out)
{
    posix_spawn_file_actions_t actions;
    char *arguments[] = {(char *)helper, NULL};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    extern char **environ;
    int error = posix_spawn(&link->pid, helper_path(scratch), &actions, NULL,
                            arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static bool start_helper(struct postgres_link *link, struct arena *scratch)
{
    int ask[2], answer[2];
    if (pipe(ask) != 0)
        return report_helper(link, strerror(errno));
    if (pipe(answer) != 0) {
        int error = errno;
        close(ask[0]);
        close(ask[1]);
        return report_helper(link, strerror(error));
    }
    fcntl(ask[1], F_SETFD, FD_CLOEXEC);
    fcntl(answer[0], F_SETFD, FD_CLOEXEC);
    fcntl(ask[0], F_SETFD, FD_CLOEXEC);
    fcntl(answer[1], F_SETFD, FD_CLOEXEC);
    int error = spawn_helper(link, scratch, ask[0], answer[1]);
    close(ask[0]);
    close(answer[1]);
    link->to = fdopen(ask[1], "wb");
    link->from = fdopen(answer[0], "rb");
    if (error == 0)
        return true;
    link->pid = 0;
    diag_report(link->diag, DIAG_NO_POSTGRES_HELPER,
                (struct place){.file = link->name}, helper, strerror(error));
    return false;
}

bool postgres_link_send(struct postgres_link *link, uint32_t kind,
                        const char *bytes, size_t size)
{
    const struct postgres_frame frame = {(uint32_t)size, kind};
    return (fwrite(&frame, sizeof frame, 1, link->to) == 1 &&
            fwrite(bytes, 1, size, link->to) == size &&
            fflush(link->to) == 0) ||
           report_helper(link, strerror(errno));
}

/* Reports a fault that the frame tells; false then. */
static bool check_frame(struct postgres_link *link)
{
    const struct place place = {.file = link->name};
    const char *text = strbuf_text(&link->bytes);
    switch (link->frame.kind) {
    case FRAME_UNAVAILABLE:
        return report_helper(link, text);
    case FRAME_REFUSED:
        diag_report(link->diag, DIAG_QUERY_FAILED, place, text);
        return false;
    case FRAME_NO_TABLE:
        diag_report(link->diag, DIAG_QUERY_NO_TABLE, place, text);
        return false;
    default:
        return true;
    }
}

/* The next frame; false after a report. */
bool postgres_link_receive(struct postgres_link *link)
{
    struct strbuf *bytes = &link->bytes;
    strbuf_clear(bytes);
    if (fread(&link->frame, sizeof link->frame, 1, link->from) != 1 ||
        link->frame.size > LARGEST_FRAME)
        return report_helper(link, "reportgen-postgres has ended");
    char *room = strbuf_reserve(bytes, link->frame.size);
    if (fread(room, 1, link->frame.size, link->from) != link->frame.size)
        return report_helper(link, "reportgen-postgres has ended");
    strbuf_set_size(bytes, link->frame.size);
    return check_frame(link);
}

/* ---- asking -------------------------------------------------------------- */

static void add_column(struct postgres_link *link)
{
    size_t n = (size_t)link->n_columns++;
    link->types = realloc(link->types, (n + 1) * sizeof *link->types);
    memcpy(&link->types[n], link->bytes.data, sizeof *link->types);
    strbuf_add_text(&link->names,
                    strbuf_text(&link->bytes) + sizeof *link->types);
    strbuf_add_char(&link->names, '\0');
}

/* Reads the columns, and the frame after them, which has the first rows. */
static bool read_columns(struct postgres_link *link)
{
    bool good;
    link->n_columns = 0;
    strbuf_clear(&link->names);
    while ((good = postgres_link_receive(link)) &&
           link->frame.kind == FRAME_COLUMN &&
           link->frame.size >= sizeof(uint32_t))
        add_column(link);
    return good;
}

bool postgres_link_open(struct postgres_link *link, struct arena *scratch,
                        const char *name, const char *connection,
                        const char *wanted, struct diag *diag)
{
    *link = (struct postgres_link){.diag = diag, .name = name};
    if (!start_helper(link, scratch))
        return false;
    struct strbuf question = STRBUF_INIT;
    connection = connection ? connection : "";
    strbuf_add(&question, connection, strlen(connection) + 1);
    strbuf_add(&question, wanted, strlen(wanted) + 1);
    bool good =
        postgres_link_send(link, FRAME_ASK, question.data, question.size);
    strbuf_free(&question);
    return good && read_columns(link);
}

bool postgres_link_next(struct postgres_link *link, const char *wanted)
{
    return postgres_link_send(link, FRAME_NEXT, wanted, strlen(wanted) + 1) &&
           read_columns(link);
}

/* Undoes the escapes of COPY in the value at *TEXT, which ends at a tab or the
   end of the line; false for NULL, which is "\N". */
bool postgres_link_value(const char **text, struct strbuf *value)
{
    static const char letters[] = "bfnrtv";
    static const char controls[] = "\b\f\n\r\t\v";
    const char *c = *text;
    bool is_null = c[0] == '\\' && c[1] == 'N';
    strbuf_clear(value);
    while (*c != '\t' && *c != '\n' && *c != '\0') {
        size_t plain = strcspn(c, "\t\n\\");
        strbuf_add(value, c, plain);
        c += plain;
        if (*c == '\\' && c[1] != '\0') {
            const char *found = strchr(letters, c[1]);
            strbuf_add_char(value, found ? controls[found - letters] : c[1]);
            c += 2;
        }
    }
    *text = *c == '\t' ? c + 1 : c;
    return !is_null;
}

/* Closing its pipes ends the helper, whatever it is doing. */
void postgres_link_close(struct postgres_link *link)
{
    if (link->to)
        fclose(link->to);
    if (link->from)
        fclose(link->from);
    strbuf_free(&link->bytes);
    strbuf_free(&link->names);
    free(link->types);
    if (link->pid <= 0)
        return;
    kill(link->pid, SIGTERM);
    while (waitpid(link->pid, NULL, 0) < 0 && errno == EINTR)
        ;
}
