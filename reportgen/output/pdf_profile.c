#include "output/pdf_profile.h"

#include <string.h>

enum { PROFILE_LIMIT = 1 << 20 };

static const char *const profiles[] = {
    "/usr/share/color/icc/sRGB.icc", /* Debian: icc-profiles-free */
    "/usr/share/color/icc/ghostscript/srgb.icc",
    "/usr/share/color/icc/colord/sRGB.icc",
};

/* Offsets in the head of a profile (ISO 15076-1, 7.2). */
enum {
    VERSION_AT = 8,
    CLASS_AT = 12,
    SPACE_AT = 16,
    SIGNATURE_AT = 36,
    HEAD_SIZE = 128
};

static bool says(const char *bytes, const char *word)
{
    return memcmp(bytes, word, 4) == 0;
}

bool pdf_profile_fits(const char *bytes, size_t size, int part)
{
    const char newest = part == 1 ? 2 : 4;
    return size > HEAD_SIZE && says(bytes + SIGNATURE_AT, "acsp") &&
           says(bytes + SPACE_AT, "RGB ") &&
           (says(bytes + CLASS_AT, "mntr") || says(bytes + CLASS_AT, "prtr")) &&
           bytes[VERSION_AT] >= 2 && bytes[VERSION_AT] <= newest;
}

bool pdf_profile_read(struct arena *arena, int part, struct infile *profile,
                      struct diag *diag)
{
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        const struct input input = input_at(profiles[i]);
        struct input found;
        bool failed;
        if (!infile_find(&input, 1, diag, &found, &failed)) {
            if (failed)
                return false;
            continue;
        }
        if (!infile_read(arena, profiles[i], PROFILE_LIMIT, diag, profile))
            return false;
        if (pdf_profile_fits(profile->data, profile->size, part))
            return true;
    }
    diag_report(diag, DIAG_COLOR_PROFILE, (struct place){.file = profiles[0]});
    return false;
}
