#include "config/format.h"

#include "base/diag.h"
#include "base/strbuf.h"
#include "config/ini.h"

#include <libintl.h>
#include <strings.h>

/* The place of NAME in LIST, or its length. */
static size_t find_format(const struct format_list *list, const char *name)
{
    size_t i = 0;
    while (i < list->n_formats && strcasecmp(list->formats[i]->name, name) != 0)
        i++;
    return i;
}

bool formats_parse(struct arena *arena, const struct format_list *list,
                   const char *text, unsigned *set)
{
    size_t n;
    const char **names = ini_split(arena, text, ',', &n);
    *set = 0;
    for (size_t i = 0; i < n; i++) {
        size_t found = find_format(list, names[i]);
        if (found == list->n_formats)
            return false;
        *set |= 1u << found;
    }
    return n > 0;
}

unsigned formats_usual(const struct format_list *list)
{
    unsigned set = 0;
    for (size_t i = 0; i < list->n_formats; i++)
        if (list->formats[i]->usual)
            set |= 1u << i;
    return set;
}

bool formats_show(const struct format_list *list, unsigned set,
                  enum format_shows part)
{
    for (size_t i = 0; i < list->n_formats; i++)
        if ((set >> i & 1) != 0 && list->formats[i]->shows == part)
            return true;
    return false;
}

const char *formats_names(struct arena *arena, const struct format_list *list)
{
    struct strbuf buf = STRBUF_INIT;
    for (size_t i = 0; i < list->n_formats; i++)
        strbuf_add_format(&buf, "%s%s", i == 0 ? "" : ", ",
                          list->formats[i]->name);
    const char *names = arena_strdup(arena, strbuf_text(&buf));
    strbuf_free(&buf);
    return names;
}

const char *formats_expected(struct arena *arena,
                             const struct format_list *list)
{
    return arena_printf(arena, gettext("one or more of %s"),
                        formats_names(arena, list));
}
