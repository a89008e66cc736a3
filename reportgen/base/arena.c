#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK_SIZE = 16 * 1024, LARGEST_BLOCK_SIZE = 1024 * 1024 };

/* Blocks form a list, newest first; a reset keeps only the largest. */
struct block {
    struct block *next;
    size_t size;
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct block *blocks;
    size_t block_used;
    size_t used;
    size_t next_size;
};

struct arena *arena_create(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL)
        abort();
    arena->next_size = FIRST_BLOCK_SIZE;
    return arena;
}

static void free_blocks(struct block *block)
{
    while (block != NULL) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_destroy(struct arena *arena)
{
    if (arena == NULL)
        return;
    free_blocks(arena->blocks);
    free(arena);
}

void arena_reset(struct arena *arena)
{
    if (arena->blocks != NULL) {
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
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL)
        abort();
    block->size = size;
    block->next = arena->blocks;
    arena->blocks = block;
    arena->block_used = 0;
}

/* Space without a defined content. */
static void *take(struct arena *arena, size_t size)
{
    const size_t mask = alignof(max_align_t) - 1;
    if (size > SIZE_MAX / 2)
        abort();
    size = (size + mask) & ~mask;
    if (arena->blocks == NULL || arena->blocks->size - arena->block_used < size)
        add_block(arena, size);
    void *result = arena->blocks->data + arena->block_used;
    arena->block_used += size;
    arena->used += size;
    return result;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(take(arena, size), 0, size);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        abort();
    return arena_alloc(arena, count * size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t size)
{
    if (text == NULL)
        return NULL;
    char *copy = take(arena, size + 1);
    memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    if (length < 0)
        abort();
    char *text = take(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
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
