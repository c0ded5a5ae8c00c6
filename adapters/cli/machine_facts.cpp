// Asked of the system as it is now; nothing is tried out (azwf doctor does that).
#include "adapters/cli/machine_facts.hpp"

#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <string>
#include <utility>

#include "adapters/cli/help.hpp"

namespace azwf::cli {
namespace {

constexpr std::string_view own_prefix = "AZWF_";

constexpr std::array<std::pair<std::uint64_t, std::string_view>, 14> file_systems{{
    {0xef53, "ext4"},
    {0x58465342, "xfs"},
    {0x9123683e, "btrfs"},
    {0x01021994, "tmpfs"},
    {0x794c7630, "overlay"},
    {0x6969, "nfs"},
    {0x2fc12fc1, "zfs"},
    {0xf2f52010, "f2fs"},
    {0x65735546, "fuse"},
    {0xff534d42, "cifs"},
    {0xfe534d42, "smb2"},
    {0x01021997, "9p"},
    {0xca451a4e, "bcachefs"},
    {0x858458f6, "ramfs"},
}};

std::string kind_of(std::uint64_t number) {
  const auto found =
      std::ranges::find(file_systems, number, &std::pair<std::uint64_t, std::string_view>::first);
  return found == file_systems.end() ? "" : std::string(found->second);
}

// PRETTY_NAME of os-release: "Debian GNU/Linux 12 (bookworm)".
std::string distribution() {
  constexpr std::string_view key = "PRETTY_NAME=";
  std::ifstream file("/etc/os-release");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    auto name = line.substr(key.size());
    std::erase(name, '"');
    return name;
  }
  return "";
}

void add_limit(Record& record, std::string_view name, __rlimit_resource_t resource) {
  rlimit limit{};
  const bool has_none = getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY;
  if (has_none) {
    record.nothing(name);
  } else {
    record.integer(name, static_cast<std::uint64_t>(limit.rlim_cur));
  }
}

std::string name_of_variable(std::string_view entry) {
  return std::string(entry.substr(0, entry.find('=')));
}

}  // namespace

Record machine_facts() {
  utsname names{};
  uname(&names);
  struct sysinfo memory {};
  sysinfo(&memory);
  return Record()
      .optional_text("distribution", distribution())
      .text("kernel", std::string(names.sysname) + " " + names.release)
      .text("machine", names.machine)
      .integer("processors", std::int64_t{sysconf(_SC_NPROCESSORS_ONLN)})
      .integer("memory_bytes", std::uint64_t{memory.totalram} * memory.mem_unit);
}

Record process_limits() {
  Record record;
  add_limit(record, "open_files", RLIMIT_NOFILE);
  add_limit(record, "processes", RLIMIT_NPROC);
  add_limit(record, "address_space_bytes", RLIMIT_AS);
  add_limit(record, "file_bytes", RLIMIT_FSIZE);
  return record;
}

Record environment_facts() {
  Record record;
  const auto known = environment();
  for (const auto& [name, what] : known) {
    const auto* const value = std::getenv(name.c_str());
    if (value != nullptr) record.text(name, value);
  }
  List others;
  for (auto** entry = environ; *entry != nullptr; ++entry) {
    const auto name = name_of_variable(*entry);
    const bool is_known = std::ranges::find(known, name, &Rows::value_type::first) != known.end();
    if (name.starts_with(own_prefix) && !is_known) others.text(name);
  }
  return record.value("others", others.pack());
}

Record file_system_facts(const std::filesystem::path& folder) {
  Record record;
  struct statfs facts {};
  if (statfs(folder.c_str(), &facts) != 0) return record.nothing("kind");
  const auto number = static_cast<std::uint64_t>(facts.f_type) & 0xffffffffU;
  const auto block = static_cast<std::uint64_t>(facts.f_bsize);
  return record.optional_text("kind", kind_of(number))
      .integer("number", number)
      .integer("bytes", facts.f_blocks * block)
      .integer("free_bytes", facts.f_bavail * block);
}

}  // namespace azwf::cli
