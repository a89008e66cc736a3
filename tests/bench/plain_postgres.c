/*
 * The least that reading a table of PostgreSQL takes: what COPY sends of a
 * query goes into a table of SQLite with the types of its columns.
 * usage: plain_postgres CONNECTION QUERY
 */
#include <postgresql/libpq-fe.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPE_INT8 = 20, MOST_COLUMNS = 100 };

static void fail(const char *message)
{
    fputs(message, stderr);
    exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(sqlite3_errmsg(db));
}

/* The columns of QUERY: how many, and which are numbers. */
static int describe(PGconn *server, const char *query, bool *is_number)
{
    PQclear(PQprepare(server, "", query, 0, NULL));
    PGresult *columns = PQdescribePrepared(server, "");
    int n = PQnfields(columns);
    if (n == 0 || n > MOST_COLUMNS)
        fail(PQerrorMessage(server));
    for (int i = 0; i < n; i++)
        is_number[i] = PQftype(columns, i) == TYPE_INT8;
    PQclear(columns);
    return n;
}

static sqlite3_stmt *make_table(sqlite3 *db, int n, const bool *is_number)
{
    char table[4096] = "CREATE TABLE t (",
         insert[4096] = "INSERT INTO t VALUES (";
    sqlite3_stmt *statement;
    for (int i = 0; i < n; i++) {
        snprintf(table + strlen(table), sizeof table - strlen(table),
                 "c%d %s%s", i, is_number[i] ? "INTEGER" : "TEXT",
                 i + 1 < n ? ", " : ")");
        strcat(insert, i + 1 < n ? "?, " : "?)");
    }
    run(db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
    run(db, table);
    if (sqlite3_prepare_v2(db, insert, -1, &statement, NULL) != SQLITE_OK)
        fail(sqlite3_errmsg(db));
    return statement;
}

/* Undoes the escapes of COPY in place; the end of the value. */
static char *unescape(char *value)
{
    static const char letters[] = "bfnrtv", controls[] = "\b\f\n\r\t\v";
    char *to = value;
    for (char *c = value; *c != '\0'; c++) {
        const char *found;
        if (*c == '\\' && c[1] != '\0')
            *to++ = (found = strchr(letters, *++c)) ? controls[found - letters]
                                                    : *c;
        else
            *to++ = *c;
    }
    *to = '\0';
    return to;
}

static void insert_row(sqlite3_stmt *insert, int n, const bool *is_number,
                       char *row)
{
    for (int i = 0; i < n; i++) {
        char *end = row + strcspn(row, "\t\n");
        char *next = *end == '\0' ? end : end + 1;
        *end = '\0';
        if (strcmp(row, "\\N") == 0)
            sqlite3_bind_null(insert, i + 1);
        else if (is_number[i])
            sqlite3_bind_int64(insert, i + 1, strtoll(row, NULL, 10));
        else
            sqlite3_bind_text(
                insert, i + 1, row,
                (int)((memchr(row, '\\', (size_t)(end - row)) ? unescape(row)
                                                              : end) -
                      row),
                SQLITE_STATIC);
        row = next;
    }
    if (sqlite3_step(insert) != SQLITE_DONE)
        fail("cannot insert");
    sqlite3_reset(insert);
}

int main(int argc, char **argv)
{
    bool is_number[MOST_COLUMNS];
    char copy[4096], *row;
    sqlite3 *db;
    if (argc != 3)
        return 2;
    PGconn *server = PQconnectdb(argv[1]);
    if (PQstatus(server) != CONNECTION_OK)
        fail(PQerrorMessage(server));
    if (sqlite3_open("", &db) != SQLITE_OK)
        fail(sqlite3_errmsg(db));
    int n = describe(server, argv[2], is_number);
    sqlite3_stmt *insert = make_table(db, n, is_number);
    snprintf(copy, sizeof copy, "COPY (%s) TO STDOUT", argv[2]);
    PQclear(PQexec(server, copy));
    while (PQgetCopyData(server, &row, 0) > 0) {
        insert_row(insert, n, is_number, row);
        PQfreemem(row);
    }
    sqlite3_finalize(insert);
    run(db, "COMMIT");
    sqlite3_close(db);
    PQfinish(server);
    return 0;
}
