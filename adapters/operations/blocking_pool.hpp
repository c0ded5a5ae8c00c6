// Does what would keep its caller waiting, on a bounded number of threads that come to be as they
// are needed. Ends after all that was posted. Threads: any.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

namespace azwf {

class BlockingPool {
 public:
  explicit BlockingPool(std::size_t threads_max) : threads_max_(threads_max) {}
  ~BlockingPool();
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  // On a system without a thread to give, and no thread begun yet, the task is done here.
  void post(std::function<void()> task);

 private:
  bool has_thread_for_one_more();
  void work();

  std::size_t threads_max_;
  std::mutex mutex_;
  std::condition_variable posted_;
  std::queue<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool is_ending_ = false;
};

}  // namespace azwf
