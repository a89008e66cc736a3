/*
 * A small dataset for tests of tallies: schemes with one or two sources of
 * money, products of selections, yearly plans.
 */
#ifndef UNIT_TALLY_WORLD_H
#define UNIT_TALLY_WORLD_H

#include "check.h"

#include <stdio.h>
#include <string.h>

#include "tally/tally.h"

static const char world_schema[] =
    "[schema]\nname = world\ntitle = \"World\"\n"
    "true_words = \"Có\"\nfalse_words = \"Không\"\n"
    "[table.schemes]\nlabel = \"Đề án\"\nkey = \"id, source\"\nentity = id\n"
    "consistent = \"content, total_cost, accepted_on\"\n"
    "period_by = accepted_on\n"
    "[field.schemes.id]\nheading = \"Mã\"\ntype = text\n"
    "[field.schemes.content]\nheading = \"Nội dung\"\ntype = enum\n"
    "values = content\n"
    "[field.schemes.source]\nheading = \"Nguồn\"\ntype = enum\n"
    "values = source\n"
    "[field.schemes.place]\nheading = \"Nơi\"\ntype = text\n"
    "[field.schemes.support]\nheading = \"Hỗ trợ\"\ntype = money\n"
    "unit = million\n"
    "[field.schemes.total_cost]\nheading = \"Tổng\"\ntype = money\n"
    "unit = million\n"
    "[field.schemes.accepted_on]\nheading = \"Ngày nghiệm thu\"\ntype = date\n"
    "[field.schemes.approved_on]\nheading = \"Ngày duyệt\"\ntype = date\n"
    "[table.beneficiaries]\nlabel = \"Thụ hưởng\"\nkey = id\nentity = id\n"
    "period_by = scheme.accepted_on\n"
    "[field.beneficiaries.id]\nheading = \"Mã\"\ntype = text\n"
    "[field.beneficiaries.scheme]\nheading = \"Đề án\"\ntype = text\n"
    "references = schemes.id\n"
    "[field.beneficiaries.workers]\nheading = \"Lao động\"\ntype = integer\n"
    "[table.products]\nlabel = \"Sản phẩm\"\nkey = name\nentity = name\n"
    "period_by = scheme.accepted_on\n"
    "[field.products.name]\nheading = \"Tên\"\ntype = text\n"
    "[field.products.scheme]\nheading = \"Đề án\"\ntype = text\n"
    "references = schemes.id\n"
    "[field.products.score]\nheading = \"Điểm\"\ntype = decimal\nscale = 2\n"
    "[field.products.passed]\nheading = \"Đạt\"\ntype = boolean\n"
    "[table.plans]\nlabel = \"Kế hoạch\"\nkey = \"year, source\"\n"
    "period_by = year\n"
    "[field.plans.year]\nheading = \"Năm\"\ntype = year\n"
    "[field.plans.source]\nheading = \"Nguồn\"\ntype = enum\nvalues = source\n"
    "[field.plans.assigned]\nheading = \"Giao\"\ntype = money\nunit = million\n"
    "[table.notes]\nlabel = \"Ghi chú\"\nkey = id\n"
    "[field.notes.id]\nheading = \"Mã\"\ntype = text\n"
    "[values.source]\nnational = \"Quốc gia\"\nlocal = \"Địa phương\"\n"
    "[values.content]\nc1 = \"Đào tạo\"\nc2 = \"Quản lý\"\nc3 = \"Máy móc\"\n";

enum { MILLION = 1000000 };

struct world {
    struct arena *arena;
    struct diag *diag;
    struct schema *schema;
    struct store *store;
    struct config config;
};

static inline struct value date_or_none(const char *text)
{
    struct date date;
    return text != NULL && date_parse(text, &date) ? value_date(date)
                                                   : VALUE_NONE;
}

static inline struct value text_or_none(const char *text)
{
    return text == NULL ? VALUE_NONE : value_text(text);
}

static inline void world_add(struct world *world, const char *name,
                             const struct value *values, uint32_t line)
{
    const struct schema_table *table = schema_find_table(world->schema, name);
    size_t source = 0;
    while (source < store_n_sources(world->store) &&
           strcmp(store_source(world->store, source)->table, name) != 0)
        source++;
    if (source == store_n_sources(world->store)) {
        char file[64];
        snprintf(file, sizeof file, "%s.csv", name);
        struct store_source added = {.name = file, .path = file, .table = name};
        source = store_add_source(world->store, &added);
    }
    assert_true(
        store_add_row(world->store, table, values, source, line, world->diag));
}

/* Figures in million đồng. */
static inline void add_scheme(struct world *world, uint32_t line,
                              const char *id, const char *content,
                              const char *source, const char *place,
                              int support, int total_cost, const char *accepted,
                              const char *approved)
{
    struct value values[] = {
        text_or_none(id),
        text_or_none(content),
        text_or_none(source),
        text_or_none(place),
        value_money((int64_t)support * MILLION),
        value_money((int64_t)total_cost * MILLION),
        date_or_none(accepted),
        date_or_none(approved),
    };
    world_add(world, "schemes", values, line);
}

static inline void add_plan(struct world *world, uint32_t line, int year,
                            const char *source, int assigned)
{
    struct value values[] = {
        {.kind = VALUE_YEAR, .as.integer = year},
        value_text(source),
        value_money((int64_t)assigned * MILLION),
    };
    world_add(world, "plans", values, line);
}

static inline void add_product(struct world *world, uint32_t line,
                               const char *name, const char *scheme,
                               int hundredths, bool passed)
{
    struct value values[] = {
        value_text(name),
        text_or_none(scheme),
        value_ratio(hundredths, 100),
        {.kind = VALUE_BOOLEAN, .as.integer = passed},
    };
    world_add(world, "products", values, line);
}

static inline void add_beneficiary(struct world *world, uint32_t line,
                                   const char *id, const char *scheme,
                                   int workers)
{
    struct value values[] = {value_text(id), value_text(scheme),
                             value_integer(workers)};
    world_add(world, "beneficiaries", values, line);
}

/* The period is SPEC under CLOSING. */
static inline void world_open(struct world *world, const char *spec,
                              enum period_closing closing)
{
    *world = (struct world){.arena = arena_create(),
                            .diag = diag_create(NULL, NULL, false)};
    const char *reason;
    assert_true(period_parse(spec, closing, (struct date){0},
                             &world->config.period, &reason));
    struct ini *ini = ini_parse(world->arena, "world.ini", world_schema,
                                strlen(world_schema), world->diag);
    assert_non_null(ini);
    world->schema = schema_from_ini(world->arena, ini, world->diag);
    assert_non_null(world->schema);
    world->store = store_create(world->arena, world->schema, NULL, world->diag);
    assert_non_null(world->store);
}

static inline void world_close(struct world *world)
{
    store_destroy(world->store);
    diag_destroy(world->diag);
    arena_destroy(world->arena);
}

/* Computes LAYOUT, whose SQL files stand anywhere; NULL after reports. */
static inline struct tallies *world_compute(struct world *world,
                                            const char *layout)
{
    struct ini *ini = ini_parse(world->arena, "layout.ini", layout,
                                strlen(layout), world->diag);
    assert_non_null(ini);
    ini->folder = root_at(world->arena, "/");
    return tallies_compute(world->arena, &world->config, ini, world->store,
                           NULL, world->diag);
}

#endif
