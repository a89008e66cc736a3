/* What the parts of a package say of each other, with the new ones. */
#include "marked/mark_parts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- names --------------------------------------------------------------- */

static void *grown(struct arena *arena, const void *items, size_t n,
                   size_t *capacity, size_t size)
{
    if (n < *capacity)
        return (void *)(uintptr_t)items;
    *capacity = *capacity * 2 + 16;
    void *larger = arena_alloc_array(arena, *capacity, size);
    if (n > 0)
        memcpy(larger, items, n * size);
    return larger;
}

static bool is_new(const struct mark_package *marking, const char *name)
{
    for (size_t i = 0; i < marking->n_new_parts; i++)
        if (strcmp(marking->new_parts[i], name) == 0)
            return true;
    return false;
}

const char *mark_new_part(struct mark_package *marking, const char *before,
                          const char *after)
{
    const char *name;
    unsigned number = 1;
    do
        name = arena_printf(marking->arena, "%s%u%s", before, number++, after);
    while (xlsx_package_find(marking->package, name) >= 0 ||
           is_new(marking, name));
    marking->new_parts =
        grown(marking->arena, marking->new_parts, marking->n_new_parts,
              &marking->new_parts_capacity, sizeof *marking->new_parts);
    marking->new_parts[marking->n_new_parts++] = name;
    return name;
}

/* ---- references ---------------------------------------------------------- */

/* The name of the list of PART's references, which may not exist. */
static const char *references_name(struct mark_package *marking,
                                   const char *part)
{
    const char *slash = strrchr(part, '/');
    int folder = slash ? (int)(slash - part) + 1 : 0;
    const char *name = arena_printf(marking->arena, "%.*s_rels/%s.rels", folder,
                                    part, part + folder);
    int64_t found = xlsx_package_find(marking->package, name);
    return found < 0 ? name : xlsx_package_part_name(marking->package, found);
}

static bool has_id(const struct mark_package *marking,
                   const struct xlsx_references *references, const char *part,
                   const char *id)
{
    if (xlsx_reference_of_id(references, id))
        return true;
    for (size_t i = 0; i < marking->n_references; i++)
        if (strcmp(marking->references[i].from, part) == 0 &&
            strcmp(marking->references[i].id, id) == 0)
            return true;
    return false;
}

bool mark_refer(struct mark_package *marking, const char *part,
                const char *type, const char *target, const char **id)
{
    struct xlsx_references references;
    unsigned number = 1;
    if (!xlsx_package_references(marking->package, part, &references,
                                 marking->diag))
        return false;
    do
        *id = arena_printf(marking->arena, "rIdReportgen%u", number++);
    while (has_id(marking, &references, part, *id));
    marking->references =
        grown(marking->arena, marking->references, marking->n_references,
              &marking->references_capacity, sizeof *marking->references);
    marking->references[marking->n_references++] =
        (struct mark_reference){part, *id, type, target};
    return true;
}

struct appending {
    struct xml_edit edit;
    void (*add)(struct appending *appending, const char *prefix);
    struct mark_package *marking;
    const char *part;
};

static void pass(void *context, const struct xml_tag *tag)
{
    struct appending *appending = context;
    char prefix[64];
    if (tag->level != 1 || !tag->is_whole)
        return;
    xml_edit_prefix(&appending->edit, tag, prefix);
    xml_edit_open(&appending->edit, tag);
    appending->add(appending, prefix);
    xml_edit_close(&appending->edit, tag);
}

static void append(void *context, const struct xml_tag *tag)
{
    struct appending *appending = context;
    struct xml_tag name = *tag;
    char prefix[64];
    if (tag->level != 1 || tag->is_whole)
        return;
    name.start++;
    xml_edit_prefix(&appending->edit, &name, prefix);
    xml_edit_go(&appending->edit, tag->start);
    appending->add(appending, prefix);
}

/* Adds elements at the end of the part NAME, or of BYTES when it is new. */
static bool append_to(struct mark_package *marking, const char *name,
                      const char *empty, struct appending *appending)
{
    static const struct xml_walker walker = {pass, append};
    struct strbuf bytes = STRBUF_INIT;
    int64_t part = xlsx_package_find(marking->package, name);
    bool ok = true;
    if (part >= 0)
        ok = xlsx_package_read(marking->package, part, &bytes, marking->diag);
    else
        strbuf_add_text(&bytes, empty);
    if (ok) {
        xml_edit_start(&appending->edit, &bytes);
        ok = xml_walk(bytes.data, bytes.size, marking->source->name, name,
                      &walker, appending, marking->diag);
        xml_edit_finish(&appending->edit);
    }
    if (ok)
        zipcopy_put(marking->copy, name, appending->edit.out.data,
                    appending->edit.out.size);
    strbuf_free(&appending->edit.out);
    strbuf_free(&bytes);
    return ok;
}

static void add_references(struct appending *appending, const char *prefix)
{
    struct mark_package *marking = appending->marking;
    for (size_t i = 0; i < marking->n_references; i++) {
        const struct mark_reference *reference = &marking->references[i];
        if (strcmp(reference->from, appending->part) == 0)
            strbuf_add_format(&appending->edit.out,
                              "<%sRelationship Id=\"%s\" Type=\"%s/%s\" "
                              "Target=\"/%s\"/>",
                              prefix, reference->id, marking->types_base,
                              reference->type, reference->target);
    }
}

static bool is_first_of_part(const struct mark_package *marking, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(marking->references[k].from, marking->references[i].from) ==
            0)
            return false;
    return true;
}

bool mark_write_references(struct mark_package *marking)
{
    static const char empty[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
        "relationships\"></Relationships>";
    bool ok = true;
    for (size_t i = 0; i < marking->n_references && ok; i++) {
        const char *part = marking->references[i].from;
        struct appending appending = {
            .add = add_references, .marking = marking, .part = part};
        if (is_first_of_part(marking, i))
            ok = append_to(marking, references_name(marking, part), empty,
                           &appending);
    }
    return ok;
}

/* ---- content types ------------------------------------------------------- */

struct types_search {
    bool has_drawings;
};

static void look_at_type(void *context, const char *name,
                         const char *const *attributes)
{
    struct types_search *search = context;
    const char *extension = xml_attribute(attributes, "Extension");
    if (strcmp(name, "Default") != 0 || !extension)
        return;
    search->has_drawings |= tolower((unsigned char)extension[0]) == 'v' &&
                            tolower((unsigned char)extension[1]) == 'm' &&
                            tolower((unsigned char)extension[2]) == 'l' &&
                            extension[3] == '\0';
}

/* The added elements have no prefix, and neither have those of any known
   program; where they have one, the namespace is declared. */
static void add_types(struct appending *appending, const char *prefix)
{
    struct mark_package *marking = appending->marking;
    const char *types = strbuf_text(&marking->content_types);
    for (const char *c = types; *c != '\0'; c++) {
        strbuf_add_char(&appending->edit.out, *c);
        if (*c == '<')
            strbuf_add_text(&appending->edit.out, prefix);
    }
}

bool mark_write_content_types(struct mark_package *marking)
{
    static const char name[] = "[Content_Types].xml";
    static const struct xml_handler handler = {.start = look_at_type};
    struct types_search search = {false};
    struct appending appending = {.add = add_types, .marking = marking};
    int64_t part = xlsx_package_find(marking->package, name);
    if (part >= 0 && !xlsx_package_scan(marking->package, part, &handler,
                                        &search, marking->diag))
        return false;
    if (!search.has_drawings && marking->n_drawings > 0)
        strbuf_add_text(&marking->content_types,
                        "<Default Extension=\"vml\" ContentType=\"application/"
                        "vnd.openxmlformats-officedocument.vmlDrawing\"/>");
    if (marking->content_types.size == 0)
        return true;
    return append_to(
        marking,
        part < 0 ? name : xlsx_package_part_name(marking->package, part),
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/"
        "content-types\"></Types>",
        &appending);
}

/* ---- the workbook -------------------------------------------------------- */

struct sheets_search {
    unsigned long highest; /* of a sheet */
    size_t n;              /* of all sheets, including charts */
    size_t active;
    bool has_view;
    struct arena *arena;
    const char **ids;
    size_t capacity;
};

static void look_at_sheet(void *context, const struct xml_tag *tag)
{
    struct sheets_search *search = context;
    if (strcmp(tag->name, "workbookView") == 0 && !search->has_view) {
        const char *active = xml_attribute(tag->attributes, "activeTab");
        search->has_view = true;
        search->active = active ? strtoul(active, NULL, 10) : 0;
    }
    if (strcmp(tag->name, "sheet") != 0)
        return;
    const char *number = xml_attribute(tag->attributes, "sheetId");
    unsigned long value = number ? strtoul(number, NULL, 10) : 0;
    if (value > search->highest)
        search->highest = value;
    search->ids = grown(search->arena, search->ids, search->n,
                        &search->capacity, sizeof *search->ids);
    search->ids[search->n++] =
        arena_strdup(search->arena, xml_attribute(tag->attributes, "id"));
}

static void ignore(void *context, const struct xml_tag *tag)
{
    (void)context;
    (void)tag;
}

static bool search_sheets(struct mark_package *marking, struct strbuf *bytes,
                          struct sheets_search *search)
{
    static const struct xml_walker walker = {look_at_sheet, ignore};
    int64_t part = xlsx_package_find(marking->package, marking->book.part);
    *search = (struct sheets_search){.arena = marking->arena};
    return xlsx_package_read(marking->package, part, bytes, marking->diag) &&
           xml_walk(bytes->data, bytes->size, marking->source->name,
                    marking->book.part, &walker, search, marking->diag);
}

bool mark_active_sheet(struct mark_package *marking, size_t *active)
{
    struct strbuf bytes = STRBUF_INIT;
    struct sheets_search search;
    struct xlsx_references references;
    bool ok = search_sheets(marking, &bytes, &search) &&
              xlsx_package_references(marking->package, marking->book.part,
                                      &references, marking->diag);
    *active = SIZE_MAX;
    if (ok && search.active < search.n) {
        const struct xlsx_reference *reference =
            xlsx_reference_of_id(&references, search.ids[search.active]);
        for (size_t i = 0; reference && i < marking->book.n_sheets; i++)
            if (strcmp(marking->book.sheets[i].part, reference->target) == 0)
                *active = i;
    }
    strbuf_free(&bytes);
    return ok;
}

struct placing {
    struct mark_package *marking;
    struct xml_edit edit;
    const struct sheets_search *search;
    const char *id;
    bool is_front;
};

static void add_sheet(struct placing *placing, const char *prefix)
{
    struct strbuf *out = &placing->edit.out;
    const char *name = placing->marking->source->words->texts[WORD_MARKED_LIST];
    strbuf_add_format(out, "<%ssheet name=\"", prefix);
    xml_add(out, name);
    /* The prefix that other sheets use may be declared in each of them only. */
    strbuf_add_format(out, "\" sheetId=\"%lu\" xmlns:rg=\"%s\" rg:id=\"%s\"/>",
                      placing->search->highest + 1,
                      placing->marking->types_base, placing->id);
}

/* Adds one to what counts sheets from 0. */
static void count_on(struct placing *placing, const struct xml_tag *tag,
                     const char *name, size_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%zu", number);
    xml_edit_set(&placing->edit, tag, name, text);
}

static void place_start(void *context, const struct xml_tag *tag)
{
    struct placing *placing = context;
    char prefix[64];
    if (strcmp(tag->name, "sheets") == 0 && tag->level == 2) {
        xml_edit_prefix(&placing->edit, tag, prefix);
        xml_edit_open(&placing->edit, tag);
        add_sheet(placing, prefix);
        xml_edit_close(&placing->edit, tag);
    } else if (strcmp(tag->name, "workbookView") == 0) {
        const char *active = xml_attribute(tag->attributes, "activeTab");
        count_on(placing, tag, "activeTab",
                 placing->is_front
                     ? 0
                     : 1 + (active ? strtoul(active, NULL, 10) : 0));
    } else if (strcmp(tag->name, "definedName") == 0 && tag->level == 3) {
        const char *sheet = xml_attribute(tag->attributes, "localSheetId");
        if (sheet)
            count_on(placing, tag, "localSheetId",
                     strtoul(sheet, NULL, 10) + 1);
    }
}

bool mark_write_workbook(struct mark_package *marking, bool is_front)
{
    static const struct xml_walker walker = {place_start, ignore};
    struct strbuf bytes = STRBUF_INIT;
    struct sheets_search search;
    struct placing placing = {
        .marking = marking, .search = &search, .is_front = is_front};
    int64_t part = xlsx_package_find(marking->package, marking->book.part);
    const char *name = xlsx_package_part_name(marking->package, part);
    bool ok = search_sheets(marking, &bytes, &search) &&
              mark_refer(marking, name, "worksheet", MARKED_PART, &placing.id);
    if (ok) {
        xml_edit_start(&placing.edit, &bytes);
        ok = xml_walk(bytes.data, bytes.size, marking->source->name,
                      marking->book.part, &walker, &placing, marking->diag);
        xml_edit_finish(&placing.edit);
    }
    if (ok) {
        zipcopy_put(marking->copy, name, placing.edit.out.data,
                    placing.edit.out.size);
        strbuf_add_text(
            &marking->content_types,
            "<Override PartName=\"/" MARKED_PART
            "\" ContentType=\"application/vnd.openxmlformats-officedocument."
            "spreadsheetml.worksheet+xml\"/>");
    }
    strbuf_free(&placing.edit.out);
    strbuf_free(&bytes);
    return ok;
}
