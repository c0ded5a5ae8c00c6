// Refusals on their way to be told: each kind at once, and then once in a while with how many there
// were. Whoever is refused again and again costs no more than that.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/access/refusal.hpp"
#include "engine/base/limits.hpp"

namespace azwf::zeromq {

// Threads: any.
class Refusals {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Refusals(const Limits& limits) : limits_(limits) {}

  void note(Refusal refusal);
  // Those to be told now.
  std::vector<Refusal> due(Time now);

 private:
  struct Kind {
    Refusal last;
    std::uint64_t untold = 0;
    std::optional<Time> told;
  };

  [[nodiscard]] bool is_full(const std::string& reason) const;

  const Limits& limits_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Kind> kinds_;  // by reason, and name or key
};

}  // namespace azwf::zeromq
