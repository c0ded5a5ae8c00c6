// fsync and fdatasync are defined here, in the program, and so come before the C library's for all
// code of this process, RocksDB's too.
#include "tests/contract/disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <mutex>

#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {
namespace {

namespace fs = std::filesystem;

constexpr auto patience = std::chrono::seconds(15);

std::mutex mutex;
std::condition_variable synced_one;
Disk* watching = nullptr;

// What stays the same when a file is renamed, and differs when its inode is used again.
std::string identity_of(const fs::path& path) {
  struct statx status {};
  if (::statx(AT_FDCWD, path.c_str(), 0, STATX_INO | STATX_BTIME, &status) != 0) return "";
  return std::to_string(status.stx_ino) + " " + std::to_string(status.stx_btime.tv_sec) + "." +
         std::to_string(status.stx_btime.tv_nsec);
}

// Of what was written since the sync, a power cut keeps some: a longer file a part of the rest, a
// file of the same length some of its 512-byte sectors.
std::string torn(const std::string& synced, const std::string& now, std::mt19937_64& random) {
  if (now.size() > synced.size() && now.starts_with(synced)) {
    return now.substr(0, synced.size() + random() % (now.size() - synced.size() + 1));
  }
  if (now.size() != synced.size()) return synced;
  auto kept = synced;
  for (std::size_t at = 0; at < now.size(); at += 512) {
    if (random() % 2 == 0) kept.replace(at, 512, now, at, 512);
  }
  return kept;
}

}  // namespace

Disk::Disk(fs::path folder) : folder_(std::move(folder)) {
  const std::lock_guard lock(mutex);
  watching = this;
  if (!fs::exists(folder_)) return;
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (entry.is_regular_file()) contents_[identity_of(entry.path())] = read_whole(entry.path());
  }
}

Disk::~Disk() {
  const std::lock_guard lock(mutex);
  watching = nullptr;
}

void Disk::fail_syncs(std::string name_end) {
  const std::lock_guard lock(mutex);
  failing_ = std::move(name_end);
}

int Disk::syncs(const std::string& name) const {
  const std::lock_guard lock(mutex);
  return syncs_of(name);
}

bool Disk::await_syncs(const std::string& name, int count) const {
  std::unique_lock lock(mutex);
  return synced_one.wait_for(lock, patience, [&] { return syncs_of(name) >= count; });
}

int Disk::syncs_of(const std::string& name) const {
  const auto found = syncs_.find(name);
  return found == syncs_.end() ? 0 : found->second;
}

std::uint64_t Disk::unsynced_bytes(const std::string& name_end) const {
  const std::lock_guard lock(mutex);
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file() || !entry.path().string().ends_with(name_end)) continue;
    const auto found = contents_.find(identity_of(entry.path()));
    bytes += entry.file_size() - (found == contents_.end() ? 0 : found->second.size());
  }
  return bytes;
}

void Disk::cut_power(const fs::path& into, std::mt19937_64& random) const {
  const std::lock_guard lock(mutex);
  fs::create_directories(into);
  fs::permissions(into, fs::perms::owner_all);
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    const auto target = into / fs::relative(entry.path(), folder_);
    if (entry.is_directory()) fs::create_directories(target);
    if (!entry.is_regular_file()) continue;
    const auto found = contents_.find(identity_of(entry.path()));
    const auto synced = found == contents_.end() ? std::string() : found->second;
    write_whole(target, torn(synced, read_whole(entry.path()), random));
  }
}

int Disk::synced(int file, long system_call) {
  const std::lock_guard lock(mutex);
  if (watching != nullptr) return watching->sync(file, system_call);
  return static_cast<int>(::syscall(system_call, file));
}

int Disk::sync(int file, long system_call) {
  std::error_code gone;
  const auto path = fs::read_symlink("/proc/self/fd/" + std::to_string(file), gone);
  if (path.string().starts_with(folder_.string()) && fs::is_regular_file(path, gone)) {
    ++syncs_[path.filename()];
    synced_one.notify_all();
    if (path.string().ends_with(failing_)) {
      errno = EIO;
      return -1;
    }
    contents_[identity_of(path)] = read_whole(path);
  }
  return static_cast<int>(::syscall(system_call, file));
}

}  // namespace azwf::tests

extern "C" int fsync(int file) { return azwf::tests::Disk::synced(file, SYS_fsync); }
extern "C" int fdatasync(int file) { return azwf::tests::Disk::synced(file, SYS_fdatasync); }
