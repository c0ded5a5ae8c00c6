// Positions say how many commits there must be: all up to the last, less those in accepted losses.
#include "storage/rocksdb/completeness.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/table_properties.h>

#include "engine/event/accepted_loss.hpp"
#include "storage/rocksdb/suspect.hpp"

namespace azwf {
namespace {

Result<std::uint64_t> count_keys(const Database& database, rocksdb::ColumnFamilyHandle* table) {
  rocksdb::TablePropertiesCollection files;
  const auto status = database.db().GetPropertiesOfAllTables(table, &files);
  if (!status.ok()) return std::unexpected(store_error("read", database.path(), status));
  std::uint64_t count = 0;
  for (const auto& [name, properties] : files) count += properties->num_entries;
  for (const auto* memory :
       {"rocksdb.num-entries-active-mem-table", "rocksdb.num-entries-imm-mem-tables"}) {
    std::uint64_t entries = 0;
    database.db().GetIntProperty(table, memory, &entries);
    count += entries;
  }
  return count;
}

// Of the positions up to the last, those that were jumped over.
Result<std::uint64_t> count_lost(const Database& database, Position last) {
  const ReadQuery query{.stream = StreamName{std::string(store_stream)}};
  const auto cursor = TRY(make_cursor(database, query, last));
  std::uint64_t lost = 0;
  for (Commit commit; TRY(cursor->next(commit));) {
    lost += commit.frame.position.value - 1 - position_before(commit).value;
  }
  return lost;
}

}  // namespace

Result<void> check_complete(const Database& database, Position last) {
  if (last.value == 0) return {};
  const auto wanted = last.value - TRY(count_lost(database, last));
  const auto commits = TRY(count_keys(database, database.main()));
  const auto entries = TRY(count_keys(database, database.streams()));
  if (commits == wanted + 1 && entries == wanted) return {};
  const bool is_short = commits < wanted + 1 || entries < wanted;
  return failure(
      ErrorKind::damaged, "incomplete",
      fmt::format("the store {} holds {} keys for the {} commits up to position {}, and {} "
                  "entries of streams{}",
                  database.path().string(), commits, wanted, last.value, entries,
                  is_short ? "; " + suspect_of(database) : ""),
      "keep a copy of the folder; restore a backup");
}

}  // namespace azwf
