// Ordinals are counted: a stream first met in its middle is read from its beginning once.
#include "adapters/cli/event_stream.hpp"

#include "adapters/cli/text.hpp"
#include "engine/event/event_id.hpp"

namespace azwf::cli {

bool EventFilter::matches(const Event& event) const {
  return (type_glob.empty() || matches_glob(type_glob, event.type)) &&
         (subject_glob.empty() || matches_glob(subject_glob, event.subject));
}

std::string LoggedEvent::id() const { return id_of(event, stream, ordinal); }

Result<std::uint64_t> EventStream::first_ordinal(const Commit& commit) {
  const auto known = next_ordinals_.find(commit.leaf.stream);
  if (known != next_ordinals_.end()) return known->second;
  return events_before(log_, commit);
}

Result<void> EventStream::read(const std::function<bool(const LoggedEvent&)>& visit) {
  if (!past_ && filter_.from.value > 0) past_ = Position{filter_.from.value - 1};
  const auto cursor = TRY(log_.read({.stream = filter_.stream, .past = past_}));
  while (auto commit = TRY(cursor->next())) {
    auto ordinal = TRY(first_ordinal(*commit));
    past_ = commit->frame.position;
    next_ordinals_[commit->leaf.stream] = ordinal + commit->leaf.events.size();
    for (auto& event : commit->leaf.events) {
      const bool is_ours = filter_.matches(event);
      const LoggedEvent logged{commit->frame, commit->leaf.stream, ordinal++, std::move(event)};
      if (is_ours && !visit(logged)) return {};
    }
  }
  return {};
}

}  // namespace azwf::cli
