#include "dataset/repeats.h"

#include "base/value.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a of 64 bits, a byte at a time. */
static uint64_t add_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
    return hash;
}

static uint64_t add_value(uint64_t hash, struct value value)
{
    unsigned char kind = (unsigned char)value.kind;
    hash = add_bytes(hash, &kind, 1);
    switch (value.kind) {
    case VALUE_NULL:
        return hash;
    case VALUE_TEXT:
        return add_bytes(hash, value.as.text, strlen(value.as.text));
    case VALUE_DATE: {
        int32_t days = date_to_days(value.as.date);
        return add_bytes(hash, &days, sizeof days);
    }
    case VALUE_RATIO: /* in one field all denominators are equal */
        return add_bytes(hash, &value.as.ratio.numerator, sizeof(int64_t));
    case VALUE_INTEGER:
    case VALUE_YEAR:
    case VALUE_MONEY:
    case VALUE_BOOLEAN:
        break;
    }
    return add_bytes(hash, &value.as.integer, sizeof value.as.integer);
}

static void add_hash(struct repeats *repeats, uint64_t hash);

static void grow(struct repeats *repeats)
{
    struct repeats larger = {.n_slots = repeats->n_slots * 2 + 64,
                             .found = repeats->found};
    while ((larger.n_slots & (larger.n_slots - 1)) != 0)
        larger.n_slots &= larger.n_slots - 1;
    larger.slots = calloc(larger.n_slots, sizeof *larger.slots);
    for (size_t i = 0; i < repeats->n_slots; i++)
        if (repeats->slots[i] != 0)
            add_hash(&larger, repeats->slots[i]);
    free(repeats->slots);
    *repeats = larger;
}

static void add_hash(struct repeats *repeats, uint64_t hash)
{
    if ((repeats->n + 1) * 2 > repeats->n_slots)
        grow(repeats);
    hash += hash == 0;
    size_t at = (size_t)(hash ^ hash >> 32) & (repeats->n_slots - 1);
    while (repeats->slots[at] != 0 && repeats->slots[at] != hash)
        at = (at + 1) & (repeats->n_slots - 1);
    if (repeats->slots[at] == hash) {
        repeats->found = true;
        return;
    }
    repeats->slots[at] = hash;
    repeats->n++;
}

void repeats_add_row(struct repeats *repeats,
                     const struct schema_field *const *fields, size_t n_fields,
                     const struct value *values)
{
    if (n_fields == 0 || repeats->found)
        return;
    const struct schema_field *base = fields[0]->table->fields;
    if (values[fields[0] - base].kind == VALUE_NULL)
        return;
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < n_fields; i++)
        hash = add_value(hash, values[fields[i] - base]);
    add_hash(repeats, hash);
}

void repeats_free(struct repeats *repeats)
{
    free(repeats->slots);
    repeats->slots = NULL;
}
