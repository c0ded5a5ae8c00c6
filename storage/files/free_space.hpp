// How much room the disk still has, asked of the file system now and then. In between, what was
// written since is taken off, so that a burst is noticed too.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>

#include "engine/base/clock.hpp"
#include "engine/base/result.hpp"

namespace azwf {

using FreeBytes = std::function<Result<std::uint64_t>()>;

// The free bytes that this user may fill on the file system of `path`.
FreeBytes free_bytes_at(std::filesystem::path path);

enum class Room {
  enough,
  reserve_only,  // below the reserve: only what has begun may still write
  none,          // three eighths of the reserve: what the store's own housekeeping may need at once
};

// Threads: any.
class FreeSpace {
 public:
  FreeSpace(FreeBytes free_bytes, Clock& clock, std::uint64_t reserve_bytes)
      : free_bytes_(std::move(free_bytes)), clock_(clock), reserve_bytes_(reserve_bytes) {}

  // The room there will be when `pending_bytes` are written, too.
  Room room(std::uint64_t pending_bytes = 0);
  void written(std::uint64_t bytes) { written_ += bytes; }

 private:
  FreeBytes free_bytes_;
  Clock& clock_;
  std::uint64_t reserve_bytes_;
  std::mutex mutex_;
  std::uint64_t last_bytes_ = 0;
  std::chrono::microseconds asked_at_ = std::chrono::microseconds::min();
  std::atomic<std::uint64_t> written_ = 0;
};

}  // namespace azwf
