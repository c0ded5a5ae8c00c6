// One overload per event, no default branch.
#include "engine/trigger/installed_workflow.hpp"

#include <algorithm>

#include <array>

#include "engine/run/field_codec.hpp"

namespace azwf {
namespace {

constexpr std::array<std::string_view, 4> statuses{"enabled", "disabled", "stopped", "uninstalled"};

struct Evolve {
  InstalledWorkflow& workflow;
  Timestamp time;
  Position position;

  // One that somebody disabled stays so, whatever is installed.
  void operator()(const WorkflowInstalled& event) const {
    workflow.as = event;
    workflow.window_starts = 0;
    turn(workflow.status == WorkflowStatus::disabled ? WorkflowStatus::disabled
                                                     : WorkflowStatus::enabled);
  }
  void operator()(const WorkflowUninstalled&) const { turn(WorkflowStatus::uninstalled); }
  void operator()(const WorkflowEnabled&) const {
    workflow.window_starts = 0;
    turn(WorkflowStatus::enabled);
  }
  void operator()(const WorkflowDisabled&) const { turn(WorkflowStatus::disabled); }
  void operator()(const TriggerStopped& event) const {
    turn(WorkflowStatus::stopped);
    workflow.stopped_because = event.reason;
  }
  void operator()(const TriggerRefused&) const {}

 private:
  void turn(WorkflowStatus status) const {
    const bool is_enabled = status == WorkflowStatus::enabled;
    if (is_enabled) workflow.since = position;
    auto& from = workflow.starts_nothing_from;
    from = is_enabled ? Position{} : from == Position{} ? position : std::min(from, position);
    workflow.status = status;
    workflow.stopped_because.clear();
    workflow.changed_at = time;
  }
};

}  // namespace

std::string_view to_text(WorkflowStatus status) {
  return statuses.at(static_cast<std::size_t>(status));
}

void evolve(InstalledWorkflow& workflow, const WorkflowEvent& event, Timestamp time,
            Position position) {
  workflow.revision = position;
  std::visit(Evolve{workflow, time, position}, event);
}

const EventTrigger* first_met(const InstalledWorkflow& workflow, const EventSeen& event) {
  const auto& triggers = workflow.as.triggers;
  const auto met = std::ranges::find_if(
      triggers, [&](const EventTrigger& each) { return mismatch(each, event).empty(); });
  return met == triggers.end() ? nullptr : &*met;
}

std::uint32_t count_start(InstalledWorkflow& workflow, Timestamp time) {
  const auto age_us = time.us - workflow.window_began.us;
  const bool is_over = age_us < 0 || age_us >= Limits::trigger_rate_window_ms * 1'000;
  if (workflow.window_starts == 0 || is_over) {
    workflow.window_began = time;
    workflow.window_starts = 0;
  }
  return ++workflow.window_starts;
}

std::string pack_workflow(const InstalledWorkflow& workflow) {
  std::string bytes;
  Packer packer(bytes);
  packer.array(11).string(workflow.name).integer(static_cast<std::int64_t>(workflow.status));
  packer.integer(static_cast<std::int64_t>(workflow.revision.value));
  packer.integer(static_cast<std::int64_t>(workflow.since.value));
  packer.integer(workflow.changed_at.us).string(workflow.stopped_because);
  packer.integer(static_cast<std::int64_t>(workflow.starts_nothing_from.value));
  packer.integer(workflow.window_began.us).integer(workflow.window_starts);
  packer.integer(static_cast<std::int64_t>(workflow.waiting));
  field_codec::write_fields(packer, workflow.as);
  return bytes;
}

Result<InstalledWorkflow> unpack_workflow(std::string_view bytes) {
  InstalledWorkflow workflow;
  Unpacker unpacker(bytes);
  TRY(unpacker.array());
  workflow.name = TRY(unpacker.string());
  workflow.status = static_cast<WorkflowStatus>(TRY(unpacker.integer()));
  workflow.revision.value = static_cast<std::uint64_t>(TRY(unpacker.integer()));
  workflow.since.value = static_cast<std::uint64_t>(TRY(unpacker.integer()));
  workflow.changed_at.us = TRY(unpacker.integer());
  workflow.stopped_because = TRY(unpacker.string());
  workflow.starts_nothing_from.value = static_cast<std::uint64_t>(TRY(unpacker.integer()));
  workflow.window_began.us = TRY(unpacker.integer());
  workflow.window_starts = static_cast<std::uint32_t>(TRY(unpacker.integer()));
  TRY_VOID(field_codec::read(unpacker, workflow.waiting));
  TRY_VOID(field_codec::read_fields(unpacker, workflow.as));
  return workflow;
}

}  // namespace azwf
