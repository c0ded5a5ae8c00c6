// Asks the kernel; both clocks in whole microseconds, rounded down.
#include "adapters/system/clock.hpp"

#include <ctime>

namespace azwf {
namespace {

std::int64_t read_us(clockid_t clock) {
  timespec time{};  // what it stays when there is no such clock any more
  clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1'000;
}

}  // namespace

std::chrono::microseconds processor_time_of(int pid) {
  clockid_t clock{};
  if (clock_getcpuclockid(pid, &clock) != 0) return {};
  return std::chrono::microseconds(read_us(clock));
}

Timestamp SystemClock::now() { return Timestamp{read_us(CLOCK_REALTIME)}; }

std::chrono::microseconds SystemClock::monotonic() {
  return std::chrono::microseconds(read_us(CLOCK_MONOTONIC));
}

}  // namespace azwf
