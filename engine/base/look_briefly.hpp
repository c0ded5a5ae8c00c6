// Looking before sleeping: what is often only microseconds away costs less to look for a few times
// than a thread costs to put to sleep and wake.
#pragma once

#include <thread>

namespace azwf {

constexpr int looks_max = 600;  // about 200 us where nobody else wants the processor

// Returns once `has_come` says so, or when it did not for a while. Others are let run in between.
// Threads: any; `has_come` must be safe to ask without a lock.
template <class HasCome> void look_briefly(HasCome has_come) {
  for (int looks = 0; looks < looks_max && !has_come(); ++looks) std::this_thread::yield();
}

}  // namespace azwf
