/*
 * Words: what a measure or a condition says, in the language of messages.
 *
 *     sum(case when accepted_on <= :last then support end)
 *     the sum of “Kinh phí hỗ trợ” where “Ngày nghiệm thu” is at most the last
 *     day of the period
 *
 * Fields are called by their headings, codes by their labels.  What has no
 * words (a statement within an expression) is told by its tables.
 */
#ifndef EXPLAIN_WORDS_H
#define EXPLAIN_WORDS_H

#include "base/strbuf.h"
#include "expression/expression.h"
#include "tally/tally_evidence.h"

/* Adds TREE, of a query over TABLE. */
void words_of_expression(struct strbuf *buf, const struct expression *tree,
                         const struct schema_table *table);

/* Adds what PART of a measure takes of records of TABLE. */
void words_of_part(struct strbuf *buf, const struct evidence_part *part,
                   const struct schema_table *table);

#endif
