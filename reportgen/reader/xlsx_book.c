#include "reader/xlsx_book.h"

#include "base/strbuf.h"
#include "base/unicode.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SHEETS = 4096, MOST_NAMES = 65536, LONGEST_FORMULA = 8192 };

static const char *nfc(struct arena *arena, const char *text)
{
    return arena_strdup(arena, unicode_nfc(arena, text, strlen(text)));
}

static void *grown(struct arena *arena, const void *items, size_t n,
                   size_t size)
{
    /* The room doubles at powers of two; the arena keeps the old copies. */
    if (n > 0 && (n & (n - 1)) != 0)
        return NULL;
    void *larger = arena_alloc_array(arena, n == 0 ? 1 : n * 2, size);
    if (n > 0)
        memcpy(larger, items, n * size);
    return larger;
}

/* ---- the workbook part --------------------------------------------------- */

struct reading {
    struct arena *arena;
    struct xlsx_book *book;
    const struct xlsx_references *references;
    const char *name; /* the definedName that is being read, or NULL */
    struct strbuf formula;
    unsigned depth;
};

static bool is_true(const char *value)
{
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

static void add_sheet(struct reading *reading, const char *const *attributes)
{
    struct xlsx_book *book = reading->book;
    const char *name = xml_attribute(attributes, "name");
    const char *id = xml_attribute(attributes, "id");
    const char *state = xml_attribute(attributes, "state");
    const struct xlsx_reference *reference =
        xlsx_reference_of_id(reading->references, id);
    if (!name || book->n_sheets == MOST_SHEETS)
        return;
    /* Chart and dialog sheets have no cells. */
    if (reference && strcmp(reference->type, "worksheet") != 0)
        return;
    struct xlsx_sheet *larger =
        grown(reading->arena, book->sheets, book->n_sheets, sizeof *larger);
    if (larger)
        book->sheets = larger;
    const char *part =
        reference ? reference->target
                  : arena_printf(reading->arena, "xl/worksheets/sheet%zu.xml",
                                 book->n_sheets + 1);
    book->sheets[book->n_sheets++] =
        (struct xlsx_sheet){nfc(reading->arena, name), part,
                            state && strcmp(state, "visible") != 0};
}

static void start(void *context, const char *name,
                  const char *const *attributes)
{
    struct reading *reading = context;
    if (strcmp(name, "workbookPr") == 0)
        reading->book->since_1904 =
            is_true(xml_attribute(attributes, "date1904"));
    else if (strcmp(name, "sheet") == 0)
        add_sheet(reading, attributes);
    else if (strcmp(name, "definedName") == 0) {
        const char *defined = xml_attribute(attributes, "name");
        reading->name = !defined ? NULL : nfc(reading->arena, defined);
        strbuf_clear(&reading->formula);
    }
}

static void add_text(void *context, const char *bytes, size_t size)
{
    struct reading *reading = context;
    if (reading->name && reading->formula.size < LONGEST_FORMULA)
        strbuf_add(&reading->formula, bytes, size);
}

static void end(void *context, const char *name)
{
    struct reading *reading = context;
    struct xlsx_book *book = reading->book;
    if (!reading->name || strcmp(name, "definedName") != 0)
        return;
    if (book->n_names < MOST_NAMES) {
        struct xlsx_name *larger =
            grown(reading->arena, book->names, book->n_names, sizeof *larger);
        if (larger)
            book->names = larger;
        book->names[book->n_names++] = (struct xlsx_name){
            reading->name, nfc(reading->arena, strbuf_text(&reading->formula))};
    }
    reading->name = NULL;
}

static const char *target_of(const struct xlsx_references *references,
                             const char *type, const char *usual)
{
    const struct xlsx_reference *found =
        xlsx_reference_of_type(references, type);
    return !found ? usual : found->target;
}

bool xlsx_book_read(struct arena *arena, const struct xlsx_package *package,
                    struct xlsx_book *book, struct diag *diag)
{
    static const struct xml_handler handler = {
        .start = start, .end = end, .text = add_text};
    struct xlsx_references references = {0};
    *book = (struct xlsx_book){0};
    if (!xlsx_package_references(package, "", &references, diag))
        return false;
    const char *part =
        target_of(&references, "officeDocument", "xl/workbook.xml");
    const struct place place = {.file = xlsx_package_name(package)};
    size_t size = strlen(part);
    if (size > 4 && strcmp(part + size - 4, ".bin") == 0) {
        diag_report(diag, DIAG_WORKBOOK_BINARY, place);
        return false;
    }
    int64_t found = xlsx_package_find(package, part);
    if (found < 0) {
        diag_report_chosen(diag,
                           xlsx_package_find(package, "content.xml") >= 0
                               ? DIAG_WORKBOOK_OPEN_DOCUMENT
                               : DIAG_WORKBOOK_NONE,
                           place);
        return false;
    }
    if (!xlsx_package_references(package, part, &references, diag))
        return false;
    book->part = part;
    book->strings =
        target_of(&references, "sharedStrings", "xl/sharedStrings.xml");
    book->styles = target_of(&references, "styles", "xl/styles.xml");
    struct reading reading = {
        .arena = arena, .book = book, .references = &references};
    bool ok = xlsx_package_scan(package, found, &handler, &reading, diag);
    strbuf_free(&reading.formula);
    return ok;
}

/* ---- what a name means --------------------------------------------------- */

static bool is_same(struct arena *arena, const char *a, const char *b)
{
    return strcmp(unicode_fold(arena, a), unicode_fold(arena, b)) == 0;
}

/* Finds the sheet NAME: as written, else folded. */
static bool find_sheet(struct arena *arena, const struct xlsx_book *book,
                       const char *name, size_t *sheet)
{
    for (*sheet = 0; *sheet < book->n_sheets; (*sheet)++)
        if (strcmp(book->sheets[*sheet].name, name) == 0)
            return true;
    for (*sheet = 0; *sheet < book->n_sheets; (*sheet)++)
        if (is_same(arena, book->sheets[*sheet].name, name))
            return true;
    return false;
}

/* Splits "Sheet!B5:K200" and "'Danh mục'!B5:K200" at the exclamation mark. */
static bool find_range(struct arena *arena, const struct xlsx_book *book,
                       const char *text, struct xlsx_target *target)
{
    const char *mark = strrchr(text, '!');
    if (!mark)
        return false;
    struct strbuf name = STRBUF_INIT;
    bool quoted = text[0] == '\'' && mark - text >= 2 && mark[-1] == '\'';
    const char *stop = mark - quoted;
    for (const char *c = text + quoted; c < stop; c++) {
        strbuf_add_char(&name, *c);
        c += quoted && c[0] == '\'' && c[1] == '\'';
    }
    target->has_range = true;
    bool found = find_sheet(arena, book, strbuf_text(&name), &target->sheet) &&
                 xlsx_range_read(mark + 1, &target->range);
    strbuf_free(&name);
    return found;
}

struct table_search {
    struct arena *arena;
    const char *wanted;
    bool found;
    struct xlsx_range range;
};

static void look_at_table(void *context, const char *element,
                          const char *const *attributes)
{
    struct table_search *search = context;
    if (strcmp(element, "table") != 0)
        return;
    const char *name = xml_attribute(attributes, "name");
    const char *shown = xml_attribute(attributes, "displayName");
    const char *range = xml_attribute(attributes, "ref");
    search->found = range && xlsx_range_read(range, &search->range) &&
                    ((name && is_same(search->arena, name, search->wanted)) ||
                     (shown && is_same(search->arena, shown, search->wanted)));
}

/* Looks for the table WANTED on all sheets; false after a report. */
static bool find_table(struct arena *arena, const struct xlsx_package *package,
                       const struct xlsx_book *book, const char *wanted,
                       struct xlsx_target *target, bool *found,
                       struct diag *diag)
{
    static const struct xml_handler handler = {.start = look_at_table};
    for (size_t i = 0; i < book->n_sheets; i++) {
        struct xlsx_references references = {0};
        if (!xlsx_package_references(package, book->sheets[i].part, &references,
                                     diag))
            return false;
        for (size_t k = 0; k < references.n; k++) {
            struct table_search search = {.arena = arena, .wanted = wanted};
            if (strcmp(references.items[k].type, "table") != 0)
                continue;
            int64_t part =
                xlsx_package_find(package, references.items[k].target);
            if (part >= 0 &&
                !xlsx_package_scan(package, part, &handler, &search, diag))
                return false;
            if (search.found) {
                *target = (struct xlsx_target){i, search.range, true};
                *found = true;
                return true;
            }
        }
    }
    return true;
}

/* Reports that nothing was found, with the names of the sheets. */
static void report_missing(struct arena *arena, const struct xlsx_book *book,
                           const char *wanted, struct place place,
                           struct diag *diag)
{
    struct strbuf names = STRBUF_INIT;
    for (size_t i = 0; i < book->n_sheets; i++)
        strbuf_add_format(&names, "%s“%s”", i == 0 ? "" : ", ",
                          book->sheets[i].name);
    diag_report(diag, DIAG_WORKBOOK_NO_SUCH_PART, place, wanted,
                arena_strdup(arena, strbuf_text(&names)));
    strbuf_free(&names);
}

bool xlsx_book_find(struct arena *arena, const struct xlsx_package *package,
                    const struct xlsx_book *book, const char *wanted,
                    struct place place, struct xlsx_target *target,
                    struct diag *diag)
{
    bool found = false;
    *target = (struct xlsx_target){.range = xlsx_range_all()};
    if (find_sheet(arena, book, wanted, &target->sheet) ||
        find_range(arena, book, wanted, target))
        return true;
    if (!find_table(arena, package, book, wanted, target, &found, diag))
        return false;
    if (found)
        return true;
    for (size_t i = 0; i < book->n_names; i++)
        if (is_same(arena, book->names[i].name, wanted) &&
            find_range(arena, book, book->names[i].formula, target))
            return true;
    char *end;
    unsigned long number = strtoul(wanted, &end, 10);
    *target = (struct xlsx_target){.range = xlsx_range_all()};
    if (*end == '\0' && number >= 1 && number <= book->n_sheets) {
        target->sheet = number - 1;
        return true;
    }
    report_missing(arena, book, wanted, place, diag);
    return false;
}
