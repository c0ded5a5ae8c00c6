// Programs in a host's place that do not keep to what was agreed: the engine gets rid of them, and
// each request is still answered once.
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>

#include "tests/script_host/worlds.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

// A shell script takes the host's place: descriptor 3 is the socket.
struct Impostor {
  explicit Impostor(const std::string& commands) {
    write_whole(path, "#!/bin/sh\n" + commands + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }
  TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "host";
};

void expect_crashed(const std::string& commands, std::uint32_t wall_ms = 60'000) {
  const Impostor impostor(commands);
  script_host::HostOptions options{.limits = {}, .program = impostor.path};
  options.limits.script_hosts_max = 1;
  options.limits.script_wall_ms_max = wall_ms;
  HostWorld world(options);
  const auto program = test_program(workflow_of("return 1"));
  for (int run = 0; run < 3; ++run) {
    world.submit("r" + std::to_string(run), program, 0, {run_started()});
  }
  for (int run = 0; run < 3; ++run) {
    const auto last = last_of(world.answers.await("r" + std::to_string(run)));
    BOOST_TEST(last.starts_with("verdict: crashed"), commands << ": " << last);
  }
  BOOST_TEST(world.answers.count() == 3U);
}

BOOST_AUTO_TEST_SUITE(hostile_hosts)

BOOST_AUTO_TEST_CASE(one_that_ends_at_once) { expect_crashed("exit 0"); }

BOOST_AUTO_TEST_CASE(one_that_answers_nonsense) {
  expect_crashed("printf 'nonsense, and more than four bytes of it' >&3; exec cat <&3 >&-");
}

BOOST_AUTO_TEST_CASE(one_that_announces_too_much) {
  expect_crashed("printf '\\377\\377\\377\\377' >&3; exec cat <&3 >&-");
}

BOOST_AUTO_TEST_CASE(one_that_answers_another_request) {
  expect_crashed("printf '\\003\\000\\000\\000\\007\\000\\220' >&3; exec cat <&3 >&-");
}

BOOST_AUTO_TEST_CASE(one_that_answers_without_end) {
  expect_crashed("while :; do printf '\\001\\000\\000\\000\\001' >&3; done");
}

BOOST_AUTO_TEST_CASE(one_that_says_nothing) { expect_crashed("exec cat <&3 >/dev/null", 100); }

// It says on its page that it is at the second request; what it answers is to the first. The next
// host is an honest one.
BOOST_AUTO_TEST_CASE(who_a_bad_answer_was_for_is_known) {
  const Impostor impostor(
      "mkdir \"$0.was\" 2>/dev/null || exec /proc/\"$PPID\"/exe __script_host\n"
      "sleep 0.3; printf '\\002\\000\\000\\000\\000\\000\\000\\000' >&4\n"
      "printf 'nonsense, and more than four bytes of it' >&3; exec cat <&3 >&-");
  script_host::HostOptions options{.limits = {}, .program = impostor.path};
  options.limits.script_hosts_max = 1;
  options.limits.script_spare_hosts_max = 0;
  HostWorld world(options);
  const auto program = test_program(workflow_of("return 1"));
  world.submit("first", program, 0, {run_started()});
  world.submit("second", program, 0, {run_started()});
  const auto last = last_of(world.answers.await("first"));
  BOOST_TEST(last.starts_with("verdict: crashed: what its host answered was refused: "), last);
  BOOST_TEST(last_of(world.answers.await("second")) == "run.completed 1");
}

BOOST_AUTO_TEST_CASE(one_that_cannot_be_started) {
  HostWorld world(script_host::HostOptions{.limits = {}, .program = "/nothing/here"});
  const auto last = last_of(world.start("r", "return 1"));
  BOOST_TEST(last.starts_with("verdict: no_host: "), last);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace azwf::tests
