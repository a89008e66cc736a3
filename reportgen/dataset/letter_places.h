/*
 * Letter places: where in the data a letter stands that no font has.
 *
 * A fault found on the page is mended in a file; that file is asked for after
 * the fault only, so that no cell has to remember it.
 */
#ifndef DATASET_LETTER_PLACES_H
#define DATASET_LETTER_PLACES_H

#include "base/diag.h"
#include "dataset/store.h"

#include <stdint.h>

/* Reports the first cells of text in which LETTER stands (letter-in-data);
   nothing when the data do not have it. */
void letter_places_report(struct store *store, uint32_t letter,
                          struct diag *diag);

#endif
