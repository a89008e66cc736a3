#include "explain/differ.h"

#include "base/json_library.h"
#include "base/ratio.h"
#include "explain/show.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

struct showing {
    const struct differ_side *old, *now;
    struct record_change *records;
    size_t n_records;
};

/* ---- texts ------------------------------------------------------------- */

static void add_row_place(struct strbuf *buf, const struct differ_side *side,
                          const struct record_side *record, const size_t *field)
{
    show_row_place(buf, side->context, record->evidence, record->row, field);
}

static bool find_field(const struct record_side *record, const char *path,
                       size_t *field)
{
    for (*field = 0; *field < record->evidence->n_fields; ++*field)
        if (strcmp(record->evidence->fields[*field].path, path) == 0)
            return true;
    return false;
}

/* The fields of a record that say something else. */
static void add_fields(struct strbuf *buf, const struct showing *showing,
                       const struct record_change *change)
{
    const struct evidence *evidence = change->now.evidence;
    const char *joint = ": ";
    for (size_t i = 0; i < evidence->n_fields; i++) {
        size_t before;
        if (!find_field(&change->old, evidence->fields[i].path, &before))
            continue;
        const char *was = change->old.row->fields[before].text;
        const char *is = change->now.row->fields[i].text;
        if (strcmp(was, is) == 0)
            continue;
        strbuf_add_format(buf, "%s%s %s (", joint,
                          evidence->fields[i].field->heading,
                          *was == '\0' ? "–" : was);
        add_row_place(buf, showing->old, &change->old, &before);
        strbuf_add_format(buf, ") → %s (", *is == '\0' ? "–" : is);
        add_row_place(buf, showing->now, &change->now, &i);
        strbuf_add_char(buf, ')');
        joint = "; ";
    }
}

/* All that is known of a record that one side alone has. */
static void add_all_fields(struct strbuf *buf, const struct record_side *record)
{
    const char *joint = ": ";
    for (size_t i = 0; i < record->evidence->n_fields; i++) {
        if (*record->row->fields[i].text == '\0')
            continue;
        strbuf_add_format(buf, "%s%s = %s", joint,
                          record->evidence->fields[i].field->heading,
                          record->row->fields[i].text);
        joint = "; ";
    }
}

static void add_record(struct strbuf *buf, const struct showing *showing,
                       const struct record_change *change)
{
    if (change->old.row && change->now.row) {
        strbuf_add_format(buf, "    %s ", gettext("changed:"));
        add_row_place(buf, showing->now, &change->now, NULL);
        add_fields(buf, showing, change);
    } else if (change->now.row) {
        strbuf_add_format(buf, "    %s ", gettext("counted now:"));
        add_row_place(buf, showing->now, &change->now, NULL);
        add_all_fields(buf, &change->now);
    } else {
        strbuf_add_format(buf, "    %s ", gettext("counted no longer:"));
        add_row_place(buf, showing->old, &change->old, NULL);
        add_all_fields(buf, &change->old);
    }
    strbuf_add_char(buf, '\n');
}

/* By how much the exact figure changed, where both sides are figures of one
   kind. */
static bool difference(const struct number_change *change, struct value *by)
{
    const struct value *was = change->old ? &change->old->figure.value : NULL;
    const struct value *is = change->now ? &change->now->figure.value : NULL;
    struct ratio ratio;
    if (!was || !is || was->kind != is->kind || !number_is_figure(was) ||
        !ratio_subtract(value_as_ratio(is), value_as_ratio(was), &ratio))
        return false;
    *by = ratio.denominator == 1
              ? value_integer(ratio.numerator)
              : value_ratio(ratio.numerator, ratio.denominator);
    return true;
}

static void show_change(struct strbuf *buf, const struct showing *showing,
                        const struct number_change *change)
{
    const struct number *shown = change->now ? change->now : change->old;
    struct value by;
    if (!change->now)
        strbuf_add_format(buf, gettext("gone: “%s” "),
                          change->old->figure.text);
    else if (!change->old)
        strbuf_add_format(buf, gettext("new: “%s” "), change->now->figure.text);
    else
        strbuf_add_format(buf, "“%s” → “%s” ", change->old->figure.text,
                          change->now->figure.text);
    if (difference(change, &by)) {
        strbuf_add_text(
            buf, by.kind == VALUE_INTEGER && by.as.integer > 0 ? "(+" : "(");
        show_value(buf, &by);
        strbuf_add_text(buf, ") ");
    }
    if (shown->name)
        strbuf_add_format(buf, "%s ", shown->name);
    show_place(buf, shown);
    strbuf_add_char(buf, '\n');
    for (size_t i = 0; i < showing->n_records; i++)
        add_record(buf, showing, &showing->records[i]);
}

/* ---- JSON -------------------------------------------------------------- */

static void set_words(json_t *object, const char *key, struct strbuf *buf)
{
    if (buf->size > 0)
        json_object_set_new(object, key, json_string(strbuf_text(buf)));
    strbuf_free(buf);
}

static const char *change_name(bool old, bool now)
{
    return old && now ? "changed" : now ? "added" : "removed";
}

static json_t *record_object(const struct showing *showing,
                             const struct record_change *change)
{
    json_t *object = json_object(), *fields = json_array();
    struct strbuf buf = STRBUF_INIT;
    const struct record_side *any =
        change->now.row ? &change->now : &change->old;
    json_object_set_new(
        object, "change",
        json_string(change_name(change->old.row, change->now.row)));
    json_object_set_new(object, "table",
                        json_string(any->evidence->query->scope.table->name));
    if (change->old.row)
        add_row_place(&buf, showing->old, &change->old, NULL);
    set_words(object, "old_at", &buf);
    if (change->now.row)
        add_row_place(&buf, showing->now, &change->now, NULL);
    set_words(object, "new_at", &buf);
    for (size_t i = 0; i < any->evidence->n_fields; i++) {
        const char *path = any->evidence->fields[i].path;
        json_t *field = json_object();
        size_t at;
        json_object_set_new(field, "field", json_string(path));
        if (change->old.row && find_field(&change->old, path, &at)) {
            json_object_set_new(field, "old",
                                json_string(change->old.row->fields[at].text));
            add_row_place(&buf, showing->old, &change->old, &at);
            set_words(field, "old_at", &buf);
        }
        if (change->now.row && find_field(&change->now, path, &at)) {
            json_object_set_new(field, "new",
                                json_string(change->now.row->fields[at].text));
            add_row_place(&buf, showing->now, &change->now, &at);
            set_words(field, "new_at", &buf);
        }
        if (json_equal(json_object_get(field, "old"),
                       json_object_get(field, "new")))
            json_decref(field);
        else
            json_array_append_new(fields, field);
    }
    json_object_set_new(object, "fields", fields);
    return object;
}

static json_t *number_object(const struct number *number)
{
    struct strbuf buf = STRBUF_INIT;
    show_json_place(&buf, number);
    json_t *object = json_loads(strbuf_text(&buf), 0, NULL);
    strbuf_free(&buf);
    return object;
}

static void print(struct strbuf *buf, json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(object);
    strbuf_add_format(buf, "%s\n", text ? text : "{}");
    free(text);
}

static void print_change(struct strbuf *buf, const struct showing *showing,
                         const struct number_change *change)
{
    json_t *object = json_object(), *records = json_array();
    struct strbuf words = STRBUF_INIT;
    struct value by;
    json_object_set_new(object, "change",
                        json_string(change_name(change->old, change->now)));
    if (change->old)
        json_object_set_new(object, "old", number_object(change->old));
    if (change->now)
        json_object_set_new(object, "new", number_object(change->now));
    if (difference(change, &by))
        value_dump(&words, &by);
    set_words(object, "by", &words);
    for (size_t i = 0; i < showing->n_records; i++)
        json_array_append_new(records,
                              record_object(showing, &showing->records[i]));
    json_object_set_new(object, "rows", records);
    print(buf, object);
}

/* ---- the calls --------------------------------------------------------- */

static const struct explanation *explain(struct arena *arena,
                                         const struct differ_side *side,
                                         const struct number *number)
{
    const struct explain_context context = {arena, side->context->store,
                                            side->context->tallies,
                                            side->context->diag};
    return number ? explanation_of(&context, &number->figure.origin) : NULL;
}

void differ_show(struct strbuf *buf, struct arena *arena,
                 const struct differ_side *old, const struct differ_side *now,
                 const struct number_change *change, bool as_json)
{
    struct showing showing = {old, now, NULL, 0};
    showing.records =
        differ_records(arena, explain(arena, old, change->old),
                       explain(arena, now, change->now), &showing.n_records);
    if (as_json)
        print_change(buf, &showing, change);
    else
        show_change(buf, &showing, change);
}

void differ_show_wording(struct strbuf *buf,
                         const struct wording_change *change, bool as_json)
{
    const struct wording *any = change->now ? change->now : change->old;
    if (as_json) {
        json_t *object = json_object();
        json_object_set_new(object, "change", json_string("wording"));
        json_object_set_new(object, "id", json_string(any->id));
        if (any->heading)
            json_object_set_new(object, "heading", json_string(any->heading));
        if (change->old)
            json_object_set_new(object, "old", json_string(change->old->text));
        if (change->now)
            json_object_set_new(object, "new", json_string(change->now->text));
        print(buf, object);
        return;
    }
    strbuf_add_format(buf, gettext("wording [%s] %s\n"), any->id,
                      any->heading ? any->heading : "");
    if (change->old)
        strbuf_add_format(buf, "  - %s\n", change->old->text);
    if (change->now)
        strbuf_add_format(buf, "  + %s\n", change->now->text);
}
