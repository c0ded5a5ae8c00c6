// Ctrl-C and its relatives: the first one asks for an orderly end, the second ends the process at
// once. Without anybody to ask, the first one ends it.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace azwf::cli {

// Make it before any other thread that is given signals (SignalsKeptAway): threads inherit that
// these are not theirs. One at a time.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // Called with the number of the interruption (1, 2), in a thread of its own, which takes no other
  // signal before it returns: a handler waits for nobody. Empty: nobody.
  void ask(std::function<void(int)> handler);
  // Called before the process is stopped (Ctrl-Z), and when it goes on; the same thread.
  void ask_at_stop(std::function<void()> handler);
  // Called for SIGHUP, which then interrupts nothing; in that thread, too. Empty: it interrupts.
  void on_hangup(std::function<void()> handler);
  [[nodiscard]] bool happened() const { return count_ > 0; }

 private:
  void wait();
  void interrupted();
  void tell_stop();
  bool heeds_hangup();

  std::mutex mutex_;
  std::function<void(int)> handler_;
  std::function<void()> stop_handler_;
  std::function<void()> on_hangup_;
  std::atomic<int> count_{0};
  std::atomic<bool> closing_{false};
  std::thread thread_;  // last: it uses all above
};

}  // namespace azwf::cli
