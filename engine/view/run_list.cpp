// Keys: `run/<id>` holds the summary; `started/<later first>/<id>` orders the runs, newest first.
#include "engine/view/run_list.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/view/open_steps.hpp"

namespace azwf {
namespace {

constexpr std::string_view entry_prefix = "run/";
constexpr std::string_view order_prefix = "started/";

std::string order_key(const RunId& run, Timestamp started_at) {
  const auto later_first = ~static_cast<std::uint64_t>(started_at.us);
  return fmt::format("{}{:016x}/{}", order_prefix, later_first, run.text);
}

std::string error_code_of(const RunState& state) {
  if (state.error) return state.error->code;
  if (state.stopped) return state.stopped->verdict;
  return {};
}

// What is kept tells whether the run has ended, is stopped, or has a step in doubt. Whether
// anything is being done about it just now is asked of the open steps, so that ordinary steps
// change nothing here.
RunStatus kept_status(const RunState& state) {
  if (state.ended() || state.stopped) return state.status();
  return state.in_doubt() ? RunStatus::in_doubt : RunStatus::running;
}

Result<RunStatus> status_now(ViewStore& views, const RunId& run, RunStatus kept) {
  if (kept != RunStatus::in_doubt && kept != RunStatus::running) return kept;
  if (TRY(has_open_steps(views, run))) return RunStatus::running;
  return kept == RunStatus::running ? RunStatus::waiting : kept;
}

bool concerns(const RecordedEvent& recorded) {
  const auto& event = recorded.event;
  return std::holds_alternative<RunStarted>(event) || std::holds_alternative<RunCompleted>(event) ||
         std::holds_alternative<RunFailed>(event) || std::holds_alternative<RunVerdict>(event) ||
         std::holds_alternative<RunResumed>(event) || std::holds_alternative<StepInDoubt>(event) ||
         std::holds_alternative<StepResolved>(event);
}

std::string pack(const RunState& state) {
  std::string bytes;
  Packer packer(bytes);
  packer.array(6);
  packer.string(state.workflow).binary(state.program.view());
  packer.string(to_text(kept_status(state)));
  packer.integer(state.started_at.us).integer(state.ended_at.us);
  packer.string(error_code_of(state));
  return bytes;
}

Result<RunSummary> unpack(const RunId& run, std::string_view bytes) {
  Unpacker unpacker(bytes);
  RunSummary summary{.run = run};
  TRY(unpacker.array());
  summary.workflow = TRY(unpacker.string());
  const auto program = TRY(unpacker.binary());
  std::copy_n(program.begin(), std::min(program.size(), summary.program.bytes.size()),
              summary.program.bytes.begin());
  summary.status = run_status_from_text(TRY(unpacker.string())).value_or(RunStatus::running);
  summary.started_at.us = TRY(unpacker.integer());
  summary.ended_at.us = TRY(unpacker.integer());
  summary.error_code = TRY(unpacker.string());
  return summary;
}

bool matches(const RunSummary& summary, const RunFilter& filter) {
  return (!filter.status || *filter.status == summary.status) &&
         (filter.workflow.empty() || filter.workflow == summary.workflow);
}

}  // namespace

void evolve_run_list(const RunChange& change, ViewBatch& batch) {
  if (!std::ranges::any_of(change.events, concerns)) return;
  batch[std::string(entry_prefix) + change.run.text] = pack(change.after);
  for (const auto& recorded : change.events) {
    if (std::holds_alternative<RunStarted>(recorded.event)) {
      batch[order_key(change.run, recorded.time)] = "";
    }
  }
}

Result<std::vector<RunSummary>> list_runs(ViewStore& views, const RunFilter& filter) {
  std::vector<RunSummary> runs;
  Result<void> outcome;
  const auto visit = [&](std::string_view key, std::string_view) {
    const RunId run{std::string(key.substr(order_prefix.size() + 17))};
    auto summary = find_run(views, run);
    if (!summary) {
      outcome = std::unexpected(summary.error());
      return false;
    }
    if (*summary && matches(**summary, filter)) runs.push_back(std::move(**summary));
    return runs.size() < filter.limit;
  };
  TRY_VOID(views.scan(order_prefix, "", visit));
  TRY_VOID(std::move(outcome));
  return runs;
}

Result<std::optional<RunSummary>> find_run(ViewStore& views, const RunId& run) {
  const auto bytes = TRY(views.get(std::string(entry_prefix) + run.text));
  if (!bytes) return std::nullopt;
  auto summary = TRY(unpack(run, *bytes));
  summary.status = TRY(status_now(views, run, summary.status));
  return summary;
}

Result<std::vector<RunId>> runs_with_prefix(ViewStore& views, std::string_view prefix,
                                            std::size_t limit) {
  std::vector<RunId> runs;
  TRY_VOID(views.scan(std::string(entry_prefix) + std::string(prefix), "",
                      [&](std::string_view key, std::string_view) {
                        runs.push_back({std::string(key.substr(entry_prefix.size()))});
                        return runs.size() < limit;
                      }));
  return runs;
}

}  // namespace azwf
