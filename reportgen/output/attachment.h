/*
 * Attachment: a file that is embedded in another file.
 */
#ifndef OUTPUT_ATTACHMENT_H
#define OUTPUT_ATTACHMENT_H

#include <stddef.h>

/* Strings and bytes belong to the caller. */
struct attachment {
    const char *name;         /* file name shown */
    const char *description;  /* or NULL */
    const char *mime_type;    /* "application/json" */
    const char *relationship; /* to the file that contains it (ISO
                                 32000-2, 7.11.3): "Data", "Source" ... */
    const char *bytes;
    size_t size;
};

#endif
