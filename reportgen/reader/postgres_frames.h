/*
 * Postgres frames: how the reader of PostgreSQL and its helper speak.
 *
 * libpq brings two dozen libraries along, which each start of the program
 * would load and a report from files never needs.  So a program of its own
 * (reportgen-postgres) talks to the server, and writes to its standard output
 * what it hears, in frames of a letter, a size and bytes.  It is told the
 * connection and the query on its standard input, where nobody sees them in a
 * list of processes.
 */
#ifndef READER_POSTGRES_FRAMES_H
#define READER_POSTGRES_FRAMES_H

#include <stdint.h>

/* In front of each frame, in the byte order of the machine. */
struct postgres_frame {
    uint32_t size; /* of the bytes that follow */
    uint32_t kind; /* one of those below */
};

/* From the reader: connection, NUL, table or query, NUL; then FRAME_AGAIN to
   have all rows once more, or FRAME_NEXT with another table or query, NUL, from
   the same snapshot. */
enum { FRAME_ASK = 'A', FRAME_AGAIN = 'a', FRAME_NEXT = 'N' };

/* From the helper. */
enum {
    FRAME_COLUMN = 'C',      /* type (uint32_t), name */
    FRAME_ROWS = 'R',        /* rows as COPY writes them, each with its LF */
    FRAME_END = 'Z',         /* all rows are there; the server's version */
    FRAME_UNAVAILABLE = 'U', /* the rest are faults: the server's words */
    FRAME_REFUSED = 'E',
    FRAME_NO_TABLE = 'T'
};

#endif
