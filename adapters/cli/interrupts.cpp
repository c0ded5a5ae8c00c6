// One thread takes the signals; all others have them blocked, so no handler runs anywhere.
#include "adapters/cli/interrupts.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <utility>

#include "adapters/cli/exit_status.hpp"

namespace azwf::cli {
namespace {

constexpr int closing_signal = SIGUSR2;

sigset_t watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, closing_signal}) {
    sigaddset(&signals, signal);
  }
  return signals;
}

// As SIGTSTP does to a process that does not watch for it; returns when the process goes on.
void stop_process() {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  pthread_kill(pthread_self(), SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, nullptr);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
}

}  // namespace

Interrupts::Interrupts() {
  const auto signals = watched_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  thread_ = std::thread([this] { wait(); });
}

Interrupts::~Interrupts() {
  closing_ = true;
  pthread_kill(thread_.native_handle(), closing_signal);
  thread_.join();
}

void Interrupts::ask(std::function<void(int)> handler) {
  const std::lock_guard lock(mutex_);
  handler_ = std::move(handler);
}

void Interrupts::ask_at_stop(std::function<void()> handler) {
  const std::lock_guard lock(mutex_);
  stop_handler_ = std::move(handler);
}

void Interrupts::on_hangup(std::function<void()> handler) {
  const std::lock_guard lock(mutex_);
  on_hangup_ = std::move(handler);
}

bool Interrupts::heeds_hangup() {
  const std::lock_guard lock(mutex_);
  if (on_hangup_) on_hangup_();
  return static_cast<bool>(on_hangup_);
}

void Interrupts::wait() {
  const auto signals = watched_signals();
  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (closing_) return;
    if (signal == SIGHUP && heeds_hangup()) continue;
    if (signal == SIGTSTP || signal == SIGCONT) {
      tell_stop();
      if (signal == SIGTSTP) stop_process();
    } else if (signal != closing_signal) {
      interrupted();
    }
  }
}

void Interrupts::tell_stop() {
  const std::lock_guard lock(mutex_);
  if (stop_handler_) stop_handler_();
}

void Interrupts::interrupted() {
  const std::lock_guard lock(mutex_);
  const int count = ++count_;
  if (handler_) handler_(count);
  if (!handler_ || count > 1) _exit(static_cast<int>(ExitStatus::interrupted));
}

}  // namespace azwf::cli
