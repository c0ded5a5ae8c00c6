// UUIDv7 (RFC 9562) from the wall clock and the kernel's random bytes. Ids of one source are unique
// and strictly increasing, also when the clock stands still, jumps back or threads race.
#pragma once

#include <atomic>
#include <cstdint>

#include "engine/base/clock.hpp"

namespace azwf {

class SystemIdSource : public IdSource {
 public:
  explicit SystemIdSource(Clock& clock) : clock_(&clock) {}

  Uuid next() override;

 private:
  std::uint64_t next_stamp();

  Clock* clock_;
  // Milliseconds in the upper 52 bits, the fraction of one in the lower 12: the id's leading bits.
  std::atomic<std::uint64_t> last_stamp_{0};
};

}  // namespace azwf
