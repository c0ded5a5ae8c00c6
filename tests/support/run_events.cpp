// For looking at a whole run; the engine itself never holds one.
#include "tests/support/run_events.hpp"

#include "engine/run/run_reader.hpp"

namespace azwf::tests {

Result<std::vector<RecordedEvent>> read_run(EventLog& log, const RunId& run) {
  std::vector<RecordedEvent> events;
  TRY_VOID(visit_run(log, run, [&](const RecordedEvent& event) {
    events.push_back(event);
    return true;
  }));
  return events;
}

}  // namespace azwf::tests
