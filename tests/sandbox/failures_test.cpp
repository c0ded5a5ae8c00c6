// What ends a run: its error is compared on replay by what the author said, not by the places that
// were put before it.
#include <boost/test/unit_test.hpp>

#include "engine/run/same_decision.hpp"
#include "tests/support/script_run.hpp"

namespace azwf::tests {
namespace {

RunEvent failure_of(const std::string& body) {
  ScriptOptions options;
  options.modules["broken"] = "local x = nil + 1";
  ScriptRun run(workflow_of("-- require 'broken'\n" + body), options);
  run.start();
  if (!run.last_answer().after.back().empty() &&
      std::holds_alternative<StepRequested>(run.last_answer().after.back().back().event)) {
    run.fail("1", "exit_1", "it failed", R"({"exit":1})");
  }
  const auto& last = run.last_answer().after.back().back().event;
  BOOST_REQUIRE(std::holds_alternative<RunFailed>(last));
  return last;
}

bool same(const std::string& before, const std::string& now) {
  return same_decision(failure_of(before), failure_of(now));
}

BOOST_AUTO_TEST_SUITE(failures)

BOOST_AUTO_TEST_CASE(that_only_moved_are_the_same) {
  for (const char* const body : {
           "error 'boom'",
           "error('boom', 0)",
           "local function f() error('boom', 2) end\nf()",
           "local x = nil + 1",
           "string.rep()",
           "error { code = 'a', message = 'b' }",
           "wf.fail('a', 'b')",
           "wf.shell 'x'",
           "local ok, e = pcall(wf.shell, 'x')\nerror(e)",
           "local ok, e = pcall(error, 'boom')\nerror(e)",
           "local ok, e = pcall(function() error 'boom' end)\nerror(e, 0)",
           "local ok, e = pcall(function() error 'boom' end)\nerror(e)",
           "local ok, e = xpcall(function() error 'boom' end, function(e) return e end)\nerror(e)",
           "local ok, e = pcall(pcall, function() local x = nil + 1 end)\nerror(ok)",
           "coroutine.wrap(function() local x = nil + 1 end)()",
           "local co = coroutine.create(function() error 'boom' end)\n"
           "error(select(2, coroutine.resume(co)))",
           "error(select(2, pcall(require, 'broken')))",
           "error(select(2, pcall(load('\\n\\nerror [[boom]]', 'name'))), 0)",
       }) {
    BOOST_TEST_CONTEXT(body) {
      BOOST_TEST(same(body, body));
      BOOST_TEST(same(body, "\n\n" + std::string(body)));
    }
  }
}

BOOST_AUTO_TEST_CASE(that_say_something_else_are_not_the_same) {
  const std::pair<const char*, const char*> cases[] = {
      {"error 'boom'", "error 'bang'"},
      {"error('a:1: x', 0)", "error('b:2: x', 0)"},
      {"error('main.lua:1: x', 0)", "error('main.lua:2: x', 0)"},
      {"error('main.lua:1: x', 0)", "error('x', 0)"},
      {"error 'a:1: x'", "error 'b:2: x'"},
      {"local ok, e = pcall(error, 'a:1: x', 0)\nerror(e)",
       "local ok, e = pcall(error, 'b:2: x', 0)\nerror(e)"},
      {"error { message = 'x', where = 'a:1' }", "error { message = 'x', where = 'b:2' }"},
      {"error { message = 'a:1: x' }", "error { message = 'b:2: x' }"},
      {"error { code = 'a', message = 'x' }", "error { code = 'b', message = 'x' }"},
      {"wf.fail('a', 'x', { 1 })", "wf.fail('a', 'x', { 2 })"},
      {"error { message = 'x', step = '1' }", "error { message = 'x', step = '2' }"},
      {"wf.shell 'x'", "wf.shell { 'x', name = 'other' }"},
  };
  for (const auto& [before, now] : cases) {
    BOOST_TEST_CONTEXT(before << " | " << now) { BOOST_TEST(!same(before, now)); }
  }
}

BOOST_AUTO_TEST_CASE(that_were_recorded_without_their_place_are_the_same) {
  auto old = failure_of("error(select(2, pcall(function() error 'boom' end)), 0)");
  const auto now = old;
  std::get<RunFailed>(old).error.details = {};
  BOOST_TEST(same_decision(old, now));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
