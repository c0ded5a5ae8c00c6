// Leaves and frames: what is written is read back, byte for byte; nothing else is accepted.
#include "engine/event/leaf.hpp"

#include <boost/test/unit_test.hpp>

#include "engine/base/digest.hpp"
#include "engine/base/limits.hpp"
#include "tests/support/events.hpp"

namespace azwf::tests {
namespace {

Leaf some_leaf() {
  Leaf leaf;
  leaf.tenant = "acme";
  leaf.stream = {"run/build-17"};
  leaf.previous = sha256("the leaf before");
  leaf.proposal = proposal_id(7);
  leaf.writer = "host/1";
  leaf.epoch = 3;
  leaf.events.push_back(event("step.requested", packed_string("make")));
  auto sealed = event("config.changed");
  sealed.id = "c-1";
  sealed.subject = "db/password";
  sealed.actor = "uid:1000";
  sealed.time = {-5};
  sealed.data = Sealed{"key-1", std::string(24, 'n'), std::string("c\0x", 3)};
  sealed.correlation = "e-1";
  sealed.causation = "e-2";
  sealed.unknown = {{8, packed_integer(300)}, {70'000, packed_string("later")}};
  leaf.events.push_back(sealed);
  leaf.unknown = {{8, packed_string("later")}};
  return leaf;
}

std::string encoded(const Leaf& leaf) { return encode_leaf(leaf, Limits{}).value(); }

BOOST_AUTO_TEST_SUITE(leaf)

BOOST_AUTO_TEST_CASE(decoding_gives_back_what_was_encoded) {
  const auto leaf = some_leaf();
  const auto decoded = decode_leaf(encoded(leaf));
  BOOST_REQUIRE(decoded);
  BOOST_TEST((*decoded == leaf));
  BOOST_TEST(encoded(*decoded) == encoded(leaf));
}

BOOST_AUTO_TEST_CASE(no_shorter_and_no_longer_bytes_are_a_leaf) {
  const auto bytes = encoded(some_leaf());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    BOOST_TEST(!decode_leaf(bytes.substr(0, size)), size);
  }
  BOOST_TEST(!decode_leaf(bytes + '\0'));
}

BOOST_AUTO_TEST_CASE(limits_hold_to_the_byte) {
  const auto leaf = some_leaf();
  Limits limits;
  limits.commit_bytes_max = encoded(leaf).size();
  limits.commit_events_max = leaf.events.size();
  BOOST_TEST(encode_leaf(leaf, limits).has_value());
  --limits.commit_bytes_max;
  BOOST_TEST(encode_leaf(leaf, limits).error().code == "commit_too_large");
  limits = {};
  limits.commit_events_max = leaf.events.size() - 1;
  BOOST_TEST(encode_leaf(leaf, limits).error().code == "too_many_events");
  limits = {};
  for (limits.event_bytes_max = 1; !encode_leaf(leaf, limits); ++limits.event_bytes_max) {
    BOOST_TEST(encode_leaf(leaf, limits).error().code == "event_too_large");
  }
  auto larger = leaf;
  for (auto& event : larger.events) event.subject += 'x';
  BOOST_TEST(encode_leaf(larger, limits).error().code == "event_too_large");
}

BOOST_AUTO_TEST_CASE(decoding_into_a_leaf_leaves_nothing_of_the_former) {
  Leaf leaf = some_leaf();
  leaf.events.resize(5, leaf.events[1]);
  Leaf small = some_leaf();
  small.events = {event("a", packed_integer(1)), event("b")};
  small.unknown.clear();
  BOOST_REQUIRE(decode_leaf(encoded(small), leaf));
  BOOST_TEST((leaf == small));
  BOOST_REQUIRE(decode_leaf(encoded(some_leaf()), leaf));
  BOOST_TEST((leaf == some_leaf()));
}

BOOST_AUTO_TEST_CASE(a_frame_is_read_from_the_front) {
  const Frame frame{{70'000}, {1'760'000'000'000'000}, sha256("chain")};
  const auto bytes = encode_frame(frame) + "leaf";
  std::string_view rest = bytes;
  BOOST_TEST((decode_frame(rest).value() == frame));
  BOOST_TEST(rest == "leaf");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
