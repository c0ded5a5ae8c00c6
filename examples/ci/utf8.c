/* Decodes UTF-8 strictly, as RFC 3629 has it. */
#include "internal.h"

struct form {
    unsigned char mask, lead; /* the first byte has this form */
    uint32_t smallest;        /* a smaller code point has a shorter form: overlong */
};

static const struct form forms[] = {
    {0x80, 0x00, 0},
    {0xE0, 0xC0, 0x80},
    {0xF0, 0xE0, 0x800},
    {0xF8, 0xF0, 0x10000},
};

static int is_scalar(uint32_t code_point) {
    const int is_surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    return !is_surrogate && code_point <= 0x10FFFF;
}

/* Reads `extra` continuation bytes; returns 0 when one is missing (the final zero is none). */
static int read_continuation(const unsigned char *bytes, size_t extra, uint32_t *code_point) {
    for (size_t i = 0; i < extra; i++) {
        if ((bytes[i] & 0xC0) != 0x80) return 0;
        *code_point = *code_point << 6 | (bytes[i] & 0x3Fu);
    }
    return 1;
}

size_t utf8_next(const char *text, uint32_t *code_point) {
    const unsigned char *bytes = (const unsigned char *)text;
    *code_point = UTF8_INVALID;
    if (bytes[0] == 0) return 0;
    for (size_t extra = 0; extra < sizeof forms / sizeof forms[0]; extra++) {
        const struct form *form = &forms[extra];
        if ((bytes[0] & form->mask) != form->lead) continue;
        uint32_t value = bytes[0] & (unsigned char)~form->mask;
        if (!read_continuation(bytes + 1, extra, &value)) return 1;
        if (value < form->smallest || !is_scalar(value)) return 1;
        *code_point = value;
        return extra + 1;
    }
    return 1;
}
