// Timers and retries on a wall clock that steps, thousands of them at once, and of runs that were
// forgotten while they waited.
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <cstdlib>

#include "engine/runtime/idle_runs.hpp"
#include "engine/runtime/timekeeper.hpp"
#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000;

Decision sleep_until(Timestamp at, const std::string& id) {
  return {TimerSet{at, {id}, "sleep"}, {"plan", 1}};
}

// Sleeps so often, an hour each time, and completes.
Plan sleeps(std::size_t times) {
  return [=](const std::vector<Delivery>& seen) -> Decisions {
    if (seen.size() > times) return {complete("awake")};
    return {sleep_until({seen.back().time.us + hour_us}, std::to_string(seen.size()))};
  };
}

SimOptions sleeping(std::size_t times) {
  SimOptions options;
  options.plans = {{"a", sleeps(times)}};
  return options;
}

std::size_t count_fired(Sim& sim, const RunId& run) {
  return static_cast<std::size_t>(std::ranges::count_if(
      sim.events(run), [](auto& each) { return std::holds_alternative<TimerFired>(each.event); }));
}

// Turns until nothing happens any more, the clock standing still.
std::size_t turns_until_quiet(Sim& sim) {
  for (std::size_t turns = 0;; ++turns) {
    BOOST_REQUIRE(turns < 100'000U);
    const auto did = sim.engine().turn(std::chrono::microseconds(0));
    BOOST_REQUIRE(did);
    const auto due = sim.engine().next_due();
    if (!*did && (!due || sim.clock().now() < *due)) return turns;
  }
}

void check_awake(Sim& sim, std::size_t times) {
  for (const auto& run : sim.runs()) {
    BOOST_TEST((sim.state(run).status() == RunStatus::completed), sim.story(run));
    BOOST_TEST(count_fired(sim, run) == times);
  }
  const auto left = scan_due(sim.views(), {INT64_MAX}, {}, 1);
  BOOST_REQUIRE(left);
  BOOST_TEST(left->due.empty());
}

std::size_t overdue_count() {
  const char* const given = std::getenv("AZWF_TIMERS");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 10'000;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(timers)

BOOST_AUTO_TEST_CASE(thousands_overdue_fire_once_each_while_commands_are_answered) {
  const auto wanted = overdue_count();
  Sim sim(sleeping(1));
  sim.open();
  for (std::size_t i = 0; i < wanted; ++i) sim.start("a", "r" + std::to_string(i));
  turns_until_quiet(sim);
  sim.crash();
  sim.clock().advance(std::chrono::hours(3));
  sim.open();
  BOOST_REQUIRE(sim.engine().turn(std::chrono::microseconds(0)));
  std::optional<bool> answered;
  const RunId last{"r" + std::to_string(wanted - 1)};
  sim.engine().tell({last, RunKillAsked{"now"}, "tester",
                     [&](Result<void> outcome) { answered = outcome.has_value(); }});
  for (int i = 0; i < 3 && !answered; ++i) {
    BOOST_REQUIRE(sim.engine().turn(std::chrono::microseconds(0)));
  }
  BOOST_TEST((answered == true));
  turns_until_quiet(sim);
  for (const auto& run : sim.runs()) {
    const bool is_killed = run == last;
    if (count_fired(sim, run) != (is_killed ? 0U : 1U) || !sim.state(run).ended()) {
      BOOST_ERROR(sim.story(run));
    }
  }
  BOOST_TEST(sim.views_broken() == "");
}

BOOST_AUTO_TEST_CASE(a_timer_fires_when_its_time_has_come_and_no_earlier) {
  Sim sim(sleeping(1));
  sim.open();
  const auto run = sim.start("a", "r");
  turns_until_quiet(sim);
  sim.clock().advance(std::chrono::microseconds(hour_us - 1));
  turns_until_quiet(sim);
  BOOST_TEST(count_fired(sim, run) == 0U);
  sim.clock().advance(std::chrono::microseconds(1));
  turns_until_quiet(sim);
  check_awake(sim, 1);
}

BOOST_AUTO_TEST_CASE(one_that_is_handed_out_waits_for_its_commit) {
  Sim sim(sleeping(2));
  sim.open();
  const auto run = sim.start("a", "r");
  const auto other = sim.start("a", "s");
  turns_until_quiet(sim);
  sim.host().withhold(run);
  sim.clock().advance(std::chrono::microseconds(hour_us));
  turns_until_quiet(sim);
  sim.clock().wall_us -= 2 * hour_us;
  turns_until_quiet(sim);
  sim.start("a", "t");
  turns_until_quiet(sim);
  sim.clock().wall_us += 4 * hour_us;
  turns_until_quiet(sim);
  sim.host().release(run);
  sim.drive();
  check_awake(sim, 2);
  BOOST_TEST(sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(a_clock_that_steps_neither_loses_nor_doubles_a_timer) {
  for (const auto step_us : {-30 * hour_us, -hour_us / 2, hour_us / 2, 30 * hour_us}) {
    Sim sim(sleeping(3));
    sim.open();
    for (const auto* run : {"r", "s", "t"}) {
      sim.start("a", run);
      turns_until_quiet(sim);
      sim.clock().advance(std::chrono::minutes(7));
    }
    for (int i = 0; i < 4; ++i) {
      sim.clock().wall_us += i % 2 == 0 ? step_us : -step_us;
      turns_until_quiet(sim);
      sim.drive_once();
      turns_until_quiet(sim);
    }
    sim.drive();
    check_awake(sim, 3);
    BOOST_TEST(sim.broken_promise() == "");
  }
}

BOOST_AUTO_TEST_CASE(a_clock_that_steps_neither_loses_nor_doubles_a_retry) {
  for (const auto step_us : {-30 * hour_us, -hour_us, hour_us, 30 * hour_us}) {
    SimOptions options;
    options.plans = {{"a", [](const auto& seen) { return sequence(seen, 2, retrying(4)); }}};
    Sim* stepping = nullptr;
    options.outcomes = [&](const StepRequest& request) {
      stepping->clock().wall_us += request.attempt % 2 == 0 ? step_us : -step_us;
      return std::optional(request.attempt < 4 ? fail() : succeed());
    };
    Sim sim(options);
    stepping = &sim;
    sim.open();
    const auto run = sim.start("a", "r");
    sim.drive();
    BOOST_TEST((sim.state(run).status() == RunStatus::completed), sim.story(run));
    BOOST_TEST(sim.world().performed.size() == 8U);
    BOOST_TEST(sim.broken_promise() == "");
  }
}

BOOST_AUTO_TEST_CASE(a_crash_when_a_timer_fires_neither_loses_nor_doubles_it) {
  for (const bool after : {false, true}) {
    Sim sim(sleeping(2));
    sim.open();
    sim.start("a", "r");
    turns_until_quiet(sim);
    sim.crash_at(1, after);
    sim.drive();
    BOOST_TEST(sim.crashes() == 1U);
    check_awake(sim, 2);
    BOOST_TEST(sim.broken_promise() == "");
  }
}

BOOST_AUTO_TEST_CASE(more_runs_than_are_kept_in_memory_wake_up) {
  auto options = sleeping(3);
  options.limits.idle_runs_max = 2;
  Sim sim(options);
  sim.open();
  for (int i = 0; i < 20; ++i) sim.start("a", "r" + std::to_string(i));
  sim.drive();
  check_awake(sim, 3);
  BOOST_TEST(sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(runs_an_engine_started_wake_up_though_it_wants_no_others) {
  auto options = sleeping(2);
  options.limits.idle_runs_max = 2;
  options.wanted = [](const RunId&) { return false; };
  Sim sim(options);
  sim.open();
  for (int i = 0; i < 5; ++i) sim.start("a", "r" + std::to_string(i));
  sim.drive();
  check_awake(sim, 2);
}

BOOST_AUTO_TEST_CASE(a_run_not_wanted_wakes_up_once_it_was_told_something) {
  auto options = sleeping(2);
  Sim sim(options);
  sim.open();
  sim.start("a", "r");
  turns_until_quiet(sim);
  sim.crash();
  sim.want([](const RunId&) { return false; });
  sim.clock().advance(std::chrono::hours(2));
  sim.open();
  turns_until_quiet(sim);
  BOOST_TEST(count_fired(sim, {"r"}) == 0U);
  BOOST_TEST(!sim.tell({"r"}, SignalReceived{{}, "", "go"}));
  check_awake(sim, 1);
}

BOOST_AUTO_TEST_CASE(a_time_is_handed_out_once_until_it_is_settled) {
  MemoryViewStore views;
  RunState state;
  state.timers = {{{"1"}, {5}, "sleep"}};
  const RunId run{"r"};
  const std::vector<RecordedEvent> events{{.event = TimerSet{{5}, {"1"}, "sleep"}}};
  ViewBatch batch;
  evolve_due_timers({run, {1}, events, state}, batch);
  BOOST_REQUIRE(views.apply(batch, {{1}}));
  Timekeeper timekeeper(views);
  const auto count_due = [&] {
    timekeeper.set({1});  // looks again from the beginning
    return timekeeper.due({9}).value().size();
  };
  BOOST_TEST(count_due() == 1U);
  BOOST_TEST(count_due() == 0U);
  timekeeper.settled(run, {"1"});
  BOOST_TEST(count_due() == 1U);
}

BOOST_AUTO_TEST_CASE(of_the_oldest_the_cheapest_goes_first) {
  IdleRuns idle(3);
  BOOST_TEST(!idle.add({"a"}, 9));
  BOOST_TEST(!idle.add({"b"}, 3));
  BOOST_TEST(!idle.add({"c"}, 5));
  BOOST_TEST((idle.add({"d"}, 1) == RunId{"b"}));
  idle.remove({"b"});
  BOOST_TEST((idle.add({"c"}, 5) == std::nullopt));
  idle.remove({"a"});
  BOOST_TEST(!idle.add({"e"}, 2));
  BOOST_TEST((idle.add({"f"}, 1) == RunId{"d"}));
}

BOOST_AUTO_TEST_CASE(of_many_only_the_oldest_are_compared) {
  IdleRuns idle(20);
  for (int i = 0; i < 20; ++i) idle.add({std::to_string(i)}, static_cast<std::size_t>(100 - i));
  BOOST_TEST((idle.add({"new"}, 1) == RunId{"7"}));
  IdleRuns none(0);
  BOOST_TEST((none.add({"a"}, 1) == RunId{"a"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
