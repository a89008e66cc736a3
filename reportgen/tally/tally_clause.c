#include "tally/tally_clause.h"

enum { MOST_CASES = 64 };

/* The words of CASE operand WHEN ... THEN ... ELSE ... END; the operand is
   compared with too. */
static bool take_case(struct clauses *clauses, const struct token *token)
{
    if (token_is(token, "case")) {
        if (clauses->n_cases == MOST_CASES)
            return false;
        clauses->n_cases++;
        clauses->choices = clauses->choices << 1 | 1;
    } else if (token_is(token, "when")) {
        clauses->choices |= 1;
    } else if (token_is(token, "then")) {
        clauses->choices &= ~(uint64_t)1;
    } else if (token_is(token, "end") && clauses->n_cases > 0) {
        clauses->n_cases--;
        clauses->choices >>= 1;
    }
    return true;
}

bool clauses_take(struct clauses *clauses, const struct token *token,
                  size_t depth)
{
    if (token->kind == TOKEN_CLOSE) {
        if (clauses->filter == depth)
            clauses->filter = 0;
        if (clauses->count == depth)
            clauses->count = 0;
    }
    if (token->kind == TOKEN_SYMBOL && token->text[0] == ',' &&
        clauses->iif == depth)
        clauses->iif = 0;
    if (token->kind != TOKEN_NAME)
        return true;
    if (token_is(token, "where"))
        clauses->filter = depth;
    else if (token_is(token, "iif"))
        clauses->iif = depth + 1;
    else if (token_is(token, "count"))
        clauses->count = depth + 1;
    return take_case(clauses, token);
}

bool clauses_only_choose(const struct clauses *clauses)
{
    return clauses->choices != 0 || clauses->filter != 0 || clauses->iif != 0 ||
           clauses->count != 0;
}
