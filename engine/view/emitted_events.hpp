// Where the events stand that others emitted, by their ids: an event emitted again is found without
// reading its stream.
#pragma once

#include <optional>

#include "engine/event/event_log.hpp"
#include "engine/event/view_store.hpp"

namespace azwf {

// Adds the events of a commit; those of runs and workflows are named otherwise, and not added.
void evolve_emitted_events(const Commit& commit, ViewBatch& batch);

// The last commit of a stream of emitted events, as the views have it; 0: there is none.
Result<Position> emitted_revision(ViewStore& views, const StreamName& stream);

// Where the event stands that has this one's id. Two are the same when type, subject and data are,
// too: Error{refused} when the id is another event's.
Result<std::optional<Position>> find_emitted(ViewStore& views, EventLog& log,
                                             const StreamName& stream, const Event& event);

}  // namespace azwf
