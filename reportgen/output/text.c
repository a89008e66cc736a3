#include "output/text.h"

#include "tree/tree_dump.h"

#include <errno.h>

struct text_file {
    struct outfile *file;
    struct diag *diag;
    bool started; /* a section was written */
    int64_t size;
};

static void *begin(const struct writer_setup *setup, struct outfile *file)
{
    struct text_file *text = ARENA_NEW(setup->arena, struct text_file);
    *text = (struct text_file){.file = file, .diag = setup->diag};
    return text;
}

/* Separates sections by an empty line. */
static bool add_section(void *writer, const struct section *section)
{
    struct text_file *text = writer;
    struct strbuf buf = STRBUF_INIT;
    if (text->started)
        strbuf_add_char(&buf, '\n');
    text->started = true;
    section_dump(&buf, section);
    text->size += (int64_t)buf.size;
    outfile_write(text->file, buf.data, buf.size);
    strbuf_free(&buf);
    return true;
}

static bool finish(void *writer)
{
    (void)writer;
    return true;
}

static bool verify(void *writer)
{
    const struct text_file *text = writer;
    int64_t size;
    char sha256[65];
    if (!outfile_measure(text->file, text->diag, &size, sha256))
        return false;
    if (size == text->size)
        return true;
    outfile_report(text->diag, outfile_path(text->file), EIO);
    return false;
}

const struct writer_class text_writer = {
    .format = {.name = "txt", .shows = FORMAT_SHOWS_REPORT},
    .role = "text",
    .begin = begin,
    .section = add_section,
    .finish = finish,
    .verify = verify,
};
