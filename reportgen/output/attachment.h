/*
 * Attachment: a file embedded in another one.
 */
#ifndef OUTPUT_ATTACHMENT_H
#define OUTPUT_ATTACHMENT_H

#include <stddef.h>

/* Strings and bytes are the caller's. */
struct attachment {
    const char *name;         /* file name shown */
    const char *description;  /* or NULL */
    const char *mime_type;    /* "application/json" */
    const char *relationship; /* to the file that carries it, as ISO 32000-2,
                                 7.11.3 has it: "Data", "Source" ... */
    const char *bytes;
    size_t size;
};

#endif
