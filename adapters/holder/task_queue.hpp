// What other threads want done in one that waits in poll: a list, and a descriptor that is readable
// while there is something in it.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/system/file_descriptor.hpp"

namespace azwf::holder {

class TaskQueue {
 public:
  static Result<std::unique_ptr<TaskQueue>> make();

  // Threads: any.
  void post(std::function<void()> task);
  // Makes a wait for the descriptor end. Threads: any.
  void wake();

  // ---- on the thread that waits
  [[nodiscard]] int descriptor() const { return event_.get(); }
  // Does what was posted. False when there was nothing.
  bool perform();

 private:
  explicit TaskQueue(FileDescriptor event) : event_(std::move(event)) {}

  FileDescriptor event_;
  std::mutex mutex_;
  std::vector<std::function<void()>> tasks_;
};

}  // namespace azwf::holder
