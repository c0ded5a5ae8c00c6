// Folds commits into the view store: behind the engine loop, or from the log to catch up or
// rebuild.
#pragma once

#include <unordered_map>

#include "engine/event/event_log.hpp"
#include "engine/view/triggers.hpp"
#include "engine/view/view.hpp"

namespace azwf {

// Threads: one.
class Projector {
 public:
  Projector(ViewStore& store, EventLog& log) : store_(&store), triggers_(store, log) {}

  // Takes over what the store has, and forgets the open batch. Call before the first commit is
  // added, and when somebody else wrote to the store.
  Result<void> load();
  // Adds one commit of a run, or of any other stream, to the open batch: each in the log's order.
  Result<void> add(const RunChange& change);
  Result<void> add(const Commit& commit);
  // Writes the batch: the views then stand at `checkpoint`.
  Result<void> write(const ViewCheckpoint& checkpoint);
  [[nodiscard]] const TriggerView& triggers() const { return triggers_; }

 private:
  ViewStore* store_;
  TriggerView triggers_;
  ViewBatch batch_;
};

// Folds the commits past the store's checkpoint, and gives the checkpoint reached. Views of another
// format, of another log or of another past of this one (this log does not have the commit that
// they stand at) are cleared and folded anew.
Result<ViewCheckpoint> catch_up(ViewStore& store, EventLog& log);

// Compares every key and value; the differing keys, at most `limit`.
Result<std::vector<std::string>> differing_keys(ViewStore& one, ViewStore& other,
                                                std::size_t limit);

}  // namespace azwf
