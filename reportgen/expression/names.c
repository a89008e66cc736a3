#include "expression/names.h"

#include "base/nearest.h"

#include <string.h>
#include <strings.h>

static void report_field(struct diag *diag, struct place place,
                         const struct schema_table *table, const char *name)
{
    struct nearest nearest = NEAREST_INIT;
    for (size_t i = 0; i < table->n_fields; i++)
        nearest_offer(&nearest, name, strlen(name), table->fields[i].name);
    diag_report(diag, DIAG_UNKNOWN_FIELD, place, table->name, name,
                nearest_hint(&nearest));
}

bool table_has_single_entities(const struct schema_table *table)
{
    return !table->entity ||
           (table->n_key == 1 && table->key[0] == table->entity);
}

bool field_is_consistent(const struct schema_field *field)
{
    if (field == field->table->entity || schema_is_consistent(field))
        return true;
    /* A place is looked up from another field. */
    return field->of && field_is_consistent(field->of);
}

static bool set_field(struct expression *node,
                      const struct expression_source *source,
                      const struct schema_field *field)
{
    node->kind = EXPRESSION_FIELD;
    node->source = source;
    node->field = field;
    node->type = type_of_field(field);
    return true;
}

/* What REFERENCE of SOURCE leads to, joined if it is not yet. */
static const struct expression_source *
join_source(struct arena *arena, struct expression_scope *scope,
            const struct expression_source *source,
            const struct schema_field *reference)
{
    for (size_t i = 1; i < scope->n_sources; i++)
        if (scope->sources[i]->from == source &&
            scope->sources[i]->reference == reference)
            return scope->sources[i];
    if (scope->n_sources > MOST_JOINS)
        return NULL;
    struct expression_source *joined =
        ARENA_NEW(arena, struct expression_source);
    *joined = (struct expression_source){
        .alias = !source->from ? arena_printf(arena, "@%s", reference->name)
                               : arena_printf(arena, "%s.%s", source->alias,
                                              reference->name),
        .table = schema_find_reference(scope->schema, reference)->table,
        .from = source,
        .reference = reference,
        .main = source->main};
    scope->sources[scope->n_sources++] = joined;
    return joined;
}

/* A field that is reached through a reference must be equal in all records that
   the reference may lead to. */
static const struct schema_field *
reached_field(const struct expression_scope *scope,
              const struct expression_source *source, const char *name,
              struct place place, struct diag *diag)
{
    const struct schema_field *field = schema_find_field(source->table, name);
    if (!field) {
        report_field(diag, place, source->table, name);
        return NULL;
    }
    if (!source->from || table_has_single_entities(source->table) ||
        field_is_consistent(field))
        return field;
    diag_report(diag, DIAG_FIELD_DIFFERS, place, name, source->table->name,
                schema_find_reference(scope->schema, source->reference)->name);
    return NULL;
}

/* Follows PATH from SOURCE. */
static bool follow(struct arena *arena, struct expression_scope *scope,
                   const struct expression_source *source, const char *path,
                   struct expression *node, struct diag *diag)
{
    const char *dot;
    while ((dot = strchr(path, '.'))) {
        const char *name = arena_strndup(arena, path, (size_t)(dot - path));
        const struct schema_field *reference =
            reached_field(scope, source, name, node->place, diag);
        if (!reference)
            return false;
        if (!schema_find_reference(scope->schema, reference)) {
            diag_report(diag, DIAG_NO_REFERENCE, node->place,
                        source->table->name, name);
            return false;
        }
        source = join_source(arena, scope, source, reference);
        if (!source) {
            diag_report(diag, DIAG_TOO_MANY_JOINS, node->place, MOST_JOINS);
            return false;
        }
        path = dot + 1;
    }
    const struct schema_field *field =
        reached_field(scope, source, path, node->place, diag);
    return field && set_field(node, source, field);
}

bool names_find_path(struct arena *arena, struct expression_scope *scope,
                     struct expression *node, struct diag *diag)
{
    const char *path = node->text;
    size_t size = strlen(scope->table->name);
    if (strncmp(path, scope->table->name, size) == 0 && path[size] == '.')
        path += size + 1;
    return follow(arena, scope, scope->sources[0], path, node, diag);
}

/* The table of a sub-select that has NAME as its field, the innermost first. */
static const struct expression_source *find_inner(const struct checker *checker,
                                                  const char *name)
{
    for (const struct frame *frame = checker->frame; frame;
         frame = frame->outer)
        for (size_t i = 0; i < frame->select->n_froms; i++)
            if (schema_find_field(frame->select->froms[i].source.table, name))
                return &frame->select->froms[i].source;
    return NULL;
}

/* The table of a sub-select that ALIAS (SIZE bytes) stands for. */
static const struct expression_source *
find_alias(const struct checker *checker, const char *alias, size_t size)
{
    for (const struct frame *frame = checker->frame; frame;
         frame = frame->outer)
        for (size_t i = 0; i < frame->select->n_froms; i++) {
            const struct expression_source *source =
                &frame->select->froms[i].source;
            if (strlen(source->alias) == size &&
                strncasecmp(source->alias, alias, size) == 0)
                return source;
        }
    return NULL;
}

/* Fields of the query itself are facts of one record; a measure is of many. */
static bool admit_field(const struct checker *checker,
                        const struct expression *node)
{
    if (checker->use != EXPRESSION_MEASURE || checker->in_aggregate ||
        node->kind != EXPRESSION_FIELD || node->source->is_inner)
        return true;
    diag_report(checker->diag, DIAG_EXPRESSION_BARE, node->place, node->text);
    return false;
}

/* true and false, where no field is called so. */
static bool check_truth_word(struct expression *node)
{
    bool truth = strcasecmp(node->text, "true") == 0;
    if (!truth && strcasecmp(node->text, "false") != 0)
        return false;
    node->kind = EXPRESSION_TRUTH;
    node->type = (struct type){.kind = TYPE_TRUTH};
    node->number = truth;
    return true;
}

bool names_check_name(struct checker *checker, struct expression *node)
{
    const char *dot = strchr(node->text, '.');
    if (!dot) {
        const struct expression_source *inner = find_inner(checker, node->text);
        if (inner)
            return set_field(node, inner,
                             schema_find_field(inner->table, node->text));
        if (!schema_find_field(checker->scope->table, node->text) &&
            check_truth_word(node))
            return true;
    } else {
        const struct expression_source *inner =
            find_alias(checker, node->text, (size_t)(dot - node->text));
        if (inner) {
            const struct schema_field *field =
                schema_find_field(inner->table, dot + 1);
            if (!field)
                report_field(checker->diag, node->place, inner->table, dot + 1);
            return field && set_field(node, inner, field);
        }
    }
    return names_find_path(checker->arena, checker->scope, node,
                           checker->diag) &&
           admit_field(checker, node);
}

bool names_check_parameter(const struct checker *checker,
                           struct expression *node)
{
    static const struct {
        const char *name;
        enum type_kind kind;
    } parameters[] = {{"first", TYPE_DATE},
                      {"last", TYPE_DATE},
                      {"first_year", TYPE_YEAR},
                      {"last_year", TYPE_YEAR},
                      {"place", TYPE_TEXT}};
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        if (strcmp(parameters[i].name, node->text) == 0 &&
            !checker->scope->without_parameters) {
            node->type = (struct type){.kind = parameters[i].kind};
            return true;
        }
    }
    return checker_report_refused(
        checker, node->place, arena_printf(checker->arena, ":%s", node->text));
}
