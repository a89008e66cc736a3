#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK_SIZE = 16 * 1024, LARGEST_BLOCK_SIZE = 1024 * 1024 };

/* Blocks form a list, newest first; a reset keeps only the newest. */
struct arena_block {
    struct arena_block *next;
    size_t size;
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct arena_block *blocks;
    size_t block_used;
    size_t used;
    size_t next_size;
    struct budget *budget;
};

struct arena *arena_create(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        abort();
    arena->next_size = FIRST_BLOCK_SIZE;
    return arena;
}

static void free_blocks(struct arena_block *block)
{
    while (block) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_destroy(struct arena *arena)
{
    if (!arena)
        return;
    free_blocks(arena->blocks);
    free(arena);
}

void arena_reset(struct arena *arena)
{
    if (arena->blocks) {
        free_blocks(arena->blocks->next);
        arena->blocks->next = NULL;
    }
    arena->block_used = 0;
    arena->used = 0;
}

static void add_block(struct arena *arena, size_t size)
{
    if (size < arena->next_size)
        size = arena->next_size;
    if (arena->next_size < LARGEST_BLOCK_SIZE)
        arena->next_size *= 2;
    struct arena_block *block = malloc(sizeof *block + size);
    if (!block)
        abort();
    block->size = size;
    block->next = arena->blocks;
    arena->blocks = block;
    arena->block_used = 0;
}

/* Uninitialized space at a multiple of ALIGNMENT. */
static void *take(struct arena *arena, size_t size, size_t alignment)
{
    size_t start = (arena->block_used + alignment - 1) & ~(alignment - 1);
    if (size > SIZE_MAX / 2)
        abort();
    if (!arena->blocks || start + size > arena->blocks->size) {
        add_block(arena, size);
        start = 0;
    }
    arena->block_used = start + size;
    arena->used += size;
    return arena->blocks->data + start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(take(arena, size, alignof(max_align_t)), 0, size);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        abort();
    return arena_alloc(arena, count * size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t size)
{
    if (!text)
        return NULL;
    char *copy = take(arena, size + 1, 1);
    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    char small[256];
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(small, sizeof small, format, args);
    if (length < 0)
        abort();
    size_t size = (size_t)length + 1;
    char *text = take(arena, size, 1);
    if (size <= sizeof small)
        memcpy(text, small, size);
    else
        vsnprintf(text, size, format, again);
    va_end(again);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

struct budget *arena_budget(const struct arena *arena)
{
    return arena->budget;
}

void arena_set_budget(struct arena *arena, struct budget *budget)
{
    arena->budget = budget;
}
