// UTF-8, by the edges of its definition.
#include "engine/base/text.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace azwf::tests {
namespace {

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(well_formed_text_is_utf8) {
  for (const std::string text :
       {"", "plain", "a text longer than eight bytes", "gr\xc3\xbcn", "\xc2\x80", "\xdf\xbf",
        "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf"}) {
    for (std::size_t before = 0; before < 9; ++before) {
      BOOST_TEST(is_utf8(std::string(before, 'x') + text + "x"));
    }
  }
}

BOOST_AUTO_TEST_CASE(everything_else_is_not) {
  for (const std::string text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x7f", "\xe0\x9f\xbf", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xe2\x82", "\xe2\x82\x41", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xf0\x9f\x98", "\xff"}) {
    for (std::size_t before = 0; before < 9; ++before) {
      BOOST_TEST(!is_utf8(std::string(before, 'x') + text));
      BOOST_TEST(!is_utf8(std::string(before, 'x') + text + "x"));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
