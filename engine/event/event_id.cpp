// Counted, not stored: a leaf names no ordinal.
#include "engine/event/event_id.hpp"

#include "engine/base/check.hpp"

namespace azwf {

std::string id_of(const Event& event, const StreamName& stream, std::uint64_t ordinal) {
  return event.id.empty() ? stream.text + "#" + std::to_string(ordinal) : event.id;
}

Result<std::uint64_t> EventCounts::before(const Commit& commit) {
  const auto known = counts_.find(commit.leaf.stream.text);
  if (known != counts_.end()) return known->second;
  auto& count = counts_[commit.leaf.stream.text];
  if (commit.leaf.previous.is_zero()) return count;
  const auto cursor = TRY(log_.read({.stream = commit.leaf.stream}));
  while (const auto earlier = TRY(cursor->next())) {
    if (earlier->frame.position >= commit.frame.position) break;
    count += earlier->leaf.events.size();
  }
  return count;
}

void EventCounts::pass(const Commit& commit) {
  const auto known = counts_.find(commit.leaf.stream.text);
  if (known != counts_.end() && !AZWF_PLANTED(57)) known->second += commit.leaf.events.size();
}

}  // namespace azwf
