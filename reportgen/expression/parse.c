#include "expression/parse.h"

#include "expression/scan.h"
#include "schema/sql_words.h"

#include <string.h>

/* How deep parentheses, cases and sub-selects may stand in each other, and how
   much an expression may hold: what walks a tree calls itself. */
enum { DEEPEST = 200, MOST_NODES = 20000 };

struct parser {
    struct arena *arena;
    const char *start;
    const char *end;
    struct place place; /* of START */
    struct diag *diag;
    struct token token; /* not taken yet */
    unsigned depth;
    unsigned n_open; /* parentheses */
    unsigned n_nodes;
};

static struct expression *parse_or(struct parser *parser);

/* ---- tokens -------------------------------------------------------------- */

static struct place place_of(const struct parser *parser,
                             const struct token *token)
{
    return place_within(parser->place, parser->start,
                        (size_t)(token->text - parser->start));
}

static const char *text_of(const struct parser *parser,
                           const struct token *token)
{
    return arena_strndup(parser->arena, token->text, token->size);
}

static void advance(struct parser *parser)
{
    const char *after = parser->token.text + parser->token.size;
    parser->token = scan_token(after, parser->end);
}

static struct token peek(const struct parser *parser)
{
    return scan_token(parser->token.text + parser->token.size, parser->end);
}

static bool at(const struct parser *parser, const char *word)
{
    return parser->token.kind != TOKEN_REFUSED &&
           token_is(&parser->token, word);
}

static bool take(struct parser *parser, const char *word)
{
    if (!at(parser, word))
        return false;
    advance(parser);
    return true;
}

/* The size of the day around the stroke of TOKEN, "1/2/2020", and where it
   begins; 0 when there is none. */
static size_t day_around(const struct parser *parser, const struct token *token,
                         const char **day)
{
    static const char digits[] = "0123456789";
    const char *month = token->text + 1;
    const size_t n_month = strspn(month, digits);
    const char *from = token->text;
    while (from > parser->start && strchr(digits, from[-1]))
        from--;
    if (from == token->text || n_month == 0 || month[n_month] != '/')
        return 0;
    const char *year = month + n_month + 1;
    *day = from;
    return (size_t)(year + strspn(year, digits) - from);
}

/* A quotient where none can stand, or a day without quotes. */
static void refuse_stroke(const struct parser *parser,
                          const struct token *token, struct place place)
{
    const char *day;
    const size_t size = day_around(parser, token, &day);
    if (size == 0)
        diag_report(parser->diag, DIAG_EXPRESSION_DIVISION, place);
    else
        diag_report(parser->diag, DIAG_EXPRESSION_DAY, place,
                    arena_strndup(parser->arena, day, size));
}

/* Says what is wrong with the token that cannot stand here. */
static void *refuse(struct parser *parser)
{
    const struct token *token = &parser->token;
    struct place place = place_of(parser, token);
    if (token->kind == TOKEN_END)
        diag_report_chosen(parser->diag,
                           parser->n_open > 0 ? DIAG_EXPRESSION_PARENTHESIS
                                              : DIAG_EXPRESSION_EMPTY,
                           parser->n_open > 0 ? parser->place : place);
    else if (token->kind == TOKEN_OPEN_STRING)
        diag_report(parser->diag, DIAG_EXPRESSION_STRING, place);
    else if (token->kind == TOKEN_REFUSED && token->text[0] == '/')
        refuse_stroke(parser, token, place);
    else if (token->kind == TOKEN_CLOSE && parser->n_open == 0)
        diag_report(parser->diag, DIAG_EXPRESSION_PARENTHESIS, place);
    else
        diag_report(parser->diag, DIAG_EXPRESSION_REFUSED, place,
                    text_of(parser, token));
    return NULL;
}

static bool open_parenthesis(struct parser *parser)
{
    if (parser->token.kind != TOKEN_OPEN) {
        refuse(parser);
        return false;
    }
    parser->n_open++;
    advance(parser);
    return true;
}

static bool close_parenthesis(struct parser *parser)
{
    if (parser->token.kind != TOKEN_CLOSE) {
        refuse(parser);
        return false;
    }
    parser->n_open--;
    advance(parser);
    return true;
}

static bool need(struct parser *parser, const char *word)
{
    if (take(parser, word))
        return true;
    refuse(parser);
    return false;
}

/* ---- nodes --------------------------------------------------------------- */

static struct expression *
new_node(struct parser *parser, enum expression_kind kind, struct place place)
{
    struct expression *node = ARENA_NEW(parser->arena, struct expression);
    node->kind = kind;
    node->place = place;
    return node;
}

/* NULL where PART, which was not read, is. */
static struct expression *add_part(struct parser *parser,
                                   struct expression *node,
                                   struct expression *part)
{
    if (!node || !part)
        return NULL;
    const size_t n = node->n_parts;
    if ((n & (n - 1)) == 0) {
        /* Full: as long as a power of two. */
        struct expression **parts =
            ARENA_ARRAY(parser->arena, struct expression *, 2 * n + 1);
        if (n > 0)
            memcpy(parts, node->parts, n * sizeof *parts);
        node->parts = parts;
    }
    node->parts[node->n_parts++] = part;
    return ++parser->n_nodes > MOST_NODES ? refuse(parser) : node;
}

static struct expression *binary(struct parser *parser,
                                 enum expression_operator op,
                                 struct place place, struct expression *left,
                                 struct expression *right)
{
    struct expression *node = new_node(parser, EXPRESSION_OPERATOR, place);
    node->op = op;
    return add_part(parser, add_part(parser, node, left), right);
}

static struct expression *unary(struct parser *parser,
                                enum expression_operator op, struct place place,
                                struct expression *part)
{
    struct expression *node = new_node(parser, EXPRESSION_OPERATOR, place);
    node->op = op;
    return add_part(parser, node, part);
}

/* ---- what stands alone --------------------------------------------------- */

static struct expression *parse_string(struct parser *parser)
{
    const struct token *token = &parser->token;
    struct expression *node =
        new_node(parser, EXPRESSION_STRING, place_of(parser, token));
    char *text = arena_strndup(parser->arena, token->text + 1, token->size - 2);
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        *to++ = *from;
        if (from[0] == '\'' && from[1] == '\'')
            from++;
    }
    *to = '\0';
    node->text = text;
    advance(parser);
    return node;
}

/* "12.50" is 1250 with two decimals. */
static struct expression *parse_number(struct parser *parser)
{
    const struct token *token = &parser->token;
    struct expression *node =
        new_node(parser, EXPRESSION_NUMBER, place_of(parser, token));
    bool behind = false;
    node->text = text_of(parser, token);
    for (size_t i = 0; i < token->size; i++) {
        if (token->text[i] == '.') {
            behind = true;
            continue;
        }
        if (node->type.scale == TYPE_MAX_SCALE ||
            !number_multiply(node->number, 10, &node->number) ||
            !number_add(node->number, token->text[i] - '0', &node->number))
            return refuse(parser);
        node->type.scale = (uint8_t)(node->type.scale + behind);
    }
    advance(parser);
    return node;
}

/* "name", "name.name..." */
static struct expression *parse_path(struct parser *parser)
{
    struct token first = parser->token;
    struct expression *node =
        new_node(parser, EXPRESSION_FIELD, place_of(parser, &first));
    node->text = text_of(parser, &first);
    advance(parser);
    while (at(parser, ".")) {
        advance(parser);
        if (parser->token.kind != TOKEN_NAME)
            return refuse(parser);
        node->text = arena_printf(parser->arena, "%s.%s", node->text,
                                  text_of(parser, &parser->token));
        advance(parser);
    }
    return node;
}

static struct expression *parse_filter(struct parser *parser)
{
    advance(parser);
    if (!open_parenthesis(parser) || !need(parser, "where"))
        return NULL;
    struct expression *filter = parse_or(parser);
    return filter && close_parenthesis(parser) ? filter : NULL;
}

/* NAME ( [DISTINCT] argument, ... ) [FILTER (WHERE ...)] */
static struct expression *parse_call(struct parser *parser)
{
    struct expression *node =
        new_node(parser, EXPRESSION_CALL, place_of(parser, &parser->token));
    node->text = text_of(parser, &parser->token);
    advance(parser);
    if (!open_parenthesis(parser))
        return NULL;
    node->distinct = take(parser, "distinct");
    node->star = !node->distinct && take(parser, "*");
    while (!node->star && parser->token.kind != TOKEN_CLOSE) {
        if (!add_part(parser, node, parse_or(parser)))
            return NULL;
        if (!take(parser, ","))
            break;
    }
    if (!close_parenthesis(parser))
        return NULL;
    if (at(parser, "filter")) {
        node->filter = parse_filter(parser);
        if (!node->filter)
            return NULL;
    }
    return node;
}

/* CASE [operand] (WHEN x THEN y)... [ELSE z] END */
static struct expression *parse_case(struct parser *parser)
{
    struct expression *node =
        new_node(parser, EXPRESSION_CASE, place_of(parser, &parser->token));
    advance(parser);
    if (!at(parser, "when")) {
        node->has_operand = true;
        if (!add_part(parser, node, parse_or(parser)))
            return NULL;
    }
    do {
        if (!need(parser, "when") ||
            !add_part(parser, node, parse_or(parser)) ||
            !need(parser, "then") || !add_part(parser, node, parse_or(parser)))
            return NULL;
    } while (at(parser, "when"));
    if (take(parser, "else")) {
        node->has_else = true;
        if (!add_part(parser, node, parse_or(parser)))
            return NULL;
    }
    return need(parser, "end") ? node : NULL;
}

/* ---- sub-selects --------------------------------------------------------- */

static bool is_join(const struct parser *parser)
{
    return at(parser, ",") || at(parser, "join") || at(parser, "inner") ||
           at(parser, "left");
}

/* TABLE [[AS] ALIAS] [ON ...] */
static bool parse_from(struct parser *parser, struct expression_from *from,
                       bool is_first)
{
    if (!is_first && !take(parser, ",")) {
        from->is_left = take(parser, "left");
        if (from->is_left)
            take(parser, "outer");
        else
            take(parser, "inner");
        take(parser, "join");
    }
    if (parser->token.kind != TOKEN_NAME) {
        refuse(parser);
        return false;
    }
    from->table_name = text_of(parser, &parser->token);
    from->place = place_of(parser, &parser->token);
    from->source.alias = from->table_name;
    advance(parser);
    bool named = take(parser, "as");
    if (parser->token.kind == TOKEN_NAME &&
        !sql_is_keyword(text_of(parser, &parser->token))) {
        from->source.alias = text_of(parser, &parser->token);
        advance(parser);
    } else if (named) {
        refuse(parser);
        return false;
    }
    if (!take(parser, "on"))
        return true;
    from->on = parse_or(parser);
    return from->on != NULL;
}

static bool parse_froms(struct parser *parser, struct expression_select *select)
{
    bool more = true;
    while (more) {
        struct expression_from *froms = ARENA_ARRAY(
            parser->arena, struct expression_from, select->n_froms + 1);
        if (select->n_froms > 0)
            memcpy(froms, select->froms, select->n_froms * sizeof *froms);
        select->froms = froms;
        bool is_first = select->n_froms == 0;
        if (!parse_from(parser, &froms[select->n_froms++], is_first))
            return false;
        more = is_join(parser);
    }
    return true;
}

/* "x, y": added to *LIST; DESCENDING takes "desc" behind each, if not NULL. */
static bool parse_list(struct parser *parser, struct expression ***list,
                       size_t *n, bool **descending)
{
    struct expression holder = {0};
    bool *down = NULL;
    do {
        if (!add_part(parser, &holder, parse_or(parser)))
            return false;
        if (!descending)
            continue;
        bool *longer = ARENA_ARRAY(parser->arena, bool, holder.n_parts);
        if (down)
            memcpy(longer, down, (holder.n_parts - 1) * sizeof *longer);
        down = longer;
        down[holder.n_parts - 1] = take(parser, "desc");
        if (!down[holder.n_parts - 1])
            take(parser, "asc");
    } while (take(parser, ","));
    *list = holder.parts;
    *n = holder.n_parts;
    if (descending)
        *descending = down;
    return true;
}

static bool parse_one(struct parser *parser, const char *word,
                      struct expression **part)
{
    if (!take(parser, word))
        return true;
    *part = parse_or(parser);
    return *part != NULL;
}

static bool parse_by(struct parser *parser, const char *word,
                     struct expression ***list, size_t *n, bool **descending)
{
    if (!take(parser, word))
        return true;
    return need(parser, "by") && parse_list(parser, list, n, descending);
}

/* SELECT, behind its parenthesis, which is closed here. */
static struct expression_select *parse_select(struct parser *parser)
{
    struct expression_select *select =
        ARENA_NEW(parser->arena, struct expression_select);
    if (!need(parser, "select"))
        return NULL;
    select->distinct = take(parser, "distinct");
    select->item = parse_or(parser);
    if (!select->item || !need(parser, "from") ||
        !parse_froms(parser, select) ||
        !parse_one(parser, "where", &select->where) ||
        !parse_by(parser, "group", &select->groups, &select->n_groups, NULL) ||
        !parse_one(parser, "having", &select->having) ||
        !parse_by(parser, "order", &select->orders, &select->n_orders,
                  &select->descending) ||
        !parse_one(parser, "limit", &select->limit) ||
        !close_parenthesis(parser))
        return NULL;
    return select;
}

static struct expression *parse_exists(struct parser *parser)
{
    struct expression *node =
        new_node(parser, EXPRESSION_EXISTS, place_of(parser, &parser->token));
    advance(parser);
    if (!open_parenthesis(parser))
        return NULL;
    node->select = parse_select(parser);
    return !node->select ? NULL : node;
}

/* An expression or a sub-select in parentheses. */
static struct expression *parse_parenthesis(struct parser *parser)
{
    struct place place = place_of(parser, &parser->token);
    open_parenthesis(parser);
    if (at(parser, "select")) {
        struct expression *node = new_node(parser, EXPRESSION_SELECT, place);
        node->select = parse_select(parser);
        return !node->select ? NULL : node;
    }
    struct expression *node = parse_or(parser);
    return node && close_parenthesis(parser) ? node : NULL;
}

/* ---- levels -------------------------------------------------------------- */

static struct expression *parse_name(struct parser *parser)
{
    struct token next = peek(parser);
    if (at(parser, "case"))
        return parse_case(parser);
    if (at(parser, "exists"))
        return parse_exists(parser);
    if (at(parser, "null")) {
        struct expression *node =
            new_node(parser, EXPRESSION_NULL, place_of(parser, &parser->token));
        advance(parser);
        return node;
    }
    if (next.kind == TOKEN_OPEN && !at(parser, "in") && !at(parser, "and") &&
        !at(parser, "or") && !at(parser, "not"))
        return parse_call(parser);
    if (sql_is_keyword(text_of(parser, &parser->token)))
        return refuse(parser);
    return parse_path(parser);
}

static struct expression *parse_primary(struct parser *parser)
{
    switch (parser->token.kind) {
    case TOKEN_NAME:
        return parse_name(parser);
    case TOKEN_STRING:
        return parse_string(parser);
    case TOKEN_NUMBER:
        return parse_number(parser);
    case TOKEN_OPEN:
        return parse_parenthesis(parser);
    case TOKEN_PARAMETER: {
        struct expression *node = new_node(parser, EXPRESSION_PARAMETER,
                                           place_of(parser, &parser->token));
        node->text = text_of(parser, &parser->token) + 1;
        advance(parser);
        return node;
    }
    case TOKEN_END:
    case TOKEN_CLOSE:
    case TOKEN_SYMBOL:
    case TOKEN_OPEN_STRING:
    case TOKEN_REFUSED:
        break;
    }
    return refuse(parser);
}

static struct expression *parse_unary(struct parser *parser)
{
    struct place place = place_of(parser, &parser->token);
    if (++parser->depth > DEEPEST)
        return refuse(parser);
    struct expression *node;
    if (take(parser, "-"))
        node = unary(parser, OPERATOR_NEGATE, place, parse_unary(parser));
    else if (take(parser, "+"))
        node = parse_unary(parser);
    else
        node = parse_primary(parser);
    parser->depth--;
    return node;
}

struct level {
    const char *symbol;
    enum expression_operator op;
};

typedef struct expression *parse_level(struct parser *parser);

/* Operators of one level, read from the left. */
static struct expression *
parse_left(struct parser *parser, const struct level *levels, parse_level *next)
{
    struct expression *node = next(parser);
    for (size_t i = 0; node && levels[i].symbol; i++) {
        struct place place = place_of(parser, &parser->token);
        if (!take(parser, levels[i].symbol))
            continue;
        node = binary(parser, levels[i].op, place, node, next(parser));
        i = (size_t)-1;
    }
    return node;
}

static struct expression *parse_concatenation(struct parser *parser)
{
    static const struct level levels[] = {{"||", OPERATOR_JOIN}, {0}};
    return parse_left(parser, levels, parse_unary);
}

static struct expression *parse_product(struct parser *parser)
{
    static const struct level levels[] = {
        {"*", OPERATOR_MULTIPLY}, {"%", OPERATOR_REMAINDER}, {0}};
    return parse_left(parser, levels, parse_concatenation);
}

static struct expression *parse_sum(struct parser *parser)
{
    static const struct level levels[] = {
        {"+", OPERATOR_ADD}, {"-", OPERATOR_SUBTRACT}, {0}};
    return parse_left(parser, levels, parse_product);
}

static struct expression *parse_comparison(struct parser *parser)
{
    static const struct level levels[] = {{"<", OPERATOR_LESS},
                                          {"<=", OPERATOR_AT_MOST},
                                          {">", OPERATOR_GREATER},
                                          {">=", OPERATOR_AT_LEAST},
                                          {0}};
    return parse_left(parser, levels, parse_sum);
}

/* x [NOT] IN (...), behind IN */
static struct expression *parse_in(struct parser *parser, struct place place,
                                   struct expression *left, bool negated)
{
    struct expression *node = new_node(parser, EXPRESSION_IN, place);
    node->negated = negated;
    add_part(parser, node, left);
    if (!open_parenthesis(parser))
        return NULL;
    if (at(parser, "select")) {
        node->kind = EXPRESSION_IN_SELECT;
        node->select = parse_select(parser);
        return !node->select ? NULL : node;
    }
    do {
        if (!add_part(parser, node, parse_or(parser)))
            return NULL;
    } while (take(parser, ","));
    return close_parenthesis(parser) ? node : NULL;
}

/* x [NOT] BETWEEN y AND z, behind BETWEEN */
static struct expression *parse_between(struct parser *parser,
                                        struct place place,
                                        struct expression *left, bool negated)
{
    struct expression *node = new_node(parser, EXPRESSION_BETWEEN, place);
    node->negated = negated;
    add_part(parser, node, left);
    if (!add_part(parser, node, parse_comparison(parser)) ||
        !need(parser, "and"))
        return NULL;
    return add_part(parser, node, parse_comparison(parser));
}

static struct expression *is_null(struct parser *parser, struct place place,
                                  struct expression *left, bool negated)
{
    return binary(parser, negated ? OPERATOR_IS_NOT : OPERATOR_IS, place, left,
                  new_node(parser, EXPRESSION_NULL, place));
}

/* What may stand behind NOT. */
static struct expression *parse_matching(struct parser *parser,
                                         struct place place,
                                         struct expression *left, bool negated)
{
    struct expression *node;
    if (take(parser, "in"))
        return parse_in(parser, place, left, negated);
    if (take(parser, "between"))
        return parse_between(parser, place, left, negated);
    if (negated && take(parser, "null"))
        return is_null(parser, place, left, true);
    if (take(parser, "like"))
        node = binary(parser, OPERATOR_LIKE, place, left,
                      parse_comparison(parser));
    else if (take(parser, "glob"))
        node = binary(parser, OPERATOR_GLOB, place, left,
                      parse_comparison(parser));
    else
        return refuse(parser);
    return negated ? unary(parser, OPERATOR_NOT, place, node) : node;
}

static bool at_matching(const struct parser *parser)
{
    return at(parser, "in") || at(parser, "between") || at(parser, "like") ||
           at(parser, "glob");
}

static struct expression *parse_equality(struct parser *parser)
{
    static const struct level levels[] = {{"=", OPERATOR_EQUAL},
                                          {"==", OPERATOR_EQUAL},
                                          {"<>", OPERATOR_UNEQUAL},
                                          {"!=", OPERATOR_UNEQUAL},
                                          {0}};
    struct expression *node = parse_comparison(parser);
    while (node) {
        struct place place = place_of(parser, &parser->token);
        size_t i = 0;
        while (levels[i].symbol && !at(parser, levels[i].symbol))
            i++;
        if (levels[i].symbol) {
            advance(parser);
            node = binary(parser, levels[i].op, place, node,
                          parse_comparison(parser));
        } else if (take(parser, "is")) {
            bool negated = take(parser, "not");
            node = binary(parser, negated ? OPERATOR_IS_NOT : OPERATOR_IS,
                          place, node, parse_comparison(parser));
        } else if (take(parser, "isnull")) {
            node = is_null(parser, place, node, false);
        } else if (take(parser, "notnull")) {
            node = is_null(parser, place, node, true);
        } else if (at_matching(parser)) {
            node = parse_matching(parser, place, node, false);
        } else if (take(parser, "not")) {
            node = parse_matching(parser, place, node, true);
        } else {
            break;
        }
    }
    return node;
}

static struct expression *parse_not(struct parser *parser)
{
    struct place place = place_of(parser, &parser->token);
    struct token next = peek(parser);
    if (!at(parser, "not") || token_is(&next, "exists")) {
        if (!at(parser, "not"))
            return parse_equality(parser);
        advance(parser);
        struct expression *node = parse_exists(parser);
        if (node)
            node->negated = true;
        return node;
    }
    advance(parser);
    if (++parser->depth > DEEPEST)
        return refuse(parser);
    struct expression *node =
        unary(parser, OPERATOR_NOT, place, parse_not(parser));
    parser->depth--;
    return node;
}

static struct expression *parse_and(struct parser *parser)
{
    static const struct level levels[] = {{"and", OPERATOR_AND}, {0}};
    return parse_left(parser, levels, parse_not);
}

static struct expression *parse_or(struct parser *parser)
{
    static const struct level levels[] = {{"or", OPERATOR_OR}, {0}};
    if (++parser->depth > DEEPEST)
        return refuse(parser);
    struct expression *node = parse_left(parser, levels, parse_and);
    parser->depth--;
    return node;
}

struct expression *parse_expression(struct arena *arena, const char *text,
                                    size_t size, struct place place,
                                    struct diag *diag)
{
    struct parser parser = {.arena = arena,
                            .start = text,
                            .end = text + size,
                            .place = place,
                            .diag = diag};
    parser.token = scan_token(text, parser.end);
    struct expression *node = parse_or(&parser);
    if (node && parser.token.kind != TOKEN_END)
        return refuse(&parser);
    return node;
}
