// Who subscribes gets every commit once and in order, wherever it begins and whenever they are
// made.
#include <boost/test/unit_test.hpp>

#include "adapters/system/identity.hpp"
#include "tests/bus/bus_world.hpp"

namespace {

using namespace azwf;
using namespace azwf::tests;
using holder::Subscribe;

constexpr std::uint64_t plenty = 1'000'000;

std::vector<std::uint64_t> positions_of(const Follower& follower) {
  std::vector<std::uint64_t> positions;
  for (const auto& commit : follower.commits) positions.push_back(commit.frame.position.value);
  return positions;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(subscription)

BOOST_AUTO_TEST_CASE(past_and_live_come_as_one) {
  BusWorld world;
  std::vector<std::uint64_t> expected;
  for (int i = 0; i < 5; ++i) expected.push_back(world.emit("a.past").value);
  const auto client = world.connect();
  Follower follower(*client, {.from = holder::FromBeginning{}, .filter = {}, .credit = plenty});
  follower.await(5);
  for (int i = 0; i < 5; ++i) expected.push_back(world.emit("a.live").value);
  follower.await(10);
  BOOST_TEST(positions_of(follower) == expected, boost::test_tools::per_element());
  BOOST_TEST(follower.subscribed->past.value == 0U);
}

BOOST_AUTO_TEST_CASE(nothing_is_delivered_beyond_the_credit) {
  BusWorld world;
  for (int i = 0; i < 10; ++i) world.emit("a.past");
  const auto client = world.connect();
  Follower follower(*client, {.from = holder::FromBeginning{}, .filter = {}, .credit = 3});
  follower.await(3);
  follower.turn(std::chrono::milliseconds(200));
  BOOST_TEST(follower.commits.size() == 3U);
  follower.add_credit(4);
  follower.await(7);
  follower.turn(std::chrono::milliseconds(200));
  BOOST_TEST(follower.commits.size() == 7U);
}

BOOST_AUTO_TEST_CASE(it_may_begin_now_or_at_a_position) {
  BusWorld world;
  const auto first = world.emit("a.first");
  const auto second = world.emit("a.second");
  const auto client = world.connect();
  Follower at(*client, {.from = holder::FromPosition{second}, .filter = {}, .credit = plenty});
  Follower now(*client, {.from = holder::FromNow{}, .filter = {}, .credit = plenty});
  at.await(1);
  BOOST_TEST(at.commits.front().frame.position.value == second.value);
  BOOST_TEST(at.subscribed->past.value == first.value);
  const auto third = world.emit("a.third");
  now.await(1);
  BOOST_TEST(now.commits.front().frame.position.value == third.value);
}

BOOST_AUTO_TEST_CASE(a_filter_lets_through_what_matches_and_proves_the_rest) {
  BusWorld world;
  world.emit("a.one");
  const auto wanted = world.emit("b.two", "main");
  world.emit("a.three");
  const auto last = world.emit("b.four", "main");
  const auto client = world.connect();
  Follower follower(*client, {.from = holder::FromBeginning{},
                              .filter = {.types = {"b.*"}, .streams = {}, .subjects = {"m*"}},
                              .credit = plenty,
                              .proves = true});
  follower.await(2);
  BOOST_TEST((positions_of(follower) == std::vector{wanted.value, last.value}));
  Digest chain = follower.subscribed->chain;
  Position seen;
  for (const auto& delivery : follower.deliveries) {
    for (const auto& entry : delivery.entries) {
      if (const auto* left_out = std::get_if<holder::LeftOut>(&entry)) {
        for (const auto& hash : left_out->leaf_hashes) chain = chain_hash(chain, hash);
        seen = left_out->last;
        continue;
      }
      Commit commit;
      std::string_view bytes = std::get<std::string>(entry);
      commit.frame = *decode_frame(bytes);
      chain = chain_hash(chain, leaf_hash(bytes));
      BOOST_TEST((chain == commit.frame.chain));
      BOOST_TEST((seen < commit.frame.position));
      seen = commit.frame.position;
    }
  }
  BOOST_TEST(seen.value == last.value);
}

BOOST_AUTO_TEST_CASE(what_comes_while_a_stream_is_read_is_not_passed_over) {
  Limits limits;
  limits.bus_recent_bytes_max = 1;  // all of it is read from the log
  BusWorld world({}, limits);
  for (int i = 0; i < 3; ++i) world.emit("a.b");
  const auto client = world.connect();
  Follower follower(
      *client, {.from = holder::FromBeginning{},
                .filter = {.types = {}, .streams = {"inbox/" + account_name()}, .subjects = {}},
                .credit = 1});
  follower.await(1);
  for (int i = 0; i < 3; ++i) world.emit("a.b");
  follower.turn(std::chrono::milliseconds(100));  // the server knows of them by now
  for (std::size_t count = 2; count <= 6; ++count) {
    follower.add_credit(1);
    follower.await(count);
    BOOST_TEST(follower.commits.back().frame.position.value == count);
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_refused) {
  BusWorld world;
  const auto client = world.connect();
  Follower beyond(*client, {.from = holder::FromPosition{{1'000}}, .filter = {}, .credit = plenty});
  Follower unknown(
      *client,
      {.from = holder::FromNow{},
       .filter = {.types = {}, .streams = {}, .subjects = {}, .attributes = {{"colour", "*"}}},
       .credit = plenty});
  beyond.await(1);
  unknown.await(1);
  BOOST_TEST(beyond.ended->code == "past_the_end");
  BOOST_TEST(unknown.ended->code == "unknown_attribute");
}

BOOST_AUTO_TEST_SUITE_END()
