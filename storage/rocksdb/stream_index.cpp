// Each commit has its entry, and there are as many entries as commits: so none is left over.
#include "storage/rocksdb/stream_index.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>

#include "storage/rocksdb/follow_store.hpp"
#include "storage/rocksdb/recovery.hpp"

namespace azwf {
namespace {

Result<std::uint64_t> count_keys(const Database& database, rocksdb::ColumnFamilyHandle* table,
                                 char first) {
  rocksdb::ReadOptions options;
  options.total_order_seek = true;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> at(database.db().NewIterator(options, table));
  std::uint64_t count = 0;
  for (at->SeekToFirst(); at->Valid(); at->Next()) count += at->key()[0] == first;
  if (at->status().ok()) return count;
  return std::unexpected(store_error("read", database.path(), at->status()));
}

}  // namespace

Result<std::uint64_t> count_stream_entries(const Home& home) {
  const auto folder = TRY(PrivateFolder::make());
  const auto database = TRY(follow_store(home, folder));
  const auto head = TRY(read_log_head(database));
  TRY_VOID(check_commits(database, {}, head.position));
  const auto commits = TRY(count_keys(database, database.main(), 'c'));
  const auto entries = TRY(count_keys(database, database.streams(), 's'));
  if (commits == entries) return entries;
  return failure(ErrorKind::damaged, "bad_index",
                 fmt::format("the streams' index of {} has {} entries for {} commits",
                             home.store().string(), entries, commits),
                 "restore the store from a backup; do not write to it");
}

}  // namespace azwf
