/*
 * Body: a Markdown template of the layout becomes blocks, with its tables
 * placed and its references resolved.
 */
#ifndef DOCUMENT_BODY_H
#define DOCUMENT_BODY_H

#include "document/annex.h"

/* Renders and parses the template NAME, which is named at PLACE, into BLOCKS.
   False after reports. */
bool body_build(const struct render *render, struct annexes *annexes,
                const char *name, struct place place,
                struct block_list *blocks);

#endif
