// Reads on in the stream of a run that another process writes.
#pragma once

#include <functional>
#include <optional>

#include "engine/event/event_log.hpp"
#include "engine/run/run_reader.hpp"

namespace azwf::cli {

class RunWatch {
 public:
  RunWatch(EventLog& log, const RunId& run) : log_(log), run_(run) {}

  // What is new since the last look, commit by commit; at first all that there is.
  Result<void> look(const std::function<void(const RunCommit&)>& visit);

 private:
  EventLog& log_;
  const RunId& run_;
  std::optional<Position> past_;
  Ordinal next_ = 0;
};

}  // namespace azwf::cli
