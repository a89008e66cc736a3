/*
 * reportgen-postgres: asks a PostgreSQL server for the reader of the main
 * program (reader/postgres_frames.h).
 *
 * The connection string, the PG* variables of the environment and ~/.pgpass say
 * where the server is and who asks, as in every program of PostgreSQL.  Rows
 * come by COPY, one at a time, so that memory does not grow with them.  The
 * transaction is read-only and sees the database as it is at its start.  Rows
 * of a table come in the order of its primary key, those of a query in the
 * order that it asks for.
 */
#include "base/query_words.h"
#include "base/strbuf.h"
#include "reader/postgres_frames.h"

#include <postgresql/libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Rows are sent together, as many as fill a frame. */
enum { LONGEST_QUESTION = 1 << 20, FULL_FRAME = 64 << 10 };

struct session {
    PGconn *connection;
    char *sql;         /* the query */
    PGresult *columns; /* described, not run */
};

/* ---- frames -------------------------------------------------------------- */

/* When a write fails, nobody reads any more: there is nothing left to do. */
static void send_frame(uint32_t kind, const void *bytes, size_t size)
{
    struct postgres_frame frame = {(uint32_t)size, kind};
    if (fwrite(&frame, sizeof frame, 1, stdout) != 1 ||
        fwrite(bytes, 1, size, stdout) != size)
        exit(1);
}

static void send_text(uint32_t kind, const char *text)
{
    send_frame(kind, text, strlen(text));
}

/* Sends the first line of the server's message; the others repeat the query. */
static bool send_message(uint32_t kind, const char *message)
{
    send_frame(kind, message, strcspn(message, "\n"));
    return false;
}

/* Receives a frame from the reader, with a NUL after its bytes; returns its
   kind, or 0 when the reader has gone. */
static uint32_t receive(char **bytes)
{
    struct postgres_frame frame;
    if (fread(&frame, sizeof frame, 1, stdin) != 1 ||
        frame.size > LONGEST_QUESTION)
        return 0;
    *bytes = calloc(1, (size_t)frame.size + 2);
    if (!*bytes || fread(*bytes, 1, frame.size, stdin) != frame.size)
        return 0;
    return frame.kind;
}

/* ---- what the server says ------------------------------------------------ */

/* True for classes of errors that are not about the query (PostgreSQL manual,
   Appendix A): the connection, resources, intervention by an operator, the
   system. */
static bool is_of_server(const PGresult *result)
{
    static const char *const classes[] = {"08", "53", "57", "58", "XX"};
    const char *state =
        result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    for (size_t i = 0; state && i < sizeof classes / sizeof *classes; i++)
        if (strncmp(state, classes[i], 2) == 0)
            return true;
    return !state;
}

static bool report(const struct session *session, const PGresult *result)
{
    return send_message(is_of_server(result) ? FRAME_UNAVAILABLE
                                             : FRAME_REFUSED,
                        PQerrorMessage(session->connection));
}

/* Runs SQL, whose rows do not matter. */
static bool run(struct session *session, const char *sql)
{
    PGresult *result = PQexec(session->connection, sql);
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
                report(session, result);
    PQclear(result);
    return good;
}

/* ---- the query ----------------------------------------------------------- */

static void ignore_notice(void *context, const PGresult *result)
{
    (void)context, (void)result;
}

static bool connect_server(struct session *session, const char *given)
{
    const char *const names[] = {"dbname", "fallback_application_name",
                                 "client_encoding", "connect_timeout", NULL};
    const char *const values[] = {given, "reportgen", "UTF8", "30", NULL};
    /* "dbname" may hold a whole connection string; an empty one leaves
       everything to the environment. */
    session->connection = *given != '\0'
                              ? PQconnectdbParams(names, values, 1)
                              : PQconnectdbParams(names + 1, values + 1, 0);
    if (PQstatus(session->connection) != CONNECTION_OK)
        return report(session, NULL);
    PQsetNoticeReceiver(session->connection, ignore_notice, NULL);
    return run(session, "SET DateStyle = ISO; SET statement_timeout = '600s'; "
                        "SET lock_timeout = '60s'; SET bytea_output = hex; "
                        "SET extra_float_digits = 1; "
                        "SET enable_partitionwise_aggregate = on; "
                        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* The text that SQL returns for the name of a table, or NULL after a report. */
static char *ask(struct session *session, const char *sql, const char *table)
{
    char *answer = NULL;
    PGresult *result =
        PQexecParams(session->connection, sql, 1, NULL, &table, NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        report(session, result);
    else
        answer = strdup(PQntuples(result) == 0 || PQgetisnull(result, 0, 0)
                            ? ""
                            : PQgetvalue(result, 0, 0));
    PQclear(result);
    return answer;
}

/* Makes the query for all rows of TABLE, ordered by its primary key. */
static bool query_table(struct session *session, const char *table)
{
    struct strbuf sql = STRBUF_INIT;
    char *name = ask(session, "SELECT to_regclass($1)::text", table);
    if (name && *name == '\0')
        send_text(FRAME_NO_TABLE, table);
    if (!name || *name == '\0') {
        free(name);
        return false;
    }
    char *key =
        ask(session,
            "SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY "
            "array_position(i.indkey::int2[], a.attnum)) FROM pg_index i "
            "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = "
            "ANY(i.indkey) WHERE i.indisprimary AND i.indrelid = $1::regclass",
            table);
    strbuf_add_format(&sql, "SELECT * FROM %s", name);
    if (key && *key != '\0')
        strbuf_add_format(&sql, " ORDER BY %s", key);
    bool good = key != NULL;
    free(name);
    free(key);
    session->sql = sql.data;
    return good;
}

/* Replaces the last query by the one for WANTED. */
static bool find_query(struct session *session, const char *wanted)
{
    free(session->sql);
    session->sql = NULL;
    wanted += strspn(wanted, " \t\n");
    if (!query_is_written(wanted))
        return query_table(session, wanted);
    session->sql = strdup(wanted);
    return true;
}

/* Prepares the query: the server accepts only one statement, and describes its
   columns before it runs. */
static bool describe(struct session *session)
{
    PGresult *result =
        PQprepare(session->connection, "", session->sql, 0, NULL);
    bool good =
        PQresultStatus(result) == PGRES_COMMAND_OK || report(session, result);
    PQclear(result);
    if (!good)
        return false;
    PQclear(session->columns);
    session->columns = PQdescribePrepared(session->connection, "");
    return PQresultStatus(session->columns) == PGRES_COMMAND_OK ||
           report(session, session->columns);
}

static void send_columns(const struct session *session)
{
    struct strbuf column = STRBUF_INIT;
    for (int i = 0; i < PQnfields(session->columns); i++) {
        const uint32_t type = PQftype(session->columns, i);
        strbuf_clear(&column);
        strbuf_add(&column, &type, sizeof type);
        strbuf_add_text(&column, PQfname(session->columns, i));
        send_frame(FRAME_COLUMN, column.data, column.size);
    }
    strbuf_free(&column);
}

/* ---- rows ---------------------------------------------------------------- */

static bool start_copy(struct session *session)
{
    struct strbuf copy = STRBUF_INIT;
    size_t size = strlen(session->sql);
    while (size > 0 && strchr("; \t\n", session->sql[size - 1]))
        size--;
    /* The line end ends a comment at the end of the query. */
    strbuf_add_format(&copy, "COPY (%.*s\n) TO STDOUT", (int)size,
                      session->sql);
    PGresult *result = PQexec(session->connection, copy.data);
    strbuf_free(&copy);
    bool good =
        PQresultStatus(result) == PGRES_COPY_OUT || report(session, result);
    PQclear(result);
    return good;
}

/* Ends the COPY; true when the server sent all rows. */
static bool end_copy(struct session *session)
{
    bool good = true;
    PGresult *result;
    while ((result = PQgetResult(session->connection))) {
        if (good && PQresultStatus(result) != PGRES_COMMAND_OK)
            good = report(session, result);
        PQclear(result);
    }
    return good;
}

static bool send_rows(struct session *session)
{
    char *row;
    int size;
    struct strbuf rows = STRBUF_INIT;
    if (!start_copy(session))
        return false;
    while ((size = PQgetCopyData(session->connection, &row, 0)) > 0) {
        strbuf_add(&rows, row, (size_t)size);
        PQfreemem(row);
        if (rows.size >= FULL_FRAME) {
            send_frame(FRAME_ROWS, rows.data, rows.size);
            strbuf_clear(&rows);
        }
    }
    if (rows.size > 0)
        send_frame(FRAME_ROWS, rows.data, rows.size);
    strbuf_free(&rows);
    if (size == -2)
        return report(session, NULL);
    if (!end_copy(session))
        return false;
    const char *version =
        PQparameterStatus(session->connection, "server_version");
    send_text(FRAME_END, version ? version : "");
    return true;
}

int main(void)
{
    struct session session = {0};
    char *question = NULL;
    if (receive(&question) != FRAME_ASK) {
        fputs("reportgen-postgres is run by reportgen\n", stderr);
        return 64;
    }
    const char *wanted = question + strlen(question) + 1;
    bool good = connect_server(&session, question);
    uint32_t kind = FRAME_NEXT;
    while (good && (kind == FRAME_NEXT || kind == FRAME_AGAIN)) {
        if (kind == FRAME_NEXT) {
            good = find_query(&session, wanted) && describe(&session);
            if (good)
                send_columns(&session);
        }
        good = good && send_rows(&session);
        fflush(stdout);
        if (good) {
            free(question);
            question = NULL;
            kind = receive(&question);
            wanted = question;
        }
    }
    fflush(stdout);
    free(question);
    free(session.sql);
    PQclear(session.columns);
    PQfinish(session.connection);
    return 0;
}
