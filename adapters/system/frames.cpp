// The buffer grows to the message it is receiving, never beyond what is allowed, and shrinks again.
#include "adapters/system/frames.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "engine/base/check.hpp"

namespace azwf {
namespace {

constexpr std::size_t usual_bytes = 256 << 10;
constexpr std::size_t header_bytes = sizeof(std::uint32_t);

}  // namespace

std::size_t open_frame(std::string& out) {
  const auto opened = out.size();
  out.append(header_bytes, '\0');
  return opened;
}

void close_frame(std::string& out, std::size_t opened) {
  const auto size = out.size() - opened - header_bytes;
  AZWF_CHECK(size <= UINT32_MAX);
  const auto length = static_cast<std::uint32_t>(size);
  std::memcpy(out.data() + opened, &length, sizeof length);
}

std::ptrdiff_t FrameReader::receive(int socket, int flags) {
  if (begin_ == end_) {
    begin_ = end_ = 0;
    if (buffer_.size() > usual_bytes) buffer_ = std::string();
  }
  if (buffer_.size() < usual_bytes) buffer_.resize(usual_bytes);
  if (begin_ > buffer_.size() / 2 || end_ == buffer_.size()) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
  }
  if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
  const auto count = recv(socket, buffer_.data() + end_, buffer_.size() - end_, flags);
  if (count > 0) end_ += static_cast<std::size_t>(count);
  return count;
}

Result<std::optional<std::string_view>> FrameReader::next() {
  if (end_ - begin_ < header_bytes) return std::nullopt;
  std::uint32_t length = 0;
  std::memcpy(&length, buffer_.data() + begin_, sizeof length);
  if (length > frame_bytes_max_) {
    return failure(ErrorKind::invalid, "bad_message", "a message is larger than allowed");
  }
  if (end_ - begin_ - header_bytes < length) return std::nullopt;
  const std::string_view message(buffer_.data() + begin_ + header_bytes, length);
  begin_ += header_bytes + length;
  return message;
}

}  // namespace azwf
