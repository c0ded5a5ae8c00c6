// The file systems that are known by name, and which of them may hold a store.
#pragma once

#include <sys/statfs.h>

#include <cstdint>
#include <string_view>

namespace azwf::cli {

// What it keeps of what is asked: that locks exclude and syncs reach the disk.
enum class Keeps { promises, until_restart, perhaps };

struct FileSystem {
  std::uint64_t number;
  std::string_view name;
  Keeps keeps = Keeps::promises;
};

std::uint64_t file_system_number(const struct statfs& status);
// Null when it is not known.
const FileSystem* find_file_system(std::uint64_t number);

}  // namespace azwf::cli
