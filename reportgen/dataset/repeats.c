#include "dataset/repeats.h"

#include <stdlib.h>

/* FNV-1a of 64 bits, a byte at a time. */
static uint64_t add_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * UINT64_C(1099511628211);
    return hash;
}

uint64_t repeats_hash(uint64_t hash, const struct store_cell *cell)
{
    unsigned char kind = (unsigned char)cell->kind;
    hash = add_bytes(hash, &kind, 1);
    if (cell->kind == STORE_TEXT)
        return add_bytes(hash, cell->text, cell->size);
    if (cell->kind == STORE_INTEGER)
        return add_bytes(hash, &cell->integer, sizeof cell->integer);
    return hash;
}

static void grow(struct repeats *repeats)
{
    struct repeats larger = {.n_slots = repeats->n_slots * 2 + 64,
                             .found = repeats->found};
    while ((larger.n_slots & (larger.n_slots - 1)) != 0)
        larger.n_slots &= larger.n_slots - 1;
    larger.slots = calloc(larger.n_slots, sizeof *larger.slots);
    for (size_t i = 0; i < repeats->n_slots; i++)
        if (repeats->slots[i] != 0)
            repeats_add(&larger, repeats->slots[i]);
    free(repeats->slots);
    *repeats = larger;
}

void repeats_add(struct repeats *repeats, uint64_t hash)
{
    if (repeats->found)
        return;
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

void repeats_free(struct repeats *repeats)
{
    free(repeats->slots);
    repeats->slots = NULL;
}
