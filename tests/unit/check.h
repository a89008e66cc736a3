/*
 * What every unit test includes: cmocka and the headers it asks for.
 */
#ifndef UNIT_CHECK_H
#define UNIT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* After those above, as cmocka demands. */
#include <cmocka.h>

#endif
