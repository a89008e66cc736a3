#include "output/pdf_memo.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Enough for four faces of a few kinds of reports; the least recently used one
   is replaced. */
enum { N_KEPT = 16 };

struct pdf_memo {
    struct pdf_font_streams fonts[N_KEPT];
    uint64_t used[N_KEPT]; /* the last call that returned each; 0: none */
    uint64_t n_calls;
    char profile_sha256[65];
    struct pdf_stream profile;
};

struct pdf_memo *pdf_memo_create(void)
{
    struct pdf_memo *memo = calloc(1, sizeof *memo);
    if (!memo)
        abort();
    return memo;
}

static void forget(struct pdf_stream *stream)
{
    free(stream->bytes);
    *stream = (struct pdf_stream){0};
}

void pdf_memo_destroy(struct pdf_memo *memo)
{
    if (!memo)
        return;
    for (unsigned i = 0; i < N_KEPT; i++) {
        forget(&memo->fonts[i].program);
        forget(&memo->fonts[i].to_unicode);
    }
    forget(&memo->profile);
    free(memo);
}

static bool is_for(const struct pdf_font_streams *streams,
                   const struct font *font, const uint32_t codes[256])
{
    return streams->font == font &&
           memcmp(streams->codes, codes, sizeof streams->codes) == 0;
}

static void start(struct pdf_font_streams *streams, const struct font *font,
                  const uint32_t codes[256])
{
    forget(&streams->program);
    forget(&streams->to_unicode);
    streams->font = font;
    memcpy(streams->codes, codes, sizeof streams->codes);
}

struct pdf_font_streams *pdf_memo_font(struct pdf_memo *memo,
                                       const struct font *font,
                                       const uint32_t codes[256])
{
    unsigned at = 0;
    for (unsigned i = 0; i < N_KEPT; i++) {
        if (is_for(&memo->fonts[i], font, codes)) {
            memo->used[i] = ++memo->n_calls;
            return &memo->fonts[i];
        }
        if (memo->used[i] < memo->used[at])
            at = i;
    }
    memo->used[at] = ++memo->n_calls;
    start(&memo->fonts[at], font, codes);
    return &memo->fonts[at];
}

struct pdf_stream *pdf_memo_profile(struct pdf_memo *memo, const char *sha256)
{
    if (strcmp(memo->profile_sha256, sha256) != 0) {
        forget(&memo->profile);
        strncpy(memo->profile_sha256, sha256, sizeof memo->profile_sha256 - 1);
    }
    return &memo->profile;
}
