// The log's keys and values in RocksDB, and what is read from them (engine/event/FORMAT.md):
//
//   commits   'c' position          frame, leaf
//             "format"              the number of this layout
//   streams   's' stream 0 position  hash of the leaf
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/event/commit_maker.hpp"
#include "storage/rocksdb/database.hpp"

namespace rocksdb {
class Slice;
class WriteBatch;
}  // namespace rocksdb

namespace azwf {

inline constexpr std::int64_t store_format_version = 1;
inline constexpr std::string_view format_key = "format";

std::string commit_key(Position position);
std::string stream_key(std::string_view stream, Position position);
// The position at a key's end.
Position position_of(const rocksdb::Slice& key);

// A stored value's parts; they refer to its bytes.
struct StoredCommit {
  Frame frame;
  std::string_view leaf_bytes;
};
// Error{damaged} names the position.
Result<StoredCommit> split_commit(Position position, std::string_view value);
Result<void> decode_commit(Position position, std::string_view value, Commit& commit);

// The value at a position; nothing when there is none.
Result<std::optional<std::string>> read_commit(const Database& database, Position position);
Result<LogHead> read_log_head(const Database& database);
Result<StreamHead> read_stream_head(const Database& database, std::string_view stream);
// The hash that the stream's index has for a position.
Result<std::optional<Digest>> read_stream_entry(const Database& database, std::string_view stream,
                                                Position position);
// The epoch that the commit at a position was written under; 0 for position 0.
Result<std::uint64_t> read_epoch(const Database& database, Position position);
// Nothing when the database is new. Error{damaged, "newer_format"} for a later layout.
Result<std::optional<std::int64_t>> read_format(const Database& database);

void put_commit(rocksdb::WriteBatch& batch, const Database& database, std::string_view stream,
                const MadeCommit& commit);
void put_format(rocksdb::WriteBatch& batch, const Database& database);

// Reads up to `last`, whatever is written meanwhile.
Result<std::unique_ptr<Cursor>> make_cursor(const Database& database, const ReadQuery& query,
                                            Position last);

}  // namespace azwf
