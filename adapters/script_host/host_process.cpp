// Exec'd rather than forked: a host has nothing of the engine's memory, files or environment.
#include "adapters/script_host/host_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>

#include "adapters/script_host/last_words.hpp"
#include "adapters/script_host/script_host_main.hpp"

namespace azwf::script_host {
namespace {

constexpr int last_words_ms = 50;
constexpr std::chrono::seconds processor_time_ahead(30);
constexpr int high_enough = 10;  // above the numbers that a host is born with

// Descriptors whose numbers no host is born with: moving one there cannot close another.
FileDescriptor out_of_the_way(const FileDescriptor& file) {
  return FileDescriptor(fcntl(file.get(), F_DUPFD_CLOEXEC, high_enough));
}

class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigemptyset(&none);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    // A session of its own: a terminal's Ctrl-C is not for it.
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  void give(const FileDescriptor& file, int number) {
    posix_spawn_file_actions_adddup2(&actions_, file.get(), number);
  }
  int spawn(const std::string& program, pid_t& pid) {
    for (int number = 0; number < host_socket; ++number) {
      posix_spawn_file_actions_addclose(&actions_, number);
    }
    posix_spawn_file_actions_addclosefrom_np(&actions_, host_page + 1);
    std::string name = "azwf";
    std::string command(script_host_command);
    const std::array<char*, 3> argv{name.data(), command.data(), nullptr};
    const std::array<char*, 1> environment{nullptr};
    return posix_spawn(&pid, program.c_str(), &actions_, &attributes_, argv.data(),
                       environment.data());
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

}  // namespace

Result<HostProcess> HostProcess::start(const std::string& program) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return system_failure("start_failed", "cannot make a socket pair");
  }
  HostProcess host;
  host.socket_ = FileDescriptor(ends[0]);
  const FileDescriptor theirs(ends[1]);
  const auto file = TRY(make_page_file());
  host.page_ = TRY(PageMapping::map(file, PROT_READ));
  const auto socket = out_of_the_way(theirs);
  const auto page = out_of_the_way(file);
  SpawnPlan plan;
  plan.give(socket, host_socket);
  plan.give(page, host_page);
  if (const int error = plan.spawn(program, host.pid_); error != 0) {
    host.pid_ = 0;
    return system_failure("start_failed", "cannot start a script host, " + program, error);
  }
  host.born_ = std::chrono::steady_clock::now();
  return host;
}

HostProcess::HostProcess(HostProcess&& other) noexcept
    : socket_(std::move(other.socket_)),
      page_(std::move(other.page_)),
      pid_(std::exchange(other.pid_, 0)),
      born_(other.born_) {}

HostProcess::~HostProcess() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void HostProcess::end() {
  if (pid_ == 0) return;
  kill(pid_, end_yourself);
  pollfd gone{socket_.get(), 0, 0};
  poll(&gone, 1, last_words_ms);
  kill(pid_, SIGKILL);
  waitpid(std::exchange(pid_, 0), nullptr, 0);
}

void HostProcess::allow_processor_time() {
  const auto lived = std::chrono::steady_clock::now() - born_;
  const auto allowed = std::chrono::ceil<std::chrono::seconds>(lived) + processor_time_ahead;
  const rlimit limit{static_cast<rlim_t>(allowed.count()), RLIM_INFINITY};
  prlimit(pid_, RLIMIT_CPU, &limit, nullptr);
}

}  // namespace azwf::script_host
