// A store for this command: open for writing here, or read beside whoever writes it.
#pragma once

#include <memory>
#include <stop_token>

#include "adapters/cli/command.hpp"
#include "adapters/cli/interrupts.hpp"
#include "adapters/cli/readable_store.hpp"
#include "adapters/cli/store_files.hpp"
#include "adapters/system/clock.hpp"
#include "engine/base/limits.hpp"
#include "storage/open.hpp"

namespace azwf::cli {

// A store open for writing: this process has its lock.
struct WritableStore {
  struct Options {
    bool fresh_views = false;
    Limits limits = {};
  };
  // Error{unavailable, "held"} names the process that has it.
  static Result<std::unique_ptr<WritableStore>> open(const Home& home, const Options& options);

  SystemClock clock;
  Limits limits;
  Store store;
};

// A store open for reading, beside whoever writes it: takes no lock, changes nothing.
class ReadingSession {
 public:
  static Result<std::unique_ptr<ReadingSession>> open(const Invocation& invocation,
                                                      Through through = Through::holder);

  const StoreAddress address;

  EventLog& log() { return store_->log(); }
  BlobStore& blobs() { return *files_.blobs; }
  Spools& spools() { return *files_.spools; }
  // Folded up to the log's last commit, as of opening or later.
  ViewStore& views() { return store_->views(); }
  // Whether a process has the store, though it may be silent.
  bool is_held() { return store_->is_held(); }
  const Limits& limits() { return limits_; }
  // Stopped by Ctrl-C: whatever takes long asks now and then, so that the session ends in order.
  std::stop_token stop() { return stop_.get_token(); }
  void ask_at_stop(std::function<void()> handler) { interrupts_.ask_at_stop(std::move(handler)); }
  bool interrupted() { return stop_.stop_requested(); }

 private:
  explicit ReadingSession(StoreAddress address_);

  Interrupts interrupts_;  // first: before any other thread
  std::stop_source stop_;
  Limits limits_;
  StoreFiles files_;
  std::unique_ptr<ReadableStore> store_;
};

}  // namespace azwf::cli
