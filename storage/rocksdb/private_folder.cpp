// Made by mkdtemp: mode 0700 and a name nobody could guess.
#include "storage/rocksdb/private_folder.hpp"

#include <cerrno>
#include <cstdlib>

#include "storage/files/descriptor.hpp"

namespace azwf {

Result<PrivateFolder> PrivateFolder::make() {
  std::error_code error;
  const auto parent = std::filesystem::temp_directory_path(error);
  if (error) return std::unexpected(file_error("find the folder", "TMPDIR", error.value()));
  auto name = (parent / "azwf-read-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    return std::unexpected(file_error("create folder", name, errno));
  }
  return PrivateFolder(name);
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace azwf
