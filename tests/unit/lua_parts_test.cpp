// Parts of the script host that need no Lua: JSON and patterns.
#include <boost/test/unit_test.hpp>

#include "engine/lua/json.hpp"
#include "engine/lua/pattern.hpp"

namespace azwf::tests {
namespace {

std::string read_again(std::string_view json) {
  const auto packed = lua::packed_of_json(json, Limits{});
  if (!packed) return packed.error().message;
  const auto text = lua::json_of(*packed);
  return text ? *text : text.error().message;
}

BOOST_AUTO_TEST_SUITE(lua_parts)

BOOST_AUTO_TEST_CASE(json_comes_back_in_one_form) {
  const std::pair<const char*, const char*> cases[] = {
      {" { \"b\" : 1 , \"a\" : [ 1 , 2 ] } ", R"({"a":[1,2],"b":1})"},
      {"1.0", "1.0"},
      {"100000000000000", "100000000000000"},
      {"1e2", "100.0"},
      {"1e300", "1e+300"},
      {"-0.0", "-0.0"},
      {"0.1", "0.1"},
      {"1700000000.123456", "1700000000.123456"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"\"\\u00e9\\ud83d\\ude00\\n\\/\"", "\"é😀\\n/\""},
      {"\"\\u0001\"", "\"\\u0001\""},
      {"[[],{}]", "[[],{}]"},
  };
  for (const auto& [text, result] : cases) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(read_again(text) == result); }
  }
}

BOOST_AUTO_TEST_CASE(json_that_is_none_is_refused_with_its_place) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "line 1, column 1: the text ends where a value belongs"},
      {"[1,\n 2,]", "line 2, column 4: a value belongs here"},
      {"[1 2]", "line 1, column 4: ',' or ']' belongs here"},
      {"{\"a\" 1}", "line 1, column 6: ':' belongs here"},
      {"{a:1}", "line 1, column 2: a member's name in \"quotes\" belongs here"},
      {"{\"a\":1,\"a\":2}", "line 1, column 14: the member \"a\" is there twice"},
      {"01", "line 1, column 3: this is no number"},
      {"-", "line 1, column 2: this is no number"},
      {"1.", "line 1, column 3: this is no number"},
      {"1e", "line 1, column 3: this is no number"},
      {"+1", "line 1, column 1: a value belongs here"},
      {"NaN", "line 1, column 1: a value belongs here"},
      {"1e999", "line 1, column 6: the number is out of range"},
      {"9223372036854775808", "line 1, column 20: the integer does not fit into 64 bits"},
      {"\"a", "line 1, column 3: the text ends inside \"quotes\""},
      {"\"\\x\"", "line 1, column 4: there is no such escape"},
      {"\"\\ud800\"", "line 1, column 8: half of a surrogate pair"},
      {"\"\\u12\"", "line 1, column 4: \\u takes four hexadecimal digits"},
      {"\"\n\"", "line 2, column 1: a control character in a text"},
      {"\"\xff\"", "line 1, column 1: the text is not UTF-8"},
      {"1 2", "line 1, column 3: there is something after the value"},
      {"nul", "line 1, column 1: a value belongs here"},
  };
  for (const auto& [text, message] : cases) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(read_again(text) == message); }
  }
  const std::string deep(100, '[');
  BOOST_TEST(read_again(deep) == "line 1, column 65: nested too deep");
}

BOOST_AUTO_TEST_CASE(patterns_are_charged_for_their_work) {
  std::uint64_t steps = 0;
  const std::string subject(3'000, 'x');
  lua::Pattern pattern(subject, "x*x*y", [&](std::uint64_t done) { steps += done; });
  BOOST_TEST(!pattern.match_at(0).has_value());
  BOOST_TEST(steps > 1'000'000U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
