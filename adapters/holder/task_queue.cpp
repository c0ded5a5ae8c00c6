// The descriptor is an eventfd: any number of wakings are one.
#include "adapters/holder/task_queue.hpp"

#include <sys/eventfd.h>

#include <cstdint>
#include <utility>

namespace azwf::holder {

Result<std::unique_ptr<TaskQueue>> TaskQueue::make() {
  FileDescriptor event(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!event.is_open()) return system_failure("no_eventfd", "cannot make an eventfd");
  return std::unique_ptr<TaskQueue>(new TaskQueue(std::move(event)));
}

void TaskQueue::post(std::function<void()> task) {
  bool is_first = false;
  {
    const std::lock_guard lock(mutex_);
    is_first = tasks_.empty();
    tasks_.push_back(std::move(task));
  }
  if (is_first) wake();
}

void TaskQueue::wake() {
  const std::uint64_t one = 1;
  (void)!write(event_.get(), &one, sizeof one);  // full: it is readable all the same
}

bool TaskQueue::perform() {
  std::uint64_t wakings = 0;
  (void)!read(event_.get(), &wakings, sizeof wakings);
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks = std::exchange(tasks_, {});
  }
  for (const auto& task : tasks) task();
  return !tasks.empty();
}

}  // namespace azwf::holder
