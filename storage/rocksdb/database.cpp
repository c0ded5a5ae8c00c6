// All RocksDB options are set here. What keeps the promise: point-in-time recovery, no recycled
// write-ahead logs, no background syncs, no memory maps, no retries after a failed write.
#include "storage/rocksdb/database.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include "storage/rocksdb/stream_prefix.hpp"

namespace azwf {
namespace {

using rocksdb::ColumnFamilyDescriptor;
using rocksdb::Status;

rocksdb::DBOptions database_options(const Database::Place& place) {
  rocksdb::DBOptions options;
  options.paranoid_checks = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.recycle_log_file_num = 0;
  options.wal_bytes_per_sync = 0;
  options.allow_mmap_reads = false;
  options.allow_mmap_writes = false;
  options.max_bgerror_resume_count = 0;
  options.atomic_flush = place.layout == Layout::log;
  options.max_open_files = 256;
  options.max_file_opening_threads = 1;  // no threads only for opening: RocksDB dies without them
  options.max_background_jobs = 2;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.skip_stats_update_on_db_open = true;
  options.info_log_level = rocksdb::WARN_LEVEL;
  options.keep_log_file_num = 4;
  if (place.env != nullptr) options.env = place.env;
  return options;
}

rocksdb::ColumnFamilyOptions table_options(Layout layout, std::size_t buffer_bytes,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions blocks;
  blocks.block_size = 16 << 10;
  blocks.block_cache = cache;
  blocks.format_version = 5;
  blocks.checksum = rocksdb::kXXH3;
  blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  blocks.whole_key_filtering = layout == Layout::views;  // a log is asked for missing streams only
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = buffer_bytes;
  options.compression = rocksdb::kLZ4Compression;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  return options;
}

std::vector<ColumnFamilyDescriptor> tables_of(Layout layout) {
  const auto cache = rocksdb::NewLRUCache(32 << 20);
  std::vector<ColumnFamilyDescriptor> tables;
  tables.emplace_back(rocksdb::kDefaultColumnFamilyName, table_options(layout, 16 << 20, cache));
  if (layout == Layout::views) return tables;
  // Hints: commits, and the entries of one stream, are written in the order of their keys.
  auto& commits = tables.back().options;
  commits.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(1));
  tables.emplace_back("streams", table_options(layout, 8 << 20, cache));
  auto& streams = tables.back().options;
  streams.prefix_extractor = stream_prefix();
  streams.memtable_insert_with_hint_prefix_extractor = streams.prefix_extractor;
  return tables;
}

// RocksDB keeps a write-ahead log that was never written to until the next flush, and there may be
// none for many openings.
void remove_empty_logs(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const bool is_empty = entry.path().extension() == ".log" && entry.file_size(ignored) == 0;
    if (is_empty) std::filesystem::remove(entry.path(), ignored);
  }
}

std::string_view hint_for(const Status& status) {
  if (status.IsCorruption()) return "run azwf doctor, or restore a backup";
  if (status.IsNoSpace()) return "free some disk space, then start again";
  if (status.IsPathNotFound()) return "restore a backup";
  return "check the disk and the folder's mode, then start again";
}

}  // namespace

Error store_error(std::string_view what, const std::filesystem::path& path, const Status& status) {
  const bool is_damage = status.IsCorruption() || status.IsPathNotFound() ||
                         status.IsInvalidArgument() || status.IsNotFound();
  return {is_damage ? ErrorKind::damaged : ErrorKind::unavailable,
          status.IsNoSpace() ? "no_space"
          : is_damage        ? "damaged_store"
                             : "io_error",
          fmt::format("cannot {} {}: {}", what, path.string(), status.ToString()),
          std::string(hint_for(status))};
}

Database::Database() = default;

Database::Database(Database&& other) noexcept { *this = std::move(other); }

Database& Database::operator=(Database&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(tables_, other.tables_);
  std::swap(path_, other.path_);
  return *this;
}

Database::~Database() {
  if (!db_) return;
  for (auto* table : tables_) db_->DestroyColumnFamilyHandle(table);
  db_->Close().PermitUncheckedError();
}

// Runs one of RocksDB's ways to open; they all hand out a pointer and handles.
template <class Open> Result<Database> Database::open_by(const Place& place, Open open) {
  Database database;
  database.path_ = place.path;
  rocksdb::DB* db = nullptr;
  const Status status = open(tables_of(place.layout), &database.tables_, &db);
  if (!status.ok()) return std::unexpected(store_error("open", place.path, status));
  database.db_.reset(db);
  return database;
}

Result<Database> Database::open(const Place& place, bool create) {
  remove_empty_logs(place.path);
  return open_by(place, [&](const auto& tables, auto* handles, auto** db) {
    auto options = database_options(place);
    options.create_if_missing = create;
    options.create_missing_column_families = create;
    return rocksdb::DB::Open(options, place.path.string(), tables, handles, db);
  });
}

Result<Database> Database::inspect(const Place& place) {
  return open_by(place, [&](const auto& tables, auto* handles, auto** db) {
    return rocksdb::DB::OpenForReadOnly(database_options(place), place.path.string(), tables,
                                        handles, db);
  });
}

Result<Database> Database::follow(const Place& place, const std::filesystem::path& folder) {
  return open_by(place, [&](const auto& tables, auto* handles, auto** db) {
    auto options = database_options(place);
    options.max_open_files = -1;  // files that the writer removes stay readable
    return rocksdb::DB::OpenAsSecondary(options, place.path.string(), folder.string(), tables,
                                        handles, db);
  });
}

Result<void> Database::catch_up() {
  const Status status = db_->TryCatchUpWithPrimary();
  if (!status.ok()) return std::unexpected(store_error("follow", path_, status));
  return {};
}

Result<void> Database::flush() {
  const Status status = db_->Flush({}, tables_);
  if (!status.ok()) return std::unexpected(store_error("write tables of", path_, status));
  return {};
}

}  // namespace azwf
