// The end cuts every wait short: what is still wanted is synced, then the thread ends.
#include "storage/files/delayed_sync.hpp"

#include <utility>

namespace azwf {

DelayedSync::DelayedSync(std::function<Result<void>()> sync, std::chrono::milliseconds delay)
    : sync_(std::move(sync)),
      delay_(delay),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

Result<void> DelayedSync::ask() {
  const std::lock_guard lock(mutex_);
  if (failed_) return std::unexpected(*failed_);
  if (!std::exchange(is_wanted_, true)) asked_.notify_one();
  return {};
}

void DelayedSync::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (asked_.wait(lock, stop, [this] { return is_wanted_; })) {
    asked_.wait_for(lock, stop, delay_, [] { return false; });
    is_wanted_ = false;
    lock.unlock();
    auto synced = sync_();
    lock.lock();
    if (synced) continue;
    failed_ = std::move(synced).error();
    return;
  }
}

}  // namespace azwf
