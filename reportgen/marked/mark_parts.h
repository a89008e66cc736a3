/*
 * Mark parts: the package that is copied, and the changes to its parts.
 *
 * Not for use outside marked/.
 */
#ifndef MARKED_MARK_PARTS_H
#define MARKED_MARK_PARTS_H

#include "marked/marked.h"
#include "marked/xml_edit.h"
#include "reader/xlsx_book.h"

/* The part with the list of faults, by which a copy is recognized. */
#define MARKED_PART "xl/worksheets/reportgen-faults.xml"

/* A cell to be marked; all faults of one cell are one mark. */
struct mark {
    uint32_t row, column;
    enum diag_level level;
    const char *text; /* its messages, one in a line */
};

/* A format to be added: that of BASE with the colour of LEVEL. */
struct mark_format {
    size_t base;
    enum diag_level level;
};

/* A new reference of the part FROM, which has none called ID. */
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
    const char
        *worksheet_type; /* the type by which its references name a worksheet */
    const char
        *types_base;       /* the beginning of that type, before "/worksheet" */
    const char *namespace; /* of its markup */
    bool is_marked;        /* the source itself is a marked copy */
    struct strbuf content_types; /* Override and Default elements to add */
    unsigned n_drawings;         /* blocks of shape numbers that are in use */
    struct mark_reference *references; /* to be added */
    size_t n_references, references_capacity;
    const char **new_parts;
    size_t n_new_parts, new_parts_capacity;

    size_t n_formats; /* of the workbook's own cells */
    struct mark_format *formats;
    size_t n_new, new_capacity;
    size_t words_format; /* wrapped text, for the list; after the others */
};

/* The number of the format for LEVEL of a cell whose format is BASE. */
size_t mark_format(struct mark_package *marking, size_t base,
                   enum diag_level level);

/* Counts the cell formats of the workbook; false after a report. */
bool mark_count_formats(struct mark_package *marking);

/* Adds the formats that were requested; false after a report. */
bool mark_write_formats(struct mark_package *marking);

/* Colours and comments the N cells of MARKS, which are sorted, in sheet NUMBER
   of the workbook.  IS_FRONT: the sheet is no longer the selected one.  False
   after a report. */
bool mark_sheet(struct mark_package *marking, size_t number,
                const struct mark *marks, size_t n, bool is_front);

/* Joins comments of MARKS to those of the sheet in PART, whose references are
   REFERENCES, with their drawing.  *DRAWING is the id of a drawing that the
   sheet has to name, or NULL when it names it already.  False after a
   report. */
bool mark_comments(struct mark_package *marking, const char *part,
                   const struct xlsx_references *references,
                   const char *drawing_id, const struct mark *marks, size_t n,
                   const char **drawing);

/* Write the sheet with the list, and its place before all others; it is shown
   first when IS_FRONT.  False after a report. */
void mark_write_list(struct mark_package *marking);
bool mark_write_workbook(struct mark_package *marking, bool is_front);
bool mark_write_content_types(struct mark_package *marking);

/* Makes the part PART refer to TARGET, of TYPE ("comments"); *ID is the new
   reference's.  False after a report. */
bool mark_refer(struct mark_package *marking, const char *part,
                const char *type, const char *target, const char **id);

/* Writes the references that were requested; false after a report. */
bool mark_write_references(struct mark_package *marking);

/* A name for a new part: BEFORE, a number and AFTER. */
const char *mark_new_part(struct mark_package *marking, const char *before,
                          const char *after);

/* "AB12", in ARENA. */
const char *mark_cell_name(struct arena *arena, uint32_t row, uint32_t column);

/* Finds the sheet that is shown when the workbook is opened, by number among
   those with cells; SIZE_MAX for another kind of sheet.  False after a
   report. */
bool mark_active_sheet(struct mark_package *marking, size_t *active);

#endif
