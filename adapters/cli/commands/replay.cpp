// azwf replay: computes a run's decisions again from its facts, and says where they part.
#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "adapters/cli/commands.hpp"
#include "adapters/cli/json.hpp"
#include "adapters/cli/record.hpp"
#include "adapters/cli/script_file.hpp"
#include "adapters/cli/select.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/text.hpp"
#include "adapters/script_host/shared_hosts.hpp"
#include "engine/audit/replay_many.hpp"
#include "engine/base/digest.hpp"
#include "engine/runtime/program_store.hpp"
#include "engine/view/run_list.hpp"

namespace azwf::cli {
namespace {

constexpr unsigned threads_per_processor = 4;  // most of them wait for a script host

// A host for every processor; nobody waits for one run more than for another.
script_host::HostOptions host_options(Limits limits, std::size_t runs) {
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  limits.script_hosts_max = std::clamp<std::size_t>(runs, 1, processors);
  limits.script_spare_hosts_max = 0;
  return {.limits = limits};
}

struct Request {
  std::shared_ptr<const Program> instead;
  std::optional<Position> until;
};

Result<Request> read_request(const Invocation& invocation, const Limits& limits) {
  Request request;
  const bool all = invocation.has("--all");
  if (all == invocation.has("RUN")) {
    return failure(ErrorKind::invalid, "bad_usage", "azwf replay takes a RUN or --all",
                   "azwf replay @last");
  }
  if (const auto script = invocation.find("--script")) {
    request.instead = TRY(read_script(*script, limits)).program;
  }
  if (const auto until = TRY(invocation.number("--until", 1))) {
    request.until = Position{static_cast<std::uint64_t>(*until)};
  }
  return request;
}

Result<std::vector<RunId>> selected_runs(ReadingSession& session, const Invocation& invocation) {
  if (const auto run = invocation.find("RUN")) {
    return std::vector{TRY(select_run(session.views(), *run))};
  }
  std::vector<RunId> runs;
  for (auto& summary : TRY(list_runs(session.views(), {.limit = SIZE_MAX}))) {
    runs.push_back(std::move(summary.run));
  }
  return runs;
}

Packed side(const std::string& type, const Packed& data) {
  if (type.empty()) return {};
  return Record().text("type", type).value("data", data).pack();
}

Packed document(const ReplayReport& report) {
  Record record;
  record.text("run", report.run.text)
      .boolean("equal", !report.parting)
      .integer("events", report.events)
      .integer("decisions", report.decisions);
  if (!report.parting) return record.nothing("parting").pack();
  const auto& parting = *report.parting;
  return record
      .record("parting", Record()
                             .integer("ordinal", static_cast<std::int64_t>(parting.ordinal))
                             .integer("position", parting.position.value)
                             .optional_text("place", place_text(parting.place))
                             .value("recorded", side(parting.recorded_type, parting.recorded))
                             .value("recomputed", side(parting.recomputed_type, parting.recomputed))
                             .optional_text("message", parting.message))
      .pack();
}

std::string side_text(const std::string& type, const Packed& data) {
  return type.empty() ? "nothing" : printable(type) + " " + pretty_text(data);
}

// The lines of one side; those that the other does not have are marked.
void tell_side(Console& console, std::string_view name, const std::string& text,
               const std::string& other) {
  const auto others = lines_of(other);
  std::string_view label = name;
  for (const auto line : lines_of(text)) {
    const bool is_shared = std::ranges::find(others, line) != others.end();
    console.print_line("  " + padded(label, 12) + (is_shared ? "  " : "> ") + std::string(line));
    label = "";
  }
}

void tell(Console& console, const ReplayReport& report) {
  const auto& style = console.out_style();
  const auto run = "run " + report.run.text;
  if (!report.parting) {
    console.print_line(fmt::format("{}  {}  {}, {} computed again", run, style.good("equal"),
                                   count_text(report.events, "event"),
                                   count_text(report.decisions, "decision")));
    return;
  }
  const auto& parting = *report.parting;
  const auto place = place_text(parting.place);
  console.print_line(fmt::format("{}  {} at event {} (position {}){}", run, style.bad("parts"),
                                 parting.ordinal, parting.position.value,
                                 place.empty() ? "" : ", " + place));
  if (!parting.message.empty()) console.print_line("  " + printable(parting.message));
  const auto recorded = side_text(parting.recorded_type, parting.recorded);
  const auto recomputed = side_text(parting.recomputed_type, parting.recomputed);
  tell_side(console, "recorded", recorded, recomputed);
  tell_side(console, "recomputed", recomputed, recorded);
}

// One run that cannot be replayed does not keep the others from it.
ExitStatus tell_report(Console& console, const RunId& run, const Result<ReplayReport>& report) {
  if (!report) {
    auto error = report.error();
    error.message = "run " + run.text + ": " + error.message;
    console.error(error);
    return exit_status_of(error.kind);
  }
  if (console.json()) {
    console.print_json(document(*report));
  } else {
    tell(console, *report);
  }
  return report->parting ? ExitStatus::failed : ExitStatus::done;
}

}  // namespace

Result<ExitStatus> replay_command(const Invocation& invocation, Console& console) {
  const Limits limits;
  const auto request = TRY(read_request(invocation, limits));
  const auto session = TRY(ReadingSession::open(invocation));
  const auto runs = TRY(selected_runs(*session, invocation));
  ProgramStore programs(session->blobs());
  script_host::SharedHosts hosts(host_options(limits, runs.size()));
  const auto make_replayer = [&] {
    return std::make_unique<Replayer>(
        session->log(), [&](const Digest& digest) { return programs.get(digest); },
        [&](HostSink sink) { return hosts.share(std::move(sink)); }, limits);
  };
  const auto replay = [&](Replayer& replayer, const RunId& run) {
    return replayer.replay(run, request.instead, request.until);
  };
  auto status = ExitStatus::done;
  const auto threads = threads_per_processor * std::thread::hardware_concurrency();
  replay_many(runs, threads, make_replayer, replay,
              [&](const RunId& run, const Result<ReplayReport>& report) {
                status = worse(status, tell_report(console, run, report));
                return !session->interrupted();
              });
  if (session->interrupted()) return ExitStatus::interrupted;
  if (runs.empty() && !console.json()) console.note("there are no runs");
  return status;
}

}  // namespace azwf::cli
