// The limits of a step's policy and the stops that come from elsewhere, in virtual time.
#include "engine/runtime/outcome_fact.hpp"
#include "tests/simulation/stage.hpp"

namespace azwf::tests {
namespace {

AttemptFailed failure_of(StopReason why) {
  return std::get<AttemptFailed>(outcome_fact({{"a"}, {"1"}, 1, Stopped{why, {}}}, {}));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(attempt_limits)

BOOST_AUTO_TEST_CASE(a_silent_attempt_is_told_to_stop) {
  Stage stage;
  stage.start("a", "1", {.heartbeat_ms = 200});
  BOOST_TEST((stage.performer->enforce_timeouts() == std::chrono::milliseconds(200)));
  BOOST_TEST(!stage.after(199));
  BOOST_TEST((stage.after(1) == StopReason::heartbeat));
  BOOST_TEST(stage.performer->in_progress() == 0U);
  BOOST_TEST(!stage.performer->enforce_timeouts());
}

BOOST_AUTO_TEST_CASE(a_sign_of_life_counts_from_when_it_was_given) {
  Stage stage;
  stage.start("a", "1", {.heartbeat_ms = 200});
  BOOST_TEST(!stage.after(150));
  stage.oldest().alive();
  BOOST_TEST(!stage.after(199));
  BOOST_TEST((stage.performer->enforce_timeouts() == std::chrono::milliseconds(350)));
  BOOST_TEST((stage.after(1) == StopReason::heartbeat));
}

BOOST_AUTO_TEST_CASE(progress_is_a_sign_of_life) {
  Stage stage;
  stage.start("a", "1", {.heartbeat_ms = 200});
  BOOST_TEST(!stage.after(150));
  stage.oldest().progress(packed_integer(1));
  BOOST_TEST(!stage.after(199));
  BOOST_TEST((stage.after(1) == StopReason::heartbeat));
}

BOOST_AUTO_TEST_CASE(signs_of_life_put_off_no_timeout) {
  Stage stage;
  stage.start("a", "1", {.timeout_ms = 500, .heartbeat_ms = 200});
  for (int i = 0; i < 4; ++i) {
    BOOST_TEST(!stage.after(100));
    stage.oldest().alive();
  }
  BOOST_TEST((stage.after(100) == StopReason::timeout));
}

BOOST_AUTO_TEST_CASE(one_that_waits_too_long_for_a_slot_never_begins) {
  Stage stage(slots(1, 1));
  stage.start("a", "1");
  stage.start("a", "2", {.schedule_to_start_ms = 300});
  stage.start("b", "1");
  BOOST_TEST(!stage.after(299));
  BOOST_TEST((stage.after(1) == StopReason::schedule_to_start));
  BOOST_TEST(!stage.performer->enforce_timeouts());
  stage.end_oldest();
  BOOST_TEST(stage.performed() == "a1 b1 ");
  stage.start("a", "3");
  stage.end_oldest();
  BOOST_TEST(stage.performed() == "a1 b1 a3 ");
}

BOOST_AUTO_TEST_CASE(the_wait_for_a_slot_ends_with_it) {
  Stage stage(slots(1, 1));
  stage.start("a", "1");
  stage.start("a", "2", {.schedule_to_start_ms = 300});
  BOOST_TEST(!stage.after(299));
  stage.end_oldest();
  BOOST_TEST(stage.performed() == "a1 a2 ");
  BOOST_TEST(!stage.after(1'000));
  BOOST_TEST(!stage.performer->enforce_timeouts());
}

BOOST_AUTO_TEST_CASE(the_last_of_several_that_wait_leaves_no_turn_behind) {
  Stage stage(slots(1, 1));
  stage.start("a", "1");
  stage.start("b", "1", {.schedule_to_start_ms = 300});
  BOOST_TEST((stage.after(300) == StopReason::schedule_to_start));
  stage.end_oldest();
  BOOST_TEST(stage.performer->in_progress() == 0U);
  stage.start("b", "2");
  BOOST_TEST(stage.performed() == "a1 b2 ");
}

BOOST_AUTO_TEST_CASE(the_limit_of_the_whole_step_counts_its_past) {
  Stage stage(slots(1, 1));
  const StepPolicy policy{.timeout_ms = 900, .schedule_to_close_ms = 1'000};
  stage.start("a", "1", policy, std::chrono::milliseconds(400));
  stage.start("a", "2", policy, std::chrono::milliseconds(300));
  BOOST_TEST(!stage.after(599));
  BOOST_TEST((stage.after(1) == StopReason::schedule_to_close));
  BOOST_TEST(stage.performed() == "a1 a2 ");
  BOOST_TEST((stage.after(100) == StopReason::schedule_to_close));
}

BOOST_AUTO_TEST_CASE(one_that_waits_ends_with_the_time_of_the_whole_step) {
  Stage stage(slots(1, 1));
  stage.start("a", "1");
  stage.start("a", "2", {.schedule_to_start_ms = 700, .schedule_to_close_ms = 500});
  BOOST_TEST(!stage.after(499));
  BOOST_TEST((stage.after(1) == StopReason::schedule_to_close));
  BOOST_TEST(stage.performed() == "a1 ");
}

BOOST_AUTO_TEST_CASE(what_has_no_time_left_does_not_begin) {
  Stage stage(slots(1, 1));
  stage.start("a", "1", {.schedule_to_close_ms = 500}, std::chrono::milliseconds(500));
  stage.start("b", "1");
  const auto ended = stage.see_ends();
  BOOST_REQUIRE_EQUAL(ended.size(), 1U);
  const auto& stopped = std::get<Stopped>(ended[0].outcome);
  BOOST_TEST((stopped.why == StopReason::schedule_to_close));
  BOOST_TEST(!stopped.begun);
  BOOST_TEST(stage.performed() == "b1 ");
  BOOST_TEST(!stage.performer->enforce_timeouts());
}

BOOST_AUTO_TEST_CASE(stopping_one_that_waits_drops_it_alone) {
  Stage stage(slots(1, 1));
  for (const auto* step : {"1", "2", "3"}) stage.start("a", step, {.schedule_to_start_ms = 900});
  stage.performer->stop({"a"}, {"2"}, StopReason::cancel);
  const auto ended = stage.see_ends();
  BOOST_REQUIRE_EQUAL(ended.size(), 1U);
  BOOST_TEST((ended[0].step == StepId{"2"}));
  BOOST_TEST(!std::get<Stopped>(ended[0].outcome).begun);
  stage.end_oldest();
  BOOST_TEST(stage.performed() == "a1 a3 ");
  BOOST_TEST(!stage.after(900));
}

BOOST_AUTO_TEST_CASE(stopping_one_that_runs_frees_its_slot_once_it_has_ended) {
  Stage stage(slots(1, 1));
  stage.start("a", "1", {.timeout_ms = 500, .heartbeat_ms = 100});
  stage.start("b", "1");
  stage.performer->stop({"a"}, {"1"}, StopReason::cancel);
  stage.performer->stop({"a"}, {"1"}, StopReason::shutdown);
  BOOST_TEST(stage.performed() == "a1 ");
  const auto ended = stage.see_ends();
  BOOST_REQUIRE_EQUAL(ended.size(), 1U);
  BOOST_TEST((std::get<Stopped>(ended[0].outcome).why == StopReason::cancel));
  BOOST_TEST(std::get<Stopped>(ended[0].outcome).begun);
  BOOST_TEST(stage.performed() == "a1 b1 ");
  BOOST_TEST(!stage.performer->enforce_timeouts());
}

BOOST_AUTO_TEST_CASE(stopping_what_is_not_there_does_nothing) {
  Stage stage;
  stage.start("a", "1");
  stage.performer->stop({"a"}, {"2"}, StopReason::cancel);
  stage.performer->stop({"b"}, {"1"}, StopReason::cancel);
  BOOST_TEST(stage.ended_attempts().empty());
  BOOST_TEST(stage.open_attempts() == 1U);
}

BOOST_AUTO_TEST_CASE(a_limit_reached_is_a_timeout_and_what_may_be_retried_is_said) {
  for (const auto why : {StopReason::timeout, StopReason::heartbeat, StopReason::schedule_to_start,
                         StopReason::schedule_to_close}) {
    const auto failed = failure_of(why);
    BOOST_TEST(failed.error.code == timeout_code);
    BOOST_TEST(failed.retryable == (why == StopReason::timeout || why == StopReason::heartbeat));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
