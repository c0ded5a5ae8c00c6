// Looking before sleeping: what is often only microseconds away costs less to look for a few times
// than a thread costs to put to sleep and wake.
#pragma once

#include <chrono>
#include <thread>

namespace azwf {

constexpr std::chrono::microseconds look_briefly_max{200};

// True once `has_come` says so, false when it did not for `look_briefly_max`. Others are let run in
// between. Threads: any; `has_come` must be safe to ask without a lock.
template <class HasCome> bool look_briefly(HasCome has_come) {
  const auto until = std::chrono::steady_clock::now() + look_briefly_max;
  while (!has_come()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace azwf
