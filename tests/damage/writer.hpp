// A process that writes to a store and tells what was answered: this program, started again. It is
// ended by SIGKILL, from here or by a call of its own.
#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

#include "engine/event/event_log.hpp"
#include "storage/files/home.hpp"
#include "tests/damage/disk_calls.hpp"

namespace azwf::tests {

struct WriterAnswer {
  std::uint64_t number;  // of the proposal; its blob holds the same number
  std::uint64_t position;
};

class Writer {
 public:
  // Its disk calls below the home follow the plan.
  explicit Writer(const Home& home, const DiskPlan& plan = {});
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // The next answer; waits for it. Nothing when the process has ended.
  std::optional<WriterAnswer> next();
  // The answers that have arrived.
  std::vector<WriterAnswer> arrived();
  // Waits for its end when it ends by itself.
  void kill();
  // The exit status, or minus the signal's number.
  int wait();

 private:
  pid_t pid_ = -1;
  int answers_ = -1;
};

std::string blob_of(std::uint64_t number);

// What the log and the blobs must hold after `answered`; empty when all is there.
std::string missing_from(const Home& home, const std::vector<WriterAnswer>& answered);

}  // namespace azwf::tests
