// azwf triggers test: holds an event against every installed workflow, and starts nothing.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/event_stream.hpp"
#include "adapters/cli/json.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/text.hpp"
#include "adapters/cli/trigger_text.hpp"
#include "engine/base/digest.hpp"
#include "engine/holder/from_outside.hpp"
#include "engine/run/run_codec.hpp"
#include "engine/run/run_reader.hpp"
#include "engine/runtime/program_store.hpp"
#include "engine/view/triggers.hpp"

namespace azwf::cli {
namespace {

// An event of the log, or one that is only spelled out.
struct Candidate {
  std::string id;
  Event event;
  std::string run;       // that it is of
  std::string workflow;  // of that run

  [[nodiscard]] EventSeen seen() const {
    return {event.type, event.subject, workflow, std::get<Packed>(event.data)};
  }
};

struct Finding {
  std::string workflow;
  std::string starts;  // the run; empty: it does not
  Packed params;
  std::string why_not;
};

Result<Candidate> spelled_out(const std::string& text, const Limits& limits) {
  const auto given = TRY(packed_from_json(text, "EVENT", limits));
  Candidate candidate{.id = text_of(field_of(given, "id")), .event = {}, .run = {}, .workflow = {}};
  candidate.event.type = text_of(field_of(given, "type"));
  candidate.event.subject = text_of(field_of(given, "subject"));
  candidate.event.data = field_of(given, "data");
  candidate.run = text_of(field_of(given, "run"));
  candidate.workflow = text_of(field_of(given, "workflow"));
  if (candidate.id.empty()) candidate.id = "EVENT";
  if (is_type_name(candidate.event.type)) return candidate;
  return failure(ErrorKind::invalid, "bad_event", "EVENT has no type",
                 R"(azwf triggers test '{"type":"git.push","data":{"branch":"main"}}')");
}

Result<std::vector<Candidate>> recorded(ReadingSession& session, const std::string& name) {
  const bool is_position = name.find_first_not_of("0123456789") == name.npos && name.size() < 19;
  EventFilter filter;
  if (is_position) filter.from = Position{std::stoull(name)};
  std::vector<Candidate> found;
  EventStream stream(session.log(), filter);
  TRY_VOID(stream.read([&](const LoggedEvent& logged) {
    if (is_position && logged.frame.position != filter.from) return false;
    const bool is_meant = is_position ? is_for_triggers(logged.event.type) : logged.id() == name;
    if (is_meant && std::holds_alternative<Packed>(logged.event.data)) {
      const auto run = run_of(logged.stream);
      found.push_back({logged.id(), logged.event, run ? run->text : "", {}});
    }
    return (is_position || found.empty()) && !session.interrupted();
  }));
  for (auto& candidate : found) {
    if (candidate.run.empty()) continue;
    const auto folded = TRY(fold_run(session.log(), RunId{candidate.run}));
    candidate.workflow = folded.state.workflow;
  }
  if (!found.empty()) return found;
  return failure(ErrorKind::not_found, "event_not_found",
                 is_position ? "no event at position " + name + " is for triggers"
                             : "there is no event " + printable(name),
                 "azwf events shows the log");
}

std::string why_not(const InstalledWorkflow& workflow, const EventSeen& event) {
  if (workflow.status != WorkflowStatus::enabled) {
    return fmt::format("it is {}; azwf enable {}", to_text(workflow.status), workflow.name);
  }
  std::string why;
  for (const auto& trigger : workflow.as.triggers) {
    why += (why.empty() ? "" : "; or ") + mismatch(trigger, event);
  }
  return why;
}

Result<Finding> hold_against(ReadingSession& session, const InstalledWorkflow& workflow,
                             const Candidate& candidate, script_host::HostAtHand& host) {
  Finding finding{.workflow = workflow.name, .starts = {}, .params = {}, .why_not = {}};
  const auto event = candidate.seen();
  const auto* met = first_met(workflow, event);
  if (met == nullptr || workflow.status != WorkflowStatus::enabled) {
    finding.why_not = why_not(workflow, event);
    return finding;
  }
  ProgramStore programs(session.blobs());
  auto program = TRY(programs.get(digest_from_hex(workflow.as.program).value_or(Digest{})));
  auto params =
      parameters_by(*met, std::move(program),
                    pack_seen(event, {candidate.id, candidate.run, candidate.event.time}), host);
  if (params) {
    finding.starts = run_started_by(candidate.id, workflow.name).text;
    finding.params = *std::move(params);
  } else {
    finding.why_not = params.error().message;
  }
  return finding;
}

Record document(const Finding& finding) {
  return Record()
      .text("workflow", finding.workflow)
      .boolean("starts", !finding.starts.empty())
      .optional_text("run", finding.starts)
      .value("params", finding.params)
      .optional_text("why_not", finding.why_not);
}

void print(Console& console, const Candidate& candidate, const std::vector<Finding>& findings) {
  const auto& subject = candidate.event.subject;
  console.print_line(candidate.id + "  " + printable(candidate.event.type) +
                     (subject.empty() ? "" : " " + printable(subject)));
  for (const auto& [workflow, run, params, why] : findings) {
    console.print_line(run.empty()
                           ? fmt::format("  no   {}: {}", workflow, printable(why))
                           : fmt::format("  yes  {} {}  {}", workflow, json_text(params), run));
  }
}

}  // namespace

Result<ExitStatus> triggers_command(const Invocation& invocation, Console& console) {
  const auto name = invocation.text("EVENT");
  const auto session = TRY(ReadingSession::open(invocation));
  std::vector<Candidate> candidates;
  if (name.starts_with('{')) {
    candidates.push_back(TRY(spelled_out(name, session->limits())));
  } else {
    candidates = TRY(recorded(*session, name));
  }
  const auto workflows = TRY(installed_workflows(session->views()));
  script_host::HostAtHand host(session->limits());
  List list;
  for (const auto& candidate : candidates) {
    std::vector<Finding> findings;
    for (const auto& workflow : workflows) {
      if (workflow.status == WorkflowStatus::uninstalled) continue;
      findings.push_back(TRY(hold_against(*session, workflow, candidate, host)));
    }
    List documents;
    for (const auto& finding : findings) documents.add(document(finding));
    list.add(Record()
                 .text("event", candidate.id)
                 .text("type", candidate.event.type)
                 .value("workflows", documents.pack()));
    if (!console.json()) print(console, candidate, findings);
    if (!console.json() && findings.empty()) console.note("no workflow is installed");
  }
  if (console.json()) console.print_json(Record().value("events", list.pack()).pack());
  return ExitStatus::done;
}

}  // namespace azwf::cli
