/*
 * What fonts and line breaking cost, in CPU time: each of four faces opened,
 * kerned for the first time and subset; the paragraphs of a report of six
 * pages; the cells of a table of 100,000 rows.
 */
#include "../unit/official_text.h"
#include "typeset/paragraph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    PAGES = 6,
    PARAGRAPHS = PAGES * 5, /* of official_text: 45 lines of 165 mm a page */
    ROWS = 100000,
    ROUNDS = 100,
    TEXT_WIDTH = 467717
};

static double cpu_microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static size_t set(struct arena *arena, struct setter *setter,
                  const struct style *style, const char *text, mpt width)
{
    struct run run = {.text = text, .size = (uint32_t)strlen(text)};
    struct text runs = {&run, 1};
    struct lines lines;
    if (!paragraph_set(arena, setter, &runs, style, width, PLACE_NONE, &lines))
        exit(1);
    return lines.n_lines;
}

static size_t set_report(struct arena *arena, struct setter *setter)
{
    const struct style style = {.font = "serif",
                                .size = 14000,
                                .leading = 18000,
                                .indent = 28346,
                                .align = ALIGN_JUSTIFY};
    size_t n_lines = 0;
    for (int i = 0; i < PARAGRAPHS; i++)
        n_lines += set(arena, setter, &style,
                       official_text[i % N_OFFICIAL_TEXT], TEXT_WIDTH);
    arena_reset(arena);
    return n_lines;
}

static void set_table(struct arena *arena, struct setter *setter)
{
    static const char *const cells[] = {
        "12",      "Hỗ trợ máy móc", "Khuyến công quốc gia", "Công ty TNHH A",
        "1.628,5", "2017",           "đã nghiệm thu"};
    const struct style style = {
        .font = "serif", .size = 12000, .leading = 14000, .align = ALIGN_LEFT};
    for (int row = 0; row < ROWS; row++) {
        for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
            set(arena, setter, &style, cells[i], 200000);
        arena_reset(arena);
    }
}

static void measure_faces(struct arena *arena, struct setter *setter)
{
    uint32_t codes[256] = {0};
    for (uint32_t c = 32; c < 127; c++)
        codes[c] = c;
    for (uint32_t c = 127; c < 217; c++)
        codes[c] = 0x1EA0 + c - 127;
    double open = 0;
    double subset = 0;
    for (int look = 0; look < 4; look++) {
        double start = cpu_microseconds();
        struct font *font = fontset_find(setter->fonts, "serif", look & 1,
                                         look & 2, setter->diag);
        if (font == NULL)
            exit(1);
        double opened = cpu_microseconds();
        const char *bytes;
        size_t size;
        font_subset(arena, font, codes, &bytes, &size, setter->diag);
        subset += cpu_microseconds() - opened;
        open += opened - start;
    }
    printf("face opened         %8.0f us\n", open / 4);
    printf("subset of 185       %8.0f us\n", subset / 4);
}

int main(void)
{
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    struct setter setter = {.fonts =
                                fontset_open(input_at("fonts/fonts.ini"), diag),
                            .breaker = breaker_open(),
                            .diag = diag};
    if (setter.fonts == NULL)
        return 1;
    measure_faces(arena, &setter);
    double start = cpu_microseconds();
    size_t n_lines = set_report(arena, &setter);
    double first = cpu_microseconds();
    for (int i = 0; i < ROUNDS; i++)
        set_report(arena, &setter);
    double again = cpu_microseconds();
    printf("%zu lines, first    %8.0f us\n", n_lines, first - start);
    printf("%zu lines, again    %8.0f us\n", n_lines, (again - first) / ROUNDS);
    start = cpu_microseconds();
    set_table(arena, &setter);
    printf("%d rows of 7    %8.0f us\n", ROWS, cpu_microseconds() - start);
    breaker_close(setter.breaker);
    fontset_close(setter.fonts);
    diag_destroy(diag);
    arena_destroy(arena);
    return 0;
}
