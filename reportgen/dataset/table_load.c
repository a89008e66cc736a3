#include "dataset/table_load.h"

#include <string.h>

struct loading {
    struct store *store;
    const struct intake_source *source;
    struct diag *diag; /* faults of the store end the run: reported at once */
    size_t number;     /* of the source in the store */
    bool is_added;
};

static bool start(void *context, struct place where, uint32_t *numbers,
                  bool *filled)
{
    struct loading *loading = context;
    const struct intake_source *source = loading->source;
    struct store_source added = {.name = source->name,
                                 .path = where.file,
                                 .kind = where.kind,
                                 .first_column = where.column,
                                 .table = source->table->name,
                                 .id_scope = source->id_scope,
                                 .columns = numbers,
                                 .filled = filled};
    if (!loading->is_added)
        loading->number = store_add_source(loading->store, &added);
    loading->is_added = true;
    return true;
}

static bool add(void *context, const struct value *values, uint32_t line)
{
    const struct loading *loading = context;
    return store_add_row(loading->store, loading->source->table, values,
                         loading->number, line, loading->diag);
}

static bool refuse(void *context, const struct schema_field *field,
                   const char *value)
{
    const struct loading *loading = context;
    return store_add_dropped(loading->store, field, value, loading->number,
                             loading->diag);
}

static bool take_back(void *context)
{
    const struct loading *loading = context;
    return store_take_back(loading->store, loading->source->table,
                           loading->number, loading->diag);
}

static void end(void *context, const struct account *account,
                const char *sha256)
{
    const struct loading *loading = context;
    struct store_source *source = store_source(loading->store, loading->number);
    source->account = *account;
    strcpy(source->sha256, sha256);
}

bool table_load(struct arena *arena, struct store *store,
                const struct reader_class *class,
                const struct intake_source *source, struct faults *faults)
{
    struct loading loading = {
        .store = store, .source = source, .diag = faults->diag};
    const struct intake_sink sink = {&loading, start,     add,
                                     refuse,   take_back, end};
    return intake_read(arena, store_schema(store), class, source, &sink,
                       faults);
}
