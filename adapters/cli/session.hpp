// The composition root: a store with everything that works on it.
#pragma once

#include <memory>
#include <stop_token>

#include "adapters/cli/command.hpp"
#include "adapters/cli/interrupts.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/id_source.hpp"
#include "engine/base/limits.hpp"
#include "engine/operation/operation.hpp"
#include "engine/runtime/engine.hpp"
#include "storage/memory/overlay_views.hpp"
#include "storage/open.hpp"

namespace azwf::cli {

// A store open for writing: this process is its holder.
class WritingSession {
 public:
  static Result<std::unique_ptr<WritingSession>> open(const Invocation& invocation,
                                                      bool fresh_views = false);

  const Home home;
  const std::string actor;  // the account that acts

  EventLog& log() { return *store_.log; }
  BlobStore& blobs() { return *store_.blobs; }
  ViewStore& views() { return *store_.views; }
  SystemClock& clock() { return clock_; }
  SystemIdSource& ids() { return ids_; }
  const Limits& limits() { return limits_; }
  Interrupts& interrupts() { return interrupts_; }
  // Made when it is first asked for: commands that only append need none.
  Engine& engine();

 private:
  explicit WritingSession(Home home);

  Interrupts interrupts_;  // first: before any other thread
  SystemClock clock_;
  SystemIdSource ids_{clock_};
  Limits limits_;
  Store store_;
  OperationCatalog operations_;
  std::unique_ptr<Engine> engine_;
};

// A store open for reading, beside whoever writes it: takes no lock, changes nothing.
class ReadingSession {
 public:
  static Result<std::unique_ptr<ReadingSession>> open(const Invocation& invocation);

  const Home home;

  EventLog& log() { return *store_.log; }
  BlobStore& blobs() { return *store_.blobs; }
  // Folded up to the log's last commit, as of opening.
  ViewStore& views() { return *views_; }
  const Limits& limits() { return limits_; }
  // Stopped by Ctrl-C: whatever takes long asks now and then, so that the session ends in order.
  std::stop_token stop() { return stop_.get_token(); }
  bool interrupted() { return stop_.stop_requested(); }

 private:
  explicit ReadingSession(Home home_);

  Result<void> fold_views();

  Interrupts interrupts_;  // first: before any other thread
  std::stop_source stop_;
  Limits limits_;
  Store store_;
  std::unique_ptr<OverlayViewStore> views_;
};

}  // namespace azwf::cli
