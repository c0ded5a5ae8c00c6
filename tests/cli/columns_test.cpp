// Texts in the columns of a terminal, also those of programs that mean no good.
#include "adapters/cli/columns.hpp"

#include <boost/test/unit_test.hpp>

#include "adapters/cli/style.hpp"
#include "adapters/cli/text.hpp"

using azwf::cli::clipped;
using azwf::cli::plain_line;
using azwf::cli::printable;
using azwf::cli::Style;
using azwf::cli::width_of;

BOOST_AUTO_TEST_SUITE(columns)

BOOST_AUTO_TEST_CASE(characters_take_the_columns_that_terminals_give_them) {
  BOOST_TEST(width_of("") == 0);
  BOOST_TEST(width_of("grün …") == 6);
  BOOST_TEST(width_of("日本語") == 6);
  BOOST_TEST(width_of("🚀 up") == 5);
  BOOST_TEST(width_of("e\xcc\x81") == 1);  // e and the accent that joins it
  BOOST_TEST(width_of("a\xe2\x80\x8b"
                      "b") == 2);  // a space without width
  BOOST_TEST(width_of("\xff\xfe") == 2);
  BOOST_TEST(width_of(Style(true).bad("red") + Style(true).bold("日")) == 5);
}

BOOST_AUTO_TEST_CASE(what_is_cut_ends_with_a_mark_and_never_in_a_character) {
  BOOST_TEST(clipped("abc", 3) == "abc");
  BOOST_TEST(clipped("abcd", 3) == "ab…");
  BOOST_TEST(clipped("日本語", 6) == "日本語");
  BOOST_TEST(clipped("日本語", 5) == "日本…");
  BOOST_TEST(clipped("日本語", 4) == "日…");
  BOOST_TEST(clipped("日本語", 1) == "…");
  BOOST_TEST(clipped("abc", 0) == "");
  BOOST_TEST(clipped("ae\xcc\x81x", 3) == "ae\xcc\x81x");
  const std::string hostile = "a日\xffz\xe2\x82🚀e\xcc\x81";
  for (std::size_t columns = 0; columns < 12; ++columns) {
    BOOST_TEST(width_of(clipped(hostile, columns)) <= columns);
  }
}

BOOST_AUTO_TEST_CASE(printed_lines_lose_what_steers_a_terminal) {
  BOOST_TEST(plain_line("\x1b[1;32mok\x1b[0m 日") == "ok 日");
  BOOST_TEST(plain_line("10 %\r50 %\r100 %") == "100 %");
  BOOST_TEST(plain_line("done\r") == "done");
  BOOST_TEST(plain_line("a\tb") == "a       b");
  BOOST_TEST(plain_line("\x1b]0;title\a"
                        "text") == "text");
  BOOST_TEST(plain_line("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\") == "link");
  BOOST_TEST(plain_line("\x1b(Bplain\x1b[2J\x1b[H") == "plain");
  BOOST_TEST(plain_line("cut off\x1b[31") == "cut off");
  BOOST_TEST(plain_line("cut off\x1b]0;never ends") == "cut off");
  BOOST_TEST(plain_line("bell\a and \x9b"
                        "31m") ==
             "bell\\x07 and \xef\xbf\xbd"
             "31m");
}

BOOST_AUTO_TEST_CASE(what_turns_the_direction_of_writing_is_shown) {
  BOOST_TEST(printable("a\xe2\x80\xae"
                       "b") == "a\\u202eb");
  BOOST_TEST(printable("a\xe2\x81\xa6"
                       "b\xe2\x81\xa9") == "a\\u2066b\\u2069");
  BOOST_TEST(printable("a…b\xe2\x80") == "a…b\xef\xbf\xbd\xef\xbf\xbd");
}

BOOST_AUTO_TEST_CASE(a_tab_in_a_line_takes_a_column) {
  BOOST_TEST(azwf::cli::first_line("a\tb\nc") == "a b …");
  BOOST_TEST(azwf::cli::first_line("\x1b[2J\t") == "\\x1b[2J ");
}

BOOST_AUTO_TEST_SUITE_END()
