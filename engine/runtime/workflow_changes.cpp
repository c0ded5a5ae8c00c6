// Engine, the part that puts workflows under their triggers: what is asked for is held against how
// the workflow stands, and recorded when that changes it.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/base/digest.hpp"
#include "engine/event/append.hpp"
#include "engine/holder/from_outside.hpp"
#include "engine/runtime/engine.hpp"

namespace azwf {
namespace {

std::unexpected<Error> not_installed(const std::string& workflow) {
  return failure(ErrorKind::not_found, "workflow_not_installed",
                 "no workflow " + workflow + " is installed",
                 "azwf workflows lists those that are");
}

bool is_there(const InstalledWorkflow* workflow) {
  return workflow != nullptr && workflow->status != WorkflowStatus::uninstalled;
}

Result<void> check_name(const std::string& workflow) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  if (!workflow.empty() && workflow.size() <= 128 && std::ranges::all_of(workflow, is_plain)) {
    return {};
  }
  return failure(ErrorKind::invalid, "bad_name", "the workflow's name is none");
}

}  // namespace

// By its name alone, as it is installed now.
Result<void> Engine::start_installed(StartRun message) {
  const auto& workflows = projector_.triggers().workflows();
  const auto found = workflows.find(message.workflow);
  if (found == workflows.end() || !is_there(&found->second)) {
    message.reply(not_installed(message.workflow));
    return {};
  }
  const auto& as = found->second.as;
  auto program = programs_.get(digest_from_hex(as.program).value_or(Digest{}));
  if (!program) {
    message.reply(std::unexpected(program.error()));
    return {};
  }
  message.program = *std::move(program);
  message.cwd = as.folder;
  message.roots = as.roots;
  Describe request{.program = message.program, .arguments = {}, .values = message.params};
  const auto asked = std::make_shared<StartRun>(std::move(message));
  describe(std::move(request), [this, asked](Result<Description> description) -> Result<void> {
    if (description) {
      asked->params = std::move(description->params);
      return handle(std::move(*asked));
    }
    asked->reply(std::unexpected(description.error()));
    return {};
  });
  return {};
}

void Engine::change(ChangeWorkflow request) {
  const auto checked = check_change(request, parts_.limits);
  if (!checked) return request.reply(std::unexpected(checked.error()));
  inbox_->post(std::move(request));
}

// What a program is called and listens to is the program's to say.
Result<void> Engine::handle(ChangeWorkflow message) {
  if (message.change != WorkflowChange::install) return record_change(std::move(message), {});
  Packed nothing{"\x80"};
  auto program = message.program;
  const auto asked = std::make_shared<ChangeWorkflow>(std::move(message));
  describe({.program = std::move(program),
            .arguments = {},
            .values = std::move(nothing),
            .check_params = false},
           [this, asked](Result<Description> description) -> Result<void> {
             if (description) {
               asked->workflow = description->workflow;
               return record_change(std::move(*asked), description->triggers);
             }
             asked->reply(std::unexpected(description.error()));
             return {};
           });
  return {};
}

// Nothing when it is so already.
Result<std::optional<WorkflowEvent>> Engine::decide(const ChangeWorkflow& request,
                                                    const std::vector<EventTrigger>& triggers) {
  const auto& workflows = projector_.triggers().workflows();
  const auto found = workflows.find(request.workflow);
  const auto* now = found == workflows.end() ? nullptr : &found->second;
  if (request.change != WorkflowChange::install && !is_there(now)) {
    return not_installed(request.workflow);
  }
  const auto unless = [&](WorkflowStatus status, WorkflowEvent event) {
    return now->status == status ? std::nullopt : std::optional(std::move(event));
  };
  switch (request.change) {
    case WorkflowChange::uninstall: return WorkflowUninstalled{};
    case WorkflowChange::enable: return unless(WorkflowStatus::enabled, WorkflowEnabled{});
    case WorkflowChange::disable: return unless(WorkflowStatus::disabled, WorkflowDisabled{});
    case WorkflowChange::install: break;
  }
  WorkflowInstalled installed{.folder = request.folder,
                              .from = request.from,
                              .program = to_hex(request.program->digest),
                              .roots = request.roots,
                              .triggers = triggers};
  TRY_VOID(check_installed(request.workflow, installed));
  if (!is_there(now) || request.from > 0) return installed;
  installed.from = now->as.from;
  return installed == now->as ? std::nullopt : std::optional<WorkflowEvent>(installed);
}

// What a host says of a program is not trusted.
Result<void> Engine::check_installed(const std::string& workflow,
                                     const WorkflowInstalled& installed) {
  TRY_VOID(check_name(workflow));
  const auto& triggers = installed.triggers;
  if (triggers.empty()) {
    return failure(ErrorKind::invalid, "no_triggers",
                   "the workflow " + workflow + " has no triggers: nothing would ever start it",
                   "say what does: on = { wf.event { type = \"git.push\" } }");
  }
  if (triggers.size() > parts_.limits.triggers_max) {
    return failure(ErrorKind::invalid, "too_many_triggers",
                   fmt::format("{} triggers; a workflow has {} at most", triggers.size(),
                               parts_.limits.triggers_max));
  }
  for (const auto& trigger : triggers) TRY_VOID(check_trigger(trigger, parts_.limits));
  if (installed.from == 0) return {};
  const auto last = TRY(last_position(parts_.log));
  if (installed.from > last.value) {
    return failure(
        ErrorKind::invalid, "bad_position",
        fmt::format("there is no position {} yet, the last is {}", installed.from, last.value),
        "leave out --from: what comes from now on counts anyway");
  }
  InstalledWorkflow as_if{.name = workflow, .as = installed};
  const auto starts =
      TRY(starts_between(parts_.log, as_if, Position{installed.from}, Position{last.value + 1}));
  if (starts.size() <= Limits::trigger_backlog_max) return {};
  return failure(ErrorKind::refused, "too_many_starts",
                 fmt::format("more than {} runs would start", Limits::trigger_backlog_max),
                 "use a later --from, or batch");
}

Result<void> Engine::record_change(ChangeWorkflow request,
                                   const std::vector<EventTrigger>& triggers) {
  const auto& workflows = projector_.triggers().workflows();
  const auto found = workflows.find(request.workflow);
  const auto revision = found == workflows.end() ? Position{} : found->second.revision;
  auto decided = decide(request, triggers);
  if (!decided) {
    request.reply(std::unexpected(decided.error()));
  } else if (!*decided) {
    request.reply(ChangedWorkflow{request.workflow, revision, true});
  } else {
    auto event = encode_workflow_event(**decided);
    event.id = to_text(parts_.ids.next());
    event.actor = request.actor;
    event.time = parts_.clock.now();
    recordings_.push_back({std::move(request), expected_of(revision), std::move(event), {}});
  }
  return {};
}

// Of two findings about one start, the second changes nothing.
void Engine::record_finding(const StartKey& start, const WorkflowEvent& finding) {
  auto event = encode_workflow_event(finding);
  event.id = to_text(parts_.ids.next());
  event.time = parts_.clock.now();
  recordings_.push_back({{.workflow = start.workflow}, AnyRevision{}, std::move(event), start});
}

// Whoever lost a race is told how it stands now. A finding that could not be recorded is found
// again.
Result<void> Engine::settle(WorkflowAppend& append, const Proposal& proposal, AppendAnswer answer) {
  answer = TRY(settled(proposal, std::move(answer)));
  auto& request = append.request;
  if (const auto* committed = std::get_if<Committed>(&answer)) {
    TRY_VOID(note_committed(proposal, *committed));
    if (!append.start) request.reply(ChangedWorkflow{request.workflow, committed->position, false});
    return {};
  }
  const auto* refused = std::get_if<Refused>(&answer);
  if (refused == nullptr) lost_a_race_ = true;
  if (append.start) {
    if (starting_.contains(*append.start)) try_later(*append.start);
  } else if (refused != nullptr) {
    request.reply(std::unexpected(refused->why));
  } else {
    inbox_->post(std::move(request));
  }
  return {};
}

}  // namespace azwf
