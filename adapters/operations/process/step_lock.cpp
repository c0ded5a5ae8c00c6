// flock on a file that others may remove: a lock counts only while the path still names the file.
#include "adapters/operations/process/step_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "engine/base/packed.hpp"

namespace azwf::process {
namespace {

constexpr std::size_t record_bytes_max = 8192;

bool is_file_at(const FileDescriptor& lock, const std::filesystem::path& path) {
  struct stat held {};
  struct stat named {};
  return fstat(lock.get(), &held) == 0 && stat(path.c_str(), &named) == 0 &&
         held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

void pack_mark(Packer& packer, const ProcessMark& mark) {
  packer.integer(mark.pid).integer(static_cast<std::int64_t>(mark.start));
}

Result<ProcessMark> unpack_mark(Unpacker& unpacker) {
  ProcessMark mark;
  mark.pid = static_cast<pid_t>(TRY(unpacker.integer()));
  mark.start = static_cast<std::uint64_t>(TRY(unpacker.integer()));
  return mark;
}

// Opens and locks until the file locked is the one the path names; nullopt-like states as answered.
Result<LockAttempt> lock_at(const std::filesystem::path& path, int flags) {
  for (;;) {
    FileDescriptor lock(open(path.c_str(), flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock.is_open() && errno == ENOENT) return LockAttempt{LockState::absent, {}};
    if (!lock.is_open()) return system_failure("work_folder", "cannot open " + path.string());
    if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) return LockAttempt{LockState::busy, {}};
      return system_failure("work_folder", "cannot lock " + path.string());
    }
    if (is_file_at(lock, path)) return LockAttempt{LockState::taken, std::move(lock)};
  }
}

}  // namespace

Result<void> write_record(const FileDescriptor& lock, const StepRecord& record) {
  std::string bytes;
  Packer packer(bytes);
  packer.binary(record.machine).binary(record.lock_path);
  pack_mark(packer, record.supervisor);
  pack_mark(packer, record.leader);
  if (pwrite(lock.get(), bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return system_failure("work_folder", "cannot write the record of a process");
  }
  return {};
}

Result<std::optional<StepRecord>> read_record(const FileDescriptor& lock) {
  std::string bytes(record_bytes_max, '\0');
  const auto size = pread(lock.get(), bytes.data(), bytes.size(), 0);
  if (size < 0) return system_failure("work_folder", "cannot read the record of a process");
  if (size == 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size));

  Unpacker unpacker(bytes);
  StepRecord record;
  record.machine = TRY(unpacker.binary());
  record.lock_path = TRY(unpacker.binary());
  record.supervisor = TRY(unpack_mark(unpacker));
  record.leader = TRY(unpack_mark(unpacker));
  return record;
}

Result<FileDescriptor> take_free_lock(const std::filesystem::path& path) {
  auto attempt = TRY(lock_at(path, O_CREAT));
  const auto busy = [&](const char* why) {
    return failure(ErrorKind::unavailable, "step_busy", path.string() + ": " + why,
                   "an earlier attempt has to be gone first");
  };
  if (attempt.state != LockState::taken) return busy("an earlier attempt is still at work");
  if (TRY(read_record(attempt.lock))) return busy("an earlier attempt was not cleaned up");
  return std::move(attempt.lock);
}

Result<LockAttempt> try_lock(const std::filesystem::path& path) { return lock_at(path, 0); }

}  // namespace azwf::process
