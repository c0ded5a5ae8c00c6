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

struct DueScan {
  std::vector<DueRetry> due;      // at or before the time asked for, earliest first
  std::optional<Timestamp> next;  // when the first one after them falls due
};

// At most `limit` due ones; `next` is then no later than now when there are more.
Result<DueScan> scan_due(ViewStore& views, Timestamp now, std::size_t limit);

}  // namespace azwf
