// Scripts that overwrite every name they can reach, and then need the library. Invariant: it does
// what it does for a script that has left them alone.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "tests/sandbox/lines.hpp"
#include "tests/support/script_engine.hpp"

namespace azwf::tests {
namespace {

// Keeps what bodies call in locals; ruin() then replaces all that globals lead to, and what is
// missing there.
constexpr auto prelude = R"(
local all, any, map, async, retry = wf.all, wf.any, wf.map, wf.async, wf.retry
local scope, undo, echo, fail, sleep = wf.scope, wf.undo, wf.echo, wf.fail, wf.sleep
local signal, sleep_until = wf.signal, wf.sleep_until
local error, pcall, pairs, setmetatable, print = error, pcall, pairs, setmetatable, print
local globals, libraries = _G, { coroutine, math, os, string, table, utf8, wf }
local function ruin()
  for _, library in pairs(libraries) do
    for name in pairs(library) do library[name] = VALUE end
  end
  for name in pairs(globals) do globals[name] = VALUE end
  setmetatable(globals, { __index = function() error 'strict' end, __newindex = error })
end
)";

const char* const bodies[] = {
    "undo(function() echo 'u' end) error('x', 0)",
    "undo(function() echo 'u' end) all { function() echo 'a' end, function() echo 'fail' end }",
    "undo(function() echo 'fail' end, 'name') all { f = async(error, 'x') }",
    "scope(function() undo(function() echo 'u' end) async(sleep, 1) echo 'fail' end)",
    "pcall(scope, function() undo(function() all { sleep } end) error 'x' end) return 1",
    "return map({ 1, 2, 3 }, function(n) return echo(n).value end, { limit = 2 })",
    "return { any { function() sleep(5) return 1 end, function() echo(1) return 2 end } }",
    "any { function() fail('a', 'b') end, function() error('c', 0) end }",
    "retry({ attempts = 3, first = '1s', on = { 'no' } }, function() echo 'fail' end)",
    "local f = async(function() signal 's' end) echo(1) f:cancel() print(pcall(f.await, f))",
    "sleep_until(5) sleep(1) return async(echo, 1):await().value",
    "all { 5 }",
    "undo { inverse = { operation = 'a name that is longer than what messages show of texts',\n"
    "arguments = {} } }",
    "map({}, print, { limits = 1 })",
    "retry({ attempts = 'x' }, print)",
    "async(print).await()",
};

// What the body decides after the globals were ruined; with no value they are left alone.
Lines lines_of(const std::string& value, const char* body) {
  std::string script(prelude);
  for (auto at = script.find("VALUE"); at != script.npos; at = script.find("VALUE", at)) {
    script.replace(at, 5, value.empty() ? "nil" : value);
  }
  ScriptEngine engine(workflow_of(script + (value.empty() ? "" : "ruin() ") + body));
  while (engine.end().empty() && !engine.open().empty() && engine.complaint().empty()) {
    engine.settle(engine.open().front());
  }
  BOOST_TEST(engine.complaint() == "");
  BOOST_TEST(!engine.end().empty());
  BOOST_TEST((engine.run().rebuilt() == engine.run().transcript()));
  BOOST_TEST((engine.run().rebuilt(1) == engine.run().transcript()));
  return engine.lines();
}

BOOST_AUTO_TEST_SUITE(own_globals)

BOOST_AUTO_TEST_CASE(are_not_the_librarys) {
  for (const auto* const body : bodies) {
    const auto untouched = lines_of("", body);
    for (const auto* const value : {"nil", "'release'", "function() error 'mine' end", "{}"}) {
      BOOST_TEST_CONTEXT(value << "\n" << body) { check_lines(lines_of(value, body), untouched); }
    }
  }
}

BOOST_AUTO_TEST_CASE(that_are_ruined_do_not_keep_a_run_from_being_rolled_back) {
  ScriptRun run(
      workflow_of("wf.undo(function() wf.echo(1) end) table = nil pairs = 5\n"
                  "return wf.map({ 1, 2 }, function(n) return wf.echo(n) end)"));
  run.start();
  run.succeed("1/1");
  check_lines(run.succeed("2/1"), {"run.completed []"});
  run.roll_back("completed");
  check_lines(run.succeed("u1/1"), {"undo.done u1 @main.lua:2", "run.rolled_back"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
