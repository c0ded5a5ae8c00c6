/* Tests of libslug. Prints one line for each check that failed, and how many passed at the end. */
#include <stdio.h>
#include <string.h>

#include "internal.h"
#include "slug.h"

static int passed, failed;

static void check(int line, const char *what, const char *seen, const char *wanted) {
    if (strcmp(seen, wanted) == 0) {
        passed++;
        return;
    }
    failed++;
    printf("test.c:%d: %s: \"%s\" instead of \"%s\"\n", line, what, seen, wanted);
}

static void check_number(int line, const char *what, size_t seen, size_t wanted) {
    char seen_text[32], wanted_text[32];
    snprintf(seen_text, sizeof seen_text, "%zu", seen);
    snprintf(wanted_text, sizeof wanted_text, "%zu", wanted);
    check(line, what, seen_text, wanted_text);
}

static const char *slug_of(const char *text, const struct slug_options *options) {
    static char out[256];
    slug_make(text, options, out, sizeof out);
    return out;
}

#define SLUG(text, wanted) check(__LINE__, text, slug_of(text, NULL), wanted)
#define SLUG_WITH(text, wanted, ...) \
    check(__LINE__, text, slug_of(text, &(struct slug_options){__VA_ARGS__}), wanted)
#define NUMBER(seen, wanted) check_number(__LINE__, #seen, seen, wanted)

static void words_are_joined_by_one_separator(void) {
    SLUG("Hello, World", "hello-world");
    SLUG("  --hello...world!!  ", "hello-world");
    SLUG("a_b/c.d", "a-b-c-d");
    SLUG("release 1.2.0", "release-1-2-0");
    SLUG("", "");
    SLUG("?!… ", "");
    SLUG_WITH("Hello, World", "hello_world", .separator = '_');
    SLUG_WITH("Hello, World", "Hello-World", .keep_case = true);
}

static void letters_with_marks_become_ascii(void) {
    SLUG("Crème brûlée!", "creme-brulee");
    SLUG("Größe und Maß", "groesse-und-mass");
    SLUG("Ærø, Þór, Łódź, İstanbul", "aero-thor-lodz-istanbul");
    SLUG("Dvořák & Čapek", "dvorak-capek");
    SLUG("Ștefan Țepeș", "stefan-tepes");
    SLUG("cafe\xCC\x81 noir", "cafe-noir"); /* e and a combining accent */
    SLUG("don't stop — it’s fine", "dont-stop-its-fine");
    SLUG("日本 2024 語", "2024");
    SLUG_WITH("ÄRGER ẞ", "AeRGER-SS", .keep_case = true);
}

static void every_letter_of_the_table_is_ascii(void) {
    for (uint32_t code_point = 0x80; code_point < 0x2000; code_point++) {
        const char *letters = fold_letter(code_point);
        if (letters == NULL) continue;
        NUMBER(strspn(letters, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
               strlen(letters));
        NUMBER(strlen(letters) > 0, 1);
    }
    NUMBER(fold_letter(0x00D7) == NULL, 1); /* × is no letter */
    NUMBER(fold_letter(0x00F7) == NULL, 1); /* nor is ÷ */
    check(__LINE__, "last of a range", fold_letter(0x017E), "z");
    check(__LINE__, "last of the table", fold_letter(0x1E9E), "SS");
}

static void long_slugs_end_with_a_word(void) {
    SLUG_WITH("one two three", "one-two", .length_max = 9);
    SLUG_WITH("one two three", "one-two", .length_max = 8);
    SLUG_WITH("one two three", "one-two", .length_max = 7);
    SLUG_WITH("one two three", "one", .length_max = 6);
    SLUG_WITH("one two three", "one-two-three", .length_max = 13);
    SLUG_WITH("extraordinary", "extra", .length_max = 5);
    SLUG_WITH("one  ", "one", .length_max = 3);
}

static void the_length_is_told_even_if_it_does_not_fit(void) {
    char out[8];
    NUMBER(slug_make("Hello, World", NULL, out, sizeof out), 11);
    check(__LINE__, "cut", out, "hello-w");
    NUMBER(slug_make("Hello, World", NULL, NULL, 0), 11);
    NUMBER(slug_make("1234567", NULL, out, sizeof out), 7);
    check(__LINE__, "just fits", out, "1234567");
    NUMBER(slug_make("x", NULL, out, 1), 1);
    check(__LINE__, "room for the zero only", out, "");
}

static void reads(int line, const char *text, size_t bytes, uint32_t wanted) {
    uint32_t code_point;
    check_number(line, "bytes read", utf8_next(text, &code_point), bytes);
    check_number(line, "code point", code_point, wanted);
}

static void utf8_is_read_strictly(void) {
    reads(__LINE__, "A", 1, 'A');
    reads(__LINE__, "\xC3\xA9", 2, 0xE9);
    reads(__LINE__, "\xE2\x82\xAC", 3, 0x20AC);
    reads(__LINE__, "\xF0\x9F\x98\x80", 4, 0x1F600);
    reads(__LINE__, "\xF4\x8F\xBF\xBF", 4, 0x10FFFF);
    reads(__LINE__, "\xC0\xAF", 1, UTF8_INVALID);         /* overlong '/' */
    reads(__LINE__, "\xE0\x80\xAF", 1, UTF8_INVALID);     /* the same, longer */
    reads(__LINE__, "\xED\xA0\x80", 1, UTF8_INVALID);     /* a surrogate */
    reads(__LINE__, "\xF4\x90\x80\x80", 1, UTF8_INVALID); /* above the last code point */
    reads(__LINE__, "\xE2\x82", 1, UTF8_INVALID);         /* ends too early */
    reads(__LINE__, "\x80", 1, UTF8_INVALID);
    reads(__LINE__, "\xFF", 1, UTF8_INVALID);
    reads(__LINE__, "", 0, UTF8_INVALID);
    SLUG("a\xFFz", "a-z");
}

int main(void) {
    words_are_joined_by_one_separator();
    letters_with_marks_become_ascii();
    every_letter_of_the_table_is_ascii();
    long_slugs_end_with_a_word();
    the_length_is_told_even_if_it_does_not_fit();
    utf8_is_read_strictly();
    printf("%d checks passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
