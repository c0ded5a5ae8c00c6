// Asked of the system as it is now; nothing is tried out (azwf doctor does that).
#include "adapters/cli/machine_facts.hpp"

#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

#include "adapters/cli/file_systems.hpp"
#include "adapters/cli/help.hpp"

namespace azwf::cli {
namespace {

constexpr std::string_view own_prefix = "AZWF_";

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
  const auto number = file_system_number(facts);
  const auto block = static_cast<std::uint64_t>(facts.f_bsize);
  const auto* const kind = find_file_system(number);
  return record.optional_text("kind", kind == nullptr ? "" : std::string(kind->name))
      .integer("number", number)
      .integer("bytes", facts.f_blocks * block)
      .integer("free_bytes", facts.f_bavail * block);
}

}  // namespace azwf::cli
