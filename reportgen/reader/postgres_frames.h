/*
 * Postgres frames: how the reader of PostgreSQL and its helper talk.
 *
 * libpq needs two dozen libraries, which every start of the program would load
 * and a report from files never uses.  So a separate program
 * (reportgen-postgres) talks to the server and writes what it gets to its
 * standard output, in frames of a letter, a size and bytes.  It reads the
 * connection and the query from its standard input, where no list of processes
 * shows them.
 */
#ifndef READER_POSTGRES_FRAMES_H
#define READER_POSTGRES_FRAMES_H

#include <stdint.h>

/* Precedes each frame, in the byte order of the machine. */
struct postgres_frame {
    uint32_t size; /* of the bytes that follow */
    uint32_t kind; /* one of those below */
};

/* From the reader: the connection, NUL, a table or query, NUL.  Then
   FRAME_AGAIN asks for all rows once more, FRAME_NEXT for another table or
   query (followed by NUL) in the same snapshot. */
enum { FRAME_ASK = 'A', FRAME_AGAIN = 'a', FRAME_NEXT = 'N' };

/* From the helper. */
enum {
    FRAME_COLUMN = 'C', /* type (uint32_t), name */
    FRAME_ROWS = 'R',   /* rows as COPY writes them, each with its LF */
    FRAME_END = 'Z',    /* after all rows: the server's version */
    FRAME_UNAVAILABLE =
        'U', /* this and those below are faults, in the server's words */
    FRAME_REFUSED = 'E',
    FRAME_NO_TABLE = 'T'
};

#endif
