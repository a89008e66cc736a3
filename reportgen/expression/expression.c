#include "expression/expression.h"

#include "expression/check.h"
#include "expression/names.h"
#include "expression/parse.h"

void expression_scope_init(struct arena *arena, struct expression_scope *scope,
                           const struct schema *schema,
                           const struct schema_table *table)
{
    struct expression_source *source =
        ARENA_NEW(arena, struct expression_source);
    *source = (struct expression_source){
        .alias = table->name, .table = table, .main = source};
    *scope = (struct expression_scope){.schema = schema,
                                       .table = table,
                                       .sources = {source},
                                       .n_sources = 1,
                                       .suffix = ""};
}

const struct expression *
expression_read(struct arena *arena, struct expression_scope *scope,
                const char *text, size_t size, struct place place,
                enum expression_use use, struct diag *diag)
{
    struct expression *node = parse_expression(arena, text, size, place, diag);
    return node && check_expression(arena, scope, node, use, diag) ? node
                                                                   : NULL;
}

const struct expression *expression_field(struct arena *arena,
                                          struct expression_scope *scope,
                                          const char *path, struct place place,
                                          struct diag *diag)
{
    struct expression *node = ARENA_NEW(arena, struct expression);
    node->kind = EXPRESSION_FIELD;
    node->text = path;
    node->place = place;
    return names_find_path(arena, scope, node, diag) ? node : NULL;
}
