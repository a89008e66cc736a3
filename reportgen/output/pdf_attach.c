#include "output/pdf_attach.h"

#include "output/pdf_syntax.h"

#include <stdlib.h>
#include <string.h>

/* 1980-01-01 in Vietnam. */
#define NO_DATE 315507600

static uint32_t add_stream(struct pdf_file *file, struct deflater *deflater,
                           const struct attachment *attachment, int64_t created)
{
    struct strbuf entries = STRBUF_INIT;
    struct strbuf stream = STRBUF_INIT;
    deflate_whole(deflater, attachment->bytes, attachment->size, &stream);
    strbuf_add_text(&entries, "/Type/EmbeddedFile/Subtype");
    pdf_add_name(&entries, attachment->mime_type);
    strbuf_add_format(&entries, "/Filter/FlateDecode/Params<</Size %zu",
                      attachment->size);
    strbuf_add_text(&entries, "/ModDate(");
    pdf_add_date(&entries, created >= 0 ? created : NO_DATE);
    strbuf_add_text(&entries, ")>>");
    uint32_t number =
        pdf_file_add_stream(file, entries.data, stream.data, stream.size);
    strbuf_free(&entries);
    strbuf_free(&stream);
    return number;
}

static uint32_t add_specification(struct pdf_file *file, uint32_t stream,
                                  const struct attachment *attachment)
{
    struct strbuf entries = STRBUF_INIT;
    strbuf_add_text(&entries, "/Type/Filespec/F");
    pdf_add_text_string(&entries, attachment->name);
    strbuf_add_text(&entries, "/UF");
    pdf_add_text_string(&entries, attachment->name);
    if (attachment->description) {
        strbuf_add_text(&entries, "/Desc");
        pdf_add_text_string(&entries, attachment->description);
    }
    strbuf_add_text(&entries, "/AFRelationship");
    pdf_add_name(&entries, attachment->relationship);
    strbuf_add_format(&entries, "/EF<</F %u 0 R/UF %u 0 R>>", stream, stream);
    uint32_t number = pdf_file_add_dict(file, entries.data, entries.size);
    strbuf_free(&entries);
    return number;
}

/* A key of the name tree, which is ordered by bytes. */
struct key {
    struct strbuf name; /* UTF-16BE */
    uint32_t specification;
};

static int compare_keys(const void *a, const void *b)
{
    const struct key *x = a;
    const struct key *y = b;
    size_t size = x->name.size < y->name.size ? x->name.size : y->name.size;
    int order = memcmp(x->name.data, y->name.data, size);
    if (order != 0)
        return order;
    return x->name.size < y->name.size ? -1 : x->name.size > y->name.size;
}

void pdf_attach(struct pdf_file *file, struct deflater *deflater,
                const struct attachment *attachments, size_t n, int64_t created,
                struct strbuf *catalog)
{
    if (n == 0)
        return;
    struct key *keys = calloc(n, sizeof *keys);
    strbuf_add_text(catalog, "/AF[");
    for (size_t i = 0; i < n; i++) {
        uint32_t stream = add_stream(file, deflater, &attachments[i], created);
        keys[i].specification =
            add_specification(file, stream, &attachments[i]);
        pdf_add_utf16(&keys[i].name, attachments[i].name);
        strbuf_add_format(catalog, "%u 0 R ", keys[i].specification);
    }
    qsort(keys, n, sizeof *keys, compare_keys);
    strbuf_add_text(catalog, "]/Names<</EmbeddedFiles<</Names[");
    for (size_t i = 0; i < n; i++) {
        strbuf_add_char(catalog, '<');
        pdf_add_hex(catalog, keys[i].name.data, keys[i].name.size);
        strbuf_add_format(catalog, ">%u 0 R ", keys[i].specification);
        strbuf_free(&keys[i].name);
    }
    strbuf_add_text(catalog, "]>>>>");
    free(keys);
}
