/*
 * Text: the report as plain text, in reading order (tree/tree_dump.h), for a
 * mail, a screen reader, or comparison.
 */
#ifndef OUTPUT_TEXT_H
#define OUTPUT_TEXT_H

#include "output/writer.h"

/* The class of NAME.txt, in UTF-8. */
extern const struct writer_class text_writer;

#endif
