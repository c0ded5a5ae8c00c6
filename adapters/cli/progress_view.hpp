// What a person sees of runs while they go on: as lines, as a tree that is redrawn, as JSON Lines,
// or not at all.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "adapters/cli/console.hpp"
#include "adapters/cli/spool.hpp"
#include "adapters/cli/story.hpp"
#include "engine/base/clock.hpp"
#include "engine/event/blob_store.hpp"

namespace azwf::cli {

// Threads: that of whoever follows the runs, but for `let_go`.
class ProgressView {
 public:
  virtual ~ProgressView() = default;
  // The run is shown from now on; `doing` says what becomes of it: "started", "carried on".
  virtual void started(const RunId& run, const Story& story, std::string_view doing) = 0;
  // `recorded` is durable, and folded into the run's story. Takes a time that does not depend on
  // how long the run is.
  virtual void event(const RunId& run, const Story& story, const RecordedEvent& recorded) = 0;
  // Time has passed. To be called at least every `patience`, and as often as one likes.
  virtual void tick() {}
  [[nodiscard]] virtual std::chrono::microseconds patience() const {
    return std::chrono::seconds(1);
  }
  // All that there was to see has been seen: what comes next is said below.
  virtual void finish() {}
  // Whether whoever shows it has taken all of it; until then, time is to pass by `tick`.
  [[nodiscard]] virtual bool is_through() { return true; }
  // The process is stopped (Ctrl-Z), or goes on: what is shown stays as it is, and what comes next
  // is shown below. Threads: any.
  virtual void let_go() {}
};

// What a view may look at besides; everything outlives it.
struct ProgressSources {
  Spools& spools;
  BlobStore& blobs;
  Clock& clock;
};

// As the console's options say.
std::unique_ptr<ProgressView> make_progress_view(Console& console, ProgressSources sources);

}  // namespace azwf::cli
