// Where a step's path lies: below one of its run's roots. Invariant: nothing here is opened by its
// whole path but the root, and that through no symbolic link; every path is resolved beneath its
// root by the kernel (openat2), so that neither `..` nor a link, not even one that is swapped
// meanwhile, leads out. Nothing that is opened here lies in the store.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "adapters/operations/files/store_folder.hpp"
#include "adapters/system/file_descriptor.hpp"
#include "engine/base/result.hpp"

namespace azwf::files {

// Where a run's steps may touch files, and where their relative paths begin. All absolute, and
// real: without symbolic links.
struct Territory {
  const StoreFolder& store;
  std::string cwd;
  std::vector<std::string> roots;  // none: `cwd` alone
};

struct Place {
  const StoreFolder* store = nullptr;
  std::string path;     // absolute, beneath the real root; `..` and `.` taken out as text
  FileDescriptor root;  // the folder it lies beneath
  std::string inside;   // the path below the root; "." when it is the root itself

  [[nodiscard]] bool is_root() const { return inside == "."; }
};

// A path may lead to a root through symbolic links. Error{outside_roots}, or what
// is wrong with the root: missing, no folder, behind a symbolic link.
Result<Place> place_of(const Territory& territory, const std::string& path);

// `inside` beneath the place's root: the place itself, or its parent. Errors name the path;
// Error{is_the_store}.
Result<FileDescriptor> open_beneath(const Place& place, const std::string& inside, int flags);
Result<FileDescriptor> open_place(const Place& place, int flags);

// The folder that holds the place, and its name there: what is changed is always an entry.
struct Entry {
  FileDescriptor folder;  // O_PATH
  std::string name;
};
Result<Entry> entry_of(const Place& place);

// Where an open symbolic link leads.
Result<std::string> link_target(const FileDescriptor& link, const std::string& path);

// "cannot open /x: Permission denied", with a code for programs: no_permission.
Error file_error(const std::string& what, const std::string& path, int number);
std::unexpected<Error> file_failure(const std::string& what, const std::string& path,
                                    int number = errno);
// A path as a message can hold it: one line of valid UTF-8.
std::string shown(std::string_view path);

}  // namespace azwf::files
