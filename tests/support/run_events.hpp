// All events of a run at once.
#pragma once

#include <vector>

#include "engine/event/event_log.hpp"
#include "engine/run/run_event.hpp"

namespace azwf::tests {

// Error{not_found} when there are none.
Result<std::vector<RecordedEvent>> read_run(EventLog& log, const RunId& run);

}  // namespace azwf::tests
