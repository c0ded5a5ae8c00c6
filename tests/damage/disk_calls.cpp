// These functions are defined here, in the program, and so come before the C library's for all code
// of this process.
#include "tests/damage/disk_calls.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <optional>
#include <string_view>

namespace azwf::tests {
namespace {

std::optional<DiskPlan> planned;
std::atomic<std::uint64_t> calls = 0;

bool is_below(std::string_view path) { return path.starts_with(planned->folder.native()); }

bool is_planned(int file) {
  if (!planned) return false;
  std::array<char, 4'096> path{};
  const auto name = "/proc/self/fd/" + std::to_string(file);
  const auto size = ::readlink(name.c_str(), path.data(), path.size());
  return size > 0 && is_below({path.data(), static_cast<std::size_t>(size)});
}

// Whether the call is to be made; it fails with the plan's error otherwise.
bool is_let_through() {
  using enum DiskPlan::Then;
  const auto call = ++calls;
  if (planned->at == 0 || call < planned->at) return true;
  if (planned->then == end_process) ::kill(::getpid(), SIGKILL);
  const bool fails =
      planned->then == fail_for_ever || (planned->then == fail_once && call == planned->at);
  if (fails) errno = planned->error;
  return !fails;
}

bool may_change(int file) { return !is_planned(file) || is_let_through(); }
bool may_change(const char* path) { return !planned || !is_below(path) || is_let_through(); }

// What is opened to be made where it is missing changes the folder.
int open_at(int folder, const char* path, int flags, mode_t mode) {
  if ((flags & O_CREAT) != 0 && !may_change(path)) return -1;
  return static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
}

// A mode is passed only with what may make a file.
mode_t mode_of(int flags, va_list arguments) {
  const bool may_make = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return may_make ? va_arg(arguments, mode_t) : 0;
}

int sync(int file, long system_call) {
  if (!may_change(file)) return -1;
  if (planned && planned->lies) return 0;
  return static_cast<int>(::syscall(system_call, file));
}

}  // namespace

void plan_disk(const DiskPlan& plan) {
  calls = 0;
  planned = plan;
}

void forget_disk_plan() { planned.reset(); }

std::uint64_t disk_calls() { return calls; }

}  // namespace azwf::tests

using azwf::tests::may_change;

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = azwf::tests::mode_of(flags, arguments);
  va_end(arguments);
  return azwf::tests::open_at(AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = azwf::tests::mode_of(flags, arguments);
  va_end(arguments);
  return azwf::tests::open_at(AT_FDCWD, path, flags, mode);
}
int openat(int folder, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = azwf::tests::mode_of(flags, arguments);
  va_end(arguments);
  return azwf::tests::open_at(folder, path, flags, mode);
}
int openat64(int folder, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = azwf::tests::mode_of(flags, arguments);
  va_end(arguments);
  return azwf::tests::open_at(folder, path, flags, mode);
}

int fsync(int file) { return azwf::tests::sync(file, SYS_fsync); }
int fdatasync(int file) { return azwf::tests::sync(file, SYS_fdatasync); }

ssize_t write(int file, const void* bytes, size_t size) {
  return may_change(file) ? ::syscall(SYS_write, file, bytes, size) : -1;
}
ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  return may_change(file) ? ::syscall(SYS_pwrite64, file, bytes, size, offset) : -1;
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  return may_change(file) ? ::syscall(SYS_pwrite64, file, bytes, size, offset) : -1;
}
int ftruncate(int file, off_t size) noexcept {
  return may_change(file) ? static_cast<int>(::syscall(SYS_ftruncate, file, size)) : -1;
}
int ftruncate64(int file, off64_t size) noexcept {
  return may_change(file) ? static_cast<int>(::syscall(SYS_ftruncate, file, size)) : -1;
}
int rename(const char* from, const char* to) noexcept {
  return may_change(to) ? static_cast<int>(::syscall(SYS_rename, from, to)) : -1;
}
int unlink(const char* path) noexcept {
  return may_change(path) ? static_cast<int>(::syscall(SYS_unlink, path)) : -1;
}

}  // extern "C"
