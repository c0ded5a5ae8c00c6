// Who has a name has a kind of its own; of those without, whoever comes when a reason has as many
// as may be is told without more, so that strangers hide nobody.
#include "adapters/zeromq/refusals.hpp"

#include <algorithm>

namespace azwf::zeromq {
namespace {

constexpr int forgotten_after = 60;  // times that it could have been told

}  // namespace

void Refusals::note(Refusal refusal) {
  const std::lock_guard lock(mutex_);
  auto kind = std::pair(refusal.reason, refusal.name.empty() ? refusal.key : refusal.name);
  if (refusal.name.empty() && !kinds_.contains(kind) && is_full(refusal.reason)) {
    kind.second.clear();
    refusal = {.reason = std::move(refusal.reason), .name = {}, .key = {}, .address = {}};
  }
  auto& known = kinds_[std::move(kind)];
  known.last = std::move(refusal);
  ++known.untold;
}

bool Refusals::is_full(const std::string& reason) const {
  const auto count = std::ranges::count_if(kinds_, [&](const auto& entry) {
    return entry.first.first == reason && entry.second.last.name.empty();
  });
  return static_cast<std::size_t>(count) >= limits_.bus_refusal_kinds_max;
}

std::vector<Refusal> Refusals::due(Time now) {
  const std::lock_guard lock(mutex_);
  std::vector<Refusal> due;
  const std::chrono::milliseconds apart(limits_.bus_refusals_told_ms);
  for (auto each = kinds_.begin(); each != kinds_.end();) {
    auto& kind = each->second;
    if (kind.untold == 0 && kind.told && now - *kind.told >= forgotten_after * apart) {
      each = kinds_.erase(each);
    } else if (kind.untold == 0 || (kind.told && now - *kind.told < apart)) {
      ++each;
    } else {
      kind.last.count = std::exchange(kind.untold, 0);
      kind.told = now;
      due.push_back(kind.last);
      ++each;
    }
  }
  return due;
}

}  // namespace azwf::zeromq
