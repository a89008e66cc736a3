/*
 * Store scratch: SQLite's temporary files get no name.
 *
 * A large store and its sorters go to files that SQLite creates under a name
 * and removes at once.  A process that is killed between the two would leave an
 * office's data in the folder for temporary files, where nobody looks for it.
 */
#ifndef DATASET_STORE_SCRATCH_H
#define DATASET_STORE_SCRATCH_H

/* Makes SQLite's temporary files nameless from now on, where the file system
   supports that.  May be called again. */
void store_scratch_hide(void);

#endif
