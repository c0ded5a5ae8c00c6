/* Makes slugs: one pass over the text, one letter at a time. */
#include "slug.h"

#include "internal.h"

struct slug {
    struct slug_options options;
    char *out;
    size_t size;
    size_t length;
    size_t word;    /* where the separator before the current word is; 0: it is the first word */
    bool separated; /* something that is no letter stood since the last letter */
    bool full;      /* length_max is reached: nothing more goes in */
};

static void put(struct slug *slug, char character) {
    if (slug->length + 1 < slug->size) slug->out[slug->length] = character;
    slug->length++;
}

static bool has_room(const struct slug *slug) {
    return slug->options.length_max == 0 || slug->length < slug->options.length_max;
}

static void add_letter(struct slug *slug, char letter) {
    if (slug->full) return;
    if (slug->separated && slug->length > 0) {
        if (!has_room(slug)) {
            slug->full = true;
            return;
        }
        slug->word = slug->length;
        put(slug, slug->options.separator);
    }
    slug->separated = false;
    if (!has_room(slug)) {
        slug->full = true;
        if (slug->word > 0) slug->length = slug->word; /* the word does not fit: leave it out */
        return;
    }
    const bool is_capital = letter >= 'A' && letter <= 'Z';
    put(slug, is_capital && !slug->options.keep_case ? (char)(letter - 'A' + 'a') : letter);
}

static bool is_ascii_letter(uint32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Apostrophes and combining marks belong to the word around them: "don't" becomes "dont". */
static bool is_silent(uint32_t c) {
    return c == '\'' || c == 0x2019 || (c >= 0x0300 && c <= 0x036F);
}

static void add(struct slug *slug, uint32_t code_point) {
    if (is_ascii_letter(code_point)) {
        add_letter(slug, (char)code_point);
        return;
    }
    const char *letters = fold_letter(code_point);
    if (letters == NULL) {
        slug->separated = slug->separated || !is_silent(code_point);
        return;
    }
    while (*letters != 0) add_letter(slug, *letters++);
}

size_t slug_make(const char *text, const struct slug_options *options, char *out, size_t size) {
    struct slug slug = {.out = out, .size = size};
    if (options != NULL) slug.options = *options;
    if (slug.options.separator == 0) slug.options.separator = '-';

    uint32_t code_point;
    size_t bytes;
    while (!slug.full && (bytes = utf8_next(text, &code_point)) > 0) {
        add(&slug, code_point);
        text += bytes;
    }
    if (size > 0) out[slug.length < size ? slug.length : size - 1] = 0;
    return slug.length;
}
