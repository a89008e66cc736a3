/*
 * Block: constructors for the blocks, texts and runs of a tree.
 *
 * Everything lives in an arena; nothing is freed by itself.
 */
#ifndef TREE_BLOCK_H
#define TREE_BLOCK_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "tree/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* U+00A0, which keeps two words on one line. */
#define NO_BREAK_SPACE "\xC2\xA0"

/* Runs that are being added; runs_text() makes a text of them. */
struct run_list {
    struct run *runs;
    size_t n_runs;
    size_t capacity;
};

/* Adds a run of SIZE bytes at TEXT, which is not copied. */
struct run *runs_add(struct arena *arena, struct run_list *list,
                     const char *text, size_t size);
struct text runs_text(const struct run_list *list);

/* A text with one run, or none when TEXT is NULL or empty.  TEXT is not
   copied. */
struct text text_plain(struct arena *arena, const char *text);

/* TEXT as it reads: line breaks and no-break spaces become blanks. */
void text_add_plain(struct strbuf *buf, const struct text *text);
const char *text_to_plain(struct arena *arena, const struct text *text);

/* The same, without the marks of its footnotes. */
const char *text_without_notes(struct arena *arena, const struct text *text);

/* Blocks that are being added. */
struct block_list {
    struct block **blocks;
    size_t n_blocks;
    size_t capacity;
};

void blocks_append(struct arena *arena, struct block_list *list,
                   struct block *block);

struct block *block_new(struct arena *arena, enum block_kind kind,
                        enum role role, const struct style *style);
struct block *block_paragraph(struct arena *arena, enum role role,
                              const struct style *style, struct text text);
struct block *block_space(struct arena *arena, mpt height);

/* A rule whose width is PERMILLE of the last line before it. */
struct block *block_rule(struct arena *arena, int32_t permille,
                         enum align align, mpt thickness, mpt gap);

/* A copy of the paragraph BLOCK for a sheet, with plain blanks, so that
   searching in the workbook works. */
struct block *block_for_sheet(struct arena *arena, const struct block *block);

/* An item with LABEL and one paragraph in STYLE. */
struct block *block_item(struct arena *arena, const struct style *style,
                         const char *label, struct text text);

/* Makes the blocks of LIST the children of PARENT. */
void block_adopt(struct block *parent, const struct block_list *list);

/* The last paragraph in BLOCKS, also inside lists and groups; NULL when they
   end with something else. */
struct block *block_last_paragraph(struct block *const *blocks,
                                   size_t n_blocks);

#endif
