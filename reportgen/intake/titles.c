#include "intake/titles.h"

#include "base/unicode.h"
#include "schema/place_map.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TITLES = 16, MOST_PLACES = 64, LONGEST_TITLE = 1000 };

struct title {
    const char *text;
    struct place at;
    const struct schema_value *place; /* that it names, or NULL */
    struct window window;             /* first.year 0: it names no time */
};

struct titles {
    struct arena *arena;
    struct titles_expected expected;
    const struct schema_table *table;
    const struct place_map *map;      /* NULL: none */
    const struct schema_field *where; /* says whose a row is, or NULL */
    struct title titles[MOST_TITLES];
    size_t n;
    bool names_place, names_time;
    /* Of the records. */
    const char *places[MOST_PLACES]; /* as written, each once */
    size_t n_places;
    struct window days; /* first.year 0: none has one */
    bool has_day_in_title;
};

static bool overlap(struct window a, struct window b)
{
    return date_compare(a.first, b.last) <= 0 &&
           date_compare(b.first, a.last) <= 0;
}

struct titles *titles_start(struct arena *arena, const struct schema *schema,
                            const struct schema_table *table,
                            const struct titles_expected *expected)
{
    struct titles *titles = ARENA_NEW(arena, struct titles);
    titles->arena = arena;
    titles->expected = *expected;
    titles->table = table;
    titles->map = schema->n_places > 0 ? schema->places[0] : NULL;
    for (size_t i = 0; i < table->n_fields; i++)
        if (table->fields[i].of) {
            titles->where = table->fields[i].of;
            titles->map = table->fields[i].places;
        }
    return titles;
}

/* ---- places -------------------------------------------------------------- */

static bool is_end(const char *text)
{
    return *text == '\0' || strchr(" ,.;:)-/\n", *text) != NULL;
}

/* The place whose name TEXT, folded, begins with; the longest of several. */
static const struct schema_value *place_at(const struct place_map *map,
                                           const char *text)
{
    const struct schema_value *found = NULL;
    size_t most = 0;
    for (size_t i = 0; i < map->values.n_values; i++) {
        const struct schema_spellings *names = &map->values.values[i].spellings;
        for (size_t k = 0; k < names->n; k++) {
            size_t size = strlen(names->folded[k]);
            if (size > most && size > 3 &&
                strncmp(text, names->folded[k], size) == 0 &&
                is_end(text + size)) {
                found = &map->values.values[i];
                most = size;
            }
        }
    }
    return found;
}

/* "UBND TỈNH HẢI DƯƠNG", "SỞ CÔNG THƯƠNG HẢI DƯƠNG": a name behind what a place
   is, or at the end of an office's name. */
static const struct schema_value *find_place(const struct titles *titles,
                                             const char *folded)
{
    static const char *const offices[] = {"công thương", "khuyến công", "ubnd",
                                          "ủy ban nhân dân"};
    const struct place_map *map = titles->map;
    for (const char *at = folded; map && *at != '\0'; at++) {
        if (at > folded && at[-1] != ' ')
            continue;
        for (size_t i = 0; i < map->n_titles; i++) {
            size_t size = strlen(map->titles[i]);
            const struct schema_value *place =
                strncmp(at, map->titles[i], size) == 0 && at[size] == ' '
                    ? place_at(map, at + size + 1)
                    : NULL;
            if (place)
                return place;
        }
        for (size_t i = 0; i < sizeof offices / sizeof *offices; i++) {
            const char *office = unicode_fold(titles->arena, offices[i]);
            size_t size = strlen(office);
            const struct schema_value *place =
                strncmp(at, office, size) == 0 && at[size] == ' '
                    ? place_at(map, at + size + 1)
                    : NULL;
            if (place)
                return place;
        }
    }
    return NULL;
}

/* ---- times --------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A year of four digits that TEXT begins with; 0: none. */
static int year_at(const char *text)
{
    int year = 0;
    for (size_t i = 0; i < 4; i++) {
        if (!is_digit(text[i]))
            return 0;
        year = year * 10 + (text[i] - '0');
    }
    return is_digit(text[4]) || year < 1900 || year > 2199 ? 0 : year;
}

static struct window months(int year, int first, int last)
{
    return (struct window){
        {(int16_t)year, (int8_t)first, 1},
        {(int16_t)year, (int8_t)last, (int8_t)date_days_in_month(year, last)}};
}

/* "2016-2020", "2016 - 2020", "2016 đến năm 2020" from its first year on. */
static int last_year_at(const char *text, int first)
{
    static const char *const joints[] = {" ", "-", "đến", "năm", "hết"};
    const char *at = text + 4;
    bool is_joined = false;
    for (size_t i = 0; i < sizeof joints / sizeof *joints;) {
        size_t size = strlen(joints[i]);
        bool fits = strncmp(at, joints[i], size) == 0;
        is_joined |= fits && (*at == '-' || strcmp(joints[i], "đến") == 0);
        at += fits ? size : 0;
        i = fits ? 0 : i + 1;
    }
    int last = is_joined ? year_at(at) : 0;
    return last > first ? last : first;
}

/* The part of the year that ends before TEXT + SIZE, where the year stands:
   "quý iii", "tháng 8", "6 tháng đầu", with "năm", "/" or "-" behind it. */
static struct window part_of(const char *text, size_t size, int year)
{
    static const char *const quarters[] = {"i", "ii", "iii", "iv"};
    char part[48];
    while (size > 0 && strchr(" /-", text[size - 1]))
        size--;
    const char *year_word = "năm";
    size_t n = strlen(year_word);
    if (size >= n && strncmp(text + size - n, year_word, n) == 0)
        size -= n;
    while (size > 0 && strchr(" ,", text[size - 1]))
        size--;
    size_t from = size > sizeof part - 1 ? size - (sizeof part - 1) : 0;
    memcpy(part, text + from, size - from);
    part[size - from] = '\0';
    const char *at;
    if ((at = strstr(part, "quý ")) != NULL) {
        at += strlen("quý ");
        for (int i = 0; i < 4; i++)
            if (strcmp(at, quarters[i]) == 0 ||
                (at[0] == '1' + i && at[1] == '\0'))
                return months(year, 3 * i + 1, 3 * i + 3);
    } else if ((at = strstr(part, " tháng đầu")) != NULL && at > part &&
               is_digit(at[-1])) {
        int n_months =
            at[-1] - '0' + (at - part > 1 && is_digit(at[-2]) ? 10 : 0);
        if (n_months >= 1 && n_months <= 12)
            return months(year, 1, n_months);
    } else if ((at = strstr(part, " tháng cuối")) != NULL && at > part &&
               is_digit(at[-1])) {
        int n_months = at[-1] - '0';
        if (n_months >= 1)
            return months(year, 13 - n_months, 12);
    } else if ((at = strstr(part, "tháng ")) != NULL) {
        int month = atoi(at + strlen("tháng "));
        if (month >= 1 && month <= 12)
            return months(year, month, month);
    }
    return months(year, 1, 12);
}

/* A day, of a signature or a decision, is no time of the rows; nor is a year
   up to which something is to be done. */
static bool is_day_or_goal(const char *text, size_t size)
{
    char before[40];
    size_t from = size > sizeof before - 1 ? size - (sizeof before - 1) : 0;
    memcpy(before, text + from, size - from);
    before[size - from] = '\0';
    if (strstr(before, "ngày") || strstr(before, "đến"))
        return true;
    /* "31/12/2017" */
    size_t at = strlen(before);
    if (at == 0 || !strchr("/-.", before[at - 1]))
        return false;
    size_t n_digits = 0, n_signs = 0;
    for (;
         at > 0 && (is_digit(before[at - 1]) || strchr("/-.", before[at - 1]));
         at--) {
        n_digits += is_digit(before[at - 1]);
        n_signs += !is_digit(before[at - 1]);
    }
    return n_digits >= 2 && n_signs >= 2;
}

/* The time that TEXT, in lower case, names; first.year 0 when none. */
static struct window find_time(const char *text)
{
    struct window found = {{0}, {0}};
    bool has_word = strstr(text, "năm") || strstr(text, "giai đoạn") ||
                    strstr(text, "tháng") || strstr(text, "quý");
    for (const char *at = text; has_word && *at != '\0'; at++) {
        int year = at > text && is_digit(at[-1]) ? 0 : year_at(at);
        size_t size = (size_t)(at - text);
        if (year == 0)
            continue;
        int last = last_year_at(at, year);
        struct window window = last > year
                                   ? (struct window){{(int16_t)year, 1, 1},
                                                     {(int16_t)last, 12, 31}}
                                   : part_of(text, size, year);
        if (is_day_or_goal(text, size))
            continue;
        if (found.first.year == 0)
            found = window;
        else if (date_compare(window.first, found.first) < 0)
            found.first = window.first;
        if (date_compare(window.last, found.last) > 0)
            found.last = window.last;
        while (last > year && year_at(at + 1) != last)
            at++; /* the last year is no other one */
        at += last > year;
    }
    return found;
}

/* ---- titles -------------------------------------------------------------- */

/* TEXT in lower case, on one line, with one blank and one kind of dash. */
static const char *simplify(struct arena *arena, const char *text)
{
    static const char *const dashes[] = {"\u2013", "\u2014", "\u2212", "\u2010",
                                         "\u2011"};
    const char *lower = unicode_lower(arena, text);
    char *simple = arena_strdup(arena, lower);
    char *out = simple;
    for (const char *in = lower; *in != '\0';) {
        size_t dash = 0;
        for (size_t i = 0; dash == 0 && i < sizeof dashes / sizeof *dashes; i++)
            if (strncmp(in, dashes[i], strlen(dashes[i])) == 0)
                dash = strlen(dashes[i]);
        bool is_wide = strncmp(in, "\u00a0", 2) == 0;
        if (dash > 0)
            *out++ = '-';
        else if (!is_wide && !strchr(" \t\r\n", *in))
            *out++ = *in;
        else if (out > simple && out[-1] != ' ')
            *out++ = ' ';
        in += dash > 0 ? dash : is_wide ? 2 : 1;
    }
    *out = '\0';
    return simple;
}

/* Leaves out what a title cites: a decision has a place and a year of its
   own. */
static const char *without_cited(struct arena *arena, const char *text)
{
    static const char *const words[] = {
        "kèm theo",  "quyết định", "công văn", "nghị quyết",
        "nghị định", "thông tư",   "tờ trình", "theo chương trình",
        "cập nhật",  "tính đến"};
    size_t size = strlen(text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *at = strstr(text, words[i]);
        if (at && (size_t)(at - text) < size)
            size = (size_t)(at - text);
    }
    return arena_strndup(arena, text, size);
}

void titles_add(struct titles *titles, const char *text, struct place place)
{
    if (titles->n == MOST_TITLES || strlen(text) > LONGEST_TITLE)
        return;
    struct arena *arena = titles->arena;
    const char *simple = without_cited(arena, simplify(arena, text));
    struct title title = {arena_strdup(arena, text), place,
                          find_place(titles, unicode_fold(arena, simple)),
                          find_time(simple)};
    titles->names_place |= title.place != NULL;
    titles->names_time |= title.window.first.year != 0;
    if (title.place || title.window.first.year != 0)
        titles->titles[titles->n++] = title;
}

static void look_at_place(struct titles *titles, const struct value *values)
{
    if (!titles->names_place || !titles->where)
        return;
    const struct value *value = &values[titles->where - titles->table->fields];
    if (value->kind != VALUE_TEXT || titles->n_places == MOST_PLACES)
        return;
    for (size_t i = titles->n_places; i-- > 0;)
        if (strcmp(titles->places[i], value->as.text) == 0)
            return;
    titles->places[titles->n_places++] =
        arena_strdup(titles->arena, value->as.text);
}

void titles_look(struct titles *titles, const struct value *values)
{
    const struct schema_field *decides = titles->expected.decides;
    if (titles->n == 0)
        return;
    look_at_place(titles, values);
    if (!titles->names_time || !decides)
        return;
    const struct value *value = &values[decides - titles->table->fields];
    struct window window;
    if (value->kind == VALUE_DATE)
        window = (struct window){value->as.date, value->as.date};
    else if (value->kind == VALUE_YEAR)
        window = months((int)value->as.integer, 1, 12);
    else
        return;
    for (size_t i = 0; i < titles->n; i++)
        titles->has_day_in_title |= titles->titles[i].window.first.year != 0 &&
                                    overlap(titles->titles[i].window, window);
    titles->days = window;
}

/* ---- the end ------------------------------------------------------------- */

/* The same place on the day that counts, or once all that went into others
   has. */
static bool is_same_place(const struct titles *titles,
                          const struct schema_value *place, const char *name)
{
    static const struct date last = {9999, 12, 31};
    const struct place_map *map = titles->map;
    struct arena *scratch = titles->arena;
    const struct date days[] = {titles->expected.places_on, last};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (place_map_find(map, scratch, place->label, days[i]) ==
            place_map_find(map, scratch, name, days[i]))
            return true;
    return place_map_named(map, scratch, name) == NULL;
}

static void report_place(const struct titles *titles, struct faults *faults)
{
    const char *const *names = titles->places;
    size_t n = titles->n_places;
    const struct title *odd = NULL;
    if (n == 0) {
        names = &titles->expected.home;
        n = titles->expected.home != NULL;
    }
    for (size_t i = 0; i < titles->n; i++) {
        const struct title *title = &titles->titles[i];
        bool fits = false;
        if (!title->place)
            continue;
        for (size_t k = 0; k < n; k++)
            fits |= is_same_place(titles, title->place, names[k]);
        if (fits)
            return;
        if (!odd)
            odd = title;
    }
    if (odd && n > 0)
        faults_report(faults, DIAG_OTHER_PLACE_TITLED, odd->at, odd->text,
                      odd->place->full_label, names[0]);
}

/* A title of another time is right for rows of that time, when another source
   has those of the period, or when the rows are plans, of which a report may
   tell those of the next year. */
static void report_time(const struct titles *titles, struct faults *faults)
{
    const struct titles_expected *expected = &titles->expected;
    const struct title *odd = NULL;
    bool is_plan = expected->decides && expected->decides->type == FIELD_YEAR;
    if (expected->period.first.year == 0 ||
        (titles->has_day_in_title && (!expected->is_only || is_plan)) ||
        (titles->days.first.year == 0 && !expected->is_only))
        return;
    for (size_t i = 0; i < titles->n; i++) {
        const struct title *title = &titles->titles[i];
        if (title->window.first.year == 0)
            continue;
        if (overlap(title->window, expected->period))
            return;
        if (!odd)
            odd = title;
    }
    if (!odd)
        return;
    char first[11], last[11];
    date_format_vi(expected->period.first, first);
    date_format_vi(expected->period.last, last);
    faults_report(faults, DIAG_OTHER_PERIOD_TITLED, odd->at, odd->text, first,
                  last);
}

void titles_report(const struct titles *titles, struct faults *faults)
{
    report_place(titles, faults);
    report_time(titles, faults);
}
