// What carries messages between a client and the holder: the socket in the store's folder, or the
// bus. It keeps them whole and in order, and knows nothing of what they say.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace azwf::holder {

inline constexpr const char* connection_closed = "closed";

// Threads: one, except `wake`.
class Carrier {
 public:
  virtual ~Carrier() = default;

  // Sent with the next turns.
  virtual void send(std::string message) = 0;
  // Sends and receives what it can, waiting up to `patience` for something to come. False when
  // nothing came. Error{unavailable, connection_closed}: the other side is gone. Other errors say
  // why it cannot be reached.
  virtual Result<bool> turn(std::chrono::microseconds patience) = 0;
  // The next message that has come, valid until the next turn; nothing when there is none.
  virtual Result<std::optional<std::string_view>> next() = 0;
  // Makes a turn that waits return. Threads: any.
  virtual void wake() = 0;
};

}  // namespace azwf::holder
