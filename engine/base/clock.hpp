// The seam to time and chance: the engine has no clock and no dice of its own.
#pragma once

#include <chrono>

#include "engine/base/strong.hpp"

namespace azwf {

// Threads: any.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall time, for stamps; may jump either way.
  virtual Timestamp now() = 0;
  // Monotonic time since an arbitrary start, for durations and deadlines.
  virtual std::chrono::microseconds monotonic() = 0;
};

// Threads: any.
class IdSource {
 public:
  virtual ~IdSource() = default;
  // A UUIDv7: unique, and later ones sort after earlier ones of this source.
  virtual Uuid next() = 0;
};

}  // namespace azwf
