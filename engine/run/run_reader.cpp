// A run's stream, decoded and folded.
#include "engine/run/run_reader.hpp"

#include <iterator>

#include "engine/run/run_codec.hpp"

namespace azwf {

Result<RunCommit> decode_run_commit(const Commit& commit, Ordinal first) {
  RunCommit decoded{commit.frame.position, {}};
  decoded.events.reserve(commit.leaf.events.size());
  for (const auto& event : commit.leaf.events) {
    decoded.events.push_back(TRY(decode_run_event(event, first++)));
  }
  return decoded;
}

Result<RunReader> RunReader::open(EventLog& log, const RunId& run) {
  return RunReader(TRY(log.read({.stream = run_stream(run)})));
}

Result<std::optional<RunCommit>> RunReader::next() {
  const auto commit = TRY(cursor_->next());
  if (!commit) return std::nullopt;
  auto decoded = TRY(decode_run_commit(*commit, next_ordinal_));
  next_ordinal_ += static_cast<Ordinal>(decoded.events.size());
  return decoded;
}

Result<FoldedRun> fold_run(EventLog& log, const RunId& run, std::optional<Position> before) {
  auto reader = TRY(RunReader::open(log, run));
  FoldedRun folded;
  while (const auto commit = TRY(reader.next())) {
    if (before && commit->position >= *before) break;
    for (const auto& event : commit->events) evolve(folded.state, event);
    folded.revision = commit->position;
  }
  return folded;
}

Result<std::vector<RecordedEvent>> read_run(EventLog& log, const RunId& run) {
  auto reader = TRY(RunReader::open(log, run));
  std::vector<RecordedEvent> events;
  while (auto commit = TRY(reader.next())) {
    std::ranges::move(commit->events, std::back_inserter(events));
  }
  if (events.empty()) {
    return failure(ErrorKind::not_found, "run_not_found", "there is no run " + run.text,
                   "azwf runs lists the runs of this store");
  }
  return events;
}

}  // namespace azwf
