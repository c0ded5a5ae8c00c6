// The excerpt of an output: whole lines, whole characters, within the room there is.
#include "adapters/operations/process/tail.hpp"

#include <boost/test/unit_test.hpp>

namespace azwf::tests {

using process::Excerpt;
using process::excerpt_of;
using process::last_line;
using process::StreamTail;
using process::Tail;
using process::valid_utf8;

namespace {

StreamTail whole(const std::string& text) { return {text, text.size()}; }
StreamTail end_of(const std::string& text) { return {text, text.size() + 1}; }

std::string out_within(const StreamTail& out, std::size_t bytes_max) {
  return excerpt_of(out, {}, bytes_max).out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tail)

BOOST_AUTO_TEST_CASE(the_last_bytes_are_kept_however_they_come) {
  for (const std::size_t piece : {1U, 3U, 7U, 100U}) {
    Tail last(10);
    const std::string text = "abcdefghijklmnopqrstuvwxyz";
    for (std::size_t i = 0; i < text.size(); i += piece) last.append(text.substr(i, piece));
    const auto taken = last.take();
    BOOST_TEST(taken.text == "qrstuvwxyz");
    BOOST_TEST(taken.total == 26U);
  }
}

BOOST_AUTO_TEST_CASE(what_fits_is_whole) {
  const auto both = excerpt_of(whole("out\n"), whole("err\n"), 8);
  BOOST_TEST(both.out == "out\n");
  BOOST_TEST(both.err == "err\n");
  BOOST_TEST(!both.truncated);
  BOOST_TEST(both.exact);
}

BOOST_AUTO_TEST_CASE(it_is_cut_between_lines) {
  BOOST_TEST(out_within(whole("one\ntwo\nthree\n"), 12) == "two\nthree\n");
  BOOST_TEST(out_within(whole("one\ntwo\nthree\n"), 10) == "two\nthree\n");
  BOOST_TEST(out_within(whole("one\ntwo\nthree\n"), 9) == "three\n");
  BOOST_TEST(out_within(whole("one\ntwo\nthree"), 5) == "three");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_too_long_is_cut_between_characters) {
  BOOST_TEST(out_within(whole("abcdef\n"), 4) == "def\n");
  BOOST_TEST(out_within(whole("äöü"), 4) == "öü");
  BOOST_TEST(out_within(whole("äöü"), 3) == "ü");
  BOOST_TEST(out_within(whole("äöü"), 1) == "");
}

BOOST_AUTO_TEST_CASE(what_begins_within_a_line_begins_at_the_next) {
  const auto cut = excerpt_of(end_of("rest\nwhole\n"), {}, 100);
  BOOST_TEST(cut.out == "whole\n");
  BOOST_TEST(cut.truncated);
  BOOST_TEST(!cut.exact);
  BOOST_TEST(out_within(end_of("\x84next"), 100) == "ext");  // not half a character either
}

BOOST_AUTO_TEST_CASE(each_stream_takes_what_the_other_leaves) {
  const auto long_text = whole(std::string(99, 'x'));
  const auto sizes = [](const Excerpt& excerpt) {
    return std::pair(excerpt.out.size(), excerpt.err.size());
  };
  BOOST_TEST((sizes(excerpt_of(long_text, long_text, 20)) == std::pair(10UL, 10UL)));
  BOOST_TEST((sizes(excerpt_of(long_text, whole("abc"), 20)) == std::pair(17UL, 3UL)));
  BOOST_TEST((sizes(excerpt_of(whole("abc"), long_text, 20)) == std::pair(3UL, 17UL)));
}

BOOST_AUTO_TEST_CASE(replacements_count_against_the_room) {
  const auto binary =
      excerpt_of(whole(std::string(100, '\xff')), whole(std::string(100, '\xfe')), 90);
  BOOST_TEST(binary.out.size() + binary.err.size() <= 90U);
  BOOST_TEST(valid_utf8(binary.out) == binary.out);
}

BOOST_AUTO_TEST_CASE(text_is_valid_utf8) {
  const std::string replaced = "\uFFFD";
  BOOST_TEST(valid_utf8("plain ä € 😀") == "plain ä € 😀");
  const std::string with_nul("a\0b", 3);
  BOOST_TEST(valid_utf8(with_nul) == with_nul);
  BOOST_TEST(valid_utf8("\xc0\xaf") == replaced + replaced);                 // overlong
  BOOST_TEST(valid_utf8("\xe0\x80\x80").size() == 3 * replaced.size());      // overlong
  BOOST_TEST(valid_utf8("\xed\xa0\x80").size() == 3 * replaced.size());      // a surrogate
  BOOST_TEST(valid_utf8("\xf4\x90\x80\x80").size() == 4 * replaced.size());  // beyond U+10FFFF
  BOOST_TEST(valid_utf8("x\xe2\x82") == "x" + replaced + replaced);          // ends early
  BOOST_TEST(valid_utf8("\xff") == replaced);
}

BOOST_AUTO_TEST_CASE(the_last_line_is_the_last_with_something_on_it) {
  BOOST_TEST(last_line("one\ntwo\n\n  \n", 100) == "two");
  BOOST_TEST(last_line("10%\r20%\rdone", 100) == "done");
  BOOST_TEST(last_line("abcdef", 3) == "def");
  BOOST_TEST(last_line(" \n", 100) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
