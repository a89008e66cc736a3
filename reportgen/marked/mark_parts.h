/*
 * Mark parts: the package being copied, and what is done to its parts.
 *
 * Not for use outside marked/.
 */
#ifndef MARKED_MARK_PARTS_H
#define MARKED_MARK_PARTS_H

#include "marked/marked.h"
#include "marked/xml_edit.h"
#include "reader/xlsx_book.h"

/* The part with the list of faults, by which a copy is known. */
#define MARKED_PART "xl/worksheets/reportgen-faults.xml"

/* A cell to be marked; the faults of one cell are one mark. */
struct mark {
    uint32_t row, column;
    enum diag_level level;
    const char *text; /* its messages, a line each */
};

/* A format that was appended: that of BASE with the colour of LEVEL. */
struct mark_format {
    size_t base;
    enum diag_level level;
};

/* A reference of the part FROM, which has none called ID. */
struct mark_reference {
    const char *from;
    const char *id;
    const char *type; /* "comments" */
    const char *target;
};

struct mark_package {
    struct arena *arena;
    const struct marked_source *source;
    struct xlsx_package *package;
    struct xlsx_book book;
    struct zipcopy *copy;
    struct diag *diag;
    const char *worksheet_type;  /* as its references call a worksheet */
    const char *types_base;      /* what stands before "/worksheet" there */
    const char *namespace;       /* of its markup */
    bool is_marked;              /* the source is a marked copy itself */
    struct strbuf content_types; /* Override and Default elements to add */
    unsigned n_drawings;         /* blocks of numbers of their shapes so far */
    struct mark_reference *references; /* to be added */
    size_t n_references, references_capacity;
    const char **new_parts;
    size_t n_new_parts, new_parts_capacity;

    size_t n_formats; /* of the workbook's own cells */
    struct mark_format *formats;
    size_t n_new, new_capacity;
    size_t words_format; /* wrapped text, of the list; after the others */
};

/* The number of the format that a cell with format BASE gets for LEVEL. */
size_t mark_format(struct mark_package *marking, size_t base,
                   enum diag_level level);

/* How many cell formats the workbook has; false after a report. */
bool mark_count_formats(struct mark_package *marking);

/* Appends the formats that were asked for; false after a report. */
bool mark_write_formats(struct mark_package *marking);

/* Colours the N cells of MARKS, sorted, in sheet NUMBER of the workbook, and
   comments them; IS_FRONT: the sheet shall not be the selected one any more.
   False after a report. */
bool mark_sheet(struct mark_package *marking, size_t number,
                const struct mark *marks, size_t n, bool is_front);

/* The comments of MARKS, joined to those of the sheet in PART, whose references
   are REFERENCES, and their drawing.  *DRAWING is the id of a drawing that the
   sheet must name, NULL when it names it already. */
bool mark_comments(struct mark_package *marking, const char *part,
                   const struct xlsx_references *references,
                   const char *drawing_id, const struct mark *marks, size_t n,
                   const char **drawing);

/* The sheet with the list, and its place in front of the others: the one that
   is shown first when IS_FRONT.  False after a report. */
void mark_write_list(struct mark_package *marking);
bool mark_write_workbook(struct mark_package *marking, bool is_front);
bool mark_write_content_types(struct mark_package *marking);

/* The part PART will refer to TARGET, of TYPE ("comments"); *ID is the new
   reference's.  False after a report. */
bool mark_refer(struct mark_package *marking, const char *part,
                const char *type, const char *target, const char **id);

/* Writes the references that were asked for; false after a report. */
bool mark_write_references(struct mark_package *marking);

/* A name for a new part: BEFORE, a number and AFTER. */
const char *mark_new_part(struct mark_package *marking, const char *before,
                          const char *after);

/* "AB12", in ARENA. */
const char *mark_cell_name(struct arena *arena, uint32_t row, uint32_t column);

/* The number of the sheet that is shown when the workbook is opened, among
   those with cells; SIZE_MAX when it is another kind of sheet.  False after a
   report. */
bool mark_active_sheet(struct mark_package *marking, size_t *active);

#endif
