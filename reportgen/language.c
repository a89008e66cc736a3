#include "language.h"

#include "base/arena.h"
#include "config/search_path.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DOMAIN "reportgen"

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Translations are beside a program in its build folder, and in
   PREFIX/share/locale for one in PREFIX/bin, wherever that was moved to. */
static void bind_translations(void)
{
    struct arena *arena = arena_create();
    const char *folder = search_path_program_folder(arena);
    const char *translations = LOCALE_FOLDER;
    if (folder) {
        const char *built = arena_printf(arena, "%s/locale", folder);
        const char *moved = arena_printf(arena, "%s/../share/locale", folder);
        size_t size = strlen(folder);
        bool in_bin = size >= 4 && strcmp(folder + size - 4, "/bin") == 0;
        if (is_folder(built))
            translations = built;
        else if (in_bin && is_folder(moved))
            translations = moved;
    }
    bindtextdomain(DOMAIN, translations);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
    arena_destroy(arena);
}

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value != '\0' ? value : NULL;
}

/* The locale that POSIX gives for messages, or NULL. */
static const char *messages_locale(void)
{
    const char *locale = environment("LC_ALL");
    if (!locale)
        locale = environment("LC_MESSAGES");
    if (!locale)
        locale = environment("LANG");
    return locale;
}

/* gettext follows $LANGUAGE in any locale except "C"; which one it is does not
   matter.  A server often has only C.UTF-8, which is part of every Debian, but
   since glibc 2.39 that counts as "C" too. */
static bool choose_locale(const char *wanted)
{
    const char *const names[] = {"vi_VN.UTF-8", "en_US.UTF-8", wanted,
                                 "C.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i] && setlocale(LC_MESSAGES, names[i]))
            return setlocale(LC_CTYPE, "C.UTF-8") != NULL;
    return false;
}

/* by language_choose(); NULL: the language of the source */
static const char *chosen;

void language_choose(void)
{
    const char *locale = messages_locale();
    bool plain =
        locale && (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0);
    const char *language = environment("LANGUAGE");
    if (!language)
        language = locale;
    if (plain || !language || !choose_locale(locale))
        return;
    chosen = strdup(language);
    setenv("LANGUAGE", chosen, 1);
    bind_translations();
}

void language_vietnamese(bool on)
{
    if (on) {
        if (!choose_locale(messages_locale()))
            return;
        setenv("LANGUAGE", "vi", 1);
        bind_translations();
    } else if (chosen) {
        setenv("LANGUAGE", chosen, 1);
        choose_locale(
            messages_locale()); /* makes gettext forget what it knew */
    } else {
        setlocale(LC_MESSAGES, "C");
    }
}
