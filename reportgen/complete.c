#include "complete.h"

#include "base/arena.h"
#include "base/strbuf.h"
#include "catalog.h"
#include "config/period.h"
#include "options.h"
#include "output/writer.h"
#include "standard_output.h"

#include <string.h>

struct completion {
    struct arena *arena;
    struct strbuf lines;
    const char *begun;  /* what is there of the word */
    const char *before; /* what stands before it in the same word: "--log=" */
};

static void offer(struct completion *completion, const char *word,
                  const char *help)
{
    if (strncmp(word, completion->begun, strlen(completion->begun)) != 0)
        return;
    strbuf_add_format(&completion->lines, "%s%s", completion->before, word);
    if (help)
        strbuf_add_format(&completion->lines, "\t%s", help);
    strbuf_add_char(&completion->lines, '\n');
}

static void offer_files(struct completion *completion, const char *directive)
{
    strbuf_add_format(&completion->lines, "%s\n", directive);
}

static void offer_periods(struct completion *completion)
{
    for (size_t i = 0; period_relative_words[i]; i++)
        offer(completion, period_relative_words[i], NULL);
}

static void offer_catalog(struct completion *completion, enum catalog_kind kind)
{
    size_t n;
    const char **names = catalog_names(completion->arena, kind, &n);
    for (size_t i = 0; i < n; i++) {
        size_t first = 0;
        while (strcmp(names[first], names[i]) != 0)
            first++;
        if (first == i)
            offer(completion, names[i], NULL);
    }
}

/* CHOICES is "human | json". */
static void offer_choices(struct completion *completion, const char *choices)
{
    while (*choices != '\0') {
        size_t size = strcspn(choices, " |");
        offer(completion, arena_strndup(completion->arena, choices, size),
              NULL);
        choices += size;
        choices += strspn(choices, " |");
    }
}

static void offer_formats(struct completion *completion)
{
    const char *comma = strrchr(completion->begun, ',');
    size_t size = !comma ? 0 : (size_t)(comma - completion->begun) + 1;
    const char *others =
        arena_strndup(completion->arena, completion->begun, size);
    for (size_t i = 0; i < n_writers; i++)
        offer(completion,
              arena_printf(completion->arena, "%s%s", others,
                           writers[i]->format.name),
              NULL);
}

/* What an option takes. */
static void offer_argument(struct completion *completion, enum command command,
                           const struct option_words *option)
{
    if (option->choices)
        offer_choices(completion, option->choices);
    else if (strcmp(option->argument, "SPEC") == 0)
        offer_periods(completion);
    else if (strcmp(option->argument, "FORMATS") == 0)
        offer_formats(completion);
    else if (strcmp(option->argument, "CONFIG.ini") == 0)
        offer_files(completion, ":files .ini");
    else if (strcmp(option->name, "layout") == 0)
        offer_catalog(completion, CATALOG_LAYOUTS);
    else if (strcmp(option->argument, "DIR") == 0)
        offer_files(completion,
                    command == COMMAND_ENTRY ? ":files .xlsx" : ":folders");
}

/* What a command works on; N_BEFORE such words are there. */
static void offer_operand(struct completion *completion, enum command command,
                          size_t n_before)
{
    switch (command) {
    case COMMAND_PERIOD:
        offer_periods(completion);
        return;
    case COMMAND_INIT:
    case COMMAND_VERIFY:
        offer_files(completion, ":folders");
        return;
    case COMMAND_LIST:
        for (int i = 0; n_before == 0 && i < N_CATALOG_KINDS; i++)
            offer(completion, catalog_kind_name((enum catalog_kind)i), NULL);
        return;
    case COMMAND_DESCRIBE:
        offer_catalog(completion, CATALOG_LAYOUTS);
        offer_catalog(completion, CATALOG_SCHEMAS);
        return;
    case COMMAND_ENTRY:
        if (n_before == 0)
            offer_catalog(completion, CATALOG_SCHEMAS);
        return;
    case COMMAND_DUMP:
        if (n_before == 0) {
            for (size_t i = 0; options_stage(i); i++)
                offer(completion, options_stage(i), NULL);
            return;
        }
        break;
    default:
        break;
    }
    offer_files(completion, ":files .ini");
}

static void offer_options(struct completion *completion, enum command command)
{
    struct option_words option;
    for (size_t i = 0; options_nth(i, command, &option); i++)
        offer(completion,
              arena_printf(completion->arena, "--%s%s", option.name,
                           option.argument ? "=" : ""),
              option.help);
}

static void offer_commands(struct completion *completion)
{
    enum command command;
    const char *name;
    for (size_t i = 0; (name = options_command(i, &command)); i++)
        offer(completion, name, NULL);
}

/* The option that WORD is: "--log", "--log=" and what follows, "-j". */
static bool find_option(const char *word, struct option_words *option)
{
    size_t size = strcspn(word, "=");
    if (word[0] != '-')
        return false;
    for (size_t i = 0; options_nth(i, COMMAND_NONE, option); i++) {
        if (word[1] == '-' && strlen(option->name) + 2 == size &&
            strncmp(word + 2, option->name, size - 2) == 0)
            return true;
        if (option->letter != 0 && word[1] == option->letter && size == 2)
            return true;
    }
    return false;
}

/* Whether the word behind WORD is its argument. */
static bool takes_next(const char *word, struct option_words *option)
{
    return find_option(word, option) && option->argument && !strchr(word, '=');
}

void complete_print(size_t n, const char *const *words)
{
    struct arena *arena = arena_create();
    struct completion completion = {.arena = arena,
                                    .lines = STRBUF_INIT,
                                    .begun = n == 0 ? "" : words[n - 1],
                                    .before = ""};
    enum command command = COMMAND_NONE;
    struct option_words option = {.argument = NULL};
    bool argument = false; /* the word is that of OPTION */
    bool only_operands = false;
    size_t n_operands = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        if (argument) {
            argument = false;
        } else if (!only_operands && strcmp(words[i], "--") == 0) {
            only_operands = true;
        } else if (!only_operands && words[i][0] == '-') {
            argument = takes_next(words[i], &option);
        } else if (command == COMMAND_NONE) {
            enum command found;
            const char *name;
            for (size_t k = 0; (name = options_command(k, &found)); k++)
                if (strcmp(name, words[i]) == 0)
                    command = found;
        } else {
            n_operands++;
        }
    }
    const char *equals = strchr(completion.begun, '=');
    if (argument) {
        offer_argument(&completion, command, &option);
    } else if (!only_operands && completion.begun[0] == '-') {
        if (equals && find_option(completion.begun, &option) &&
            option.argument) {
            completion.before =
                arena_strndup(arena, completion.begun,
                              (size_t)(equals - completion.begun) + 1);
            completion.begun = equals + 1;
            offer_argument(&completion, command, &option);
        } else {
            offer_options(&completion, command);
        }
    } else if (command == COMMAND_NONE) {
        offer_commands(&completion);
    } else {
        offer_operand(&completion, command, n_operands);
    }
    standard_output_write(strbuf_text(&completion.lines),
                          completion.lines.size);
    strbuf_free(&completion.lines);
    arena_destroy(arena);
}
