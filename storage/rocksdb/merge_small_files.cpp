// Keeps the number of files in proportion to what they hold.
#include <rocksdb/db.h>
#include <rocksdb/metadata.h>

#include <algorithm>

#include "storage/rocksdb/database.hpp"

namespace azwf {
namespace {

constexpr std::size_t small_bytes_max = 4 << 20;

// The smallest key of the small files at the end of the key space, when there are enough of them.
std::string first_key_of_small_tail(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* table,
                                    std::size_t count_min) {
  rocksdb::ColumnFamilyMetaData metadata;
  db.GetColumnFamilyMetaData(table, &metadata);
  std::vector<rocksdb::SstFileMetaData> files;
  for (const auto& level : metadata.levels) {
    files.insert(files.end(), level.files.begin(), level.files.end());
  }
  std::ranges::sort(files, std::greater(), &rocksdb::SstFileMetaData::smallestkey);
  const auto is_large = [](const auto& file) { return file.size > small_bytes_max; };
  const auto tail_end = std::ranges::find_if(files, is_large);
  const auto count = static_cast<std::size_t>(tail_end - files.begin());
  return count == 0 || count < count_min ? "" : std::prev(tail_end)->smallestkey;
}

}  // namespace

Result<void> Database::merge_small_files(std::size_t count_min) {
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  for (auto* table : tables_) {
    const auto first_key = first_key_of_small_tail(*db_, table, count_min);
    if (first_key.empty()) continue;
    const rocksdb::Slice begin = first_key;
    TRY_VOID(checked("merge files of", db_->CompactRange(options, table, &begin, nullptr)));
  }
  return {};
}

}  // namespace azwf
