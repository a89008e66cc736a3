/*
 * XLSX package: the parts of a workbook file and how they refer to each other
 * (ISO/IEC 29500-2, Open Packaging Conventions).
 *
 * A package of any origin is read as common programs read it: names of parts
 * are equal in any case of letters and with either slash, targets are absolute
 * or relative.  A file that is no package, or a dangerous one, is refused
 * before any part is read: encrypted and old files, names that lead out of the
 * archive, parts that occur twice, too many parts.
 */
#ifndef READER_XLSX_PACKAGE_H
#define READER_XLSX_PACKAGE_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "base/xmlscan.h"
#include "base/zipfile.h"

struct xlsx_package;

/* Opens the file at PATH, which messages call NAME.  It lives in ARENA and is
   closed by xlsx_package_close().  NULL after a report. */
struct xlsx_package *xlsx_package_open(struct arena *arena, const char *path,
                                       const char *name, struct diag *diag);

/* Closes; PACKAGE may be NULL. */
void xlsx_package_close(struct xlsx_package *package);

/* The SHA-256 of the whole file. */
const char *xlsx_package_sha256(const struct xlsx_package *package);

/* The number of the part NAME, or -1. */
int64_t xlsx_package_find(const struct xlsx_package *package, const char *name);

/* A reference from a part to another. */
struct xlsx_reference {
    const char *id;
    const char *type;   /* the last word of its type: "worksheet", "styles" */
    const char *target; /* the name of a part; "" outside of the package */
};

struct xlsx_references {
    struct xlsx_reference *items;
    size_t n;
};

/* The references of the part NAME ("" for the package itself); none when it has
   no list of them.  False after a report. */
bool xlsx_package_references(const struct xlsx_package *package,
                             const char *name,
                             struct xlsx_references *references,
                             struct diag *diag);

/* The first reference with this TYPE, or with this ID; NULL when there is
   none. */
const struct xlsx_reference *
xlsx_reference_of_type(const struct xlsx_references *references,
                       const char *type);
const struct xlsx_reference *
xlsx_reference_of_id(const struct xlsx_references *references, const char *id);

/* The name of the workbook in messages. */
const char *xlsx_package_name(const struct xlsx_package *package);

/* The archive, for a changed copy of it; it lives as long as PACKAGE. */
struct zipfile *xlsx_package_zip(const struct xlsx_package *package);

/* The name of PART as the archive has it. */
const char *xlsx_package_part_name(const struct xlsx_package *package,
                                   int64_t part);

/* Adds the whole PART, at most 1 GB, to BUF in UTF-8.  False after a report. */
bool xlsx_package_read(const struct xlsx_package *package, int64_t part,
                       struct strbuf *buf, struct diag *diag);

/* Sets *MENTIONS when the bytes of PART contain WORD, or may (a part in UTF-16
   is not searched).  False after a report. */
bool xlsx_package_mentions(const struct xlsx_package *package, int64_t part,
                           const char *word, bool *mentions, struct diag *diag);

/* Reads a whole part through HANDLER; false after a report. */
bool xlsx_package_scan(const struct xlsx_package *package, int64_t part,
                       const struct xml_handler *handler, void *context,
                       struct diag *diag);

/* Opens a part that is read piece by piece (xml_stream_next()); NULL after a
   report. */
struct xml_stream *xlsx_package_stream(const struct xlsx_package *package,
                                       int64_t part,
                                       const struct xml_handler *handler,
                                       void *context, struct diag *diag);

#endif
