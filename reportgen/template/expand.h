/*
 * Expand: what templates can name, from the configuration and the tallies.
 *
 * At the top: period, agency, document, signer, addressee, addressees, text,
 * each, annex, missing, and every tally by its name.  The manual page
 * reportgen-layout(5) lists the members.  Rows of tallies are made when a
 * template first asks for them.
 */
#ifndef TEMPLATE_EXPAND_H
#define TEMPLATE_EXPAND_H

#include "base/arena.h"
#include "config/config.h"
#include "form/form.h"
#include "tally/tally.h"
#include "template/data.h"

/* The root of the data; TYPE_NAME is that of the document ("BÁO CÁO"). */
struct data *expand_data(struct arena *arena, const struct config *config,
                         const struct form *form, const char *type_name,
                         const struct tallies *tallies);

/* The data of one tally (expand_tally.c); ROOT has those attached to it. */
struct data *expand_tally(struct arena *arena, const struct form *form,
                          const struct tally *tally, struct data *root);

#endif
