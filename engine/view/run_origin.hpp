// How a run came to be, as its first event says: what all its events have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/event/event_log.hpp"
#include "engine/run/run_event.hpp"

namespace azwf {

struct RunOrigin {
  std::string workflow;
  std::uint32_t depth = 0;  // in its chain of runs that events started; 0: in none
  std::string correlation;  // of that chain
};

// Of a run that is not there: as if nobody had started it.
Result<RunOrigin> origin_of(EventLog& log, const RunId& run);

// Marks an event as one that comes of the run, so that the run's chain goes on with it.
void mark_caused(const RunId& run, std::string correlation, Event& event);
// The run that an event was marked as coming of.
std::optional<RunId> cause_of(const Event& event);

}  // namespace azwf
