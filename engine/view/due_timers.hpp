// What falls due, by time: the retries of steps that are backing off.
#pragma once

#include <optional>
#include <vector>

#include "engine/view/view.hpp"

namespace azwf {

struct DueRetry {
  Timestamp at;
  RunId run;
  StepId step;
  std::uint32_t attempt = 0;
};

void evolve_due_timers(const RunChange& change, ViewBatch& batch);

// Those due at or before `now`, earliest first, at most `limit`.
Result<std::vector<DueRetry>> due_retries(ViewStore& views, Timestamp now, std::size_t limit);
// When the earliest one falls due.
Result<std::optional<Timestamp>> next_due(ViewStore& views);

}  // namespace azwf
