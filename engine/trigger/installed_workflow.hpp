// A workflow under its triggers, folded from the stream workflow/<name>, and the starts that events
// ask for. Pure: the same events give the same state.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/trigger/workflow_event.hpp"

namespace azwf {

// `stopped`: by a bound.
enum class WorkflowStatus { enabled, disabled, stopped, uninstalled };
std::string_view to_text(WorkflowStatus status);

struct InstalledWorkflow {
  std::string name;
  WorkflowStatus status = WorkflowStatus::uninstalled;
  Position revision;     // of its stream
  Position since;        // where it was installed, or enabled again
  Timestamp changed_at;  // when its status or its program changed
  WorkflowInstalled as;
  std::string stopped_because;  // the bound that was met
  // While it is not enabled: events from there on may have started nothing. 0: it is enabled.
  Position starts_nothing_from;
  // How many starts events asked for within the time that the bound on the rate is about.
  Timestamp window_began;
  std::uint32_t window_starts = 0;
  std::uint64_t waiting = 0;  // starts that nobody has made yet

  bool operator==(const InstalledWorkflow&) const = default;
};

void evolve(InstalledWorkflow& workflow, const WorkflowEvent& event, Timestamp time,
            Position position);

// The first of its triggers that the event meets; null: it meets none.
const EventTrigger* first_met(const InstalledWorkflow& workflow, const EventSeen& event);

// Counts one more start that an event of this time asks for; gives how many there were.
std::uint32_t count_start(InstalledWorkflow& workflow, Timestamp time);

std::string pack_workflow(const InstalledWorkflow& workflow);
Result<InstalledWorkflow> unpack_workflow(std::string_view bytes);

}  // namespace azwf
