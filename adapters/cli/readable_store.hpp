// A store to be read beside whoever writes it: through the process that holds it while one does,
// else from its files, where they are on this machine. A holder that goes away meanwhile is nothing
// a reader notices, if there are files or another holder comes soon.
#pragma once

#include <memory>
#include <mutex>

#include "adapters/cli/store_address.hpp"
#include "engine/base/limits.hpp"
#include "storage/open.hpp"

namespace azwf::cli {

// Whom to ask: the holder while there is one, or nobody but the files.
enum class Through { holder, files };

class ReadableStore {
 public:
  static Result<std::unique_ptr<ReadableStore>> open(const StoreAddress& address,
                                                     const Limits& limits,
                                                     Through through = Through::holder);
  ~ReadableStore();

  EventLog& log() { return *log_; }
  // As they were when they were last asked for something, or later.
  ViewStore& views() { return *views_; }
  // Whether a process has the store, though it may be silent.
  bool is_held();

 private:
  // What stands behind at the moment. Cursors keep theirs.
  struct Behind;
  class Log;
  class LogCursor;
  class Views;

  ReadableStore(StoreAddress address, const Limits& limits, Through through);

  enum class Search { first, again };
  Result<std::unique_ptr<holder::Client>> reach(Search search) const;
  Result<std::shared_ptr<Behind>> find(Search search) const;
  std::shared_ptr<Behind> behind();
  Result<void> move(const std::shared_ptr<Behind>& lost, const Error& why);
  template <class T, class Attempt> Result<T> try_again(Attempt attempt);

  const StoreAddress address_;
  const Limits& limits_;
  Through through_;  // the files alone, once a holder was silent
  std::mutex mutex_;
  std::shared_ptr<Behind> behind_;
  std::unique_ptr<EventLog> log_;
  std::unique_ptr<ViewStore> views_;
};

}  // namespace azwf::cli
