// Durations as bars on one axis, of times that are the test's own.
#include <boost/test/unit_test.hpp>

#include "adapters/cli/columns.hpp"
#include "adapters/cli/show_run.hpp"
#include "adapters/cli/text.hpp"
#include "tests/cli/history.hpp"

using azwf::tests::History;
using namespace azwf::cli;

namespace {

const Style plain(false);

std::string drawn(const History& history, std::size_t columns) {
  RunTree tree;
  tree.show(history.story);
  return timeline(tree, history.story.state,
                  {.style = plain,
                   .symbols = ascii_symbols(),
                   .now = history.now,
                   .columns = columns,
                   .timeline = true});
}

// 10 s: pack, then a step that fails once and a wait at the same time.
History parallel() {
  History history;
  history.start("1", "pack").after_ms(2'000).done("1");
  history.start("1/1", "flaky").add(azwf::SignalAwaited{"go", {"2/1"}});
  history.after_ms(2'000).retry("1/1", 2, 1'000).after_ms(1'000);
  history.add(azwf::RetryDue{.attempt = 2, .step = {"1/1"}});
  history.add(azwf::StepRetried{.attempt = 2, .step = {"1/1"}}).after_ms(4'000);
  history.add(azwf::SignalReceived{.name = "go"});
  return history.after_ms(1'000);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_time_line)

BOOST_AUTO_TEST_CASE(shows_attempts_waits_and_branches_at_their_times) {
  BOOST_TEST("\n" + drawn(parallel(), 70) == R"(
                         |0.0s             |5.0s             |10.0s
+ 1 pack                 #######                              2.0s
* 1/1 flaky                     xxxxxxx....################## 5.0s
+ 2/1 for the signal go         .........................     7.0s
)");
}

BOOST_AUTO_TEST_CASE(fits_into_the_columns_there_are) {
  for (const std::size_t columns : {40, 60, 80, 200}) {
    const auto text = drawn(parallel(), columns);
    for (const auto line : lines_of(text)) BOOST_TEST(width_of(line) <= columns, line);
  }
}

BOOST_AUTO_TEST_CASE(a_run_without_steps_has_none) { BOOST_TEST(drawn(History(), 80) == ""); }

BOOST_AUTO_TEST_SUITE_END()
