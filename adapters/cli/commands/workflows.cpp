// azwf workflows, uninstall, enable, disable: the workflows under triggers, and how they stand.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/documents.hpp"
#include "adapters/cli/follow.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/text.hpp"
#include "adapters/cli/trigger_text.hpp"
#include "engine/view/triggers.hpp"

namespace azwf::cli {
namespace {

using Colour = std::string (Style::*)(std::string_view) const;

Colour colour_of(WorkflowStatus status) {
  if (status == WorkflowStatus::enabled) return &Style::good;
  return status == WorkflowStatus::stopped ? &Style::bad : &Style::warning;
}

// What comes to one that is not enabled is not kept for it; the log still has it. A chain that was
// too deep would be so again.
void tell_what_passes_by(const InstalledWorkflow& workflow, Console& console) {
  if (workflow.status == WorkflowStatus::enabled) return;
  const auto& name = workflow.name;
  const auto from = std::to_string(workflow.starts_nothing_from.value);
  auto text = name + " is disabled";
  if (workflow.status == WorkflowStatus::stopped) {
    text = name + " was stopped by the bound on the " + workflow.stopped_because +
           " of starts (azwf events --stream workflow/" + name + ")";
  }
  text += ": events from position " + from + " on start nothing; azwf enable " + name +
          " lets later ones start it";
  if (workflow.stopped_because != "depth")
    text += ", and then azwf install FILE --from " + from + " those, too";
  console.note(text);
}

void print_table(Console& console, const std::vector<InstalledWorkflow>& workflows) {
  Table table({"WORKFLOW", "STATUS", "SINCE", "WAITING", "STARTED BY"});
  for (const auto& workflow : workflows) {
    const auto& triggers = workflow.as.triggers;
    table.add({{workflow.name},
               {std::string(to_text(workflow.status)), colour_of(workflow.status)},
               {short_time(workflow.changed_at)},
               {workflow.waiting == 0 ? "" : std::to_string(workflow.waiting)},
               {trigger_text(triggers.front())}});
    for (std::size_t i = 1; i < triggers.size(); ++i) {
      table.add({{""}, {""}, {""}, {""}, {trigger_text(triggers[i])}});
    }
  }
  console.print(table.text(console.out_style()));
  for (const auto& workflow : workflows) tell_what_passes_by(workflow, console);
}

Result<std::optional<InstalledWorkflow>> installed(ViewStore& views, const std::string& name) {
  for (auto& workflow : TRY(installed_workflows(views))) {
    if (workflow.name == name) return std::move(workflow);
  }
  return std::nullopt;
}

// What was asked for and is not started, or was not meanwhile.
std::string passed_by(const InstalledWorkflow& before, const InstalledWorkflow& now) {
  const auto& standing = now.status == WorkflowStatus::enabled ? before : now;
  const bool would_be_too_deep = standing.stopped_because == "depth";
  if (standing.starts_nothing_from.value == 0 || would_be_too_deep) return "";
  const auto from = std::to_string(standing.starts_nothing_from.value);
  if (now.status == WorkflowStatus::enabled) {
    return "events from position " + from +
           " on started nothing meanwhile: azwf install FILE --from " + from + " has them start it";
  }
  if (before.waiting == 0) return "";
  return count_text(before.waiting, "start") +
         " that waited will not be made; later, azwf install FILE --from " + from +
         " asks for it again";
}

Result<ExitStatus> change(const Invocation& invocation, Console& console, WorkflowChange what,
                          std::string_view done) {
  const auto session = TRY(WorkSession::open(invocation, console, {.makes_store = false}));
  Follower follower(*session, console);
  const auto name = invocation.text("NAME");
  const auto stands = [&] { return installed(session->views(), name); };
  const auto before = TRY(follower.reading(stands));
  const auto changed = TRY(follower.change({.change = what, .workflow = name, .reply = {}}));
  const auto now = TRY(follower.reading(stands));
  TRY_VOID(follower.shut_down());
  if (before && now && !changed.existed) {
    if (const auto text = passed_by(*before, *now); !text.empty()) console.note(text);
  }
  if (console.json()) {
    console.print_json(Record()
                           .text("workflow", changed.workflow)
                           .integer("position", changed.position.value)
                           .boolean("existed", changed.existed)
                           .pack());
  } else {
    console.print_line(changed.workflow + (changed.existed ? " is " : " ") + std::string(done) +
                       (changed.existed ? " already" : ""));
  }
  return ExitStatus::done;
}

}  // namespace

Result<ExitStatus> workflows_command(const Invocation& invocation, Console& console) {
  const auto session = TRY(ReadingSession::open(invocation));
  const auto workflows = TRY(workflows_under_triggers(session->views()));
  if (console.json()) {
    console.print_json(workflows_document(workflows));
  } else if (workflows.empty()) {
    console.note("no workflow is installed in " + session->address.name +
                 "; azwf install FILE does it");
  } else {
    print_table(console, workflows);
  }
  return ExitStatus::done;
}

Result<ExitStatus> uninstall_command(const Invocation& invocation, Console& console) {
  return change(invocation, console, WorkflowChange::uninstall, "uninstalled");
}

Result<ExitStatus> enable_command(const Invocation& invocation, Console& console) {
  return change(invocation, console, WorkflowChange::enable, "enabled");
}

Result<ExitStatus> disable_command(const Invocation& invocation, Console& console) {
  return change(invocation, console, WorkflowChange::disable, "disabled");
}

}  // namespace azwf::cli
