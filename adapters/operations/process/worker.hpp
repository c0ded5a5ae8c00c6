// One thread that does, in order, what would keep others waiting. Ends after all that was posted.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>

namespace azwf::process {

class Worker {
 public:
  Worker() : thread_([this] { work(); }) {}
  ~Worker() {
    post({});  // an empty task ends it
    thread_.join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void post(std::function<void()> task) {
    const std::lock_guard guard(mutex_);
    tasks_.push(std::move(task));
    posted_.notify_one();
  }

 private:
  std::function<void()> take() {
    std::unique_lock lock(mutex_);
    posted_.wait(lock, [this] { return !tasks_.empty(); });
    auto task = std::move(tasks_.front());
    tasks_.pop();
    return task;
  }

  void work() {
    while (const auto task = take()) task();
  }

  std::mutex mutex_;
  std::condition_variable posted_;
  std::queue<std::function<void()>> tasks_;
  std::thread thread_;  // last: it uses all above
};

}  // namespace azwf::process
