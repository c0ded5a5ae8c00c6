// The machine's clock behind the engine's seam to time; nothing else in the engine asks the
// machine.
#pragma once

#include "engine/base/clock.hpp"

namespace azwf {

class SystemClock : public Clock {
 public:
  Timestamp now() override;
  std::chrono::microseconds monotonic() override;
};

}  // namespace azwf
