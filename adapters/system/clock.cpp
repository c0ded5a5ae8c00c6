// Asks the kernel; both clocks in whole microseconds, rounded down.
#include "adapters/system/clock.hpp"

#include <ctime>

namespace azwf {
namespace {

std::int64_t read_us(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1'000;
}

}  // namespace

Timestamp SystemClock::now() { return Timestamp{read_us(CLOCK_REALTIME)}; }

std::chrono::microseconds SystemClock::monotonic() {
  return std::chrono::microseconds(read_us(CLOCK_MONOTONIC));
}

}  // namespace azwf
