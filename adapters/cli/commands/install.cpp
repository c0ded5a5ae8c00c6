// azwf install: puts a workflow under its triggers, or tells what that would start.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/follow.hpp"
#include "adapters/cli/json.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/run_folders.hpp"
#include "adapters/cli/script_file.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/text.hpp"
#include "adapters/cli/trigger_text.hpp"
#include "engine/event/append.hpp"
#include "engine/view/triggers.hpp"

namespace azwf::cli {
namespace {

struct Request {
  ScriptFile script;
  Description description;
  std::uint64_t from = 0;
};

Result<Request> read_request(const Invocation& invocation, script_host::HostAtHand& host,
                             const Limits& limits) {
  Request request;
  request.from = static_cast<std::uint64_t>(TRY(invocation.number("--from", 1)).value_or(0));
  const auto file = invocation.text("FILE");
  request.script = TRY(read_script(file, limits));
  request.description = TRY(describe_script(request.script, {}, false, host));
  if (!request.description.triggers.empty()) return request;
  return failure(ErrorKind::invalid, "no_triggers",
                 "the workflow " + printable(request.description.workflow) +
                     " has no triggers: nothing would ever start it",
                 "say what does, on = { wf.event { type = \"git.push\" } }; or azwf run " + file);
}

// What each start would be like: its run, its last event, and its parameters or what is wrong.
struct Shown {
  RunId run;
  EventRef event;
  Result<Packed> params;
};

Result<std::vector<Shown>> would_start(ReadingSession& session, const Request& request,
                                       script_host::HostAtHand& host) {
  std::vector<Shown> shown;
  if (request.from == 0) return shown;
  InstalledWorkflow workflow{.name = request.description.workflow};
  workflow.as.triggers = request.description.triggers;
  const auto last = TRY(last_position(session.log()));
  const auto starts = TRY(
      starts_between(session.log(), workflow, Position{request.from}, Position{last.value + 1}));
  for (const auto& [key, start] : starts) {
    if (session.interrupted()) {
      return failure(ErrorKind::unavailable, interrupted_code, "interrupted",
                     "nothing was changed");
    }
    const auto& ref = start.events.back();
    const auto seen = TRY(event_seen(session.log(), ref));
    shown.push_back(
        {run_of(start), ref, parameters_by(start.trigger, request.script.program, seen, host)});
  }
  return shown;
}

void print_documents(Console& console, const Request& request, const std::vector<Shown>& shown) {
  List list;
  for (const auto& each : shown) {
    Record record;
    record.text("run", each.run.text).integer("position", each.event.position.value);
    record.text("event", each.event.id);
    if (each.params) {
      record.value("params", *each.params).nothing("error");
    } else {
      record.nothing("params").record("error", error_fields(each.params.error()));
    }
    list.add(record);
  }
  console.print_json(Record()
                         .text("workflow", request.description.workflow)
                         .value("triggers", triggers_document(request.description.triggers))
                         .value("starts", list.pack())
                         .pack());
}

std::string summary(const std::vector<Shown>& shown) {
  const auto starts = static_cast<std::size_t>(
      std::ranges::count_if(shown, [](const Shown& each) { return each.params.has_value(); }));
  auto text = count_text(starts, "run") + " would be started by what stands in the log";
  if (starts < shown.size()) text += fmt::format(", {} would be refused", shown.size() - starts);
  return text;
}

Result<ExitStatus> dry_run(const Invocation& invocation, Console& console, const Request& request,
                           script_host::HostAtHand& host) {
  const auto session = TRY(ReadingSession::open(invocation));
  const auto shown = TRY(would_start(*session, request, host));
  if (console.json()) {
    print_documents(console, request, shown);
    return ExitStatus::done;
  }
  Table table({"POSITION", "RUN", "PARAMETERS"});
  for (const auto& each : shown) {
    table.add({{std::to_string(each.event.position.value)},
               {each.run.text},
               {each.params ? json_text(*each.params) : printable(each.params.error().message)}});
  }
  if (!shown.empty()) console.print(table.text(console.out_style()));
  console.note(request.from == 0 ? "nothing is started by what was before; --from P counts it"
                                 : summary(shown));
  return ExitStatus::done;
}

}  // namespace

Result<ExitStatus> install_command(const Invocation& invocation, Console& console) {
  const Limits limits;
  auto host = std::make_shared<script_host::HostAtHand>(limits);
  const auto request = TRY(read_request(invocation, *host, limits));
  if (invocation.has("--dry-run")) return dry_run(invocation, console, request, *host);
  const auto folder = working_folder();
  auto roots = TRY(roots_of(request.description.roots, {}, folder, limits));
  const auto session = TRY(WorkSession::open(invocation, console, {.host = std::move(host)}));
  Follower follower(*session, console);
  const auto changed = TRY(follower.change({.change = WorkflowChange::install,
                                            .program = request.script.program,
                                            .folder = folder,
                                            .roots = std::move(roots),
                                            .from = request.from,
                                            .reply = {}}));
  TRY_VOID(follower.shut_down());
  if (console.json()) {
    console.print_json(Record()
                           .text("workflow", changed.workflow)
                           .integer("position", changed.position.value)
                           .boolean("existed", changed.existed)
                           .value("triggers", triggers_document(request.description.triggers))
                           .pack());
    return ExitStatus::done;
  }
  console.print_line(fmt::format("{} {}", changed.workflow,
                                 changed.existed ? "is installed as it is already" : "installed"));
  for (const auto& trigger : request.description.triggers) {
    console.print_line("  on " + trigger_text(trigger));
  }
  return ExitStatus::done;
}

}  // namespace azwf::cli
