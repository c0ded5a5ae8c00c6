// Packed values: the smallest form of each, and errors instead of surprises for any bytes.
#include "engine/base/packed.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

#include "engine/base/digest.hpp"
#include "engine/base/limits.hpp"

namespace azwf::tests {
namespace {

std::string packed_hex(auto&& pack) {
  std::string bytes;
  Packer packer(bytes);
  pack(packer);
  return to_hex(bytes);
}

std::string bytes_of(std::initializer_list<int> bytes) { return {bytes.begin(), bytes.end()}; }

BOOST_AUTO_TEST_SUITE(packed)

BOOST_AUTO_TEST_CASE(integers_take_their_smallest_form) {
  const std::pair<std::int64_t, const char*> integers[] = {
      {0, "00"},
      {127, "7f"},
      {128, "cc80"},
      {255, "ccff"},
      {256, "cd0100"},
      {65'535, "cdffff"},
      {65'536, "ce00010000"},
      {4'294'967'295, "ceffffffff"},
      {4'294'967'296, "cf0000000100000000"},
      {std::numeric_limits<std::int64_t>::max(), "cf7fffffffffffffff"},
      {-1, "ff"},
      {-32, "e0"},
      {-33, "d0df"},
      {-128, "d080"},
      {-129, "d1ff7f"},
      {-32'768, "d18000"},
      {-32'769, "d2ffff7fff"},
      {-2'147'483'648, "d280000000"},
      {-2'147'483'649, "d3ffffffff7fffffff"},
      {std::numeric_limits<std::int64_t>::min(), "d38000000000000000"},
  };
  for (const auto& [value, hex] : integers) {
    BOOST_TEST(packed_hex([&](Packer& packer) { packer.integer(value); }) == hex);
    std::string bytes;
    Packer(bytes).integer(value);
    BOOST_TEST(Unpacker(bytes).integer().value() == value);
  }
}

BOOST_AUTO_TEST_CASE(a_float_stays_a_float) {
  for (const double value :
       {0.0, -0.0, 3.0, -1.0, 0.1, 1e300, 5e-324, 1e18, std::numeric_limits<double>::infinity()}) {
    std::string bytes;
    Packer(bytes).number(value);
    BOOST_TEST(bytes.size() == 9U);
    BOOST_TEST((Unpacker(bytes).peek().value() == PackedType::number));
    const auto back = Unpacker(bytes).number().value();
    BOOST_TEST((back == value && std::signbit(back) == std::signbit(value)));
    BOOST_TEST(!Unpacker(bytes).integer());
  }
  BOOST_TEST(packed_hex([](Packer& packer) { packer.number(3.0); }) == "cb4008000000000000");
}

BOOST_AUTO_TEST_CASE(an_integer_may_be_read_as_a_number) {
  BOOST_TEST(Unpacker(packed_integer(-7).bytes).number().value() == -7.0);
  BOOST_TEST(Unpacker(bytes_of({0xca, 0x3f, 0x80, 0, 0})).number().value() == 1.0);
}

BOOST_AUTO_TEST_CASE(texts_and_containers_take_their_smallest_form) {
  const auto head = [](std::size_t size, auto&& pack) {
    std::string bytes;
    Packer packer(bytes);
    pack(packer, size);
    return to_hex(bytes.substr(0, bytes.size() < 5 ? bytes.size() : 5));
  };
  const auto text = [](Packer& packer, std::size_t size) { packer.string(std::string(size, 0)); };
  const auto binary = [](Packer& packer, std::size_t size) { packer.binary(std::string(size, 0)); };
  const auto array = [](Packer& packer, std::size_t size) { packer.array(size); };
  const auto map = [](Packer& packer, std::size_t size) { packer.map(size); };
  BOOST_TEST(head(0, text) == "a0");
  BOOST_TEST(head(31, text).substr(0, 2) == "bf");
  BOOST_TEST(head(32, text).substr(0, 4) == "d920");
  BOOST_TEST(head(256, text).substr(0, 6) == "da0100");
  BOOST_TEST(head(65'536, text) == "db00010000");
  BOOST_TEST(head(0, binary) == "c400");
  BOOST_TEST(head(256, binary).substr(0, 6) == "c50100");
  BOOST_TEST(head(65'536, binary) == "c600010000");
  BOOST_TEST(head(15, array) == "9f");
  BOOST_TEST(head(16, array) == "dc0010");
  BOOST_TEST(head(65'536, array) == "dd00010000");
  BOOST_TEST(head(15, map) == "8f");
  BOOST_TEST(head(16, map) == "de0010");
  BOOST_TEST(head(65'536, map) == "df00010000");
}

BOOST_AUTO_TEST_CASE(reading_another_type_is_an_error_and_stays_where_it_is) {
  const auto text = packed_string("x");
  Unpacker unpacker(text.bytes);
  BOOST_TEST(!unpacker.nil());
  BOOST_TEST(!unpacker.boolean());
  BOOST_TEST(!unpacker.integer());
  BOOST_TEST(!unpacker.number());
  BOOST_TEST(!unpacker.binary());
  BOOST_TEST(!unpacker.array());
  BOOST_TEST(!unpacker.map());
  BOOST_TEST(unpacker.offset() == 0U);
  BOOST_TEST(unpacker.string().value() == "x");
  BOOST_TEST(unpacker.at_end());
  BOOST_TEST(!unpacker.peek());
}

BOOST_AUTO_TEST_CASE(a_size_that_cannot_be_there_is_an_error) {
  for (const auto& bytes : {bytes_of({0xdd, 0x7f, 0xff, 0xff, 0xff}), bytes_of({0xdc, 0, 2, 0xc0}),
                            bytes_of({0xdf, 0xff, 0xff, 0xff, 0xff}), bytes_of({0x82, 0, 0, 0})}) {
    BOOST_TEST(!Unpacker(bytes).value());
  }
  BOOST_TEST(!Unpacker(bytes_of({0xdb, 0xff, 0xff, 0xff, 0xff, 'x'})).string());
  BOOST_TEST(!Unpacker(bytes_of({0xcf, 0x80, 0, 0, 0, 0, 0, 0, 0})).integer());
}

BOOST_AUTO_TEST_CASE(extension_types_are_errors) {
  for (const int form : {0xc1, 0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8}) {
    BOOST_TEST(!Unpacker(bytes_of({form, 1, 1, 1, 1, 1, 1, 1, 1})).value(), form);
  }
}

BOOST_AUTO_TEST_CASE(a_value_too_deep_is_an_error) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '\x91') + '\xc0'; };
  BOOST_TEST(Unpacker(nested(64)).value(64).value() == nested(64));
  BOOST_TEST(!Unpacker(nested(65)).value(64));
}

BOOST_AUTO_TEST_CASE(fields_are_found_by_name) {
  Packed map{""};
  Packer(map.bytes).map(2).string("a").integer(1).string("b").string("two");
  BOOST_TEST((field_of(map, "a") == packed_integer(1)));
  BOOST_TEST(text_of(field_of(map, "b")) == "two");
  BOOST_TEST(field_of(map, "c").is_nil());
  BOOST_TEST(field_of(packed_integer(1), "a").is_nil());
  BOOST_TEST(field_of(Packed{"\x82\xa1"}, "a").is_nil());
  BOOST_TEST(text_of(packed_integer(1)) == "");
}

BOOST_AUTO_TEST_CASE(values_are_valid_up_to_their_limits) {
  Limits limits;
  limits.value_bytes_max = 40;
  limits.value_depth_max = 3;
  limits.value_nodes_max = 5;
  const auto code = [&](const std::string& bytes) {
    const auto valid = validate_packed(bytes, limits);
    if (valid) return std::string("valid");
    BOOST_TEST((valid.error().kind == ErrorKind::invalid));
    return valid.error().code;
  };
  BOOST_TEST(code(packed_string(std::string(38, 'x')).bytes) == "valid");
  BOOST_TEST(code(packed_string(std::string(39, 'x')).bytes) == "value_too_large");
  BOOST_TEST(code("\x91\x91\x91\xc0") == "valid");
  BOOST_TEST(code("\x91\x91\x91\x91\xc0") == "bad_value");
  BOOST_TEST(code("\x94\xc0\xc0\xc0\xc0") == "valid");
  BOOST_TEST(code("\x95\xc0\xc0\xc0\xc0\xc0") == "bad_value");
  BOOST_TEST(code("\xc0\xc0") == "bad_value");
  BOOST_TEST(code("") == "bad_value");
  BOOST_TEST(code("\x91") == "bad_value");
  BOOST_TEST(code("\xc1") == "bad_value");
  BOOST_TEST(code(packed_integer(1).bytes) == "valid");
}

BOOST_AUTO_TEST_CASE(nan_is_not_a_value) {
  for (const auto& bytes :
       {bytes_of({0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0}), bytes_of({0x91, 0xca, 0x7f, 0xc0, 0, 0})}) {
    BOOST_TEST(validate_packed(bytes, {}).error().code == "bad_value");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
