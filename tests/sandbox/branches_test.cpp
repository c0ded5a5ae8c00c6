// Several branches in one run: wf.async, wf.all, wf.any, wf.map, wf.retry; who runs when, and what
// becomes of failures.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

#include "tests/sandbox/lines.hpp"
#include "tests/support/script_engine.hpp"

namespace azwf::tests {
namespace {

struct Case {
  const char* body;
  const char* outcome;
};

// Lets whatever is open happen, the first first, until the run ends.
std::string outcome_in_order(const std::string& body) {
  ScriptEngine engine(workflow_of(body));
  while (engine.end().empty() && !engine.open().empty()) engine.settle(engine.open().front());
  BOOST_TEST(engine.complaint() == "");
  BOOST_TEST((engine.run().rebuilt() == engine.run().transcript()));
  BOOST_TEST((engine.run().rebuilt(1) == engine.run().transcript()));
  return engine.end().empty() ? "(waits for ever)" : engine.lines().back();
}

void check_outcomes(std::initializer_list<Case> cases) {
  for (const auto& [body, outcome] : cases) {
    BOOST_TEST_CONTEXT(body) { BOOST_TEST(outcome_in_order(body) == outcome); }
  }
}

BOOST_AUTO_TEST_SUITE(branches)

BOOST_AUTO_TEST_CASE(run_in_the_order_they_became_ready) {
  ScriptRun run(
      workflow_of("local f = wf.async(function() print 'f' wf.echo 'a' print 'f2' end)\n"
                  "print 'main'\n"
                  "local g = wf.async(function() print 'g' wf.echo 'b' print 'g2' end)\n"
                  "f:await() print 'main 2' g:await()\n"
                  "return { f:done(), g:done() }"));
  check_lines(run.start(), {"run.logged info: main @main.lua:3", "run.logged info: f @main.lua:2",
                            R"(step.requested 1/1 debug.echo {"value":"a"} @main.lua:2)",
                            "run.logged info: g @main.lua:4",
                            R"(step.requested 2/1 debug.echo {"value":"b"} @main.lua:4)"});
  check_lines(run.succeed("2/1"), {"run.logged info: g2 @main.lua:4"});
  check_lines(run.succeed("1/1"),
              {"run.logged info: f2 @main.lua:2", "run.logged info: main 2 @main.lua:5",
               "run.completed [true,true]"});
}

BOOST_AUTO_TEST_CASE(have_ids_that_do_not_depend_on_each_other) {
  ScriptRun run(
      workflow_of("wf.echo 'm'\n"
                  "wf.async(function() wf.echo 'a'\n"
                  "  wf.async(function() wf.echo 'b' wf.sleep(1) end):await() end)\n"
                  "wf.async(function() wf.echo 'c' end)\n"
                  "wf.echo 'n'"));
  check_lines(run.start(), {R"(step.requested 1 debug.echo {"value":"m"} @main.lua:2)"});
  check_lines(run.succeed("1"), {R"(step.requested 2 debug.echo {"value":"n"} @main.lua:6)",
                                 R"(step.requested 1/1 debug.echo {"value":"a"} @main.lua:3)",
                                 R"(step.requested 2/1 debug.echo {"value":"c"} @main.lua:5)"});
  check_lines(run.succeed("1/1"), {R"(step.requested 1.1/1 debug.echo {"value":"b"} @main.lua:4)"});
  check_lines(run.succeed("1.1/1"), {"timer.set 1.1/2 sleep 4 @main.lua:4"});
}

BOOST_AUTO_TEST_CASE(give_what_their_functions_give) {
  check_outcomes({
      {"return wf.all { function() return wf.echo(1).value end, function() return 2 end }",
       "run.completed [1,2]"},
      {"return wf.all { a = function() return wf.echo('x').value end, b = wf.async(wf.echo, 'y') }",
       R"(run.completed {"a":"x","b":{"value":"y"}})"},
      {"return wf.all {}", "run.completed []"},
      {"return { wf.async(function(a, b) return b, a end, 1, 2):await() }", "run.completed [2,1]"},
      {"return { wf.any { function() wf.sleep(5) return 'a' end, function() wf.echo(1)\n"
       "return 'b' end } }",
       R"(run.completed ["b",2])"},
      {"return { wf.any { x = function() error 'no' end, y = function() wf.echo 'z'\n"
       "return 'y' end } }",
       R"(run.completed ["y","y"])"},
      {"return wf.map({ 3, 1, 2 }, function(n, i) return wf.echo(n * 10 + i).value end)",
       "run.completed [31,12,23]"},
      {"return wf.map({ 3, 1, 2 }, function(n) return wf.echo(n).value end, { limit = 1 })",
       "run.completed [3,1,2]"},
      {"return wf.map({ a = 1 }, function(v, k) return k .. v end)", R"(run.completed {"a":"a1"})"},
      {"local f = wf.async(function() return wf.echo(1).value end)\n"
       "return wf.all { f, f, function() return f:await() end }",
       "run.completed [1,1,1]"},
      {"return tostring(wf.async(print))", R"(run.completed "future: 1")"},
  });
}

BOOST_AUTO_TEST_CASE(that_fail_fail_who_waits_for_them) {
  check_outcomes({
      {"wf.async(function() wf.fail('a', 'b') end):await()",
       "run.failed a: main.lua:2: b "
       "@main.lua:2"},
      {"local f = wf.async(wf.echo, 'fail')\nlocal ok, e = pcall(f.await, f)\n"
       "return { ok, e.code, e.step }",
       R"(run.completed [false,"no","1/1"])"},
      {"wf.async(error, 'unseen', 0)", "run.failed error: unseen @main.lua:2"},
      {"wf.async(wf.echo, 'fail') return 'never'",
       "run.failed no: main.lua:2: step 1/1 (echo): it said so @main.lua:2"},
      {"pcall(wf.all, { function() wf.fail('a', 'b') end }) return 1", "run.completed 1"},
      {"return select(2, pcall(wf.all, { function() wf.fail('a', 'b') end })).code",
       R"(run.completed "a")"},
      {"local ok, e = pcall(wf.any, { x = function() wf.fail('a', 'b') end, y = function()\n"
       "error('c', 0) end }) return { e.code, e.message, e.details }",
       R"(run.completed ["all_failed","wf.any: all 2 failed",)"
       R"({"x":{"code":"a","message":"main.lua:2: b"},"y":{"code":"error","message":"c"}}])"},
      {"local log = {} pcall(wf.all, { function() wf.echo 'fail' end,\n"
       "function() wf.sleep(1) log[1] = 'slept' end }, { on_failure = 'wait' }) return log",
       R"(run.completed ["slept"])"},
      {"local log = {} pcall(wf.all, { function() wf.echo 'fail' end,\n"
       "function() wf.sleep(1) log[1] = 'slept' end }) return log",
       "run.completed []"},
      {"local seen = 0 pcall(wf.map, { 1, 2, 3, 4 }, function(n) seen = n if n == 2 then\n"
       "error 'stop' end wf.echo(n) end, { limit = 1 }) return seen",
       "run.completed 2"},
  });
}

BOOST_AUTO_TEST_CASE(that_lose_are_cancelled_and_awaited) {
  ScriptRun run(
      workflow_of("local ok, e = pcall(wf.all, {\n"
                  "function() wf.echo 'a' end,\n"
                  "function() local ok, e = pcall(wf.echo, 'b') print(e.code, e.step)\n"
                  "  print(select(2, pcall(wf.echo, 'again')).code) end,\n"
                  "function() wf.sleep '1m' end,\n"
                  "function() wf.signal('s', { timeout = 1 }) end })\n"
                  "print(e.message)"));
  run.start();
  check_lines(run.fail("1/1", "no", "first"),
              {"step.cancel_asked 2/1 @main.lua:2", "timer.cancelled 3/1 @main.lua:6",
               "wait.cancelled 4/1 @main.lua:7", "timer.cancelled 4/1 @main.lua:7"});
  check_lines(run.fire("3/1"), {});
  check_lines(run.signal("s"), {});
  check_lines(run.cancelled("2/1"), {"run.logged info: cancelled 2/1 @main.lua:4",
                                     "run.logged info: cancelled @main.lua:5",
                                     "run.logged info: first @main.lua:8", "run.completed null"});
}

BOOST_AUTO_TEST_CASE(keep_the_traceback_of_their_errors) {
  ScriptRun run(
      workflow_of("local function build()\n  wf.shell 'make'\nend\n"
                  "local function both()\n  wf.all { build }\nend\n"
                  "wf.scope(both)"));
  run.start();
  run.fail("1/1", "exit_2", "make failed");
  const auto& decision = run.last_answer().after.back().back();
  BOOST_TEST(line_of(decision) ==
             "run.failed exit_2: main.lua:3: step 1/1 (shell): make failed @main.lua:3");
  const auto& error = std::get<RunFailed>(decision.event).error;
  BOOST_TEST(json_text(error.details) ==
             R"({"step":"1/1","step_name":"shell","traceback":["main.lua:3 in a function",)"
             R"("main.lua:6 in a function","main.lua:8 in a function"],"where":"main.lua:3"})");
}

BOOST_AUTO_TEST_CASE(can_be_cancelled_one_by_one) {
  check_outcomes({
      {"local f = wf.async(wf.sleep, 5) wf.echo 'x' f:cancel()\n"
       "local ok, e = pcall(f.await, f) return { e.code, f:done() }",
       R"(run.completed ["cancelled",true])"},
      {"local f = wf.async(wf.echo, 1) wf.echo 'x' f:cancel() return 'unseen is well'",
       R"(run.completed "unseen is well")"},
      {"local f f = wf.async(function() wf.async(wf.sleep, 5) wf.sleep(6) end)\n"
       "wf.echo(1) f:cancel() f:cancel() return 1",
       "run.completed 1"},
  });
}

BOOST_AUTO_TEST_CASE(that_wait_for_each_other_are_told) {
  check_outcomes({
      {"local f f = wf.async(function() f:await() end) f:await()",
       "run.failed deadlock: main.lua:2: a branch cannot wait for itself, nor for one that it was "
       "begun in @main.lua:2"},
      {"local f, g f = wf.async(function() wf.echo(1) g:await() end)\n"
       "g = wf.async(function() wf.echo(2) f:await() end) f:await()",
       "run.failed deadlock: main.lua:3: what is waited for here will never be: these branches "
       "wait for each other @main.lua:3"},
  });
}

BOOST_AUTO_TEST_CASE(are_tried_again_after_durable_waits) {
  ScriptRun run(
      workflow_of("return wf.retry({ attempts = 4, first = '1s', factor = 3, max = '5s' "
                  "},\nfunction(n) return wf.echo(n).value end)"));
  run.start();
  check_lines(run.fail("1", "no", "x"), {"timer.set 2 sleep 2 @main.lua:2"});
  run.fire("2");
  check_lines(run.fail("3", "no", "x"), {"timer.set 4 sleep 6 @main.lua:2"});
  run.fire("4");
  check_lines(run.fail("5", "no", "x"), {"timer.set 6 sleep 10 @main.lua:2"});
  run.fire("6");
  check_lines(run.fail("7", "no", "last"),
              {"run.failed no: main.lua:3: step 7 (echo): last @main.lua:3"});
  check_outcomes({
      {"return wf.retry({ attempts = 3 }, function(n) if n < 3 then wf.fail('a', 'b') end\n"
       "return n end)",
       "run.completed 3"},
      {"return wf.retry({ attempts = 3, on = { 'x' } }, function(n) wf.fail('a', n .. '') end)",
       "run.failed a: main.lua:2: 1 @main.lua:2"},
  });
}

// Each branch tells what it got; the main one collects. Whatever the order, the same is known.
BOOST_AUTO_TEST_CASE(are_served_in_every_order) {
  std::vector<int> order = {1, 2, 3, 4, 5};
  std::set<std::string> ends;
  do {
    ScriptEngine engine(workflow_of(
        "local order = {}\n"
        "local r = wf.map({ 1, 2, 3, 4, 5 }, function(n) wf.echo(n) order[#order + 1] = n\n"
        "return n * n end) return { r, order }"));
    for (const auto branch : order) engine.settle(fmt::format("step {}/1", branch));
    BOOST_TEST(engine.complaint() == "");
    BOOST_TEST(engine.lines().back() ==
               fmt::format("run.completed [[1,4,9,16,25],[{}]]", fmt::join(order, ",")));
    BOOST_TEST((engine.run().rebuilt() == engine.run().transcript()));
    ends.insert(engine.lines().back());
  } while (std::ranges::next_permutation(order).found);
  BOOST_TEST(ends.size() == 120U);
}

BOOST_AUTO_TEST_CASE(that_fail_are_named_by_who_failed_first) {
  std::vector<int> order = {1, 2, 3, 4};
  do {
    ScriptEngine engine(
        workflow_of("wf.map({ 1, 2, 3, 4 }, function(n) wf.echo(n)\n"
                    "error('failed ' .. n, 0) end)"));
    for (const auto branch : order) engine.settle(fmt::format("step {}/1", branch));
    BOOST_TEST(engine.complaint() == "");
    BOOST_TEST(engine.lines().back() ==
               fmt::format("run.failed error: failed {} @main.lua:3", order.front()));
  } while (std::ranges::next_permutation(order).found);
}

BOOST_AUTO_TEST_CASE(may_be_ten_thousand) {
  ScriptEngine engine(
      workflow_of("local list = {} for i = 1, 10000 do list[i] = i end\n"
                  "local sum = 0 for _, n in ipairs(wf.map(list, function(n)\n"
                  "return wf.echo(n).value end)) do sum = sum + n end return sum"));
  for (int n = 1; n <= 10'000; ++n) engine.settle(fmt::format("step {}/1", n));
  BOOST_TEST(engine.complaint() == "");
  BOOST_TEST(engine.lines().back() == "run.completed 50005000");
}

BOOST_AUTO_TEST_CASE(may_be_cancelled_however_many_they_are) {
  ScriptEngine engine(
      workflow_of("wf.undo(function() wf.echo 'undone' end) wf.echo 'begin'\n"
                  "local list = {} for i = 1, 10000 do list[i] = i end wf.map(list, wf.sleep)"));
  engine.settle("step 1");
  BOOST_TEST(engine.open().size() == 10'000U);
  BOOST_TEST(engine.run().host().memory_bytes() < 48U << 20);
  engine.cancel();
  BOOST_TEST(engine.open().size() == 1U);
  engine.settle("step u1/1");
  BOOST_TEST(engine.complaint() == "");
  BOOST_TEST(engine.lines().back() == "run.cancelled enough");
  BOOST_TEST((engine.run().rebuilt() == engine.run().transcript()));
}

BOOST_AUTO_TEST_CASE(share_one_budget) {
  ScriptOptions options;
  options.limits.branches_max = 100;
  options.limits.script_instructions_max = 5'000'000;
  options.limits.script_memory_bytes_max = 8 << 20;
  const std::pair<const char*, const char*> cases[] = {
      {"for i = 1, 200 do wf.async(wf.sleep, 1) end", "run.failed too_many_branches"},
      {"local function f() wf.async(f) wf.async(f) end f()", "run.failed too_many_branches"},
      {"for i = 1, 50 do wf.async(function() for j = 1, 1e5 do end end) end",
       "verdict instructions"},
      {"for i = 1, 50 do wf.async(function() local t = {} for j = 1, 2e4 do t[j] = j end\n"
       "wf.sleep(1) return t end) end",
       "verdict memory"},
  };
  for (const auto& [body, outcome] : cases) {
    BOOST_TEST_CONTEXT(body) {
      ScriptEngine engine(workflow_of(body), options);
      while (engine.end().empty() && !engine.open().empty() && engine.complaint().empty()) {
        engine.settle(engine.open().front());
      }
      BOOST_TEST(engine.lines().back().starts_with(outcome), engine.lines().back());
    }
  }
}

BOOST_AUTO_TEST_CASE(do_not_resume_each_others_coroutines) {
  check_outcomes({
      {"local co = coroutine.create(function() wf.echo(1) return 'done' end)\n"
       "local f = wf.async(function() return { coroutine.resume(co) } end)\n"
       "local g = wf.async(function() return { coroutine.status(co), coroutine.resume(co) } end)\n"
       "return { f:await(), g:await() }",
       R"(run.completed [[true,"done"],["normal",false,"cannot resume non-suspended coroutine"]])"},
      {"local main = coroutine.running() local f = wf.async(function()\n"
       "return { coroutine.status(main), coroutine.resume(main) } end) return f:await()",
       R"(run.completed ["normal",false,"cannot resume non-suspended coroutine"])"},
      {"local gen = coroutine.wrap(function() for i = 1, 4 do wf.echo(i) coroutine.yield(i) end\n"
       "end) local a = gen() local b = wf.async(gen):await() return { a, b, gen() }",
       "run.completed [1,2,3]"},
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
