// Packed values and leaves against chance: what is written is read back, another implementation
// agrees, and no bytes whatsoever do harm.
#include <boost/test/unit_test.hpp>

#include <msgpack.hpp>

#include "engine/base/limits.hpp"
#include "engine/base/packed.hpp"
#include "tests/support/seeds.hpp"
#include "tests/unit/random_bytes.hpp"

namespace azwf::tests {
namespace {

constexpr auto count_name = "AZWF_RANDOM_COUNT";

bool same(Unpacker& ours, const msgpack::object& theirs);

bool same_members(Unpacker& ours, const msgpack::object& theirs) {
  if (theirs.type == msgpack::type::ARRAY) {
    const auto& array = theirs.via.array;
    if (ours.array() != array.size) return false;
    return std::all_of(array.ptr, array.ptr + array.size,
                       [&](const auto& member) { return same(ours, member); });
  }
  const auto& map = theirs.via.map;
  if (ours.map() != map.size) return false;
  return std::all_of(map.ptr, map.ptr + map.size, [&](const auto& member) {
    return same(ours, member.key) && same(ours, member.val);
  });
}

bool same(Unpacker& ours, const msgpack::object& theirs) {
  switch (theirs.type) {
    case msgpack::type::NIL: return ours.nil().has_value();
    case msgpack::type::BOOLEAN: return ours.boolean() == theirs.via.boolean;
    case msgpack::type::POSITIVE_INTEGER:
      return ours.integer() == static_cast<std::int64_t>(theirs.via.u64);
    case msgpack::type::NEGATIVE_INTEGER: return ours.integer() == theirs.via.i64;
    case msgpack::type::FLOAT32:
    case msgpack::type::FLOAT64: return ours.number() == theirs.via.f64;
    case msgpack::type::STR:
      return ours.string() == std::string_view(theirs.via.str.ptr, theirs.via.str.size);
    case msgpack::type::BIN:
      return ours.binary() == std::string_view(theirs.via.bin.ptr, theirs.via.bin.size);
    default: return same_members(ours, theirs);
  }
}

// How many bytes msgpack-c takes for one value; nothing when it refuses them.
std::optional<std::size_t> size_by_other(const std::string& bytes, msgpack::object_handle& value) {
  std::size_t offset = 0;
  try {
    const msgpack::unpack_limit limit(70'000, 70'000, 70'000, 70'000, 70'000, 64);
    msgpack::unpack(value, bytes.data(), bytes.size(), offset, nullptr, nullptr, limit);
    return offset;
  } catch (const std::exception&) {
    return {};
  }
}

BOOST_AUTO_TEST_SUITE(random_bytes)

BOOST_AUTO_TEST_CASE(another_implementation_reads_the_same_values) {
  for (const auto seed : seeds(count_name, 300)) {
    Random random(seed);
    const auto value = random_value(random, 3);
    msgpack::object_handle theirs;
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_REQUIRE((size_by_other(value.bytes, theirs) == value.bytes.size()));
      Unpacker ours(value.bytes);
      BOOST_TEST(same(ours, theirs.get()));
      BOOST_TEST(ours.at_end());
      BOOST_TEST(Unpacker(value.bytes).value().value() == value.bytes);
    }
  }
}

BOOST_AUTO_TEST_CASE(damaged_values_are_read_alike_or_refused) {
  for (const auto seed : seeds(count_name, 3'000)) {
    Random random(seed);
    const auto bytes = damaged(random, random_value(random, 2).bytes);
    (void)validate_packed(bytes, {});
    (void)field_of({bytes}, "x");
    const auto value = Unpacker(bytes).value();
    if (!value) continue;
    BOOST_TEST_CONTEXT("seed " << seed) {
      msgpack::object_handle theirs;
      BOOST_REQUIRE((size_by_other(bytes, theirs) == value->size()));
    }
  }
}

BOOST_AUTO_TEST_CASE(any_bytes_are_read_or_refused) {
  for (const auto seed : seeds(count_name, 20'000)) {
    Random random(seed);
    std::string bytes(random() % 64, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random());
    (void)validate_packed(bytes, {});
    (void)Unpacker(bytes).value();
    (void)decode_leaf(bytes);
    std::string_view rest = bytes;
    (void)decode_frame(rest);
  }
}

BOOST_AUTO_TEST_CASE(random_leaves_come_back_as_they_were) {
  for (const auto seed : seeds(count_name, 300)) {
    Random random(seed);
    const auto leaf = random_leaf(random);
    BOOST_TEST_CONTEXT("seed " << seed) {
      const auto bytes = encode_leaf(leaf, {});
      if (!bytes) BOOST_FAIL(bytes.error().message);
      const auto decoded = decode_leaf(*bytes);
      BOOST_REQUIRE(decoded);
      BOOST_TEST((*decoded == leaf));
      BOOST_TEST((encode_leaf(*decoded, {}).value() == *bytes));
    }
  }
}

// What a reader takes, a writer would have written: so nothing can be hidden in a leaf.
BOOST_AUTO_TEST_CASE(damaged_leaves_are_refused_or_canonical) {
  std::size_t accepted = 0;
  for (const auto seed : seeds(count_name, 10'000)) {
    Random random(seed);
    auto leaf = random_leaf(random);
    leaf.events.resize(1);
    const auto bytes = damaged(random, encode_leaf(leaf, {}).value());
    const auto decoded = decode_leaf(bytes);
    if (!decoded) continue;
    const auto again = encode_leaf(*decoded, {});
    if (!again) continue;  // a name with a NUL, or too long
    ++accepted;
    BOOST_TEST_CONTEXT("seed " << seed) { BOOST_TEST((*again == bytes)); }
  }
  BOOST_TEST(accepted > 0U);
}

BOOST_AUTO_TEST_CASE(damaged_frames_are_refused_or_canonical) {
  for (const auto seed : seeds(count_name, 10'000)) {
    Random random(seed);
    const Frame frame{{1 + random() % 1'000'000}, {static_cast<std::int64_t>(random())}, {}};
    const auto bytes = damaged(random, encode_frame(frame));
    std::string_view rest = bytes;
    const auto decoded = decode_frame(rest);
    if (!decoded) continue;
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_TEST((encode_frame(*decoded) + std::string(rest) == bytes));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
