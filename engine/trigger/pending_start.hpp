// A run that events ask for and that is not there yet: kept until its start, or a refusal, is in
// the log.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/event/leaf.hpp"
#include "engine/trigger/event_trigger.hpp"
#include "engine/trigger/installed_workflow.hpp"

namespace azwf {

struct EventRef {
  Position position;
  std::uint32_t index = 0;  // in its commit
  std::string id;

  bool operator==(const EventRef&) const = default;
};

struct PendingStart {
  std::string workflow;
  std::string program;  // as it was installed when the first event came
  std::string folder;
  std::vector<std::string> roots;
  EventTrigger trigger;
  std::vector<EventRef> events;    // never empty; the last one names the run
  std::uint64_t events_bytes = 0;  // of their data
  Timestamp due;                   // when it may start
  bool is_full = false;            // no further event joins
  std::uint32_t depth = 1;         // the run's
  std::string correlation;
  std::uint32_t start_in_window = 1;  // how many starts the window has with this one
  bool is_over_backlog = false;       // one more than may wait

  bool operator==(const PendingStart&) const = default;
};

// The run that an event starts of a workflow: always the same one.
RunId run_started_by(std::string_view event_id, std::string_view workflow);
// Whether it is named so.
bool is_started_by_events(const RunId& run);
inline RunId run_of(const PendingStart& start) {
  return run_started_by(start.events.back().id, start.workflow);
}

// Pending starts by workflow and by where their first event stands.
struct StartKey {
  std::string workflow;
  Position position;
  std::uint32_t index = 0;

  auto operator<=>(const StartKey&) const = default;
};
using PendingStarts = std::map<StartKey, PendingStart>;

// An event that meets all conditions of a trigger.
struct Arrival {
  EventRef event;
  Timestamp time;
  std::uint64_t bytes = 0;  // of its data
  std::uint32_t depth = 0;  // of the run that it is of; 0: of no chain
  std::string correlation;  // of that chain
};

// Joins the start that this trigger has open, or asks for one more. Gives what it changed; the end
// when more wait already than may. Whether a start is still open is told by the events' times: the
// same log gives the same starts, whenever it is read.
PendingStarts::iterator ask_to_start(PendingStarts& starts, InstalledWorkflow& workflow,
                                     const EventTrigger& trigger, const Arrival& arrival);

std::string pack_start(const PendingStart& start);
Result<PendingStart> unpack_start(std::string_view workflow, std::string_view bytes);

}  // namespace azwf
