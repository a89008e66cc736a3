#include "base/xmlscan.h"

#include "base/strbuf.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

/* Elements within elements; documents of offices have a dozen. */
enum { FED_SIZE = 1 << 16, MOST_LEVELS = 200 };

struct scan {
    XML_Parser parser;
    struct strbuf waiting; /* bytes that are not yet fed */
    const struct xml_handler *handler;
    void *context;
    unsigned n_levels; /* elements that are open */
};

/* "x:row" and "row" are the same to a reader of workbooks, whose parts have
   one vocabulary each. */
static const char *local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

static void start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct scan *scan = data;
    if (++scan->n_levels > MOST_LEVELS)
        XML_StopParser(scan->parser, XML_FALSE);
    else if (scan->handler->start)
        scan->handler->start(scan->context, local_name(name),
                             (const char *const *)attributes);
}

static void end(void *data, const XML_Char *name)
{
    struct scan *scan = data;
    scan->n_levels--;
    if (scan->handler->end)
        scan->handler->end(scan->context, local_name(name));
}

static void text(void *data, const XML_Char *bytes, int size)
{
    const struct scan *scan = data;
    scan->handler->text(scan->context, bytes, (size_t)size);
}

static void refuse_doctype(void *data, const XML_Char *name,
                           const XML_Char *system, const XML_Char *public,
                           int has_internal)
{
    const struct scan *scan = data;
    (void)name, (void)system, (void)public, (void)has_internal;
    XML_StopParser(scan->parser, XML_FALSE);
}

static bool feed_waiting(struct scan *scan, bool last)
{
    bool ok = XML_Parse(scan->parser, strbuf_text(&scan->waiting),
                        (int)scan->waiting.size, last) == XML_STATUS_OK;
    strbuf_clear(&scan->waiting);
    return ok;
}

/* After all bytes but the last ones expat counts lines and columns, in case
   that it is asked: a part of few bytes is fed at once. */
static bool feed(void *context, const char *bytes, size_t size)
{
    struct scan *scan = context;
    if (scan->waiting.size + size > FED_SIZE && scan->waiting.size > 0 &&
        !feed_waiting(scan, false))
        return false;
    strbuf_add(&scan->waiting, bytes, size);
    return true;
}

static void report(const struct scan *scan, const struct zipfile *zip, size_t i,
                   struct diag *diag)
{
    diag_report(diag, DIAG_XML_BROKEN,
                (struct place){.file = zipfile_path(zip)},
                zipfile_part_name(zip, i),
                (unsigned long)XML_GetCurrentLineNumber(scan->parser),
                (unsigned long)XML_GetCurrentColumnNumber(scan->parser) + 1,
                XML_ErrorString(XML_GetErrorCode(scan->parser)));
}

static void set_handlers(XML_Parser parser, const struct xml_handler *handler)
{
    XML_SetElementHandler(parser, start, end);
    if (handler->text)
        XML_SetCharacterDataHandler(parser, text);
    XML_SetStartDoctypeDeclHandler(parser, refuse_doctype);
}

bool xml_scan(struct zipfile *zip, size_t i, uint64_t limit,
              const struct xml_handler *handler, void *context,
              struct diag *diag)
{
    struct scan scan = {.parser = XML_ParserCreate(NULL),
                        .handler = handler,
                        .context = context};
    XML_SetUserData(scan.parser, &scan);
    set_handlers(scan.parser, handler);
    bool ok = zipfile_read(zip, i, limit, feed, &scan, diag) &&
              feed_waiting(&scan, true);
    if (!ok && XML_GetErrorCode(scan.parser) != XML_ERROR_NONE)
        report(&scan, zip, i, diag);
    XML_ParserFree(scan.parser);
    strbuf_free(&scan.waiting);
    return ok;
}

/* ---- tags and where they stand ------------------------------------------- */

struct walk {
    XML_Parser parser;
    const char *bytes;
    const struct xml_walker *walker;
    void *context;
    unsigned n_levels;
    bool is_whole; /* the tag that started last has no end tag */
};

static struct xml_tag tag_here(const struct walk *walk, const char *name,
                               const char *const *attributes)
{
    size_t at = (size_t)XML_GetCurrentByteIndex(walk->parser);
    return (struct xml_tag){
        .name = local_name(name),
        .attributes = attributes,
        .start = at,
        .end = at + (size_t)XML_GetCurrentByteCount(walk->parser),
        .level = walk->n_levels};
}

static void walk_start(void *data, const XML_Char *name,
                       const XML_Char **attributes)
{
    struct walk *walk = data;
    if (++walk->n_levels > MOST_LEVELS) {
        XML_StopParser(walk->parser, XML_FALSE);
        return;
    }
    struct xml_tag tag = tag_here(walk, name, (const char *const *)attributes);
    walk->is_whole = tag.is_whole =
        tag.end >= 2 && walk->bytes[tag.end - 2] == '/';
    walk->walker->start(walk->context, &tag);
}

static void walk_end(void *data, const XML_Char *name)
{
    struct walk *walk = data;
    struct xml_tag tag = tag_here(walk, name, NULL);
    tag.is_whole = walk->is_whole;
    walk->is_whole = false;
    walk->walker->end(walk->context, &tag);
    walk->n_levels--;
}

static void walk_doctype(void *data, const XML_Char *name,
                         const XML_Char *system, const XML_Char *public,
                         int has_internal)
{
    const struct walk *walk = data;
    (void)name, (void)system, (void)public, (void)has_internal;
    XML_StopParser(walk->parser, XML_FALSE);
}

bool xml_walk(const char *bytes, size_t size, const char *archive,
              const char *name, const struct xml_walker *walker, void *context,
              struct diag *diag)
{
    struct walk walk = {.parser = XML_ParserCreate("UTF-8"),
                        .bytes = bytes,
                        .walker = walker,
                        .context = context};
    XML_SetUserData(walk.parser, &walk);
    XML_SetElementHandler(walk.parser, walk_start, walk_end);
    XML_SetStartDoctypeDeclHandler(walk.parser, walk_doctype);
    enum { STEP = 1 << 20 }; /* expat's sizes are int */
    bool ok = true;
    for (size_t at = 0; ok && at < size; at += STEP) {
        size_t n = size - at < STEP ? size - at : STEP;
        ok = XML_Parse(walk.parser, bytes + at, (int)n, at + n == size) ==
             XML_STATUS_OK;
    }
    if (!ok)
        diag_report(diag, DIAG_XML_BROKEN, (struct place){.file = archive},
                    name, (unsigned long)XML_GetCurrentLineNumber(walk.parser),
                    (unsigned long)XML_GetCurrentColumnNumber(walk.parser) + 1,
                    XML_ErrorString(XML_GetErrorCode(walk.parser)));
    XML_ParserFree(walk.parser);
    return ok;
}

/* ---- a stretch at a time ------------------------------------------------- */

struct xml_stream {
    struct scan scan;
    struct zipfile *zip;
    size_t part;
    struct zipfile_part *bytes;
    struct diag *diag;
    bool is_paused; /* the parser has bytes that it has not looked at */
    bool is_done;
    char piece[FED_SIZE];
};

struct xml_stream *xml_stream_open(struct zipfile *zip, size_t i,
                                   uint64_t limit,
                                   const struct xml_handler *handler,
                                   void *context, struct diag *diag)
{
    struct zipfile_part *bytes = zipfile_part_open(zip, i, limit, diag);
    if (!bytes)
        return NULL;
    struct xml_stream *stream = calloc(1, sizeof *stream);
    stream->scan = (struct scan){.parser = XML_ParserCreate(NULL),
                                 .handler = handler,
                                 .context = context};
    stream->zip = zip;
    stream->part = i;
    stream->bytes = bytes;
    stream->diag = diag;
    XML_SetUserData(stream->scan.parser, &stream->scan);
    set_handlers(stream->scan.parser, handler);
    return stream;
}

static int end_stretch(struct xml_stream *stream, enum XML_Status status)
{
    stream->is_paused = status == XML_STATUS_SUSPENDED;
    if (stream->is_paused)
        return 1;
    if (status == XML_STATUS_OK)
        return 0;
    report(&stream->scan, stream->zip, stream->part, stream->diag);
    return -1;
}

int xml_stream_next(struct xml_stream *stream)
{
    XML_Parser parser = stream->scan.parser;
    int found =
        stream->is_paused ? end_stretch(stream, XML_ResumeParser(parser)) : 0;
    while (found == 0 && !stream->is_done) {
        ptrdiff_t n = zipfile_part_read(stream->bytes, stream->piece,
                                        sizeof stream->piece);
        if (n < 0)
            return -1;
        stream->is_done = n == 0;
        found = end_stretch(stream,
                            XML_Parse(parser, stream->piece, (int)n, n == 0));
    }
    return found;
}

void xml_stream_pause(struct xml_stream *stream)
{
    XML_StopParser(stream->scan.parser, XML_TRUE);
}

void xml_stream_close(struct xml_stream *stream)
{
    if (!stream)
        return;
    zipfile_part_close(stream->bytes);
    XML_ParserFree(stream->scan.parser);
    free(stream);
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(local_name(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}
