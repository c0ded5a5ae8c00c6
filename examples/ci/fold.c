/* The letters of European languages written with Latin letters, and what they become in ASCII. */
#include "internal.h"

struct range {
    uint32_t first, last;
    const char *letters; /* of each in turn, separated by spaces */
};

/* In order of code points, without overlaps. */
static const struct range ranges[] = {
    {0x00AA, 0x00AA, "a"},
    {0x00BA, 0x00BA, "o"},
    {0x00C0, 0x00C5, "A A A A Ae A"},
    {0x00C6, 0x00CF, "AE C E E E E I I I I"},
    {0x00D0, 0x00D6, "D N O O O O Oe"},
    {0x00D8, 0x00DF, "O U U U Ue Y Th ss"},
    {0x00E0, 0x00E5, "a a a a ae a"},
    {0x00E6, 0x00EF, "ae c e e e e i i i i"},
    {0x00F0, 0x00F6, "d n o o o o oe"},
    {0x00F8, 0x00FF, "o u u u ue y th y"},
    {0x0100, 0x0105, "A a A a A a"},
    {0x0106, 0x010D, "C c C c C c C c"},
    {0x010E, 0x0111, "D d D d"},
    {0x0112, 0x011B, "E e E e E e E e E e"},
    {0x011C, 0x0123, "G g G g G g G g"},
    {0x0124, 0x0127, "H h H h"},
    {0x0128, 0x0131, "I i I i I i I i I i"},
    {0x0132, 0x0137, "IJ ij J j K k"},
    {0x0139, 0x0142, "L l L l L l L l L l"},
    {0x0143, 0x0148, "N n N n N n"},
    {0x014C, 0x0153, "O o O o O o OE oe"},
    {0x0154, 0x0159, "R r R r R r"},
    {0x015A, 0x0161, "S s S s S s S s"},
    {0x0162, 0x0167, "T t T t T t"},
    {0x0168, 0x0173, "U u U u U u U u U u U u"},
    {0x0174, 0x0178, "W w Y y Y"},
    {0x0179, 0x017E, "Z z Z z Z z"},
    {0x0218, 0x021B, "S s T t"},
    {0x1E9E, 0x1E9E, "SS"},
};

enum { letters_max = 3 };

/* Copies the word with the given number out of a list like "A a Ae". */
static const char *word(const char *list, uint32_t number) {
    static _Thread_local char letters[letters_max + 1];
    while (number > 0) {
        if (*list++ == ' ') number--;
    }
    size_t length = 0;
    while (list[length] != ' ' && list[length] != 0 && length < letters_max) {
        letters[length] = list[length];
        length++;
    }
    letters[length] = 0;
    return letters;
}

const char *fold_letter(uint32_t code_point) {
    size_t low = 0;
    size_t high = sizeof ranges / sizeof ranges[0];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct range *range = &ranges[middle];
        if (code_point < range->first) {
            high = middle;
        } else if (code_point > range->last) {
            low = middle + 1;
        } else {
            return word(range->letters, code_point - range->first);
        }
    }
    return NULL;
}
