// The limit: RocksDB alone, taking keys and values in synced groups.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/event/event_log.hpp"

namespace azwf::bench {

using KeyValues = std::vector<std::pair<std::string, std::string>>;

class BareRocks {
 public:
  explicit BareRocks(const std::filesystem::path& path);
  ~BareRocks();
  BareRocks(const BareRocks&) = delete;
  BareRocks& operator=(const BareRocks&) = delete;

  void write_synced(const KeyValues& group);

 private:
  struct Database;
  std::unique_ptr<Database> database_;
};

// What a commit is in the store: two keys, as FORMAT.md says.
KeyValues stored_form(const Commit& commit);

}  // namespace azwf::bench
