// A run that is told to stop, or whose branch is: what was begun is not attempted again, what
// undoes it is not stopped, and a rollback is not forgotten.
#include <boost/test/unit_test.hpp>

#include "engine/runtime/outcome_fact.hpp"
#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

struct Running {
  explicit Running(const std::string& body)
      : sim({.scripts = {{"a", "return wf.workflow { name = 'a', run = function()\n" + body +
                                   "\nend }"}}}) {
    sim.open();
    run = sim.start("a", "r");
  }
  // Told without waiting for what comes of it.
  void tell(RunEvent fact) { sim.engine().tell({run, std::move(fact), "tester", {}}); }
  std::size_t performed(const std::string& step) {
    return static_cast<std::size_t>(std::ranges::count_if(
        sim.world().performed, [&](const Performed& each) { return each.step.text == step; }));
  }
  void check(RunStatus status) {
    sim.drive();
    BOOST_TEST((sim.state(run).status() == status), sim.story(run));
    BOOST_TEST(sim.broken_promise() == "");
  }

  Sim sim;
  RunId run;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(stops)

BOOST_AUTO_TEST_CASE(a_failure_after_the_stop_is_not_followed_by_a_retry) {
  Running it("wf.step { 'charge', retry = { attempts = 5 } }");
  it.sim.drive_until_performing();
  it.tell(RunCancelAsked{"enough"});
  it.tell(AttemptFailed{1, {"broken", "", {}}, {}, true, {"1"}});
  it.check(RunStatus::cancelled);
  const auto story = it.sim.story(it.run);
  BOOST_TEST(story.find("attempt.failed:1/1 step.failed:1") != story.npos, story);
  BOOST_TEST(it.performed("1") == 1U);
}

BOOST_AUTO_TEST_CASE(a_check_in_a_branch_that_lost_has_nothing_attempted_again) {
  Running it(R"(wf.all {
      function()
        wf.step { 'charge', check = function() pcall(wf.signal, 'look') return false end }
      end,
      function() wf.signal 'fail' error 'lost' end })");
  it.sim.drive_until_performing();
  it.sim.crash();
  it.sim.open();
  it.sim.drive();
  BOOST_TEST((it.sim.state(it.run).find({"1/1"})->phase == StepPhase::checking));
  it.tell(SignalReceived{{}, "", "fail"});
  it.check(RunStatus::failed);
  BOOST_TEST(it.performed("1/1") == 1U);
}

BOOST_AUTO_TEST_CASE(an_undo_that_a_scope_has_begun_ends_though_the_run_is_cancelled) {
  Running it(R"(pcall(wf.scope, function()
      wf.undo(function() wf.step { 'undo' } end)
      error 'failed'
    end)
    wf.signal 'never')");
  it.sim.drive_until_performing();
  BOOST_TEST((it.sim.state(it.run).status() == RunStatus::running));
  it.tell(RunCancelAsked{"enough"});
  it.check(RunStatus::cancelled);
  const auto story = it.sim.story(it.run);
  BOOST_TEST(story.find("step.succeeded:") != story.npos, story);
  BOOST_TEST(story.find("step.cancelled") == story.npos, story);
}

BOOST_AUTO_TEST_CASE(a_killed_run_does_not_decide_from_what_ends_afterwards) {
  Running it("wf.undo(function() wf.step { 'undo' } end) wf.step { 'pay' } wf.emit 'paid'");
  it.sim.drive_until_performing();
  it.tell(RunKillAsked{"now"});
  it.tell(outcome_fact({it.run, {"1"}, 1, succeed()}, {}));
  it.check(RunStatus::killed);
  BOOST_TEST(it.sim.story(it.run) ==
             "run.started run.claimed undo.registered step.requested:1 | "
             "run.kill_asked run.killed | step.succeeded:1/1");
}

// What it learns first is the last it waits for; the rollback is not forgotten over it.
BOOST_AUTO_TEST_CASE(a_run_that_completes_by_what_it_had_not_seen_is_rolled_back_all_the_same) {
  for (const std::string end : {"", " error 'broken'"}) {
    Running it("wf.undo(function() wf.step { 'undo' } end) wf.step { 'pay' }" + end);
    it.sim.drive_until_performing();
    it.tell(RunKillAsked{"now"});
    it.tell(outcome_fact({it.run, {"1"}, 1, succeed()}, {}));
    it.check(RunStatus::killed);
    it.tell(RunRollbackAsked{{}, "back"});
    it.check(RunStatus::rolled_back);
    BOOST_TEST(it.performed("u1/1") == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_rollback_under_way_is_not_begun_again) {
  Running it("wf.undo(function() wf.step { 'undo' } end)");
  it.sim.drive();
  it.tell(RunRollbackAsked{{}, "back"});
  it.sim.drive_until_performing();
  const auto error = it.sim.tell(it.run, RunRollbackAsked{{}, "again"});
  BOOST_REQUIRE(error);
  BOOST_TEST(error->code == "not_applicable");
  it.check(RunStatus::rolled_back);
  BOOST_TEST(it.performed("u1/1") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
