/* libslug: short, readable names from any UTF-8 text. "Crème brûlée!" becomes "creme-brulee". */
#ifndef SLUG_H
#define SLUG_H

#include <stdbool.h>
#include <stddef.h>

#define SLUG_VERSION "1.2.0"

struct slug_options {
    char separator;    /* between words; 0 means '-' */
    size_t length_max; /* of the slug in bytes; 0 means no limit; a word is cut only if it is alone */
    bool keep_case;    /* otherwise capitals become small letters */
};

/*
 * Writes the slug of `text` into `out`, which has room for `size` bytes, always ended by a zero
 * byte unless `size` is 0. Returns the length of the whole slug, as snprintf does: if that is not
 * less than `size`, it did not fit. `options` may be NULL. The slug holds only ASCII letters,
 * digits and separators, neither begins nor ends with a separator, and has no two in a row.
 */
size_t slug_make(const char *text, const struct slug_options *options, char *out, size_t size);

#endif
