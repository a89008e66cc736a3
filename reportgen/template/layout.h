/*
 * Layout: what a family of reports looks like.
 */
#ifndef TEMPLATE_LAYOUT_H
#define TEMPLATE_LAYOUT_H

#include "config/ini.h"

/* A layout folder: layout.ini and the templates beside it. */
struct layout {
    const char *folder;
    struct ini *ini;
};

#endif
