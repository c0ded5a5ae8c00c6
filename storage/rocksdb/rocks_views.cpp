// Keys: 'v' and the view's own key; "checkpoint", an array of position, chain and format. One
// table, so that a flush keeps them together.
#include "storage/rocksdb/rocks_views.hpp"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>

#include "engine/base/packed.hpp"
#include "storage/errors.hpp"

namespace azwf {
namespace {

constexpr std::string_view checkpoint_key = "checkpoint";
constexpr char key_prefix = 'v';

std::string stored_key(std::string_view key) { return key_prefix + std::string(key); }

std::string encode_checkpoint(const ViewCheckpoint& checkpoint) {
  std::string bytes;
  Packer(bytes)
      .array(3)
      .integer(static_cast<std::int64_t>(checkpoint.position.value))
      .binary(checkpoint.chain.view())
      .integer(checkpoint.format);
  return bytes;
}

Result<ViewCheckpoint> decode_checkpoint(std::string_view bytes) {
  Unpacker unpacker(bytes);
  ViewCheckpoint checkpoint;
  const auto size = TRY(unpacker.array());
  checkpoint.position.value = static_cast<std::uint64_t>(TRY(unpacker.integer()));
  const auto chain = TRY(unpacker.binary());
  std::copy_n(chain.begin(), std::min(chain.size(), checkpoint.chain.bytes.size()),
              checkpoint.chain.bytes.begin());
  checkpoint.format = size > 2 ? static_cast<std::uint32_t>(TRY(unpacker.integer())) : 1;
  return checkpoint;
}

std::unexpected<Error> failed(std::string_view what, const Database& database,
                              const rocksdb::Status& status) {
  auto error = store_error(what, database.path(), status);
  if (error.kind == ErrorKind::damaged) {
    error.hint = "the views are only a cache: azwf doctor --rebuild-views makes them anew";
  }
  return std::unexpected(std::move(error));
}

}  // namespace

Result<std::unique_ptr<RocksViewStore>> RocksViewStore::open(const std::filesystem::path& path,
                                                             const Limits& limits) {
  auto views = open_as_it_is(path, limits);
  if (views || views.error().kind != ErrorKind::damaged) return views;
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
  return open_as_it_is(path, limits);
}

Result<std::unique_ptr<RocksViewStore>> RocksViewStore::open_as_it_is(
    const std::filesystem::path& path, const Limits& limits) {
  auto database = TRY(Database::open({path, Layout::views, nullptr}, true));
  auto views = std::unique_ptr<RocksViewStore>(
      new RocksViewStore(std::move(database), std::nullopt, limits.view_flush_commits));
  views->flushed_ = TRY(views->checkpoint()).position;
  return views;
}

Result<std::unique_ptr<RocksViewStore>> RocksViewStore::open_for_reading(
    const std::filesystem::path& path) {
  auto folder = TRY(PrivateFolder::make());
  auto database = TRY(Database::follow({path, Layout::views, nullptr}, folder.path()));
  auto views = std::unique_ptr<RocksViewStore>(
      new RocksViewStore(std::move(database), std::move(folder), 0));
  TRY(views->checkpoint());
  return views;
}

RocksViewStore::~RocksViewStore() {
  if (is_writable_) (void)database_.flush();
}

Result<ViewCheckpoint> RocksViewStore::checkpoint() {
  std::string value;
  const auto status =
      database_.db().Get({}, database_.main(), rocksdb::Slice(checkpoint_key), &value);
  if (status.IsNotFound()) return ViewCheckpoint{};
  if (!status.ok()) return failed("read", database_, status);
  return decode_checkpoint(value);
}

Result<std::optional<std::string>> RocksViewStore::get(std::string_view key) {
  std::string value;
  const auto status = database_.db().Get({}, database_.main(), stored_key(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return failed("read", database_, status);
  return value;
}

Result<void> RocksViewStore::apply(const ViewBatch& changes, const ViewCheckpoint& checkpoint) {
  if (!is_writable_) return std::unexpected(read_only());
  rocksdb::WriteBatch batch;
  for (const auto& [key, value] : changes) {
    if (value) {
      batch.Put(database_.main(), stored_key(key), *value);
    } else {
      batch.Delete(database_.main(), stored_key(key));
    }
  }
  batch.Put(database_.main(), rocksdb::Slice(checkpoint_key), encode_checkpoint(checkpoint));
  TRY_VOID(database_.write_unlogged(batch));
  const auto position = checkpoint.position;
  if (position.value - std::min(flushed_, position).value < flush_commits_) return {};
  flushed_ = position;
  return database_.flush();
}

Result<void> RocksViewStore::scan(
    std::string_view prefix, std::string_view from,
    const std::function<bool(std::string_view, std::string_view)>& visit) {
  const auto all = stored_key(prefix);
  const std::unique_ptr<rocksdb::Iterator> at(database_.db().NewIterator({}, database_.main()));
  for (at->Seek(stored_key(std::max(prefix, from))); at->Valid() && at->key().starts_with(all);
       at->Next()) {
    if (!visit(at->key().ToStringView().substr(1), at->value().ToStringView())) return {};
  }
  if (!at->status().ok()) return failed("read", database_, at->status());
  return {};
}

Result<void> RocksViewStore::clear() {
  if (!is_writable_) return std::unexpected(read_only());
  rocksdb::WriteBatch batch;
  batch.DeleteRange(database_.main(), rocksdb::Slice(), rocksdb::Slice("\xff"));
  TRY_VOID(database_.write_unlogged(batch));
  flushed_ = {};
  return database_.flush();
}

}  // namespace azwf
