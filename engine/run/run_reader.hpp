// Reads one run's stream: its events, commit by commit, and the state they fold to.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/event/event_log.hpp"
#include "engine/run/run_state.hpp"

namespace azwf {

struct RunCommit {
  Position position;
  std::vector<RecordedEvent> events;
  std::size_t bytes = 0;  // of the commit in the log
};

Result<RunCommit> decode_run_commit(const Commit& commit, Ordinal first);

class RunReader {
 public:
  static Result<RunReader> open(EventLog& log, const RunId& run);
  // The next commit of the run; nothing at the end.
  Result<std::optional<RunCommit>> next();

 private:
  explicit RunReader(std::unique_ptr<Cursor> cursor) : cursor_(std::move(cursor)) {}

  std::unique_ptr<Cursor> cursor_;
  Ordinal next_ordinal_ = 0;
};

struct FoldedRun {
  RunState state;     // not `started` when there is no such run
  Position revision;  // 0 when there is no such run
};

// The run as of its last commit, or as of the last one before `before`.
Result<FoldedRun> fold_run(EventLog& log, const RunId& run,
                           std::optional<Position> before = std::nullopt);

// The run's events in order, until `visit` gives false; Error{not_found} when there are none.
using EventVisitor = std::function<bool(const RecordedEvent&)>;
Result<void> visit_run(EventLog& log, const RunId& run, const EventVisitor& visit);

}  // namespace azwf
