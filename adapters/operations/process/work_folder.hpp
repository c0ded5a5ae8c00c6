// The folder in which steps at work keep their files: <work>/<run>/<step>.lock and
// <work>/<run>/<step>.<attempt>.out and .progress, "/" in a step's id written ".". A finished step
// leaves nothing.
#pragma once

#include <filesystem>
#include <mutex>

#include "adapters/operations/process/file_descriptor.hpp"
#include "engine/base/strong.hpp"

namespace azwf::process {

struct StepPlace {
  RunId run;
  StepId step;
  std::uint32_t attempt = 1;
};

struct StepFiles {
  FileDescriptor lock;   // held: the lock goes with this descriptor, to whoever has a copy of it
  FileDescriptor spool;  // empty, for writing
};

// Threads: any.
class WorkFolder {
 public:
  explicit WorkFolder(std::filesystem::path root) : root_(std::move(root)) {}

  [[nodiscard]] std::filesystem::path lock_path(const RunId& run, const StepId& step) const;
  [[nodiscard]] std::filesystem::path spool_path(const StepPlace& place) const;
  [[nodiscard]] std::filesystem::path progress_path(const StepPlace& place) const;

  // Error{step_busy} when somebody holds the step's lock or died while holding it.
  Result<StepFiles> open(const StepPlace& place);
  // After `open`, when nothing was begun.
  void abandon(const StepPlace& place);
  // The spool files of this and of earlier attempts, and the run's folder once it is empty.
  void remove(const StepPlace& place);

 private:
  std::filesystem::path root_;
  std::mutex mutex_;  // a folder is not removed between its making and its first file
};

}  // namespace azwf::process
