// Pauses of this program (pause_ms) as steps of a test: while one lives, a pause does what the test
// says and takes no time.
#pragma once

#include <functional>

namespace azwf::tests {

// For the thread that makes it, one at a time.
class Pauses {
 public:
  // `step` is told the number of the pause, from 1 on.
  explicit Pauses(std::function<void(int)> step = [](int) {});
  ~Pauses();
  Pauses(const Pauses&) = delete;
  Pauses& operator=(const Pauses&) = delete;

  [[nodiscard]] int count() const { return count_; }

  // For the system call.
  void pause() { step_(++count_); }

 private:
  std::function<void(int)> step_;
  int count_ = 0;
};

}  // namespace azwf::tests
