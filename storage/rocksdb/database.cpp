// All RocksDB options are set here. What keeps the promise: point-in-time recovery, no recycled
// write-ahead logs, no background syncs, no memory maps, no retries after a failed write.
#include "storage/rocksdb/database.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <algorithm>

#include "engine/base/check.hpp"
#include "storage/rocksdb/complaints.hpp"
#include "storage/rocksdb/fail_stop.hpp"
#include "storage/rocksdb/stream_prefix.hpp"
#include "storage/rocksdb/suspect.hpp"

namespace azwf {
namespace {

using rocksdb::ColumnFamilyDescriptor;
using rocksdb::Status;

// What is flushed at once, and half of it again for the next write-ahead log: together less than
// is left when FreeSpace says that there is no room.
constexpr std::size_t commits_buffer_bytes = 8 << 20;
constexpr std::size_t streams_buffer_bytes = 4 << 20;
constexpr std::size_t views_buffer_bytes = 2 << 20;

rocksdb::DBOptions database_options(const Database::Place& place, const Complaints& complaints) {
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
  options.info_log = complaints.logger();
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
  options.arena_block_size = 64 << 10;  // a short use takes little memory, and counts as little
  options.compression = rocksdb::kLZ4Compression;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  return options;
}

std::vector<ColumnFamilyDescriptor> tables_of(Layout layout) {
  const auto cache = rocksdb::NewLRUCache(32 << 20);
  std::vector<ColumnFamilyDescriptor> tables;
  const bool is_log = layout == Layout::log;
  tables.emplace_back(
      rocksdb::kDefaultColumnFamilyName,
      table_options(layout, is_log ? commits_buffer_bytes : views_buffer_bytes, cache));
  if (!is_log) return tables;
  // Hints: commits, and the entries of one stream, are written in the order of their keys.
  auto& commits = tables.back().options;
  commits.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(1));
  tables.emplace_back("streams", table_options(layout, streams_buffer_bytes, cache));
  auto& streams = tables.back().options;
  streams.prefix_extractor = stream_prefix();
  streams.memtable_insert_with_hint_prefix_extractor = streams.prefix_extractor;
  return tables;
}

bool contains(const auto& all, const auto& one) { return std::ranges::find(all, one) != all.end(); }

// RocksDB refuses to write past tables that it is not told of, but reads what it is told of.
Result<void> check_tables(const Database::Place& place, const rocksdb::DBOptions& options) {
  std::vector<std::string> names;
  const auto listed = rocksdb::DB::ListColumnFamilies(options, place.path.string(), &names);
  if (!listed.ok()) return {};  // opening says why
  std::vector<std::string> known;
  for (const auto& table : tables_of(place.layout)) known.push_back(table.name);
  for (const auto& name : names) {
    if (contains(known, name)) continue;
    return failure(ErrorKind::damaged, "newer_format",
                   fmt::format("the store {} has a table {} that this azwf does not know",
                               place.path.string(), name),
                   "use a newer azwf");
  }
  for (const auto& name : known) {
    if (contains(names, name)) continue;
    return failure(
        ErrorKind::damaged, "missing_table",
        fmt::format("the MANIFEST of the store {} knows no table {}", place.path.string(), name),
        "keep a copy of the folder; restore a backup");
  }
  return {};
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
  if (status.IsCorruption()) return "keep a copy of the folder; restore a backup";
  if (status.IsNoSpace()) return "free some disk space, then start again";
  if (status.IsPathNotFound()) return "restore a backup";
  return "check the disk and the folder's mode, then start again";
}

}  // namespace

Error store_error(std::string_view what, const std::filesystem::path& path, const Status& status) {
  // "Try again" is what a follower is told for a manifest that is not there.
  const bool is_damage = status.IsCorruption() || status.IsPathNotFound() ||
                         status.IsInvalidArgument() || status.IsNotFound() || status.IsTryAgain();
  return {is_damage ? ErrorKind::damaged : ErrorKind::unavailable,
          status.IsNoSpace() ? "no_space"
          : is_damage        ? "damaged_store"
                             : "io_error",
          fmt::format("cannot {} {}: {}", what, path.string(), status.ToString()),
          std::string(hint_for(status))};
}

Database::Database(const Place& place)
    : complaints_(std::make_unique<Complaints>()), path_(place.path), layout_(place.layout) {}

Database::Database(Database&& other) noexcept
    : complaints_(std::move(other.complaints_)),
      fail_stop_(std::move(other.fail_stop_)),
      db_(std::move(other.db_)),
      tables_(std::move(other.tables_)),
      path_(std::move(other.path_)),
      layout_(other.layout_) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(complaints_, other.complaints_);
  std::swap(fail_stop_, other.fail_stop_);
  std::swap(db_, other.db_);
  std::swap(tables_, other.tables_);
  std::swap(path_, other.path_);
  std::swap(layout_, other.layout_);
  return *this;
}

Database::~Database() {
  if (!db_) return;
  for (auto* table : tables_) db_->DestroyColumnFamilyHandle(table);
  db_->Close().PermitUncheckedError();
}

std::string Database::complaint() const { return complaints_->first(); }

// Runs one of RocksDB's ways to open; they all hand out a pointer and handles.
template <class Open> Result<Database> Database::open_by(Database database, Open open) {
  rocksdb::DB* db = nullptr;
  const Status status = open(tables_of(database.layout_), &database.tables_, &db);
  database.db_.reset(db);
  auto opened = database.checked("open", status);
  if (opened) return database;
  if (const auto astray = astray_current(database.path_); !astray.empty()) {
    opened.error().message += "; " + astray;
  }
  return std::unexpected(std::move(opened).error());
}

Result<Database> Database::open(const Place& place, bool create) {
  remove_empty_logs(place.path);
  Database database(place);
  database.fail_stop_ = std::make_unique<FailStop>(place.env);
  auto options = database_options(place, *database.complaints_);
  options.env = database.fail_stop_->env();
  options.create_if_missing = create;
  options.create_missing_column_families = create;
  return open_by(std::move(database), [&](const auto& tables, auto* handles, auto** db) {
    return rocksdb::DB::Open(options, place.path.string(), tables, handles, db);
  });
}

Result<Database> Database::inspect(const Place& place) {
  Database database(place);
  const auto options = database_options(place, *database.complaints_);
  TRY_VOID(check_tables(place, options));
  return open_by(std::move(database), [&](const auto& tables, auto* handles, auto** db) {
    return rocksdb::DB::OpenForReadOnly(options, place.path.string(), tables, handles, db);
  });
}

Result<Database> Database::follow(const Place& place, const std::filesystem::path& folder) {
  Database database(place);
  auto options = database_options(place, *database.complaints_);
  options.max_open_files = -1;  // files that the writer removes stay readable
  TRY_VOID(check_tables(place, options));
  return open_by(std::move(database), [&](const auto& tables, auto* handles, auto** db) {
    return rocksdb::DB::OpenAsSecondary(options, place.path.string(), folder.string(), tables,
                                        handles, db);
  });
}

Result<void> Database::intact() const { return fail_stop_ ? fail_stop_->intact() : Result<void>{}; }

Result<void> Database::checked(std::string_view what, const Status& status) const {
  TRY_VOID(intact());
  if (status.ok()) return {};
  auto error = store_error(what, path_, status);
  if (const auto named = complaint(); !named.empty()) error.message += "; " + named;
  return std::unexpected(std::move(error));
}

Result<void> Database::catch_up() { return checked("follow", db_->TryCatchUpWithPrimary()); }

Result<void> Database::write_synced(rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions options;
  options.sync = !AZWF_PLANTED(1);
  return checked("write to", db_->Write(options, &batch));
}

Result<void> Database::write_unlogged(rocksdb::WriteBatch& batch) {
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  return checked("write to", db_->Write(options, &batch));
}

Result<void> Database::flush() { return checked("write tables of", db_->Flush({}, tables_)); }

}  // namespace azwf
