// Whether a host is taking too long, by the engine's clock: its page only tells what it is at.
#pragma once

#include "adapters/script_host/host_link.hpp"

namespace azwf::script_host {

enum class Finding {
  in_time,
  over_budget,  // the delivery begun takes longer than a script may
  stuck,        // nothing was begun, or what its page says cannot be
};

class Watch {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Watch(std::uint32_t wall_ms) : wall_(wall_ms) {}

  // To be asked every now and then while requests are open; it knows what it saw the time before.
  Finding look(const HostLink& link, Time now);

 private:
  std::chrono::milliseconds wall_;
  std::uint64_t begun_ = 0;
  std::uint64_t deliveries_ = 0;
  std::uint64_t answered_ = 0;
  bool was_idle_ = true;
  Time progressed_;  // since when the page says the same
  Time answered_at_;
};

}  // namespace azwf::script_host
