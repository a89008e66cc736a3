/*
 * JSON library: jansson, for the files that read or write JSON.
 */
#ifndef BASE_JSON_LIBRARY_H
#define BASE_JSON_LIBRARY_H

#include <jansson.h>

#endif
