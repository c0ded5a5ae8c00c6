// Scripts that do not end by themselves, hosts that are lost, and an engine that is killed.
#include <boost/test/unit_test.hpp>

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <thread>

#include "adapters/system/clock.hpp"
#include "adapters/system/file_descriptor.hpp"
#include "tests/script_host/worlds.hpp"
#include "tests/support/slowness.hpp"

namespace azwf::tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// No instruction is counted while texts are compared, so the count hook hardly ever comes.
const char* const stuck_in_c =
    "local a = ('x'):rep(4 << 20)\n"
    "local b = a .. 'b' a = a .. 'a'\n"
    "while true do local _ = a < b end";

Limits one_host() {
  Limits limits;
  limits.script_hosts_max = 1;
  return limits;
}

BOOST_AUTO_TEST_SUITE(ending)

BOOST_AUTO_TEST_CASE(a_script_stuck_in_a_c_function_gets_its_verdict_in_time) {
  auto limits = one_host();
  limits.script_wall_ms_max = 400 * slower;
  HostWorld world(HostKind::processes, limits);
  world.start("warm", "return 1");
  const auto began = steady_clock::now();
  const auto answer = world.start("r", stuck_in_c);
  const auto took = steady_clock::now() - began;
  const auto& verdict = std::get<Verdict>(answer.end);
  BOOST_TEST(verdict.kind == "time");
  BOOST_TEST(verdict.module == "main.lua");
  BOOST_TEST(verdict.line == 4);
  BOOST_TEST((took < milliseconds((400 + 250) * slower)));
  BOOST_TEST(last_of(world.start("after", "return 2")) == "run.completed 2");
}

BOOST_AUTO_TEST_CASE(runs_behind_a_script_that_is_ended_are_not_touched) {
  auto limits = one_host();
  limits.script_wall_ms_max = 300;
  limits.script_slow_ms = 600'000;
  HostWorld world(HostKind::processes, limits);
  const auto program = test_program(workflow_of("wf.echo(1) return 'done'"));
  world.ask("live", program, 0, {run_started()});
  world.submit("stuck", test_program(workflow_of(stuck_in_c)), 0, {run_started()});
  world.submit("live", program, 1, {step_succeeded(1)});
  world.submit("new", program, 0, {run_started()});
  BOOST_TEST(last_of(world.answers.await("stuck")).starts_with("verdict: time"));
  BOOST_TEST(last_of(world.answers.await("live")) == "needs history");
  BOOST_TEST(last_of(world.answers.await("new")).starts_with("step.requested 1"));
}

// Well within the slow script's budget: only the other host can have answered.
BOOST_AUTO_TEST_CASE(nobody_waits_for_a_slow_script) {
  auto limits = one_host();
  limits.script_instructions_max = UINT64_MAX / 2;
  limits.script_wall_ms_max = 600'000;
  HostWorld world(HostKind::processes, limits);
  const auto program = test_program(workflow_of("wf.echo(1) return 'done'"));
  world.ask("live", program, 0, {run_started()});
  world.submit("slow", test_program(workflow_of("while true do end")), 0, {run_started()});
  world.submit("live", program, 1, {step_succeeded(1)});
  world.submit("new", program, 0, {run_started()});
  BOOST_TEST(last_of(world.answers.await("live")) == "needs history");
  BOOST_TEST(last_of(world.answers.await("new")).starts_with("step.requested 1"));
  BOOST_TEST(last_of(world.ask("live", program, 0, {run_started(), step_succeeded(1)})) ==
             R"(run.completed "done")");
  BOOST_TEST(last_of(world.ask("new", program, 1, {step_succeeded(1)})) ==
             R"(run.completed "done")");
  while (!world.answers.comes("slow", milliseconds(20))) {
    for (const auto pid : world.processes->pids()) kill(pid, SIGKILL);
  }
  BOOST_TEST(world.answers.count() == 6U);
}

BOOST_AUTO_TEST_CASE(what_a_slow_host_still_answers_is_passed_over) {
  auto limits = one_host();
  limits.script_instructions_max = UINT64_MAX / 2;
  limits.script_wall_ms_max = 600'000;
  HostWorld world(HostKind::processes, limits);
  const auto program = test_program(workflow_of("return 'done'"));
  const auto name = [](int run) { return "r" + std::to_string(run); };
  world.start("warm", "return 1");
  world.submit("slow", test_program(workflow_of("for i = 1, 5e7 do end return 'slow'")), 0,
               {run_started()});
  for (int run = 0; run < 5; ++run) world.submit(name(run), program, 0, {run_started()});
  for (int run = 0; run < 5; ++run) world.answers.await(name(run));
  BOOST_TEST(last_of(world.answers.await("slow")) == R"(run.completed "slow")");
  for (int run = 5; run < 25; ++run) world.ask(name(run), program, 0, {run_started()});
  BOOST_TEST(world.answers.count() == 27U);
}

BOOST_AUTO_TEST_CASE(a_host_that_could_not_work_is_replaced_and_its_script_not_blamed) {
  auto limits = one_host();
  limits.script_instructions_max = UINT64_MAX / 2;
  limits.script_wall_ms_max = 1'500;
  HostWorld world(HostKind::processes, limits);
  world.start("warm", "return 1");
  const auto pid = world.processes->pids().front();
  const auto begun = processor_time_of(pid) + milliseconds(30);
  world.submit("r", test_program(workflow_of("for i = 1, 4e7 do end return 'done'")), 0,
               {run_started()});
  while (processor_time_of(pid) < begun) std::this_thread::yield();
  kill(pid, SIGSTOP);
  BOOST_TEST(last_of(world.answers.await("r")) == R"(run.completed "done")");
}

BOOST_AUTO_TEST_CASE(a_script_that_uses_up_memory_gets_its_verdict) {
  auto limits = one_host();
  limits.script_wall_ms_max *= slower;
  HostWorld world(HostKind::processes, limits);
  const auto body = "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end";
  BOOST_TEST(last_of(world.start("r", body)).starts_with("verdict: memory"));
  BOOST_TEST(last_of(world.start("after", "return 2")) == "run.completed 2");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
BOOST_AUTO_TEST_CASE(a_host_that_uses_up_memory_is_replaced) {
  auto limits = one_host();
  limits.script_memory_bytes_max = std::size_t{16} << 30;
  limits.script_instructions_max = UINT64_MAX / 2;
  limits.script_wall_ms_max = 60'000;
  limits.script_instances_max = 10;
  limits.host_memory_bytes_max = std::size_t{1} << 30;
  HostWorld world(HostKind::processes, limits);
  const auto body = "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(100000) .. i end";
  const auto last = last_of(world.start("r", body));
  BOOST_TEST_INFO(last.substr(0, 200));
  BOOST_TEST(last.starts_with("verdict: memory"));
  BOOST_TEST(last_of(world.start("after", "return 2")) == "run.completed 2");
}
#endif

BOOST_AUTO_TEST_CASE(a_host_that_is_killed_takes_only_the_run_it_worked_on) {
  auto limits = one_host();
  limits.script_instructions_max = UINT64_MAX / 2;
  limits.script_wall_ms_max = 600'000;
  HostWorld world(HostKind::processes, limits);
  world.submit("endless", test_program(workflow_of("while true do end")), 0, {run_started()});
  const auto program = test_program(workflow_of("return 'done'"));
  for (int run = 0; run < 20; ++run) {
    world.submit("r" + std::to_string(run), program, 0, {run_started()});
  }
  do {
    for (const auto pid : world.processes->pids()) kill(pid, SIGKILL);
  } while (!world.answers.comes("endless", milliseconds(100)));
  BOOST_TEST(last_of(world.answers.await("endless")).starts_with("verdict: crashed"));
  for (int run = 0; run < 20; ++run) {
    BOOST_TEST(last_of(world.answers.await("r" + std::to_string(run))) ==
               R"(run.completed "done")");
  }
}

BOOST_AUTO_TEST_CASE(a_crash_is_told_with_its_line) {
  auto limits = one_host();
  limits.script_instructions_max = UINT64_MAX / 2;
  limits.script_wall_ms_max = 600'000;
  HostWorld world(HostKind::processes, limits);
  world.start("warm", "return 1");
  world.submit("r", test_program(workflow_of("\nwhile true do end")), 0, {run_started()});
  while (!world.answers.comes("r", milliseconds(50))) {
    for (const auto pid : world.processes->pids()) kill(pid, SIGSEGV);
  }
  const auto answer = world.answers.await("r");
  const auto& verdict = std::get<Verdict>(answer.end);
  BOOST_TEST(verdict.kind == "crashed");
  BOOST_TEST(verdict.line == 3);
}

// In a process of its own: an engine whose host runs a script without end. Never returns.
[[noreturn]] void be_an_engine(int tell) {
  Limits limits = one_host();
  limits.script_instructions_max = UINT64_MAX / 2;
  limits.script_wall_ms_max = 600'000;
  HostWorld world(HostKind::processes, limits);
  world.start("warm", "return 1");
  world.submit("r", test_program(workflow_of("while true do end")), 0, {run_started()});
  const int pid = world.processes->pids().at(0);
  if (::write(tell, &pid, sizeof pid) != sizeof pid) _exit(1);
  for (;;) pause();
}

BOOST_AUTO_TEST_CASE(hosts_are_gone_with_their_engine) {
  std::array<int, 2> ends{};
  BOOST_REQUIRE(pipe(ends.data()) == 0);
  const FileDescriptor hear(ends[0]);
  const FileDescriptor tell(ends[1]);
  const pid_t engine = fork();
  if (engine == 0) be_an_engine(tell.get());
  int pid = 0;
  BOOST_REQUIRE(::read(hear.get(), &pid, sizeof pid) == sizeof pid);
  const FileDescriptor host(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  BOOST_REQUIRE(host.is_open());
  kill(engine, SIGKILL);
  waitpid(engine, nullptr, 0);
  pollfd gone{host.get(), POLLIN, 0};
  BOOST_TEST(poll(&gone, 1, 10'000) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
