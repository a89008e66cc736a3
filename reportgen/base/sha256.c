#include "base/sha256.h"

#include <sha256.h>
#include <stdint.h>
#include <stdlib.h>

struct sha256 {
    SHA256_CTX state;
};

struct sha256 *sha256_create(void)
{
    struct sha256 *sha = malloc(sizeof *sha);
    SHA256Init(&sha->state);
    return sha;
}

void sha256_add(struct sha256 *sha, const void *bytes, size_t size)
{
    SHA256Update(&sha->state, bytes, size);
}

void sha256_finish(struct sha256 *sha, char hex[65])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256Final(digest, &sha->state);
    free(sha);
    for (size_t i = 0; i < sizeof digest; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[64] = '\0';
}
