/*
 * Formats for tests of stages that see no writer: two that everybody gets, and
 * one that has to be asked for.
 */
#ifndef UNIT_FORMATS_H
#define UNIT_FORMATS_H

#include "config/format.h"

static const struct format report_format = {"pdf", FORMAT_SHOWS_REPORT, true};
static const struct format sheets_format = {"xlsx", FORMAT_SHOWS_SHEETS, true};
static const struct format other_format = {"abc", FORMAT_SHOWS_REPORT, false};
static const struct format *const all_formats[] = {
    &report_format, &sheets_format, &other_format};
static const struct format_list test_formats = {all_formats, 3};

#endif
