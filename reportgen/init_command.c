#include "init_command.h"

#include "base/infile.h"
#include "base/limits.h"
#include "base/outfile.h"
#include "base/strbuf.h"
#include "base/unicode.h"
#include "config/ini_extend.h"
#include "config/search_path.h"
#include "entry/entry.h"
#include "schema/place_map.h"
#include "schema/schema.h"
#include "standard_output.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char workbook[] = "nhap-lieu.xlsx";

/* The files of layouts/init/, which have the same names in the new folder. */
static const char *const texts[] = {"report.ini", "HUONG-DAN.txt"};

enum { N_TEXTS = sizeof texts / sizeof *texts, LARGEST_TEXT = 64 * 1024 };

/* What @NAME@ stands for in them. */
struct word {
    const char *name;
    const char *text;
};

enum { MOST_WORDS = 16 };

struct work {
    struct arena *arena;
    const struct init_command *command;
    struct diag *diag;
    const struct schema *schema;
    struct entry_words *words;
    struct word known[MOST_WORDS];
    size_t n_known;
};

static bool find(struct work *work, const char *file, const char *name,
                 enum diag_code absent, struct input *found)
{
    const struct search search = {
        .kind = "layouts", .file = file, .name = name, .absent = absent};
    return search_path_find(work->arena, &search, work->diag, found);
}

/* Reads the schema of the layout. */
static bool read_schema(struct work *work)
{
    const char *layout = work->command->layout;
    const struct ini_family family = {.section = "layout",
                                      .before = "",
                                      .after = "/layout.ini",
                                      .absent = DIAG_LAYOUT_NOT_FOUND};
    struct input found;
    if (!find(work, arena_printf(work->arena, "%s/layout.ini", layout), layout,
              DIAG_LAYOUT_NOT_FOUND, &found))
        return false;
    struct ini *ini =
        ini_read_extended(work->arena, found, &family, work->diag);
    if (!ini)
        return false;
    const char *schema = ini_text(ini, "layout", "schema", "khuyen-cong");
    if (!find(work, arena_printf(work->arena, "schema/%s.ini", schema), schema,
              DIAG_SCHEMA_NOT_FOUND, &found))
        return false;
    work->schema = schema_read(work->arena, found, NULL, work->diag);
    return work->schema != NULL;
}

/* ---- what is known ------------------------------------------------------- */

static void know(struct work *work, const char *name, const char *text)
{
    work->known[work->n_known++] = (struct word){name, text};
}

/* The lines for all tables: figures typed into a sheet that no line names would
   be left out silently. */
static const char *list_tables(struct work *work)
{
    const struct schema *schema = work->schema;
    const char **sheets = entry_sheet_names(work->arena, schema, work->words);
    struct strbuf lines = STRBUF_INIT;
    for (size_t i = 0; i < schema->n_tables; i++)
        strbuf_add_format(&lines, "%s%s = \"%s#%s\"", i > 0 ? "\n" : "",
                          schema->tables[i].name, workbook, sheets[i]);
    const char *text = arena_strdup(work->arena, strbuf_text(&lines));
    strbuf_free(&lines);
    return text;
}

/* Finds the agency of a place in the schema's map; a place that has ended
   stands for its successor. */
static bool know_place(struct work *work)
{
    struct arena *arena = work->arena;
    const char *given = work->command->place;
    const struct place_map *map =
        work->schema->n_places > 0 ? work->schema->places[0] : NULL;
    if (!given || !map) {
        know(work, "superior", "<cơ quan chủ quản, ví dụ: UBND TỈNH ...>");
        know(work, "agency", "<tên cơ quan, ví dụ: SỞ CÔNG THƯƠNG>");
        know(work, "full_name", "<tên đầy đủ của cơ quan>");
        know(work, "place", "<địa danh>");
        know(work, "area", "<địa bàn, ví dụ: tỉnh ...>");
        know(work, "addressee", "<cơ quan nhận báo cáo>");
        return true;
    }
    const struct schema_value *place =
        place_map_find(map, arena, given, work->command->today);
    if (!place) {
        diag_report(work->diag, DIAG_INIT_PLACE, PLACE_NONE, given, map->name);
        return false;
    }
    const struct schema_value *named = place_map_named(map, arena, given);
    if (named && named != place)
        diag_report(work->diag, DIAG_INIT_PLACE_MERGED, PLACE_NONE,
                    named->full_label, place->full_label);
    const char *full = place->full_label;
    know(work, "superior",
         arena_printf(arena, "UBND %s", unicode_upper(arena, full)));
    know(work, "agency", "SỞ CÔNG THƯƠNG");
    know(work, "full_name", arena_printf(arena, "Sở Công Thương %s", full));
    know(work, "place", place->label);
    know(work, "area", full);
    know(work, "addressee", arena_printf(arena, "Ủy ban nhân dân %s", full));
    return true;
}

static bool know_all(struct work *work)
{
    know(work, "layout", work->command->layout);
    know(work, "schema", work->schema->name);
    know(work, "year",
         arena_printf(work->arena, "%d", work->command->today.year));
    know(work, "workbook", workbook);
    know(work, "tables", list_tables(work));
    return know_place(work);
}

/* ---- the files ----------------------------------------------------------- */

/* Adds TEXT to FILLED with what is known instead of each @NAME@. */
static void fill_in(const struct work *work, const char *text,
                    struct strbuf *filled)
{
    while (*text != '\0') {
        const struct word *word = NULL;
        size_t size = *text == '@' ? strcspn(text + 1, "@\n") : 0;
        for (size_t i = 0;
             size > 0 && text[size + 1] == '@' && !word && i < work->n_known;
             i++)
            if (strlen(work->known[i].name) == size &&
                strncmp(work->known[i].name, text + 1, size) == 0)
                word = &work->known[i];
        if (word) {
            strbuf_add_text(filled, word->text);
            text += size + 2;
        } else {
            strbuf_add_char(filled, *text++);
        }
    }
}

static bool write_text(struct work *work, struct outdir *dir, const char *name)
{
    struct input input;
    struct infile file;
    const char *path = arena_printf(work->arena, "init/%s", name);
    if (!find(work, path, path, DIAG_TEMPLATE_NOT_FOUND, &input) ||
        !infile_load(work->arena, &input, LARGEST_TEXT, work->diag, &file))
        return false;
    infile_make_plain(work->arena, &file);
    struct strbuf text = STRBUF_INIT;
    fill_in(work, file.data, &text);
    struct outfile *out = outfile_create(dir, name, work->diag);
    bool ok = out && outfile_write(out, strbuf_text(&text), text.size);
    strbuf_free(&text);
    return out && outfile_close(out, work->diag) && ok;
}

static bool write_workbook(struct work *work, struct outdir *dir)
{
    const struct entry_options options = {.schema = work->schema,
                                          .words = work->words,
                                          .file_name = workbook,
                                          .created =
                                              work->command->source_date_epoch};
    struct outfile *file = outfile_create(dir, workbook, work->diag);
    return file && entry_write(work->arena, &options, file, work->diag);
}

/* A folder that is not empty may hold somebody's work. */
static bool is_empty(const struct work *work)
{
    const char *path = work->command->folder;
    DIR *folder = opendir(path);
    const struct dirent *entry = NULL;
    if (!folder)
        return true; /* it is not there, or the lock will show why not */
    while ((entry = readdir(folder)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            break;
    if (entry)
        diag_report(work->diag, DIAG_INIT_NOT_EMPTY,
                    (struct place){.file = path}, entry->d_name);
    closedir(folder);
    return !entry;
}

static bool publish(struct work *work)
{
    if (!is_empty(work))
        return false;
    struct outlock *lock = outlock_take(work->command->folder, work->diag);
    if (!lock)
        return false;
    struct outdir *dir = outdir_open(lock);
    bool ok = write_workbook(work, dir);
    for (size_t i = 0; ok && i < N_TEXTS; i++)
        ok = write_text(work, dir, texts[i]);
    ok = ok && !diag_failed(work->diag) && outdir_publish(dir, work->diag);
    outdir_close(dir);
    outlock_release(lock);
    return ok;
}

static void print_path(const struct work *work, const char *name)
{
    const char *line =
        arena_printf(work->arena, "%s/%s\n", work->command->folder, name);
    standard_output_write(line, strlen(line));
}

bool init_command(const struct init_command *command, struct diag *diag)
{
    struct work work = {
        .arena = arena_create(), .command = command, .diag = diag};
    budget_start(work.arena);
    bool ok = read_schema(&work);
    if (ok)
        work.words = entry_words_read(work.arena, NULL, diag);
    ok = ok && work.words && know_all(&work) && publish(&work);
    if (ok) {
        print_path(&work, workbook);
        for (size_t i = 0; i < N_TEXTS; i++)
            print_path(&work, texts[i]);
    }
    arena_destroy(work.arena);
    return ok;
}
