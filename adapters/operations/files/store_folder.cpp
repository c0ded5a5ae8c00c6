// A folder leads upwards by `..`; what is no folder is asked for the one that holds it, and that
// one must still hold it.
#include "adapters/operations/files/store_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>

#include "adapters/operations/files/place.hpp"
#include "engine/base/check.hpp"

namespace azwf::files {
namespace {

std::optional<Inode> inode_at(int folder, const std::string& name, int flags) {
  struct stat status {};
  if (fstatat(folder, name.c_str(), &status, flags) != 0) return std::nullopt;
  return Inode{status.st_dev, status.st_ino};
}

std::optional<Inode> inode_of(const FileDescriptor& found) {
  return inode_at(found.get(), "", AT_EMPTY_PATH);
}

// Not open: it was moved or removed meanwhile.
FileDescriptor folder_holding(const FileDescriptor& found) {
  std::error_code error;
  const auto path =
      std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(found.get()), error);
  if (error) return {};
  FileDescriptor folder(open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const bool is_top = path == path.root_path();
  const auto held = is_top ? inode_of(folder)
                           : inode_at(folder.get(), path.filename().string(), AT_SYMLINK_NOFOLLOW);
  return held && held == inode_of(found) ? std::move(folder) : FileDescriptor();
}

// Whether the folder or one above it is wanted.
Result<bool> leads_up_to(const FileDescriptor& start, const std::string& path,
                         const std::function<bool(const Inode&)>& is_wanted) {
  FileDescriptor folder(fcntl(start.get(), F_DUPFD_CLOEXEC, 0));
  std::optional<Inode> below;
  for (;;) {
    const auto inode = inode_of(folder);
    if (!inode) return file_failure("cannot look at the folder of", path);
    if (is_wanted(*inode)) return true;
    if (inode == below) return false;  // the top is above itself
    below = inode;
    FileDescriptor above(openat(folder.get(), "..", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!above.is_open()) return file_failure("cannot look at a folder above", path);
    folder = std::move(above);
  }
}

}  // namespace

StoreFolder::StoreFolder(std::string path)
    : path_(std::move(path)), folder_(open(path_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
  if (!folder_.is_open()) return;
  for (const int flags : {0, AT_SYMLINK_NOFOLLOW}) {
    if (const auto inode = inode_at(AT_FDCWD, path_, flags)) inodes_.push_back(*inode);
  }
}

bool StoreFolder::is_it(const Inode& inode) const {
  return std::ranges::find(inodes_, inode) != inodes_.end() && !AZWF_PLANTED(90);
}

Result<void> StoreFolder::refuse_within(const FileDescriptor& found,
                                        const std::string& path) const {
  if (inodes_.empty()) return {};
  const auto own = inode_of(found);
  const auto folder = folder_holding(found);
  if (!own || !folder.is_open()) {
    return failure(ErrorKind::failed, "changed_meanwhile",
                   shown(path) + " was moved or removed while it was looked for");
  }
  const auto is_wanted = [this](const Inode& inode) { return is_it(inode); };
  if (!is_it(*own) && !TRY(leads_up_to(folder, path, is_wanted))) return {};
  return failure(ErrorKind::refused, "is_the_store",
                 shown(path) + " is in the store " + shown(path_) +
                     ", which no step reads or changes; azwf events and azwf show tell what it "
                     "holds");
}

Result<void> StoreFolder::refuse_moving(const Inode& moved, const std::string& path) const {
  if (inodes_.empty()) return {};
  const auto holds = [&](const Inode& inode) { return inode == moved; };
  if (!TRY(leads_up_to(folder_, path, holds))) return {};
  return failure(ErrorKind::refused, "is_the_store",
                 shown(path) + " holds the store " + shown(path_) +
                     ", which stays where it is while a run is at work");
}

}  // namespace azwf::files
