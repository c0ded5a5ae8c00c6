// Something that is done if it takes too long until this is destroyed.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace azwf::cli {

class Deadline {
 public:
  // `late` is called after `within`, in a thread of its own.
  void arm(std::chrono::milliseconds within, std::function<void()> late);

 private:
  std::jthread thread_;
};

}  // namespace azwf::cli
