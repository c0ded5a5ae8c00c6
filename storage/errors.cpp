// What failed and what to do next, once for all backends.
#include "storage/errors.hpp"

#include <fmt/format.h>

#include "engine/base/digest.hpp"

namespace azwf {

Error fenced(std::uint64_t epoch, std::uint64_t newer_epoch) {
  return {ErrorKind::unavailable, "fenced",
          fmt::format("another process opened the store for writing (epoch {}, ours is {})",
                      newer_epoch, epoch),
          "stop this process; the other one goes on"};
}

Error no_space() {
  return {ErrorKind::unavailable, "no_space",
          "free disk space is below the reserve; new work is not accepted",
          "free some space; what has begun can still finish"};
}

Error disk_full() {
  return {ErrorKind::unavailable, "no_space",
          "the disk is full, the reserve is used up: nothing more can be written safely",
          "free some space, then start again; what was recorded is safe"};
}

Error read_only() {
  return {ErrorKind::refused, "read_only", "the store was opened for reading only",
          "open it for writing"};
}

Error missing_blob(const Digest& digest) {
  return {ErrorKind::not_found, "no_blob", fmt::format("there is no blob {}", to_hex(digest)),
          "restore it from a backup, if the log names it"};
}

Error damaged_blob(const Digest& digest) {
  return {ErrorKind::damaged, "damaged_blob",
          fmt::format("the bytes of blob {} do not match its digest", to_hex(digest)),
          "restore it from a backup"};
}

}  // namespace azwf
