// What falls due, by time: the retries of steps that are backing off, and the timers of scripts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/view/view.hpp"

namespace azwf {

struct Due {
  Timestamp at;
  RunId run;
  StepId id;                  // of the step or the timer
  std::uint32_t attempt = 0;  // of the step; 0: it is a timer
};

void evolve_due_timers(const RunChange& change, ViewBatch& batch);

// Where a scan goes on: behind the last one it gave.
using DueCursor = std::string;

struct DueScan {
  std::vector<Due> due;           // at or before the time asked for, earliest first
  std::optional<Timestamp> next;  // when the first one after them falls due
  DueCursor cursor;
};

// At most `limit` due ones behind the cursor (empty: from the first on); `next` is then no later
// than now when there are more.
Result<DueScan> scan_due(ViewStore& views, Timestamp now, const DueCursor& cursor,
                         std::size_t limit);

// Stands before all that falls due at that time or later.
DueCursor due_cursor_at(Timestamp at);

}  // namespace azwf
