/* Figures, groups, lists and statements of tallies. */
#include "folder.h"
#include "tally_schemes.h"

static void test_total_counts_an_entity_once(void **state)
{
    (void)state;
    /* 100+50+20+30+70 = 270; costs 250+50+90+200 = 590, D's once. */
    check("[tally.all]\nfrom = schemes\nmeasures = \"n = count(distinct id), "
          "lines = count(*), support = sum(support), cost = sum(total_cost), "
          "share = support / cost\"\n",
          "tally all\n"
          "  columns n:integer lines:integer support:money cost:money "
          "share:ratio\n"
          "  total n=4 lines=5 support=270000000 cost=590000000 share=27/59\n");
}

/* Wherever the sum stands: 2 * 590, and 590 - 270; the filter chooses rows, of
   which D has one. */
static void test_sums_of_entities_within_expressions(void **state)
{
    (void)state;
    check("[tally.all]\nfrom = schemes\nmeasures = \""
          "twice = sum(total_cost) * 2, own = sum(total_cost) - sum(support), "
          "both = sum(total_cost) + sum( 2 * total_cost), "
          "national = sum(total_cost) FILTER (WHERE source = 'national')\"\n",
          "tally all\n"
          "  columns twice:money own:money both:money national:money\n"
          "  total twice=1180000000 own=320000000 both=1770000000 "
          "national=500000000\n");
}

/* D has two beneficiaries, and a cost of 200 all the same. */
static void test_sums_of_what_is_referred_to(void **state)
{
    (void)state;
    check("[tally.t]\nfrom = beneficiaries\ngroup_by = scheme.content\n"
          "period = none\nempty = no\nmeasures = \"n = count(*), "
          "workers = sum(workers), cost = sum(scheme.total_cost), "
          "weighed = sum(workers * scheme.total_cost)\"\n",
          "tally t\n"
          "  columns scheme.content:text n:integer workers:integer cost:money "
          "weighed:money\n"
          "  row \"c1\" \"Đào tạo\" n=1 workers=3 cost=40000000 "
          "weighed=120000000\n"
          "  row \"c3\" \"Máy móc\" n=2 workers=15 cost=200000000 "
          "weighed=3000000000\n"
          "  total n=3 workers=18 cost=240000000 weighed=3120000000\n");
}

/* A row without an id is nobody's second row. */
static void test_rows_without_an_entity_stand_for_themselves(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    for (uint32_t i = 0; i < 3; i++)
        add_scheme(&world, i + 2, NULL, "c1", "local", NULL, 5, 10 + (int)i,
                   "2017-05-05", NULL);
    assert_true(store_seal(world.store, world.diag));
    const struct tallies *tallies = world_compute(
        &world, "[tally.all]\nfrom = schemes\n"
                "measures = \"cost = sum(total_cost)\"\n"
                "[tally.list]\nfrom = schemes\ncolumns = total_cost\n");
    assert_non_null(tallies);
    assert_int_equal(tallies_find(tallies, "all")->total[0].as.integer,
                     33 * MILLION);
    const struct tally *list = tallies_find(tallies, "list");
    assert_int_equal(list->total[0].as.integer, 33 * MILLION);
    static const size_t entities[] = {0, 1, 2};
    assert_memory_equal(list->entities, entities, sizeof entities);
    world_close(&world);
}

/* In a condition a score of 80 is 80, whatever the store makes of it, and what
   is counted there is no score and no money. */
static void test_conditions_within_figures(void **state)
{
    (void)state;
    check("[tally.t]\nfrom = products\nperiod = none\nmeasures = \""
          "a = count(CASE WHEN score >= 80 THEN 1 END), "
          "b = sum(CASE WHEN score < 69.995 THEN 1 ELSE 0 END), "
          "c = count(*) FILTER (WHERE score >= 70), "
          "d = sum(iif(score > 85.5, 1, 0)), "
          "e = sum(CASE passed WHEN 1 THEN score END), "
          "f = sum(CASE WHEN CASE WHEN passed THEN score END > 80 THEN 1 "
          "END), g = sum(score) FILTER (WHERE score > 85.5), "
          "h = count(score) + count(name), i = sum(score * 2)\"\n",
          "tally t\n  columns a:integer b:integer c:integer d:integer e:ratio "
          "f:integer g:ratio h:integer i:ratio\n"
          "  total a=2 b=1 c=3 d=1 e=491/2 f=2 g=90/1 h=8 i=31549/50\n");
    /* As written, wherever it stands: 10 is 10.00; 85.50 is two of 1/2. */
    check("[tally.t]\nfrom = products\nperiod = none\nmeasures = \""
          "a = sum(score >= 80), b = 10 + sum(score), "
          "c = sum(CASE WHEN passed THEN score ELSE 5 END), "
          "d = max(score * score), e = count(nullif(score, 85.5))\"\n",
          "tally t\n  columns a:integer b:ratio c:ratio d:ratio e:integer\n"
          "  total a=2 b=32549/100 c=501/2 d=8100/1 e=3\n");
    check("[tally.t]\nfrom = schemes\nmeasures = \""
          "a = sum(CASE WHEN support > 30000000 THEN 1 END), "
          "b = sum(support > 30000000), "
          "c = sum(CASE WHEN source = 'local' THEN support END)\"\n",
          "tally t\n  columns a:integer b:integer c:money\n"
          "  total a=3 b=3 c=90000000\n");
}

/* The store has 6999 for 69,99. */
static void test_groups_of_decimals(void **state)
{
    (void)state;
    check("[tally.t]\nfrom = products\nperiod = none\ngroup_by = score\n"
          "measures = \"n = count(*)\"\n",
          "tally t\n  columns score:ratio n:integer\n"
          "  row \"69.99\" \"69,99\" n=1\n"
          "  row \"70\" n=1\n"
          "  row \"85.5\" \"85,5\" n=1\n"
          "  row \"90\" n=1\n"
          "  total n=4\n");
}

static void test_groups_in_the_order_of_the_schema(void **state)
{
    (void)state;
    /* A scheme with two sources counts under each; so does its cost. */
    check("[tally.t]\nfrom = schemes\ngroup_by = source\n"
          "measures = \"n = count(distinct id), support = sum(support), "
          "cost = sum(total_cost)\"\n",
          "tally t\n  columns source:text n:integer support:money cost:money\n"
          "  row \"national\" \"Quốc gia\" n=3 support=180000000 "
          "cost=500000000\n"
          "  row \"local\" \"Địa phương\" n=2 support=90000000 "
          "cost=290000000\n"
          "  total n=4 support=270000000 cost=590000000\n");
}

static void test_unused_values_have_rows(void **state)
{
    (void)state;
    check("[tally.by_content]\nfrom = schemes\ngroup_by = content\n"
          "measures = \"n = count(distinct id), support = sum(support), "
          "least = min(support), mean = support / n\"\n",
          "tally by_content\n"
          "  columns content:text n:integer support:money least:money "
          "mean:ratio\n"
          "  row \"c1\" \"Đào tạo\" n=1 support=50000000 least=50000000 "
          "mean=50000000/1\n"
          "  row \"c2\" \"Quản lý\" n=0 support=0 least=- mean=-\n"
          "  row \"c3\" \"Máy móc\" n=3 support=220000000 least=20000000 "
          "mean=220000000/3\n"
          "  total n=4 support=270000000 least=20000000 mean=67500000/1\n");
    check("[tally.used]\nfrom = schemes\ngroup_by = content\nempty = no\n"
          "measures = \"n = count(distinct id)\"\n",
          "tally used\n  columns content:text n:integer\n"
          "  row \"c1\" \"Đào tạo\" n=1\n"
          "  row \"c3\" \"Máy móc\" n=3\n"
          "  total n=4\n");
}

static void test_truths(void **state)
{
    (void)state;
    check("[tally.t]\nfrom = products\ngroup_by = passed\n"
          "measures = \"n = count(*)\"\n",
          "tally t\n  columns passed:boolean n:integer\n"
          "  row \"yes\" \"Có\" n=2\n  row \"no\" \"Không\" n=1\n"
          "  total n=3\n");
}

/* What a layout counts by a statement of its own. */
static void test_statements(void **state)
{
    (void)state;
    struct folder folder;
    folder_make(&folder);
    static const char sql[] =
        "SELECT source, count(*), sum(support) FROM schemes "
        "WHERE accepted_on BETWEEN :first AND :last GROUP BY source "
        "ORDER BY source;\n";
    folder_write(&folder, "own.sql", sql, strlen(sql));
    char path[256];
    char layout[512];
    snprintf(layout, sizeof layout,
             "[tally.t]\nsql = %s\ngroups = 1\ncolumns = \"source:"
             "schemes.source, n:integer, s:money\"\ntotals = yes\n",
             folder_file(&folder, "own.sql", path));
    check(layout, "tally t\n  columns source:text n:integer s:money\n"
                  "  row \"local\" \"Địa phương\" n=2 s=90000000\n"
                  "  row \"national\" \"Quốc gia\" n=3 s=180000000\n"
                  "  total n=5 s=270000000\n");
    snprintf(layout, sizeof layout,
             "[tally.t]\nsql = %s\ngroups = 1\ncolumns = \"source:"
             "schemes.source, n:integer, s:money\"\n",
             path);
    check(layout, "tally t\n  columns source:text n:integer s:money\n"
                  "  row \"local\" \"Địa phương\" n=2 s=90000000\n"
                  "  row \"national\" \"Quốc gia\" n=3 s=180000000\n");
    snprintf(layout, sizeof layout,
             "[tally.t]\nsql = %s\ngroups = 1\ncolumns = \"source:"
             "schemes.source, n:integer, s:money\"\ntotals = s\n",
             path);
    check(layout, "tally t\n  columns source:text n:integer s:money\n"
                  "  row \"local\" \"Địa phương\" n=2 s=90000000\n"
                  "  row \"national\" \"Quốc gia\" n=3 s=180000000\n"
                  "  total n=- s=270000000\n");
    snprintf(layout, sizeof layout,
             "[tally.t]\nsql = %s\ngroups = 1\ncolumns = \"source:"
             "schemes.source, n:integer, s:money\"\ntotals = source\n",
             path);
    check_fault(layout, "layout.ini:5:10: bad-value");
    snprintf(layout, sizeof layout,
             "[tally.t]\nsql = %s\ngroups = 1\ncolumns = \"source:"
             "schemes.source, n:integer, s:money\"\n"
             "shares = \"part = n / total.n\"\n",
             path);
    check_fault(layout, "layout.ini:5:11: tally-no-total");
    snprintf(layout, sizeof layout,
             "[tally.t]\nsql = %s\ncolumns = \"source:text, n:integer\"\n",
             path);
    char expected[300];
    snprintf(expected, sizeof expected, "%s: tally-sql-columns", path);
    check_fault(layout, expected);
    snprintf(layout, sizeof layout,
             "[tally.t]\nsql = %s\ngroups = 1\ncolumns = \"source:text, "
             "n:integer, s:text\"\n",
             path);
    check_fault(layout, "layout.ini:4:36: tally-value");
    static const char denied[] = "DELETE FROM schemes";
    folder_write(&folder, "own.sql", denied, strlen(denied));
    snprintf(expected, sizeof expected, "%s: sql-denied", path);
    check_fault(layout, expected);
    folder_remove(&folder);
}

/* What is empty comes last, whichever way the rest is sorted. */
static void test_empty_comes_last(void **state)
{
    (void)state;
    for (int descending = 0; descending <= 1; descending++) {
        const char *way = descending ? "desc" : "asc";
        char layout[512], expected[512];
        /* By the year before, when only two of the places had anything. */
        snprintf(layout, sizeof layout,
                 "[tally.t]\nfrom = schemes\ngroup_by = place\nperiod = none\n"
                 "measures = \"d = max(accepted_on) as date\"\n"
                 "where = \"id in ('A', 'B', 'G')\"\n"
                 "order_by = \"d %s\"\n",
                 way);
        static const char a[] = "  row \"Gò Quao\" d=2017-01-01\n";
        static const char b[] = "  row \"Đông Hồ\" d=2017-12-31\n";
        snprintf(expected, sizeof expected,
                 "tally t\n  columns place:text d:date\n"
                 "%s%s  row \"Hà Tiên\" d=-\n  total d=2017-12-31\n",
                 descending ? b : a, descending ? a : b);
        check(layout, expected);
        /* An empty key, by its column, its label, its code. */
        static const char *const names[] = {"accepted_on", "label", "key"};
        for (size_t i = 0; i < 3; i++) {
            snprintf(layout, sizeof layout,
                     "[tally.t]\nfrom = schemes\ngroup_by = accepted_on\n"
                     "period = none\nmeasures = \"n = count(*)\"\n"
                     "where = \"id in ('A', 'B', 'G')\"\n"
                     "order_by = \"%s %s\"\n",
                     names[i], way);
            struct world world;
            world_open(&world, "2017", CLOSING_CALENDAR);
            fill(&world);
            const struct tallies *tallies = world_compute(&world, layout);
            assert_non_null(tallies);
            assert_int_equal(tallies->tallies[0].n_rows, 3);
            assert_string_equal(tallies->tallies[0].rows[2].keys[0], "");
            world_close(&world);
        }
        snprintf(layout, sizeof layout,
                 "[tally.t]\nfrom = schemes\ncolumns = \"id, accepted_on\"\n"
                 "period = none\nwhere = \"id in ('A', 'B', 'G')\"\n"
                 "order_by = \"accepted_on %s\"\n",
                 way);
        snprintf(expected, sizeof expected,
                 "tally t\n  columns id:text accepted_on:date\n"
                 "  row id=\"%s\n  row id=\"%s\n"
                 "  row id=\"G\" accepted_on=-\n"
                 "  total id=- accepted_on=-\n",
                 descending ? "B\" accepted_on=2017-12-31"
                            : "A\" accepted_on=2017-01-01",
                 descending ? "A\" accepted_on=2017-01-01"
                            : "B\" accepted_on=2017-12-31");
        check(layout, expected);
    }
}

static void test_statements_are_sorted(void **state)
{
    (void)state;
    static const char sql[] = "SELECT id, accepted_on FROM schemes "
                              "WHERE id in ('A', 'B', 'G') ORDER BY id DESC";
    struct folder folder;
    char path[256], layout[512], expected[512];
    folder_make(&folder);
    folder_write(&folder, "own.sql", sql, strlen(sql));
    folder_file(&folder, "own.sql", path);
    for (int descending = 0; descending <= 1; descending++) {
        snprintf(layout, sizeof layout,
                 "[tally.t]\nsql = %s\ncolumns = \"id:text, d:date\"\n"
                 "order_by = \"d %s\"\n",
                 path, descending ? "desc" : "asc");
        snprintf(expected, sizeof expected,
                 "tally t\n  columns id:text d:date\n"
                 "  row id=\"%s\n  row id=\"%s\n  row id=\"G\" d=-\n",
                 descending ? "B\" d=2017-12-31" : "A\" d=2017-01-01",
                 descending ? "A\" d=2017-01-01" : "B\" d=2017-12-31");
        check(layout, expected);
    }
    snprintf(layout, sizeof layout,
             "[tally.t]\nsql = %s\ncolumns = \"id:text, d:date\"\n"
             "order_by = id\nlimit = 1\n",
             path);
    check(layout, "tally t\n  columns id:text d:date\n"
                  "  row id=\"A\" d=2017-01-01\n");
    snprintf(layout, sizeof layout,
             "[tally.t]\nsql = %s\ncolumns = \"id:text, d:date\"\n"
             "order_by = day\n",
             path);
    check_fault(layout, "layout.ini:4:12: tally-order");
    folder_remove(&folder);
}

/* A statement as editors write it: byte order mark, CRLF, CR, UTF-16.  A
   comment ends with its line. */
static void test_statement_of_any_editor(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
    } files[] = {
#define FILE_OF(text) {text, sizeof text - 1}
        FILE_OF("\xEF\xBB\xBFSELECT count(*) FROM schemes;\n"),
        FILE_OF("-- all\r\nSELECT count(*)\r\nFROM schemes;\r\n"),
        FILE_OF("\xEF\xBB\xBF-- all\rSELECT count(*)\rFROM schemes;\r"),
        FILE_OF("\xFF\xFES\0E\0L\0E\0C\0T\0 \0"
                "8\0"),
#undef FILE_OF
    };
    struct folder folder;
    char path[256], layout[512];
    folder_make(&folder);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        folder_write(&folder, "own.sql", files[i].text, files[i].size);
        snprintf(layout, sizeof layout,
                 "[tally.t]\nsql = %s\ncolumns = \"n:integer\"\n",
                 folder_file(&folder, "own.sql", path));
        check(layout, "tally t\n  columns n:integer\n  row n=8\n");
    }
    folder_remove(&folder);
}

/* One column cannot hold the keys of two groups. */
static void test_statement_with_too_few_columns(void **state)
{
    (void)state;
    static const char sql[] = "SELECT source FROM schemes";
    struct folder folder;
    char path[256];
    char layout[512];
    folder_make(&folder);
    folder_write(&folder, "own.sql", sql, strlen(sql));
    snprintf(layout, sizeof layout,
             "[tally.t]\nsql = %s\ngroups = 2\ncolumns = source:text\n",
             folder_file(&folder, "own.sql", path));
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    fill(&world);
    world_compute(&world, layout);
    size_t n;
    const struct diag_message *messages = diag_messages(world.diag, &n);
    assert_int_equal(n, 1);
    assert_int_equal(messages[0].code, DIAG_BAD_INTEGER);
    assert_int_equal(messages[0].place.line, 3);
    world_close(&world);
    folder_remove(&folder);
}

static void test_two_groups(void **state)
{
    (void)state;
    check("[tally.t]\nfrom = schemes\ngroup_by = \"content, source\"\n"
          "measures = \"n = count(distinct id), cost = sum(total_cost)\"\n",
          "tally t\n"
          "  columns content:text source:text n:integer cost:money\n"
          "  row \"c1\" \"Đào tạo\" \"national\" \"Quốc gia\" n=1 "
          "cost=50000000\n"
          "  row \"c1\" \"Đào tạo\" \"local\" \"Địa phương\" n=0 cost=0\n"
          "  row \"c2\" \"Quản lý\" \"national\" \"Quốc gia\" n=0 cost=0\n"
          "  row \"c2\" \"Quản lý\" \"local\" \"Địa phương\" n=0 cost=0\n"
          "  row \"c3\" \"Máy móc\" \"national\" \"Quốc gia\" n=2 "
          "cost=450000000\n"
          "  row \"c3\" \"Máy móc\" \"local\" \"Địa phương\" n=2 "
          "cost=290000000\n"
          "  first \"c1\" \"Đào tạo\" * n=1 cost=50000000\n"
          "  first \"c2\" \"Quản lý\" * n=0 cost=0\n"
          "  first \"c3\" \"Máy móc\" * n=3 cost=540000000\n"
          "  second * \"national\" \"Quốc gia\" n=3 cost=500000000\n"
          "  second * \"local\" \"Địa phương\" n=2 cost=290000000\n"
          "  total n=4 cost=590000000\n");
}

static void test_references(void **state)
{
    (void)state;
    /* D has two rows; its products and beneficiaries are joined once. */
    check("[tally.p]\nfrom = products\ngroup_by = scheme.content\n"
          "measures = \"n = count(*), passed = sum(passed), best = max(score), "
          "score = sum(score)\"\nwhere = \"score >= 70\"\n"
          "[tally.b]\nfrom = beneficiaries\n"
          "measures = \"n = count(*), workers = sum(workers)\"\n",
          "tally p\n"
          "  columns scheme.content:text n:integer passed:integer best:ratio "
          "score:ratio\n"
          "  row \"c1\" \"Đào tạo\" n=0 passed=0 best=- score=0/1\n"
          "  row \"c2\" \"Quản lý\" n=0 passed=0 best=- score=0/1\n"
          "  row \"c3\" \"Máy móc\" n=2 passed=2 best=171/2 score=311/2\n"
          "  total n=2 passed=2 best=171/2 score=311/2\n"
          "tally b\n  columns n:integer workers:integer\n"
          "  total n=2 workers=15\n");
}

static void test_order_and_limit(void **state)
{
    (void)state;
    /* Vietnamese order: An Biên, Đông Hồ, Gò Quao. */
    check("[tally.t]\nfrom = schemes\ngroup_by = place\n"
          "measures = \"s = sum(support)\"\n",
          "tally t\n  columns place:text s:money\n"
          "  row \"An Biên\" s=20000000\n"
          "  row \"Đông Hồ\" s=50000000\n"
          "  row \"Gò Quao\" s=200000000\n"
          "  total s=270000000\n");
    check("[tally.t]\nfrom = schemes\ngroup_by = place\n"
          "measures = \"s = sum(support)\"\norder_by = \"s desc\"\n"
          "limit = 2\n",
          "tally t\n  columns place:text s:money\n"
          "  row \"Gò Quao\" s=200000000\n"
          "  row \"Đông Hồ\" s=50000000\n"
          "  total s=270000000\n");
    check("[tally.t]\nfrom = schemes\ngroup_by = \"content, source\"\n"
          "measures = \"s = sum(support)\"\norder_by = \"s desc\"\n"
          "limit = 1\n",
          "tally t\n  columns content:text source:text s:money\n"
          "  row \"c3\" \"Máy móc\" \"national\" \"Quốc gia\" s=130000000\n"
          "  row \"c3\" \"Máy móc\" \"local\" \"Địa phương\" s=90000000\n"
          "  first \"c3\" \"Máy móc\" * s=220000000\n"
          "  second * \"national\" \"Quốc gia\" s=180000000\n"
          "  second * \"local\" \"Địa phương\" s=90000000\n"
          "  total s=270000000\n");
}

static void test_lists(void **state)
{
    (void)state;
    /* The cost of D, on two rows, is once in the total; what is made of it
       and of a row's support has none. */
    check("[tally.t]\nfrom = schemes\n"
          "columns = \"id, content, support, total_cost, accepted_on, "
          "own = total_cost - support, share = support / total_cost\"\n"
          "order_by = \"content desc, support desc\"\n",
          "tally t\n"
          "  columns id:text content:text support:money total_cost:money "
          "accepted_on:date own:money share:ratio\n"
          "  row id=\"A\" content=\"c3\" support=100000000 "
          "total_cost=250000000 accepted_on=2017-01-01 own=150000000 "
          "share=2/5\n"
          "  row id=\"D\" content=\"c3\" support=70000000 "
          "total_cost=200000000 accepted_on=2017-06-14 own=130000000 "
          "share=7/20\n"
          "  row id=\"D\" content=\"c3\" support=30000000 "
          "total_cost=200000000 accepted_on=2017-06-14 own=170000000 "
          "share=3/20\n"
          "  row id=\"C\" content=\"c3\" support=20000000 "
          "total_cost=90000000 accepted_on=2017-06-30 own=70000000 "
          "share=2/9\n"
          "  row id=\"B\" content=\"c1\" support=50000000 "
          "total_cost=50000000 accepted_on=2017-12-31 own=0 share=1/1\n"
          "  total id=- content=- support=270000000 total_cost=590000000 "
          "accepted_on=- own=- share=27/59\n");
    check("[tally.t]\nfrom = schemes\n"
          "columns = \"id, twice = total_cost + total_cost\"\n"
          "order_by = \"id\"\n",
          "tally t\n  columns id:text twice:money\n"
          "  row id=\"A\" twice=500000000\n"
          "  row id=\"B\" twice=100000000\n"
          "  row id=\"C\" twice=180000000\n"
          "  row id=\"D\" twice=400000000\n"
          "  row id=\"D\" twice=400000000\n"
          "  total id=- twice=1180000000\n");
    check("[tally.t]\nfrom = products\n"
          "columns = \"name, cost = scheme.total_cost\"\n"
          "order_by = \"name\"\nlimit = 1\n",
          "tally t\n  columns name:text cost:money\n"
          "  row name=\"Âu\" cost=200000000\n"
          "  total name=- cost=-\n");
    check("[tally.t]\nfrom = products\n"
          "columns = \"name, score, c = scheme.content\"\n"
          "order_by = \"name\"\nlimit = 2\n",
          "tally t\n  columns name:text score:ratio c:text\n"
          "  row name=\"Âu\" score=6999/100 c=\"c3\"\n"
          "  row name=\"Bưởi\" score=70/1 c=\"c3\"\n"
          "  total name=- score=- c=-\n");
}

/* The total of a list is of all its rows, as that of groups is. */
static void test_limited_lists(void **state)
{
    (void)state;
    check("[tally.t]\nfrom = schemes\ncolumns = \"id, support, total_cost\"\n"
          "order_by = \"support desc\"\nlimit = 2\n",
          "tally t\n  columns id:text support:money total_cost:money\n"
          "  row id=\"A\" support=100000000 total_cost=250000000\n"
          "  row id=\"D\" support=70000000 total_cost=200000000\n"
          "  total id=- support=270000000 total_cost=590000000\n");
}

static void test_rows_keep_their_place(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    fill(&world);
    const struct tallies *tallies = world_compute(
        &world, "[tally.t]\nfrom = schemes\ncolumns = \"id, total_cost\"\n"
                "order_by = id\n");
    assert_non_null(tallies);
    const struct tally *tally = tallies_find(tallies, "t");
    assert_int_equal(tally->n_rows, 5);
    assert_int_equal(tally->rows[4].line, 6);
    /* A, B, C, and two rows of D. */
    static const size_t entities[] = {0, 1, 2, 3, 3};
    assert_memory_equal(tally->entities, entities, sizeof entities);
    struct place place = store_place(world.store, tally->rows[0].source,
                                     tally->rows[0].line, NULL);
    assert_string_equal(place.file, "schemes.csv");
    assert_int_equal(place.line, 2);
    world_close(&world);
}

/* 2017: 270 million in 4 schemes, national 180, local 90; 2016: 40, local; the
   plan of 2017 is 200 and 80. */
static void test_shares(void **state)
{
    (void)state;
    check("[tally.t]\nfrom = schemes\ngroup_by = source\n"
          "measures = \"s = sum(support), n = count(*)\"\n"
          "compare = \"previous_year, plan\"\n"
          "plan.from = plans\nplan.measures = \"s = sum(assigned)\"\n"
          "shares = \"done = s / plan.s, growth = s / previous_year.s, "
          "part = s/total.s\"\n",
          "tally t\n"
          "  columns source:text s:money n:integer previous_year.s:money "
          "previous_year.n:integer plan.s:money done:ratio growth:ratio "
          "part:ratio\n"
          "  row \"national\" \"Quốc gia\" s=180000000 n=3 previous_year.s=0 "
          "previous_year.n=0 plan.s=200000000 done=9/10 growth=- part=2/3\n"
          "  row \"local\" \"Địa phương\" s=90000000 n=2 "
          "previous_year.s=40000000 "
          "previous_year.n=1 plan.s=80000000 done=9/8 growth=9/4 part=1/3\n"
          "  total s=270000000 n=5 previous_year.s=40000000 previous_year.n=1 "
          "plan.s=280000000 "
          "done=27/28 growth=27/4 part=1/1\n");
}

static void test_faults_of_shares(void **state)
{
    static const char *const faults[] = {
        "x",           "x = s",          "x = s / t",
        "s = s / n",   "x = s / n / n",  "x = source / n",
        "x y = s / n", "x = s / total.t"};
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        char layout[300];
        snprintf(layout, sizeof layout,
                 "[tally.t]\nfrom = schemes\ngroup_by = source\n"
                 "measures = \"s = sum(support), n = count(*)\"\n"
                 "shares = \"y = s / n, %s\"\n",
                 faults[i]);
        check_fault(layout, "layout.ini:5:22: tally-share");
    }
}

static void test_empty_group_is_warned_of(void **state)
{
    (void)state;
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    add_scheme(&world, 2, "A", NULL, "local", NULL, 1, 1, "2017-05-05", NULL);
    assert_true(store_seal(world.store, world.diag));
    const struct tallies *tallies =
        world_compute(&world, "[tally.t]\nfrom = schemes\n"
                              "group_by = content\n"
                              "measures = \"n = count(*)\"\n");
    const struct tally *tally = tallies_find(tallies, "t");
    assert_int_equal(tally->n_rows, 4);
    assert_string_equal(tally->rows[3].keys[0], "");
    assert_int_equal(tally->rows[3].values[1].as.integer, 1);
    assert_int_equal(diag_count(world.diag, DIAG_WARNING), 1);
    size_t n;
    assert_int_equal(diag_messages(world.diag, &n)[0].code, DIAG_EMPTY_GROUP);
    world_close(&world);
}

#define HEAD  "[tally.t]\nfrom = schemes\n"
#define COUNT "measures = \"n = count(*)\"\n"

static void test_faults_have_places(void **state)
{
    (void)state;
    static const struct {
        const char *layout;
        const char *fault;
    } cases[] = {
        {"[tally.t]\nfrom = scheme\n" COUNT, "layout.ini:2:8: tally-table"},
        {"[tally.t]\n" COUNT, "layout.ini:1:1: missing-key"},
        {HEAD, "layout.ini:1:1: tally-keys"},
        {HEAD COUNT "columns = id\n", "layout.ini:1:1: tally-keys"},
        {"[tally.agency]\nfrom = schemes\n" COUNT,
         "layout.ini:1:1: tally-name"},
        {HEAD "measures = \"n = count(*), s = sum(suport)\"\n",
         "layout.ini:3:35: unknown-field"},
        {HEAD "measures = \"n = count(*), n = sum(support)\"\n",
         "layout.ini:3:27: tally-duplicate"},
        {HEAD "measures = \"count(*)\"\n", "layout.ini:3:13: tally-measure"},
        {HEAD "measures = \"n = count(*) as number\"\n",
         "layout.ini:3:29: tally-type"},
        {HEAD "measures = \"m = sum(support) / count(*)\"\n",
         "layout.ini:3:30: expression-division"},
        {"[tally.t]\nfrom = products\nmeasures = \"m = sum(score % 2)\"\n",
         "layout.ini:3:27: expression-types"},
        {HEAD "measures = \"m = avg(support)\"\n",
         "layout.ini:3:17: expression-function"},
        {HEAD "measures = \"m = sum(support * 0.5)\"\n",
         "layout.ini:3:29: expression-types"},
        {HEAD "measures = \"m = sum(support * 40000000000000)\"\n",
         "layout.ini:3:13: inexact-result"},
        {HEAD "measures = \"m = sum(support + 9223372036000000000)\"\n",
         "layout.ini:3:13: sum-overflow"},
        {HEAD "measures = \"m = max(place) as integer\"\n",
         "layout.ini:3:31: expression-as"},
        {HEAD COUNT "where = \"source = 'local') or (1=1\"\n",
         "layout.ini:4:26: expression-parenthesis"},
        {HEAD COUNT "where = \"(source = 'local'\"\n",
         "layout.ini:4:10: expression-parenthesis"},
        {HEAD COUNT "where = \"source = 'local\"\n",
         "layout.ini:4:19: expression-string"},
        {HEAD COUNT "where = \"id = 'a'; drop table schemes\"\n",
         "layout.ini:4:18: expression-refused"},
        {HEAD COUNT "where = \"id = 'a' -- and\"\n",
         "layout.ini:4:19: expression-refused"},
        {HEAD COUNT "where = \"id = 'a' /* and */\"\n",
         "layout.ini:4:19: expression-division"},
        {HEAD COUNT "where = \"id = :id\"\n",
         "layout.ini:4:15: expression-refused"},
        {HEAD COUNT "where = \"id = = 'a'\"\n",
         "layout.ini:4:15: expression-refused"},
        {HEAD COUNT "where = \"load_extension(id)\"\n",
         "layout.ini:4:10: expression-function"},
        {HEAD COUNT "where = \"id in (select name from sqlite_master)\"\n",
         "layout.ini:4:34: tally-table"},
        {HEAD COUNT "where = \"place.name = 'a'\"\n",
         "layout.ini:4:10: no-reference"},
        {"[tally.t]\nfrom = products\n" COUNT
         "where = \"scheme.support > 0\"\n",
         "layout.ini:4:10: field-differs"},
        {HEAD COUNT "group_by = \"content, sorce\"\n",
         "layout.ini:4:22: unknown-field"},
        {HEAD COUNT "group_by = \"content, source, place\"\n",
         "layout.ini:4:13: tally-groups"},
        {HEAD COUNT "group_by = content:year\n",
         "layout.ini:4:12: tally-date-part"},
        {HEAD COUNT "compare = forecast\n", "layout.ini:4:11: tally-compare"},
        {HEAD COUNT "compare = plan\nplan.from = plans\n"
                    "group_by = content\n",
         "layout.ini:6:12: unknown-field"},
        {HEAD COUNT "period = sometimes\n", "layout.ini:4:10: bad-value"},
        {HEAD COUNT "period_by = place\n", "layout.ini:4:13: tally-not-date"},
        {HEAD COUNT "order_by = n\n", "layout.ini:4:1: tally-needs-groups"},
        {HEAD COUNT "group_by = source\norder_by = m\n",
         "layout.ini:5:12: tally-order"},
        {HEAD COUNT "order_by = n, n, n, n, n, n, n\n",
         "layout.ini:4:12: too-many-orders"},
        {HEAD COUNT "attach = \"other = t by content\"\n",
         "layout.ini:4:11: tally-attach"},
        {HEAD COUNT "join = place\n", "layout.ini:4:8: no-reference"},
        {HEAD COUNT "compare = \"previous, previous\"\n",
         "layout.ini:4:22: tally-duplicate"},
        {HEAD COUNT "compare = \"previous_year, previous, year_to_date, "
                    "whole_years, none, this\"\n",
         "layout.ini:4:70: too-many-joins"},
        {HEAD "measures = \"n = \"\n", "layout.ini:3:16: expression-empty"},
        {HEAD "measures = \"label = count(*)\"\n",
         "layout.ini:3:13: tally-name"},
        {"[tally.t]\nfrom = notes\n" COUNT, "layout.ini:1:1: tally-no-date"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_fault(cases[i].layout, cases[i].fault);
}

/* What is attached stands above, has groups, and is led to by a key. */
static void test_attached_tallies(void **state)
{
    (void)state;
#define UNITS                                                                  \
    "[tally.units]\nfrom = beneficiaries\ngroup_by = scheme\n"                 \
    "measures = \"n = count(distinct id)\"\n"
#define LIST                                                                   \
    "[tally.list]\nfrom = schemes\ncolumns = \"id, support\"\n"                \
    "where = \"content = 'c1'\"\n"
    check(UNITS LIST "attach = \"who = units by id\"\n",
          "tally units\n  columns scheme:text n:integer\n"
          "  row \"D\" n=2\n  total n=2\n"
          "tally list\n  columns id:text support:money\n"
          "  attach who = units by id\n"
          "  row id=\"B\" support=50000000\n  total id=- support=50000000\n");
    check_fault(UNITS LIST "attach = \"who = units by support\"\n",
                "layout.ini:9:11: tally-attach");
    check_fault(UNITS LIST "attach = \"who = unit by id\"\n",
                "layout.ini:9:11: tally-attach");
    check_fault(UNITS LIST "attach = \"who units by id\"\n",
                "layout.ini:9:11: tally-attach");
    check_fault(UNITS LIST "attach = \"id = units by id\"\n",
                "layout.ini:9:11: tally-duplicate");
    check_fault(LIST "attach = \"who = units by id\"\n" UNITS,
                "layout.ini:5:11: tally-attach");
}

/* Without pairs that no row has; an expression that keeps a field's labels. */
static void test_pairs_and_types_of_fields(void **state)
{
    (void)state;
    check("[tally.t]\nfrom = schemes\ngroup_by = \"place, source\"\n"
          "measures = \"n = count(distinct id)\"\nempty = no\npairs = no\n",
          "tally t\n  columns place:text source:text n:integer\n"
          "  row \"An Biên\" \"local\" \"Địa phương\" n=1\n"
          "  row \"Đông Hồ\" \"national\" \"Quốc gia\" n=1\n"
          "  row \"Gò Quao\" \"national\" \"Quốc gia\" n=2\n"
          "  row \"Gò Quao\" \"local\" \"Địa phương\" n=1\n"
          "  first \"An Biên\" * n=1\n  first \"Đông Hồ\" * n=1\n"
          "  first \"Gò Quao\" * n=2\n"
          "  second * \"national\" \"Quốc gia\" n=3\n"
          "  second * \"local\" \"Địa phương\" n=2\n  total n=4\n");
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    fill(&world);
    const struct tallies *tallies = world_compute(
        &world, "[tally.t]\nfrom = schemes\ncolumns = \"mark = case when "
                "source <> 'local' then source end as schemes.source\"\n");
    assert_non_null(tallies);
    assert_non_null(tallies->tallies[0].columns[0].field);
    assert_string_equal(tallies->tallies[0].columns[0].field->name, "source");
    assert_string_equal(tallies->tallies[0].rows[0].values[0].as.text,
                        "national");
    assert_int_equal(tallies->tallies[0].rows[2].values[0].kind, VALUE_NULL);
    world_close(&world);
}

/* The agency's own place, for what happens there and elsewhere. */
static void test_place_of_the_agency(void **state)
{
    (void)state;
    static const char layout[] =
        "[tally.t]\nfrom = schemes\nmeasures = \"home = count(distinct case "
        "when place = :place then id end)\"\n"
        "compare = previous_year\n";
    struct world world;
    world_open(&world, "2017", CLOSING_CALENDAR);
    fill(&world);
    world.config.place = "Gò Quao";
    const struct tallies *tallies = world_compute(&world, layout);
    assert_non_null(tallies);
    assert_int_equal(tallies->tallies[0].total[0].as.integer, 2);
    assert_int_equal(tallies->tallies[0].total[1].as.integer, 0);
    world_close(&world);
}

/* A without support, D without that of one of its rows: two schemes; the total
   of the list leaves out rows. */
static void test_sums_know_what_they_leave_out(void **state)
{
    (void)state;
    for (int shown = 0; shown < 2; shown++) {
        struct world world;
        world_open(&world, "2017", CLOSING_CALENDAR);
        static const char *const ids[] = {"A", "D", "D", "E"};
        for (uint32_t i = 0; i < 4; i++) {
            struct value values[] = {
                value_text(ids[i]),
                value_text("c1"),
                value_text(i % 2 == 0 ? "local" : "national"),
                VALUE_NONE,
                i < 2 ? VALUE_NONE : value_money(5),
                value_money(7),
                date_or_none("2017-02-02"),
                VALUE_NONE,
            };
            world_add(&world, "schemes", values, i + 2);
        }
        /* The sources of other tests have no columns: what nobody keeps is not
           missing. */
        store_source(world.store, 0)->columns[4] = 7;
        assert_true(store_seal(world.store, world.diag));
        char layout[512];
        snprintf(layout, sizeof layout,
                 "[tally.t]\nfrom = schemes\ngroup_by = source\n"
                 "measures = \"s = sum(support), n = count(*), "
                 "local = sum(case when source = 'local' then support end), "
                 "known = sum(coalesce(support, 0)), mean = s / n\"\n"
                 "missing = %s\n"
                 "[tally.l]\nfrom = schemes\ncolumns = support\n"
                 "missing = %s\n",
                 shown ? "shown" : "told", shown ? "shown" : "told");
        const struct tallies *tallies = world_compute(&world, layout);
        assert_non_null(tallies);
        const struct tally *tally = tallies_find(tallies, "t");
        assert_int_equal(tally->total[1].n_missing, 2);
        assert_int_equal(tally->total[1].as.integer, 10);
        assert_int_equal(tally->total[2].n_missing, 0);
        assert_int_equal(tally->total[3].n_missing, 1);
        assert_int_equal(tally->total[4].n_missing, 0);
        assert_int_equal(tally->total[5].n_missing, 2);
        assert_int_equal(tally->rows[0].values[1].n_missing, 1);
        assert_int_equal(tallies_find(tallies, "l")->total[0].n_missing, 2);
        size_t n;
        const struct diag_message *messages = diag_messages(world.diag, &n);
        assert_int_equal(n, 1);
        assert_int_equal(messages[0].code,
                         shown ? DIAG_MISSING_SHOWN : DIAG_MISSING_FIGURES);
        assert_int_equal(messages[0].place.line, 2);
        assert_int_equal(messages[0].place.column, 7);
        world_close(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_total_counts_an_entity_once),
        cmocka_unit_test(test_sums_of_entities_within_expressions),
        cmocka_unit_test(test_sums_of_what_is_referred_to),
        cmocka_unit_test(test_rows_without_an_entity_stand_for_themselves),
        cmocka_unit_test(test_conditions_within_figures),
        cmocka_unit_test(test_groups_of_decimals),
        cmocka_unit_test(test_groups_in_the_order_of_the_schema),
        cmocka_unit_test(test_unused_values_have_rows),
        cmocka_unit_test(test_truths),
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_statement_of_any_editor),
        cmocka_unit_test(test_empty_comes_last),
        cmocka_unit_test(test_statements_are_sorted),
        cmocka_unit_test(test_statement_with_too_few_columns),
        cmocka_unit_test(test_two_groups),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_order_and_limit),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_limited_lists),
        cmocka_unit_test(test_rows_keep_their_place),
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_faults_of_shares),
        cmocka_unit_test(test_empty_group_is_warned_of),
        cmocka_unit_test(test_faults_have_places),
        cmocka_unit_test(test_attached_tallies),
        cmocka_unit_test(test_pairs_and_types_of_fields),
        cmocka_unit_test(test_place_of_the_agency),
        cmocka_unit_test(test_sums_know_what_they_leave_out),
    };
    return cmocka_run_group_tests_name("tally", tests, NULL, NULL);
}
