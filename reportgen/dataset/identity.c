#include "dataset/identity.h"

#include "base/strbuf.h"
#include "base/unicode.h"
#include "dataset/forms.h"

#include <string.h>

struct unifying {
    struct store *store;
    struct faults *faults;
    struct diag *diag;
    const struct forms *forms;
    size_t kind;
    bool found;
};

static const struct schema_field *field_of(const struct unifying *unifying,
                                           int64_t number)
{
    return forms_field(unifying->forms, unifying->kind, (size_t)number);
}

/* ---- which forms there are ----------------------------------------------- */

/* Collects every form with the row in which it stands first: kind, folded text,
   form, number of the field, row, source, line. */
static bool collect_forms(const struct unifying *unifying)
{
    bool done = true;
    const struct schema_field *field;
    struct strbuf sql = STRBUF_INIT;
    for (size_t i = 0;
         done && (field = forms_field(unifying->forms, unifying->kind, i));
         i++) {
        strbuf_clear(&sql);
        strbuf_add_format(&sql,
                          "INSERT INTO _forms SELECT %zu, fold(\"%s\"), "
                          "\"%s\", %zu, min(_row), _source, _line FROM \"%s\" "
                          "WHERE \"%s\" IS NOT NULL GROUP BY \"%s\" COLLATE "
                          "BINARY",
                          unifying->kind, field->name, field->name, i,
                          field->table->name, field->name, field->name);
        done = store_change(unifying->store, strbuf_text(&sql), unifying->diag);
    }
    strbuf_free(&sql);
    return done;
}

/* Adds the other forms, each with the first one of its folded text.  Numbers
   order by field, then by row. */
static void add_pairs(struct strbuf *sql, size_t kind)
{
    strbuf_add_format(
        sql,
        "FROM (SELECT form, folded, field, source, line, min(field * "
        "1099511627776 + row) AS at FROM _forms WHERE kind = %zu GROUP BY "
        "form) a JOIN (SELECT folded, form, field, source, line, min(field * "
        "1099511627776 + row) FROM _forms WHERE kind = %zu GROUP BY folded "
        "HAVING count(DISTINCT form) > 1) b ON b.folded = a.folded AND b.form "
        "<> a.form",
        kind, kind);
}

/* ---- messages ------------------------------------------------------------ */

/* Finds where two texts differ first: a character of each, 0 at an end. */
static void find_difference(const char *a, const char *b, int32_t *in_a,
                            int32_t *in_b)
{
    const char *const a_end = a + strlen(a);
    const char *const b_end = b + strlen(b);
    do {
        *in_a = a < a_end ? unicode_next(&a, a_end) : 0;
        *in_b = b < b_end ? unicode_next(&b, b_end) : 0;
    } while (*in_a == *in_b && *in_a > 0);
}

/* Takes form, field, source and line; then the same of the first form. */
static bool report_form(void *context, const struct store_cell *cells,
                        size_t n_cells)
{
    struct unifying *unifying = context;
    const struct schema_field *field = field_of(unifying, cells[1].integer);
    const struct schema *schema = store_schema(unifying->store);
    char first[512];
    int32_t in_form, in_first;
    (void)n_cells;
    place_format(store_place(unifying->store, (size_t)cells[6].integer,
                             (uint32_t)cells[7].integer,
                             field_of(unifying, cells[5].integer)),
                 first, sizeof first);
    find_difference(cells[0].text, cells[4].text, &in_form, &in_first);
    faults_report(&unifying->faults[field->table - schema->tables],
                  DIAG_WRITTEN_TWO_WAYS,
                  store_place(unifying->store, (size_t)cells[2].integer,
                              (uint32_t)cells[3].integer, field),
                  cells[0].text, cells[4].text, first, (unsigned)in_form,
                  (unsigned)in_first);
    unifying->found = true;
    return true;
}

/* ---- one form for all ---------------------------------------------------- */

static bool change_fields(const struct unifying *unifying)
{
    bool done = true;
    const struct schema_field *field;
    struct strbuf sql = STRBUF_INIT;
    strbuf_add_format(&sql, "INSERT INTO _respelt SELECT %zu, a.form, b.form ",
                      unifying->kind);
    add_pairs(&sql, unifying->kind);
    done = store_change(unifying->store, strbuf_text(&sql), unifying->diag);
    for (size_t i = 0;
         done && (field = forms_field(unifying->forms, unifying->kind, i));
         i++) {
        strbuf_clear(&sql);
        strbuf_add_format(
            &sql,
            "UPDATE \"%s\" SET \"%s\" = (SELECT first FROM _respelt WHERE kind "
            "= %zu AND form = \"%s\" COLLATE BINARY) WHERE \"%s\" COLLATE "
            "BINARY IN (SELECT form FROM _respelt WHERE kind = %zu)",
            field->table->name, field->name, unifying->kind, field->name,
            field->name, unifying->kind);
        done = store_change(unifying->store, strbuf_text(&sql), unifying->diag);
        store_expect_repeats(unifying->store, field->table);
    }
    strbuf_free(&sql);
    return done;
}

static bool unify_kind(struct unifying *unifying)
{
    struct strbuf sql = STRBUF_INIT;
    bool done = collect_forms(unifying);
    unifying->found = false;
    strbuf_add_text(&sql, "SELECT a.form, a.field, a.source, a.line, b.form, "
                          "b.field, b.source, b.line ");
    add_pairs(&sql, unifying->kind);
    strbuf_add_text(&sql, " ORDER BY a.at");
    done = done &&
           store_query(unifying->store, strbuf_text(&sql), PLACE_NONE, NULL, 0,
                       NULL, report_form, unifying, unifying->diag);
    strbuf_free(&sql);
    return done && (!unifying->found || change_fields(unifying));
}

bool identity_unify(struct store *store, struct faults *faults,
                    struct diag *diag)
{
    struct forms *forms = store_forms(store);
    struct unifying unifying = {store, faults, diag, forms, 0, false};
    forms_drop(forms);
    for (size_t i = 0; i < forms_n_kinds(forms); i++) {
        unifying.kind = i;
        if (forms_is_mixed(forms, i) && !unify_kind(&unifying))
            return false;
    }
    return true;
}
