#include "output/xlsx_verify.h"

#include "base/arena.h"
#include "base/xmlscan.h"
#include "base/zipfile.h"
#include "output/xlsx.h"

#include <libintl.h>
#include <string.h>

/* More than any part of a workbook that the library writes. */
static const uint64_t MOST_BYTES = UINT64_C(1) << 34;

/* A workbook while it is examined. */
struct examination {
    struct zipfile *zip;
    struct place place; /* the published name */
    struct diag *diag;
    struct diag *faults; /* of the archive, in the words of its reader */
};

/* ---- what a sheet holds -------------------------------------------------- */

static void count_element(void *context, const char *name,
                          const char *const *attributes)
{
    struct xlsx_counts *counts = context;
    (void)attributes;
    if (strcmp(name, "c") == 0)
        counts->cells++;
    else if (strcmp(name, "v") == 0 || strcmp(name, "is") == 0)
        counts->filled++;
    else if (strcmp(name, "row") == 0)
        counts->rows++;
    else if (strcmp(name, "f") == 0)
        counts->formulas++;
}

/* The sheet of a long list, whose markup is not parsed: its elements are
   counted by name, which is several times as fast.  The counts, the check sum
   and the end show that the library wrote all of it. */
struct tag_counter {
    struct xlsx_counts *counts;
    char name[16]; /* of the tag being read: "c", "/worksheet" */
    size_t size;
    bool in_name;
};

static void count_tag(struct tag_counter *counter)
{
    counter->name[counter->size] = '\0';
    counter->in_name = false;
    count_element(counter->counts, counter->name, NULL);
}

static bool count_tags(void *context, const char *bytes, size_t size)
{
    struct tag_counter *counter = context;
    const char *const end = bytes + size;
    for (const char *at = bytes; at < end; at++) {
        if (!counter->in_name) {
            at = memchr(at, '<', (size_t)(end - at));
            if (!at)
                break;
            counter->in_name = true;
            counter->size = 0;
        } else if (*at == '>' || *at == ' ' ||
                   (*at == '/' && counter->size > 0)) {
            count_tag(counter);
        } else if (counter->size + 1 < sizeof counter->name) {
            counter->name[counter->size++] = *at;
        }
    }
    return true;
}

static bool count_sheet(struct zipfile *zip, size_t i,
                        struct xlsx_counts *counts, struct diag *diag)
{
    struct tag_counter counter = {.counts = counts};
    if (!zipfile_read(zip, i, MOST_BYTES, count_tags, &counter, diag))
        return false;
    return strcmp(counter.name, "/worksheet") == 0;
}

static bool expect(const struct examination *examination, const char *sheet,
                   const char *what, int64_t found, int64_t expected)
{
    if (found == expected)
        return true;
    diag_report(examination->diag, DIAG_XLSX_INCOMPLETE, examination->place,
                sheet, (long long)found, what, (long long)expected);
    return false;
}

static bool compare(const struct examination *examination,
                    const struct xlsx_expected *sheet,
                    const struct xlsx_counts *found)
{
    const struct xlsx_counts *expected = &sheet->counts;
    return expect(examination, sheet->name, gettext("rows"), found->rows,
                  expected->rows) &&
           expect(examination, sheet->name, gettext("cells"), found->cells,
                  expected->cells) &&
           expect(examination, sheet->name, gettext("filled cells"),
                  found->filled, expected->filled) &&
           expect(examination, sheet->name, gettext("formulas"),
                  found->formulas, expected->formulas);
}

/* ---- parts --------------------------------------------------------------- */

/* The number in "xl/worksheets/sheet12.xml", or 0. */
static size_t sheet_number(const char *name)
{
    static const char prefix[] = "xl/worksheets/sheet";
    size_t number = 0;
    if (strncmp(name, prefix, sizeof prefix - 1) != 0)
        return 0;
    for (name += sizeof prefix - 1; *name >= '0' && *name <= '9'; name++)
        if (number < SIZE_MAX / 100)
            number = number * 10 + (size_t)(*name - '0');
    return strcmp(name, ".xml") == 0 ? number : 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text);
    return size >= strlen(end) && strcmp(text + size - strlen(end), end) == 0;
}

/* Reports the first fault that the reader of the archive found: what the system
   refused as such, otherwise the archive is damaged. */
static bool report_damage(const struct examination *examination)
{
    size_t n;
    const struct diag_message *faults = diag_messages(examination->faults, &n);
    if (n > 0 && diag_code_status(faults[0].code) != STATUS_BAD_DATA)
        diag_pass_on(examination->diag, &faults[0], examination->place);
    else
        diag_report(examination->diag, DIAG_XLSX_DAMAGED, examination->place,
                    n > 0 ? faults[0].text : "");
    return false;
}

static bool examine_part(struct examination *examination, size_t i,
                         const struct xlsx_expected *sheets, size_t n_sheets)
{
    struct zipfile *zip = examination->zip;
    const char *name = zipfile_part_name(zip, i);
    const size_t sheet = sheet_number(name);
    const bool is_sheet = sheet >= 1 && sheet <= n_sheets;
    const struct xml_handler counting = {.start = count_element};
    const struct xml_handler reading = {0};
    struct xlsx_counts found = {0};
    bool ok;
    if (is_sheet && sheets[sheet - 1].is_long)
        ok = count_sheet(zip, i, &found, examination->faults);
    else if (ends_with(name, ".xml") || ends_with(name, ".rels"))
        ok = xml_scan(zip, i, MOST_BYTES, is_sheet ? &counting : &reading,
                      &found, examination->faults);
    else
        ok = zipfile_read(zip, i, MOST_BYTES, NULL, NULL, examination->faults);
    if (!ok)
        return report_damage(examination);
    return !is_sheet || compare(examination, &sheets[sheet - 1], &found);
}

static bool require(const struct examination *examination, const char *name)
{
    if (zipfile_find(examination->zip, name) >= 0)
        return true;
    diag_report(examination->diag, DIAG_XLSX_MISSING_PART, examination->place,
                name);
    return false;
}

static bool require_parts(const struct examination *examination,
                          size_t n_sheets, size_t n_charts)
{
    static const char *const names[] = {
        "[Content_Types].xml", "_rels/.rels",
        "docProps/core.xml",   "docProps/app.xml",
        "xl/styles.xml",       "xl/workbook.xml",
        "xl/theme/theme1.xml", "xl/_rels/workbook.xml.rels"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!require(examination, names[i]))
            return false;
    struct arena *arena = arena_create();
    bool ok = true;
    for (size_t i = 1; i <= n_charts && ok; i++)
        ok = require(examination,
                     arena_printf(arena, "xl/charts/chart%zu.xml", i));
    for (size_t i = 1; i <= n_sheets && ok; i++)
        ok = require(examination,
                     arena_printf(arena, "xl/worksheets/sheet%zu.xml", i));
    arena_destroy(arena);
    return ok;
}

static bool examine(struct examination *examination, const char *staged,
                    const struct xlsx_expected *sheets, size_t n_sheets,
                    size_t n_charts)
{
    examination->zip = zipfile_open(staged, examination->faults);
    if (!examination->zip)
        return report_damage(examination);
    bool ok = require_parts(examination, n_sheets, n_charts);
    for (size_t i = 0; i < zipfile_n_parts(examination->zip) && ok; i++)
        ok = examine_part(examination, i, sheets, n_sheets);
    zipfile_close(examination->zip);
    return ok;
}

bool xlsx_verify_sheets(const struct outfile *file,
                        const struct xlsx_expected *sheets, size_t n_sheets,
                        size_t n_charts, struct diag *diag)
{
    struct examination examination = {.place = {.file = outfile_path(file)},
                                      .diag = diag,
                                      .faults = diag_create(NULL, NULL, false)};
    bool ok = examine(&examination, outfile_staged_path(file), sheets, n_sheets,
                      n_charts);
    diag_destroy(examination.faults);
    return ok;
}

bool xlsx_verify(const struct outfile *file, const struct document *document,
                 const struct xlsx_counts *written, struct diag *diag)
{
    struct arena *arena = arena_create();
    struct xlsx_expected *sheets =
        ARENA_ARRAY(arena, struct xlsx_expected, document->n_sheets);
    size_t n_charts = 0;
    for (size_t i = 0; i < document->n_sheets; i++) {
        const struct sheet *sheet = &document->sheets[i];
        sheets[i].name = sheet->name;
        sheets[i].counts = xlsx_plan_count(xlsx_plan_make(arena, sheet),
                                           written ? &written[i] : NULL);
        sheets[i].is_long = written && sheet->table && sheet->table->source;
        n_charts += sheet->chart != NULL;
    }
    bool ok =
        xlsx_verify_sheets(file, sheets, document->n_sheets, n_charts, diag);
    arena_destroy(arena);
    return ok;
}
