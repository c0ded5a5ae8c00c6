// Reading single keys. What does not decode is reported with its position.
#include "storage/rocksdb/log_tables.hpp"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <cstring>

#include "engine/base/packed.hpp"

namespace azwf {
namespace {

constexpr std::size_t position_bytes = 8;

void put_position(std::string& key, Position position) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    key += static_cast<char>(position.value >> shift & 0xff);
  }
}

std::unexpected<Error> at(Position position, Error error) {
  error.message = fmt::format("position {}: {}", position.value, error.message);
  return std::unexpected(std::move(error));
}

std::unexpected<Error> read_failed(const Database& database, const rocksdb::Status& status) {
  return std::unexpected(store_error("read", database.path(), status));
}

// Reads the frame and moves `value` past it, to the leaf.
Result<void> read_frame(Position position, std::string_view& value, Frame& frame) {
  auto decoded = decode_frame(value);
  if (!decoded) return at(position, std::move(decoded).error());
  frame = *decoded;
  if (frame.position == position) return {};
  return failure(ErrorKind::damaged, "bad_frame",
                 fmt::format("position {} holds the commit of position {}", position.value,
                             frame.position.value),
                 "run azwf doctor");
}

Result<Digest> entry_of(std::string_view stream, Position position, std::string_view value) {
  Digest digest;
  if (value.size() != digest.bytes.size()) {
    return failure(
        ErrorKind::damaged, "bad_stream",
        fmt::format("position {}: its entry in stream {} is damaged", position.value, stream),
        "run azwf doctor");
  }
  std::memcpy(digest.bytes.data(), value.data(), value.size());
  return digest;
}

}  // namespace

std::string commit_key(Position position) {
  std::string key = "c";
  put_position(key, position);
  return key;
}

std::string stream_key(std::string_view stream, Position position) {
  std::string key;
  key.reserve(2 + stream.size() + position_bytes);
  key += 's';
  key += stream;
  key += '\0';
  put_position(key, position);
  return key;
}

Position position_of(const rocksdb::Slice& key) {
  if (key.size() < position_bytes) return {};
  std::uint64_t value = 0;
  std::memcpy(&value, key.data() + key.size() - position_bytes, position_bytes);
  return {__builtin_bswap64(value)};
}

Result<StoredCommit> split_commit(Position position, std::string_view value) {
  StoredCommit stored;
  TRY_VOID(read_frame(position, value, stored.frame));
  stored.leaf_bytes = value;
  return stored;
}

Result<void> decode_commit(Position position, std::string_view value, Commit& commit) {
  TRY_VOID(read_frame(position, value, commit.frame));
  commit.leaf_bytes = value;
  auto decoded = decode_leaf(value, commit.leaf);
  if (!decoded) return at(position, std::move(decoded).error());
  return {};
}

Result<std::optional<std::string>> read_commit(const Database& database, Position position) {
  std::string value;
  const auto status = database.db().Get({}, database.main(), commit_key(position), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return read_failed(database, status);
  return value;
}

Result<LogHead> read_log_head(const Database& database) {
  const std::unique_ptr<rocksdb::Iterator> at_end(database.db().NewIterator({}, database.main()));
  at_end->SeekForPrev(commit_key({UINT64_MAX}));
  if (!at_end->status().ok()) return read_failed(database, at_end->status());
  if (!at_end->Valid()) return LogHead{};
  const auto position = position_of(at_end->key());
  const auto stored = TRY(split_commit(position, at_end->value().ToStringView()));
  return LogHead{position, stored.frame.recorded, stored.frame.chain};
}

Result<StreamHead> read_stream_head(const Database& database, std::string_view stream) {
  const std::unique_ptr<rocksdb::Iterator> at_end(
      database.db().NewIterator({}, database.streams()));
  const auto first = stream_key(stream, {});
  // Within the stream's prefix; past it, where there is none, this stands anywhere or nowhere.
  at_end->SeekForPrev(stream_key(stream, {UINT64_MAX}));
  if (!at_end->status().ok()) return read_failed(database, at_end->status());
  if (!at_end->Valid() || at_end->key().compare(first) < 0) return StreamHead{};
  const auto position = position_of(at_end->key());
  return StreamHead{position, TRY(entry_of(stream, position, at_end->value().ToStringView()))};
}

Result<std::optional<Digest>> read_stream_entry(const Database& database, std::string_view stream,
                                                Position position) {
  std::string value;
  const auto status =
      database.db().Get({}, database.streams(), stream_key(stream, position), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return read_failed(database, status);
  return entry_of(stream, position, value);
}

Result<std::uint64_t> read_epoch(const Database& database, Position position) {
  const auto value = TRY(read_commit(database, position));
  if (!value) return 0;
  Commit commit;
  TRY_VOID(decode_commit(position, *value, commit));
  return commit.leaf.epoch;
}

Result<std::optional<std::int64_t>> read_format(const Database& database) {
  std::string value;
  const auto status = database.db().Get({}, database.main(), rocksdb::Slice(format_key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return read_failed(database, status);
  const auto format = TRY(Unpacker(value).integer());
  if (format > store_format_version) {
    return failure(ErrorKind::damaged, "newer_format",
                   fmt::format("the store {} has format {}, this azwf knows up to {}",
                               database.path().string(), format, store_format_version),
                   "use a newer azwf");
  }
  return format;
}

void put_commit(rocksdb::WriteBatch& batch, const Database& database, std::string_view stream,
                const MadeCommit& commit) {
  const auto key = commit_key(commit.frame.position);
  const rocksdb::Slice key_part = key;
  const rocksdb::Slice value_parts[] = {commit.frame_bytes, commit.leaf_bytes};
  batch.Put(database.main(), rocksdb::SliceParts(&key_part, 1),
            rocksdb::SliceParts(value_parts, 2));
  const auto hash = commit.leaf_hash.view();
  batch.Put(database.streams(), stream_key(stream, commit.frame.position),
            rocksdb::Slice(hash.data(), hash.size()));
}

void put_format(rocksdb::WriteBatch& batch, const Database& database) {
  batch.Put(database.main(), rocksdb::Slice(format_key),
            packed_integer(store_format_version).bytes);
}

}  // namespace azwf
