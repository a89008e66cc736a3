#include "output/writer.h"

#include "output/text.h"

#include "check.h"
#include "folder.h"
#include "messages.h"
#include "tree/block.h"

#include <ctype.h>
#include <string.h>

/* What publish.c and writer_write() call must be there, and names must be
   good endings of files that no other format has. */
static void every_class_keeps_the_contract(void **state)
{
    (void)state;
    const struct format_list *list = writer_formats();
    assert_int_equal(list->n_formats, n_writers);
    assert_true(n_writers <= 32);
    for (size_t i = 0; i < n_writers; i++) {
        const struct writer_class *class = writers[i];
        const bool sheets = class->format.shows == FORMAT_SHOWS_SHEETS;
        assert_ptr_equal(list->formats[i], &class->format);
        for (const char *c = class->format.name; *c; c++)
            assert_true(islower((unsigned char)*c));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(class->format.name,
                                    writers[k]->format.name);
        assert_non_null(class->role);
        assert_non_null(class->begin);
        assert_true(sheets ? class->sheet != NULL : class->section != NULL);
        assert_non_null(class->finish);
        assert_non_null(class->verify);
        assert_true((class->mime_type != NULL) ==
                    (class->relationship != NULL));
    }
}

static void sets_are_read_and_named(void **state)
{
    struct arena *arena = arena_create();
    const struct format_list *list = writer_formats();
    unsigned set;
    (void)state;
    for (size_t i = 0; i < n_writers; i++) {
        assert_true(formats_parse(arena, list, writers[i]->format.name, &set));
        assert_int_equal(set, 1u << i);
        assert_true(formats_show(list, set, writers[i]->format.shows));
    }
    assert_true(formats_parse(arena, list, "PDF, xlsx", &set));
    assert_int_equal(set, formats_usual(list));
    assert_true(formats_parse(arena, list, formats_names(arena, list), &set));
    assert_int_equal(set, (1ull << n_writers) - 1);
    assert_false(formats_parse(arena, list, "pdf, doc", &set));
    assert_false(formats_parse(arena, list, "", &set));
    arena_destroy(arena);
}

/* ---- the text ------------------------------------------------------------ */

static struct section section_of(struct arena *arena, const char *line)
{
    struct section section = {.title = line};
    struct block_list blocks = {0};
    blocks_append(
        arena, &blocks,
        block_paragraph(arena, ROLE_P, NULL, text_plain(arena, line)));
    section.blocks = blocks.blocks;
    section.n_blocks = blocks.n_blocks;
    return section;
}

static void a_text_is_the_sections_in_order(void **state)
{
    static const char wanted[] = "Kết quả năm 2017\n\nPhụ lục I\n";
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    struct folder folder;
    (void)state;
    folder_make(&folder);
    struct outlock *lock = outlock_take(folder.path, diag);
    struct outdir *dir = outdir_open(lock);
    struct section sections[] = {section_of(arena, "Kết quả năm 2017"),
                                 section_of(arena, "Phụ lục I")};
    const struct document document = {.sections = sections, .n_sections = 2};
    const struct writer_setup setup = {
        .arena = arena, .document = &document, .created = -1, .diag = diag};
    struct outfile *file = outfile_create(dir, "a.txt", diag);
    size_t size;
    assert_true(writer_write(&text_writer, &setup, file));
    const char *bytes = outfile_read(file, arena, diag, &size);
    assert_int_equal(size, strlen(wanted));
    assert_memory_equal(bytes, wanted, size);
    assert_false(diag_failed(diag));
    outdir_close(dir);
    outlock_release(lock);
    folder_remove(&folder);
    diag_destroy(diag);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_class_keeps_the_contract),
        cmocka_unit_test(sets_are_read_and_named),
        cmocka_unit_test(a_text_is_the_sections_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
