// What every log keeps over restarts and crashes, and who may write to it.
#include <map>

#include "tests/contract/log_steps.hpp"
#include "tests/contract/log_worlds.hpp"
#include "tests/support/faulty_log.hpp"

namespace azwf::tests {
namespace {

// Recomputes everything that each commit claims about those before it.
void check_chain(EventLog& log) {
  Digest chain;
  std::map<StreamName, Digest> heads;
  for (const auto& commit : commits(log)) {
    const auto hash = leaf_hash(commit.leaf_bytes);
    chain = chain_hash(chain, hash);
    BOOST_TEST((commit.frame.chain == chain));
    BOOST_TEST((commit.leaf.previous == heads[commit.leaf.stream]));
    heads[commit.leaf.stream] = hash;
  }
}

BOOST_AUTO_TEST_SUITE(log_restart)

BOOST_AUTO_TEST_CASE_TEMPLATE(everything_is_there_again, World, LogWorlds) {
  World world;
  append_to(world.log(), {"run/a", "run/b", "run/a"});
  const auto before = commits(world.log());
  for (int round = 0; round < 3; ++round) {
    world.reopen();
    const auto after = commits(world.log());
    BOOST_REQUIRE(after.size() >= before.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      BOOST_TEST((after[i].frame == before[i].frame));
      BOOST_TEST(after[i].leaf_bytes == before[i].leaf_bytes);
    }
    append_to(world.log(), {"run/a"});
  }
  check_chain(world.log());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_was_answered_survives_a_crash, World, LogWorlds) {
  World world;
  for (std::uint64_t round = 1; round <= 4; ++round) {
    append_to(world.log(), {"run/a", "run/b"});
    world.crash();
    BOOST_TEST(last_position(world.log()).value().value == 2 * round);
  }
  check_chain(world.log());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(revisions_survive_too, World, LogWorlds) {
  World world;
  append_to(world.log(), {"run/a", "run/b", "run/a", "run/c", "run/d"});
  world.reopen();
  BOOST_TEST(is_conflict(append_one(world.log(), proposal(1, "run/a", NewStream{}))));
  BOOST_TEST(is_conflict(append_one(world.log(), proposal(1, "run/a", Position{1}))));
  BOOST_TEST(committed(append_one(world.log(), proposal(1, "run/a", Position{3}))).value == 6);
  world.crash();
  BOOST_TEST(committed(append_one(world.log(), proposal(2, "run/a", Position{6}))).value == 7);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_opening_raises_the_epoch, World, LogWorlds) {
  World world;
  BOOST_TEST(world.log().epoch() == 1);
  world.reopen();
  BOOST_TEST(world.log().epoch() == 2);
  world.crash();
  BOOST_TEST(world.log().epoch() == 3);
  append_to(world.log(), {"run/a"});
  BOOST_TEST(commits(world.log())[0].leaf.epoch == 3);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_unknown_answer_is_settled_without_a_double, World, LogWorlds) {
  const Expected expectations[] = {AnyRevision{}, NewStream{}, Position{2}};
  for (const auto& expected : expectations) {
    for (const auto fault : {Fault::unknown_written, Fault::unknown_not_written}) {
      World world;
      append_to(world.log(), {"run/x", "run/a"});
      const auto* stream = std::holds_alternative<NewStream>(expected) ? "run/new" : "run/a";
      const auto ours = proposal(7, stream, expected);
      FaultyLog log(world.log(), 1);
      log.next({fault, Fault::unknown_not_written});
      BOOST_REQUIRE(std::holds_alternative<Unknown>(append_one(log, ours)));
      const auto settled = settle_unknown(log, ours).value();
      BOOST_TEST(committed(settled).value == 3);
      BOOST_TEST(positions(world.log()) == (Numbers{1, 2, 3}));
      BOOST_TEST((std::get<Committed>(settled).chain == commits(world.log())[2].frame.chain));
    }
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_lost_race_is_settled_as_a_conflict, World, LogWorlds) {
  World world;
  append_to(world.log(), {"run/a"});
  FaultyLog log(world.log(), 1);
  log.next({Fault::unknown_not_written, Fault::other_writer});
  const auto ours = proposal(7, "run/a", Position{1});
  BOOST_REQUIRE(std::holds_alternative<Unknown>(append_one(log, ours)));
  BOOST_TEST(is_conflict(settle_unknown(log, ours).value()));
  BOOST_TEST(commits(world.log()).back().leaf.events[0].type == "other.wrote");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_log_that_answers_no_more_is_an_error, World, LogWorlds) {
  World world;
  FaultyLog log(world.log(), 1);
  log.next({Fault::dies});
  const auto ours = proposal(7, "run/a", AnyRevision{});
  BOOST_REQUIRE(std::holds_alternative<Unknown>(append_one(log, ours)));
  BOOST_TEST(!settle_unknown(log, ours));
  BOOST_TEST(positions(world.log()) == Numbers{});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(chains_hold_whatever_faults_are_met, World, LogWorlds) {
  World world;
  FaultyLog log(world.log(), 4711, {100, 100, 100, 100, 100, 0});
  std::size_t settled = 0;
  for (std::uint64_t number = 1; number <= 100; ++number) {
    const auto ours = proposal(number, number % 2 == 0 ? "run/a" : "run/b", AnyRevision{});
    auto answer = append_one(log, ours);
    if (std::holds_alternative<Unknown>(answer)) answer = settle_unknown(log, ours).value();
    settled += std::holds_alternative<Committed>(answer);
  }
  std::map<ProposalId, int> times;
  for (const auto& commit : commits(world.log())) ++times[commit.leaf.proposal];
  std::size_t ours = 0;
  for (std::uint64_t number = 1; number <= 100; ++number) {
    BOOST_TEST(times[proposal_id(number)] <= 1);
    ours += static_cast<std::size_t>(times[proposal_id(number)]);
  }
  BOOST_TEST(ours == settled);
  check_chain(world.log());
}

BOOST_AUTO_TEST_CASE(a_log_in_memory_is_fenced_by_the_next_opening) {
  ManualClock clock;
  MemoryLog first(clock);
  append_to(first, {"run/a"});
  MemoryLog second(clock, {}, first.commits());
  BOOST_TEST(refused(append_one(first, proposal(1, "run/a", AnyRevision{}))) == "fenced");
  BOOST_TEST(committed(append_one(second, proposal(1, "run/a", AnyRevision{}))).value == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
