// What YAML text means as values, and what is refused with line and column.
#include <boost/test/unit_test.hpp>

#include "adapters/json/json.hpp"
#include "engine/yaml/yaml.hpp"

namespace azwf::tests {

namespace {

using yaml::packed_of_yaml;

std::string json(std::string_view text) {
  const auto value = packed_of_yaml(text, Limits{});
  return value ? json_text(*value) : value.error().code + ": " + value.error().message;
}

struct Case {
  std::string text;
  std::string expected;
};

void check(const std::vector<Case>& cases) {
  for (const auto& [text, expected] : cases) BOOST_TEST(json(text) == expected, text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reading_yaml)

BOOST_AUTO_TEST_CASE(values_have_the_types_of_the_core_schema) {
  check({
      {"[1, 1.0, -3, +4, 0x1F, 0o17, 007, 1e3, .5, 1., 12:30]",
       "[1,1.0,-3,4,31,15,7,1000.0,0.5,1.0,\"12:30\"]"},
      {"[\"007\", '1.0', \"true\", !!str 12]", R"(["007","1.0","true","12"])"},
      {"[true, False, yes, no, on, off]", R"([true,false,"yes","no","on","off"])"},
      {"[null, ~, Null, , nil]", R"([null,null,null,null,"nil"])"},
      {"a:\nb: ~\nc: ''\n", R"({"a":null,"b":null,"c":""})"},
      {"", "null"},
      {"# nothing\n", "null"},
      {"--- \na: 1\n...\n", R"({"a":1})"},
      {"text: |\n  one\n  two\nfold: >-\n  a\n  b\n", R"({"fold":"a b","text":"one\ntwo\n"})"},
      {"1: a\ntrue: b\n", R"({"1":"a","true":"b"})"},
      {"b: &x {c: 1}\na: *x\n", R"({"a":{"c":1},"b":{"c":1}})"},
      {"\xef\xbb\xbf"
       "a: 1\r\nb: 2\r\n",
       R"({"a":1,"b":2})"},
  });
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_value_is_refused_by_place) {
  check({
      {"a: 1\nb: [1, 2\n", "bad_yaml: line 3, column 1: end of sequence flow not found"},
      {"a: 1\na: 2\n", "bad_yaml: line 2, column 1: the key 'a' is there twice"},
      {"a: 1\n---\nb: 2\n", "bad_yaml: line 3, column 1: a second document begins before here"},
      {"a: .nan", "bad_yaml: line 1, column 4: .nan is no number a value can hold"},
      {"a: 99999999999999999999",
       "bad_yaml: line 1, column 4: 99999999999999999999 is no number a value can hold"},
      {"a: 1e999", "bad_yaml: line 1, column 4: 1e999 is no number a value can hold"},
      {"a: !secret x", "bad_yaml: line 1, column 4: there is no meaning for the tag !secret"},
      {"a: !!int x", "bad_yaml: line 1, column 4: its tag !!int does not fit"},
      {"a: &x {b: 1}\nc:\n  <<: *x\n",
       "bad_yaml: line 3, column 3: merge keys (<<) are not part of YAML 1.2; write the keys out"},
      {"? [a]\n: b\n",
       "bad_yaml: line 1, column 3: a key that is no text; texts, numbers and booleans are keys"},
      {"a: \xff", "bad_yaml: this is not UTF-8"},
      {std::string("a: \0", 4), "bad_yaml: there is a NUL byte"},
      {"&x [*x]", "bad_yaml: line 1, column 5: nested too deep, or in itself"},
  });
}

BOOST_AUTO_TEST_CASE(one_value_is_read_whatever_stands_beside_it) {
  const std::string text =
      "version: '1.10' # new\nserial: 12345678901234567890123\nratio: 1.10\nnone: ~\n"
      "base: &b {x: 1, y: [a, 2]}\nmerged: {<<: *b, z: 2}\nalso: *b\nkey: !vault abc\n";
  const auto at = [&](const yaml::Path& path, yaml::Scalars scalars) {
    const auto value = yaml::value_at(text, path, Limits{}, scalars);
    if (!value) return value.error().message;
    return *value ? json_text(**value) : "nothing";
  };
  using enum yaml::Scalars;
  BOOST_TEST(at({"version"}, typed) == "\"1.10\"");
  BOOST_TEST(at({"ratio"}, typed) == "1.1");
  BOOST_TEST(at({"ratio"}, as_written) == "\"1.10\"");
  BOOST_TEST(at({"serial"}, typed) ==
             "line 2, column 9: 12345678901234567890123 is no number a value can hold");
  BOOST_TEST(at({"serial"}, as_written) == "\"12345678901234567890123\"");
  BOOST_TEST(at({"none"}, as_written) == "null");
  BOOST_TEST(at({"also", "y"}, as_written) == R"(["a","2"])");
  BOOST_TEST(at({"also", "y", 2}, typed) == "2");
  BOOST_TEST(at({"merged", "z"}, typed) == "2");
  constexpr auto merge = "merge keys (<<) are not part of YAML 1.2; write the keys out";
  BOOST_TEST(at({"merged"}, typed).ends_with(merge));
  BOOST_TEST(at({"merged", "x"}, typed).ends_with(merge));
  BOOST_TEST(at({"key"}, typed) == "line 8, column 6: there is no meaning for the tag !vault");
  for (const yaml::Path& path : {yaml::Path{"nothing"}, {"ratio", "x"}, {"also", "y", 3}, {1}}) {
    BOOST_TEST(at(path, typed) == "nothing");
    BOOST_TEST(!yaml::has_value_at(text, path, Limits{}).value());
  }
  for (const yaml::Path& path : {yaml::Path{"serial"}, {"merged"}, {"key"}, {"none"}}) {
    BOOST_TEST(yaml::has_value_at(text, path, Limits{}).value());
  }
  BOOST_TEST(!yaml::has_value_at("", {"a"}, Limits{}).value());
}

BOOST_AUTO_TEST_CASE(aliases_that_multiply_are_refused) {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char level = 'b'; level <= 'k'; ++level) {
    const std::string before(1, static_cast<char>(level - 1));
    bomb += std::string(1, level) + ": &" + level + " [*" + before;
    for (int i = 0; i < 8; ++i) bomb += ", *" + before;
    bomb += "]\n";
  }
  BOOST_TEST(bomb.size() < 700U);
  const auto refused = json(bomb);
  BOOST_TEST(refused.starts_with("bad_yaml: line "), refused);
  BOOST_TEST(refused.contains("once aliases are followed"), refused);
}

BOOST_AUTO_TEST_CASE(limits_hold) {
  Limits limits;
  limits.value_nodes_max = 10;
  limits.value_depth_max = 5;
  limits.value_bytes_max = 100;
  const auto code = [&](const std::string& text) {
    const auto value = packed_of_yaml(text, limits);
    return value ? "" : value.error().message;
  };
  BOOST_TEST(code("[1, 2, 3, 4, 5, 6, 7, 8, 9]") == "");
  BOOST_TEST(code("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]") == "line 1, column 29: more than 10 values");
  BOOST_TEST(code("[[[[[]]]]]") == "");
  BOOST_TEST(code("[[[[[[]]]]]]") == "line 1, column 6: nested deeper than 5");
  BOOST_TEST(code(std::string(101, 'a')) == "more than 100 bytes");
  BOOST_TEST(json(std::string(500'000, '[')).starts_with("bad_yaml: line 1, column "));
  BOOST_TEST(json(std::string(500'000, '{')).starts_with("bad_yaml: "));
}

BOOST_AUTO_TEST_CASE(what_is_written_reads_the_same) {
  const std::vector<std::string> texts = {
      "[1, 1.0, \"007\", \"1.0\", true, \"true\", null, \"null\", \"\", \" x\", \"x \"]",
      "{a: {b: {}, c: []}, \"yes\": \"no\", \"a: b\": \"x # y\", \"1\": \"- x\"}",
      "[[1, [2]], {a: [{b: 1}]}, \"two\\nlines\", \"tab\\t\", \"\\u00e9\", \"'\", \"\\\"\"]",
      "[.inf, -.inf, 1e300, 0.1, \"2024-01-01\", \"12:30\", \"0x1\", \"~\", \"*a\", \"&a\"]"};
  for (const auto& text : texts) {
    const auto value = packed_of_yaml(text, Limits{}).value();
    const auto written = yaml::yaml_of(value).value();
    BOOST_TEST(json(written) == json(text), written);
  }
  const auto value = packed_of_yaml("{a: [1, {b: 2}], c: {d: 'x'}}", Limits{}).value();
  BOOST_TEST(yaml::yaml_of(value).value() == "a:\n  - 1\n  - b: 2\nc:\n  d: x\n");
  BOOST_TEST(!yaml::yaml_of(Packed{std::string("\xc4\x01\xff", 3)}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
