// What every log answers to proposals.
#include "tests/contract/log_steps.hpp"
#include "tests/contract/log_worlds.hpp"

namespace azwf::tests {
namespace {

BOOST_AUTO_TEST_SUITE(log_append)

BOOST_AUTO_TEST_CASE_TEMPLATE(positions_rise_by_one, World, LogWorlds) {
  World world;
  BOOST_TEST(committed(append_one(world.log(), proposal(1, "run/a", NewStream{}))).value == 1);
  BOOST_TEST(committed(append_one(world.log(), proposal(2, "run/b", NewStream{}))).value == 2);
  BOOST_TEST(committed(append_one(world.log(), proposal(3, "run/a", Position{1}))).value == 3);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(answers_say_how_the_log_is_chained, World, LogWorlds) {
  World world;
  const Proposal group[] = {proposal(1, "run/a", NewStream{}), proposal(2, "run/b", NewStream{})};
  const auto answers = world.log().append(group);
  const auto stored = commits(world.log());
  BOOST_REQUIRE(stored.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST((std::get<Committed>(answers[i]).chain == stored[i].frame.chain));
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(another_revision_than_expected_is_a_conflict, World, LogWorlds) {
  World world;
  append_to(world.log(), {"run/a", "run/b", "run/a"});
  const Expected wrong[] = {NewStream{}, Position{0}, Position{1}, Position{2}, Position{4}};
  for (const auto& expected : wrong) {
    BOOST_TEST(is_conflict(append_one(world.log(), proposal(1, "run/a", expected))));
  }
  BOOST_TEST(is_conflict(append_one(world.log(), proposal(1, "run/new", Position{1}))));
  BOOST_TEST(positions(world.log()) == (Numbers{1, 2, 3}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_expected_revision_is_committed, World, LogWorlds) {
  World world;
  committed(append_one(world.log(), proposal(1, "run/a", Position{0})));
  committed(append_one(world.log(), proposal(2, "run/a", Position{1})));
  committed(append_one(world.log(), proposal(3, "run/a", AnyRevision{})));
  committed(append_one(world.log(), proposal(4, "run/a/b", NewStream{})));
  committed(append_one(world.log(), proposal(5, "run", NewStream{})));
  BOOST_TEST(positions(world.log()) == (Numbers{1, 2, 3, 4, 5}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(proposals_of_a_group_see_each_other, World, LogWorlds) {
  World world;
  const Proposal group[] = {
      proposal(1, "run/a", NewStream{}), proposal(2, "run/a", NewStream{}),
      proposal(3, "run/a", Position{1}), proposal(4, "run/b", NewStream{}),
      proposal(5, "run/c", NewStream{}), proposal(6, "run/a", Position{2}),
      proposal(7, "run/a", Position{1}),
  };
  const auto answers = world.log().append(group);
  BOOST_REQUIRE(answers.size() == 7);
  BOOST_TEST(committed(answers[0]).value == 1);
  BOOST_TEST(is_conflict(answers[1]));
  BOOST_TEST(committed(answers[2]).value == 2);
  BOOST_TEST(committed(answers[3]).value == 3);
  BOOST_TEST(committed(answers[4]).value == 4);
  BOOST_TEST(committed(answers[5]).value == 5);
  BOOST_TEST(is_conflict(answers[6]));
  BOOST_TEST(positions(world.log(), {{{"run/a"}}, {}, {}}) == (Numbers{1, 2, 5}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_empty_group_is_answered_by_nothing, World, LogWorlds) {
  World world;
  BOOST_TEST(world.log().append({}).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_commit_keeps_all_of_its_proposal, World, LogWorlds) {
  World world;
  auto first = proposal(1, "run/a", NewStream{}, {"run.started", "step.requested"});
  first.events[1].data = Sealed{"key", "nonce", "ciphertext"};
  first.events[1].actor = "uid:7";
  committed(append_one(world.log(), first));
  committed(append_one(world.log(), proposal(2, "run/a", Position{1})));
  const auto found = commits(world.log());
  BOOST_REQUIRE(found.size() == 2);
  BOOST_TEST((found[0].leaf.events == first.events));
  BOOST_TEST((found[0].leaf.proposal == first.id));
  BOOST_TEST(found[0].leaf.tenant == "acme");
  BOOST_TEST(found[0].leaf.writer == "test");
  BOOST_TEST(found[0].leaf.epoch == world.log().epoch());
  BOOST_TEST(found[0].leaf.previous.is_zero());
  BOOST_TEST((found[1].leaf.previous == leaf_hash(found[0].leaf_bytes)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_exceeds_a_limit_is_refused_alone, World, LogWorlds) {
  World world;
  auto large = proposal(2, "run/b", NewStream{});
  large.events[0].data = packed_string(std::string(4'000, 'x'));
  auto largest = proposal(3, "run/c", NewStream{});
  largest.events[0].data = packed_string(std::string(3'900, 'x'));
  auto sum = proposal(4, "run/d", NewStream{});
  sum.events = std::vector(3, largest.events[0]);
  const auto many = proposal(5, "run/e", NewStream{}, std::vector<std::string>(9, "e"));
  const auto most = proposal(6, "run/f", NewStream{}, std::vector<std::string>(8, "e"));
  const Proposal group[] = {proposal(1, "run/a", NewStream{}), large, largest, sum, many, most};
  const auto answers = world.log().append(group);
  BOOST_TEST(committed(answers[0]).value == 1);
  BOOST_TEST(refused(answers[1]) == "event_too_large");
  BOOST_TEST(committed(answers[2]).value == 2);
  BOOST_TEST(refused(answers[3]) == "commit_too_large");
  BOOST_TEST(refused(answers[4]) == "too_many_events");
  BOOST_TEST(committed(answers[5]).value == 3);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_no_reader_could_take_back_is_refused, World, LogWorlds) {
  World world;
  auto& log = world.log();
  const auto answer = [&](std::string stream, std::string type, Packed data) {
    auto one = proposal(1, std::move(stream), AnyRevision{}, {std::move(type)});
    one.events[0].data = std::move(data);
    return refused(append_one(log, one));
  };
  BOOST_TEST(answer("", "e", {}) == "bad_name");
  BOOST_TEST(answer(std::string("run/a\0b", 7), "e", {}) == "bad_name");
  BOOST_TEST(answer("run/\xff", "e", {}) == "bad_name");
  BOOST_TEST(answer(std::string(257, 'a'), "e", {}) == "name_too_long");
  BOOST_TEST(answer("run/a", "", {}) == "bad_name");
  BOOST_TEST(answer("run/a", "e", Packed{""}) == "bad_value");
  BOOST_TEST(answer("run/a", "e", Packed{"\xc0\xc0"}) == "bad_value");
  BOOST_TEST(answer("run/a", "e", Packed{"\x92\x01"}) == "bad_value");
  BOOST_TEST(refused(append_one(log, proposal(2, "run/a", AnyRevision{}, {}))) == "no_events");
  BOOST_TEST(positions(log) == Numbers{});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_full_disk_refuses_new_work_only, World, LogWorlds) {
  World world;
  world.fill_disk();
  auto settles = proposal(2, "run/a", AnyRevision{});
  settles.urgency = Urgency::settles;
  const Proposal group[] = {proposal(1, "run/a", AnyRevision{}), settles};
  const auto answers = world.log().append(group);
  BOOST_TEST(refused(answers[0]) == "no_space");
  BOOST_TEST(committed(answers[1]).value == 1);
  world.empty_disk();
  world.clock.advance(std::chrono::seconds(1));
  BOOST_TEST(committed(append_one(world.log(), group[0])).value == 2);
}

BOOST_AUTO_TEST_CASE(a_used_up_reserve_ends_the_log) {
  RocksWorld world;
  world.free_bytes = 1 << 20;
  auto settles = proposal(2, "run/a", AnyRevision{});
  settles.urgency = Urgency::settles;
  BOOST_TEST(refused(append_one(world.log(), proposal(1, "run/a", AnyRevision{}))) == "no_space");
  BOOST_TEST(std::holds_alternative<Unknown>(append_one(world.log(), settles)));
  world.free_bytes = UINT64_MAX;
  world.clock.advance(std::chrono::seconds(1));
  BOOST_TEST(std::holds_alternative<Unknown>(append_one(world.log(), settles)));
  world.reopen();
  BOOST_TEST(committed(append_one(world.log(), settles)).value == 1);
}

BOOST_AUTO_TEST_CASE(a_group_does_not_use_up_the_reserve_at_once) {
  RocksWorld world;
  world.free_bytes = (64 << 20) + 40'000;
  auto large = proposal(1, "run/a", AnyRevision{});
  large.events[0].data = packed_string(std::string(3'900, 'x'));
  const auto answers = world.log().append(std::vector(8, large));
  BOOST_TEST(committed(answers[0]).value == 1);
  BOOST_TEST(committed(answers[4]).value == 5);
  BOOST_TEST(refused(answers[6]) == "no_space");
  BOOST_TEST(refused(append_one(world.log(), large)) == "no_space");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(recorded_time_never_goes_back, World, LogWorlds) {
  World world;
  const std::int64_t start_us = world.clock.wall_us;
  append_to(world.log(), {"run/a"});
  world.clock.wall_us = start_us - 3'600'000'000;
  append_to(world.log(), {"run/a"});
  world.reopen();
  append_to(world.log(), {"run/a"});
  world.clock.wall_us = start_us + 5;
  append_to(world.log(), {"run/a"});
  std::vector<std::int64_t> recorded_us;
  for (const auto& commit : commits(world.log())) recorded_us.push_back(commit.frame.recorded.us);
  BOOST_TEST(recorded_us == (std::vector{start_us, start_us, start_us, start_us + 5}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
