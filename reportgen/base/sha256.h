/*
 * SHA-256 (nettle is included in sha256.c only: it uses the instructions that
 * processors have for it).
 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>

/* A sum on its way: made empty, given bytes in any pieces, then finished. */
struct sha256;

struct sha256 *sha256_create(void);
void sha256_add(struct sha256 *sha, const void *bytes, size_t size);

/* Writes 64 hex digits and a NUL, and frees SHA. */
void sha256_finish(struct sha256 *sha, char hex[65]);

#endif
