/* slug WORD...: prints the slug of its arguments. */
#include <stdio.h>
#include <string.h>

#include "slug.h"

enum { text_max = 4096 };

int main(int argc, char **argv) {
    char text[text_max] = "";
    char slug[text_max];
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts(SLUG_VERSION);
        return 0;
    }
    for (int i = 1; i < argc; i++) {
        if (strlen(text) + strlen(argv[i]) + 2 > sizeof text) {
            fprintf(stderr, "slug: more than %d bytes of text\n", text_max);
            return 2;
        }
        strcat(strcat(text, argv[i]), " ");
    }
    if (slug_make(text, NULL, slug, sizeof slug) == 0) {
        fputs("usage: slug WORD...   (no letter or digit in what was given)\n", stderr);
        return 2;
    }
    puts(slug);
    return 0;
}
