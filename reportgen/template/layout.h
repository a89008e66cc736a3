/*
 * Layout: what a family of reports looks like.
 */
#ifndef TEMPLATE_LAYOUT_H
#define TEMPLATE_LAYOUT_H

#include "config/ini.h"

/* A layout folder: layout.ini; the templates stand beside it. */
struct layout {
    struct ini *ini;
};

#endif
