// The waits of runs for events of the log, with the position from which on they wait.
#pragma once

#include <vector>

#include "engine/view/view.hpp"

namespace azwf {

struct AwaitedEvent {
  RunId run;
  StepId wait;
  Position since;       // where the wait stands; events after it are looked for
  Ordinal ordinal = 0;  // of the wait in its run: what the same commit holds after it counts, too
  std::string type;
  std::string subject;  // empty: any
  Packed where;         // a map of fields of the event's data and their values
};

void evolve_awaited_events(const RunChange& change, ViewBatch& batch);

Result<std::vector<AwaitedEvent>> awaited_events(ViewStore& views);

// Whether what stands there came after the wait began.
bool is_after(const AwaitedEvent& wait, Position position, Ordinal ordinal);
// Whether the event is what the wait asks for, wherever it stands.
bool is_awaited(const AwaitedEvent& wait, std::string_view type, std::string_view subject,
                const Packed& data);

}  // namespace azwf
