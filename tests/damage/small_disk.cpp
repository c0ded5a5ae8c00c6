// Mounting needs root; where it is not permitted, the test says so.
#include "tests/damage/small_disk.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace azwf::tests {
namespace {

std::string said(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

std::string options(int mebibytes) { return "mode=0700,size=" + std::to_string(mebibytes) + "M"; }

}  // namespace

std::string leave_mount_namespace() {
  if (::unshare(CLONE_NEWNS) != 0) return said("unshare");
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return said("mount");
  return "";
}

SmallDisk::SmallDisk(std::filesystem::path at, int mebibytes)
    : at_(std::move(at)), trouble_(leave_mount_namespace()) {
  if (!trouble_.empty()) return;
  std::filesystem::create_directories(at_);
  if (::mount("none", at_.c_str(), "tmpfs", 0, options(mebibytes).c_str()) != 0) {
    trouble_ = said("mount");
  }
}

SmallDisk::~SmallDisk() {
  if (trouble_.empty()) ::umount2(at_.c_str(), MNT_DETACH);
}

void SmallDisk::resize(int mebibytes) {
  if (::mount("none", at_.c_str(), "tmpfs", MS_REMOUNT, options(mebibytes).c_str()) != 0) {
    throw std::runtime_error(said("remount"));
  }
}

void SmallDisk::leave_free(int mebibytes) const {
  const auto wanted = static_cast<std::uint64_t>(mebibytes) << 20U;
  const auto free = free_bytes();
  const int file = ::open((at_ / "ballast").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const auto more = static_cast<off_t>(free > wanted ? free - wanted : 0);
  const auto before = ::lseek(file, 0, SEEK_END);  // it may have been filled up once already
  const int error = more == 0 ? 0 : ::posix_fallocate(file, before, more);
  ::close(file);
  if (error != 0) throw std::runtime_error(std::string("fallocate: ") + std::strerror(error));
}

std::uint64_t SmallDisk::free_bytes() const {
  struct statvfs status {};
  if (::statvfs(at_.c_str(), &status) != 0) throw std::runtime_error(said("statvfs"));
  return std::uint64_t{status.f_bavail} * status.f_frsize;
}

}  // namespace azwf::tests
