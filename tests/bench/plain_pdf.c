/*
 * The floor for PDF: prints lines that are laid out already, with the calls
 * that a plain libharu program uses, each document with its own fonts as
 * libharu has it.  A file of LINES holds
 *     P width height                 a page, in 1/1000 point
 *     T face size x y text           text in face 0..3 (regular, bold, italic,
 *                                    bold italic)
 *     R x y width height             a filled rule
 * usage: plain_pdf FONT.ttf x 4 {LINES OUT.pdf}...
 */
#include <hpdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_FONTS = 4 };

static void fail(HPDF_STATUS error, HPDF_STATUS detail, void *context)
{
    (void)context;
    fprintf(stderr, "libharu: %04lx %lu\n", (unsigned long)error,
            (unsigned long)detail);
    exit(1);
}

static HPDF_Page add_page(HPDF_Doc pdf, const char *line)
{
    int width = 0;
    int height = 0;
    if (sscanf(line, "P %d %d", &width, &height) != 2)
        exit(2);
    HPDF_Page page = HPDF_AddPage(pdf);
    HPDF_Page_SetWidth(page, (float)width / 1000);
    HPDF_Page_SetHeight(page, (float)height / 1000);
    return page;
}

static void print_text(HPDF_Page page, HPDF_Font *fonts, char *line)
{
    int face = 0;
    int size = 0;
    int x = 0;
    int y = 0;
    int start = 0;
    if (sscanf(line, "T %d %d %d %d %n", &face, &size, &x, &y, &start) != 4)
        exit(2);
    line[strcspn(line, "\n")] = '\0';
    HPDF_Page_BeginText(page);
    HPDF_Page_SetFontAndSize(page, fonts[face % N_FONTS], (float)size / 1000);
    HPDF_Page_TextOut(page, (float)x / 1000, (float)y / 1000, line + start);
    HPDF_Page_EndText(page);
}

static void draw_rule(HPDF_Page page, const char *line)
{
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    if (sscanf(line, "R %d %d %d %d", &x, &y, &width, &height) != 4)
        exit(2);
    HPDF_Page_Rectangle(page, (float)x / 1000, (float)y / 1000,
                        (float)width / 1000, (float)height / 1000);
    HPDF_Page_Fill(page);
}

static void print_document(char **font_paths, const char *lines,
                           const char *path)
{
    static char line[65536];
    FILE *file = fopen(lines, "r");
    if (file == NULL) {
        perror(lines);
        exit(1);
    }
    HPDF_Doc pdf = HPDF_New(fail, NULL);
    HPDF_SetCompressionMode(pdf, HPDF_COMP_ALL);
    HPDF_UseUTFEncodings(pdf);
    HPDF_SetPagesConfiguration(pdf, 64);
    HPDF_Font fonts[N_FONTS];
    for (int i = 0; i < N_FONTS; i++)
        fonts[i] = HPDF_GetFont(
            pdf, HPDF_LoadTTFontFromFile(pdf, font_paths[i], HPDF_TRUE),
            "UTF-8");
    HPDF_Page page = NULL;
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == 'P')
            page = add_page(pdf, line);
        else if (line[0] == 'T')
            print_text(page, fonts, line);
        else if (line[0] == 'R')
            draw_rule(page, line);
    }
    fclose(file);
    HPDF_SaveToFile(pdf, path);
    HPDF_Free(pdf);
}

int main(int argc, char **argv)
{
    if (argc < 3 + N_FONTS || (argc - 1 - N_FONTS) % 2 != 0)
        return 2;
    for (int i = 1 + N_FONTS; i < argc; i += 2)
        print_document(argv + 1, argv[i], argv[i + 1]);
    return 0;
}
