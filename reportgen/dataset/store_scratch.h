/*
 * Store scratch: the temporary files of SQLite have no name.
 *
 * A large store and its sorters go to files that SQLite creates under a name
 * and removes at once.  A process that is killed between the two would leave an
 * office's data in the folder for temporary files, where nobody looks for it.
 */
#ifndef DATASET_STORE_SCRATCH_H
#define DATASET_STORE_SCRATCH_H

/* From now on SQLite's temporary files are nameless, where the file system has
   such files.  May be called again. */
void store_scratch_hide(void);

#endif
