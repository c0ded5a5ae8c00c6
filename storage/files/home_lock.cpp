// A lock belongs to a file, not to a name: after it is taken, the name must still lead to the file,
// or else somebody replaced it and the other file's lock is the one that counts.
#include "storage/files/home_lock.hpp"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace azwf {
namespace {

constexpr int replaced_max = 16;
constexpr std::size_t pid_bytes_max = 32;

bool is_still_named(const Descriptor& file, const std::filesystem::path& path) {
  struct stat ours {};
  struct stat named {};
  return ::fstat(file.number(), &ours) == 0 && ::stat(path.c_str(), &named) == 0 &&
         ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

std::unexpected<Error> held(const Descriptor& file, const Home& home) {
  auto pid = read_at(file, pid_bytes_max, 0, home.lock()).value_or("");
  while (!pid.empty() && pid.back() == '\n') pid.pop_back();
  return failure(ErrorKind::unavailable, "held",
                 fmt::format("the store in {} is held by process {}", home.path.string(),
                             pid.empty() ? "(unknown)" : pid),
                 "wait until that process ends, or stop it");
}

Result<void> write_pid(const Descriptor& file, const Home& home) {
  if (::ftruncate(file.number(), 0) != 0) {
    return std::unexpected(file_error("write", home.lock(), errno));
  }
  return write_at(file, fmt::format("{}\n", ::getpid()), 0, home.lock());
}

}  // namespace

Result<HomeLock> HomeLock::take(const Home& home) {
  for (int attempt = 0; attempt < replaced_max; ++attempt) {
    auto file = TRY(open_file(home.lock(), O_RDWR | O_CREAT));
    if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) return held(file, home);
      if (errno == EINTR) continue;
      return std::unexpected(file_error("lock", home.lock(), errno));
    }
    if (!is_still_named(file, home.lock())) continue;
    TRY_VOID(write_pid(file, home));
    return HomeLock(std::move(file));
  }
  return failure(ErrorKind::unavailable, "held",
                 fmt::format("{} is being replaced again and again", home.lock().string()),
                 "find out which program does that");
}

}  // namespace azwf
