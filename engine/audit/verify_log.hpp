// Recomputes the log's hashes from its bytes: every leaf, every stream's chain of leaves, the chain
// over all commits, positions and recorded times that never go back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/event/event_log.hpp"

namespace azwf {

struct LogReport {
  std::uint64_t commits = 0;
  std::uint64_t events = 0;
  std::uint64_t streams = 0;
  std::uint64_t bytes = 0;
  Position last;
  Digest chain;  // after the last commit
  // What is wrong first, and where; the log was read up to there.
  std::optional<Position> bad_position;
  std::string problem;
};

Result<LogReport> verify_log(EventLog& log);

}  // namespace azwf
