/* What the parts of libslug share and its users do not see. */
#ifndef SLUG_INTERNAL_H
#define SLUG_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_INVALID 0xFFFDu

/*
 * Reads one code point from a zero-terminated text and returns how many bytes it took; 0 at the
 * end. Bytes that are not UTF-8 (overlong forms and surrogates included) are read one at a time
 * as UTF8_INVALID.
 */
size_t utf8_next(const char *text, uint32_t *code_point);

/* The ASCII letters that stand for a Latin letter with marks; NULL when there are none. */
const char *fold_letter(uint32_t code_point);

#endif
