// A run that is watched is read once, however often somebody looks.
#include "adapters/cli/run_watch.hpp"

#include <boost/test/unit_test.hpp>

#include "engine/run/run_codec.hpp"
#include "storage/memory/memory_log.hpp"
#include "tests/support/events.hpp"
#include "tests/support/manual_clock.hpp"

namespace azwf::tests {
namespace {

const RunId run{"one"};

void append(EventLog& log, Ordinal ordinal, RunEvent event) {
  const auto encoded =
      encode_run_event({.ordinal = ordinal, .time = {1}, .event = std::move(event)}, "somebody");
  const Proposal proposal{
      proposal_id(ordinal + 1), run_stream(run), AnyRevision{}, {encoded}, Urgency::new_work};
  const auto answers = log.append(std::span(&proposal, 1));
  BOOST_REQUIRE(std::holds_alternative<Committed>(answers.front()));
}

std::vector<Ordinal> look(cli::RunWatch& watch) {
  std::vector<Ordinal> seen;
  const auto looked = watch.look([&](const RunCommit& commit) {
    for (const auto& recorded : commit.events) seen.push_back(recorded.ordinal);
  });
  BOOST_REQUIRE(looked);
  return seen;
}

BOOST_AUTO_TEST_SUITE(watching_a_run)

BOOST_AUTO_TEST_CASE(each_look_reads_what_is_new) {
  ManualClock clock;
  MemoryLog log(clock);
  cli::RunWatch watch(log, run);
  BOOST_TEST(look(watch).empty());
  append(log, 0, RunStarted{.workflow = "ship"});
  append(log, 1, RunLogged{"info", "one"});
  BOOST_TEST((look(watch) == std::vector<Ordinal>{0, 1}));
  BOOST_TEST(look(watch).empty());
  append(log, 2, RunLogged{"info", "two"});
  BOOST_TEST((look(watch) == std::vector<Ordinal>{2}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
