/*
 * Fuzz: what the entries share.  Each entry is a program of its own, which
 * libFuzzer gives bytes, more and more like those that reach new code; it
 * must neither crash nor break what its header promises.  `make fuzz` runs
 * them all.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "base/arena.h"
#include "base/diag.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise of a header; breaking it is a crash. */
#define PROMISE(condition) ((condition) ? (void)0 : __builtin_trap())

/* The bytes as a file, for readers that take a name; one at a time. */
struct fuzz_file {
    int fd;
    char path[32];
};

void fuzz_file_open(struct fuzz_file *file, const uint8_t *data, size_t size);
void fuzz_file_close(struct fuzz_file *file);

/* The bytes as a text with a NUL behind it. */
const char *fuzz_text(struct arena *arena, const uint8_t *data, size_t size);

#endif
