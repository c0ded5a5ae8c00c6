// Events that come from outside: which are allowed, and where one that was emitted before stands.
#pragma once

#include <optional>

#include "engine/base/limits.hpp"
#include "engine/event/event_log.hpp"

namespace azwf {

// Error{invalid} or {refused} when it is not for others to emit, or has no proper names.
Result<void> check_emitted(const Event& event, const Limits& limits);

StreamName inbox_of(std::string_view actor);

struct InboxLook {
  std::optional<Position> found;    // where the event with that id stands
  Expected revision = NewStream{};  // of the stream when it was looked through
};

// Looks through the stream for the event, by its id. Error{refused} when the id is another event's.
Result<InboxLook> look_for(EventLog& log, const StreamName& stream, const Event& event);

}  // namespace azwf
