// A run's stream, decoded and folded.
#include "engine/run/run_reader.hpp"

#include "engine/run/run_codec.hpp"

namespace azwf {

Result<RunCommit> decode_run_commit(const Commit& commit, Ordinal first) {
  RunCommit decoded{commit.frame.position, {}, commit.leaf_bytes.size()};
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

Result<void> visit_run(EventLog& log, const RunId& run, const EventVisitor& visit) {
  auto reader = TRY(RunReader::open(log, run));
  bool is_empty = true;
  while (const auto commit = TRY(reader.next())) {
    is_empty = false;
    for (const auto& event : commit->events) {
      if (!visit(event)) return {};
    }
  }
  if (!is_empty) return {};
  return failure(ErrorKind::not_found, "run_not_found", "there is no run " + run.text,
                 "azwf runs lists the runs of this store");
}

}  // namespace azwf
