// poll is defined here, in the program, and so comes before the C library's. A poll of no files is
// a pause.
#include "tests/contract/pauses.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <utility>

namespace azwf::tests {
namespace {

thread_local Pauses* watching = nullptr;

bool is_taken(nfds_t count) {
  if (count > 0 || watching == nullptr) return false;
  watching->pause();
  return true;
}

}  // namespace

Pauses::Pauses(std::function<void(int)> step) : step_(std::move(step)) { watching = this; }

Pauses::~Pauses() { watching = nullptr; }

}  // namespace azwf::tests

extern "C" int poll(pollfd* files, nfds_t count, int time_ms) {
  if (azwf::tests::is_taken(count)) return 0;
  timespec time{time_ms / 1'000, time_ms % 1'000 * 1'000'000L};
  auto* limit = time_ms < 0 ? nullptr : &time;
  return static_cast<int>(::syscall(SYS_ppoll, files, count, limit, nullptr, 0));
}
