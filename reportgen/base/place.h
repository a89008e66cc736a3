/*
 * Place: where in the user's files something was read.
 *
 * Values carry their place to the end of the pipeline, so that a message can
 * name it however late the fault shows.
 */
#ifndef BASE_PLACE_H
#define BASE_PLACE_H

#include <stdint.h>

enum place_kind {
    PLACE_TEXT, /* file:line:column; in a CSV the column is the field number */
    PLACE_CELL  /* workbook!sheet!B12; FILE holds "workbook!sheet" */
};

/* FILE outlives the place (it stands in the run's arena) and is NULL when
   nothing is known.  LINE and COLUMN start at 1; 0 means unknown. */
struct place {
    const char *file;
    uint32_t line;
    uint32_t column : 31;
    uint32_t kind : 1; /* enum place_kind; 16 bytes in all: places are many */
};

#define PLACE_NONE ((struct place){0})

#endif
