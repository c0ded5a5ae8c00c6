// Runs from their start to their end: steps, their ids and places, their results and failures, and
// the places in Lua from which a step can be waited for.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/lines.hpp"
#include "tests/support/script_run.hpp"

namespace azwf::tests {
namespace {

BOOST_AUTO_TEST_SUITE(steps)

BOOST_AUTO_TEST_CASE(follow_one_another) {
  ScriptRun run(R"(return wf.workflow { name = "release", run = function(p)
  local commit = wf.exec { "git", "rev-parse", p.ref }
  wf.shell "make dist"
  return { commit = commit.text, ref = p.ref }
end })");
  check_lines(run.start(R"({"ref":"main"})"),
              {R"(step.requested 1 process.run {"argv":["git","rev-parse","main"]} @main.lua:2)"});
  check_lines(run.succeed("1", R"({"text":"abc"})"),
              {R"(step.requested 2 process.shell {"script":"make dist"} @main.lua:3)"});
  check_lines(run.succeed("2"), {R"(run.completed {"commit":"abc","ref":"main"})"});
}

BOOST_AUTO_TEST_CASE(that_fail_raise_a_structured_error) {
  ScriptRun run(
      workflow_of("local ok, e = pcall(wf.shell, 'false')\n"
                  "print(ok, e, e.code, e.step, e.details.exit)\n"
                  "wf.shell { 'false', name = 'again' }"));
  run.start();
  check_lines(run.fail("1", "exit_1", "exited with status 1", R"({"exit":1})"),
              {"run.logged info: false main.lua:2: step 1 (shell): exited with status 1 exit_1 1 1 "
               "@main.lua:3",
               R"(step.requested 2 process.shell {"script":"false"} @main.lua:4)"});
  check_lines(run.fail("2", "exit_1", "exited with status 1"),
              {"run.failed exit_1: main.lua:4: step 2 (again): exited with status 1 @main.lua:4"});
}

BOOST_AUTO_TEST_CASE(that_fail_keep_their_details_and_a_traceback) {
  ScriptRun run(workflow_of("local function build()\n  wf.shell 'make'\nend\nbuild()"));
  run.start();
  run.fail("1", "exit_2", "make failed", R"({"exit":2})");
  const auto& decision = run.last_answer().after.back().back();
  const auto& error = std::get<RunFailed>(decision.event).error;
  BOOST_TEST(
      json_text(error.details) ==
      R"({"details":{"exit":2},"step":"1","step_name":"shell",)"
      R"("traceback":["main.lua:3 in build","main.lua:5 in a function"],"where":"main.lua:3"})");
}

BOOST_AUTO_TEST_CASE(can_time_out_and_be_accepted) {
  ScriptRun run(
      workflow_of("local ok, e = pcall(wf.shell, 'sleep')\n"
                  "return { e.code, wf.shell('again') }"));
  run.start();
  run.deliver(StepTimedOut{.error = {"timeout", "took longer than 5s", {}}, .step = {"1"}});
  const auto end = run.deliver(StepAccepted{.result = packed_json("7"), .step = {"2"}});
  check_lines(end, {R"(run.completed ["timeout",7])"});
}

BOOST_AUTO_TEST_CASE(take_their_policy_from_the_descriptor_and_the_call) {
  ScriptRun run(
      workflow_of("wf.wait { seconds = 1 }\n"
                  "wf.wait { seconds = 1, name = 'nap', timeout = '1h30m', on_interrupt = 'fail',\n"
                  "          retry = { attempts = 7, first = '2s', factor = 1.5, max = 60 } }\n"
                  "wf.wait { retry = { first = 0.5 } }\n"
                  "wf.shell { 'x', retry = 3, timeout = 1.5 }"));
  const auto policy = [&] {
    return std::get<StepRequested>(run.last_answer().after.back().back().event).policy;
  };
  run.start();
  const StepPolicy shy{5'000, {4, 100, 2.0, 300'000}, OnInterrupt::ask, false};
  BOOST_TEST((policy() == shy));
  run.succeed("1");
  BOOST_TEST(
      (policy() == StepPolicy{5'400'000, {7, 2'000, 1.5, 60'000}, OnInterrupt::fail, false}));
  run.succeed("2");
  BOOST_TEST((policy() == StepPolicy{5'000, {4, 500, 2.0, 300'000}, OnInterrupt::ask, false}));
  run.succeed("3");
  BOOST_TEST((policy() == StepPolicy{1'500, {3, 1'000, 2.0, 300'000}, OnInterrupt::retry, true}));
}

BOOST_AUTO_TEST_CASE(are_numbered_on_after_a_failure_was_caught) {
  ScriptRun run(
      workflow_of("pcall(function() wf.shell 'a' error 'x' end)\n"
                  "pcall(wf.shell, 'b')\n"
                  "pcall(wf.shell, {})\n"  // refused at the call: no step was asked for
                  "wf.shell 'c'"));
  check_lines(run.start(), {R"(step.requested 1 process.shell {"script":"a"} @main.lua:2)"});
  check_lines(run.succeed("1"), {R"(step.requested 2 process.shell {"script":"b"} @main.lua:3)"});
  check_lines(run.fail("2", "x", "y"),
              {R"(step.requested 3 process.shell {"script":"c"} @main.lua:5)"});
}

BOOST_AUTO_TEST_CASE(that_nobody_waits_for_change_nothing) {
  ScriptRun run(workflow_of("wf.echo 'a'"));
  run.start();
  check_lines(run.succeed("7"), {});
  check_lines(run.succeed("1"), {"run.completed null"});
  check_lines(run.succeed("1"), {});
  check_lines(run.start(), {});
}

BOOST_AUTO_TEST_CASE(are_placed_in_the_module_that_asks) {
  ScriptOptions options;
  options.modules["lib.build"] =
      "local build = {}\nfunction build.all()\n  return wf.echo 'x'\n"
      "end\nreturn build";
  options.path = "ci/main.lua";
  ScriptRun run("local build = require 'lib.build'\n" + workflow_of("return build.all().value"),
                options);
  check_lines(run.start(), {R"(step.requested 1 debug.echo {"value":"x"} @lib.build.lua:3)"});
}

struct Case {
  const char* body;
  const char* outcome;
};

// Steps are answered with their own arguments: wf.echo(x).value is x.
BOOST_AUTO_TEST_CASE(can_be_waited_for_nearly_anywhere) {
  const Case cases[] = {
      {"return pcall(function() return wf.echo('a').value end) and 'ok'", R"("ok")"},
      {"return select(2, pcall(pcall, wf.echo, 'a'))", "true"},
      {"local ok, e = xpcall(function() wf.echo 'a' error 'b' end, function(e) return\n"
       "wf.echo(e).value .. '!' end) return e",
       R"("main.lua:2: b!")"},
      {"return coroutine.wrap(function() return wf.echo('a').value end)()", R"("a")"},
      {"local co = coroutine.create(function(a) local b = coroutine.yield(wf.echo(a).value)\n"
       "return wf.echo(b).value end)\n"
       "local r = { select(2, coroutine.resume(co, 'x')), select(2, coroutine.resume(co, 'y')) }\n"
       "r[#r + 1] = coroutine.status(co) return r",
       R"(["x","y","dead"])"},
      {"local function deep(n) if n == 0 then return wf.echo('bottom').value end\n"
       "return coroutine.wrap(function() return (select(2, pcall(deep, n - 1))) end)() end\n"
       "return deep(20)",
       R"("bottom")"},
      {"local gen = coroutine.wrap(function() for i = 1, 3 do wf.echo(i) coroutine.yield(i) end\n"
       "end) local sum = 0 for i in gen do sum = sum + i end return sum",
       "6"},
      {"local t = setmetatable({}, { __index = function(_, k) return wf.echo(k).value end,\n"
       "__add = function() return wf.echo('sum').value end,\n"
       "__call = function(_, x) return wf.echo(x).value end,\n"
       "__lt = function() return wf.echo(true).value end,\n"
       "__eq = function() return wf.echo(true).value end,\n"
       "__concat = function() return wf.echo('cat').value end,\n"
       "__len = function() return wf.echo(9).value end })\n"
       "local u = setmetatable({}, getmetatable(t))\n"
       "return { t.key, t + 1, t 'called', t < u, t == u, t .. 'x', #t }",
       R"(["key","sum","called",true,true,"cat",9])"},
      {"local function items(list) local i = 0 return function() i = i + 1\n"
       "return list[i] and wf.echo(list[i]).value end end\n"
       "local all = '' for x in items { 'a', 'b' } do all = all .. x end return all",
       R"("ab")"},
      {"local t = setmetatable({}, { __pairs = function(t) wf.echo 'p' return next, { a = 1 } end\n"
       "}) for k in pairs(t) do return k end",
       R"("a")"},
      {"do local x <close> = setmetatable({}, { __close = function() wf.echo 'c' end }) end\n"
       "return 'closed'",
       R"("closed")"},
  };
  for (const auto& [body, outcome] : cases) {
    BOOST_TEST_CONTEXT(body) {
      BOOST_TEST(outcome_of(body) == std::string("run.completed ") + outcome);
    }
  }
}

BOOST_AUTO_TEST_CASE(end_with_what_run_returns_or_raises) {
  const Case cases[] = {
      {"", "run.completed null"},
      {"return nil", "run.completed null"},
      {"return 1, 2", "run.completed 1"},
      {"return {}", "run.completed []"},
      {"return wf.json.object()", "run.completed {}"},
      {"return { 3, 3.0, 'x', true, wf.null }", R"(run.completed [3,3.0,"x",true,null])"},
      {"return print",
       "run.failed bad_result: what run returned cannot be the run's result: "
       "'result' is a function, which cannot leave the script"},
      {"return { a = { 1, 0/0 } }",
       "run.failed bad_result: what run returned cannot be the run's "
       "result: 'result.a[2]' is NaN, which is no value"},
      {"error 'text'", "run.failed error: main.lua:2: text @main.lua:2"},
      {"error({ code = 'mine', message = 'hello' })", "run.failed mine: hello @main.lua:2"},
      {"error()", "run.failed error: an error value that is nil @main.lua:2"},
      {"error(print)", "run.failed error: an error value that is a function @main.lua:2"},
      {"error {}",
       "run.failed error: an error value that is a table without a message @main.lua:2"},
      {"error(setmetatable({}, { __tostring = function() error 'worse' end }))",
       "run.failed error: an error value that is a table without a message @main.lua:2"},
      {"error(setmetatable({}, { __index = function() error 'worse' end }))",
       "run.failed error: an error value that is a table without a message @main.lua:2"},
      {"wf.fail('broken', 'it is broken')",
       "run.failed broken: main.lua:2: it is broken "
       "@main.lua:2"},
      {"local ok, e = pcall(wf.fail, 'a', 'b', { c = 1 }) return { e.code, e.message, e.details.c "
       "}",
       R"(run.completed ["a","b",1])"},
      {"error('é\\xff')", "run.failed error: main.lua:2: é\\xff @main.lua:2"},
      {"wf.emit('app.started', { subject = 'app/1', data = { n = 1 } }) wf.emit('bare')\n"
       "wf.log.warn('careful:', 1, nil, {})",
       "run.completed null"},
  };
  for (const auto& [body, outcome] : cases) {
    BOOST_TEST_CONTEXT(body) { BOOST_TEST(outcome_of(body) == outcome); }
  }
}

BOOST_AUTO_TEST_CASE(stand_among_events_and_lines_of_the_log) {
  ScriptRun run(
      workflow_of("wf.emit('app.started', { subject = 'app/1', data = { n = 1 } })\n"
                  "wf.emit 'bare'\n"
                  "wf.log.warn('careful:', 1, nil, {}, 'x' .. 1.5)\n"
                  "wf.log.debug 'd' wf.log.error '\\xe9\\xff' print('p', true)"));
  check_lines(run.start(),
              {R"(app.started [app/1] {"n":1} @main.lua:2)", "bare [] null @main.lua:3",
               "run.logged warn: careful: 1 nil table: 1 x1.5 @main.lua:4",
               "run.logged debug: d @main.lua:5", "run.logged error: \\xe9\\xff @main.lua:5",
               "run.logged info: p true @main.lua:5", "run.completed null"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
