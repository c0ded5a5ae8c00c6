// Numbers as statfs(2) lists them.
#include "adapters/cli/file_systems.hpp"

#include <algorithm>

namespace azwf::cli {
namespace {

constexpr FileSystem file_systems[] = {{0xef53, "ext4"},
                                       {0x58465342, "xfs"},
                                       {0x9123683e, "btrfs"},
                                       {0x2fc12fc1, "zfs"},
                                       {0xf2f52010, "f2fs"},
                                       {0xca451a4e, "bcachefs"},
                                       {0x794c7630, "overlay"},
                                       {0x01021994, "tmpfs", Keeps::until_restart},
                                       {0x858458f6, "ramfs", Keeps::until_restart},
                                       {0x6969, "nfs", Keeps::perhaps},
                                       {0xff534d42, "cifs", Keeps::perhaps},
                                       {0xfe534d42, "smb2", Keeps::perhaps},
                                       {0x01021997, "9p", Keeps::perhaps},
                                       {0x65735546, "fuse", Keeps::perhaps},
                                       {0x00c36400, "ceph", Keeps::perhaps}};

}  // namespace

std::uint64_t file_system_number(const struct statfs& status) {
  return static_cast<std::uint64_t>(status.f_type) & 0xffffffffU;
}

const FileSystem* find_file_system(std::uint64_t number) {
  const auto* const found = std::ranges::find(file_systems, number, &FileSystem::number);
  return found == std::end(file_systems) ? nullptr : found;
}

}  // namespace azwf::cli
