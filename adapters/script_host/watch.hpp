// Whether a host is taking too long, by the engine's clock: its page only tells what it is at.
#pragma once

#include "adapters/script_host/host_link.hpp"

namespace azwf::script_host {

enum class Finding {
  in_time,
  slow,         // others should not wait for the request begun
  over_budget,  // the delivery begun takes longer than a script may
  stuck,        // nothing was begun, it could not work, or what its page says cannot be
};

class Watch {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Watch(const Limits& limits)
      : slow_(limits.script_slow_ms), wall_(limits.script_wall_ms_max) {}

  // To be asked every now and then; it knows what it saw the time before.
  Finding look(const HostLink& link, Time now);

 private:
  void note(const HostLink& link, Time now);

  std::chrono::milliseconds slow_;
  std::chrono::milliseconds wall_;
  std::uint64_t begun_ = 0;
  std::uint64_t deliveries_ = 0;
  std::uint64_t answered_ = 0;
  bool was_idle_ = true;
  Time begun_at_;                                    // since when it has been at the same request
  Time progressed_;                                  // since when its page has said the same
  std::optional<std::chrono::microseconds> worked_;  // by the processor, soon after that
  Time answered_at_;
};

}  // namespace azwf::script_host
