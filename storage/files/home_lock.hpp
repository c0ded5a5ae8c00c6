// The lock on a home: one process at a time has its store open for writing. The kernel lets go of
// it when the process ends, however it ends.
#pragma once

#include "storage/files/descriptor.hpp"
#include "storage/files/home.hpp"

namespace azwf {

class HomeLock {
 public:
  // Error{unavailable, "held"} names the process that has it.
  static Result<HomeLock> take(const Home& home);
  // Whether a process has it, as far as can be seen from here.
  static bool is_taken(const Home& home);

 private:
  explicit HomeLock(Descriptor folder) : folder_(std::move(folder)) {}

  Descriptor folder_;
};

}  // namespace azwf
