// Folds commits into the view store: behind the engine loop, or from the log to catch up or
// rebuild.
#pragma once

#include <unordered_map>

#include "engine/event/event_log.hpp"
#include "engine/view/view.hpp"

namespace azwf {

// Threads: one.
class Projector {
 public:
  explicit Projector(ViewStore& store) : store_(&store) {}

  // Adds one commit of a run to the open batch.
  void add(const RunChange& change);
  // Forgets the open batch.
  void discard() { batch_.clear(); }
  // Writes the batch: the views then stand at `checkpoint`.
  Result<void> write(const ViewCheckpoint& checkpoint);

 private:
  ViewStore* store_;
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
