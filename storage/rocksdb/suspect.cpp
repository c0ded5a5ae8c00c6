// RocksDB itself says only what it could not read; what is not there is found by what is.
#include "storage/rocksdb/suspect.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/metadata.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace azwf {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    names.push_back(entry.path().filename());
  }
  std::ranges::sort(names);
  return names;
}

// A table that the manifest in force has never heard of; empty when there is none.
std::string unknown_table(const Database& database, const std::vector<std::string>& names) {
  std::vector<rocksdb::LiveFileMetaData> live;
  database.db().GetLiveFilesMetaData(&live);
  std::set<std::string> known;
  for (const auto& file : live) known.insert(fs::path(file.name).filename());
  const auto found = std::ranges::find_if(
      names, [&](const auto& name) { return name.ends_with(".sst") && !known.contains(name); });
  return found == names.end() ? "" : *found;
}

std::string last_ending(const std::vector<std::string>& names, std::string_view end) {
  std::string last;
  for (const auto& name : names) {
    if (name.ends_with(end)) last = name;
  }
  return last;
}

std::string last_beginning(const std::vector<std::string>& names, std::string_view begin) {
  std::string last;
  for (const auto& name : names) {
    if (name.starts_with(begin)) last = name;
  }
  return last;
}

}  // namespace

std::string suspect_of(const Database& database) {
  const auto complaint = database.complaint();
  if (!complaint.empty()) return complaint;
  const auto names = names_in(database.path());
  if (const auto table = unknown_table(database, names); !table.empty()) {
    return fmt::format("its {} does not know the table {}", last_beginning(names, "MANIFEST-"),
                       table);
  }
  const auto log = last_ending(names, ".log");
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

std::vector<std::string> files_behind_current(const fs::path& store) {
  auto names = names_in(store);
  std::erase_if(names, [](const auto& name) {
    return !name.starts_with("MANIFEST-") && !name.ends_with(".sst");
  });
  return names;
}

}  // namespace azwf
