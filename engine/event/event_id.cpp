// Counted, not stored: a leaf names no ordinal.
#include "engine/event/event_id.hpp"

namespace azwf {

std::string id_of(const Event& event, const StreamName& stream, std::uint64_t ordinal) {
  return event.id.empty() ? stream.text + "#" + std::to_string(ordinal) : event.id;
}

Result<std::uint64_t> events_before(EventLog& log, const Commit& commit) {
  std::uint64_t count = 0;
  if (commit.leaf.previous.is_zero()) return count;
  const auto cursor = TRY(log.read({.stream = commit.leaf.stream}));
  while (const auto earlier = TRY(cursor->next())) {
    if (earlier->frame.position >= commit.frame.position) break;
    count += earlier->leaf.events.size();
  }
  return count;
}

}  // namespace azwf
