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
    struct contents_pages found;
    struct diag *quiet; /* NULL: what is found is told */
    int n_sections;     /* set so far */
    bool failed;
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

static void open_pages(struct typesetter *typesetter,
                       const struct page_sink *sink)
{
    typesetter->pager =
        pager_create(&typesetter->setter, &typesetter->tags, sink);
    tags_add(&typesetter->tags, TAG_ARTIFACT, TAG_DOCUMENT);
}

static void close_pages(struct typesetter *typesetter)
{
    pager_destroy(typesetter->pager);
    canvas_free(&typesetter->canvas);
    tags_free(&typesetter->tags);
}

/* Sets DOCUMENT for the numbers of its pages alone; its messages are those
   that the reader gets. */
static bool find_contents(struct typesetter *typesetter,
                          const struct document *document)
{
    struct typesetter first = *typesetter;
    struct page_sink sink = contents_pages_sink(&typesetter->found);
    first.arena = arena_create();
    arena_set_budget(first.arena, arena_budget(typesetter->arena));
    first.contents = &typesetter->found;
    open_pages(&first, &sink);
    bool ok = true;
    for (size_t i = 0; ok && i < document->n_sections; i++)
        ok = set_section(&first, &document->sections[i], (int)i);
    typesetter->setter.missing = first.setter.missing;
    close_pages(&first);
    arena_destroy(first.arena);
    contents_pages_close(&typesetter->found);
    return ok;
}

struct typesetter *
typesetter_open(struct arena *arena, const struct document *document,
                struct fontset *fonts, struct breaker *breaker,
                const struct page_sink *sink, struct diag *diag)
{
    struct typesetter *typesetter = ARENA_NEW(arena, struct typesetter);
    *typesetter = (struct typesetter){
        .arena = arena,
        .setter = {.fonts = fonts, .breaker = breaker, .diag = diag}};
    if (contents_pages_wanted(document)) {
        typesetter->failed = !find_contents(typesetter, document);
        /* The first pass has already reported what the second would report. */
        typesetter->quiet = diag_create(NULL, NULL, false);
        typesetter->setter.diag = typesetter->quiet;
        typesetter->contents = &typesetter->found;
    }
    open_pages(typesetter, sink);
    return typesetter;
}

bool typesetter_section(struct typesetter *typesetter,
                        const struct section *section)
{
    if (!typesetter->failed)
        typesetter->failed =
            !set_section(typesetter, section, typesetter->n_sections++);
    return !typesetter->failed;
}

bool typesetter_close(struct typesetter *typesetter,
                      struct typeset_result *result)
{
    const bool ok = !typesetter->failed;
    *result = (struct typeset_result){.missing = typesetter->setter.missing};
    if (ok) {
        tags_finish(&typesetter->tags, typesetter->arena, result);
        result->n_pages = pager_n_pages(typesetter->pager);
    }
    close_pages(typesetter);
    contents_pages_free(&typesetter->found);
    diag_destroy(typesetter->quiet);
    return ok;
}

bool typeset_document(struct arena *arena, const struct document *document,
                      struct fontset *fonts, struct breaker *breaker,
                      const struct page_sink *sink,
                      struct typeset_result *result, struct diag *diag)
{
    struct typesetter *typesetter =
        typesetter_open(arena, document, fonts, breaker, sink, diag);
    bool ok = true;
    for (size_t i = 0; ok && i < document->n_sections; i++)
        ok = typesetter_section(typesetter, &document->sections[i]);
    return typesetter_close(typesetter, result);
}
