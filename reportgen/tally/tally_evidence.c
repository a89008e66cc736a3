#include "tally/tally_evidence.h"

#include "base/key_map.h"
#include "base/number.h"
#include "base/qualified.h"
#include "base/ratio.h"
#include "expression/function.h"
#include "expression/once.h"
#include "tally/tally_group.h"
#include "tally/tally_origin.h"
#include "tally/tally_rows.h"
#include "tally/tally_sql.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_PARTS = 64, MOST_FIELDS = 64 };

struct finding {
    struct arena *arena;
    struct store *store;
    struct diag *diag;
    const struct figure_row *row;
    struct evidence *evidence;
    struct evidence_part parts[MOST_PARTS];
    struct tally_sql_taken taken[MOST_PARTS];
    struct evidence_field fields[MOST_FIELDS];
    struct tally_sql_field asked[MOST_FIELDS];
    struct key_map seen[MOST_PARTS]; /* values, or entities */
    struct key_map shown;            /* places of a list's rows */
    bool only_shown;                 /* the rows of SHOWN alone */
    size_t n_passed;                 /* rows so far */
    size_t capacity;
};

/* ---- the parts of a measure -------------------------------------------- */

static bool is_aggregate(const struct expression *node)
{
    return node->kind == EXPRESSION_CALL &&
           node->function->aggregate != NOT_AGGREGATE &&
           (node->star || node->n_parts == 1 ||
            node->function->aggregate == AGGREGATE_TEXT);
}

static enum evidence_kind kind_of(const struct expression *node)
{
    switch (node->function->aggregate) {
    case AGGREGATE_SUM:
        return EVIDENCE_SUM;
    case AGGREGATE_COUNT:
        return node->distinct ? EVIDENCE_DISTINCT : EVIDENCE_COUNT;
    case AGGREGATE_EXTREME:
        return strcmp(node->function->name, "max") == 0 ? EVIDENCE_GREATEST
                                                        : EVIDENCE_LEAST;
    case AGGREGATE_TEXT:
    case NOT_AGGREGATE:
        break;
    }
    return EVIDENCE_TEXT;
}

static void add_part(struct finding *finding, const struct expression *node,
                     size_t term, int sign)
{
    struct evidence *evidence = finding->evidence;
    if (evidence->n_parts == MOST_PARTS) {
        evidence->adds_up = false;
        return;
    }
    const size_t i = evidence->n_parts++;
    finding->parts[i] = (struct evidence_part){
        .kind = kind_of(node), .tree = node, .term = term, .sign = sign};
    finding->taken[i] = (struct tally_sql_taken){node, true, term};
}

static void add_aggregate(struct finding *finding,
                          const struct expression *node, int sign)
{
    if (node->n_terms == 0)
        add_part(finding, node, 0, sign);
    for (size_t i = 0; i < node->n_terms; i++)
        add_part(finding, node, i, node->terms[i].negative ? -sign : sign);
}

/* The aggregates of a formula that is no sum. */
static void add_within(struct finding *finding, const struct expression *node)
{
    if (is_aggregate(node)) {
        add_aggregate(finding, node, 0);
        return;
    }
    for (size_t i = 0; i < node->n_parts; i++)
        add_within(finding, node->parts[i]);
}

/* coalesce(sum(x), 0): what has no value adds nothing. */
static bool is_or_zero(const struct expression *node)
{
    return node->kind == EXPRESSION_CALL && node->n_parts == 2 &&
           (strcmp(node->function->name, "coalesce") == 0 ||
            strcmp(node->function->name, "ifnull") == 0) &&
           node->parts[1]->kind == EXPRESSION_NUMBER &&
           node->parts[1]->number == 0;
}

static void add_constant(struct finding *finding, const struct expression *node,
                         int sign)
{
    struct value *constant = &finding->evidence->constant;
    int64_t number;
    if (node->type.scale > 0 || !number_multiply(node->number, sign, &number) ||
        !number_add(constant->as.integer, number, &constant->as.integer))
        finding->evidence->adds_up = false;
    constant->kind = VALUE_INTEGER;
}

static void take_apart(struct finding *finding, const struct expression *node,
                       int sign)
{
    if (is_aggregate(node)) {
        add_aggregate(finding, node, sign);
    } else if (node->kind == EXPRESSION_OPERATOR &&
               (node->op == OPERATOR_ADD || node->op == OPERATOR_SUBTRACT)) {
        take_apart(finding, node->parts[0], sign);
        take_apart(finding, node->parts[1],
                   node->op == OPERATOR_ADD ? sign : -sign);
    } else if (node->kind == EXPRESSION_OPERATOR &&
               node->op == OPERATOR_NEGATE) {
        take_apart(finding, node->parts[0], -sign);
    } else if (is_or_zero(node)) {
        take_apart(finding, node->parts[0], sign);
    } else if (node->kind == EXPRESSION_NUMBER) {
        add_constant(finding, node, sign);
    } else {
        finding->evidence->adds_up = false;
        add_within(finding, node);
    }
}

static void find_parts(struct finding *finding)
{
    struct evidence *evidence = finding->evidence;
    const struct tally_item *item = evidence->item;
    evidence->adds_up = item != NULL;
    if (!item || !item->tree || item->absent)
        return;
    if (!evidence->tally->is_list) {
        take_apart(finding, item->tree, 1);
    } else {
        finding->parts[0] = (struct evidence_part){
            .kind = EVIDENCE_VALUE, .tree = item->tree, .sign = 1};
        finding->taken[0] = (struct tally_sql_taken){item->tree, false, 0};
        evidence->n_parts = 1;
    }
    for (size_t i = 0; !evidence->adds_up && i < evidence->n_parts; i++)
        finding->parts[i].sign = 0;
}

/* ---- the fields that are shown ----------------------------------------- */

static void add_field(struct finding *finding, size_t led,
                      const struct schema_field *field, bool identifies)
{
    struct evidence *evidence = finding->evidence;
    const struct expression_source *source =
        evidence->query->scope.sources[led];
    for (size_t i = 0; i < evidence->n_fields; i++)
        if (finding->fields[i].field == field && finding->fields[i].led == led)
            return;
    if (evidence->n_fields == MOST_FIELDS)
        return;
    const size_t i = evidence->n_fields++;
    const char *alias = source->alias + (source->alias[0] == '@');
    finding->fields[i] = (struct evidence_field){
        field, led,
        led == 0 ? field->name
                 : arena_printf(finding->arena, "%s.%s", alias, field->name),
        identifies};
    finding->asked[i] = (struct tally_sql_field){source, field};
}

/* What the measure takes, then what tells records apart and puts them into the
   period. */
static void find_fields(struct finding *finding)
{
    const struct tally_query *query = finding->evidence->query;
    const struct tally_item *item = finding->evidence->item;
    const struct schema_table *table = query->scope.table;
    struct tally_used_fields used = {{NULL}}, deciding = {{NULL}};
    if (item && item->tree)
        tally_mark_fields(finding->arena, item->tree, &query->scope, &used);
    if (query->date && query->kind != TALLY_NONE)
        tally_mark_fields(finding->arena, query->date, &query->scope,
                          &deciding);
    for (size_t i = 0; i < query->scope.n_sources; i++) {
        const struct schema_table *own = query->scope.sources[i]->table;
        for (size_t k = 0; used.marked[i] && k < own->n_fields; k++)
            if (used.marked[i][k])
                add_field(finding, i, &own->fields[k], false);
    }
    for (size_t i = 0; i < table->n_key; i++)
        add_field(finding, 0, table->key[i], true);
    if (table->entity)
        add_field(finding, 0, table->entity, true);
    for (size_t i = 0; i < query->scope.n_sources; i++) {
        const struct schema_table *own = query->scope.sources[i]->table;
        for (size_t k = 0; deciding.marked[i] && k < own->n_fields; k++)
            if (deciding.marked[i][k])
                add_field(finding, i, &own->fields[k], true);
    }
}

/* ---- the rows ---------------------------------------------------------- */

/* By which groups the figure is. */
static unsigned level_of(const struct finding *finding)
{
    unsigned level = 0;
    for (size_t i = 0; finding->row && i < FIGURE_KEYS; i++)
        if (finding->row->keys[i].field)
            level |= 1u << i;
    return level;
}

static const char *place_key(struct arena *arena, size_t source, uint32_t line)
{
    return arena_printf(arena, "%zu:%u", source, (unsigned)line);
}

/* The rows of a list that a figure is of: those below a head, or with a limit
   those that are shown, for their number. */
static void choose_shown(struct finding *finding)
{
    const struct tally *tally = finding->evidence->tally;
    const struct figure_row *row = finding->row;
    const bool of_head = row && row->line == 0 && !row->all;
    finding->only_shown = tally->is_list && (of_head || (row && row->all) ||
                                             !finding->evidence->item);
    if (!finding->only_shown)
        return;
    const struct tally_row *rows = tally_rows(tally);
    for (size_t i = 0; i < tally->n_rows; i++)
        if (!of_head || tally_below_head(tally, &rows[i], &row->keys[0]))
            key_map_add(finding->arena, &finding->shown,
                        place_key(finding->arena, rows[i].source, rows[i].line),
                        NULL, i);
}

static struct evidence_place place_in(const struct store_cell *cells)
{
    struct evidence_place place = {0};
    if (cells[0].kind == STORE_INTEGER && cells[1].kind == STORE_INTEGER)
        place = (struct evidence_place){(size_t)cells[0].integer,
                                        (uint32_t)cells[1].integer};
    return place;
}

static bool has_keys(const struct finding *finding,
                     const struct store_cell *cells)
{
    const struct tally_definition *definition =
        finding->evidence->tally->definition;
    const struct tally_query *query = finding->evidence->query;
    const struct figure_row *row = finding->row;
    const int64_t shift = group_shift(&definition->queries[0], query);
    for (size_t i = 0; row && i < definition->n_groups; i++) {
        if (!row->keys[i].field)
            continue;
        const struct group_key key =
            group_key_of(finding->arena, &query->groups[i], &cells[i], shift);
        if (strcmp(key.key, row->keys[i].code) != 0)
            return false;
    }
    return true;
}

/* CELL as a value of TYPE. */
static struct value value_in(struct arena *arena, struct type type,
                             const struct store_cell *cell)
{
    struct value value = {.kind = type_value_kind(type)};
    if (cell->kind == STORE_NULL)
        return VALUE_NONE;
    if (cell->kind == STORE_TEXT) {
        if (value.kind != VALUE_DATE || !date_parse(cell->text, &value.as.date))
            value = value_text(arena_strndup(arena, cell->text, cell->size));
        return value;
    }
    if (value.kind == VALUE_RATIO)
        value = value_ratio(cell->integer, power_of_ten(type.scale));
    else if (value.kind == VALUE_TEXT || value.kind == VALUE_NULL)
        value = value_integer(cell->integer);
    else
        value.as.integer = cell->integer;
    return value;
}

/* Whether TEXT, of part I, is met for the first time. */
static bool is_new(struct finding *finding, size_t i, const char *text)
{
    if (key_map_find(&finding->seen[i], text, NULL) != KEY_MAP_NONE)
        return false;
    key_map_add(finding->arena, &finding->seen[i],
                arena_strdup(finding->arena, text), NULL, 0);
    return true;
}

static const char *cell_key(struct arena *arena, const struct store_cell *cell)
{
    return cell->kind == STORE_TEXT
               ? arena_strndup(arena, cell->text, cell->size)
               : arena_printf(arena, "%lld", (long long)cell->integer);
}

/* What a record whose part I takes CELL gave; ENTITY says whose it is. */
static struct value given(struct finding *finding, size_t i,
                          const struct store_cell *cell,
                          const struct store_cell *entity)
{
    const struct evidence_part *part = &finding->parts[i];
    const struct expression *tree = part->tree;
    const struct tally_item *item = finding->evidence->item;
    const bool of_total = !finding->row || finding->row->line == 0;
    struct arena *arena = finding->arena;
    if (cell->kind == STORE_NULL)
        return VALUE_NONE;
    switch (part->kind) {
    case EVIDENCE_COUNT:
        return value_integer(1);
    case EVIDENCE_DISTINCT:
        return value_integer(is_new(finding, i, cell_key(arena, cell)));
    case EVIDENCE_LEAST:
    case EVIDENCE_GREATEST:
    case EVIDENCE_TEXT:
        return value_in(arena, tree->parts[0]->type, cell);
    case EVIDENCE_SUM:
        break;
    case EVIDENCE_VALUE:
        if (of_total && item->list_total == ADDS_ENTITIES &&
            entity->kind != STORE_NULL &&
            !is_new(finding, i, cell_key(arena, entity))) {
            struct value nothing = value_in(arena, tree->type, cell);
            nothing.as.ratio = (struct ratio){0, 1};
            return nothing;
        }
        break;
    }
    return value_in(arena, tree->type, cell);
}

static struct evidence_cell shown_cell(struct finding *finding,
                                       const struct schema_field *field,
                                       const struct store_cell *cell)
{
    const struct tally_group group = {.field = field,
                                      .schema = store_schema(finding->store)};
    const struct group_key key = group_key_of(finding->arena, &group, cell, 0);
    struct evidence_cell shown = {key.value, key.label};
    if (shown.value.kind == VALUE_INTEGER || shown.value.kind == VALUE_MONEY) {
        const struct number_style style = {.max_decimals = 0};
        struct strbuf text = STRBUF_INIT;
        number_format(&text, shown.value.as.integer, 1, &style);
        shown.text = arena_strdup(finding->arena, strbuf_text(&text));
        strbuf_free(&text);
    }
    if (shown.value.kind == VALUE_TEXT)
        shown.value.as.text =
            qualified_shown(finding->arena, shown.value.as.text);
    return shown;
}

static struct evidence_row *next_row(struct finding *finding)
{
    struct evidence *evidence = finding->evidence;
    if (evidence->n_rows == finding->capacity) {
        finding->capacity = finding->capacity * 2 + 16;
        struct evidence_row *larger =
            ARENA_ARRAY(finding->arena, struct evidence_row, finding->capacity);
        if (evidence->n_rows > 0)
            memcpy(larger, evidence->rows, evidence->n_rows * sizeof *larger);
        evidence->rows = larger;
    }
    return &evidence->rows[evidence->n_rows++];
}

static bool is_chosen(const struct finding *finding,
                      const struct store_cell *cells)
{
    if (!finding->only_shown)
        return has_keys(finding, cells + 2);
    const struct evidence_place place = place_in(cells);
    return key_map_find(&finding->shown,
                        place_key(finding->arena, place.source, place.line),
                        NULL) != KEY_MAP_NONE;
}

static bool take_row(void *context, const struct store_cell *cells,
                     size_t n_cells)
{
    (void)n_cells;
    struct finding *finding = context;
    struct evidence *evidence = finding->evidence;
    struct arena *arena = finding->arena;
    if (!is_chosen(finding, cells))
        return true;
    struct evidence_row *row = next_row(finding);
    row->place = place_in(cells);
    cells += 2 + evidence->tally->definition->n_groups;
    const size_t n_led = evidence->query->scope.n_sources - 1;
    row->led = ARENA_ARRAY(arena, struct evidence_place, n_led + 1);
    for (size_t i = 0; i < n_led; i++, cells += 2)
        row->led[i] = place_in(cells);
    const struct store_cell *entity = cells++;
    row->gave = ARENA_ARRAY(arena, struct value, evidence->n_parts + 1);
    for (size_t i = 0; i < evidence->n_parts; i++)
        row->gave[i] = given(finding, i, cells++, entity);
    row->fields = ARENA_ARRAY(arena, struct evidence_cell, evidence->n_fields);
    for (size_t i = 0; i < evidence->n_fields; i++)
        row->fields[i] = shown_cell(finding, finding->fields[i].field, cells++);
    return true;
}

/* ---- totals ------------------------------------------------------------ */

static int compare_values(const struct value *a, const struct value *b)
{
    if (a->kind == VALUE_DATE)
        return date_compare(a->as.date, b->as.date);
    if (a->kind == VALUE_TEXT)
        return strcmp(a->as.text, b->as.text);
    return ratio_compare(value_as_ratio(a), value_as_ratio(b));
}

/* False when a sum is too large. */
static bool add_up(struct evidence *evidence, size_t i)
{
    struct evidence_part *part = &evidence->parts[i];
    const bool chooses =
        part->kind == EVIDENCE_LEAST || part->kind == EVIDENCE_GREATEST;
    if (part->kind == EVIDENCE_SUM || part->kind == EVIDENCE_COUNT ||
        part->kind == EVIDENCE_DISTINCT)
        part->total = evidence->item->kind == VALUE_MONEY ? value_money(0)
                                                          : value_integer(0);
    if (part->kind == EVIDENCE_SUM &&
        type_value_kind(part->tree->type) == VALUE_RATIO)
        part->total = value_ratio(0, 1);
    for (size_t k = 0; k < evidence->n_rows; k++) {
        const struct value *gave = &evidence->rows[k].gave[i];
        if (gave->kind == VALUE_NULL)
            continue;
        if (chooses || !value_is_figure(gave)) {
            const bool is_greatest = part->kind == EVIDENCE_GREATEST;
            if (part->total.kind == VALUE_NULL ||
                (chooses &&
                 (compare_values(gave, &part->total) > 0) == is_greatest &&
                 compare_values(gave, &part->total) != 0))
                part->total = *gave;
        } else if (!values_add(&part->total, gave, 1)) {
            return false;
        }
    }
    return true;
}

static bool add_parts(struct evidence *evidence)
{
    struct value sum = VALUE_NONE;
    for (size_t i = 0; i < evidence->n_parts; i++) {
        struct value part = evidence->parts[i].total;
        if (part.kind == VALUE_NULL || evidence->parts[i].sign == 0)
            continue;
        if (!value_is_figure(&part) || part.kind == VALUE_YEAR) {
            sum = part;
            continue;
        }
        if (evidence->parts[i].sign < 0) {
            int64_t *number = part.kind == VALUE_RATIO
                                  ? &part.as.ratio.numerator
                                  : &part.as.integer;
            if (!number_multiply(*number, -1, number))
                return false;
        }
        if (sum.kind != VALUE_NULL && sum.kind != part.kind) {
            /* A count beside decimals. */
            sum = value_ratio(value_as_ratio(&sum).numerator,
                              value_as_ratio(&sum).denominator);
            part = value_ratio(value_as_ratio(&part).numerator,
                               value_as_ratio(&part).denominator);
        }
        if (!values_add(&sum, &part, 1))
            return false;
    }
    if (evidence->constant.kind != VALUE_NULL &&
        (sum.kind == VALUE_RATIO ||
         !number_add(sum.as.integer, evidence->constant.as.integer,
                     &sum.as.integer)))
        return false;
    evidence->value = sum;
    return true;
}

static void find_totals(struct evidence *evidence)
{
    for (size_t i = 0; i < evidence->n_parts; i++)
        evidence->adds_up = add_up(evidence, i) && evidence->adds_up;
    evidence->adds_up = evidence->adds_up && add_parts(evidence);
}

/* ---- the whole --------------------------------------------------------- */

/* How many rows a tally shows: each counts once. */
static void count_rows(struct finding *finding)
{
    struct evidence *evidence = finding->evidence;
    const struct tally *tally = evidence->tally;
    if (!tally->is_list)
        return;
    evidence->adds_up = true;
    evidence->n_parts = 1;
    evidence->parts = ARENA_NEW(finding->arena, struct evidence_part);
    *evidence->parts = (struct evidence_part){
        .kind = EVIDENCE_COUNT,
        .sign = 1,
        .total = value_integer((int64_t)evidence->n_rows)};
    for (size_t i = 0; i < evidence->n_rows; i++)
        evidence->rows[i].gave[0] = value_integer(1);
    evidence->value = evidence->parts->total;
}

bool tally_evidence_find(struct arena *arena, struct store *store,
                         const struct tallies *tallies,
                         const struct figure_source *source,
                         const struct figure_row *row, struct diag *diag,
                         struct evidence *evidence)
{
    const struct tally *tally;
    const struct tally_item *item;
    const struct tally_query *query =
        source->numerator ? NULL
                          : tally_query_of(tallies, source, &tally, &item);
    *evidence = (struct evidence){0};
    if (!query || (item && item->is_quotient))
        return false;
    struct finding *finding = ARENA_NEW(arena, struct finding);
    *finding = (struct finding){.arena = arena,
                                .store = store,
                                .diag = diag,
                                .row = row,
                                .evidence = evidence};
    evidence->tally = tally;
    evidence->query = query;
    evidence->item = item;
    find_parts(finding);
    find_fields(finding);
    choose_shown(finding);
    evidence->fields = finding->fields;
    const bool of_record = row && row->line > 0;
    const struct tally_sql_shown shown = {.taken = finding->taken,
                                          .n_taken = evidence->n_parts,
                                          .fields = finding->asked,
                                          .n_fields = evidence->n_fields,
                                          .level = level_of(finding),
                                          .source = of_record ? row->source : 0,
                                          .line = of_record ? row->line : 0};
    struct store_parameter parameters[SQL_PARAMETERS * MOST_QUERIES];
    const size_t n = tally_sql_parameters(arena, tally->definition, parameters);
    evidence->parts = finding->parts;
    if (!store_query(
            store,
            tally_sql_shown_rows(arena, tally->definition, query, &shown),
            query->place, parameters, n, NULL, take_row, finding, diag))
        return false;
    if (item)
        find_totals(evidence);
    else
        count_rows(finding);
    return true;
}
