#include "typeset/typeset.h"

#include "typeset/canvas.h"
#include "typeset/contents_pages.h"
#include "typeset/flow.h"
#include "typeset/pager.h"
#include "typeset/tags.h"

/* What all sections of a document share. */
struct typesetter {
    struct arena *arena;
    struct setter setter;
    struct tags tags;
    struct canvas canvas;
    struct pager *pager;
    const struct contents_pages *contents; /* NULL: there are none */
};

static struct flow flow_for(struct typesetter *typesetter,
                            const struct page_setup *setup)
{
    return (struct flow){.arena = typesetter->arena,
                         .setter = &typesetter->setter,
                         .tags = &typesetter->tags,
                         .pager = typesetter->pager,
                         .canvas = &typesetter->canvas,
                         .contents = typesetter->contents,
                         .x = setup->left,
                         .width = setup->width - setup->left - setup->right,
                         .room = setup->height - setup->top - setup->bottom};
}

/* Sets the foot of the first page apart, before there is a page: its height
   is what that page lacks.  Its elements wait in TAGS. */
static bool make_footer(struct typesetter *typesetter,
                        const struct section *section, struct tags *tags,
                        struct pager_footer *footer)
{
    struct box_list list = {0};
    struct flow flow = flow_for(typesetter, &section->setup);
    flow.fixed = typesetter->arena;
    flow.list = &list;
    flow.tags = tags;
    tag_id root = tags_add(tags, TAG_ARTIFACT, TAG_DIV);
    bool ok =
        flow_blocks(&flow, section->footer, section->n_footer, root, false);
    if (ok)
        footer->box = canvas_stack(&typesetter->canvas, typesetter->arena,
                                   list.boxes, list.n_boxes);
    box_list_free(&list);
    return ok;
}

static bool set_blocks(struct typesetter *typesetter,
                       const struct section *section, int index, tag_id tag,
                       const struct pager_footer *footer)
{
    struct flow flow = flow_for(typesetter, &section->setup);
    pager_begin_section(typesetter->pager, section, index, footer);
    flow.room = pager_room(typesetter->pager);
    return flow_blocks(&flow, section->blocks, section->n_blocks, tag, false) &&
           pager_end_section(typesetter->pager);
}

static bool set_section(struct typesetter *typesetter,
                        const struct section *section, int index)
{
    struct tags footer_tags = {0};
    tag_id tag = tags_add(&typesetter->tags, 0, TAG_SECT);
    struct pager_footer footer = {.tags = &footer_tags, .parent = tag};
    bool ok = section->n_footer == 0 ||
              make_footer(typesetter, section, &footer_tags, &footer);
    ok = ok && set_blocks(typesetter, section, index, tag,
                          section->n_footer == 0 ? NULL : &footer);
    tags_free(&footer_tags);
    return ok;
}

/* Sets all of DOCUMENT once. */
static bool set_document(struct typesetter *typesetter,
                         const struct document *document,
                         const struct page_sink *sink,
                         struct typeset_result *result)
{
    typesetter->pager =
        pager_create(&typesetter->setter, &typesetter->tags, sink);
    tags_add(&typesetter->tags, TAG_ARTIFACT, TAG_DOCUMENT);
    bool ok = true;
    for (size_t i = 0; ok && i < document->n_sections; i++)
        ok = set_section(typesetter, &document->sections[i], (int)i);
    result->missing = typesetter->setter.missing;
    if (ok) {
        tags_finish(&typesetter->tags, typesetter->arena, result);
        result->n_pages = pager_n_pages(typesetter->pager);
    }
    pager_destroy(typesetter->pager);
    canvas_free(&typesetter->canvas);
    tags_free(&typesetter->tags);
    return ok;
}

/* Sets DOCUMENT for the numbers of its pages alone; its messages are those
   that the reader gets.  Of RESULT only what is missing stays. */
static bool find_contents(const struct typesetter *typesetter,
                          const struct document *document,
                          struct contents_pages *contents,
                          struct typeset_result *result)
{
    struct typesetter first = *typesetter;
    struct page_sink sink = contents_pages_sink(contents);
    first.arena = arena_create();
    arena_set_budget(first.arena, arena_budget(typesetter->arena));
    first.contents = contents;
    bool ok = set_document(&first, document, &sink, result);
    arena_destroy(first.arena);
    *result = (struct typeset_result){.missing = result->missing};
    contents_pages_close(contents);
    return ok;
}

bool typeset_document(struct arena *arena, const struct document *document,
                      struct fontset *fonts, struct breaker *breaker,
                      const struct page_sink *sink,
                      struct typeset_result *result, struct diag *diag)
{
    struct typesetter typesetter = {
        .arena = arena,
        .setter = {.fonts = fonts, .breaker = breaker, .diag = diag}};
    struct contents_pages contents = {0};
    struct diag *quiet = NULL;
    *result = (struct typeset_result){0};
    bool ok = true;
    if (contents_pages_wanted(document)) {
        ok = find_contents(&typesetter, document, &contents, result);
        /* The first pass has already reported what the second would report. */
        quiet = diag_create(NULL, NULL, false);
        typesetter.setter.diag = quiet;
        typesetter.contents = &contents;
    }
    ok = ok && set_document(&typesetter, document, sink, result);
    contents_pages_free(&contents);
    diag_destroy(quiet);
    return ok;
}
