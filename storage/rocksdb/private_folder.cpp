// Made by mkdtemp: mode 0700 and a name nobody could guess. Held by a lock while it is in use, so
// that one whose process was killed is known, and removed by the next to make one.
#include "storage/rocksdb/private_folder.hpp"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>

namespace azwf {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view name_begin = "azwf-read-";
constexpr auto young = std::chrono::minutes(1);  // perhaps not yet locked

bool may_be_left(const fs::path& path) {
  std::error_code error;
  const auto changed = fs::last_write_time(path, error);
  if (error || fs::file_time_type::clock::now() - changed < young) return false;
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == ::geteuid();
}

void remove_left(const fs::path& parent) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    const auto& path = entry.path();
    if (!path.filename().string().starts_with(name_begin) || !may_be_left(path)) continue;
    const auto folder = open_file(path, O_RDONLY | O_DIRECTORY);
    const bool is_in_use = !folder || ::flock(folder->number(), LOCK_EX | LOCK_NB) != 0;
    if (!is_in_use) fs::remove_all(path, ignored);
  }
}

}  // namespace

Result<PrivateFolder> PrivateFolder::make() {
  std::error_code error;
  const auto parent = fs::temp_directory_path(error);
  if (error) {
    return failure(ErrorKind::unavailable, "no_temporary_folder",
                   "there is no folder for temporary files: " + error.message(),
                   "name one that is there in TMPDIR");
  }
  remove_left(parent);
  auto name = (parent / (std::string(name_begin) + "XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) {
    return std::unexpected(file_error("create folder", name, errno));
  }
  auto lock = TRY(open_file(name, O_RDONLY | O_DIRECTORY));
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    return std::unexpected(file_error("lock folder", name, errno));
  }
  return PrivateFolder(name, std::move(lock));
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace azwf
