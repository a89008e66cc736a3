/*
 * What tests of the document stage are made with: the form of NĐ 30/2020, a
 * configuration in memory, and messages that can be asked for.
 */
#ifndef UNIT_MADE_DOCUMENT_H
#define UNIT_MADE_DOCUMENT_H

#include "check.h"
#include "formats.h"

#include "base/arena.h"
#include "base/diag.h"
#include "config/config.h"
#include "form/form.h"
#include "tree/block.h"

#include <stdbool.h>
#include <string.h>

struct made {
    struct arena *arena;
    struct diag *diag;
    struct form *form;
    struct config config;
};

/* The INI of MADE's configuration is TEXT; the fields are the caller's. */
static inline void made_open(struct made *made, const char *text)
{
    *made = (struct made){0};
    made->arena = arena_create();
    made->diag = diag_create(NULL, NULL, false);
    made->form =
        form_read(made->arena, input_at("layouts/forms/nd30.ini"), made->diag);
    assert_non_null(made->form);
    assert_int_equal(diag_count(made->diag, DIAG_WARNING), 0);
    made->config.ini =
        ini_parse(made->arena, "report.ini", text, strlen(text), made->diag);
    assert_non_null(made->config.ini);
    made->config.known_formats = &test_formats;
    made->config.folder = ".";
    made->config.billion_word = "tỷ";
    made->config.period.year = 2017;
    made->config.period.kind = PERIOD_YEAR;
    made->config.period.window = (struct window){{2017, 1, 1}, {2017, 12, 31}};
}

static inline void made_close(struct made *made)
{
    diag_destroy(made->diag);
    arena_destroy(made->arena);
}

/* The number of messages CODE so far. */
static inline size_t made_count(const struct made *made, enum diag_code code)
{
    size_t n, found = 0;
    const struct diag_message *messages = diag_messages(made->diag, &n);
    for (size_t i = 0; i < n; i++)
        found += messages[i].code == code;
    return found;
}

/* All text of BLOCKS, a line a paragraph; labels before items. */
static inline void made_add_text(struct strbuf *buf,
                                 struct block *const *blocks, size_t n_blocks)
{
    for (size_t i = 0; i < n_blocks; i++) {
        const struct block *block = blocks[i];
        if (block->kind == BLOCK_ITEM) {
            text_add_plain(buf, &block->label);
            strbuf_add_char(buf, ' ');
        }
        if (block->kind == BLOCK_PARAGRAPH) {
            text_add_plain(buf, &block->text);
            strbuf_add_char(buf, '\n');
        }
        made_add_text(buf, block->children, block->n_children);
    }
}

static inline const char *
made_text(struct made *made, struct block *const *blocks, size_t n_blocks)
{
    struct strbuf buf = STRBUF_INIT;
    made_add_text(&buf, blocks, n_blocks);
    const char *text = arena_strndup(made->arena, strbuf_text(&buf), buf.size);
    strbuf_free(&buf);
    return text;
}

#endif
