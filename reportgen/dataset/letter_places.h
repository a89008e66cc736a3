/*
 * Letter places: where in the data a letter stands that no font has.
 *
 * The fault is found on the page and mended in a source; the source is searched
 * only then, so that no cell has to remember where it came from.
 */
#ifndef DATASET_LETTER_PLACES_H
#define DATASET_LETTER_PLACES_H

#include "base/diag.h"
#include "dataset/store.h"

#include <stdint.h>

/* Reports the first cells of text that contain LETTER (letter-in-data); nothing
   when the data do not have it. */
void letter_places_report(struct store *store, uint32_t letter,
                          struct diag *diag);

#endif
