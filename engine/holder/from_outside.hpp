// What comes from outside: which runs, facts and events are allowed.
#pragma once

#include "engine/base/limits.hpp"
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

// The same, and that it is for this stream: the emitter's inbox, or with a revision that of keys;
// the engine's own for that of refusals.
Result<void> check_emit(const EmitEvent& emit, const Limits& limits);

StreamName inbox_of(std::string_view actor);

}  // namespace azwf
