// The killing side's view of a holder: spawn, listen, kill.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/crash/load.hpp"
#include "tests/crash/step_processes.hpp"

extern char** environ;

namespace azwf::tests {
namespace {

std::vector<std::string> environment_of(const LoadFiles& files, std::uint64_t seed,
                                        std::size_t runs) {
  std::vector<std::string> all;
  for (char** each = environ; *each != nullptr; ++each) {
    if (std::string_view(*each).starts_with("AZWF_SHARD=")) continue;
    all.emplace_back(*each);
  }
  all.push_back("AZWF_LOAD_HOME=" + files.home.string());
  all.push_back("AZWF_LOAD_EFFECTS=" + files.effects.string());
  all.push_back("AZWF_LOAD_MOMENT=" + files.moment.string());
  all.push_back("AZWF_LOAD_SEED=" + std::to_string(seed));
  all.push_back("AZWF_LOAD_RUNS=" + std::to_string(runs));
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

std::string run_name(std::uint64_t seed, std::size_t number) {
  return "load-" + std::to_string(seed) + "-" + std::to_string(number);
}

Holder::Holder(const LoadFiles& files, std::uint64_t seed, std::size_t runs) {
  int ends[2];
  BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  pipe_ = ends[0];
  std::ofstream(files.moment) << static_cast<char>(Moment::starting);
  auto environment = environment_of(files, seed, runs);
  std::vector<std::string> words{"/proc/self/exe", "--run_test=load/holder", "--report_level=no",
                                 "--color_output=no"};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 3);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  const int error = ::posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr,
                                  pointers_to(words).data(), pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  BOOST_REQUIRE(error == 0);
}

Holder::~Holder() {
  if (pid_ > 0) kill();
  ::close(pipe_);
}

bool Holder::listen(int ms) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::milliseconds(ms);
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return true;
    pollfd watched{pipe_, POLLIN, 0};
    if (::poll(&watched, 1, static_cast<int>(left.count())) <= 0) return true;
    char bytes[65536];
    const auto count = ::read(pipe_, bytes, sizeof bytes);
    if (count <= 0) return false;
    unread_.append(bytes, static_cast<std::size_t>(count));
    take_lines();
  }
}

// What stands in the pipe was told before the kill: it is acknowledged.
void Holder::kill() {
  ::kill(pid_, SIGKILL);
  while (listen(10'000)) {
  }
  wait();
}

// Halted meanwhile, so that it sees none of them end.
void Holder::kill_with_supervisors() {
  ::kill(pid_, SIGSTOP);
  int status = 0;
  ::waitpid(pid_, &status, WUNTRACED);
  BOOST_REQUIRE(WIFSTOPPED(status));
  kill_supervisors_of(pid_);
  kill();
}

int Holder::wait() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void Holder::take_lines() {
  std::size_t start = 0;
  for (auto end = unread_.find('\n'); end != unread_.npos; end = unread_.find('\n', start)) {
    std::istringstream line(unread_.substr(start, end - start));
    Acknowledged event;
    line >> event.position >> event.run >> event.ordinal >> event.type;
    acknowledged_.push_back(std::move(event));
    start = end + 1;
  }
  unread_.erase(0, start);
}

Moment moment_of(const LoadFiles& files) {
  return static_cast<Moment>(std::ifstream(files.moment).get());
}

bool has_recovered(Moment moment) {
  return moment == Moment::appending || moment == Moment::telling || moment == Moment::turning;
}

}  // namespace azwf::tests
