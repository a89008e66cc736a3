/*
 * Table notes: footnotes of a table that a layout draws.
 *
 *     column.3  = "Kinh phí[^plan] | support"
 *     note.plan = "Theo dự toán được giao."
 *     note.late = "Số liệu tạm tính. | row=local column=3"
 *
 * "[^name]" may stand in heads, in the unit line, in the word of the totals row
 * and in the words of the layout's own rows; of a row that comes from the data
 * the note itself says where its mark stands.  Data never hold marks: those of
 * the layout are sealed before its templates are filled in.
 */
#ifndef FIGURES_TABLE_NOTES_H
#define FIGURES_TABLE_NOTES_H

#include "figures/table_definition.h"

struct table_note {
    const char *name;
    struct block *block;
    const char *row; /* key of the row that bears a mark, or NULL */
    size_t column;   /* of that mark, as "column.N"; 0: the row's label */
    bool used;
    struct place place;
};

/* Reads the notes of SECTION; false after reports. */
bool table_notes_read(const struct render *render, struct ini_section *section,
                      struct table_definition *definition);

/* Whether the columns that notes name are there; false after reports. */
bool table_notes_match(const struct render *render,
                       const struct table_definition *definition);

/* TEXT of the layout with its marks sealed; NULL after the report of one whose
   note is not there. */
const char *table_notes_seal(const struct render *render,
                             const struct table_definition *definition,
                             const char *text, struct place place);

/* Sealed TEXT as runs, and without its marks. */
struct text table_notes_text(struct arena *arena,
                             const struct table_definition *definition,
                             const char *text);
const char *table_notes_plain(struct arena *arena, const char *text);

/* Puts the marks of the row called KEY into its CELLS. */
void table_notes_hang(const struct render *render,
                      const struct table_definition *definition,
                      const char *key, struct table_cell *cells);

/* "missing = Chưa gồm {n} đề án chưa có số liệu": a note to the head of each
   column whose figures leave something out, {n} things in all its rows.  False
   after a report. */
bool table_notes_missing(const struct render *render,
                         struct ini_section *section,
                         struct table_definition *definition);

/* A note "HEAD: TEXT." to the head of BEARER, of a column at PLACE that was
   left out because all its rows say TEXT. */
void table_notes_same(const struct render *render,
                      struct table_definition *definition,
                      struct column_definition *bearer, const char *head,
                      const char *text, struct place place);

/* Warns of notes that no mark leads to. */
void table_notes_check(const struct render *render,
                       const struct table_definition *definition);

#endif
