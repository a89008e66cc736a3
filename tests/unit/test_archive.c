/*
 * Zip archives and the XML in them, as workbooks hold them.  The archives are
 * made here byte by byte: one part, stored as it is.
 */
#include "base/xmlscan.h"
#include "base/zipfile.h"
#include "check.h"
#include "folder.h"

#include <stdint.h>

struct bench {
    struct folder folder;
    struct diag *diag;
    char path[256];
};

static void bench_open(struct bench *bench)
{
    folder_make(&bench->folder);
    folder_file(&bench->folder, "a.zip", bench->path);
    bench->diag = diag_create(NULL, NULL, false);
}

static void bench_close(struct bench *bench)
{
    diag_destroy(bench->diag);
    folder_remove(&bench->folder);
}

static void expect_fault(struct bench *bench, enum diag_code code,
                         const char *words)
{
    size_t n;
    const struct diag_message *messages = diag_messages(bench->diag, &n);
    assert_int_equal(n, 1);
    assert_string_equal(diag_code_name(messages[0].code), diag_code_name(code));
    assert_string_equal(messages[0].place.file, bench->path);
    if (strstr(messages[0].text, words) == NULL)
        fail_msg("“%s” is not in “%s”", words, messages[0].text);
}

/* ---- an archive of one part ---------------------------------------------- */

static uint32_t crc_of(const char *bytes, size_t size)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xEDB88320) : 0);
    }
    return ~crc;
}

static char *put(char *end, uint32_t number, int n_bytes)
{
    for (; n_bytes-- > 0; number >>= 8)
        *end++ = (char)(number & 0xFF);
    return end;
}

/* What the local head and the directory both say of a part. */
static char *put_facts(char *end, uint32_t crc, size_t size, size_t name_size)
{
    end = put(end, 20, 2); /* version needed */
    end = put(end, 0, 2);  /* flags */
    end = put(end, 0, 2);  /* stored */
    end = put(end, 0, 2);  /* time */
    end = put(end, 33, 2); /* date: 1/1/1980 */
    end = put(end, crc, 4);
    end = put(end, (uint32_t)size, 4);
    end = put(end, (uint32_t)size, 4);
    end = put(end, (uint32_t)name_size, 2);
    return put(end, 0, 2); /* extra field */
}

static size_t make_zip(char *zip, const char *name, const char *text)
{
    size_t size = strlen(text);
    size_t name_size = strlen(name);
    uint32_t crc = crc_of(text, size);
    char *end = put(zip, 0x04034B50, 4);
    end = put_facts(end, crc, size, name_size);
    memcpy(end, name, name_size);
    memcpy(end + name_size, text, size);
    end += name_size + size;
    char *directory = end;
    end = put(end, 0x02014B50, 4);
    end = put(end, 20, 2); /* version made by */
    end = put_facts(end, crc, size, name_size);
    end = put(end, 0, 2); /* comment */
    end = put(end, 0, 2); /* disk */
    end = put(end, 0, 2); /* internal attributes */
    end = put(end, 0, 4); /* external attributes */
    end = put(end, 0, 4); /* offset of the local head */
    memcpy(end, name, name_size);
    end += name_size;
    size_t directory_size = (size_t)(end - directory);
    end = put(end, 0x06054B50, 4);
    end = put(end, 0, 4); /* disks */
    end = put(end, 1, 2);
    end = put(end, 1, 2);
    end = put(end, (uint32_t)directory_size, 4);
    end = put(end, (uint32_t)(directory - zip), 4);
    return (size_t)(put(end, 0, 2) - zip);
}

/* The archive with TEXT as part "a.xml", open. */
static struct zipfile *open_text(struct bench *bench, const char *text)
{
    char bytes[1024];
    size_t size = make_zip(bytes, "a.xml", text);
    folder_write(&bench->folder, "a.zip", bytes, size);
    struct zipfile *zip = zipfile_open(bench->path, bench->diag);
    assert_non_null(zip);
    return zip;
}

/* ---- zip ----------------------------------------------------------------- */

static bool add_to(void *context, const char *bytes, size_t size)
{
    strncat(context, bytes, size);
    return true;
}

static void a_part_is_read(void **state)
{
    (void)state;
    struct bench bench;
    char text[64] = "";
    bench_open(&bench);
    struct zipfile *zip = open_text(&bench, "Đề án");
    assert_int_equal(zipfile_n_parts(zip), 1);
    assert_string_equal(zipfile_part_name(zip, 0), "a.xml");
    assert_int_equal(zipfile_find(zip, "a.xml"), 0);
    assert_int_equal(zipfile_find(zip, "b.xml"), -1);
    assert_true(zipfile_read(zip, 0, 9, add_to, text, bench.diag));
    assert_string_equal(text, "Đề án");
    zipfile_close(zip);
    bench_close(&bench);
}

static void what_is_no_archive_is_refused(void **state)
{
    (void)state;
    char bytes[1024];
    size_t whole = make_zip(bytes, "a.xml", "text");
    for (size_t size = 0; size < whole; size++) {
        struct bench bench;
        bench_open(&bench);
        folder_write(&bench.folder, "a.zip", bytes, size);
        assert_null(zipfile_open(bench.path, bench.diag));
        expect_fault(&bench, DIAG_ZIP_BROKEN, "");
        bench_close(&bench);
    }
}

static void a_damaged_part_is_found(void **state)
{
    (void)state;
    struct bench bench;
    char bytes[1024];
    bench_open(&bench);
    size_t size = make_zip(bytes, "a.xml", "text");
    memcpy(strstr(bytes + 30, "text"), "test", 4);
    folder_write(&bench.folder, "a.zip", bytes, size);
    struct zipfile *zip = zipfile_open(bench.path, bench.diag);
    assert_non_null(zip);
    assert_false(zipfile_read(zip, 0, 100, NULL, NULL, bench.diag));
    expect_fault(&bench, DIAG_ZIP_PART_BROKEN, "“a.xml”");
    zipfile_close(zip);
    bench_close(&bench);
}

static void a_part_may_not_swell(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench);
    struct zipfile *zip = open_text(&bench, "text");
    assert_true(zipfile_read(zip, 0, 4, NULL, NULL, bench.diag));
    assert_false(zipfile_read(zip, 0, 3, NULL, NULL, bench.diag));
    expect_fault(&bench, DIAG_ZIP_PART_TOO_LARGE, "“a.xml” is larger than 3");
    zipfile_close(zip);
    bench_close(&bench);
}

/* ---- XML ----------------------------------------------------------------- */

static void count_start(void *context, const char *name,
                        const char *const *attributes)
{
    int *n = context;
    (void)attributes;
    *n += strcmp(name, "row") == 0;
}

static const struct xml_handler rows = {.start = count_start};

static void elements_are_found(void **state)
{
    (void)state;
    struct bench bench;
    int n = 0;
    bench_open(&bench);
    struct zipfile *zip =
        open_text(&bench, "<x:sheet xmlns:x='u'><x:row/><row/></x:sheet>");
    assert_true(xml_scan(zip, 0, 1000, &rows, &n, bench.diag));
    assert_int_equal(n, 2);
    zipfile_close(zip);
    bench_close(&bench);
}

static void broken_xml_is_placed(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *words;
    } faults[] = {
        {"<a>\n<b></a>", "line 2, column 6"},
        {"<a>", "line 1, column 4"},
        {"", "line 1, column 1"},
        {"<a>\xFF</a>", "line 1, column 4"},
        /* Entities that swell are defined in a document type. */
        {"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "line 1"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct bench bench;
        int n = 0;
        bench_open(&bench);
        struct zipfile *zip = open_text(&bench, faults[i].text);
        assert_false(xml_scan(zip, 0, 1000, &rows, &n, bench.diag));
        expect_fault(&bench, DIAG_XML_BROKEN, faults[i].words);
        zipfile_close(zip);
        bench_close(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_is_read),
        cmocka_unit_test(what_is_no_archive_is_refused),
        cmocka_unit_test(a_damaged_part_is_found),
        cmocka_unit_test(a_part_may_not_swell),
        cmocka_unit_test(elements_are_found),
        cmocka_unit_test(broken_xml_is_placed),
    };
    return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
