// The other engine is a test case of this program that is not run otherwise.
#include "tests/operations/other_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <cstdlib>

#include "tests/operations/fixture.hpp"

namespace azwf::tests {

namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const auto& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

OtherProcess::OtherProcess(const std::vector<std::string>& argv,
                           const std::vector<std::string>& environment) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  const int error = posix_spawn(&pid_, argv[0].c_str(), &actions, &attributes,
                                pointers(argv).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  BOOST_REQUIRE(error == 0);
}

void OtherProcess::signal(int number) const { ::kill(pid_, number); }

void OtherProcess::kill() {
  if (pid_ == 0) return;
  signal(SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

OtherEngine::OtherEngine(const std::filesystem::path& home, const std::string& script)
    : OtherProcess({"/proc/self/exe", "--run_test=other_engine/performs_until_killed"},
                   {"AZWF_TEST_HOME=" + home.string(), "AZWF_TEST_SCRIPT=" + script}) {}

BOOST_AUTO_TEST_SUITE(other_engine, *boost::unit_test::disabled())

BOOST_AUTO_TEST_CASE(performs_until_killed) {
  Workshop workshop(std::filesystem::path(std::getenv("AZWF_TEST_HOME")));
  const auto step = workshop.begin("process.shell", script(std::getenv("AZWF_TEST_SCRIPT")));
  for (;;) pause();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace azwf::tests
