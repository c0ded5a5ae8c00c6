// A vector behind a mutex; posting wakes the loop only when it waits.
#include "engine/runtime/inbox.hpp"

#include <utility>

#include "engine/base/look_briefly.hpp"

namespace azwf {

void Inbox::post(Message message) {
  bool notify = false;
  {
    const std::lock_guard lock(mutex_);
    messages_.push_back(std::move(message));
    has_arrived_ = true;
    notify = std::exchange(waiting_, false);
  }
  if (notify) arrived_.notify_one();
}

void Inbox::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
    has_arrived_ = true;
    waiting_ = false;
  }
  arrived_.notify_one();
}

std::vector<Message> Inbox::take(std::chrono::microseconds patience, ScriptHost& host) {
  const auto has_come = [&] {
    host.look();
    return has_arrived_.load();
  };
  if (patience.count() <= 0) {
    host.look();
  } else if (look_briefly(has_come); !has_arrived_) {
    host.rest();
  }
  return take(patience);
}

std::vector<Message> Inbox::take(std::chrono::microseconds patience) {
  std::unique_lock lock(mutex_);
  if (messages_.empty() && !woken_ && patience.count() > 0) {
    waiting_ = true;
    arrived_.wait_for(lock, patience, [&] { return !messages_.empty() || woken_; });
    waiting_ = false;
  }
  woken_ = false;
  has_arrived_ = false;
  return std::exchange(messages_, {});
}

}  // namespace azwf
