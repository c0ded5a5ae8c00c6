// Nothing of a step outlives it: background processes, daemons in sessions of their own and
// programs that do not want to end are gone when the outcome is told.
#include <signal.h>

#include <boost/test/unit_test.hpp>

#include "adapters/operations/process/process_table.hpp"
#include "tests/operations/fixture.hpp"

namespace azwf::tests {

namespace {

// A daemon as the book says: forked twice, leader of its own session, its number in a file.
constexpr const char* daemonize =
    "(setsid sh -c 'echo $$ > daemon; exec sleep 60' > /dev/null 2>&1 &); until [ -s daemon ]; do "
    "sleep 0.01; done; ";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(process_tree, Workshop)

BOOST_AUTO_TEST_CASE(stop_ends_it_at_once) {
  for (const auto why : {StopReason::cancel, StopReason::shutdown, StopReason::timeout}) {
    const auto step = begin("process.shell", script("echo $$ > pid; exec sleep 60"));
    BOOST_REQUIRE(eventually([&] { return !numbers_in(home / "pid").empty(); }));
    const int pid = number_in(home / "pid");
    BOOST_TEST((stop(step, why).why == why));
    BOOST_TEST(is_gone(pid));
    std::filesystem::remove(home / "pid");
  }
}

BOOST_AUTO_TEST_CASE(a_stopped_program_may_tidy_up) {
  const auto step = begin("process.shell", script("trap 'echo tidy; exit 0' TERM; echo ready; "
                                                  "while :; do sleep 0.01; done"));
  BOOST_REQUIRE(eventually([&] { return printed() == "ready\n"; }));
  BOOST_TEST(blob(stop(step, StopReason::cancel).output).contains("tidy\n"));
}

BOOST_AUTO_TEST_CASE(a_program_that_ignores_it_is_killed) {
  const auto step = begin("process.shell", script("trap '' TERM; echo $$ > pid; echo ready; "
                                                  "while :; do sleep 1; done"));
  BOOST_REQUIRE(eventually([&] { return printed() == "ready\n"; }));
  stop(step, StopReason::cancel);
  BOOST_TEST(is_gone(number_in(home / "pid")));
}

BOOST_AUTO_TEST_CASE(a_halted_program_is_ended) {
  const auto step = begin("process.shell", script("echo $$ > pid; kill -STOP $$"));
  const auto is_halted = [&] {
    const auto pids = numbers_in(home / "pid");
    const auto stat = pids.empty() ? std::nullopt : azwf::process::stat_of(pids[0]);
    return stat && stat->state == 'T';
  };
  BOOST_REQUIRE(eventually(is_halted));
  stop(step, StopReason::cancel);
  BOOST_TEST(is_gone(number_in(home / "pid")));
}

BOOST_AUTO_TEST_CASE(asked_to_stop_before_it_began_nothing_is_begun) {
  const auto step = std::make_shared<Witness>();
  step->ask_to_stop(StopReason::shutdown);
  begin(step, "process.shell", script("echo > begun; sleep 60"));
  const auto& stopped = std::get<Stopped>(step->await());
  BOOST_TEST((stopped.why == StopReason::shutdown));
}

BOOST_AUTO_TEST_CASE(stopping_what_has_ended_changes_nothing) {
  const auto step = begin("process.run", argv({"true"}));
  step->await();
  step->ask_to_stop(StopReason::cancel);
  BOOST_TEST(step->finishes() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_left_in_the_background_is_ended_with_it) {
  succeed("process.shell", script("sleep 60 & echo $! > pid; sleep 60 &"));
  BOOST_TEST(is_gone(number_in(home / "pid")));
}

BOOST_AUTO_TEST_CASE(what_is_about_to_end_may_end) {
  const auto late = script("(sleep 0.05; echo late) & echo first");
  BOOST_TEST(text_in(succeed("process.shell", late).result, "stdout") == "first\nlate\n");
}

BOOST_AUTO_TEST_CASE(a_daemon_is_ended_with_the_program) {
  succeed("process.shell", script(std::string(daemonize) + "exit 0"));
  BOOST_TEST(is_gone(number_in(home / "daemon")));
}

BOOST_AUTO_TEST_CASE(a_daemon_is_ended_when_the_program_is_stopped) {
  const auto step = begin("process.shell", script(std::string(daemonize) + "echo up; sleep 60"));
  BOOST_REQUIRE(eventually([&] { return printed() == "up\n"; }));
  stop(step, StopReason::cancel);
  BOOST_TEST(is_gone(number_in(home / "daemon")));
}

BOOST_AUTO_TEST_CASE(a_stubborn_daemon_that_fills_its_pipe_is_ended) {
  Limits limits;
  limits.output_bytes_max = 1 << 20;
  Workshop inner(home, limits);
  const auto failed =
      inner.fail("process.shell", script("setsid sh -c 'trap \"\" TERM; echo $$ > pid; exec yes' & "
                                         "until [ -s pid ]; do sleep 0.01; done"));
  BOOST_TEST(failed.error.code == "output_too_large");
  BOOST_TEST(is_gone(number_in(home / "pid")));
}

BOOST_AUTO_TEST_CASE(processes_that_breed_are_ended) {
  const auto breeding = script(
      "cat > breed <<'EOF'\ntrap '' TERM\necho $$ >> pids\n"
      "[ $1 -le 0 ] || { sh breed $(($1 - 1)) & sh breed $(($1 - 1)) & }\nsleep 60\nEOF\n"
      "sh breed 4 & until [ $(wc -l < pids) -ge 31 ]; do sleep 0.01; done");
  succeed("process.shell", breeding);
  const auto pids = numbers_in(home / "pids");
  BOOST_TEST(pids.size() == 31U);
  for (const int pid : pids) BOOST_TEST(is_gone(pid));
}

BOOST_AUTO_TEST_CASE(an_engine_that_ends_awaits_the_end_of_its_programs) {
  auto inner = std::make_optional<Workshop>(home);
  const auto polite = inner->begin("process.shell", script("echo $$ > polite; sleep 60"));
  const auto rude =
      inner->begin("process.shell", script("trap '' TERM; echo $$ > rude; sleep 60; sleep 60"));
  BOOST_REQUIRE(eventually(
      [&] { return !numbers_in(home / "polite").empty() && !numbers_in(home / "rude").empty(); }));
  inner.reset();
  for (const auto& step : {polite, rude}) {
    BOOST_REQUIRE(step->finishes() == 1);
    BOOST_TEST((std::get<Stopped>(step->await()).why == StopReason::shutdown));
  }
  BOOST_TEST(is_gone(number_in(home / "polite")));
  BOOST_TEST(is_gone(number_in(home / "rude")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
