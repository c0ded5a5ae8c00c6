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
  if (state.error && state.ended()) return state.error->code;
  if (state.stopped) return state.stopped->verdict;
  return {};
}

// While nothing is performed, a run that goes forward waits: ordinary steps change nothing here.
RunStatus idle_status(const RunState& state) {
  const auto idle = state.status_while(false);
  return idle == RunStatus::running ? RunStatus::waiting : idle;
}

template <class... T> bool is_any_of(const RunEvent& event) {
  return (std::holds_alternative<T>(event) || ...);
}

bool concerns(const RecordedEvent& recorded) {
  return is_any_of<RunStarted, RunVerdict, RunResumed, StepInDoubt, StepChecked, StepResolved,
                   RunCancelling, RunRollbackAsked, RunUndoing, RunKilled, RunCompleted, RunFailed,
                   RunCancelled, RunRolledBack, RunRollbackFailed>(recorded.event);
}

std::string pack(const RunState& state) {
  std::string bytes;
  Packer packer(bytes);
  packer.array(7);
  packer.string(state.workflow).binary(state.program.view());
  packer.string(to_text(state.status_while(true))).string(to_text(idle_status(state)));
  packer.integer(state.started_at.us).integer(state.ended_at.us);
  packer.string(error_code_of(state));
  return bytes;
}

// Whether anything is being done just now is asked of the open steps.
Result<RunSummary> unpack(const RunId& run, std::string_view bytes, bool is_busy) {
  Unpacker unpacker(bytes);
  RunSummary summary{.run = run};
  TRY(unpacker.array());
  summary.workflow = TRY(unpacker.string());
  const auto program = TRY(unpacker.binary());
  std::copy_n(program.begin(), std::min(program.size(), summary.program.bytes.size()),
              summary.program.bytes.begin());
  const auto busy = TRY(unpacker.string());
  const auto idle = TRY(unpacker.string());
  summary.status = run_status_from_text(is_busy ? busy : idle).value_or(RunStatus::running);
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
  const bool is_busy = TRY(has_open_steps(views, run));
  return TRY(unpack(run, *bytes, is_busy));
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
