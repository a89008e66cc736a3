#include "intake/heading.h"

#include "base/strbuf.h"
#include "base/unicode.h"
#include "schema/money_unit.h"

#include <string.h>

/* ---- text ---------------------------------------------------------------- */

static const char blanks[] = " \t\n";

/* What may separate a name from what follows it, in UTF-8. */
static const char *const dashes[] = {"-", "–", "—", "−", "‐", "‑"};
static const char *const brackets[][2] = {
    {"(", ")"}, {"[", "]"}, {"{", "}"}, {"<", ">"}, {"（", "）"}, {"【", "】"}};

static size_t ends_with(const char *text, size_t size, const char *end)
{
    size_t n = strlen(end);
    return size >= n && memcmp(text + size - n, end, n) == 0 ? n : 0;
}

static size_t starts_with(const char *text, const char *start)
{
    size_t n = strlen(start);
    return strncmp(text, start, n) == 0 ? n : 0;
}

/* SIZE without the blanks and no-break spaces at the end. */
static size_t trimmed(const char *text, size_t size)
{
    for (;;) {
        if (size > 0 && strchr(blanks, text[size - 1]))
            size--;
        else if (ends_with(text, size, "\u00a0") > 0)
            size -= 2;
        else
            return size;
    }
}

static const char *without_blanks(struct arena *arena, const char *text,
                                  size_t size)
{
    size = trimmed(text, size);
    while (size > 0 && strchr(blanks, *text)) {
        text++;
        size--;
    }
    return arena_strndup(arena, text, size);
}

/* ---- what a part means --------------------------------------------------- */

/* Harmless words for any table; a schema adds its own ("tờ", "gian hàng"). */
static const char *const harmless[] = {
    "đvt",
    "đơn vị",
    "đơn vị tính",
    "tháng, năm",
    "tháng năm",
    "tháng/năm",
    "nếu có",
    "nếu có thể",
    "bắt buộc",
    "người",
    "lượt người",
    "cũ",
    "mới",
    "dd/mm/yyyy",
    "d/m/yyyy",
    "dd-mm-yyyy",
    "ngày/tháng/năm",
    "ngày, tháng, năm",
    "ngày tháng năm",
    "ngày-tháng-năm",
    "ngày",
    "yyyy-mm-dd",
    "yyyy",
    "mm/yyyy",
    "bằng số",
    "số",
    "ghi rõ",
    "theo mẫu",
    "đánh dấu x",
    "x",
    "có/không",
    "nn/tt/nnnn",
    "dd/mm/yy",
    "ngày/tháng",
    "nn/tt/nn",
};

static bool is_harmless(const struct heading *heading, const char *text)
{
    const char *folded = unicode_fold(heading->arena, text);
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (strcmp(unicode_fold(heading->arena, harmless[i]), folded) == 0)
            return true;
    for (size_t i = 0; i < heading->schema->n_harmless; i++)
        if (strcmp(heading->schema->harmless[i], folded) == 0)
            return true;
    return false;
}

/* True for "1", "12", "a", "*", "**", "i)" and superscripts. */
static bool is_mark(const char *text)
{
    static const char *const marks[] = {"*", "†", "‡", "¹", "²", "³", "⁴", "⁵"};
    size_t digits = strspn(text, "0123456789");
    if (digits > 0)
        return digits <= 2 && text[digits] == '\0';
    if (*text >= 'a' && *text <= 'h' && text[1] == '\0')
        return true;
    while (*text != '\0') {
        size_t n = 0;
        for (size_t i = 0; n == 0 && i < sizeof marks / sizeof *marks; i++)
            n = starts_with(text, marks[i]);
        if (n == 0)
            return false;
        text += n;
    }
    return true;
}

int64_t heading_count_scale(struct arena *arena, const char *text,
                            const char **thing)
{
    static const struct {
        const char *word;
        int64_t amount;
    } scales[] = {{"nghìn", 1000},    {"ngàn", 1000},        {"1.000", 1000},
                  {"1000", 1000},     {"triệu", 1000000},    {"chục", 10},
                  {"trăm", 100},      {"vạn", 10000},        {"tỷ", 1000000000},
                  {"tỉ", 1000000000}, {"1.000.000", 1000000}};
    const char *lower = unicode_lower(arena, text);
    const char *colon = strchr(lower, ':');
    if (colon && (starts_with(lower, "đvt") || starts_with(lower, "đơn vị")))
        lower = colon + 1;
    lower += strspn(lower, blanks);
    lower += starts_with(lower, "x");
    lower += strspn(lower, blanks);
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        size_t n = starts_with(lower, scales[i].word);
        const char *rest = lower + n + strspn(lower + n, blanks);
        if (n == 0 || (lower[n] != '\0' && rest == lower + n) ||
            starts_with(rest, "lệ"))
            continue;
        if (thing)
            *thing = rest;
        return scales[i].amount;
    }
    return 0;
}

bool heading_is_of_units(struct arena *arena, const char *text)
{
    static const char *const names[] = {"đvt", "đơn vị tính", "đơn vị", "đv",
                                        "đv tính"};
    const char *folded = unicode_fold(arena, text);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(folded, unicode_fold(arena, names[i])) == 0)
            return true;
    return false;
}

/* The figure in "thang điểm 10", "tối đa 100 điểm", "100"; 0 for anything
   else. */
static int64_t most_of(struct arena *arena, const char *text)
{
    static const char *const words[] = {"thang điểm ", "thang ", "tối đa ",
                                        "trên "};
    const char *lower = unicode_lower(arena, text);
    size_t n = 0;
    for (size_t i = 0; n == 0 && i < sizeof words / sizeof *words; i++)
        n = starts_with(lower, words[i]);
    lower += n;
    size_t digits = strspn(lower, "0123456789");
    bool bare = n == 0 && digits == 3 && lower[digits] == '\0';
    if ((n == 0 && !bare) || digits == 0 || digits > 6)
        return 0;
    int64_t most = 0;
    for (size_t i = 0; i < digits; i++)
        most = most * 10 + (lower[i] - '0');
    const char *rest = lower + digits;
    return *rest == '\0' || strcmp(rest, " điểm") == 0 ? most : 0;
}

static struct heading_part read_part(const struct heading *heading,
                                     const char *text)
{
    struct arena *arena = heading->arena;
    struct heading_part part = {PART_WORDS, text, 0};
    struct money_unit unit = money_unit_read(arena, text);
    int64_t scale = heading_count_scale(arena, text, NULL);
    int64_t most = most_of(arena, text);
    if (is_mark(text))
        part.kind = PART_MARK;
    else if (unit.dong != 0 && (unit.has_currency || scale == 0))
        part = (struct heading_part){PART_MONEY, text, unit.dong};
    else if (scale != 0)
        part = (struct heading_part){PART_SCALE, text, scale};
    else if (most != 0)
        part = (struct heading_part){PART_MOST, text, most};
    else if (is_harmless(heading, text))
        part.kind = PART_HARMLESS;
    return part;
}

/* ---- taking parts off ---------------------------------------------------- */

/* Makes SIZE bytes the name, and TEXT the part that was taken off. */
static bool take_off(struct heading *heading, size_t size, const char *text)
{
    const char *name = without_blanks(heading->arena, heading->name, size);
    if (*name == '\0' || heading->n_parts == MOST_HEADING_PARTS)
        return false;
    if (*text != '\0')
        heading->parts[heading->n_parts++] = read_part(heading, text);
    heading->name = name;
    return true;
}

/* Takes off "(triệu đồng)" at the end, from the bracket that the last one
   closes. */
static bool take_brackets(struct heading *heading)
{
    const char *name = heading->name;
    size_t size = trimmed(name, strlen(name));
    for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++) {
        size_t n_close = ends_with(name, size, brackets[i][1]);
        size_t n_open = strlen(brackets[i][0]);
        int depth = 0;
        for (size_t at = size; n_close > 0 && at > 0; at--) {
            if (ends_with(name, at, brackets[i][1]) > 0)
                depth++;
            else if (ends_with(name, at, brackets[i][0]) > 0)
                depth--;
            if (depth == 0)
                return take_off(heading, at - n_open,
                                without_blanks(heading->arena, name + at,
                                               size - n_close - at));
        }
    }
    return false;
}

/* Takes off a star or a superscript at the end, or a sign that nothing
   follows. */
static bool take_mark(struct heading *heading)
{
    const char *name = heading->name;
    size_t size = trimmed(name, strlen(name));
    if (size > 0 && strchr(":.;,-", name[size - 1]))
        return take_off(heading, size - 1, "");
    size_t start = size;
    while (start > 0) {
        size_t at = start - 1;
        while (at > 0 && ((unsigned char)name[at] & 0xC0) == 0x80)
            at--;
        const char *mark = arena_strndup(heading->arena, name + at, start - at);
        if ((*mark >= '0' && *mark <= '9') || (*mark >= 'a' && *mark <= 'z') ||
            !is_mark(mark))
            break;
        start = at;
    }
    return start < size &&
           take_off(heading, start,
                    arena_strndup(heading->arena, name + start, size - start));
}

/* True when a mere ":" or "," may separate TEXT from a name. */
static bool is_certain(const struct heading *heading, const char *text)
{
    enum heading_part_kind kind = read_part(heading, text).kind;
    return kind == PART_MONEY || kind == PART_SCALE || kind == PART_HARMLESS;
}

static bool take_line(struct heading *heading)
{
    const char *line = strrchr(heading->name, '\n');
    return line && take_off(heading, (size_t)(line - heading->name),
                            without_blanks(heading->arena, line, strlen(line)));
}

/* Takes off "- triệu đồng": any words after a dash between blanks, a unit after
   any dash. */
static bool take_dash(struct heading *heading)
{
    const char *name = heading->name;
    for (size_t at = strlen(name); at > 1; at--) {
        size_t n = 0;
        for (size_t i = 0; n == 0 && i < sizeof dashes / sizeof *dashes; i++)
            n = ends_with(name, at, dashes[i]);
        if (n == 0)
            continue;
        const char *part =
            without_blanks(heading->arena, name + at, strlen(name + at));
        bool apart = at > n && strchr(blanks, name[at - n - 1]) &&
                     strchr(blanks, name[at]);
        if (*part != '\0' && (apart || is_certain(heading, part)))
            return take_off(heading, at - n, part);
    }
    return false;
}

/* Takes off ": triệu đồng", "/tr.đ", ", ĐVT: nghìn đồng". */
static bool take_behind_sign(struct heading *heading)
{
    const char *name = heading->name;
    for (size_t at = 1; name[at] != '\0'; at++) {
        if (!strchr(":,;/|", name[at]))
            continue;
        const char *part = without_blanks(heading->arena, name + at + 1,
                                          strlen(name + at + 1));
        if (*part != '\0' && is_certain(heading, part))
            return take_off(heading, at, part);
    }
    return false;
}

/* Takes off "triệu đồng" of "Kinh phí triệu đồng", "ĐVT: tr.đ": without a sign
   before it, a unit needs its scale, its label or a currency that is no
   word. */
static bool take_bare(struct heading *heading)
{
    const char *name = heading->name;
    for (size_t at = 1; name[at] != '\0'; at++) {
        if (!strchr(blanks, name[at]))
            continue;
        struct money_unit unit = money_unit_read(heading->arena, name + at);
        if (unit.dong != 0 &&
            (unit.has_scale || unit.has_label || unit.is_code))
            return take_off(
                heading, at,
                without_blanks(heading->arena, name + at, strlen(name + at)));
    }
    return false;
}

/* Takes off "(5)", "5." or "Trong đó:" before a name; that says nothing about
   the figures. */
static bool take_front(struct heading *heading)
{
    static const char *const leads[] = {"trong đó", "gồm", "bao gồm", "cột"};
    const char *name = heading->name;
    const char *lower = unicode_lower(heading->arena, name);
    const char *rest = name + starts_with(name, "(");
    size_t digits = strspn(rest, "0123456789");
    if (digits > 0 && digits <= 2 && strchr(").:", rest[digits]) &&
        rest[digits] != '\0')
        rest += digits + 1;
    else
        rest = name;
    for (size_t i = 0; rest == name && i < sizeof leads / sizeof *leads; i++) {
        size_t n = starts_with(lower, leads[i]);
        size_t gap = strspn(lower + n, blanks);
        if (n > 0 && strchr(":-", lower[n + gap]))
            rest = name + n + gap + (lower[n + gap] != '\0');
    }
    while (*rest != '\0' && strchr(blanks, *rest))
        rest++;
    if (rest == name || *rest == '\0')
        return false;
    heading->name = rest;
    return true;
}

void heading_start(struct heading *heading, struct arena *arena,
                   const char *text, const struct schema *schema)
{
    *heading = (struct heading){.name = text, .arena = arena, .schema = schema};
}

const char *heading_end(const char *text)
{
    size_t size = strlen(text);
    const char *end =
        size > LONGEST_HEADING ? text + size - LONGEST_HEADING : text;
    while (((unsigned char)*end & 0xC0) == 0x80)
        end++; /* not within a letter */
    return end;
}

bool heading_take(struct heading *heading)
{
    if (strnlen(heading->name, LONGEST_HEADING + 1) > LONGEST_HEADING)
        return false;
    return take_brackets(heading) || take_mark(heading) ||
           take_behind_sign(heading) || take_line(heading) ||
           take_dash(heading) || take_bare(heading) || take_front(heading);
}

const char *heading_joined(const struct heading *heading)
{
    struct strbuf buf = STRBUF_INIT;
    strbuf_add_text(&buf, heading->name);
    bool joined = false;
    for (size_t i = heading->n_parts; i > 0; i--)
        if (heading->parts[i - 1].kind == PART_WORDS) {
            strbuf_add_format(&buf, " %s", heading->parts[i - 1].text);
            joined = true;
        }
    const char *text =
        joined ? arena_strndup(heading->arena, strbuf_text(&buf), buf.size)
               : NULL;
    strbuf_free(&buf);
    return text;
}

/* ---- lines and rows of units --------------------------------------------- */

int64_t heading_cell_unit(struct arena *arena, const char *text)
{
    return money_unit_written(arena, text);
}

/* Words that announce a unit in a line. */
static const char *const labels[] = {
    "đơn vị tính", "đơn vị tiền", "đơn vị:",     "đơn vị đo", "đvt",
    "đ.v.t",       "dvt",         "don vi tinh", "don vi:",   "(đơn vị",
    "đv:",         "đv tính",     "tính bằng",   "tinh bang", "tính theo",
    "tính ra",     "được tính"};

/* The unit with which TEXT begins, up to a sign or the end: "là triệu đồng, làm
   tròn". */
static int64_t unit_at_start(struct arena *arena, const char *text)
{
    static const char *const leads[] = {
        " ", ":", "-", "(", "là ", "tính ", "tệ ", "bằng ", "theo ", "la "};
    for (size_t i = 0; i < sizeof leads / sizeof *leads;) {
        size_t n = strlen(leads[i]);
        bool leads_on = strncmp(text, leads[i], n) == 0;
        text += leads_on ? n : 0;
        i = leads_on ? 0 : i + 1;
    }
    size_t size = strlen(text);
    for (; size > 0; size--) {
        if (text[size] != '\0' && !strchr(" ,;).:]", text[size]))
            continue;
        const char *words = arena_strndup(arena, text, size);
        struct money_unit unit = money_unit_read(arena, words);
        if (unit.dong != 0 &&
            (text[size] != ' ' || (unit.has_scale && unit.has_currency)))
            return unit.dong;
    }
    return 0;
}

int64_t heading_line_unit(struct arena *arena, const char *text)
{
    const char *lower =
        unicode_lower(arena, unicode_nfc(arena, text, strlen(text)));
    struct money_unit unit = money_unit_read(arena, lower);
    if (unit.dong != 0)
        return unit.dong;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        const char *at = strstr(lower, labels[i]);
        int64_t dong = !at ? 0 : unit_at_start(arena, at + strlen(labels[i]));
        if (dong != 0)
            return dong;
    }
    const char *open = strrchr(lower, '(');
    return !open || lower[strlen(lower) - 1] != ')'
               ? 0
               : money_unit_written(arena, open);
}
