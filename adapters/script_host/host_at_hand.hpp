// A script host before there is an engine: it says what programs are, and may then work for one, so
// that no second process is started for the same command.
#pragma once

#include <memory>

#include "adapters/script_host/process_hosts.hpp"

namespace azwf::script_host {

// Threads: one.
class HostAtHand {
 public:
  // Starts it, without waiting for it.
  explicit HostAtHand(const Limits& limits);

  // Waits for the answer.
  Result<Description> describe(Describe request);
  // Leaves it to an engine, with as many more as the limits say: it is not here any more.
  std::unique_ptr<ProcessHosts> give(HostSink sink);
  [[nodiscard]] bool is_there() const { return hosts_ != nullptr; }

 private:
  const Limits limits_;
  std::unique_ptr<ProcessHosts> hosts_;
};

}  // namespace azwf::script_host
