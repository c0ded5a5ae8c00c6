// Notices that whoever reads what this process prints is gone, while nothing is printed.
#pragma once

#include <functional>
#include <thread>

namespace azwf::cli {

// Calls `gone` once, in a thread of its own, when stdout is a pipe that nobody reads any more.
class ReaderWatch {
 public:
  explicit ReaderWatch(std::function<void()> gone);

 private:
  std::jthread thread_;
};

}  // namespace azwf::cli
