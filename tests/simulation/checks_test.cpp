// Steps whose check finds out whether they happened, and runs that wait to be begun.
#include <boost/test/unit_test.hpp>

#include "tests/simulation/scenarios.hpp"

namespace azwf::tests {
namespace {

SimOptions checked_by(const std::string& check) {
  SimOptions options;
  options.scripts = {{"a",
                      "return wf.workflow { name = 'a', run = function()\n"
                      "wf.undo(function() wf.step { 'undo' } end)\n"
                      "return wf.step { 'charge', name = 'charge', check = function()\n" +
                          check + "\nend } end }"}};
  return options;
}

// A run whose step was interrupted, its check at an end or at a wait.
struct Interrupted {
  explicit Interrupted(const std::string& check) : sim(checked_by(check)) {
    sim.open();
    run = sim.start("a", "r");
    interrupt();
    sim.drive();
  }
  void interrupt() {
    sim.drive_until_performing();
    sim.crash();
    sim.open();
  }
  // After the two commits up to the interruption.
  void check(const std::string& then, RunStatus status) {
    const std::string before =
        "run.started run.claimed undo.registered step.requested:1 | "
        "run.claimed step.interrupted:1/1 ";
    BOOST_TEST(sim.story(run) == before + then);
    BOOST_TEST((sim.state(run).status() == status), to_text(sim.state(run).status()));
    BOOST_TEST(sim.broken_promise() == "");
  }
  std::string why() {
    for (const auto& recorded : sim.events(run)) {
      if (const auto* checked = std::get_if<StepChecked>(&recorded.event)) return checked->why;
    }
    return "nothing was checked";
  }

  Sim sim;
  RunId run;
};

std::size_t performed(Sim& sim, const std::string& step) {
  return static_cast<std::size_t>(std::ranges::count_if(
      sim.world().performed, [&](const Performed& each) { return each.step.text == step; }));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(checks)

BOOST_AUTO_TEST_CASE(what_was_done_is_not_done_again) {
  Interrupted it("return true, 'paid'");
  it.check("step.checking:1/1 step.checked:1 run.completed", RunStatus::completed);
  BOOST_TEST(text_of(*it.sim.state(it.run).result) == "paid");
  BOOST_TEST(performed(it.sim, "1") == 1U);
}

BOOST_AUTO_TEST_CASE(what_was_not_done_is_attempted_again_under_the_same_step) {
  Interrupted it("return false");
  it.check("step.checking:1/1 step.checked:1 | step.succeeded:1/2 run.completed",
           RunStatus::completed);
  BOOST_TEST(performed(it.sim, "1") == 2U);
}

BOOST_AUTO_TEST_CASE(a_check_has_steps_of_its_own) {
  Interrupted it("return wf.step { 'look' } == 'ok', 'paid'");
  it.check("step.checking:1/1 step.requested:2 | step.succeeded:2/1 step.checked:1 run.completed",
           RunStatus::completed);
}

BOOST_AUTO_TEST_CASE(a_check_that_is_interrupted_goes_on) {
  Interrupted it("wf.signal 'look' return wf.step { 'look' } == 'ok'");
  it.check("step.checking:1/1 signal.awaited", RunStatus::waiting);
  it.sim.restart();
  BOOST_TEST((it.sim.state(it.run).find({"1"})->phase == StepPhase::checking));
  it.sim.engine().tell({it.run, SignalReceived{{}, "", "look"}, "tester", {}});
  it.interrupt();
  it.sim.drive();
  BOOST_TEST((it.sim.state(it.run).status() == RunStatus::completed), it.sim.story(it.run));
  BOOST_TEST(performed(it.sim, "3") == 2U);
  BOOST_TEST(performed(it.sim, "1") == 1U);
  BOOST_TEST(it.sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(a_check_that_finds_nothing_asks_a_person) {
  const std::vector<std::pair<std::string, std::string>> checks{
      {"return", "the check returned nil; true or false belongs there"},
      {"return 'yes'", "the check returned \"yes\"; true or false belongs there"},
      {"return true, print",
       "the result that the check returned is a function, which cannot leave "
       "the script"},
      {"wf.fail('gone', 'no answer')", "the check failed: gone: a.lua:4: no answer"}};
  for (const auto& [check, why] : checks) {
    Interrupted it(check);
    it.check("step.checking:1/1 step.checked:1", RunStatus::in_doubt);
    BOOST_TEST(it.why() == why);
    BOOST_TEST(!it.sim.tell(it.run, StepResolved{Resolution::done, packed_string("told"), {"1"}}));
    BOOST_TEST(text_of(*it.sim.state(it.run).result) == "told");
    BOOST_TEST(it.sim.broken_promise() == "");
  }
}

BOOST_AUTO_TEST_CASE(what_is_being_checked_is_not_for_a_person_yet) {
  Interrupted it("wf.signal 'look' return false");
  const auto error = it.sim.tell(it.run, StepResolved{Resolution::done, {}, {"1"}});
  BOOST_REQUIRE(error);
  BOOST_TEST(error->code == "not_applicable");
  BOOST_TEST(!it.sim.tell(it.run, SignalReceived{{}, "", "look"}));
  BOOST_TEST((it.sim.state(it.run).status() == RunStatus::completed));
}

BOOST_AUTO_TEST_CASE(a_step_that_was_not_done_and_is_not_wanted_is_not_attempted) {
  Interrupted it("pcall(wf.signal, 'look') return false");
  BOOST_TEST(!it.sim.tell(it.run, RunCancelAsked{"enough"}));
  BOOST_TEST((it.sim.state(it.run).status() == RunStatus::cancelled), it.sim.story(it.run));
  BOOST_TEST(performed(it.sim, "1") == 1U);
  BOOST_TEST(performed(it.sim, "u1/1") == 1U);
  BOOST_TEST(it.sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(a_run_that_was_killed_while_it_checked_is_rolled_back) {
  Interrupted it("pcall(wf.signal, 'look') return false");
  BOOST_TEST(!it.sim.tell(it.run, RunKillAsked{"now"}));
  BOOST_TEST(!it.sim.tell(it.run, RunRollbackAsked{{}, "and back"}));
  BOOST_TEST((it.sim.state(it.run).status() == RunStatus::rolled_back), it.sim.story(it.run));
  BOOST_TEST(performed(it.sim, "1") == 1U);
  BOOST_TEST(it.sim.broken_promise() == "");
}

// Its undo too: nobody knows whether the money was paid back.
BOOST_AUTO_TEST_CASE(what_is_in_doubt_stays_so_when_the_run_is_killed_and_rolled_back) {
  SimOptions options;
  options.scripts = {{"a", R"(return wf.workflow { name = 'a', run = function()
      wf.undo(function() wf.step { 'pay back', on_interrupt = 'ask' } end)
      wf.step { 'pay', on_interrupt = 'ask' }
    end })"}};
  Sim sim(options);
  sim.open();
  const auto run = sim.start("a", "r");
  const auto interrupt = [&] {
    sim.drive_until_performing();
    sim.crash();
    sim.open();
    sim.drive();
    BOOST_TEST((sim.state(run).status() == RunStatus::in_doubt), sim.story(run));
  };
  const auto kill_and_roll_back = [&] {
    BOOST_TEST(!sim.tell(run, RunKillAsked{"now"}));
    BOOST_TEST(!sim.tell(run, RunRollbackAsked{{}, "back"}));
    BOOST_TEST((sim.state(run).status() == RunStatus::in_doubt), sim.story(run));
  };
  interrupt();
  kill_and_roll_back();
  sim.engine().tell({run, StepResolved{Resolution::done, {}, {"1"}}, "tester", {}});
  interrupt();
  kill_and_roll_back();
  BOOST_TEST(performed(sim, "u1/1") == 1U);
  BOOST_TEST(!sim.tell(run, StepResolved{Resolution::done, {}, {"u1/1"}}));
  BOOST_TEST((sim.state(run).status() == RunStatus::rolled_back), sim.story(run));
  BOOST_TEST(performed(sim, "1") == 1U);
  BOOST_TEST(sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(five_interruptions_are_enough_for_a_check_too) {
  Interrupted it("return false");
  BOOST_TEST(it.sim.state(it.run).ended());
  Sim sim(checked_by("return false"));
  sim.open();
  const auto run = sim.start("a", "r");
  for (int i = 0; i < 5; ++i) {
    sim.drive_until_performing();
    sim.crash();
    sim.open();
  }
  sim.drive();
  BOOST_TEST((sim.state(run).status() == RunStatus::in_doubt), sim.story(run));
  BOOST_TEST(sim.broken_promise() == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(after_a_crash)

// Whoever says stop then does not have the interrupted step performed once more.
BOOST_AUTO_TEST_CASE(what_is_to_stop_is_not_performed_again_first) {
  const std::vector<std::pair<RunEvent, RunStatus>> words{
      {RunCancelAsked{"enough"}, RunStatus::cancelled},
      {RunKillAsked{"now"}, RunStatus::killed},
      {RunRollbackAsked{{}, "back"}, RunStatus::rolled_back}};
  for (const auto& [asked, status] : words) {
    SimOptions options;
    options.scripts = {
        {"a", "return wf.workflow { name = 'a', run = function() wf.step { 1 } end }"}};
    Sim sim(options);
    sim.open();
    const auto run = sim.start("a", "r");
    sim.drive_until_performing();
    sim.crash();
    sim.open_telling(run, asked);
    sim.drive();
    BOOST_TEST((sim.state(run).status() == status), sim.story(run));
    BOOST_TEST(performed(sim, "1") == 1U);
    BOOST_TEST(sim.broken_promise() == "");
  }
}

// The verdict's fact is delivered, and the run ends by it; what came after it is never seen.
BOOST_AUTO_TEST_CASE(a_run_that_ended_with_facts_undelivered_can_be_rolled_back) {
  SimOptions options;
  options.limits.decisions_per_fact_max = 20;
  options.scripts = {{"a", R"(return wf.workflow { name = 'a', run = function()
      wf.undo(function() wf.step { 'undo' } end)
      for i = 1, wf.signal 'go' do wf.emit 'much' end
    end })"}};
  Sim sim(options);
  sim.open();
  const auto run = sim.start("a", "r");
  const auto go = [](std::int64_t n) { return SignalReceived{packed_integer(n), "", "go"}; };
  BOOST_TEST(!sim.tell(run, go(30)));
  BOOST_TEST(!sim.tell(run, go(1)));
  BOOST_TEST((sim.state(run).status() == RunStatus::stopped), sim.story(run));
  sim.limit({});
  sim.restart();
  BOOST_TEST(!sim.tell(run, RunResumed{}));
  BOOST_TEST((sim.state(run).status() == RunStatus::completed), sim.story(run));
  BOOST_TEST(!sim.tell(run, RunRollbackAsked{{}, "back"}));
  BOOST_TEST((sim.state(run).status() == RunStatus::rolled_back), sim.story(run));
  BOOST_TEST(performed(sim, "u1/1") == 1U);
  BOOST_TEST(sim.broken_promise() == "");
}

namespace {

// One branch decides too much when told to; the other has a step that ends afterwards, and an undo.
struct Killed {
  explicit Killed(bool may_decide_) : may_decide(may_decide_), sim(options()) {
    sim.open();
    run = sim.start("a", "r");
    sim.drive();
    BOOST_TEST(!sim.tell(run, SignalReceived{packed_integer(30), "", "go"}));
    is_over = true;
    sim.drive();
    BOOST_TEST((sim.state(run).status() == RunStatus::stopped), sim.story(run));
    kill_and_roll_back();
  }
  void kill_and_roll_back() {
    BOOST_TEST(!sim.tell(run, RunKillAsked{"enough"}));
    if (may_decide) sim.limit({});
    if (may_decide) sim.restart();
    BOOST_TEST(!sim.tell(run, RunRollbackAsked{{}, "back"}));
  }
  SimOptions options() {
    SimOptions options;
    options.limits.decisions_per_fact_max = 20;
    options.outcomes = [this](const StepRequest& request) {
      const bool waits = request.step.text == "2/1" && !is_over;
      return waits ? std::nullopt : std::optional(succeed());
    };
    options.scripts = {{"a", R"(return wf.workflow { name = 'a', run = function()
        wf.all { function() for i = 1, wf.signal 'go' do wf.emit 'much' end end,
                 function()
                   wf.step { 'done late' }
                   wf.undo(function() wf.step { 'undo' } end)
                   wf.signal 'never'
                 end }
      end })"}};
    return options;
  }

  bool is_over = false;
  bool may_decide;
  Sim sim;
  RunId run;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_killed_run_that_is_rolled_back_learns_what_it_had_not_seen) {
  Killed it(true);
  BOOST_TEST((it.sim.state(it.run).status() == RunStatus::rolled_back), it.sim.story(it.run));
  BOOST_TEST(performed(it.sim, "2/u1/1") == 1U, it.sim.story(it.run));
  BOOST_TEST(it.sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(what_stops_it_again_is_passed_over_the_second_time) {
  Killed it(false);
  BOOST_TEST((it.sim.state(it.run).status() == RunStatus::stopped), it.sim.story(it.run));
  it.kill_and_roll_back();
  BOOST_TEST((it.sim.state(it.run).status() == RunStatus::rolled_back), it.sim.story(it.run));
  BOOST_TEST(it.sim.broken_promise() == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(queue)

BOOST_AUTO_TEST_CASE(a_queued_run_is_begun_when_it_is_resumed_and_not_before) {
  Sim sim(checked_by("return true"));
  sim.open();
  const auto run = sim.start("a", "r", {}, Begin::when_resumed);
  sim.drive();
  BOOST_TEST(sim.story(run) == "run.started");
  sim.restart();
  sim.drive();
  BOOST_TEST(sim.story(run) == "run.started");
  BOOST_TEST((sim.state(run).status() == RunStatus::queued));
  BOOST_TEST(!sim.tell(run, RunResumed{}));
  BOOST_TEST(sim.story(run) ==
             "run.started | run.claimed run.resumed run.redelivered undo.registered "
             "step.requested:1 | step.succeeded:1/1 run.completed");
  BOOST_TEST(sim.broken_promise() == "");
}

BOOST_AUTO_TEST_CASE(what_a_queued_run_is_told_waits_with_it) {
  SimOptions options;
  options.scripts = {
      {"a", "return wf.workflow { name = 'a', run = function() return wf.signal 'go' end }"}};
  Sim sim(options);
  sim.open();
  const auto run = sim.start("a", "r", {}, Begin::when_resumed);
  BOOST_TEST(!sim.tell(run, SignalReceived{packed_string("now"), "", "go"}));
  BOOST_TEST((sim.state(run).status() == RunStatus::queued));
  const auto error = sim.tell(run, RunRollbackAsked{});
  BOOST_REQUIRE(error);
  BOOST_TEST(error->code == "not_applicable");
  BOOST_TEST(!sim.tell(run, RunResumed{}));
  BOOST_TEST(text_of(sim.state(run).result.value_or(Packed{})) == "now");
  BOOST_TEST(sim.broken_promise() == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
