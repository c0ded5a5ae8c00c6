// azwf runs: the runs of the store, newest first.
#include "adapters/cli/commands.hpp"
#include "adapters/cli/documents.hpp"
#include "adapters/cli/session.hpp"
#include "adapters/cli/status_style.hpp"
#include "adapters/cli/table.hpp"
#include "adapters/cli/text.hpp"
#include "engine/base/nearest.hpp"
#include "engine/base/time_text.hpp"
#include "engine/view/run_list.hpp"

namespace azwf::cli {
namespace {

constexpr std::size_t runs_looked_at_max = 1'000;

Result<RunFilter> read_filter(const Invocation& invocation) {
  RunFilter filter;
  filter.workflow = invocation.text("--workflow");
  if (const auto limit = TRY(invocation.number("--limit", 1))) {
    filter.limit = static_cast<std::size_t>(*limit);
  }
  filter.status = run_status_from_text(invocation.text("--status"));
  return filter;
}

void print_table(Console& console, const std::vector<RunSummary>& runs) {
  Table table({"RUN", "WORKFLOW", "STATUS", "STARTED", "TOOK", "ERROR"});
  for (const auto& summary : runs) {
    const auto took_us = summary.ended_at.us - summary.started_at.us;
    table.add({{summary.run.text},
               {printable(summary.workflow)},
               {std::string(to_text(summary.status)), colour_of(summary.status)},
               {short_time(summary.started_at)},
               {summary.ended_at.us == 0 ? "" : duration_text(took_us)},
               {printable(summary.error_code)}});
  }
  console.print(table.text(console.out_style()));
}

// Of a name that no run has: the one that was meant, of those that have runs.
Result<std::string> workflow_meant(ViewStore& views, const std::string& name) {
  if (name.empty()) return "";
  std::vector<std::string> known;
  for (const auto& summary : TRY(list_runs(views, {.limit = runs_looked_at_max}))) {
    if (summary.workflow == name) return "";
    known.push_back(summary.workflow);
  }
  return did_you_mean(name, known);
}

}  // namespace

Result<ExitStatus> runs_command(const Invocation& invocation, Console& console) {
  const auto filter = TRY(read_filter(invocation));
  const auto session = TRY(ReadingSession::open(invocation));
  const auto runs = TRY(list_runs(session->views(), filter));
  if (console.json()) {
    console.print_json(runs_document(runs));
  } else if (runs.empty()) {
    const bool filters = invocation.has("--workflow") || invocation.has("--status");
    console.note((filters ? "no such runs in " : "no runs in ") + session->address.name +
                 TRY(workflow_meant(session->views(), filter.workflow)));
  } else {
    print_table(console, runs);
  }
  if (runs.size() == filter.limit) {
    console.note("the newest " + std::to_string(filter.limit) + "; --limit N shows more");
  }
  return ExitStatus::done;
}

}  // namespace azwf::cli
