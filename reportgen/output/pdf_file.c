#include "output/pdf_file.h"

#include "base/folder_io.h"
#include "output/library_version.h"
#include "output/pdf_syntax.h"

#include <errno.h>
#include <hpdf.h>
#include <hpdf_doc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* Debian 12 and 13 have 2.3.0, later ones 2.4.  For another release: see that
   the members used here are the same, run the tests with
   CPPFLAGS=-DANY_LIBRARY, and widen the range. */
#if (HPDF_VERSION_ID < 20300 || HPDF_VERSION_ID >= 20500) &&                   \
    !defined ANY_LIBRARY
#error "other structs of libharu: see above"
#endif

/* Pages per node of the page tree; libharu's arrays hold 32,767. */
enum { PAGES_IN_NODE = 64 };

/* Contents of pages beyond this number of bytes wait on the disk. */
enum { MOST_IN_MEMORY = 4 << 20 };

struct file_page {
    HPDF_Page page;
    mpt width, height;
    char *extra;
    HPDF_Dict contents;
    size_t size;    /* of the contents on the disk; 0: they are in memory */
    int64_t offset; /* where they stand there */
};

struct pdf_file {
    HPDF_Doc doc;
    HPDF_Stream stream; /* ends in TARGET */
    struct strbuf *target;
    struct file_page *pages;
    size_t n_pages;
    size_t capacity;
    size_t next_page;             /* while the file is written */
    size_t next_contents;         /* the same */
    size_t in_memory;             /* bytes of contents */
    const struct outfile *beside; /* whose scratch file takes more; or NULL */
    int scratch;                  /* -1: there is none yet */
    int64_t scratch_size;
    int scratch_error; /* errno of the first failure; 0: there is none */
    char *common;
    char *catalog;
    unsigned fault;
};

static void on_error(HPDF_STATUS error, HPDF_STATUS detail, void *context)
{
    struct pdf_file *file = context;
    (void)detail;
    if (file->fault == 0)
        file->fault = (unsigned)error;
}

static HPDF_STATUS on_write(HPDF_Stream stream, const HPDF_BYTE *bytes,
                            HPDF_UINT size)
{
    struct pdf_file *file = stream->attr;
    strbuf_add(file->target, bytes, size);
    return HPDF_OK;
}

static HPDF_STATUS write_text(HPDF_Stream stream, const char *text)
{
    if (!text)
        return HPDF_OK;
    return HPDF_Stream_Write(stream, (const HPDF_BYTE *)text,
                             (HPDF_UINT)strlen(text));
}

/* Writes the catalog's entries for which libharu has no call. */
static HPDF_STATUS write_catalog(HPDF_Dict dict, HPDF_Stream stream)
{
    const struct pdf_file *file = stream->attr;
    (void)dict;
    return write_text(stream, file->catalog);
}

struct pdf_file *pdf_file_create(struct diag *diag)
{
    if (!library_version_check("libharu", HPDF_VERSION_TEXT, HPDF_GetVersion(),
                               diag))
        return NULL;
    struct pdf_file *file = calloc(1, sizeof *file);
    file->scratch = -1;
    file->doc = HPDF_NewEx(on_error, NULL, NULL, 0, file);
    if (!file->doc)
        abort();
    HPDF_SetPagesConfiguration(file->doc, PAGES_IN_NODE);
    file->stream = HPDF_CallbackWriter_New(file->doc->mmgr, on_write, file);
    file->doc->catalog->write_fn = write_catalog;
    return file;
}

void pdf_file_destroy(struct pdf_file *file)
{
    if (!file)
        return;
    HPDF_Stream_Free(file->stream);
    HPDF_Free(file->doc);
    for (size_t i = 0; i < file->n_pages; i++)
        free(file->pages[i].extra);
    if (file->scratch >= 0)
        close(file->scratch);
    free(file->pages);
    free(file->common);
    free(file->catalog);
    free(file);
}

/* ---- pages --------------------------------------------------------------- */

/* Writes entries of a page that libharu lacks or would write from floats.
   Pages are written in the order in which they were added. */
static HPDF_STATUS write_page(HPDF_Dict dict, HPDF_Stream stream)
{
    struct pdf_file *file = stream->attr;
    const struct file_page *page = &file->pages[file->next_page++];
    struct strbuf box = STRBUF_INIT;
    (void)dict;
    strbuf_add_text(&box, "/MediaBox[0 0 ");
    pdf_add_length(&box, page->width);
    strbuf_add_char(&box, ' ');
    pdf_add_length(&box, page->height);
    strbuf_add_char(&box, ']');
    write_text(stream, box.data);
    strbuf_free(&box);
    write_text(stream, file->common);
    return write_text(stream, page->extra);
}

static HPDF_STATUS write_flate(HPDF_Dict dict, HPDF_Stream stream)
{
    (void)dict;
    return write_text(stream, "/Filter/FlateDecode");
}

/* Replaces the stream of DICT by BYTES, which are deflated, in one block of
   their size. */
static void set_bytes(HPDF_Dict dict, const char *bytes, size_t size)
{
    HPDF_Stream_Free(dict->stream);
    dict->stream = HPDF_MemStream_New(dict->mmgr, (HPDF_UINT)(size + 1));
    HPDF_Stream_Write(dict->stream, (const HPDF_BYTE *)bytes, (HPDF_UINT)size);
}

void pdf_file_spill(struct pdf_file *file, const struct outfile *beside)
{
    file->beside = beside;
}

static void keep_scratch_error(struct pdf_file *file)
{
    if (file->scratch_error == 0)
        file->scratch_error = errno == 0 ? EIO : errno;
}

/* Writes the contents of PAGE to the disk; false when they stay in memory. */
static bool spill(struct pdf_file *file, struct file_page *page,
                  const char *content, size_t size)
{
    if (!file->beside || size == 0 || file->in_memory + size <= MOST_IN_MEMORY)
        return false;
    if (file->scratch < 0)
        file->scratch = outfile_scratch(file->beside);
    if (file->scratch < 0 ||
        !folder_write_fully(file->scratch, content, size)) {
        keep_scratch_error(file);
        return false;
    }
    page->offset = file->scratch_size;
    page->size = size;
    file->scratch_size += (int64_t)size;
    return true;
}

/* Brings the contents of PAGE back into its stream. */
static void fetch(struct pdf_file *file, const struct file_page *page)
{
    char *bytes = malloc(page->size);
    size_t done = 0;
    while (done < page->size) {
        ssize_t n = pread(file->scratch, bytes + done, page->size - done,
                          (off_t)page->offset + (off_t)done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            keep_scratch_error(file);
            break;
        }
        done += (size_t)n;
    }
    set_bytes(page->contents, bytes, done);
    free(bytes);
}

void pdf_file_add_page(struct pdf_file *file, mpt width, mpt height,
                       const char *content, size_t size)
{
    if (file->n_pages == file->capacity) {
        file->capacity = file->capacity == 0 ? 16 : file->capacity * 2;
        file->pages =
            realloc(file->pages, file->capacity * sizeof *file->pages);
    }
    HPDF_Page page = HPDF_AddPage(file->doc);
    if (!page)
        return;
    HPDF_PageAttr attr = page->attr;
    struct file_page *added = &file->pages[file->n_pages++];
    *added = (struct file_page){.page = page,
                                .width = width,
                                .height = height,
                                .contents = attr->contents};
    if (spill(file, added, content, size)) {
        set_bytes(attr->contents, "", 0);
    } else {
        set_bytes(attr->contents, content, size);
        file->in_memory += size;
    }
    attr->stream = attr->contents->stream;
    attr->contents->write_fn = write_flate;
    HPDF_Dict_RemoveElement(page, "MediaBox");
    HPDF_Dict_RemoveElement(page, "Resources");
    page->write_fn = write_page;
}

void pdf_file_set_page_extra(struct pdf_file *file, size_t index,
                             const char *extra)
{
    free(file->pages[index].extra);
    file->pages[index].extra = strdup(extra);
}

void pdf_file_set_common(struct pdf_file *file, const char *entries)
{
    free(file->common);
    file->common = strdup(entries);
}

void pdf_file_add_label(struct pdf_file *file, size_t first, int number)
{
    HPDF_AddPageLabel(file->doc, (HPDF_UINT)first, HPDF_PAGE_NUM_STYLE_DECIMAL,
                      (HPDF_UINT)number, NULL);
}

/* ---- strings ------------------------------------------------------------- */

/* UTF-8 text as a string object: hexadecimal UTF-16. */
static void *new_text(struct pdf_file *file, const char *text)
{
    struct strbuf units = STRBUF_INIT;
    pdf_add_utf16(&units, text);
    HPDF_Binary binary = HPDF_Binary_New(
        file->doc->mmgr, (HPDF_BYTE *)units.data, (HPDF_UINT)units.size);
    strbuf_free(&units);
    return binary;
}

void *pdf_file_add_bookmark(struct pdf_file *file, void *parent,
                            const char *title, size_t index, mpt y)
{
    HPDF_MMgr mmgr = file->doc->mmgr;
    HPDF_Outline bookmark =
        HPDF_CreateOutline(file->doc, parent, "title", NULL);
    HPDF_Array place = HPDF_Array_New(mmgr);
    if (!bookmark || !place)
        return NULL;
    HPDF_Dict_Add(bookmark, "Title", new_text(file, title));
    HPDF_Array_Add(place, file->pages[index].page);
    HPDF_Array_AddName(place, "XYZ");
    HPDF_Array_Add(place, HPDF_Null_New(mmgr));
    HPDF_Array_AddNumber(place, (y + 999) / 1000);
    HPDF_Array_Add(place, HPDF_Null_New(mmgr));
    HPDF_Dict_Add(bookmark, "Dest", place);
    return bookmark;
}

void pdf_file_set_info(struct pdf_file *file, const char *key,
                       const char *value)
{
    bool plain = true;
    for (const char *c = value; *c != '\0'; c++)
        plain = plain && *c >= 0x20 && *c <= 0x7E;
    void *string = plain ? HPDF_String_New(file->doc->mmgr, value, NULL)
                         : new_text(file, value);
    HPDF_Dict_Add(file->doc->info, key, string);
}

void pdf_file_set_catalog(struct pdf_file *file, const char *entries)
{
    free(file->catalog);
    file->catalog = strdup(entries);
}

/* ---- ready-made objects -------------------------------------------------- */

/* A dictionary with such text owns it through ATTR. */
static HPDF_STATUS write_entries(HPDF_Dict dict, HPDF_Stream stream)
{
    return write_text(stream, dict->attr);
}

static void free_entries(HPDF_Dict dict)
{
    free(dict->attr);
    dict->attr = NULL;
}

static void set_entries(HPDF_Dict dict, const char *entries, size_t size)
{
    dict->attr = strndup(entries, size);
    dict->write_fn = write_entries;
    dict->free_fn = free_entries;
}

static uint32_t number_of(HPDF_Dict dict)
{
    return dict->header.obj_id & 0x00FFFFFF;
}

uint32_t pdf_file_add_dict(struct pdf_file *file, const char *entries,
                           size_t size)
{
    HPDF_Dict dict = HPDF_Dict_New(file->doc->mmgr);
    if (!dict || HPDF_Xref_Add(file->doc->xref, dict) != HPDF_OK)
        return 0;
    set_entries(dict, entries, size);
    return number_of(dict);
}

uint32_t pdf_file_add_stream(struct pdf_file *file, const char *entries,
                             const char *bytes, size_t size)
{
    HPDF_Dict dict = HPDF_DictStream_New(file->doc->mmgr, file->doc->xref);
    if (!dict)
        return 0;
    set_bytes(dict, bytes, size);
    set_entries(dict, entries, strlen(entries));
    return number_of(dict);
}

/* ---- numbers and writing ------------------------------------------------- */

uint32_t pdf_file_page(const struct pdf_file *file, size_t index)
{
    return number_of(file->pages[index].page);
}

uint32_t pdf_file_catalog(const struct pdf_file *file)
{
    return number_of(file->doc->catalog);
}

uint32_t pdf_file_info(const struct pdf_file *file)
{
    return number_of(file->doc->info);
}

uint32_t pdf_file_n_objects(const struct pdf_file *file)
{
    return file->doc->xref->entries->count - 1;
}

/* True for an object that is not packed: streams cannot be.  The objects that
   navigation starts from, and the lengths of streams, are kept unpacked too, so
   that a damaged container does not lose the pages. */
static bool stands_alone(const HPDF_Obj_Header *header)
{
    if ((header->obj_class & HPDF_OCLASS_ANY) != HPDF_OCLASS_DICT)
        return true;
    unsigned subclass = header->obj_class & ~HPDF_OCLASS_ANY;
    return subclass == HPDF_OSUBCLASS_CATALOG ||
           subclass == HPDF_OSUBCLASS_PAGES ||
           subclass == HPDF_OSUBCLASS_PAGE ||
           ((const HPDF_Dict_Rec *)header)->stream;
}

void pdf_file_write(struct pdf_file *file, struct pdf_writer *writer)
{
    HPDF_List entries = file->doc->xref->entries;
    file->next_page = file->next_contents = 0;
    for (HPDF_UINT i = 1; i < entries->count; i++) {
        HPDF_XrefEntry entry = HPDF_List_ItemAt(entries, i);
        bool alone = stands_alone(entry->obj);
        file->target =
            alone ? pdf_writer_begin(writer, i) : pdf_writer_pack(writer, i);
        const struct file_page *page = file->next_contents < file->n_pages
                                           ? &file->pages[file->next_contents]
                                           : NULL;
        const bool is_contents = page && entry->obj == page->contents;
        file->next_contents += is_contents;
        if (is_contents && page->size > 0)
            fetch(file, page);
        HPDF_Obj_WriteValue(entry->obj, file->stream, NULL);
        if (is_contents && page->size > 0)
            set_bytes(page->contents, "", 0);
        if (alone)
            pdf_writer_end(writer);
        else
            pdf_writer_packed(writer);
    }
}

int pdf_file_scratch_error(const struct pdf_file *file)
{
    return file->scratch_error;
}

unsigned pdf_file_fault(const struct pdf_file *file)
{
    return file->fault;
}
