/*
 * Block: making the blocks, texts and runs of a tree.
 *
 * Small constructors, all in an arena.  Nothing is freed singly.
 */
#ifndef TREE_BLOCK_H
#define TREE_BLOCK_H

#include "base/arena.h"
#include "base/strbuf.h"
#include "tree/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* U+00A0, which holds two words on one line. */
#define NO_BREAK_SPACE "\xC2\xA0"

/* Runs that grow; runs_text() gives the finished text. */
struct run_list {
    struct run *runs;
    size_t n_runs;
    size_t capacity;
};

/* A new run of SIZE bytes at TEXT (not copied). */
struct run *runs_add(struct arena *arena, struct run_list *list,
                     const char *text, size_t size);
struct text runs_text(const struct run_list *list);

/* A text of one run, of no run when TEXT is NULL or empty.  Not copied. */
struct text text_plain(struct arena *arena, const char *text);

/* TEXT as it reads: line breaks and no-break spaces are blanks. */
void text_add_plain(struct strbuf *buf, const struct text *text);
const char *text_to_plain(struct arena *arena, const struct text *text);

/* The same without the marks of its footnotes. */
const char *text_without_notes(struct arena *arena, const struct text *text);

/* Blocks that grow. */
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

/* A rule of PERMILLE of the last line before it. */
struct block *block_rule(struct arena *arena, int32_t permille,
                         enum align align, mpt thickness, mpt gap);

/* A copy of the paragraph BLOCK for a sheet, with plain blanks, so that
   searching in the workbook works. */
struct block *block_for_sheet(struct arena *arena, const struct block *block);

/* LABEL and one paragraph in STYLE. */
struct block *block_item(struct arena *arena, const struct style *style,
                         const char *label, struct text text);

/* The children of PARENT are those of LIST. */
void block_adopt(struct block *parent, const struct block_list *list);

/* The last paragraph in BLOCKS, inside lists and groups too; NULL when the
   last thing is not a paragraph. */
struct block *block_last_paragraph(struct block *const *blocks,
                                   size_t n_blocks);

#endif
