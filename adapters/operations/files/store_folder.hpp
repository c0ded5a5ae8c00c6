// The folder of the store, which no step touches: not what lies in it, nor, by moving it, the
// folder itself. Invariant: it is known by what it is, so that neither links nor mounts hide it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "adapters/system/file_descriptor.hpp"

namespace azwf::files {

// What tells two files of one machine apart.
struct Inode {
  std::uint64_t device = 0;
  std::uint64_t number = 0;
  bool operator==(const Inode&) const = default;
};

class StoreFolder {
 public:
  // A path that leads nowhere, or none: there is no store to look after.
  explicit StoreFolder(std::string path);

  // Error{is_the_store} when what is open is the folder or lies in it; Error{changed_meanwhile}
  // when it was moved or removed while this was found out. `path`: how a message names it.
  [[nodiscard]] Result<void> refuse_within(const FileDescriptor& found,
                                           const std::string& path) const;
  // Error{is_the_store} when the folder lies in the one that is to be moved.
  [[nodiscard]] Result<void> refuse_moving(const Inode& moved, const std::string& path) const;

 private:
  [[nodiscard]] bool is_it(const Inode& inode) const;

  std::string path_;
  FileDescriptor folder_;
  std::vector<Inode> inodes_;  // the folder's, and that of a symbolic link the path ends in
};

}  // namespace azwf::files
