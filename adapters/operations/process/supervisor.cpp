// One poll loop. As a subreaper it is the parent of every orphan of its tree, so that "no child
// left" means that nothing is left, grandchildren in sessions of their own included.
#include "adapters/operations/process/supervisor.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>

#include "adapters/operations/process/program_start.hpp"
#include "engine/base/check.hpp"

namespace azwf::process {
namespace {

constexpr std::int64_t no_deadline = -1;
constexpr std::int64_t kill_again_ms_max = 1'000;

FileDescriptor watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGCHLD, SIG_DFL);
  for (const int ignored : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE}) signal(ignored, SIG_IGN);
  return FileDescriptor(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

ProcessMark mark_of(pid_t pid) {
  const auto stat = stat_of(pid);
  return stat ? stat->mark : ProcessMark{};
}

}  // namespace

Supervisor::Supervisor(Order order, FileDescriptor holder, StepFiles files)
    : order_(std::move(order)),
      holder_(std::move(holder)),
      lock_(std::move(files.lock)),
      signals_(watched_signals()),
      pump_(std::move(files.spool), {order_.output_bytes_max, order_.free_bytes_min},
            order_.tail_bytes_max) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
}

Report Supervisor::run() {
  heed_holder();  // it may be gone already: then nothing is begun
  if (phase_ == Phase::running) start_or_say_why();
  while (phase_ != Phase::gone) {
    wait_for_something();
    reap();
    if (phase_ != Phase::gone) go_on();
  }
  pump_.drain();
  pump_.report(report_);
  unlink(order_.lock_path.c_str());
  return std::move(report_);
}

void Supervisor::start_or_say_why() {
  const auto started = start();
  if (started) return;
  report_.code = started.error().code;
  report_.message = started.error().message;
  if (program_ == 0)
    phase_ = Phase::gone;
  else
    end_tree();
}

Result<void> Supervisor::start() {
  StepRecord record{machine_identity(), order_.lock_path, mark_of(getpid()), {}};
  TRY_VOID(write_record(lock_, record));
  auto program = TRY(start_program(order_));
  program_ = program.pid;
  pump_.attach(std::move(program.out), std::move(program.err));
  record.leader = mark_of(program_);
  return write_record(lock_, record);
}

void Supervisor::wait_for_something() {
  pollfd watched[] = {{holder_.get(), POLLIN, 0},
                      {signals_.get(), POLLIN, 0},
                      {pump_.out(), POLLIN, 0},
                      {pump_.err(), POLLIN, 0}};
  poll(watched, std::size(watched), time_left_ms());
  if (watched[1].revents != 0) heed_signals();
  if (watched[0].revents != 0) heed_holder();
  if (watched[2].revents != 0) pump_.pump_out();
  if (watched[3].revents != 0) pump_.pump_err();
  if (!pump_.trouble_code().empty()) end_tree();
}

void Supervisor::reap() {
  int status = 0;
  pid_t ended = 0;
  while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
    if (ended != program_) continue;
    const bool is_exit = WIFEXITED(status);
    report_.end = is_exit ? Report::End::exited : Report::End::signalled;
    report_.number = is_exit ? WEXITSTATUS(status) : WTERMSIG(status);
    if (phase_ == Phase::running) enter(Phase::lingering, order_.linger_ms);
  }
  if (ended < 0 && errno == ECHILD) phase_ = Phase::gone;
  if (AZWF_PLANTED(40) && report_.end != Report::End::never_started) phase_ = Phase::gone;
}

// The holder sends one byte to stop; nothing more can come when it is gone.
void Supervisor::heed_holder() {
  char byte = 0;
  const auto size = recv(holder_.get(), &byte, sizeof byte, MSG_DONTWAIT);
  if (size < 0) return;
  if (size == 0) holder_.close();
  if (size == 0 && AZWF_PLANTED(41)) return;
  stop();
}

void Supervisor::heed_signals() {
  signalfd_siginfo info{};
  while (read(signals_.get(), &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGTERM) stop();
  }
}

void Supervisor::stop() {
  reap();  // a program that has ended by itself by now was not stopped
  if (report_.end == Report::End::never_started) report_.stopped = true;
  if (phase_ != Phase::gone) end_tree();
}

void Supervisor::end_tree() {
  if (phase_ != Phase::running && phase_ != Phase::lingering) return;
  for (const auto& mark : descendants_of(getpid())) {
    signal_process(mark, SIGTERM);
    signal_process(mark, SIGCONT);  // a halted process cannot end politely
  }
  enter(Phase::ending, order_.grace_ms);
}

void Supervisor::go_on() {
  if (time_left_ms() != 0) return;
  if (phase_ == Phase::lingering) return end_tree();
  for (const auto& mark : descendants_of(getpid())) signal_process(mark, SIGKILL);
  // Again and again, for it may breed; more and more seldom, for it may be beyond our rights.
  enter(Phase::killing, kill_again_ms_);
  kill_again_ms_ = std::min(2 * kill_again_ms_, kill_again_ms_max);
}

void Supervisor::enter(Phase phase, std::int64_t time_ms) {
  phase_ = phase;
  deadline_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(time_ms);
}

int Supervisor::time_left_ms() const {
  if (phase_ == Phase::running) return no_deadline;
  const auto left = deadline_ - std::chrono::steady_clock::now();
  const auto left_ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::max<std::int64_t>(left_ms, 0));
}

}  // namespace azwf::process
