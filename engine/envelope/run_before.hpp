// Runs as they stood just before an event: what an event of a run leaves out, its run's name or its
// step's, the state says.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/event/event_log.hpp"
#include "engine/run/run_state.hpp"

namespace azwf {

// For who goes through the log forwards. A run's stream is read once, as far as it is asked about.
class RunsBefore {
 public:
  explicit RunsBefore(EventLog& log) : log_(log) {}

  // Null when the run's history cannot be read so far. Valid until the next call.
  const RunState* event(const RunId& run, std::uint64_t ordinal);
  void forget(const RunId& run) { readings_.erase(run.text); }

 private:
  struct Reading {
    RunState state;
    std::unique_ptr<Cursor> cursor;
    std::optional<Position> past;
    std::vector<RecordedEvent> ahead;  // of the commit read last, those not folded yet
    std::size_t next = 0;
  };
  Result<bool> read_on(const RunId& run, Reading& reading);

  EventLog& log_;
  std::unordered_map<std::string, Reading> readings_;
};

}  // namespace azwf
