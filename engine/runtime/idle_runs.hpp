// Which runs in memory only wait, so that not too many of them are kept: they can be folded and
// rebuilt from the log at any time.
#pragma once

#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

#include "engine/base/strong.hpp"

namespace azwf {

// Threads: the loop's.
class IdleRuns {
 public:
  explicit IdleRuns(std::size_t kept_max) : kept_max_(kept_max) {}

  // The run waits, from now on. Gives the one to forget in its place, when there are too many.
  // `events` is the length of its history: what it costs to have it back.
  std::optional<RunId> add(const RunId& run, std::size_t events);
  void remove(const RunId& run);

 private:
  using Entries = std::list<std::pair<RunId, std::size_t>>;

  const std::size_t kept_max_;
  Entries entries_;  // the one that has waited longest first
  std::unordered_map<RunId, Entries::iterator> known_;
};

}  // namespace azwf
