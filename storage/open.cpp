// A store is opened from the outside in: home, lock, anchor, log, views, blobs.
#include "storage/open.hpp"

#include "storage/files/file_blobs.hpp"
#include "storage/files/home_lock.hpp"
#include "storage/memory/buffered_views.hpp"
#include "storage/memory/memory_views.hpp"
#include "storage/rocksdb/accept_loss.hpp"
#include "storage/rocksdb/following_log.hpp"
#include "storage/rocksdb/rocks_log.hpp"
#include "storage/rocksdb/rocks_views.hpp"

namespace azwf {
namespace {

struct WriterHold : StoreHold {
  WriterHold(HomeLock taken, const Home& home, Clock& clock, const Limits& limits)
      : lock(std::move(taken)),
        space(free_bytes_at(home.path), clock, limits.free_space_reserve_bytes) {}

  HomeLock lock;
  FreeSpace space;
};

RocksLogOptions log_options(const Home& home, const StoreOptions& options) {
  return {.store = home.store(),
          .anchor = home.anchor(),
          .tenant = options.tenant,
          .writer = options.writer,
          .limits = options.limits};
}

}  // namespace

Result<Store> open_for_writing(const Home& home, Clock& clock, const StoreOptions& options) {
  TRY_VOID(create_home(home));
  auto hold = std::make_unique<WriterHold>(TRY(HomeLock::take(home)), home, clock, options.limits);
  auto log = TRY(RocksLog::open(log_options(home, options), clock, hold->space));
  std::error_code none_there;
  if (options.fresh_views) std::filesystem::remove_all(home.views(), none_there);
  auto stored = TRY(RocksViewStore::open(home.views(), options.limits));
  auto views = std::make_unique<BufferedViewStore>(std::move(stored), options.limits);
  auto blobs = std::make_unique<FileBlobStore>(home.blobs(), &hold->space);
  TRY_VOID(blobs->remove_unfinished());
  return Store{std::move(hold), std::move(log), std::move(views), std::move(blobs)};
}

Result<Store> open_for_reading(const Home& home) {
  TRY_VOID(check_home(home));
  auto log = TRY(FollowingLog::open(home));
  std::unique_ptr<ViewStore> views = std::make_unique<MemoryViewStore>();
  if (auto stored = RocksViewStore::open_for_reading(home.views())) views = *std::move(stored);
  return Store{nullptr, std::move(log), std::move(views), open_blobs(home)};
}

std::unique_ptr<BlobStore> open_blobs(const Home& home) {
  return std::make_unique<FileBlobStore>(home.blobs(), nullptr);
}

Result<Position> accept_loss(const Home& home, Clock& clock, const StoreOptions& options,
                             const LossAcceptance& acceptance) {
  TRY_VOID(check_home(home));
  const auto lock = TRY(HomeLock::take(home));
  return accept_loss(log_options(home, options), acceptance, clock);
}

}  // namespace azwf
