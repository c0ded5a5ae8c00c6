// A run from its start to its end: steps, results, failures.
#include <boost/test/unit_test.hpp>

#include "tests/support/script_run.hpp"

namespace azwf::tests {
namespace {

using Lines = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(host)

BOOST_AUTO_TEST_CASE(steps_follow_one_another) {
  ScriptRun run(R"(return wf.workflow { name = "release", run = function(p)
  local commit = wf.exec { "git", "rev-parse", p.ref }
  wf.shell "make dist"
  return { commit = commit.text, ref = p.ref }
end })");
  const auto first = run.start(R"({"ref":"main"})");
  BOOST_TEST(
      first ==
          (Lines{
              R"(step.requested 1 process.run {"argv":["git","rev-parse","main"]} @main.lua:2)"}),
      boost::test_tools::per_element());
  const auto second = run.succeed("1", R"({"text":"abc"})");
  BOOST_TEST(
      second == (Lines{R"(step.requested 2 process.shell {"script":"make dist"} @main.lua:3)"}),
      boost::test_tools::per_element());
  const auto third = run.succeed("2");
  BOOST_TEST(third == (Lines{R"(run.completed {"commit":"abc","ref":"main"})"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_failed_step_raises) {
  ScriptRun run(
      workflow_of("local ok, e = pcall(wf.shell, 'false')\n"
                  "print(ok, e, e.code, e.step)\n"
                  "wf.shell { 'false', name = 'again' }"));
  run.start();
  const auto caught = run.fail("1", "exit_1", "exited with status 1");
  BOOST_TEST(caught[0] ==
             "run.logged info: false main.lua:2: step 1 (shell): exited with status 1 exit_1 1 "
             "@main.lua:3");
  const auto end = run.fail("2", "exit_1", "exited with status 1");
  BOOST_TEST(end[0] ==
             "run.failed exit_1: main.lua:4: step 2 (again): exited with status 1 @main.lua:4");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
