// One RocksDB database, opened in one of three ways. Its headers are included by .cpp files only;
// its statuses leave here as errors in our own words.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Env;
class Status;
class WriteBatch;
}  // namespace rocksdb

namespace azwf {

class Complaints;
class FailStop;

// What RocksDB says about doing `what`.
Error store_error(std::string_view what, const std::filesystem::path& path,
                  const rocksdb::Status& status);

// The tables of a database. A log keeps commits and streams apart: commits only ever get higher
// keys, so their files are never merged with others and each is written once.
enum class Layout { log, views };

class Database {
 public:
  struct Place {
    std::filesystem::path path;
    Layout layout = Layout::log;
    rocksdb::Env* env = nullptr;  // null: the real file system
  };

  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  // Recovers what a crash left; with `create`, makes what is missing.
  static Result<Database> open(const Place& place, bool create);
  // Changes nothing on disk. What it says beside a live writer, who moves files, may be wrong.
  static Result<Database> inspect(const Place& place);
  // Follows a live writer's database. `folder` is for RocksDB's own use and may be removed after.
  static Result<Database> follow(const Place& place, const std::filesystem::path& folder);

  [[nodiscard]] rocksdb::DB& db() const { return *db_; }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* main() const {
    return tables_[0];
  }  // commits, or views
  [[nodiscard]] rocksdb::ColumnFamilyHandle* streams() const { return tables_[1]; }  // log only
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // What RocksDB found damaged and passed over, with the file's name; empty when there was nothing.
  [[nodiscard]] std::string complaint() const;

  // Sees what the writer has written since. Only for a database that follows.
  Result<void> catch_up();
  // Durable when it returns. After the first error of this or a later call nothing that is written
  // reaches the disk any more.
  Result<void> write_synced(rocksdb::WriteBatch& batch);
  // Durable when it is flushed.
  Result<void> write_unlogged(rocksdb::WriteBatch& batch);
  // Writes what is in memory to tables.
  Result<void> flush();
  // Each short use leaves a small file in each table; where no two of them overlap, RocksDB never
  // merges them. Merges those at a table's end when there are at least `count_min`.
  Result<void> merge_small_files(std::size_t count_min);

 private:
  explicit Database(const Place& place);
  // The first change of the disk that failed, and made all later ones void.
  [[nodiscard]] Result<void> intact() const;
  Result<void> checked(std::string_view what, const rocksdb::Status& status) const;
  template <class Open> static Result<Database> open_by(Database database, Open open);

  std::unique_ptr<Complaints> complaints_;
  std::unique_ptr<FailStop> fail_stop_;  // only when open for writing
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> tables_;
  std::filesystem::path path_;
  Layout layout_;
};

}  // namespace azwf
