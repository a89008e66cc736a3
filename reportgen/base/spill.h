/*
 * Spill: bytes that are added once and read back in any order, of which a
 * bounded part stays in memory.
 *
 * The first megabytes stay where they are.  What comes after goes to a file
 * without a name in $TMPDIR or /tmp, which vanishes with the process however
 * it ends, and is read back through a small cache of blocks.
 */
#ifndef BASE_SPILL_H
#define BASE_SPILL_H

#include "base/diag.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spill;

/* An empty spill that keeps up to MEMORY bytes in memory; owned by the
   caller. */
struct spill *spill_create(size_t memory);

/* Closes and frees; SPILL may be NULL. */
void spill_destroy(struct spill *spill);

/* Adds SIZE bytes at the end.  False after a report (file-write). */
bool spill_add(struct spill *spill, const void *bytes, size_t size,
               struct diag *diag);

/* Bytes added so far. */
uint64_t spill_size(const struct spill *spill);

/* Adds the SIZE bytes from OFFSET on, all of which were added before, to BUF.
   False after a report (file-read). */
bool spill_read(struct spill *spill, uint64_t offset, size_t size,
                struct strbuf *buf, struct diag *diag);

#endif
