#include "reader/reader.h"

static const struct reader_class *const classes[] = {
    &reader_csv, &reader_xlsx, &reader_sqlite, &reader_postgres};

const struct reader_class *reader_class_for(const char *where)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (classes[i]->accepts(where))
            return classes[i];
    return NULL;
}
