// wf.scope and wf.undo; what cancelling and rolling back make of a run, live, ended or killed.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "tests/sandbox/lines.hpp"
#include "tests/support/script_engine.hpp"

namespace azwf::tests {
namespace {

void check_rebuilt(ScriptRun& run) {
  BOOST_TEST((run.rebuilt() == run.transcript()));
  BOOST_TEST((run.rebuilt(1) == run.transcript()));
  BOOST_TEST((run.rebuilt(2) == run.transcript()));
}

// The lines that speak of undos and of the run's end, without their places.
Lines undos_of(const ScriptEngine& engine) {
  Lines found;
  for (const auto& line : engine.lines()) {
    const bool is_end = line.starts_with("run.") && !line.starts_with("run.logged");
    if (!line.starts_with("undo.") && !is_end) continue;
    found.push_back(line.substr(0, line.find(" @")));
  }
  return found;
}

void settle_all(ScriptEngine& engine) {
  while (engine.end().empty() && !engine.open().empty() && engine.complaint().empty()) {
    engine.settle(engine.open().front());
  }
  BOOST_TEST(engine.complaint() == "");
  check_rebuilt(engine.run());
}

Lines undos_of(const std::string& body) {
  ScriptEngine engine(workflow_of(body));
  settle_all(engine);
  return undos_of(engine);
}

BOOST_AUTO_TEST_SUITE(undo)

BOOST_AUTO_TEST_CASE(runs_last_first_when_the_run_fails) {
  check_lines(undos_of("wf.undo(function() wf.echo 'a' end, 'first')\n"
                       "wf.undo(function() wf.echo 'b' end)\n"
                       "wf.undo(function() end)\n"
                       "wf.echo 'fail'"),
              {"undo.registered u1 first", "undo.registered u2", "undo.registered u3",
               "run.undoing failed no: main.lua:5: step 1 (echo): it said so", "undo.begun u3",
               "undo.done u3", "undo.begun u2", "undo.done u2", "undo.begun u1", "undo.done u1",
               "run.failed no: main.lua:5: step 1 (echo): it said so"});
}

BOOST_AUTO_TEST_CASE(does_not_run_when_pcall_catches_or_the_run_completes) {
  check_lines(undos_of("pcall(function() wf.undo(function() end) error 'x' end)"),
              {"undo.registered u1", "run.completed null"});
  check_lines(undos_of("wf.scope(function() wf.undo(function() end) end)"),
              {"undo.registered u1", "run.completed null"});
}

BOOST_AUTO_TEST_CASE(belongs_to_the_innermost_scope_that_fails) {
  check_lines(undos_of("wf.undo(function() end, 'outside')\n"
                       "local ok, e = pcall(wf.scope, function()\n"
                       "  wf.undo(function() end, 'inside')\n"
                       "  wf.all { function() wf.undo(function() end, 'in a branch') end }\n"
                       "  wf.scope(function() wf.undo(function() end, 'passed up') end)\n"
                       "  error { code = 'mine', message = 'x' } end)\n"
                       "return e.code"),
              {"undo.registered u1 outside", "undo.registered u2 inside",
               "undo.registered 1/u1 in a branch", "undo.registered u3 passed up", "undo.begun u3",
               "undo.done u3", "undo.begun 1/u1", "undo.done 1/u1", "undo.begun u2", "undo.done u2",
               R"(run.completed "mine")"});
}

BOOST_AUTO_TEST_CASE(of_scopes_side_by_side_goes_by_when_it_was_registered) {
  check_lines(
      undos_of("wf.all {\n"
               "function() wf.scope(function() wf.undo(function() end, 'a')\n"
               "  wf.echo(1) wf.echo(2) wf.undo(function() end, 'c') end) end,\n"
               "function() wf.echo(1) wf.undo(function() end, 'b') end }\n"
               "error('x', 0)"),
      {"undo.registered 1/u1 a", "undo.registered 1/u2 c", "undo.registered 2/u1 b",
       "run.undoing failed error: x", "undo.begun 2/u1", "undo.done 2/u1", "undo.begun 1/u2",
       "undo.done 1/u2", "undo.begun 1/u1", "undo.done 1/u1", "run.failed error: x"});
}

BOOST_AUTO_TEST_CASE(takes_a_change_and_gives_it_back) {
  ScriptRun run(
      workflow_of("local change = wf.undo(wf.echo 'x', 'put it back')\n"
                  "wf.undo(change) return change.value .. wf.echo('y').value"));
  run.start();
  const auto change =
      R"({"value":"x","inverse":{"operation":"fs.read","arguments":{"path":"p","bytes":3}}})";
  check_lines(
      run.succeed("1", change),
      {"undo.registered u1 put it back @main.lua:2", "undo.registered u2 fs.read p @main.lua:3",
       R"(step.requested 2 debug.echo {"value":"y"} @main.lua:3)"});
  check_lines(run.fail("2", "no", "x"),
              {"run.undoing failed no: main.lua:3: step 2 (echo): x @main.lua:3",
               "undo.begun u2 @main.lua:3",
               R"(step.requested u2/1 fs.read {"bytes":3,"path":"p"} @main.lua:3)"});
  run.succeed("u2/1");
  check_lines(run.succeed("u1/1"), {"undo.done u1 @main.lua:2",
                                    "run.failed no: main.lua:3: step 2 (echo): x @main.lua:3"});
  check_rebuilt(run);
}

// A scope that was begun in a coroutine is that coroutine's, wherever it is resumed.
BOOST_AUTO_TEST_CASE(belongs_to_the_scope_of_its_coroutine) {
  check_lines(undos_of("local gen = coroutine.wrap(function() wf.scope(function()\n"
                       "wf.undo(function() end, 'in') coroutine.yield() error 'x' end) end)\n"
                       "gen() wf.undo(function() end, 'out') pcall(gen)"),
              {"undo.registered u1 in", "undo.registered u2 out", "undo.begun u1", "undo.done u1",
               "run.completed null"});
}

BOOST_AUTO_TEST_CASE(of_a_scope_that_was_left_alone_is_the_runs) {
  ScriptEngine engine(workflow_of(
      "local gen = coroutine.wrap(function() wf.scope(function()\n"
      "wf.undo(function() end, 'in') wf.async(wf.sleep, 9) coroutine.yield() end) end)\n"
      "gen() wf.undo(function() end, 'out') wf.echo 'fail'"));
  settle_all(engine);
  const auto lines = engine.lines();
  BOOST_TEST(std::ranges::count(lines, "timer.cancelled 1/1 @main.lua:3") <= 1);
  const auto end = undos_of(engine);
  check_lines({end.begin() + 3, end.end()},
              {"undo.begun u2", "undo.done u2", "undo.begun u1", "undo.done u1",
               "run.failed no: main.lua:4: step 1 (echo): it said so"});
}

BOOST_AUTO_TEST_CASE(registers_nothing_inside_an_undo) {
  check_lines(undos_of("wf.undo(function() wf.undo(function() end)\n"
                       "wf.scope(function() wf.undo(function() end) end) wf.all { function()\n"
                       "wf.undo(function() end) wf.echo(1) end } end) error('x', 0)"),
              {"undo.registered u1", "run.undoing failed error: x", "undo.begun u1", "undo.done u1",
               "run.failed error: x"});
}

constexpr auto failing_undos =
    "wf.undo(function() wf.echo 'a' end)\n"
    "local slow = wf.async(function() wf.undo(function() end) wf.echo(1) wf.echo(2) end)\n"
    "wf.echo 'begin'\n"
    "pcall(wf.scope, function() wf.undo(function() end)\n"
    "  local tries = 0 wf.undo(function() wf.echo(tries == 0 and 'fail' or 'x')\n"
    "  tries = tries + 1 end) error('x', 0) end)\n"
    "wf.echo 'never'";

BOOST_AUTO_TEST_CASE(that_fails_ends_the_run_and_is_tried_again) {
  ScriptRun run(workflow_of(failing_undos));
  run.start();
  check_lines(run.succeed("1"), {"undo.registered u2 @main.lua:5", "undo.registered u3 @main.lua:6",
                                 "undo.begun u3 @main.lua:6",
                                 R"(step.requested u3/1 debug.echo {"value":"fail"} @main.lua:6)"});
  check_lines(run.fail("u3/1", "no", "bad"),
              {"undo.failed u3 no: main.lua:6: step u3/1 (echo): bad @main.lua:6",
               "step.cancel_asked 1/1 @main.lua:5"});
  check_lines(run.succeed("1/1"), {"run.rollback_failed [u3 u2 1/u1 u1] no: main.lua:6: step u3/1 "
                                   "(echo): bad @main.lua:6"});
  check_lines(run.roll_back("rollback_failed"),
              {"run.undoing rollback rollback: undo it", "undo.begun u3 @main.lua:6",
               R"(step.requested u3~2/1 debug.echo {"value":"fail"} @main.lua:6)"});
  check_lines(run.fail("u3~2/1", "no", "again"),
              {"undo.failed u3 no: main.lua:6: step u3~2/1 (echo): again @main.lua:6",
               "run.rollback_failed [u3 u2 1/u1 u1] no: main.lua:6: step u3~2/1 (echo): again "
               "@main.lua:6"});
  check_lines(run.roll_back("rollback_failed"),
              {"run.undoing rollback rollback: undo it", "undo.begun u3 @main.lua:6",
               R"(step.requested u3~3/1 debug.echo {"value":"fail"} @main.lua:6)"});
  run.succeed("u3~3/1");
  check_lines(run.succeed("u1/1"), {"undo.done u1 @main.lua:2", "run.rolled_back"});
  check_lines(run.roll_back("rolled_back"), {});
  check_rebuilt(run);
}

BOOST_AUTO_TEST_CASE(of_a_completed_run_is_kept_for_a_rollback) {
  ScriptRun run(workflow_of("local what = 'kept' wf.undo(function() wf.echo(what) end) return 1"));
  check_lines(run.start(), {"undo.registered u1 @main.lua:2", "run.completed 1"});
  check_lines(run.roll_back("completed"),
              {"run.undoing rollback rollback: undo it", "undo.begun u1 @main.lua:2",
               R"(step.requested u1/1 debug.echo {"value":"kept"} @main.lua:2)"});
  check_lines(run.succeed("u1/1"), {"undo.done u1 @main.lua:2", "run.rolled_back"});
  check_lines(run.roll_back("rolled_back"), {});
  check_rebuilt(run);
}

BOOST_AUTO_TEST_CASE(of_a_run_with_nothing_to_undo_is_done_at_once) {
  for (const auto* const body : {"return 1", "error 'x'", "return wf.scope(function() end)"}) {
    ScriptRun run(workflow_of(body));
    run.start();
    check_lines(run.roll_back("completed"), {"run.rolled_back"});
    check_lines(run.roll_back("completed"), {});
    check_rebuilt(run);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cancelling)

BOOST_AUTO_TEST_CASE(ends_every_wait_and_runs_the_undos) {
  ScriptRun run(workflow_of(
      "wf.undo(function() wf.echo 'undo' end)\n"
      "wf.all { function() wf.sleep(9) end, function() wf.signal('s', { timeout = 1 }) "
      "end,\nfunction() wf.wait_event { type = 'a.b' } end, function() wf.echo(1) end,\n"
      "function() wf.async(wf.echo, 2):await() end }"));
  run.start();
  check_lines(run.cancel(), {"timer.cancelled 1/1 @main.lua:3", "wait.cancelled 2/1 @main.lua:3",
                             "timer.cancelled 2/1 @main.lua:3", "wait.cancelled 3/1 @main.lua:4"});
  check_lines(run.succeed("4/1"), {});
  check_lines(run.cancelled("5.1/1"),
              {"run.undoing cancelled cancelled: main.lua:3: the run was cancelled: enough "
               "@main.lua:3",
               "undo.begun u1 @main.lua:2",
               R"(step.requested u1/1 debug.echo {"value":"undo"} @main.lua:2)"});
  check_lines(run.cancel(), {});
  check_lines(run.succeed("u1/1"), {"undo.done u1 @main.lua:2", "run.cancelled enough"});
  check_rebuilt(run);
}

BOOST_AUTO_TEST_CASE(is_raised_again_by_whatever_waits) {
  const char* const waits[] = {
      "wf.echo(1)",
      "wf.sleep(1)",
      "wf.sleep_until(0)",
      "wf.signal('kept')",
      "wf.wait_event { type = 'a' }",
      "wf.async(print)",
      "wf.all {}",
      "wf.any { print }",
      "wf.map({}, print)",
      "wf.scope(print)",
      "wf.retry({ attempts = 3 }, function() wf.sleep(1) end)",
      "coroutine.wrap(function() wf.echo(1) end)()",
  };
  for (const auto* const wait : waits) {
    BOOST_TEST_CONTEXT(wait) {
      ScriptRun run(workflow_of(
          fmt::format("pcall(wf.echo, 'x') for i = 1, 3 do local ok, e = pcall(function() {} end)\n"
                      "print(ok, e.code) end wf.undo(function() end) wf.echo 'end'",
                      wait)));
      run.start();
      run.signal("kept");
      run.cancel();
      const auto lines = run.cancelled("1");
      for (std::size_t i = 0; i < 3; ++i) {
        BOOST_TEST(lines[i].starts_with("run.logged info: false cancelled"), lines[i]);
      }
      BOOST_TEST(lines[3] == "undo.registered u1 @main.lua:3");
      BOOST_TEST(lines.back() == "run.cancelled enough");
      check_rebuilt(run);
    }
  }
}

BOOST_AUTO_TEST_CASE(comes_too_late_for_a_run_that_returns) {
  ScriptRun run(workflow_of("return wf.echo(1)"));
  run.start();
  run.cancel();
  check_lines(run.succeed("1", "5"), {"run.completed 5"});
}

BOOST_AUTO_TEST_CASE(leaves_undos_alone) {
  ScriptRun run(
      workflow_of("wf.scope(function() wf.undo(function() wf.echo 'a' wf.sleep(1)\n"
                  "wf.all { function() wf.echo 'b' end } end) error 'x' end)"));
  run.start();
  check_lines(run.cancel(), {});
  run.succeed("u1/1");
  check_lines(run.fire("u1/2"), {R"(step.requested u1.1/1 debug.echo {"value":"b"} @main.lua:3)"});
  check_lines(run.succeed("u1.1/1"),
              {"undo.done u1 @main.lua:2", "run.failed error: main.lua:3: x @main.lua:3"});
  check_rebuilt(run);
}

// What the run ends with is what was raised first: its own failure, or the cancelling.
BOOST_AUTO_TEST_CASE(after_a_failure_does_not_hide_it) {
  ScriptRun run(
      workflow_of("wf.undo(print)\n"
                  "wf.all { function() wf.echo 'a' end, function() wf.echo 'slow' end }"));
  run.start();
  run.fail("1/1", "no", "first");
  check_lines(run.cancel(), {});
  check_lines(
      run.cancelled("2/1"),
      {"run.undoing failed no: main.lua:3: step 1/1 (echo): first @main.lua:3",
       "undo.begun u1 @main.lua:2", "run.logged info:  @main.lua:2", "undo.done u1 @main.lua:2",
       "run.failed no: main.lua:3: step 1/1 (echo): first @main.lua:3"});
  check_rebuilt(run);
  ScriptRun caught(
      workflow_of("pcall(wf.scope, function() wf.undo(function() wf.echo 'a' end) error 'x' end)\n"
                  "wf.echo 'b'"));
  caught.start();
  caught.cancel();
  check_lines(caught.succeed("u1/1"), {"undo.done u1 @main.lua:2", "run.cancelled enough"});
  check_rebuilt(caught);
}

BOOST_AUTO_TEST_CASE(after_undos_of_a_failure_have_begun_changes_nothing) {
  ScriptRun run(workflow_of("wf.undo(function() wf.echo 'a' end) error('x', 0)"));
  run.start();
  run.cancel();
  check_lines(run.succeed("u1/1"), {"undo.done u1 @main.lua:2", "run.failed error: x @main.lua:2"});
}

BOOST_AUTO_TEST_CASE(reaches_programs_that_know_nothing_of_it) {
  ScriptRun run(workflow_of("pcall(wf.echo, 1) wf.echo(2)"));
  run.start();
  run.cancel();
  check_lines(run.cancelled("1"), {"run.cancelled enough"});
  ScriptRun other(workflow_of("pcall(wf.echo, 1) return 'went on'"));
  other.start();
  other.roll_back();
  check_lines(other.cancelled("1"), {"run.rolled_back"});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(rollback)

constexpr auto three_undos =
    "for i = 1, 3 do wf.undo(function() wf.echo(i) end) end\n"
    "wf.all { function() wf.echo 'a' end, function() wf.sleep(9) end }\n"
    "wf.echo 'b'";

BOOST_AUTO_TEST_CASE(of_a_live_run_stops_it_and_undoes_all) {
  ScriptEngine engine(workflow_of(three_undos));
  engine.roll_back();
  settle_all(engine);
  const Lines end = undos_of(engine);
  BOOST_TEST(end.back() == "run.rolled_back");
  BOOST_TEST(end[3] == "run.undoing rollback rollback: undo it");
  BOOST_TEST(end[4] == "undo.begun u3");
}

BOOST_AUTO_TEST_CASE(wins_over_cancelling_and_over_failing) {
  ScriptEngine engine(workflow_of(three_undos));
  engine.cancel();
  engine.roll_back();
  settle_all(engine);
  BOOST_TEST(engine.end() == "run.rolled_back");
  ScriptEngine failing(workflow_of("wf.undo(function() wf.echo(1) end) error 'x'"));
  failing.roll_back();
  settle_all(failing);
  BOOST_TEST(failing.end() == "run.rolled_back");
}

BOOST_AUTO_TEST_CASE(of_a_killed_run_waits_for_nothing_that_never_comes) {
  ScriptEngine engine(workflow_of(three_undos));
  engine.kill();
  engine.roll_back();
  settle_all(engine);
  BOOST_TEST(engine.end() == "run.rolled_back");
  ScriptRun run(workflow_of("wf.undo(function() wf.echo 'a' end) error 'x'"));
  run.start();
  check_lines(run.roll_back("killed"),
              {"undo.begun u1 @main.lua:2",
               R"(step.requested u1~2/1 debug.echo {"value":"a"} @main.lua:2)"});
  check_lines(run.succeed("u1~2/1"), {"undo.done u1 @main.lua:2", "run.rolled_back"});
  check_rebuilt(run);
}

BOOST_AUTO_TEST_CASE(of_a_run_that_was_killed_again_begins_its_undo_anew) {
  ScriptRun run(workflow_of("wf.undo(function() wf.echo 'a' end) error 'x'"));
  run.start();
  run.roll_back("killed");
  check_lines(run.roll_back("killed"),
              {"undo.begun u1 @main.lua:2",
               R"(step.requested u1~3/1 debug.echo {"value":"a"} @main.lua:2)"});
  check_lines(run.succeed("u1~3/1"), {"undo.done u1 @main.lua:2", "run.rolled_back"});
  check_rebuilt(run);
}

// At each point of the run's life, and at its end.
BOOST_AUTO_TEST_CASE(leaves_nothing_undone_whenever_it_is_asked) {
  for (std::size_t at = 0; at <= 8; ++at) {
    ScriptEngine engine(workflow_of(std::string(three_undos) + " wf.echo 'c' error 'y'"));
    for (std::size_t i = 0; i < at && engine.end().empty(); ++i) {
      engine.settle(engine.open().front());
    }
    engine.roll_back();
    settle_all(engine);
    BOOST_TEST_CONTEXT("after " << at) {
      BOOST_TEST(engine.end() == "run.rolled_back");
      BOOST_TEST(engine.undos().empty());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
