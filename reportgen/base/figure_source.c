#include "base/figure_source.h"

#include "base/qualified.h"

void origin_name(struct strbuf *buf, const struct origin *origin)
{
    const struct figure_source *source = origin->source;
    const struct figure_row *row = origin->row;
    const char *joint = "";
    strbuf_add_format(buf, "%s[", source->tally);
    for (size_t i = 0; row && i < FIGURE_KEYS; i++) {
        if (!row->keys[i].field)
            continue;
        strbuf_add_format(buf, "%s%s=", joint, row->keys[i].field);
        qualified_dump(buf, row->keys[i].code);
        joint = ", ";
    }
    if (row && row->line > 0)
        strbuf_add_text(buf, "record");
    if (row && row->all)
        strbuf_add_text(buf, "rows");
    strbuf_add_format(buf, "].%s", source->measure);
}
