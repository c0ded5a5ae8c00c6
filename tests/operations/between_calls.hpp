// Lets a test act before each system call by which files.* change something: let it fail, as it
// does for a process that is killed from there on, or let somebody else come between.
#pragma once

#include <functional>
#include <string_view>

namespace azwf::tests {

class BetweenCalls {
 public:
  // Asked with the call's name and its number, from 1, on the thread that calls: the errno with
  // which it fails undone, or 0.
  using Act = std::function<int(std::string_view call, int number)>;

  explicit BetweenCalls(Act act);  // one at a time
  ~BetweenCalls();
  BetweenCalls(const BetweenCalls&) = delete;
  BetweenCalls& operator=(const BetweenCalls&) = delete;
  [[nodiscard]] static int calls();  // so far
};

}  // namespace azwf::tests
