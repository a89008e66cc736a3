#include "output/writer.h"

#include "output/pdf.h"
#include "output/text.h"
#include "output/xlsx.h"

/* Every format, by the name of its class. */
#define WRITERS(WRITER) WRITER(pdf) WRITER(xlsx) WRITER(text)

#define CLASS(name)  &name##_writer,
#define FORMAT(name) &name##_writer.format,

const struct writer_class *const writers[] = {WRITERS(CLASS)};
const size_t n_writers = sizeof writers / sizeof *writers;

const struct format_list *writer_formats(void)
{
    static const struct format *const formats[] = {WRITERS(FORMAT)};
    static const struct format_list list = {formats,
                                            sizeof formats / sizeof *formats};
    return &list;
}

static bool write_parts(const struct writer_class *class, void *writer,
                        const struct document *document)
{
    bool ok = true;
    if (class->section)
        for (size_t i = 0; i < document->n_sections && ok; i++)
            ok = class->section(writer, &document->sections[i]);
    if (class->sheet)
        for (size_t i = 0; i < document->n_sheets && ok; i++)
            ok = class->sheet(writer, &document->sheets[i]);
    return ok;
}

bool writer_write(const struct writer_class *class,
                  const struct writer_setup *setup, struct outfile *file)
{
    void *writer = class->begin(setup, file);
    if (!writer)
        return false;
    bool ok = write_parts(class, writer, setup->document) &&
              class->finish(writer) && outfile_close(file, setup->diag) &&
              class->verify(writer);
    if (class->destroy)
        class->destroy(writer);
    return ok;
}
