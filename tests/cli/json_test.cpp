// Packed values as JSON and back.
#include <boost/test/unit_test.hpp>

#include <limits>

#include "adapters/cli/json.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/glob.hpp"

namespace {

using namespace azwf;
using namespace azwf::cli;

Packed packed(auto&& write) {
  Packed value{""};
  Packer packer(value.bytes);
  write(packer);
  return value;
}

std::string round_trip(std::string_view text) {
  const auto value = packed_from_json(text, "text", Limits{});
  return value ? json_text(*value) : value.error().code;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(packed_values_as_json)

BOOST_AUTO_TEST_CASE(keep_what_they_are) {
  for (const std::string_view text :
       {"null", "true", "0", "-1", "9007199254740993", "9223372036854775807",
        "-9223372036854775808", "3.0", "-0.0", "0.1", "1e+300", R"("")",
        R"("a \"b\" \\ \n\t\u0001 ü 😀")", "[]", "{}", R"([1,[2,[3.5]],{"a":null}])",
        R"({"a":1,"b":{"c":[true,false]}})"}) {
    BOOST_TEST(round_trip(text) == text);
  }
}

BOOST_AUTO_TEST_CASE(have_their_keys_in_bytewise_order) {
  BOOST_TEST(round_trip(R"({"b":1,"a":2,"B":3,"":4})") == R"({"":4,"B":3,"a":2,"b":1})");
}

BOOST_AUTO_TEST_CASE(are_refused_when_they_cannot_be_kept) {
  BOOST_TEST(round_trip("NaN") == "bad_json");
  BOOST_TEST(round_trip("") == "bad_json");
  BOOST_TEST(round_trip("1 2") == "bad_json");
  BOOST_TEST(round_trip("'a'") == "bad_json");
  BOOST_TEST(round_trip("\"\xff\"") == "bad_json");
  BOOST_TEST(round_trip("1e999") == "bad_json");
  BOOST_TEST(round_trip("18446744073709551615") == "bad_value");
  BOOST_TEST(round_trip(std::string(100, '[') + std::string(100, ']')) == "bad_value");
  const auto too_large = "\"" + std::string(Limits{}.value_bytes_max, 'x') + "\"";
  BOOST_TEST(!packed_from_json(too_large, "text", Limits{}));
}

BOOST_AUTO_TEST_CASE(show_what_json_has_no_word_for) {
  const auto infinity = std::numeric_limits<double>::infinity();
  BOOST_TEST(json_text(packed([&](Packer& p) { p.number(infinity); })) == "1e999");
  BOOST_TEST(json_text(packed([&](Packer& p) { p.number(-infinity); })) == "-1e999");
  BOOST_TEST(json_text(packed([](Packer& p) { p.binary(std::string_view("\0\1\2", 3)); })) ==
             R"("data:application/octet-stream;base64,AAEC")");
  BOOST_TEST(json_text(packed([](Packer& p) { p.string("a\xff"); })) == "\"a\xef\xbf\xbd\"");
  BOOST_TEST(json_text(Packed{"\x92\x01"}).starts_with("\"unreadable"));
}

BOOST_AUTO_TEST_CASE(carry_nothing_that_steers_a_terminal) {
  BOOST_TEST(round_trip("\"a\x7f\xc2\x80\xc2\x9b\xc2\xa0\xe2\x80\xae\xe2\x81\xa9\xe2\x80\xa6\"") ==
             "\"a\\u007f\\u0080\\u009b\xc2\xa0\\u202e\\u2069…\"");
  BOOST_TEST(round_trip(R"("\u009b31m")") == R"("\u009b31m")");
}

BOOST_AUTO_TEST_CASE(encode_bytes_as_rfc_4648_does) {
  BOOST_TEST(base64("") == "");
  BOOST_TEST(base64("f") == "Zg==");
  BOOST_TEST(base64("fo") == "Zm8=");
  BOOST_TEST(base64("foo") == "Zm9v");
  BOOST_TEST(base64("foobar") == "Zm9vYmFy");
}

BOOST_AUTO_TEST_CASE(are_laid_out_for_people) {
  const auto value = packed_from_json(
      R"({"short":[1,2],"text":")" + std::string(80, 'x') + R"(","none":{}})", "text", Limits{});
  BOOST_TEST(pretty_text(*value) == "{\n  \"none\": {},\n  \"short\": [1, 2],\n  \"text\": \"" +
                                        std::string(80, 'x') + "\"\n}");
}

BOOST_AUTO_TEST_CASE(are_written_by_records_in_the_order_given) {
  const auto document = Record()
                            .text("z", "1")
                            .optional_text("none", "")
                            .integer("n", std::int64_t{-3})
                            .boolean("yes", true)
                            .timestamp("at", Timestamp{1'000'001})
                            .timestamp("never", Timestamp{})
                            .value("list", List().text("a").add(Record()).pack())
                            .pack();
  BOOST_TEST(json_text(document) ==
             R"({"z":"1","none":null,"n":-3,"yes":true,"at":"1970-01-01T00:00:01.000001Z",)"
             R"("never":null,"list":["a",{}]})");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(texts_for_people)

BOOST_AUTO_TEST_CASE(carry_no_control_characters) {
  BOOST_TEST(printable("a\x1b[31mb\r\xc2\x9b") == "a\\x1b[31mb\\x0d\\x9b");
  BOOST_TEST(printable("a\tb\nü") == "a\tb\nü");
}

BOOST_AUTO_TEST_CASE(match_globs) {
  BOOST_TEST(matches_glob("step.*", "step.requested"));
  BOOST_TEST(matches_glob("*.re*ed", "step.requested"));
  BOOST_TEST(matches_glob("run.?", "run.x"));
  BOOST_TEST(matches_glob("*", ""));
  BOOST_TEST(!matches_glob("step.*", "attempt.failed"));
  BOOST_TEST(!matches_glob("run", "run.started"));
  BOOST_TEST(!matches_glob("", "run"));
  BOOST_TEST(!matches_glob(std::string(64, '*') + "b", std::string(10'000, 'a')));
}

BOOST_AUTO_TEST_CASE(count_characters_not_bytes) {
  BOOST_TEST(width_of("äöü") == 3U);
  BOOST_TEST(padded("ü", 3) == "ü  ");
  BOOST_TEST(size_text(512) == "512 B");
  BOOST_TEST(size_text(1536) == "1.5 KiB");
  BOOST_TEST(count_text(1, "event") == "1 event");
}

BOOST_AUTO_TEST_SUITE_END()
