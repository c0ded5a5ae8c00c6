// Of those that have waited longest, the one with the shortest history goes first.
#include "engine/runtime/idle_runs.hpp"

#include <algorithm>

namespace azwf {
namespace {

constexpr std::ptrdiff_t compared = 8;

}  // namespace

std::optional<RunId> IdleRuns::add(const RunId& run, std::size_t events) {
  remove(run);
  known_[run] = entries_.insert(entries_.end(), {run, events});
  if (entries_.size() <= kept_max_) return std::nullopt;
  const auto count = std::min<std::ptrdiff_t>(compared, std::ssize(entries_) - 1);
  const auto cheapest = std::min_element(
      entries_.begin(), std::next(entries_.begin(), std::max<std::ptrdiff_t>(count, 1)),
      [](auto& one, auto& other) { return one.second < other.second; });
  return cheapest->first;
}

void IdleRuns::remove(const RunId& run) {
  const auto node = known_.extract(run);
  if (!node.empty()) entries_.erase(node.mapped());
}

}  // namespace azwf
