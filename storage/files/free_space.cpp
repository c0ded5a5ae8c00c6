// A disk that cannot be asked counts as roomy: a failing one fails the write itself.
#include "storage/files/free_space.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>

#include "storage/files/descriptor.hpp"

namespace azwf {
namespace {

constexpr auto asked_every = std::chrono::milliseconds(100);
// Bytes are written to the write-ahead log first and to a table later.
constexpr std::uint64_t copies = 2;

}  // namespace

FreeBytes free_bytes_at(std::filesystem::path path) {
  return [path = std::move(path)]() -> Result<std::uint64_t> {
    struct statvfs status {};
    if (::statvfs(path.c_str(), &status) != 0) {
      return std::unexpected(file_error("ask for free space at", path, errno));
    }
    return std::uint64_t{status.f_bavail} * status.f_frsize;
  };
}

Room FreeSpace::room(std::uint64_t pending_bytes) {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.monotonic();
  if (asked_at_ == std::chrono::microseconds::min() || now - asked_at_ >= asked_every) {
    asked_at_ = now;
    written_ = 0;
    last_bytes_ = free_bytes_().value_or(UINT64_MAX);
  }
  const auto gone = std::min(last_bytes_, copies * (written_ + pending_bytes));
  const auto left = last_bytes_ - gone;
  if (left < reserve_bytes_ / 8 * 3) return Room::none;
  return left < reserve_bytes_ ? Room::reserve_only : Room::enough;
}

}  // namespace azwf
