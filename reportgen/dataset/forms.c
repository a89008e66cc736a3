#include "dataset/forms.h"

#include "base/unicode.h"
#include "base/value.h"

#include <stdlib.h>
#include <string.h>

/* A slot has the upper bits of the hash of the folded text, and below them
   those of the hash of the text as it is: of a million different texts hardly
   two agree in the upper 44, and two forms of one text are taken for the same
   in one of 2^20 cases. */
enum { WRITTEN_BITS = 20, N_RECENT = 256 };
#define WRITTEN_MASK ((UINT64_C(1) << WRITTEN_BITS) - 1)

struct kind {
    const struct schema_field **fields; /* ended by NULL */
    size_t n_fields;
    uint64_t *slots; /* 0: free */
    size_t n_slots;  /* a power of two */
    size_t n;
    uint64_t recent[N_RECENT]; /* hashes of the last texts */
    bool mixed;
    bool repeated; /* a text of the first field may have come twice */
};

/* A field that is compared. */
struct compared {
    size_t field; /* its index in the table */
    struct kind *kind;
    bool is_first; /* it is the first field of its kind */
};

struct forms {
    const struct schema *schema;
    struct kind *kinds;
    size_t n_kinds;
    struct compared **compared; /* by table; ended by one whose kind is NULL */
};

/* ---- kinds --------------------------------------------------------------- */

static bool is_compared(const struct schema *schema,
                        const struct field_words *grouped,
                        const struct schema_field *field)
{
    if (field->type != FIELD_TEXT || field->of)
        return false;
    for (size_t i = 0; i < field->table->n_key; i++)
        if (field->table->key[i] == field)
            return true;
    return schema_tells_rows_apart(schema, field) || field->references ||
           field_words_group(grouped, field->name);
}

/* True for texts of one name, which belong together: the province of schemes
   and that of plans. */
static bool belongs(const struct forms *forms, const struct kind *kind,
                    const struct schema_field *field)
{
    const struct schema_field *first = kind->fields[0];
    const struct schema_field *root = schema_find_root(forms->schema, field);
    return root == first ||
           (root == field && !schema_tells_rows_apart(forms->schema, field) &&
            !schema_tells_rows_apart(forms->schema, first) &&
            strcmp(first->name, field->name) == 0);
}

static struct kind *kind_of(struct forms *forms,
                            const struct schema_field *field)
{
    for (size_t i = 0; i < forms->n_kinds; i++)
        if (belongs(forms, &forms->kinds[i], field))
            return &forms->kinds[i];
    return NULL;
}

static void add_field(struct kind *kind, const struct schema_field *field)
{
    for (size_t i = 0; i < kind->n_fields; i++)
        if (kind->fields[i] == field)
            return;
    kind->fields =
        realloc(kind->fields, (kind->n_fields + 2) * sizeof *kind->fields);
    kind->fields[kind->n_fields++] = field;
    kind->fields[kind->n_fields] = NULL;
}

static void add_compared(struct forms *forms, const struct schema_field *field)
{
    const struct schema *schema = forms->schema;
    struct kind *kind = kind_of(forms, field);
    if (!kind) {
        kind = &forms->kinds[forms->n_kinds++];
        add_field(kind, schema_find_root(schema, field));
    }
    add_field(kind, field);
    struct compared *next = forms->compared[field->table - schema->tables];
    while (next->kind)
        next++;
    *next = (struct compared){(size_t)(field - field->table->fields), kind,
                              kind->fields[0] == field};
}

struct forms *forms_open(const struct schema *schema,
                         const struct field_words *grouped)
{
    struct forms *forms = calloc(1, sizeof *forms);
    size_t n_fields = 0;
    for (size_t t = 0; t < schema->n_tables; t++)
        n_fields += schema->tables[t].n_fields;
    forms->schema = schema;
    forms->kinds = calloc(n_fields + 1, sizeof *forms->kinds);
    forms->compared = calloc(schema->n_tables + 1, sizeof *forms->compared);
    for (size_t t = 0; t < schema->n_tables; t++) {
        const struct schema_table *table = &schema->tables[t];
        forms->compared[t] =
            calloc(table->n_fields + 1, sizeof **forms->compared);
        for (size_t i = 0; i < table->n_fields; i++)
            if (is_compared(schema, grouped, &table->fields[i]))
                add_compared(forms, &table->fields[i]);
    }
    return forms;
}

void forms_close(struct forms *forms)
{
    if (!forms)
        return;
    forms_drop(forms);
    for (size_t i = 0; i < forms->n_kinds; i++)
        free(forms->kinds[i].fields);
    for (size_t t = 0; t < forms->schema->n_tables; t++)
        free(forms->compared[t]);
    free(forms->compared);
    free(forms->kinds);
    free(forms);
}

/* ---- texts --------------------------------------------------------------- */

/* True when the folded text came before. */
static bool add_slot(struct kind *kind, uint64_t slot);

/* Moves the slot at AT to where it belongs now. */
static void put_again(struct kind *kind, size_t at)
{
    uint64_t slot = kind->slots[at];
    if (slot == 0)
        return;
    kind->slots[at] = 0;
    kind->n--;
    add_slot(kind, slot);
}

/* Grows the set in place: a second one beside it would need more memory than
   anything else that reads a large table.  Slots move in the order in which
   they follow a free one, so that each finds those before it in place and
   passes none that is still to move.  Those that had wrapped from the old end
   to the beginning come last, with all that follow them without a gap. */
static void grow(struct kind *kind)
{
    const size_t n_old = kind->n_slots;
    size_t gap = 0;
    kind->n_slots = n_old == 0 ? 64 : n_old * 2;
    kind->slots = realloc(kind->slots, kind->n_slots * sizeof *kind->slots);
    memset(kind->slots + n_old, 0,
           (kind->n_slots - n_old) * sizeof *kind->slots);
    while (gap < n_old && kind->slots[gap] != 0)
        gap++;
    for (size_t i = gap; i < n_old; i++)
        put_again(kind, i);
    for (size_t i = 0; kind->slots[i] != 0; i++)
        put_again(kind, i);
}

static bool add_slot(struct kind *kind, uint64_t slot)
{
    if ((kind->n + 1) * 4 > kind->n_slots * 3)
        grow(kind);
    slot += slot == 0;
    const size_t mask = kind->n_slots - 1;
    size_t at = (size_t)(slot >> WRITTEN_BITS ^ slot >> 40) & mask;
    while (kind->slots[at] != 0 &&
           (kind->slots[at] | WRITTEN_MASK) != (slot | WRITTEN_MASK))
        at = (at + 1) & mask;
    if (kind->slots[at] != 0) {
        kind->mixed |= kind->slots[at] != slot;
        return true;
    }
    kind->slots[at] = slot;
    kind->n++;
    return false;
}

static uint64_t hash_of(const char *text, size_t size)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    return hash ^ hash >> 32;
}

/* True when the text, or one with the same folded form, came before. */
static bool add_text(struct kind *kind, const char *text)
{
    size_t size = strlen(text);
    uint64_t written = hash_of(text, size);
    uint64_t *recent = &kind->recent[written % N_RECENT];
    if (*recent == written)
        return true;
    *recent = written;
    return add_slot(kind, (unicode_fold_hash(text, size) & ~WRITTEN_MASK) |
                              (written & WRITTEN_MASK));
}

void forms_add_row(struct forms *forms, const struct schema_table *table,
                   const struct value *values)
{
    const struct compared *compared =
        forms->compared[table - forms->schema->tables];
    for (; compared->kind; compared++) {
        const struct value *value = &values[compared->field];
        if (value->kind == VALUE_TEXT && !compared->kind->mixed)
            compared->kind->repeated |=
                add_text(compared->kind, value->as.text) && compared->is_first;
    }
}

/* The kind whose first field is FIELD, or NULL. */
static const struct kind *kind_first(const struct forms *forms,
                                     const struct schema_field *field)
{
    const struct compared *compared =
        forms->compared[field->table - forms->schema->tables];
    for (; compared->kind; compared++)
        if (compared->kind->fields[0] == field)
            return compared->kind;
    return NULL;
}

bool forms_watches_repeats(const struct forms *forms,
                           const struct schema_field *field)
{
    return kind_first(forms, field) != NULL;
}

bool forms_may_repeat(const struct forms *forms,
                      const struct schema_field *field)
{
    const struct kind *kind = kind_first(forms, field);
    return !kind || kind->mixed || kind->repeated;
}

bool forms_compares(const struct forms *forms, const struct schema_field *field)
{
    const struct compared *compared =
        forms->compared[field->table - forms->schema->tables];
    for (; compared->kind; compared++)
        if (&field->table->fields[compared->field] == field)
            return true;
    return false;
}

void forms_restart(struct forms *forms)
{
    forms_drop(forms);
    for (size_t i = 0; i < forms->n_kinds; i++) {
        struct kind *kind = &forms->kinds[i];
        memset(kind->recent, 0, sizeof kind->recent);
        kind->mixed = kind->repeated = false;
    }
}

void forms_drop(struct forms *forms)
{
    for (size_t i = 0; i < forms->n_kinds; i++) {
        free(forms->kinds[i].slots);
        forms->kinds[i].slots = NULL;
        forms->kinds[i].n_slots = 0;
        forms->kinds[i].n = 0;
    }
}

/* ---- what was found ------------------------------------------------------ */

size_t forms_n_kinds(const struct forms *forms)
{
    return forms->n_kinds;
}

bool forms_is_mixed(const struct forms *forms, size_t kind)
{
    return forms->kinds[kind].mixed;
}

const struct schema_field *forms_field(const struct forms *forms, size_t kind,
                                       size_t field)
{
    return forms->kinds[kind].fields[field];
}
