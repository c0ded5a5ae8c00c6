// A thread is begun only when all there are have something to do.
#include "adapters/operations/blocking_pool.hpp"

#include <system_error>

namespace azwf {

BlockingPool::~BlockingPool() {
  {
    const std::lock_guard guard(mutex_);
    is_ending_ = true;
  }
  posted_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void BlockingPool::post(std::function<void()> task) {
  std::unique_lock lock(mutex_);
  if (!has_thread_for_one_more()) {
    lock.unlock();
    return task();
  }
  tasks_.push(std::move(task));
  posted_.notify_one();
}

bool BlockingPool::has_thread_for_one_more() {
  if (idle_ > tasks_.size() || threads_.size() >= threads_max_) return true;
  try {
    threads_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {
    return !threads_.empty();
  }
  return true;
}

void BlockingPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    posted_.wait(lock, [this] { return is_ending_ || !tasks_.empty(); });
    --idle_;
    if (tasks_.empty()) return;
    const auto task = std::move(tasks_.front());
    tasks_.pop();
    lock.unlock();
    task();
    lock.lock();
  }
}

}  // namespace azwf
