#include "base/query_words.h"

#include <string.h>
#include <strings.h>

bool query_is_written(const char *text)
{
    static const char *const words[] = {"select", "with", "values"};
    size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (size == strlen(words[i]) && strncasecmp(text, words[i], size) == 0)
            return text[size] != '\0';
    return false;
}
