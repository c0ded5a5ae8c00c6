// The folder itself is locked, so that neither another name for it nor a removed file lets a second
// writer in. The file `lock` only tells who it is.
#include "storage/files/home_lock.hpp"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>

namespace azwf {
namespace {

constexpr std::size_t pid_bytes_max = 32;

// Who holds the lock on a file, as the kernel lists it; empty when it does not.
std::string listed_holder(const Descriptor& folder) {
  struct stat status {};
  if (::fstat(folder.number(), &status) != 0) return "";
  const auto wanted =
      fmt::format("{:02x}:{:02x}:{}", major(status.st_dev), minor(status.st_dev), status.st_ino);
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    std::istringstream fields(line);
    std::string number, kind, advisory, mode, pid, file;
    fields >> number >> kind >> advisory >> mode >> pid >> file;
    if (kind == "FLOCK" && file == wanted) return pid;
  }
  return "";
}

std::string written_holder(const Home& home) {
  const auto file = open_file(home.lock(), O_RDONLY);
  auto pid = file ? read_at(*file, pid_bytes_max, 0, home.lock()).value_or("") : "";
  while (!pid.empty() && pid.back() == '\n') pid.pop_back();
  return pid;
}

std::unexpected<Error> held(const Descriptor& folder, const Home& home) {
  auto pid = written_holder(home);
  if (pid.empty()) pid = listed_holder(folder);
  return failure(ErrorKind::unavailable, "held",
                 fmt::format("the store in {} is held by process {}", home.path.string(),
                             pid.empty() ? "(unknown)" : pid),
                 "wait until that process ends, or stop it");
}

Result<void> write_pid(const Home& home) {
  const auto file = TRY(open_file(home.lock(), O_WRONLY | O_CREAT | O_TRUNC));
  return write_at(file, fmt::format("{}\n", ::getpid()), 0, home.lock());
}

}  // namespace

bool HomeLock::is_taken(const Home& home) {
  const auto folder = open_file(home.path / ".", O_RDONLY | O_DIRECTORY);
  return folder && !listed_holder(*folder).empty();
}

Result<HomeLock> HomeLock::take(const Home& home) {
  auto folder = TRY(open_file(home.path / ".", O_RDONLY | O_DIRECTORY));
  while (::flock(folder.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return held(folder, home);
    if (errno != EINTR) return std::unexpected(file_error("lock", home.path, errno));
  }
  TRY_VOID(write_pid(home));
  return HomeLock(std::move(folder));
}

}  // namespace azwf
