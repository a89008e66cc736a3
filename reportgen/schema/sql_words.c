#include "schema/sql_words.h"

#include <strings.h>

static const char *const keywords[] = {
    "abort",
    "action",
    "add",
    "after",
    "all",
    "alter",
    "always",
    "analyze",
    "and",
    "as",
    "asc",
    "attach",
    "autoincrement",
    "before",
    "begin",
    "between",
    "by",
    "cascade",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "commit",
    "conflict",
    "constraint",
    "create",
    "cross",
    "current",
    "current_date",
    "current_time",
    "current_timestamp",
    "database",
    "default",
    "deferrable",
    "deferred",
    "delete",
    "desc",
    "detach",
    "distinct",
    "do",
    "drop",
    "each",
    "else",
    "end",
    "escape",
    "except",
    "exclude",
    "exclusive",
    "exists",
    "explain",
    "fail",
    "filter",
    "first",
    "following",
    "for",
    "foreign",
    "from",
    "full",
    "generated",
    "glob",
    "group",
    "groups",
    "having",
    "if",
    "ignore",
    "immediate",
    "in",
    "index",
    "indexed",
    "initially",
    "inner",
    "insert",
    "instead",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "key",
    "last",
    "left",
    "like",
    "limit",
    "match",
    "materialized",
    "natural",
    "no",
    "not",
    "nothing",
    "notnull",
    "null",
    "nulls",
    "of",
    "offset",
    "on",
    "or",
    "order",
    "others",
    "outer",
    "over",
    "partition",
    "plan",
    "pragma",
    "preceding",
    "primary",
    "query",
    "raise",
    "range",
    "recursive",
    "references",
    "regexp",
    "reindex",
    "release",
    "rename",
    "replace",
    "restrict",
    "returning",
    "right",
    "rollback",
    "row",
    "rows",
    "savepoint",
    "select",
    "set",
    "table",
    "temp",
    "temporary",
    "then",
    "ties",
    "to",
    "transaction",
    "trigger",
    "unbounded",
    "union",
    "unique",
    "update",
    "using",
    "vacuum",
    "values",
    "view",
    "virtual",
    "when",
    "where",
    "window",
    "with",
    "without",
};

bool sql_is_keyword(const char *name)
{
    size_t n = sizeof keywords / sizeof *keywords;
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(keywords[i], name) == 0)
            return true;
    return false;
}

/* What statements may use besides the operators.  All are pure and exact:
   nothing reads a clock, a random number or a file, and what gives a floating
   number (avg, total, round) is left out. */
static const char *const pure_functions[] = {
    "abs",        "char",    "coalesce",     "count",       "cume_dist",
    "day",        "days",    "dense_rank",   "first_value", "fold",
    "format",     "glob",    "group_concat", "hex",         "ifnull",
    "iif",        "instr",   "lag",          "last_value",  "lead",
    "length",     "like",    "lower",        "ltrim",       "max",
    "min",        "month",   "nth_value",    "ntile",       "nullif",
    "printf",     "quarter", "quote",        "rank",        "replace",
    "row_number", "rtrim",   "shown",        "sign",        "substr",
    "substring",  "sum",     "trim",         "typeof",      "unicode",
    "upper",      "year",
};

bool sql_is_pure_function(const char *name)
{
    size_t n = sizeof pure_functions / sizeof *pure_functions;
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(pure_functions[i], name) == 0)
            return true;
    return false;
}

int64_t sql_date_part(struct date date, enum sql_date_part part)
{
    switch (part) {
    case PART_YEAR:
        return date.year;
    case PART_QUARTER:
        return (date.month + 2) / 3;
    case PART_MONTH:
        return date.month;
    case PART_DAY:
        return date.day;
    case PART_DAYS:
        break;
    }
    return date_to_days(date);
}

static bool is_name_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_';
}

const char *sql_next_word(const char **sql, size_t *size)
{
    const char *word = *sql;
    while (*word != '\0' && !is_name_letter(*word))
        word++;
    const char *end = word;
    while (is_name_letter(*end))
        end++;
    *size = (size_t)(end - word);
    *sql = end;
    return end == word ? NULL : word;
}
