// The runs of the store: one entry per run, and an index by the time they started.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/view/view.hpp"

namespace azwf {

struct RunSummary {
  RunId run;
  std::string workflow;
  Digest program;
  RunStatus status = RunStatus::running;
  Timestamp started_at;
  Timestamp ended_at;      // 0 while it lives
  std::string error_code;  // of a failed run, or the verdict's kind of a stopped one
};

struct RunFilter {
  std::optional<RunStatus> status;
  std::string workflow;
  std::size_t limit = 50;
};

void evolve_run_list(const RunChange& change, ViewBatch& batch);

// Newest first.
Result<std::vector<RunSummary>> list_runs(ViewStore& views, const RunFilter& filter);
Result<std::optional<RunSummary>> find_run(ViewStore& views, const RunId& run);
// The runs whose id starts with `prefix`, at most `limit`.
Result<std::vector<RunId>> runs_with_prefix(ViewStore& views, std::string_view prefix,
                                            std::size_t limit);

}  // namespace azwf
