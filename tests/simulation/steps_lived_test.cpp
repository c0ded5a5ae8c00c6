// Steps whose policy limits them, and what their attempts record: whole engines, through crashes.
#include <boost/test/unit_test.hpp>

#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

std::optional<Outcome> never_ends(const StepRequest&) { return std::nullopt; }
std::optional<Outcome> always_fails(const StepRequest&) { return fail(); }

SimOptions one_step(StepPolicy policy, OutcomePlan outcomes) {
  SimOptions options;
  options.plans = {{"a", [=](const auto& seen) { return sequence(seen, 1, policy); }}};
  options.outcomes = std::move(outcomes);
  return options;
}

StepPolicy closing_after(std::int64_t ms) {
  auto policy = retrying(100);
  policy.retry.factor = 1;
  policy.schedule_to_close_ms = ms;
  return policy;
}

// How long after the start the last event of this kind was recorded; a test failure without.
template <typename Event> std::chrono::microseconds last_after_start(Sim& sim, const RunId& run) {
  const auto events = sim.events(run);
  std::optional<Timestamp> last;
  for (const auto& recorded : events) {
    if (std::holds_alternative<Event>(recorded.event)) last = recorded.time;
  }
  BOOST_REQUIRE(last.has_value());
  return std::chrono::microseconds(last->us - events.front().time.us);
}

template <typename Event> std::size_t count(Sim& sim, const RunId& run) {
  return static_cast<std::size_t>(std::ranges::count_if(
      sim.events(run), [](auto& each) { return std::holds_alternative<Event>(each.event); }));
}

void check_end(Sim& sim, const RunId& run, RunStatus status) {
  BOOST_TEST((sim.state(run).status() == status), sim.story(run));
  BOOST_TEST(sim.broken_promise() == "");
}

// What each attempt of the one step found, as it ended.
struct Found {
  std::vector<Packed> progress;
  OutcomePlan then(OutcomePlan plan) {
    return [this, plan = std::move(plan)](const StepRequest& request) {
      progress.push_back(request.progress);
      return plan(request);
    };
  }
};

// Records where the open attempt is; gives what it is told.
std::shared_ptr<std::optional<bool>> record(Sim& sim, std::int64_t where) {
  auto told = std::make_shared<std::optional<bool>>();
  sim.operation().attempt(0).progress(packed_integer(where), [told](bool is) { *told = is; });
  return told;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(steps_lived)

BOOST_AUTO_TEST_CASE(nothing_is_retried_past_the_time_of_the_whole_step) {
  Sim sim(one_step(closing_after(1'000), always_fails));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive();
  check_end(sim, run, RunStatus::failed);
  BOOST_TEST(count<AttemptFailed>(sim, run) >= 9U);
  BOOST_TEST(count<AttemptFailed>(sim, run) <= 12U);
  BOOST_TEST((last_after_start<StepRetried>(sim, run) < std::chrono::milliseconds(1'000)));
}

BOOST_AUTO_TEST_CASE(the_attempt_under_way_ends_with_the_time_of_the_whole_step) {
  auto policy = closing_after(1'000);
  policy.timeout_ms = 300;
  Sim sim(one_step(policy, never_ends));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive();
  check_end(sim, run, RunStatus::failed);
  BOOST_TEST(count<AttemptFailed>(sim, run) == 3U);
  BOOST_TEST(count<StepTimedOut>(sim, run) == 1U);
  BOOST_TEST((last_after_start<StepTimedOut>(sim, run) == std::chrono::milliseconds(1'000)));
}

BOOST_AUTO_TEST_CASE(a_clock_that_goes_back_gives_no_further_attempt) {
  Sim sim(one_step(closing_after(1'000), never_ends));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive_until_performing();
  sim.clock().wall_us -= std::int64_t{3'600'000'000};
  sim.drive();
  check_end(sim, run, RunStatus::failed);
  BOOST_TEST(sim.world().performed.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_crash_does_not_give_the_step_more_time) {
  Sim sim(one_step(closing_after(1'000), never_ends));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive_until_performing();
  sim.clock().advance(std::chrono::milliseconds(600));
  sim.crash();
  sim.open();
  sim.drive_until_performing();
  sim.crash();
  sim.clock().advance(std::chrono::milliseconds(600));
  sim.open();
  sim.drive();
  check_end(sim, run, RunStatus::failed);
  BOOST_TEST(sim.world().performed.size() == 2U);
  BOOST_TEST(count<StepTimedOut>(sim, run) == 1U);
}

BOOST_AUTO_TEST_CASE(a_step_without_a_slot_in_time_fails_at_once) {
  auto policy = retrying(5);
  policy.schedule_to_start_ms = 200;
  auto options = one_step(policy, never_ends);
  options.plans["b"] = [](const auto& seen) { return sequence(seen, 1); };
  options.limits.attempts_in_flight_max = 1;
  Sim sim(options);
  sim.open();
  sim.start("b", "b");
  sim.drive_until_performing();
  const auto run = sim.start("a", "r");
  sim.drive();
  check_end(sim, run, RunStatus::failed);
  BOOST_TEST(sim.story(run) ==
             "run.started run.claimed step.requested:1 | "
             "attempt.failed:1/1 step.timed_out:1 run.failed");
  BOOST_TEST(sim.state(run).error->code == timeout_code);
}

BOOST_AUTO_TEST_CASE(a_silent_attempt_is_tried_again) {
  auto policy = retrying(2);
  policy.heartbeat_ms = 100;
  Sim sim(one_step(policy, [](const StepRequest& request) -> std::optional<Outcome> {
    return request.attempt == 1 ? std::nullopt : std::optional(succeed());
  }));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive();
  check_end(sim, run, RunStatus::completed);
  BOOST_TEST(sim.world().performed.size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_last_progress_is_handed_to_the_next_attempt) {
  Found found;
  Sim sim(one_step(retrying(3), found.then([](const StepRequest& request) {
    return std::optional(request.attempt < 3 ? fail() : succeed());
  })));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive_until_performing();
  const auto first = record(sim, 1);
  const auto second = record(sim, 2);
  BOOST_TEST(!second->has_value());
  sim.drive();
  BOOST_TEST((*first == true && *second == true));
  check_end(sim, run, RunStatus::completed);
  BOOST_TEST((found.progress == std::vector{Packed{}, packed_integer(2), packed_integer(2)}));
}

BOOST_AUTO_TEST_CASE(what_a_later_attempt_records_goes_before) {
  Found found;
  Sim sim(one_step(retrying(3), found.then([](const StepRequest& request) {
    return std::optional(request.attempt < 3 ? fail() : succeed());
  })));
  sim.open();
  const auto run = sim.start("a", "r");
  for (const std::int64_t where : {1, 2}) {
    sim.drive_until_performing();
    record(sim, where);
    BOOST_REQUIRE(sim.operation().finish(0));
  }
  sim.drive();
  check_end(sim, run, RunStatus::completed);
  BOOST_TEST((found.progress == std::vector{Packed{}, packed_integer(1), packed_integer(2)}));
}

BOOST_AUTO_TEST_CASE(progress_outlives_a_crash_and_an_orderly_end) {
  Found found;
  Sim sim(one_step({}, found.then([](const StepRequest&) { return std::optional(succeed()); })));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive_until_performing();
  const auto told = record(sim, 7);
  while (!told->has_value()) BOOST_REQUIRE(sim.engine().turn(std::chrono::microseconds(0)));
  BOOST_TEST(**told);
  sim.crash();
  sim.open();
  sim.drive_until_performing();
  sim.restart();
  sim.drive();
  check_end(sim, run, RunStatus::completed);
  BOOST_TEST((found.progress == std::vector{packed_integer(7)}));
  BOOST_TEST(sim.world().performed.size() == 3U);
}

BOOST_AUTO_TEST_CASE(progress_of_an_attempt_that_has_ended_is_not_recorded) {
  Sim sim(one_step(retrying(2), [](const StepRequest& request) {
    return std::optional(request.attempt < 2 ? fail() : succeed());
  }));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive_until_performing();
  sim.engine().tell({run, AttemptFailed{1, {"broken", "", {}}, {}, true, {"1"}}, {}, {}});
  const auto late = record(sim, 9);
  sim.drive();
  BOOST_TEST((*late == false));
  check_end(sim, run, RunStatus::completed);
  BOOST_TEST(count<AttemptProgressed>(sim, run) == 0U);
}

BOOST_AUTO_TEST_CASE(progress_that_is_no_value_is_not_recorded) {
  Sim sim(one_step({}, [](const StepRequest&) { return std::optional(succeed()); }));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive_until_performing();
  std::optional<bool> told;
  sim.operation().attempt(0).progress({"\xc1"}, [&](bool is) { told = is; });
  sim.drive();
  BOOST_TEST((told == false));
  check_end(sim, run, RunStatus::completed);
  BOOST_TEST(count<AttemptProgressed>(sim, run) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
