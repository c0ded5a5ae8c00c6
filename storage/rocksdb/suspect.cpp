// RocksDB itself says only what it could not read; what is not there is found by what is.
#include "storage/rocksdb/suspect.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/metadata.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "storage/files/descriptor.hpp"

namespace azwf {
namespace {

namespace fs = std::filesystem;

// What a database begins with, before CURRENT names it and anything is written.
constexpr std::string_view manifest_of_nothing = "MANIFEST-000001";

bool is_manifest(const std::string& name) { return name.starts_with("MANIFEST-"); }
bool is_log(const std::string& name) { return name.ends_with(".log"); }
bool is_table(const std::string& name) { return name.ends_with(".sst"); }

// A table that the manifest in force has never heard of; empty when there is none.
std::string unknown_table(const Database& database, const std::vector<std::string>& names) {
  std::vector<rocksdb::LiveFileMetaData> live;
  database.db().GetLiveFilesMetaData(&live);
  std::set<std::string> known;
  for (const auto& file : live) known.insert(fs::path(file.name).filename());
  const auto found = std::ranges::find_if(
      names, [&](const auto& name) { return is_table(name) && !known.contains(name); });
  return found == names.end() ? "" : *found;
}

// Of names that differ in their number only, the one with the highest; empty when there is none.
std::string newest(std::vector<std::string> names, auto is_meant) {
  std::erase_if(names, [&](const auto& name) { return !is_meant(name); });
  const auto order = [](const auto& name) { return std::pair(name.size(), name); };
  const auto found = std::ranges::max_element(names, {}, order);
  return found == names.end() ? "" : *found;
}

bool may_hold_commits(const fs::path& store, const std::string& name) {
  std::error_code unknown;
  return is_table(name) || (is_log(name) && fs::file_size(store / name, unknown) > 0);
}

}  // namespace

std::string suspect_of(const Database& database) {
  const auto complaint = database.complaint();
  if (!complaint.empty()) return complaint;
  const auto names = names_in(database.path()).value_or(std::vector<std::string>{});
  if (const auto table = unknown_table(database, names); !table.empty()) {
    return fmt::format("its {} does not know the table {}", newest(names, is_manifest), table);
  }
  const auto log = newest(names, is_log);
  if (log.empty()) return "its write-ahead log (a file NUMBER.log) is missing";
  return fmt::format("its write-ahead log {} ends too early, or a later one is missing", log);
}

std::string astray_current(const fs::path& store) {
  std::ifstream current(store / "CURRENT");
  std::string manifest;
  std::error_code unknown;
  if (!std::getline(current, manifest) || fs::exists(store / manifest, unknown)) return "";
  const bool is_name = manifest.starts_with("MANIFEST-") && manifest.size() < 32;
  return "its CURRENT names " + (is_name ? manifest : "a file") + ", which is not there";
}

Result<std::vector<std::string>> files_behind_current(const fs::path& store) {
  auto names = TRY(names_in(store));
  std::erase_if(names, [&](const auto& name) {
    const bool is_root = is_manifest(name) && name != manifest_of_nothing;
    return !is_root && !may_hold_commits(store, name);
  });
  return names;
}

Result<bool> is_barren(const fs::path& store) {
  const auto names = TRY(names_in(store));
  return std::ranges::none_of(names, [&](auto& name) { return may_hold_commits(store, name); });
}

}  // namespace azwf
