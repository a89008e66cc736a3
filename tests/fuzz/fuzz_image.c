/* Any bytes as an image: refused with one reason, or with as many samples as
   its sizes say. */
#include "figures/image.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diag *diag = diag_create(NULL, NULL, false);
    const struct infile file = {
        .path = "a.png", .data = fuzz_text(arena, data, size), .size = size};
    const struct image *image = image_read(arena, &file, diag);
    PROMISE((image == NULL) == diag_failed(diag));
    if (image != NULL) {
        PROMISE(image->width > 0 && image->height > 0);
        PROMISE(image->components == 1 || image->components == 3);
        PROMISE(image->natural_width > 0);
        PROMISE(image->kind == IMAGE_JPEG
                    ? image->size <= size
                    : image->size == (size_t)image->width * image->height *
                                         image->components);
    }
    diag_destroy(diag);
    arena_destroy(arena);
    return 0;
}
