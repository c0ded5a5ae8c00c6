// What stands in the log for the cases a person would ask about, commit by commit.
#include <boost/test/unit_test.hpp>

#include "engine/run/run_codec.hpp"
#include "engine/view/run_list.hpp"
#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

SimOptions one_plan(Plan plan, OutcomePlan outcomes) {
  SimOptions options;
  options.plans = {{"a", std::move(plan)}};
  options.outcomes = std::move(outcomes);
  return options;
}

Plan one_step(StepPolicy policy = {}) {
  return [=](const std::vector<Delivery>& seen) { return sequence(seen, 1, policy); };
}

std::optional<Outcome> ok(const StepRequest&) { return succeed(); }

// Drives until the first attempt is under way, and loses the engine.
void crash_while_performing(Sim& sim) {
  sim.drive_until_performing();
  sim.crash();
  sim.open();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stories)

BOOST_AUTO_TEST_CASE(one_step_is_two_commits) {
  Sim sim(one_plan(one_step(), ok));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive();
  BOOST_TEST(sim.story(run) ==
             "run.started run.claimed step.requested:1 | step.succeeded:1/1 run.completed");
}

BOOST_AUTO_TEST_CASE(every_failed_attempt_stands_in_the_log) {
  Sim sim(one_plan(one_step(retrying(3)), [](const StepRequest& request) {
    return std::optional(request.attempt < 3 ? fail() : succeed());
  }));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive();
  BOOST_TEST(sim.story(run) ==
             "run.started run.claimed step.requested:1 | "
             "attempt.failed:1/1 step.retry_at:1/2 | retry.due:1/2 step.retried:1/2 | "
             "attempt.failed:1/2 step.retry_at:1/3 | retry.due:1/3 step.retried:1/3 | "
             "step.succeeded:1/3 run.completed");
}

BOOST_AUTO_TEST_CASE(a_timeout_stops_the_attempt_first) {
  StepPolicy policy;
  policy.timeout_ms = 1'000;
  Sim sim(one_plan(one_step(policy), [](const StepRequest&) { return std::nullopt; }));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive();
  BOOST_TEST(sim.story(run) ==
             "run.started run.claimed step.requested:1 | "
             "attempt.failed:1/1 step.timed_out:1 run.failed");
  BOOST_TEST(sim.state(run).error->code == "timeout");
}

BOOST_AUTO_TEST_CASE(an_interrupted_step_is_tried_again_under_a_new_claim) {
  Sim sim(one_plan(one_step(), ok));
  sim.open();
  const auto run = sim.start("a", "r");
  crash_while_performing(sim);
  sim.drive();
  BOOST_TEST(sim.story(run) ==
             "run.started run.claimed step.requested:1 | "
             "run.claimed step.interrupted:1/1 step.retried:1/2 | "
             "step.succeeded:1/2 run.completed");
  BOOST_TEST(sim.world().performed.size() == 2U);
}

BOOST_AUTO_TEST_CASE(five_interruptions_end_in_doubt_and_a_person_settles_it) {
  Sim sim(one_plan(one_step(), ok));
  sim.open();
  const auto run = sim.start("a", "r");
  for (int i = 0; i < 5; ++i) crash_while_performing(sim);
  sim.drive();
  BOOST_TEST(to_text(sim.state(run).status()) == "in_doubt");
  BOOST_TEST(sim.world().performed.size() == 5U);
  BOOST_TEST(!sim.tell(run, StepResolved{Resolution::retry, {}, {"1"}}));
  BOOST_TEST(to_text(sim.state(run).status()) == "completed");
  BOOST_TEST(sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(a_step_that_asks_is_in_doubt_after_one_interruption) {
  StepPolicy policy;
  policy.on_interrupt = OnInterrupt::ask;
  for (const auto as : {Resolution::done, Resolution::failed, Resolution::retry}) {
    Sim sim(one_plan(one_step(policy), ok));
    sim.open();
    const auto run = sim.start("a", "r");
    crash_while_performing(sim);
    sim.drive();
    BOOST_TEST(sim.story(run) ==
               "run.started run.claimed step.requested:1 | "
               "run.claimed step.interrupted:1/1 step.in_doubt:1/1");
    BOOST_TEST(!sim.tell(run, StepResolved{as, packed_string("as told"), {"1"}}));
    const bool failed = as == Resolution::failed;
    BOOST_TEST(to_text(sim.state(run).status()) == (failed ? "failed" : "completed"));
    BOOST_TEST(sim.world().performed.size() == (as == Resolution::retry ? 2U : 1U));
    BOOST_TEST(sim.broken_promise() == "");
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_safe_to_repeat_is_in_doubt) {
  StepPolicy policy;
  policy.repeatable = false;
  Sim sim(one_plan(one_step(policy), ok));
  sim.open();
  const auto run = sim.start("a", "r");
  crash_while_performing(sim);
  sim.drive();
  BOOST_TEST(to_text(sim.state(run).status()) == "in_doubt");
  const auto error = sim.tell(run, StepResolved{Resolution::done, {}, {"9"}});
  BOOST_REQUIRE(error);
  BOOST_TEST(error->code == "not_applicable");
}

BOOST_AUTO_TEST_CASE(a_step_may_fail_when_interrupted) {
  StepPolicy policy;
  policy.on_interrupt = OnInterrupt::fail;
  Sim sim(one_plan(one_step(policy), ok));
  sim.open();
  const auto run = sim.start("a", "r");
  crash_while_performing(sim);
  sim.drive();
  BOOST_TEST(sim.story(run) ==
             "run.started run.claimed step.requested:1 | "
             "run.claimed step.interrupted:1/1 step.failed:1 run.failed");
  BOOST_TEST(sim.state(run).error->code == "interrupted");
}

BOOST_AUTO_TEST_CASE(a_lost_attempt_is_an_interruption) {
  StepPolicy policy = retrying(3);
  for (const auto on_interrupt : {OnInterrupt::retry, OnInterrupt::ask}) {
    policy.on_interrupt = on_interrupt;
    Sim sim(one_plan(one_step(policy), [](const StepRequest& request) -> std::optional<Outcome> {
      return request.attempt == 1 ? Outcome{Lost{"planned", {}}} : succeed();
    }));
    sim.open();
    const auto run = sim.start("a", "r");
    sim.drive();
    const std::string begun =
        "run.started run.claimed step.requested:1 | attempt.lost:1/1 step.interrupted:1/1 ";
    BOOST_TEST(sim.story(run) == begun + (on_interrupt == OnInterrupt::ask
                                              ? "step.in_doubt:1/1"
                                              : "step.retried:1/2 | "
                                                "step.succeeded:1/2 run.completed"));
    BOOST_TEST(sim.broken_promise() == "");
  }
}

BOOST_AUTO_TEST_CASE(a_crash_during_the_back_off_interrupts_nothing) {
  Sim sim(one_plan(one_step(retrying(2)), [](const StepRequest& request) {
    return std::optional(request.attempt < 2 ? fail() : succeed());
  }));
  sim.open();
  const auto run = sim.start("a", "r");
  while (sim.state(run).open.empty() || sim.state(run).open[0].phase != StepPhase::backing_off) {
    BOOST_REQUIRE(sim.drive_once());
  }
  sim.crash();
  sim.open();
  sim.drive();
  BOOST_TEST(sim.story(run) ==
             "run.started run.claimed step.requested:1 | "
             "attempt.failed:1/1 step.retry_at:1/2 | "
             "run.claimed retry.due:1/2 step.retried:1/2 | "
             "step.succeeded:1/2 run.completed");
}

BOOST_AUTO_TEST_CASE(an_orderly_end_stops_attempts_and_does_not_count_as_interruption) {
  Sim sim(one_plan(one_step(), ok));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive_until_performing();
  BOOST_TEST(sim.engine().shut_down().has_value());
  sim.crash();
  sim.open();
  sim.drive();
  BOOST_TEST(sim.story(run) ==
             "run.started run.claimed step.requested:1 | "
             "attempt.stopped:1/1 step.retry_at:1/2 | "
             "run.claimed retry.due:1/2 step.retried:1/2 | "
             "step.succeeded:1/2 run.completed");
}

BOOST_AUTO_TEST_CASE(an_orderly_end_leaves_in_doubt_what_may_not_be_repeated) {
  StepPolicy policy;
  policy.on_interrupt = OnInterrupt::ask;
  Sim sim(one_plan(one_step(policy), ok));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive_until_performing();
  BOOST_TEST(sim.engine().shut_down().has_value());
  BOOST_TEST(sim.story(run) ==
             "run.started run.claimed step.requested:1 | "
             "attempt.stopped:1/1 step.interrupted:1/1 step.in_doubt:1/1");
}

BOOST_AUTO_TEST_CASE(after_the_log_has_failed_nothing_waits_for_it) {
  Sim sim(one_plan(one_step(), ok));
  sim.open();
  sim.start("a", "r");
  sim.drive_until_performing();
  sim.faults().next({Fault::dies});
  BOOST_REQUIRE(sim.operation().finish(0));
  const auto failed = sim.engine().turn(std::chrono::microseconds(0));
  BOOST_REQUIRE(!failed);
  BOOST_TEST(sim.engine().turn(std::chrono::microseconds(0)).error().code == failed.error().code);
  BOOST_TEST(sim.engine().shut_down().error().code == failed.error().code);
}

BOOST_AUTO_TEST_CASE(the_same_id_again_is_the_same_run) {
  Sim sim(one_plan(one_step(), ok));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive();
  const auto before = sim.events(run).size();
  std::optional<Result<StartedRun>> again;
  const auto start = [&](Packed params) {
    sim.engine().start({.run = run,
                        .program = sim.program("a"),
                        .workflow = "a",
                        .params = std::move(params),
                        .actor = "tester",
                        .reply = [&](Result<StartedRun> reply) { again = std::move(reply); }});
    sim.drive();
  };
  start({});
  BOOST_REQUIRE(again->has_value());
  BOOST_TEST((*again)->existed);
  start(packed_integer(1));
  BOOST_REQUIRE(!again->has_value());
  BOOST_TEST(again->error().code == "other_params");
  BOOST_TEST(sim.events(run).size() == before);
}

BOOST_AUTO_TEST_CASE(a_run_that_another_engine_started_first_is_that_engines) {
  Sim sim(one_plan(one_step(), ok));
  sim.open();
  const auto program = sim.program("a");
  sim.faults().set_other_writer([&](const Proposal& ours) {
    const RecordedEvent started{
        0,
        sim.clock().now(),
        RunStarted{.program = program->digest, .semantics = 1, .workflow = "a"},
        {}};
    return Proposal{
        {}, ours.stream, NewStream{}, {encode_run_event(started, "other")}, Urgency::new_work};
  });
  sim.faults().next({Fault::other_writer});
  std::optional<Result<StartedRun>> answer;
  sim.engine().start({.run = {"r"},
                      .program = program,
                      .workflow = "a",
                      .params = {},
                      .actor = "tester",
                      .reply = [&](Result<StartedRun> reply) { answer = std::move(reply); }});
  sim.drive();
  BOOST_REQUIRE(answer);
  BOOST_REQUIRE(!answer->has_value());
  BOOST_TEST((answer->error().kind == ErrorKind::refused));
  BOOST_TEST(sim.story({"r"}) == "run.started");
  BOOST_TEST(find_run(sim.views(), {"r"}).value().has_value());
  BOOST_TEST(sim.views_broken() == "");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_retried_is_not) {
  Sim sim(one_plan(one_step(retrying(3)),
                   [](const StepRequest&) { return std::optional(fail("hopeless", false)); }));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive();
  BOOST_TEST(sim.story(run) ==
             "run.started run.claimed step.requested:1 | "
             "attempt.failed:1/1 step.failed:1 run.failed");
}

BOOST_AUTO_TEST_CASE(a_clock_that_goes_back_takes_no_fact_with_it) {
  Sim sim(one_plan([](const std::vector<Delivery>& seen) { return sequence(seen, 3); }, ok));
  sim.open();
  const auto run = sim.start("a", "r");
  while (sim.drive_once()) sim.clock().wall_us -= 1'000'000;
  BOOST_TEST(to_text(sim.state(run).status()) == "completed");
  BOOST_TEST(sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(a_start_repeated_before_it_is_durable_is_answered_after) {
  Sim sim(one_plan(one_step(), ok));
  sim.open();
  const auto program = sim.program("a");
  std::vector<std::string> answers;
  for (int i = 0; i < 2; ++i) {
    sim.engine().start({.run = {"r"},
                        .program = program,
                        .workflow = "a",
                        .params = {},
                        .actor = "tester",
                        .reply = [&](Result<StartedRun> reply) {
                          BOOST_REQUIRE(reply);
                          BOOST_TEST(sim.state({"r"}).started);
                          answers.push_back(reply->existed ? "existed" : "started");
                        }});
  }
  sim.drive();
  BOOST_TEST(answers.size() == 2U);
  BOOST_TEST(std::ranges::count(answers, "started") == 1);
}

BOOST_AUTO_TEST_CASE(a_run_that_cannot_be_loaded_holds_up_no_other) {
  Sim sim(one_plan(one_step(), ok));
  sim.open();
  const auto run = sim.start("a", "r");
  sim.drive_until_performing();
  const auto program = sim.state(run).program;
  sim.crash();
  sim.damage_blob(program);
  sim.open();
  const auto troubles = sim.engine().take_troubles();
  BOOST_REQUIRE_EQUAL(troubles.size(), 1U);
  BOOST_TEST(troubles[0].run.text == "r");
  BOOST_TEST((troubles[0].why.kind == ErrorKind::damaged));
  sim.drive();
  BOOST_TEST(sim.story(run) == "run.started run.claimed step.requested:1");
}

BOOST_AUTO_TEST_CASE(a_run_whose_answer_is_withheld_delays_no_other) {
  SimOptions options;
  options.plans = {{"a", one_step()}, {"b", one_step()}};
  Sim sim(options);
  sim.open();
  sim.host().withhold({"slow"});
  const auto slow = sim.start("a", "slow");
  const auto quick = sim.start("b", "quick");
  sim.drive();
  BOOST_TEST(to_text(sim.state(quick).status()) == "completed");
  BOOST_TEST(!sim.state(slow).started);
  sim.host().release(slow);
  sim.drive();
  BOOST_TEST(to_text(sim.state(slow).status()) == "completed");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
