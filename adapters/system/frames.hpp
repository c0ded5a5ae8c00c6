// Messages on a byte stream: four bytes of length, then the message. Many are written at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace azwf {

// Starts a message at the end of `out`; close it with the number this gives.
std::size_t open_frame(std::string& out);
void close_frame(std::string& out, std::size_t opened);

// What has been received and not been read yet.
class FrameReader {
 public:
  explicit FrameReader(std::size_t frame_bytes_max) : frame_bytes_max_(frame_bytes_max) {}

  // Receives what is there into the buffer, once; `flags` are recv's. How many bytes came: 0 when
  // the other side is gone, less when there was nothing or an error.
  std::ptrdiff_t receive(int socket, int flags);
  // The next whole message, valid until `receive`; nothing when there is none yet. Error{invalid}
  // when it announces more than is allowed.
  Result<std::optional<std::string_view>> next();

 private:
  std::size_t frame_bytes_max_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what has not been read
  std::size_t end_ = 0;    // of what has been received
};

}  // namespace azwf
