#include "output/pdf_writer.h"

#include "base/digits.h"
#include "base/sha256.h"
#include "output/pdf_syntax.h"

#include <stdlib.h>
#include <string.h>

enum {
    FLUSH_SIZE = 1 << 16,
    PACK_COUNT = 200,    /* objects of a container; less than PLAIN */
    PACK_SIZE = 1 << 15, /* about the bytes of a container */
    HEAD_ROOM = 32,      /* bytes of "number offset " */
    PLAIN = 255,         /* the index of an object with its own place */
    MANY_OBJECTS = 100000,
    XREF_ROW = 6,         /* bytes: type 1, place 4, index 1 */
    MAX_OBJECTS = 8388607 /* ISO 32000-1, Annex C */
};

struct pdf_writer {
    struct outfile *out;
    struct deflater *deflater;
    struct strbuf buf;  /* bytes not yet written */
    uint64_t flushed;   /* bytes written */
    uint32_t crc;       /* of these */
    uint32_t n_objects; /* in use, including containers */
    uint32_t capacity;
    uint32_t
        *places; /* the offset, or the number of the container; 0: unused */
    uint8_t *indexes; /* in the container, or PLAIN */
    bool packed;
    bool too_large;
    bool ok;
    struct sha256 *digest;
    /* the container being filled */
    struct strbuf heads; /* "number offset " of each object */
    struct strbuf bodies;
    uint32_t container; /* its number */
    unsigned n_packed;
};

static void reserve_numbers(struct pdf_writer *w, uint32_t n_objects)
{
    if (n_objects > MAX_OBJECTS)
        w->too_large = true;
    if (n_objects >= w->capacity) {
        uint32_t capacity = n_objects + n_objects / 64 + 16;
        w->places = realloc(w->places, capacity * sizeof *w->places);
        w->indexes = realloc(w->indexes, capacity);
        memset(w->places + w->capacity, 0,
               (capacity - w->capacity) * sizeof *w->places);
        memset(w->indexes + w->capacity, PLAIN, capacity - w->capacity);
        w->capacity = capacity;
    }
    if (n_objects > w->n_objects)
        w->n_objects = n_objects;
}

struct pdf_writer *pdf_writer_create(struct outfile *out,
                                     struct deflater *deflater,
                                     uint32_t n_objects, bool packed)
{
    struct pdf_writer *w = calloc(1, sizeof *w);
    w->out = out;
    w->deflater = deflater;
    w->packed = packed;
    w->ok = true;
    w->digest = sha256_create();
    reserve_numbers(w, n_objects);
    /* Four bytes above 127 tell transfer programs that the file is binary. */
    strbuf_add_text(&w->buf, packed ? "%PDF-1.7\n" : "%PDF-1.4\n");
    strbuf_add_text(&w->buf, "%\xE2\xE3\xCF\xD3\n");
    return w;
}

void pdf_writer_destroy(struct pdf_writer *w)
{
    if (!w)
        return;
    if (w->digest) {
        char unused[65];
        sha256_finish(w->digest, unused);
    }
    strbuf_free(&w->buf);
    strbuf_free(&w->heads);
    strbuf_free(&w->bodies);
    free(w->places);
    free(w->indexes);
    free(w);
}

/* The identifier is a digest of one checksum per block: hashing every byte
   would take as long as writing the file. */
static void flush(struct pdf_writer *w)
{
    w->crc = checksum_add(w->crc, w->buf.data, w->buf.size);
    if (w->digest)
        sha256_add(w->digest, &w->crc, sizeof w->crc);
    if (w->ok)
        w->ok = outfile_write(w->out, w->buf.data, w->buf.size);
    w->flushed += w->buf.size;
    strbuf_clear(&w->buf);
}

struct strbuf *pdf_writer_begin(struct pdf_writer *w, uint32_t number)
{
    uint64_t offset = w->flushed + w->buf.size;
    if (offset > UINT32_MAX)
        w->too_large = true;
    reserve_numbers(w, number);
    w->places[number] = (uint32_t)offset;
    w->indexes[number] = PLAIN;
    strbuf_add_integer(&w->buf, number);
    strbuf_add_text(&w->buf, " 0 obj\n");
    return &w->buf;
}

void pdf_writer_end(struct pdf_writer *w)
{
    strbuf_add_text(&w->buf, "\nendobj\n");
    if (w->buf.size >= FLUSH_SIZE)
        flush(w);
}

static void close_container(struct pdf_writer *w)
{
    if (w->n_packed == 0)
        return;
    struct strbuf stream = STRBUF_INIT;
    const size_t first = w->heads.size;
    strbuf_add(&w->heads, w->bodies.data, w->bodies.size);
    deflate_whole(w->deflater, w->heads.data, w->heads.size, &stream);
    struct strbuf *buf = pdf_writer_begin(w, w->container);
    strbuf_add_format(buf,
                      "<</Type/ObjStm/N %u/First %zu/Filter/FlateDecode"
                      "/Length %zu>>\nstream\n",
                      w->n_packed, first, stream.size);
    strbuf_add(buf, stream.data, stream.size);
    strbuf_add_text(buf, "\nendstream");
    pdf_writer_end(w);
    strbuf_free(&stream);
    if (w->bodies.size > 2 * PACK_SIZE) { /* the rows of a long table */
        strbuf_free(&w->heads);
        strbuf_free(&w->bodies);
    } else {
        strbuf_clear(&w->heads);
        strbuf_clear(&w->bodies);
    }
    w->n_packed = 0;
}

struct strbuf *pdf_writer_pack(struct pdf_writer *w, uint32_t number)
{
    if (!w->packed)
        return pdf_writer_begin(w, number);
    if (w->n_packed == 0) {
        w->container = w->n_objects + 1;
        reserve_numbers(w, w->container);
    }
    reserve_numbers(w, number);
    w->places[number] = w->container;
    w->indexes[number] = (uint8_t)w->n_packed++;
    char *start = strbuf_reserve(&w->heads, HEAD_ROOM);
    char *p = digits_put(start, number);
    *p++ = ' ';
    p = digits_put(p, (int64_t)w->bodies.size);
    *p++ = ' ';
    strbuf_set_size(&w->heads, w->heads.size + (size_t)(p - start));
    return &w->bodies;
}

void pdf_writer_packed(struct pdf_writer *w)
{
    if (!w->packed) {
        pdf_writer_end(w);
        return;
    }
    strbuf_add_char(&w->bodies, '\n');
    if (w->n_packed == PACK_COUNT || w->bodies.size >= PACK_SIZE)
        close_container(w);
}

/* The trailer's entries, also those of a cross-reference stream. */
static void add_trailer(struct pdf_writer *w, struct strbuf *buf, uint32_t root,
                        uint32_t info, const char *id)
{
    strbuf_add_format(buf,
                      "/Size %u/Root %u 0 R/Info %u 0 R"
                      "/ID[<%.32s><%.32s>]",
                      w->n_objects + 1, root, info, id, id);
}

static void write_xref_table(struct pdf_writer *w, uint32_t root, uint32_t info,
                             const char *id)
{
    strbuf_add_format(&w->buf, "xref\n0 %u\n0000000000 65535 f \n",
                      w->n_objects + 1);
    for (uint32_t i = 1; i <= w->n_objects; i++) {
        char *row = strbuf_reserve(&w->buf, 20);
        memcpy(row, "0000000000 00000 n \n", 20);
        uint32_t place = w->places[i];
        if (place == 0)
            row[17] = 'f';
        for (int digit = 9; place != 0; place /= 10)
            row[digit--] = (char)('0' + place % 10);
        strbuf_set_size(&w->buf, w->buf.size + 20);
        if (w->buf.size >= FLUSH_SIZE)
            flush(w);
    }
    strbuf_add_text(&w->buf, "trailer\n<<");
    add_trailer(w, &w->buf, root, info, id);
    strbuf_add_text(&w->buf, ">>\n");
}

/* Rows are stored as differences from the row above (PNG filter "up"): most of
   them are then the same.  Those of many objects are deflated in parts, since
   the table would be in memory three times. */
static void deflate_xref_rows(struct pdf_writer *w, struct strbuf *stream)
{
    unsigned char above[XREF_ROW] = {0};
    struct strbuf rows = STRBUF_INIT;
    const bool in_parts = w->n_objects > MANY_OBJECTS;
    if (in_parts)
        deflater_begin(w->deflater, stream);
    for (uint32_t i = 0; i <= w->n_objects; i++) {
        uint32_t place = w->places[i];
        unsigned char row[XREF_ROW] = {
            place == 0              ? 0
            : w->indexes[i] < PLAIN ? 2
                                    : 1,
            (unsigned char)(place >> 24),
            (unsigned char)(place >> 16),
            (unsigned char)(place >> 8),
            (unsigned char)place,
            w->indexes[i] == PLAIN && place != 0 ? 0 : w->indexes[i]};
        char *out = strbuf_reserve(&rows, XREF_ROW + 1);
        *out++ = 2;
        for (int j = 0; j < XREF_ROW; j++)
            *out++ = (char)(row[j] - above[j]);
        memcpy(above, row, XREF_ROW);
        strbuf_set_size(&rows, rows.size + XREF_ROW + 1);
        if (in_parts && rows.size >= FLUSH_SIZE) {
            deflater_add(w->deflater, rows.data, rows.size);
            strbuf_clear(&rows);
        }
    }
    if (in_parts) {
        deflater_add(w->deflater, rows.data, rows.size);
        deflater_end(w->deflater);
    } else {
        deflate_whole(w->deflater, rows.data, rows.size, stream);
    }
    strbuf_free(&rows);
}

static void write_xref_stream(struct pdf_writer *w, uint32_t root,
                              uint32_t info, const char *id)
{
    struct strbuf stream = STRBUF_INIT;
    uint32_t number = w->n_objects + 1;
    struct strbuf *buf = pdf_writer_begin(w, number);
    deflate_xref_rows(w, &stream);
    strbuf_add_text(buf, "<</Type/XRef/W[1 4 1]");
    add_trailer(w, buf, root, info, id);
    strbuf_add_format(buf,
                      "/Filter/FlateDecode/DecodeParms<</Predictor 12"
                      "/Columns %d>>/Length %zu>>\nstream\n",
                      XREF_ROW, stream.size);
    strbuf_add(buf, stream.data, stream.size);
    strbuf_add_text(buf, "\nendstream");
    pdf_writer_end(w);
    strbuf_free(&stream);
}

bool pdf_writer_finish(struct pdf_writer *w, uint32_t root, uint32_t info,
                       struct diag *diag)
{
    char id[65];
    close_container(w);
    flush(w);
    sha256_finish(w->digest, id);
    w->digest = NULL;
    uint64_t start = w->flushed;
    if (w->packed)
        write_xref_stream(w, root, info, id);
    else
        write_xref_table(w, root, info, id);
    strbuf_add_format(&w->buf, "startxref\n%llu\n%%%%EOF\n",
                      (unsigned long long)start);
    flush(w);
    if (w->too_large)
        diag_report(diag, DIAG_PDF_TOO_LARGE,
                    (struct place){.file = outfile_path(w->out)});
    return !w->too_large;
}
