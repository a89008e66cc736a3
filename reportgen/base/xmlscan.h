/*
 * Xmlscan: the elements of an XML part of an archive, in reading order
 * (expat is included here only).
 *
 * The part is read piece by piece and never held whole.  A document type
 * declaration is refused: office files have none, and entities are how small
 * files grow large.
 */
#ifndef BASE_XMLSCAN_H
#define BASE_XMLSCAN_H

#include "base/diag.h"
#include "base/zipfile.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is called while an XML part is read; any member may be NULL.  Names
   are local ones, without prefix and namespace. */
struct xml_handler {
    /* An element starts.  ATTRIBUTES are names and values in turn, then
       NULL; valid during the call. */
    void (*start)(void *context, const char *name,
                  const char *const *attributes);

    /* The element that started last and has not ended ends. */
    void (*end)(void *context, const char *name);

    /* Text of the innermost element; may come in several pieces, split at
       any byte. */
    void (*text)(void *context, const char *bytes, size_t size);
};

/* Reads part I of ZIP, at most LIMIT bytes unpacked, through HANDLER.  False
   after a report at the archive (also xml-broken). */
bool xml_scan(struct zipfile *zip, size_t i, uint64_t limit,
              const struct xml_handler *handler, void *context,
              struct diag *diag);

/* A tag, and where it stands among the bytes: [START, END). */
struct xml_tag {
    const char *name; /* local */
    const char *const *attributes;
    size_t start, end;
    unsigned level; /* 1: the outermost element */
    bool is_whole;  /* "<x/>": no end tag follows */
};

/* What is called for each start tag, and for each end tag, which has no
   attributes; neither may be NULL. */
struct xml_walker {
    void (*start)(void *context, const struct xml_tag *tag);
    void (*end)(void *context, const struct xml_tag *tag);
};

/* Walks through the tags of SIZE bytes in UTF-8, the part NAME of ARCHIVE, for
   who changes some of them and leaves the rest as it is.  False after a report
   at ARCHIVE. */
bool xml_walk(const char *bytes, size_t size, const char *archive,
              const char *name, const struct xml_walker *walker, void *context,
              struct diag *diag);

/* A part that is read a stretch at a time, for what gives its content piece by
   piece. */
struct xml_stream;

/* Opens part I as xml_scan() does.  NULL after a report. */
struct xml_stream *xml_stream_open(struct zipfile *zip, size_t i,
                                   uint64_t limit,
                                   const struct xml_handler *handler,
                                   void *context, struct diag *diag);

/* Reads on until a handler pauses: 1; to the end of the part: 0; -1 after a
   report. */
int xml_stream_next(struct xml_stream *stream);

/* Ends the stretch that is being read; called by a handler. */
void xml_stream_pause(struct xml_stream *stream);

/* Closes and frees; STREAM may be NULL. */
void xml_stream_close(struct xml_stream *stream);

/* The value of attribute NAME (without prefix), or NULL. */
const char *xml_attribute(const char *const *attributes, const char *name);

#endif
