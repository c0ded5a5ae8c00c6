// Whatever a lost holder was reading is read on from the same place behind the next one, or in the
// files.
#include "adapters/cli/readable_store.hpp"

#include <optional>

#include "adapters/holder/held_log.hpp"
#include "engine/view/projector.hpp"
#include "storage/files/home_lock.hpp"
#include "storage/memory/memory_views.hpp"
#include "storage/memory/overlay_views.hpp"

namespace azwf::cli {

struct ReadableStore::Behind {
  Store files;  // unless a holder is asked
  std::unique_ptr<EventLog> log;
  std::unique_ptr<ViewStore> views;
};

namespace {

using holder::is_lost;

// A holder that is silent, or of another version, hinders nobody who can read the files.
constexpr std::chrono::seconds patience_beside_files(2);

// The views as they are at the log's end, over those that were stored.
Result<std::unique_ptr<ViewStore>> fold_over(ViewStore& stored, EventLog& log) {
  auto views = std::make_unique<OverlayViewStore>(stored);
  TRY(catch_up(*views, log));
  return views;
}

}  // namespace

// The next commit behind whatever stands there, from where the last one was read.
class ReadableStore::LogCursor : public Cursor {
 public:
  LogCursor(ReadableStore& store, ReadQuery query, std::shared_ptr<Behind> behind,
            std::unique_ptr<Cursor> cursor)
      : store_(store),
        query_(std::move(query)),
        behind_(std::move(behind)),
        cursor_(std::move(cursor)) {}

  Result<bool> next(Commit& commit) override {
    auto found = cursor_->next(commit);
    while (!found && is_lost(found.error())) {
      TRY_VOID(store_.move(behind_, found.error()));
      cursor_.reset();
      behind_ = store_.behind();
      auto cursor = behind_->log->read(query_);
      if (cursor) cursor_ = *std::move(cursor);
      found = cursor_ ? cursor_->next(commit) : std::unexpected(cursor.error());
    }
    if (found && *found) query_.past = commit.frame.position;
    return found;
  }

 private:
  ReadableStore& store_;
  ReadQuery query_;
  std::shared_ptr<Behind> behind_;
  std::unique_ptr<Cursor> cursor_;
};

class ReadableStore::Log : public EventLog {
 public:
  explicit Log(ReadableStore& store) : store_(store) {}

  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override {
    return store_.behind()->log->append(proposals);
  }
  Result<std::unique_ptr<Cursor>> read(const ReadQuery& query) override {
    return store_.try_again<std::unique_ptr<Cursor>>(
        [&](const std::shared_ptr<Behind>& behind) -> Result<std::unique_ptr<Cursor>> {
          auto cursor = TRY(behind->log->read(query));
          return std::make_unique<LogCursor>(store_, query, behind, std::move(cursor));
        });
  }
  Result<Position> wait_past(Position position, std::stop_token stop) override {
    return store_.try_again<Position>(
        [&](const auto& behind) { return behind->log->wait_past(position, stop); });
  }
  std::uint64_t epoch() const override { return 0; }

 private:
  ReadableStore& store_;
};

class ReadableStore::Views : public ViewStore {
 public:
  explicit Views(ReadableStore& store) : store_(store) {}

  Result<ViewCheckpoint> checkpoint() override {
    return store_.try_again<ViewCheckpoint>(
        [](const auto& behind) { return behind->views->checkpoint(); });
  }
  Result<std::optional<std::string>> get(std::string_view key) override {
    return store_.try_again<std::optional<std::string>>(
        [&](const auto& behind) { return behind->views->get(key); });
  }
  Result<void> apply(const ViewBatch& batch, const ViewCheckpoint& checkpoint) override {
    return store_.behind()->views->apply(batch, checkpoint);
  }
  // Keys that were visited are not visited again.
  Result<void> scan(std::string_view prefix, std::string_view from,
                    const std::function<bool(std::string_view, std::string_view)>& visit) override {
    std::string next(from);
    return store_.try_again<void>([&](const auto& behind) {
      return behind->views->scan(prefix, next, [&](std::string_view key, std::string_view value) {
        next = std::string(key) + '\0';
        return visit(key, value);
      });
    });
  }
  Result<void> clear() override { return store_.behind()->views->clear(); }

 private:
  ReadableStore& store_;
};

ReadableStore::ReadableStore(StoreAddress address, const Limits& limits, Through through)
    : address_(std::move(address)),
      limits_(limits),
      through_(through),
      log_(std::make_unique<Log>(*this)),
      views_(std::make_unique<Views>(*this)) {}

ReadableStore::~ReadableStore() = default;

Result<std::unique_ptr<ReadableStore>> ReadableStore::open(const StoreAddress& address,
                                                           const Limits& limits, Through through) {
  if (address.home) TRY_VOID(check_home(*address.home));
  std::unique_ptr<ReadableStore> store(new ReadableStore(address, limits, through));
  store->behind_ = TRY(store->find(Search::first));
  return store;
}

Result<std::unique_ptr<holder::Client>> ReadableStore::reach(Search search) const {
  if (through_ == Through::files) {
    return failure(ErrorKind::not_found, "not_asked", "the files are to be read");
  }
  if (address_.home) return address_.connect(patience_beside_files);
  if (search == Search::again) return reach_again(address_, [] { return false; });
  return address_.connect(holder::patience_max);
}

Result<std::shared_ptr<ReadableStore::Behind>> ReadableStore::find(Search search) const {
  auto behind = std::make_shared<Behind>();
  auto client = reach(search);
  if (!client && !address_.home) return std::unexpected(client.error());
  if (client) {
    const auto shared =
        std::make_shared<holder::SharedClient>(address_.connect, *std::move(client));
    behind->log = std::make_unique<holder::HeldLog>(address_.connect, limits_, shared);
    behind->views = std::make_unique<holder::HeldViews>(limits_, shared);
    return behind;
  }
  behind->files = TRY(open_for_reading(*address_.home));
  behind->log = std::move(behind->files.log);
  auto folded = fold_over(*behind->files.views, *behind->log);
  if (!folded && folded.error().kind == ErrorKind::damaged) {  // perhaps only they are damaged
    behind->files.views = std::make_unique<MemoryViewStore>();
    folded = fold_over(*behind->files.views, *behind->log);
  }
  behind->views = TRY(std::move(folded));
  return behind;
}

bool ReadableStore::is_held() {
  return behind()->files.views == nullptr || HomeLock::is_taken(*address_.home);
}

std::shared_ptr<ReadableStore::Behind> ReadableStore::behind() {
  const std::lock_guard lock(mutex_);
  return behind_;
}

// Unless another thread has done it.
Result<void> ReadableStore::move(const std::shared_ptr<Behind>& lost, const Error& why) {
  const std::lock_guard lock(mutex_);
  if (why.code == holder::no_answer && address_.home) through_ = Through::files;
  if (behind_ == lost) behind_ = TRY(find(Search::again));
  return {};
}

template <class T, class Attempt> Result<T> ReadableStore::try_again(Attempt attempt) {
  for (;;) {
    const auto now = behind();
    Result<T> result = attempt(now);
    if (result || !is_lost(result.error())) return result;
    TRY_VOID(move(now, result.error()));
  }
}

}  // namespace azwf::cli
