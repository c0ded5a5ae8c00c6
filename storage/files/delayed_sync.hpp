// Makes a file durable a while after it was written, in a thread of its own, so that no writer
// waits for it. Invariant: what was written before `ask` is synced after `delay` at the latest, or
// in the end; once a sync has failed, there is no other.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/base/result.hpp"

namespace azwf {

// Sleeps while there is nothing to sync; what is written during one delay shares one sync.
class DelayedSync {
 public:
  // `sync` is called in the thread.
  DelayedSync(std::function<Result<void>()> sync, std::chrono::milliseconds delay);

  // Something was written. Threads: any. The error of a sync that failed, from then on.
  Result<void> ask();

 private:
  void work(const std::stop_token& stop);

  std::function<Result<void>()> sync_;
  std::chrono::milliseconds delay_;
  std::mutex mutex_;
  std::condition_variable_any asked_;
  bool is_wanted_ = false;
  std::optional<Error> failed_;
  std::jthread thread_;  // last: it uses the rest, and is joined first
};

}  // namespace azwf
