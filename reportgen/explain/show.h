/*
 * Show: numbers and their explanations as text for people, or as JSON.
 *
 * The text is in the language of messages.  The JSON holds the same, with exact
 * values as text ("1028500000", "1200/3257"), and both formulas: that of the
 * layout and that in words.
 */
#ifndef EXPLAIN_SHOW_H
#define EXPLAIN_SHOW_H

#include "base/strbuf.h"
#include "explain/explanation.h"

/* Adds where NUMBER stands, with its sentence: "page 2, line 14 (1.13.2): ...";
   one line, without its end. */
void show_place(struct strbuf *buf, const struct number *number);

/* Adds NUMBER as explained, for people.  OTHERS (N of them, NUMBER not among
   them) show the same figure elsewhere. */
void show_text(struct strbuf *buf, const struct explain_context *context,
               const struct number *number,
               const struct explanation *explanation,
               const struct number *const *others, size_t n_others);

/* The same as a JSON object in one line, without its end. */
void show_json(struct strbuf *buf, const struct explain_context *context,
               const struct number *number,
               const struct explanation *explanation,
               const struct number *const *others, size_t n_others);

/* The object of NUMBER alone, for lists of candidates. */
void show_json_place(struct strbuf *buf, const struct number *number);

/* Adds VALUE for people: whole, with all its decimals; a quotient that has no
   end as "a/b". */
void show_value(struct strbuf *buf, const struct value *value);

/* What the parts, conditions, groups and days of EXPLANATION are called, in
   words: those that one line of text each shows.  Adds nothing where there is
   none. */
void show_formula(struct strbuf *buf, const struct explanation *explanation);
void show_condition(struct strbuf *buf, const struct explanation *explanation);
void show_groups(struct strbuf *buf, const struct explain_context *context,
                 const struct explanation *explanation);
void show_days(struct strbuf *buf, const struct explanation *explanation);

/* Adds the place of ROW, or of its field number FIELD: "schemes.csv:4:12",
   "workbook.xlsx!Sheet!L4". */
void show_row_place(struct strbuf *buf, const struct explain_context *context,
                    const struct evidence *evidence,
                    const struct evidence_row *row, const size_t *field);

#endif
