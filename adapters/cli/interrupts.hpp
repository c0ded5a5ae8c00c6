// Ctrl-C and its relatives: the first one asks for an orderly end, the second ends the process at
// once. Without anybody to ask, the first one ends it.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace azwf::cli {

// Make it before any other thread: threads inherit that these signals are not theirs. One at a
// time.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // Called with the number of the interruption (1, 2), in a thread of its own. Empty: nobody.
  void ask(std::function<void(int)> handler);
  [[nodiscard]] bool happened() const { return count_ > 0; }

 private:
  void wait();
  void interrupted();

  std::mutex mutex_;
  std::function<void(int)> handler_;
  std::atomic<int> count_{0};
  std::atomic<bool> closing_{false};
  std::thread thread_;  // last: it uses all above
};

}  // namespace azwf::cli
