// The log's commits, taken apart.
#include "adapters/cli/event_stream.hpp"

#include <algorithm>

#include "engine/base/glob.hpp"

namespace azwf::cli {

bool EventFilter::matches(const Event& event) const {
  const auto is_of = [&](const std::string& glob) { return matches_glob(glob, event.type); };
  return (type_globs.empty() || std::ranges::any_of(type_globs, is_of)) &&
         (subject_glob.empty() || matches_glob(subject_glob, event.subject));
}

std::string LoggedEvent::id() const { return id_of(event, stream, ordinal); }

Result<void> EventStream::read(const std::function<bool(const LoggedEvent&)>& visit) {
  if (!past_ && filter_.from.value > 0) past_ = Position{filter_.from.value - 1};
  const auto cursor = TRY(log_.read({.stream = filter_.stream, .past = past_}));
  while (auto commit = TRY(cursor->next())) {
    auto ordinal = TRY(counts_.before(*commit));
    counts_.pass(*commit);
    past_ = commit->frame.position;
    for (auto& event : commit->leaf.events) {
      const bool is_ours = filter_.matches(event);
      const LoggedEvent logged{commit->frame, commit->leaf.stream, ordinal++, std::move(event)};
      if (is_ours && !visit(logged)) return {};
    }
  }
  return {};
}

}  // namespace azwf::cli
