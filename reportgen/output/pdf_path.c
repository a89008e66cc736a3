#include "output/pdf_path.h"

#include "base/digits.h"

#include "output/pdf_syntax.h"

#include <stdbool.h>

/* Bytes for a corner, and for everything around the corners. */
enum { POINT_ROOM = 40, PATH_ROOM = 160 };

static char *put_point(char *p, mpt x, mpt y, const char *operator)
{
    p = pdf_put_hundredths(p, pdf_hundredths(x));
    *p++ = ' ';
    p = pdf_put_hundredths(p, pdf_hundredths(y));
    return pdf_put_text(p, operator);
}

static char *put_look(char *p, const struct path *path)
{
    if (path->fill != GREY_NONE)
        p = pdf_put_text(pdf_put_thousandths(p, path->fill), " g\n");
    if (path->stroke == GREY_NONE)
        return p;
    p = pdf_put_text(pdf_put_thousandths(p, path->stroke), " G\n");
    p = pdf_put_text(pdf_put_thousandths(p, path->thickness), " w\n");
    if (path->dash > 0) {
        *p++ = '[';
        p = pdf_put_thousandths(p, path->dash);
        *p++ = ' ';
        p = pdf_put_thousandths(p, path->gap);
        p = pdf_put_text(p, "]0 d\n");
    }
    return pdf_put_text(p, "1 j\n");
}

static const char *painting(const struct path *path)
{
    const bool drawn = path->stroke != GREY_NONE;
    if (path->fill == GREY_NONE)
        return drawn ? "S\nQ\n" : "n\nQ\n";
    return drawn ? "B\nQ\n" : "f\nQ\n";
}

void pdf_path_add(struct strbuf *buf, const struct item *item)
{
    const struct path *path = item->path;
    char *start = strbuf_reserve(buf, PATH_ROOM + path->n_points * POINT_ROOM);
    char *p = put_look(pdf_put_text(start, "q\n"), path);
    for (size_t i = 0; i < path->n_points; i++) {
        const struct path_point *point = &path->points[i];
        if (point->starts && i > 0 && path->closed)
            p = pdf_put_text(p, "h\n");
        p = put_point(p, item->x + point->x, item->y + point->y,
                      point->starts ? " m\n" : " l\n");
    }
    if (path->closed)
        p = pdf_put_text(p, "h\n");
    p = pdf_put_text(p, painting(path));
    strbuf_set_size(buf, buf->size + (size_t)(p - start));
}

void pdf_path_add_image(struct strbuf *buf, const struct item *item,
                        unsigned number)
{
    char *start = strbuf_reserve(buf, PATH_ROOM);
    char *p = pdf_put_text(start, "q\n");
    p = pdf_put_hundredths(p, pdf_hundredths(item->width));
    p = pdf_put_text(p, " 0 0 ");
    p = pdf_put_hundredths(p, pdf_hundredths(item->height));
    *p++ = ' ';
    p = put_point(p, item->x, item->y, " cm\n/I");
    p = pdf_put_text(digits_put(p, number), " Do\nQ\n");
    strbuf_set_size(buf, buf->size + (size_t)(p - start));
}
