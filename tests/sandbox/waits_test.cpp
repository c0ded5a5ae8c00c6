// wf.sleep, wf.sleep_until, wf.signal, wf.wait_event: what they ask for, take back and give; and
// what misuse of them, of branches and of undos is answered with.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "tests/sandbox/lines.hpp"
#include "tests/support/script_run.hpp"

namespace azwf::tests {
namespace {

struct Case {
  const char* body;
  const char* message;
};

const Case misuses[] = {
    {"wf.sleep()",
     "wf.sleep: 'duration' is nil; a duration (\"500ms\", \"30s\", \"10m\", or a "
     "number of seconds) belongs there"},
    {"wf.sleep_until 'noon'",
     "wf.sleep_until: the time is \"noon\"; seconds since 1970 belong "
     "there, as wf.now() gives them"},
    {"wf.sleep_until(-5)",
     "wf.sleep_until: the time is -5; seconds since 1970 belong there, as wf.now() gives them"},
    {"wf.sleep_until(0/0)",
     "wf.sleep_until: the time is nan; seconds since 1970 belong there, as "
     "wf.now() gives them"},
    {"wf.signal()", "wf.signal: 'name' is nil; a text of 1 to 256 bytes belongs there"},
    {"wf.signal('a', 5)", "wf.signal: what follows the name is {timeout =}"},
    {"wf.signal('a', { timout = 5 })",
     "wf.signal: there is no field 'timout' (did you mean 'timeout'?)"},
    {"wf.wait_event 'a'", "wf.wait_event: takes one table: wf.wait_event { type = \"…\" }"},
    {"wf.wait_event {}", "wf.wait_event: 'type' is missing: the event's type"},
    {"wf.wait_event { type = 'a b' }",
     "wf.wait_event: 'type' is \"a b\"; a name like \"release.shipped\" belongs there"},
    {"wf.wait_event { type = 'run.completed' }",
     "wf.wait_event: 'type' is \"run.completed\": types that begin with \"run.\" are the engine's "
     "own, and no run is sent them"},
    {"wf.wait_event { type = 'a', where = 1 }",
     "wf.wait_event: 'where' is a number; a table of fields and what they must be belongs there"},
    {"wf.wait_event { type = 'a', where = { f = wf.async(print) } }",
     "wf.wait_event: 'where.f' is a future, which cannot leave the script: await it"},
    {"wf.async()", "wf.async takes a function, and its arguments"},
    {"wf.async(print).await()", "call it with a colon: future:await()"},
    {"wf.all(print)", "wf.all: takes a table of functions and futures"},
    {"wf.all(wf.async(print))", "wf.all: takes a table of functions and futures"},
    {"wf.all { print, 5 }",
     "wf.all: at the number 2 is the number 5; a function or a future "
     "belongs there"},
    {"wf.all({}, { on_failure = 'x' })",
     "wf.all: 'on_failure' is the text \"x\"; \"cancel\" or \"wait\" belongs there"},
    {"wf.any {}", "wf.any: is given nothing to wait for"},
    {"wf.map(1, print)", "wf.map: takes a table of values"},
    {"wf.map({})", "wf.map: takes a function after the table"},
    {"wf.map({}, print, { limit = 0 })",
     "wf.map: 'limit' is the number 0; an integer from 1 belongs there"},
    {"wf.map({}, print, { limits = 1 })",
     "wf.map: there is no field 'limits' (did you mean 'limit'?)"},
    {"wf.retry(print)",
     "wf.retry: takes a policy and a function: wf.retry({ attempts = 3 }, "
     "function() … end)"},
    {"wf.retry({}, print)", "wf.retry: 'attempts' is nil; an integer from 1 belongs there"},
    {"wf.retry({ attempts = 2, first = 'x' }, print)",
     "wf.retry: 'first' is \"x\"; a duration (\"500ms\", \"30s\", \"10m\", or a number of "
     "seconds) belongs there"},
    {"wf.scope 'x'", "wf.scope takes a function: wf.scope(function() … end)"},
    {"wf.undo 'x'", "wf.undo: takes a function, or a change; this is the text \"x\""},
    {"wf.undo { path = 'x' }",
     "wf.undo: takes a function, or what an operation returned that "
     "has an inverse; this has none"},
    {"wf.undo { inverse = { operation = 'none', arguments = {} } }",
     "wf.undo: the inverse is the operation the text \"none\", which is not one of this "
     "program's"},
    {"wf.undo(print, 5)", "wf.undo: the name is the number 5; a short text belongs there"},
    {"wf.emit('a', { data = { f = wf.async(print) } })",
     "wf.emit: 'data.f' is a future, which cannot leave the script: await it"},
    {"wf.echo { value = { wf.async(print) } }",
     "wf.echo: 'value[1]' is a future, which cannot leave the script: await it"},
    {"table.sort({ 2, 1 }, function() wf.sleep(1) end)",
     "wf.sleep has to wait for its outcome, and Lua cannot suspend inside a table.sort "
     "comparator: "
     "call it outside and pass the result in"},
    {"local f = wf.async(print); ('x'):gsub('x', function() f:await() end)",
     "wf.async(…):await() has to wait for its outcome, and Lua cannot suspend inside a gsub "
     "callback: call it outside and pass the result in"},
};

BOOST_AUTO_TEST_SUITE(waits)

BOOST_AUTO_TEST_CASE(for_a_time_are_durable_timers) {
  ScriptRun run(
      workflow_of("wf.sleep '1h30m' wf.sleep(0.25)\n"
                  "wf.sleep_until(1700000100.5) wf.sleep_until(5) wf.sleep_until(wf.now())\n"
                  "return wf.now()"));
  check_lines(run.start(), {"timer.set 1 sleep 5400 @main.lua:2"});
  check_lines(run.fire("1"), {"timer.set 2 sleep 1.25 @main.lua:2"});
  check_lines(run.fire("2"), {"timer.set 3 sleep 100.5 @main.lua:3"});
  check_lines(run.fire("3"), {"run.completed 1700000003.0"});
}

BOOST_AUTO_TEST_CASE(for_signals_get_the_earliest_first) {
  ScriptRun run(
      workflow_of("local function w(n) return function() local d = wf.signal 's'\n"
                  "return n .. ':' .. d end end\n"
                  "wf.sleep(1) return wf.all { w 'a', w 'b', w 'c' }"));
  run.start();
  check_lines(run.signal("s", "1"), {});
  check_lines(run.signal("other", "9"), {});
  check_lines(run.signal("s", "2"), {});
  check_lines(run.fire("1"), {"signal.awaited 3/1 s @main.lua:2"});
  check_lines(run.signal("s", "3"), {R"(run.completed ["a:1","b:2","c:3"])"});
}

BOOST_AUTO_TEST_CASE(for_signals_are_served_in_the_order_they_began) {
  ScriptRun run(
      workflow_of("local got = {} wf.map({ 1, 2, 3 }, function(n)\n"
                  "pcall(wf.signal, 's', n == 2 and { timeout = 5 } or nil)\n"
                  "got[#got + 1] = n end) return got"));
  check_lines(run.start(),
              {"signal.awaited 1/1 s @main.lua:3", "signal.awaited 2/1 s @main.lua:3",
               "timer.set 2/1 signal 5 @main.lua:3", "signal.awaited 3/1 s @main.lua:3"});
  check_lines(run.signal("s"), {});
  check_lines(run.fire("2/1"), {});
  check_lines(run.signal("s"), {"run.completed [1,2,3]"});
}

BOOST_AUTO_TEST_CASE(with_a_time_out_take_the_timer_back) {
  ScriptRun run(
      workflow_of("local a = wf.signal('s', { timeout = '1m' })\n"
                  "local ok, e = pcall(wf.signal, 's', { timeout = 0 })\n"
                  "local ok, f = pcall(wf.wait_event, { type = 'x.y', timeout = 1 })\n"
                  "return { a, e.code, e.message, e.where, f.message }"));
  check_lines(run.start(), {"signal.awaited 1 s @main.lua:2", "timer.set 1 signal 60 @main.lua:2"});
  check_lines(run.signal("s", "[7]"),
              {"timer.cancelled 1 @main.lua:2", "signal.awaited 2 s @main.lua:3",
               "timer.set 2 signal 1 @main.lua:3"});
  check_lines(run.fire("2"),
              {"event.awaited 3 x.y [] {} @main.lua:4", "timer.set 3 event 3 @main.lua:4"});
  check_lines(run.fire("3"),
              {R"(run.completed [[7],"timeout","no signal \"s\" came in time","main.lua:3",)"
               R"("no event \"x.y\" came in time"])"});
}

BOOST_AUTO_TEST_CASE(for_events_give_the_event) {
  ScriptRun run(
      workflow_of("local e = wf.wait_event { type = 'git.push', subject = 'repo/1',\n"
                  "where = { branch = 'main', n = 1 }, timeout = 9 }\nreturn e"));
  check_lines(run.start(),
              {R"(event.awaited 1 git.push [repo/1] {"branch":"main","n":1} @main.lua:2)",
               "timer.set 1 event 9 @main.lua:2"});
  check_lines(run.deliver(EventReceived{.event_type = "git.push", .wait = {"2"}}), {});
  check_lines(run.deliver(EventReceived{.data = packed_json(R"({"branch":"main"})"),
                                        .event_type = "git.push",
                                        .id = "log:7",
                                        .subject = "repo/1",
                                        .time = Timestamp{ScriptRun::first_time_us + 500'000},
                                        .wait = {"1"}}),
              {"timer.cancelled 1 @main.lua:2",
               R"(run.completed {"data":{"branch":"main"},"id":"log:7","subject":"repo/1",)"
               R"("time":1700000000.5,"type":"git.push"})"});
}

BOOST_AUTO_TEST_CASE(get_nothing_that_is_not_theirs) {
  ScriptRun run(workflow_of("wf.echo(1) wf.sleep(1)"));
  run.start();
  check_lines(run.fire("1"), {});
  check_lines(run.cancelled("2"), {});
  check_lines(run.deliver(EventReceived{.wait = {"1"}}), {});
  check_lines(run.succeed("1"), {"timer.set 2 sleep 5 @main.lua:2"});
  check_lines(run.succeed("2"), {});
  check_lines(run.fire("2"), {"run.completed null"});
}

BOOST_AUTO_TEST_CASE(that_are_misused_say_what_belongs_there) {
  for (const auto& [body, message] : misuses) {
    BOOST_TEST_CONTEXT(body) {
      BOOST_TEST(outcome_of(fmt::format("local ok, e = pcall(function() {} end)\n"
                                        "print(e.message) error(e.message, 0)",
                                        body)) ==
                 fmt::format("run.failed error: {} @main.lua:3", message));
    }
  }
}

BOOST_AUTO_TEST_CASE(do_not_begin_while_the_script_loads) {
  for (const auto* const call :
       {"wf.sleep(1)", "wf.signal 'x'", "wf.wait_event { type = 'x' }", "wf.async(print)",
        "wf.all {}", "wf.any { print }", "wf.map({}, print)", "wf.scope(print)", "wf.undo(print)",
        "wf.retry({ attempts = 1 }, print)"}) {
    ScriptRun run(fmt::format("{}\nreturn wf.workflow {{ name = 'x', run = print }}", call));
    const auto line = run.start().at(0);
    BOOST_TEST(line.starts_with("run.failed not_running: main.lua:1: wf."), line);
  }
}

BOOST_AUTO_TEST_CASE(may_be_called_with_nothing_between_them_and_the_run) {
  const Case cases[] = {
      {"return wf.sleep(1)", "timer.set 1 sleep 1 @main.lua:2"},
      {"return wf.scope(wf.sleep, 1)", "timer.set 1 sleep 1 @main.lua:2"},
      {"return wf.async(wf.sleep, 1):await()", "timer.set 1/1 sleep 1 @main.lua:2"},
      {"return wf.map({ 1 }, wf.sleep)", "timer.set 1/1 sleep 1 @main.lua:2"},
  };
  for (const auto& [body, line] : cases) {
    ScriptRun run(workflow_of(body));
    check_lines(run.start(), {line});
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
