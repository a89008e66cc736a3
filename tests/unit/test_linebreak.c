#include "typeset/linebreak.h"

#include "check.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Paragraphs are spelled out: a word is as wide as it has letters, a blank
   (" ") as wide as BLANK, "/" ends a part inside a token and belongs to it,
   "|" tears a wide token and has no width. */
enum { MOST_PARTS = 32 };

struct sample {
    struct part parts[MOST_PARTS];
    size_t n;
};

static struct sample read_sample(const char *text, fine blank)
{
    struct sample sample = {.n = 0};
    fine x = 0;
    fine blanks = 0;
    while (*text != '\0') {
        struct part *part = &sample.parts[sample.n++];
        size_t letters = strcspn(text, " /|");
        text += letters;
        part->start = x;
        part->blanks_to_start = part->blanks_to_end = blanks;
        part->end = x + (fine)letters + (*text == '/');
        part->after = *text == '/'   ? PART_JOINT
                      : *text == '|' ? PART_SPLIT
                                     : PART_BLANK;
        x = part->end;
        if (*text == ' ') {
            x += blank;
            blanks += blank;
        }
        text += *text != '\0';
    }
    return sample;
}

/* Expects lines with that many parts each. */
static void expect_lines(const char *text, fine blank, struct linebreak rules,
                         const char *expected)
{
    struct sample sample = read_sample(text, blank);
    uint32_t starts[MOST_PARTS];
    char found[MOST_PARTS * 4] = "";
    size_t n = linebreak_find(sample.parts, sample.n, &rules, starts);
    for (size_t i = 0; i < n; i++) {
        size_t end = i + 1 < n ? starts[i + 1] : sample.n;
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%zu",
                 i > 0 ? " " : "", end - starts[i]);
    }
    if (strcmp(found, expected) != 0)
        fail_msg("“%s” was set as %s, not %s", text, found, expected);
}

static struct linebreak ragged(fine measure)
{
    return (struct linebreak){.first = measure, .rest = measure};
}

static struct linebreak justified(fine measure)
{
    return (struct linebreak){
        .first = measure, .rest = measure, .justify = true};
}

/* First fit gives 6, 2, 5 of 6: room 0 and 4.  Moving "bb" down leaves 3 and
   1, which is more even: 9 + 1 < 0 + 16. */
static void ragged_lines_are_even(void **state)
{
    (void)state;
    expect_lines("aaa bb cc ddddd", 1, ragged(6), "1 2 1");
}

/* Three words of 4 fill 14 of 15 and leave one alone: even but for the last
   line, which a centred head does not except (1 + 121 > 36 + 36). */
static void centred_lines_are_even(void **state)
{
    (void)state;
    struct linebreak rules = ragged(15);
    expect_lines("aaaa aaaa aaaa aaaa", 1, rules, "3 1");
    rules.balance = true;
    expect_lines("aaaa aaaa aaaa aaaa", 1, rules, "2 2");
}

/* 10 + 3 + 10 + 3 + 10 = 36 (thousand); blanks may lose 0.333 of 6. */
static void blanks_shrink_by_a_third(void **state)
{
    (void)state;
    const struct part parts[] = {
        {.start = 0, .end = 10000},
        {13000, 23000, 3000, 3000, PART_BLANK, 0, 0},
        {26000, 36000, 6000, 6000, PART_BLANK, 0, 0},
    };
    uint32_t starts[3];
    struct linebreak rules = justified(34002);
    assert_int_equal(linebreak_find(parts, 3, &rules, starts), 1);
    rules = justified(34001);
    assert_int_equal(linebreak_find(parts, 3, &rules, starts), 2);
    rules = ragged(36000);
    assert_int_equal(linebreak_find(parts, 3, &rules, starts), 1);
    rules = ragged(35999);
    assert_int_equal(linebreak_find(parts, 3, &rules, starts), 2);
}

/* First fit takes "b" into the first line (8 2 8 2 1 = 21: perfect) and
   leaves "7 8", 17 of 21: the one blank three times as wide.  Leaving "b" to
   the second line costs 3 in one blank, then 1 in two. */
static void stretch_is_spread(void **state)
{
    (void)state;
    expect_lines("aaaaaaaa aaaaaaaa b ccccccc dddddddd eeeeeeeeeeeee", 2,
                 justified(21), "2 3 1");
}

static void first_line_may_be_shorter(void **state)
{
    (void)state;
    struct linebreak rules = ragged(10);
    expect_lines("aaaa bbbbb cc", 1, rules, "2 1");
    rules.first = 9;
    expect_lines("aaaa bbbbb cc", 1, rules, "1 2");
    rules = ragged(9);
    rules.first = 13;
    expect_lines("aaaa bbbbb cc", 1, rules, "3");
}

/* A token is parted after "/" only when lines without that stick out or gape.
 */
static void joints_are_for_need(void **state)
{
    (void)state;
    expect_lines("aaaa bb/cc dddd", 1, ragged(10), "3 1");
    expect_lines("aaaa bbbb/cccc dd", 1, ragged(10), "1 2 1");
    expect_lines("aaaaaaaa/bbbbbbbb cc", 1, ragged(12), "1 2");
    /* Without the joint 9 of 24 would gape: 15 in one blank. */
    expect_lines("aaa bbbb cccccccccccc/dddd eeee", 2, justified(24), "3 2");
}

static void torn_tokens_fill_their_lines(void **state)
{
    (void)state;
    expect_lines("x|x|x|x|x|x|x|x|x|x", 1, ragged(4), "4 4 2");
}

/* One part that is too wide stands alone and sticks out; the others do not
   suffer. */
static void a_wide_part_stands_alone(void **state)
{
    (void)state;
    expect_lines("aa bb cccccccccccccc dd ee", 1, ragged(6), "2 1 2");
    expect_lines("cccccccccccccc", 1, ragged(6), "1");
    expect_lines("aa bb cccccccccccccc dd ee", 1, justified(6), "2 1 2");
    expect_lines("aa bb", 1, ragged(0), "1 1");
}

/* Six words fill the line and leave "bb" alone, which not even shrunk blanks
   take in (12 x 0.333 < 4).  With five, four blanks share 5. */
static void a_short_last_word_gets_company(void **state)
{
    (void)state;
    expect_lines("aaa aaa aaa aaa aaa aaa bb", 2, justified(28), "5 2");
    expect_lines("aaa aaa aaa aaa aaa aaa bbbb", 2, justified(28), "6 1");
}

static void nothing_has_no_lines(void **state)
{
    (void)state;
    struct linebreak rules = ragged(10);
    assert_int_equal(linebreak_find(NULL, 0, &rules, NULL), 0);
}

/* ---- against trying every way -------------------------------------------- */

struct score {
    int lines;
    int64_t unevenness;
};

/* Lines and unevenness of the ragged setting whose breaks are the bits of
   WAY; false when a line is too wide. */
static bool score_way(const struct sample *sample, unsigned way, fine measure,
                      struct score *score)
{
    size_t start = 0;
    *score = (struct score){0, 0};
    for (size_t i = 0; i < sample->n; i++) {
        if (i + 1 < sample->n && !(way >> i & 1))
            continue;
        fine room =
            measure - (sample->parts[i].end - sample->parts[start].start);
        if (room < 0)
            return false;
        int64_t share = room * 1024 / measure;
        if (i + 1 < sample->n)
            score->unevenness += share * share;
        score->lines++;
        start = i + 1;
    }
    return true;
}

static bool better(struct score a, struct score b)
{
    return a.lines != b.lines ? a.lines < b.lines : a.unevenness < b.unevenness;
}

/* Words of 3 to 9 letters in lines of 20: none is a lone short word. */
static void no_way_is_better(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 500; round++) {
        char text[128] = "";
        for (int word = 0; word < 11; word++) {
            seed = seed * 1664525 + 1013904223;
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%.*s",
                     word > 0 ? " " : "", (int)(3 + seed / 7777 % 7),
                     "aaaaaaaaa");
        }
        struct sample sample = read_sample(text, 1);
        struct linebreak rules = ragged(20);
        uint32_t starts[MOST_PARTS];
        unsigned found = 0;
        size_t n = linebreak_find(sample.parts, sample.n, &rules, starts);
        for (size_t i = 1; i < n; i++)
            found |= 1u << (starts[i] - 1);
        struct score ours;
        assert_true(score_way(&sample, found, 20, &ours));
        for (unsigned way = 0; way < 1u << (sample.n - 1); way++) {
            struct score other;
            if (score_way(&sample, way, 20, &other) && better(other, ours))
                fail_msg("“%s”: way %x is better than %x", text, way, found);
        }
    }
}

/* Demerits of the justified setting whose breaks are the bits of WAY, computed
   anew: (10 + badness)^2 a line, badness 100 at blanks half as wide again or a
   third narrower, and 10,000 for neighbours two fitness classes apart (TeX's
   classes: shrunk by more than half of what may be, up to half stretched, up to
   all, more).  Negative when a line is too wide. */
static int64_t justified_way(const struct sample *sample, unsigned way,
                             fine measure)
{
    int64_t sum = 0;
    int above = 1;
    size_t start = 0;
    for (size_t i = 0; i < sample->n; i++) {
        const bool last = i + 1 == sample->n;
        if (!last && !(way >> i & 1))
            continue;
        const struct part *a = &sample->parts[start], *b = &sample->parts[i];
        const fine room = measure - (b->end - a->start);
        const fine blanks = b->blanks_to_end - a->blanks_to_start;
        int class = 1;
        if (room < -(blanks * 333 / 1000))
            return -1;
        if (last && room >= 0) {
            const bool lone = start == i && start > 0;
            sum += 100 + (lone && room > measure - measure / 8 ? 250000 : 0);
        } else {
            const fine width = blanks > 0 ? blanks : measure / 128 + 1;
            const fine most = room > 8 * width ? 8 * width : room;
            const int64_t ratio =
                most * 1000 / width * 1000 / (room < 0 ? 333 : 500);
            const int64_t size = ratio < 0 ? -ratio : ratio;
            const int64_t badness = 10 + size * size * size / 10000000;
            sum += badness * badness;
            class = ratio < -500 ? 0 : ratio <= 500 ? 1 : ratio <= 1000 ? 2 : 3;
        }
        if (start > 0 && (class > above + 1 || above > class + 1))
            sum += 10000;
        above = class;
        start = i + 1;
    }
    return sum;
}

/* Words of 2 to 9 thousand in lines of 30 thousand, blanks of 2,5. */
static void no_justified_way_is_better(void **state)
{
    (void)state;
    uint32_t seed = 1;
    int n_apart = 0;
    for (int round = 0; round < 500; round++) {
        struct sample sample = {.n = 14};
        fine x = 0, blanks = 0;
        for (size_t i = 0; i < sample.n; i++) {
            seed = seed * 1664525 + 1013904223;
            const fine width = 2000 + seed / 7777 % 7000;
            sample.parts[i] = (struct part){.start = x,
                                            .end = x + width,
                                            .blanks_to_start = blanks,
                                            .blanks_to_end = blanks};
            x += width + 2500;
            blanks += 2500;
        }
        struct linebreak rules = justified(30000);
        uint32_t starts[MOST_PARTS];
        unsigned found = 0;
        size_t n = linebreak_find(sample.parts, sample.n, &rules, starts);
        for (size_t i = 1; i < n; i++)
            found |= 1u << (starts[i] - 1);
        const int64_t ours = justified_way(&sample, found, 30000);
        assert_true(ours >= 0);
        for (unsigned way = 0; way < 1u << (sample.n - 1); way++) {
            const int64_t other = justified_way(&sample, way, 30000);
            if (other >= 0 && other < ours)
                fail_msg("round %d: way %x (%lld) is better than %x (%lld)",
                         round, way, (long long)other, found, (long long)ours);
        }
        n_apart += ours >= 10000;
    }
    assert_true(n_apart > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ragged_lines_are_even),
        cmocka_unit_test(centred_lines_are_even),
        cmocka_unit_test(blanks_shrink_by_a_third),
        cmocka_unit_test(stretch_is_spread),
        cmocka_unit_test(first_line_may_be_shorter),
        cmocka_unit_test(joints_are_for_need),
        cmocka_unit_test(torn_tokens_fill_their_lines),
        cmocka_unit_test(a_wide_part_stands_alone),
        cmocka_unit_test(a_short_last_word_gets_company),
        cmocka_unit_test(nothing_has_no_lines),
        cmocka_unit_test(no_way_is_better),
        cmocka_unit_test(no_justified_way_is_better),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
