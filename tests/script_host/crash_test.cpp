// Hosts that crash while they run a script: the run is tried again, and stops in the end.
#include <boost/test/unit_test.hpp>

#include <signal.h>

#include <fstream>

#include "tests/script_host/hosted_engine.hpp"
#include "tests/support/script_run.hpp"
#include "tests/support/slowness.hpp"

namespace azwf::tests {
namespace {

Limits patient() {
  Limits limits;
  limits.script_hosts_max = 1;
  limits.script_instructions_max = UINT64_MAX / 2;
  limits.script_wall_ms_max = 600'000;
  return limits;
}

// How long the process has been using a processor, in hundredths of a second.
long busy(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string word;
  for (int field = 1; field < 14 && file >> word;) ++field;
  long ticks = 0;
  file >> ticks;
  return ticks;
}

// Crashes those hosts that have been at a script for a while.
void crash_the_busy(HostedEngine& engine) {
  for (const auto pid : engine.hosts().pids()) {
    if (busy(pid) > 8) kill(pid, SIGSEGV);
  }
}

BOOST_AUTO_TEST_SUITE(crashes)

BOOST_AUTO_TEST_CASE(a_run_that_crashes_five_hosts_stops_and_others_go_on) {
  HostedEngine engine(patient());
  const auto other =
      engine.start(workflow_of("for i = 1, 300 do wf.debug.echo(i) end return 'done'"));
  const auto crashing =
      engine.start(workflow_of("wf.debug.echo(1)\nwf.debug.echo(2)\nwhile true do end"));
  while (!engine.turn(crashing, std::chrono::milliseconds(30))) {
    crash_the_busy(engine);
  }
  const auto end = engine.await(crashing);
  BOOST_TEST(end.kind == "crashed");
  BOOST_TEST(end.text == "the script's host ended while it ran the script, 5 times in a row");
  BOOST_TEST(end.module == "main.lua");
  BOOST_TEST(end.line == 4);
  BOOST_TEST(engine.await(other).text == R"("done")");
}

BOOST_AUTO_TEST_CASE(a_run_whose_host_crashes_once_goes_on) {
  HostedEngine engine(patient());
  const auto run =
      engine.start(workflow_of("wf.debug.echo(1) for i = 1, 2e7 do end wf.debug.echo(2) for i = 1, "
                               "2e7 do end return 'done'"));
  for (int turns = 0; turns < 20; ++turns) engine.turn(run, std::chrono::milliseconds(2));
  for (const auto pid : engine.hosts().pids()) kill(pid, SIGSEGV);
  BOOST_TEST(engine.await(run).text == R"("done")");
}

BOOST_AUTO_TEST_CASE(nobody_is_stopped_because_hosts_are_lost_to_others) {
  auto limits = patient();
  limits.script_wall_ms_max = 60 * slower;
  HostedEngine engine(limits);
  const auto bystander =
      engine.start(workflow_of("for i = 1, 60 do wf.debug.echo(i) end return 'done'"));
  std::vector<RunId> hanging;
  for (int i = 0; i < 12; ++i) hanging.push_back(engine.start(workflow_of("while true do end")));
  BOOST_TEST(engine.await(bystander).text == R"("done")");
  for (const auto& run : hanging) BOOST_TEST(engine.await(run).kind == "time");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
