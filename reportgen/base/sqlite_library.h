/*
 * SQLite, for the store of a dataset and for the reader of other programs'
 * databases: no other file includes it.
 */
#ifndef BASE_SQLITE_LIBRARY_H
#define BASE_SQLITE_LIBRARY_H

#include <sqlite3.h>

#endif
