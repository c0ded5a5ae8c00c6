// What every log lets readers see.
#include <algorithm>
#include <thread>

#include "tests/contract/log_steps.hpp"
#include "tests/contract/log_worlds.hpp"

namespace azwf::tests {
namespace {

const std::vector<std::string> history = {"run/a", "run/b", "run/a",   "run/a/b", "run",
                                          "run/a", "run/b", "inbox/x", "run/a"};

// The same question asked of a plain list.
Numbers expected_positions(const ReadQuery& query) {
  Numbers found;
  for (std::uint64_t position = 1; position <= history.size(); ++position) {
    const bool is_forwards = query.direction == Direction::forwards;
    if (query.stream && history[position - 1] != query.stream->text) continue;
    if (query.past && is_forwards && position <= query.past->value) continue;
    if (query.past && !is_forwards && position >= query.past->value) continue;
    found.push_back(position);
  }
  if (query.direction == Direction::backwards) std::ranges::reverse(found);
  return found;
}

BOOST_AUTO_TEST_SUITE(log_read)

BOOST_AUTO_TEST_CASE_TEMPLATE(every_question_gets_the_commits_in_order, World, LogWorlds) {
  World world;
  append_to(world.log(), history);
  std::vector<std::optional<StreamName>> streams = {std::nullopt, StreamName{"none"},
                                                    StreamName{"ru"}};
  for (const auto& name : history) streams.push_back(StreamName{name});
  std::vector<std::optional<Position>> pasts = {std::nullopt, Position{UINT64_MAX}};
  for (std::uint64_t past = 0; past <= history.size() + 2; ++past) pasts.push_back(Position{past});
  for (const auto& stream : streams) {
    for (const auto direction : {Direction::forwards, Direction::backwards}) {
      for (const auto& past : pasts) {
        const ReadQuery query{stream, direction, past};
        BOOST_TEST(positions(world.log(), query) == expected_positions(query),
                   boost::test_tools::per_element());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_empty_log_has_an_end, World, LogWorlds) {
  World world;
  BOOST_TEST(positions(world.log()) == Numbers{});
  BOOST_TEST(positions(world.log(), {{}, Direction::backwards, {}}) == Numbers{});
  BOOST_TEST(positions(world.log(), {StreamName{"run/a"}, {}, {}}) == Numbers{});
  BOOST_TEST(last_position(world.log()).value().value == 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(appends_do_not_disturb_a_cursor, World, LogWorlds) {
  World world;
  append_to(world.log(), {"run/a", "run/b", "run/a"});
  for (const auto& stream : {std::optional<StreamName>(), std::optional(StreamName{"run/a"})}) {
    const auto cursor = world.log().read({stream, Direction::forwards, {}}).value();
    const auto last = last_position(world.log()).value().value;
    Numbers seen = {cursor->next().value()->frame.position.value};
    append_to(world.log(), {"run/a", "run/b"});
    while (const auto commit = cursor->next().value()) {
      seen.push_back(commit->frame.position.value);
    }
    const auto all = positions(world.log(), {stream, Direction::forwards, {}});
    BOOST_TEST(std::ranges::equal(seen, std::span(all).first(seen.size())));
    BOOST_TEST(seen.back() + 2 >= last);
    BOOST_TEST(!cursor->next().value());
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_large_commit_is_read_back, World, LogWorlds) {
  World world;
  auto large = proposal(1, "run/a", NewStream{}, {"a", "b"});
  for (auto& event : large.events) event.data = packed_string(std::string(3'900, '\xff'));
  committed(append_one(world.log(), large));
  BOOST_TEST((commits(world.log())[0].leaf.events == large.events));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(waiting_ends_at_once_when_there_is_more, World, LogWorlds) {
  World world;
  append_to(world.log(), {"run/a", "run/b"});
  const std::stop_source never;
  BOOST_TEST(world.log().wait_past({0}, never.get_token()).value().value == 2);
  BOOST_TEST(world.log().wait_past({1}, never.get_token()).value().value == 2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(waiting_ends_with_the_next_commit, World, LogWorlds) {
  World world;
  append_to(world.log(), {"run/a"});
  std::uint64_t seen = 0;
  const std::stop_source never;
  std::jthread waiting([&] { seen = world.log().wait_past({1}, never.get_token()).value().value; });
  append_to(world.log(), {"run/a"});
  waiting.join();
  BOOST_TEST(seen == 2U);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(waiting_ends_when_it_is_stopped, World, LogWorlds) {
  World world;
  append_to(world.log(), {"run/a"});
  std::stop_source stop;
  std::jthread stopping([&] { stop.request_stop(); });
  BOOST_TEST(world.log().wait_past({1}, stop.get_token()).value().value == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(readers_beside_a_writer_see_no_holes, World, LogWorlds) {
  World world;
  constexpr std::uint64_t count = 200;
  std::atomic<std::uint64_t> holes = 0;
  const auto follow = [&](const std::stop_token& stop) {
    Position past;
    while (past.value < count && !stop.stop_requested()) {
      const auto cursor = world.log().read({{}, Direction::forwards, past}).value();
      while (const auto commit = cursor->next().value()) {
        holes += commit->frame.position.value != past.value + 1;
        past = commit->frame.position;
      }
      if (past.value < count) (void)world.log().wait_past(past, stop);
    }
  };
  {
    std::jthread first(follow);
    std::jthread second(follow);
    for (std::uint64_t i = 0; i < count; ++i) append_to(world.log(), {"run/a"});
    first.join();
    second.join();
  }
  BOOST_TEST(holes == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
