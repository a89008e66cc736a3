#include "marked/marked.h"

#include "base/unicode.h"
#include "marked/mark_parts.h"

#include <stdlib.h>
#include <string.h>

static const char transitional[] =
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
static const char strict[] = "http://purl.oclc.org/ooxml/spreadsheetml/main";
static const char strict_types[] =
    "http://purl.oclc.org/ooxml/officeDocument/relationships";
static const char usual_types[] =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/* ---- what the package is ------------------------------------------------- */

struct types_search {
    bool is_strict;
    bool is_signed;
};

static void look_at_reference(void *context, const char *name,
                              const char *const *attributes)
{
    struct types_search *search = context;
    const char *type = xml_attribute(attributes, "Type");
    if (strcmp(name, "Relationship") != 0 || !type)
        return;
    search->is_strict |=
        strncmp(type, strict_types, sizeof strict_types - 1) == 0;
    search->is_signed |= strstr(type, "/digital-signature/") != NULL;
}

/* Refuses a signed package: a change would break the signature, which is the
   signer's decision. */
static bool look_at_package(struct mark_package *marking)
{
    static const struct xml_handler handler = {.start = look_at_reference};
    struct types_search search = {false, false};
    int64_t part = xlsx_package_find(marking->package, "_rels/.rels");
    if (part >= 0 && !xlsx_package_scan(marking->package, part, &handler,
                                        &search, marking->diag))
        return false;
    if (search.is_signed) {
        diag_report(marking->diag, DIAG_MARKED_SIGNED,
                    (struct place){.file = marking->source->name});
        return false;
    }
    marking->namespace = search.is_strict ? strict : transitional;
    marking->types_base = search.is_strict ? strict_types : usual_types;
    marking->is_marked = xlsx_package_find(marking->package, MARKED_PART) >= 0;
    return true;
}

/* ---- marks of a sheet ---------------------------------------------------- */

static bool is_same_sheet(struct arena *arena, const char *a, const char *b)
{
    return strcmp(a, b) == 0 ||
           strcmp(unicode_fold(arena, a), unicode_fold(arena, b)) == 0;
}

/* The marks of sheet NUMBER. */
static struct mark *marks_of(struct mark_package *marking, size_t number,
                             size_t *n)
{
    const struct marked_source *source = marking->source;
    size_t most =
        source->n_faults < MARKED_MOST ? source->n_faults : MARKED_MOST;
    struct mark *marks = ARENA_ARRAY(marking->arena, struct mark, most + 1);
    *n = 0;
    for (size_t i = 0; i < most; i++) {
        const struct marked_fault *fault = &source->faults[i];
        if (!fault->sheet || fault->row == 0 ||
            !is_same_sheet(marking->arena, fault->sheet,
                           marking->book.sheets[number].name))
            continue;
        marks[(*n)++] =
            (struct mark){fault->row, fault->column > 0 ? fault->column : 1,
                          fault->level, fault->text};
    }
    return marks;
}

/* True when no other sheet than ACTIVE is selected: what is typed goes into all
   selected sheets. */
static bool is_alone(struct mark_package *marking, size_t active,
                     bool *mentioned)
{
    for (size_t i = 0; i < marking->book.n_sheets; i++) {
        int64_t part =
            xlsx_package_find(marking->package, marking->book.sheets[i].part);
        bool mentions = false;
        if (i == active || part < 0)
            continue;
        if (!xlsx_package_mentions(marking->package, part, "tabSelected",
                                   &mentions, marking->diag))
            return false;
        *mentioned |= mentions;
    }
    return true;
}

static bool mark_sheets(struct mark_package *marking, bool *is_front)
{
    size_t active;
    bool others = false;
    if (!mark_active_sheet(marking, &active) ||
        !is_alone(marking, active, &others))
        return false;
    *is_front = false;
    for (size_t i = 0; i < marking->book.n_sheets; i++) {
        size_t n;
        const struct mark *marks = marks_of(marking, i, &n);
        int64_t part =
            xlsx_package_find(marking->package, marking->book.sheets[i].part);
        if (n == 0 || part < 0)
            continue;
        /* The list is shown first unless that changes a sheet that need not be
           changed. */
        bool gives_way = i == active && !others && !marking->is_marked;
        if (!mark_sheet(marking, i, marks, n, gives_way))
            return false;
        *is_front |= gives_way;
    }
    return true;
}

static bool edit(struct mark_package *marking)
{
    bool is_front;
    if (!look_at_package(marking) ||
        !xlsx_book_read(marking->arena, marking->package, &marking->book,
                        marking->diag) ||
        !mark_count_formats(marking) || !mark_sheets(marking, &is_front) ||
        !mark_write_formats(marking))
        return false;
    mark_write_list(marking);
    return (marking->is_marked || mark_write_workbook(marking, is_front)) &&
           mark_write_references(marking) && mark_write_content_types(marking);
}

/* ---- the file ------------------------------------------------------------ */

static bool write_piece(void *context, const char *bytes, size_t size)
{
    return outfile_write(context, bytes, size);
}

/* Checks that every part can be read, and that all sheets are there. */
static bool verify(const struct mark_package *marking,
                   const struct outfile *file, struct diag *diag)
{
    struct diag *faults = diag_create(NULL, NULL, false);
    struct zipfile *zip = zipfile_open(outfile_staged_path(file), faults);
    bool ok = zip != NULL;
    size_t n = ok ? zipfile_n_parts(zip) : 0;
    ok = ok && n >= zipfile_n_parts(xlsx_package_zip(marking->package));
    for (size_t i = 0; i < n && ok; i++)
        ok = zipfile_read(zip, i, UINT64_MAX, NULL, NULL, faults);
    if (!ok) {
        size_t n_faults;
        const struct diag_message *messages = diag_messages(faults, &n_faults);
        diag_report(diag, DIAG_XLSX_DAMAGED,
                    (struct place){.file = outfile_path(file)},
                    n_faults > 0 ? messages[0].text : "");
    }
    zipfile_close(zip);
    diag_destroy(faults);
    return ok;
}

bool marked_write(struct arena *arena, const struct marked_source *source,
                  struct outfile *file, struct diag *diag)
{
    struct mark_package marking = {
        .arena = arena, .source = source, .diag = diag};
    marking.package =
        xlsx_package_open(arena, source->path, source->name, diag);
    if (!marking.package)
        return false;
    marking.copy = zipcopy_begin(xlsx_package_zip(marking.package));
    bool ok = edit(&marking) &&
              zipcopy_write(marking.copy, write_piece, file, diag) &&
              outfile_close(file, diag) && verify(&marking, file, diag);
    zipcopy_free(marking.copy);
    strbuf_free(&marking.content_types);
    xlsx_package_close(marking.package);
    return ok;
}

bool marked_is_copy(const char *path)
{
    struct diag *unheard = diag_create(NULL, NULL, false);
    struct zipfile *zip = zipfile_open(path, unheard);
    bool is_copy = zip && zipfile_find(zip, MARKED_PART) >= 0;
    zipfile_close(zip);
    diag_destroy(unheard);
    return is_copy;
}
