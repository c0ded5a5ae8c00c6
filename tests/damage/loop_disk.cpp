// The power is cut by ext4's own ioctl for that: it goes down without writing its journal out.
#include "tests/damage/loop_disk.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "tests/damage/small_disk.hpp"

namespace azwf::tests {
namespace {

constexpr unsigned long shutdown_request = 0x8004587d;  // FS_IOC_SHUTDOWN
constexpr std::uint32_t without_journal = 2;
constexpr int unmount_attempts_max = 500;

}  // namespace

LoopDisk::LoopDisk(int mebibytes) : trouble_(leave_mount_namespace()) {
  if (!trouble_.empty()) return;
  std::filesystem::create_directory(path());
  std::ofstream(image()).close();
  std::filesystem::resize_file(image(), static_cast<std::uintmax_t>(mebibytes) << 20U);
  if (run(folder_, {"/sbin/mkfs.ext4", "-q", "-F", image()}).status != 0) {
    trouble_ = "mkfs.ext4 failed";
    return;
  }
  try {
    mount();
  } catch (const std::runtime_error& error) {
    trouble_ = error.what();
  }
}

LoopDisk::~LoopDisk() {
  ::umount2(path().c_str(), MNT_DETACH);  // the loop device goes with it
}

void LoopDisk::mount() {
  const auto mounted = run(folder_, {"/bin/mount", "-o", "loop", image(), path().string()});
  if (mounted.status != 0) throw std::runtime_error(mounted.err);
}

void LoopDisk::unmount() {
  for (int attempt = 0; attempt < unmount_attempts_max; ++attempt) {
    if (::umount2(path().c_str(), 0) == 0) return;
    ::poll(nullptr, 0, 10);  // whoever used it is just ending
  }
  throw std::runtime_error("cannot unmount " + path().string() + ": " + std::strerror(errno));
}

void LoopDisk::cut_power() {
  const int folder = ::open(path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  auto how = without_journal;
  const int result = ::ioctl(folder, shutdown_request, &how);
  ::close(folder);
  if (result != 0) throw std::runtime_error(std::string("shutdown: ") + std::strerror(errno));
}

void LoopDisk::restore_power() {
  unmount();
  mount();
}

}  // namespace azwf::tests
