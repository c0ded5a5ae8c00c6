// In the words that scripts use.
#include "adapters/cli/trigger_text.hpp"

#include <fmt/format.h>

#include "adapters/cli/json.hpp"
#include "adapters/cli/script_file.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/time_text.hpp"

namespace azwf::cli {
namespace {

bool is_empty(const Packed& map) { return map == EventTrigger{}.where; }

std::string duration_of(std::int64_t ms) { return duration_text(ms * 1'000); }

}  // namespace

std::string trigger_text(const EventTrigger& trigger) {
  std::string text = printable(trigger.type);
  if (!trigger.subject.empty()) text += " subject " + printable(trigger.subject);
  if (!trigger.workflow.empty()) text += " of " + printable(trigger.workflow);
  if (!is_empty(trigger.where)) text += " where " + json_text(trigger.where);
  if (trigger.debounce_ms > 0) text += " debounce " + duration_of(trigger.debounce_ms);
  if (trigger.batch > 0) {
    text += fmt::format(" batch {} within {}", trigger.batch, duration_of(trigger.within_ms));
  }
  if (!is_empty(trigger.with)) text += " with " + json_text(trigger.with);
  return text;
}

Packed triggers_document(const std::vector<EventTrigger>& triggers) {
  List list;
  for (const auto& trigger : triggers) {
    list.add(Record()
                 .text("type", trigger.type)
                 .optional_text("subject", trigger.subject)
                 .optional_text("workflow", trigger.workflow)
                 .value("where", trigger.where)
                 .value("with", trigger.with)
                 .integer("debounce_ms", trigger.debounce_ms)
                 .integer("batch", trigger.batch)
                 .integer("within_ms", trigger.within_ms));
  }
  return list.pack();
}

Result<Packed> parameters_by(const EventTrigger& trigger, std::shared_ptr<const Program> program,
                             const Packed& seen, script_host::HostAtHand& host) {
  auto described =
      TRY(describe_with_values(std::move(program), parameters_from(trigger, seen), host));
  return std::move(described.params);
}

}  // namespace azwf::cli
