// Slots, fairness between runs, time-outs, stopping.
#include <boost/test/unit_test.hpp>

#include "tests/simulation/stage.hpp"

namespace azwf::tests {
BOOST_AUTO_TEST_SUITE(performer)

BOOST_AUTO_TEST_CASE(one_run_cannot_occupy_every_slot) {
  Stage stage(slots(4, 2));
  for (const auto* step : {"1", "2", "3", "4"}) stage.start("a", step);
  stage.start("b", "1");
  BOOST_TEST(stage.performed() == "a1 a2 b1 ");
  BOOST_TEST(stage.performer->in_progress() == 3U);
}

BOOST_AUTO_TEST_CASE(what_waits_starts_when_a_slot_is_free_and_runs_take_turns) {
  Stage stage(slots(2, 2));
  for (const auto* step : {"1", "2", "3", "4"}) stage.start("a", step);
  stage.start("b", "1");
  BOOST_TEST(stage.performed() == "a1 a2 ");
  stage.end_oldest();
  stage.end_oldest();
  stage.end_oldest();
  BOOST_TEST(stage.performed() == "a1 a2 b1 a3 a4 ");
}

BOOST_AUTO_TEST_CASE(a_timeout_stops_the_attempt_and_its_end_is_awaited) {
  Stage stage;
  stage.start("a", "1", {.timeout_ms = 500});
  stage.start("a", "2");
  BOOST_TEST((stage.performer->enforce_timeouts() == std::chrono::milliseconds(500)));
  stage.clock.advance(std::chrono::milliseconds(499));
  BOOST_TEST(stage.performer->enforce_timeouts().has_value());
  BOOST_TEST(stage.ended_attempts().empty());
  stage.clock.advance(std::chrono::milliseconds(1));
  BOOST_TEST(!stage.performer->enforce_timeouts());
  const auto ended = stage.ended_attempts();
  BOOST_REQUIRE_EQUAL(ended.size(), 1U);
  BOOST_TEST((std::get<Stopped>(ended[0].outcome).why == StopReason::timeout));
  BOOST_TEST(stage.open_attempts() == 1U);
  BOOST_TEST(stage.performer->in_progress() == 2U);
}

BOOST_AUTO_TEST_CASE(a_step_that_ended_has_no_timeout_left) {
  Stage stage;
  stage.start("a", "1", {.timeout_ms = 500});
  stage.end_oldest();
  BOOST_TEST(!stage.performer->enforce_timeouts());
  BOOST_TEST(stage.performer->in_progress() == 0U);
}

BOOST_AUTO_TEST_CASE(stopping_all_ends_what_runs_and_what_waits) {
  Stage stage(slots(1, 1));
  stage.start("a", "1");
  stage.start("a", "2");
  stage.start("b", "1");
  stage.performer->stop_all(StopReason::shutdown);
  const auto ended = stage.ended_attempts();
  BOOST_TEST(ended.size() == 3U);
  for (const auto& each : ended) {
    BOOST_TEST((std::get<Stopped>(each.outcome).why == StopReason::shutdown));
  }
  BOOST_TEST(stage.performed() == "a1 ");
}

BOOST_AUTO_TEST_CASE(an_unknown_operation_fails_its_step) {
  Stage stage;
  stage.performer->start({{"a"}, {"1"}, 1, "no.such", {}, "a/1"}, {});
  const auto ended = stage.ended_attempts();
  BOOST_REQUIRE_EQUAL(ended.size(), 1U);
  BOOST_TEST(std::get<Failed>(ended[0].outcome).error.code == "unknown_operation");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
