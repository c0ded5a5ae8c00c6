// Opening a log for writing. Invariant: a store that does not pass is left as it was found; one
// that passes gets a higher epoch, durably, before anything is appended.
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>

#include "storage/rocksdb/recovery.hpp"
#include "storage/rocksdb/rocks_log.hpp"

namespace azwf {
namespace {

constexpr std::size_t small_files_max = 64;

Database::Place place_of(const RocksLogOptions& options) {
  return {options.store, Layout::log, options.env};
}

// The anchor is made before anything in the store: without one, the store is new or not ours.
Result<void> check_unanchored(const RocksLogOptions& options) {
  if (!TRY(has_database(options.store))) return {};
  const auto database = TRY(Database::inspect(place_of(options)));
  const auto head = TRY(read_log_head(database));
  if (head.position.value == 0) return {};
  return std::unexpected(missing_anchor(options.anchor, head.position));
}

// Looks at the store without recovering it, so that a refused one can still be examined.
Result<void> check_anchored(const RocksLogOptions& options, const AnchorState& anchor) {
  const bool is_there = TRY(has_database(options.store));
  if (anchor.position.value == 0) return {};
  if (!is_there) return std::unexpected(missing_database(options.store, anchor.position));
  const auto database = TRY(Database::inspect(place_of(options)));
  TRY(read_format(database));
  TRY(check_against_anchor(database, anchor));
  return {};
}

Result<Anchor> open_anchor(const RocksLogOptions& options) {
  auto anchor = TRY(Anchor::open(options.anchor));
  if (!anchor) {
    TRY_VOID(check_unanchored(options));
    TRY_VOID(Anchor::create(options.anchor));
    anchor = TRY(Anchor::open(options.anchor));
  }
  if (!anchor) return std::unexpected(file_error("open", options.anchor, ENOENT));
  TRY_VOID(check_anchored(options, anchor->state()));
  return *std::move(anchor);
}

Result<void> write_format(Database& database) {
  rocksdb::WriteBatch batch;
  put_format(batch, database);
  return database.write_synced(batch);
}

Result<Database> open_database(const RocksLogOptions& options, const AnchorState& anchor) {
  auto database = TRY(Database::open(place_of(options), anchor.position.value == 0));
  const auto format = TRY(read_format(database));
  if (!format) TRY_VOID(write_format(database));
  TRY_VOID(database.merge_small_files(small_files_max));
  return database;
}

}  // namespace

Result<std::unique_ptr<RocksLog>> RocksLog::open(RocksLogOptions options, Clock& clock,
                                                 FreeSpace& space) {
  auto anchor = TRY(open_anchor(options));
  const auto hold = TRY(anchor.hold());
  const auto before = TRY(anchor.reread());
  auto database = TRY(open_database(options, before));
  const auto head = TRY(check_against_anchor(database, before));
  const auto last_epoch = TRY(read_epoch(database, head.position));
  const Writer writer{options.tenant, options.writer, std::max(before.epoch, last_epoch) + 1};
  TRY_VOID(anchor.write({writer.epoch, head.position, head.chain}));
  TRY_VOID(anchor.sync());
  return std::unique_ptr<RocksLog>(new RocksLog(std::move(database), std::move(anchor),
                                                CommitMaker(writer, options.limits, head),
                                                options.limits, clock, space));
}

}  // namespace azwf
