// Looking before sleeping, as engine/base/look_briefly does, where others may want the processor:
// who yields to them waits for their whole turn, who sleeps is woken at once.
#pragma once

#include <chrono>
#include <thread>

namespace azwf::script_host {

class Look {
 public:
  // Returns once `has_come` says so, or when it did not for a while.
  template <class HasCome> void briefly(HasCome has_come) {
    if (has_come() || (passed_over_ > 0 && passed_over_-- > 0)) return;
    auto before = std::chrono::steady_clock::now();
    const auto until = before + at_most;
    while (before < until) {
      std::this_thread::yield();
      if (has_come()) return;
      const auto now = std::chrono::steady_clock::now();
      if (now - before > others_turn) {
        passed_over_ = pass_over;
        return;
      }
      before = now;
    }
  }

 private:
  static constexpr std::chrono::microseconds at_most{600};
  static constexpr std::chrono::microseconds others_turn{500};
  static constexpr int pass_over = 100;
  int passed_over_ = 0;  // how often to sleep without looking
};

}  // namespace azwf::script_host
