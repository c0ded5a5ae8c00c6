// Field names are promises: scripts read them.
#include "adapters/cli/documents.hpp"

#include <algorithm>

#include "adapters/cli/record.hpp"
#include "adapters/cli/trigger_text.hpp"
#include "engine/base/digest.hpp"

namespace azwf::cli {
namespace {

Record document(const RunSummary& summary) {
  return Record()
      .text("run", summary.run.text)
      .text("workflow", summary.workflow)
      .text("status", to_text(summary.status))
      .timestamp("started_at", summary.started_at)
      .timestamp("ended_at", summary.ended_at)
      .optional_text("error_code", summary.error_code)
      .text("program", to_hex(summary.program));
}

Packed position_or_nil(Position position) {
  if (position == Position{}) return {};
  return packed_integer(static_cast<std::int64_t>(position.value));
}

Record document(const InstalledWorkflow& workflow) {
  return Record()
      .text("workflow", workflow.name)
      .text("status", to_text(workflow.status))
      .optional_text("stopped_because", workflow.stopped_because)
      .value("starts_nothing_from", position_or_nil(workflow.starts_nothing_from))
      .timestamp("changed_at", workflow.changed_at)
      .integer("position", workflow.revision.value)
      .integer("waiting", workflow.waiting)
      .text("program", workflow.as.program)
      .text("folder", workflow.as.folder)
      .value("triggers", triggers_document(workflow.as.triggers));
}

}  // namespace

Packed runs_document(const std::vector<RunSummary>& runs) {
  List list;
  for (const auto& summary : runs) list.add(document(summary));
  return Record().value("runs", list.pack()).pack();
}

Result<std::vector<InstalledWorkflow>> workflows_under_triggers(ViewStore& views) {
  auto workflows = TRY(installed_workflows(views));
  std::erase_if(workflows, [](const InstalledWorkflow& workflow) {
    return workflow.status == WorkflowStatus::uninstalled;
  });
  return workflows;
}

Packed workflows_document(const std::vector<InstalledWorkflow>& workflows) {
  List list;
  for (const auto& workflow : workflows) list.add(document(workflow));
  return Record().value("workflows", list.pack()).pack();
}

}  // namespace azwf::cli
