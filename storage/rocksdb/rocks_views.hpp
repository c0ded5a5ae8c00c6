// Views in a RocksDB of their own. Nothing is logged ahead: a crash takes them back to the last
// flush, batch and checkpoint together.
#pragma once

#include <atomic>

#include "engine/base/limits.hpp"
#include "engine/event/view_store.hpp"
#include "storage/rocksdb/database.hpp"
#include "storage/rocksdb/private_folder.hpp"

namespace azwf {

class RocksViewStore : public ViewStore {
 public:
  // Views that cannot be read are removed and begin anew: they are only a cache.
  static Result<std::unique_ptr<RocksViewStore>> open(const std::filesystem::path& path,
                                                      const Limits& limits);
  // As they are on disk now, beside a writer; they do not change. `apply` and `clear` are refused.
  static Result<std::unique_ptr<RocksViewStore>> open_for_reading(
      const std::filesystem::path& path);
  ~RocksViewStore() override;

  Result<ViewCheckpoint> checkpoint() override;
  Result<std::optional<std::string>> get(std::string_view key) override;
  Result<void> apply(const ViewBatch& batch, const ViewCheckpoint& checkpoint) override;
  Result<void> scan(std::string_view prefix, std::string_view from,
                    const std::function<bool(std::string_view, std::string_view)>& visit) override;
  Result<void> clear() override;

 private:
  static Result<std::unique_ptr<RocksViewStore>> open_as_it_is(const std::filesystem::path& path,
                                                               const Limits& limits);
  RocksViewStore(Database database, std::optional<PrivateFolder> folder,
                 std::uint64_t flush_commits)
      : folder_(std::move(folder)),
        database_(std::move(database)),
        flush_commits_(flush_commits),
        is_writable_(!folder_) {}

  std::optional<PrivateFolder> folder_;
  Database database_;
  std::uint64_t flush_commits_;
  bool is_writable_;
  Position flushed_;
};

}  // namespace azwf
