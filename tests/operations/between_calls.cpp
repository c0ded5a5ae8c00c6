// The C library's functions for these calls, as this program has them: what links against it finds
// these first.
#include "tests/operations/between_calls.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <mutex>

namespace azwf::tests {

namespace {

struct Watch {
  std::mutex mutex;
  BetweenCalls::Act act;
  int calls = 0;
};

Watch& watch() {
  static Watch only;
  return only;
}

template <class... Arguments>
int call(std::string_view name, long number, const Arguments&... arguments) {
  std::unique_lock lock(watch().mutex);
  const int refused = watch().act ? watch().act(name, ++watch().calls) : 0;
  lock.unlock();
  if (refused == 0) return static_cast<int>(syscall(number, arguments...));
  errno = refused;
  return -1;
}

}  // namespace

BetweenCalls::BetweenCalls(Act act) {
  const std::lock_guard guard(watch().mutex);
  watch().act = std::move(act);
  watch().calls = 0;
}

BetweenCalls::~BetweenCalls() {
  const std::lock_guard guard(watch().mutex);
  watch().act = nullptr;
}

int BetweenCalls::calls() {
  const std::lock_guard guard(watch().mutex);
  return watch().calls;
}

}  // namespace azwf::tests

using azwf::tests::call;

extern "C" {

int mkdirat(int folder, const char* path, mode_t mode) noexcept {
  return call("mkdirat", SYS_mkdirat, folder, path, mode);
}
int symlinkat(const char* target, int folder, const char* path) noexcept {
  return call("symlinkat", SYS_symlinkat, target, folder, path);
}
int unlinkat(int folder, const char* path, int flags) noexcept {
  return call("unlinkat", SYS_unlinkat, folder, path, flags);
}
int renameat2(int from, const char* old, int to, const char* path, unsigned flags) noexcept {
  return call("renameat2", SYS_renameat2, from, old, to, path, flags);
}
int fchownat(int folder, const char* path, uid_t owner, gid_t group, int flags) noexcept {
  return call("fchownat", SYS_fchownat, folder, path, owner, group, flags);
}
int fchmod(int file, mode_t mode) noexcept { return call("fchmod", SYS_fchmod, file, mode); }
int fsync(int file) { return call("fsync", SYS_fsync, file); }

}  // extern "C"
