// What comes from outside: which runs, facts and events are allowed, and where an event that was
// emitted before stands.
#pragma once

#include <optional>

#include "engine/base/limits.hpp"
#include "engine/event/event_log.hpp"
#include "engine/holder/holder.hpp"

namespace azwf {

// Error{invalid}: a run's id is 1 to so many of A-Z a-z 0-9 . _ - with no - in front.
Result<void> check_run_id(const RunId& run, const Limits& limits);
// Error{invalid} when a name, a folder or the parameters are none.
Result<void> check_start(const StartRun& start, const Limits& limits);
// Error{invalid} when a name, a folder or a root is none.
Result<void> check_change(const ChangeWorkflow& change, const Limits& limits);
// Error{refused} when the engine finds that out itself; Error{invalid} when a text is too large.
Result<void> check_told(const RunEvent& fact, const Limits& limits);
// Error{invalid} or {refused} when it is not for others to emit, or has no proper names.
Result<void> check_emitted(const Event& event, const Limits& limits);

// The same, and that it is for this stream: the emitter's inbox, or with a revision that of keys.
Result<void> check_emit(const EmitEvent& emit, const Limits& limits);

StreamName inbox_of(std::string_view actor);

struct InboxLook {
  std::optional<Position> found;    // where the event with that id stands
  Expected revision = NewStream{};  // of the stream when it was looked through
};

// Looks through the stream for the event, by its id. Error{refused} when the id is another event's.
Result<InboxLook> look_for(EventLog& log, const StreamName& stream, const Event& event);

}  // namespace azwf
