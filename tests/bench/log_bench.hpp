// How fast the log is, beside bare RocksDB doing the same writes and reads. Each function prints
// one JSON line per workload; `ratio` is our speed over RocksDB's, `limit` the least it may be.
#pragma once

#include <filesystem>

namespace azwf::bench {

// Groups of 256 commits of two small events, synced. `folder` is on the disk to be measured.
void log_append(const std::filesystem::path& folder);
// All commits, decoded, in order.
void log_scan(const std::filesystem::path& folder);
// One commit to bytes and back.
void leaf_codec();

}  // namespace azwf::bench
