// A clock that stands still until a test moves it.
#pragma once

#include <atomic>

#include "engine/base/clock.hpp"

namespace azwf::tests {

class ManualClock : public Clock {
 public:
  Timestamp now() override { return {wall_us}; }
  std::chrono::microseconds monotonic() override { return std::chrono::microseconds(since_us); }
  void advance(std::chrono::microseconds time) {
    wall_us += time.count();
    since_us += time.count();
  }

  std::atomic<std::int64_t> wall_us = 1'760'000'000'000'000;  // 2025-10-09T08:53:20Z
  std::atomic<std::int64_t> since_us = 0;
};

}  // namespace azwf::tests
