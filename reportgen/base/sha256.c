#include "base/sha256.h"

#include <nettle/sha2.h>
#include <stdint.h>
#include <stdlib.h>

struct sha256 {
    struct sha256_ctx state;
};

struct sha256 *sha256_create(void)
{
    struct sha256 *sha = malloc(sizeof *sha);
    sha256_init(&sha->state);
    return sha;
}

void sha256_add(struct sha256 *sha, const void *bytes, size_t size)
{
    sha256_update(&sha->state, size, bytes);
}

void sha256_finish(struct sha256 *sha, char hex[65])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&sha->state, sizeof digest, digest);
    free(sha);
    for (size_t i = 0; i < sizeof digest; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[64] = '\0';
}
