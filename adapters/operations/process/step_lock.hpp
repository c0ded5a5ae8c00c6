// The lock file of a step at work. Whoever holds its lock may have processes running for the step;
// the record in it says which, for the case that the supervisor itself is killed. The file is
// removed only by who holds the lock, once nothing is left.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "adapters/operations/process/file_descriptor.hpp"

namespace azwf::process {

// A process, told apart from a later one with the same number by when it started.
struct ProcessMark {
  pid_t pid = 0;
  std::uint64_t start = 0;  // /proc/<pid>/stat, field 22

  bool operator==(const ProcessMark&) const = default;
};

struct StepRecord {
  std::string machine;     // boot and pid namespace: elsewhere the numbers mean nothing
  std::string lock_path;   // every process of the step carries it as AZWF_STEP_LOCK
  ProcessMark supervisor;  // leads the session
  ProcessMark leader;      // leads the program's process group; 0 before it has started
};

Result<void> write_record(const FileDescriptor& lock, const StepRecord& record);
Result<std::optional<StepRecord>> read_record(const FileDescriptor& lock);  // nothing when empty

// The lock of a step at which nobody is at work, on a new or empty file. Error{step_busy}
// otherwise.
Result<FileDescriptor> take_free_lock(const std::filesystem::path& path);

enum class LockState { absent, busy, taken };
struct LockAttempt {
  LockState state = LockState::absent;
  FileDescriptor lock;  // when taken
};
// The lock of an existing file; never makes one.
Result<LockAttempt> try_lock(const std::filesystem::path& path);

}  // namespace azwf::process
