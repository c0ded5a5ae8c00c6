// The machine's clock behind the engine's seam to time; nothing else in the engine asks the
// machine.
#pragma once

#include "engine/base/clock.hpp"

namespace azwf {

// How long the processor has worked for the process; 0 when that cannot be told.
std::chrono::microseconds processor_time_of(int pid);

class SystemClock : public Clock {
 public:
  Timestamp now() override;
  std::chrono::microseconds monotonic() override;
};

}  // namespace azwf
