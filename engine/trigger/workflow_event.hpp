// The events of the stream workflow/<name>: that the workflow stands under its triggers, and what
// became of events that asked for it and did not start it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/event/event.hpp"
#include "engine/event/leaf.hpp"
#include "engine/trigger/event_trigger.hpp"

namespace azwf {

struct WorkflowInstalled {
  static constexpr std::string_view type = "workflow.installed";
  std::string folder;      // where its runs begin
  std::uint64_t from = 0;  // events count from this position on; 0: from here on
  std::string program;     // its digest, hexadecimal
  std::vector<std::string> roots;
  std::vector<EventTrigger> triggers;
  static void fields(auto& self, auto&& visit) {
    visit("folder", self.folder);
    visit("from", self.from);
    visit("program", self.program);
    visit("roots", self.roots);
    visit("triggers", self.triggers);
  }
  bool operator==(const WorkflowInstalled&) const = default;
};

struct WorkflowUninstalled {
  static constexpr std::string_view type = "workflow.uninstalled";
  static void fields(auto&, auto&&) {}
};

struct WorkflowEnabled {
  static constexpr std::string_view type = "workflow.enabled";
  static void fields(auto&, auto&&) {}
};

struct WorkflowDisabled {
  static constexpr std::string_view type = "workflow.disabled";
  static void fields(auto&, auto&&) {}
};

// A bound was met: nothing starts the workflow any more until somebody enables it.
struct TriggerStopped {
  static constexpr std::string_view type = "trigger.stopped";
  std::string event;        // the id of the one that would have started it
  std::uint64_t limit = 0;  // what is allowed of it
  std::string reason;       // "depth", "rate" or "backlog"
  static void fields(auto& self, auto&& visit) {
    visit("event", self.event);
    visit("limit", self.limit);
    visit("reason", self.reason);
  }
};

// These events were to start a run, and cannot.
struct TriggerRefused {
  static constexpr std::string_view type = "trigger.refused";
  std::string code;
  std::vector<std::string> events;  // their ids
  std::string message;
  static void fields(auto& self, auto&& visit) {
    visit("code", self.code);
    visit("events", self.events);
    visit("message", self.message);
  }
};

using WorkflowEvent = std::variant<WorkflowInstalled, WorkflowUninstalled, WorkflowEnabled,
                                   WorkflowDisabled, TriggerStopped, TriggerRefused>;

StreamName workflow_stream(std::string_view workflow);
// The workflow whose stream it is; nothing when it is another kind of stream.
std::optional<std::string> workflow_of(const StreamName& stream);

Event encode_workflow_event(const WorkflowEvent& event);
// Nothing when the type is none of these. Error{damaged}.
Result<std::optional<WorkflowEvent>> decode_workflow_event(const Event& event);

}  // namespace azwf
