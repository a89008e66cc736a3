/*
 * Postgres link: this end of the helper that talks to a PostgreSQL server
 * (postgres_frames.h).
 */
#ifndef READER_POSTGRES_LINK_H
#define READER_POSTGRES_LINK_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/strbuf.h"
#include "reader/postgres_frames.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* Types by their numbers, which are the same in every PostgreSQL
   (pg_type.dat). */
enum postgres_type {
    POSTGRES_BOOL = 16,
    POSTGRES_INT8 = 20,
    POSTGRES_INT2 = 21,
    POSTGRES_INT4 = 23,
    POSTGRES_FLOAT4 = 700,
    POSTGRES_FLOAT8 = 701,
    POSTGRES_DATE = 1082,
    POSTGRES_TIMESTAMP = 1114,
    POSTGRES_TIMESTAMPTZ = 1184,
    POSTGRES_NUMERIC = 1700
};

struct postgres_link {
    struct diag *diag;
    const char *name; /* of the source, in messages */
    pid_t pid;        /* of the helper; 0: not running */
    FILE *to;
    FILE *from;
    struct postgres_frame frame; /* the last one that was received */
    struct strbuf bytes;
    uint32_t *types;     /* of the columns of the last question */
    struct strbuf names; /* each ends with a NUL */
    int n_columns;
};

/* Starts the helper, which asks the server of CONNECTION (NULL: that of the
   environment) for WANTED, a table or query; reads the columns and the frame
   after them, which has the first rows or is the end.  NAME is the source's in
   messages. False after a report.  LINK has to be closed in any case. */
bool postgres_link_open(struct postgres_link *link, struct arena *scratch,
                        const char *name, const char *connection,
                        const char *wanted, struct diag *diag);

/* Asks for WANTED in the same transaction, once all rows of the last question
   have been received.  False after a report: the link has ended then. */
bool postgres_link_next(struct postgres_link *link, const char *wanted);

/* Sends a frame; false after a report. */
bool postgres_link_send(struct postgres_link *link, uint32_t kind,
                        const char *bytes, size_t size);

/* Receives the next frame.  False after a report, also of a fault that the
   server tells. */
bool postgres_link_receive(struct postgres_link *link);

/* Reads the value at *TEXT, escaped by COPY, into VALUE, and moves *TEXT behind
   it; false for NULL. */
bool postgres_link_value(const char **text, struct strbuf *value);

/* Ends the helper, whatever it is doing. */
void postgres_link_close(struct postgres_link *link);

#endif
