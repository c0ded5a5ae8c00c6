// The waits of runs for events of the log, with the position from which on they wait.
#pragma once

#include <vector>

#include "engine/view/view.hpp"

namespace azwf {

struct AwaitedEvent {
  RunId run;
  StepId wait;
  Position since;  // events after it are looked for
  std::string type;
  std::string subject;  // empty: any
  Packed where;         // a map of fields of the event's data and their values
};

void evolve_awaited_events(const RunChange& change, ViewBatch& batch);

Result<std::vector<AwaitedEvent>> awaited_events(ViewStore& views);

// Whether the event is what the wait asks for, wherever it stands.
bool is_awaited(const AwaitedEvent& wait, std::string_view type, std::string_view subject,
                const Packed& data);

}  // namespace azwf
