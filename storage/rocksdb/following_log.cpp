// Catching up and reading look again, as opening does, at what the writer may just be moving.
// What the writer has not yet synced is there to read too. The anchor, written after the sync, says
// how far the log is durable; what stands past an anchor that rests is synced here before it is
// told.
#include "storage/rocksdb/following_log.hpp"

#include <algorithm>
#include <chrono>

#include "storage/errors.hpp"
#include "storage/files/anchor.hpp"
#include "storage/files/descriptor.hpp"
#include "storage/rocksdb/follow_store.hpp"
#include "storage/rocksdb/recovery.hpp"

namespace azwf {
namespace {

// A writer that was killed may have left what it had not synced.
Result<void> sync_logs(const std::filesystem::path& store) {
  std::error_code none_there;
  for (const auto& entry : std::filesystem::directory_iterator(store, none_there)) {
    if (entry.path().extension() != ".log") continue;
    const auto file = open_file(entry.path(), O_RDONLY);
    if (!file) continue;  // just now moved into a table, which is synced
    TRY_VOID(sync_file(*file, entry.path()));
  }
  return {};
}

}  // namespace

class FollowingCursor : public Cursor {
 public:
  FollowingCursor(FollowingLog& log, ReadQuery query, Position last, std::unique_ptr<Cursor> cursor)
      : log_(log), query_(std::move(query)), last_(last), cursor_(std::move(cursor)) {}

  Result<bool> next(Commit& commit) override {
    auto found = cursor_->next(commit);
    if (!found) found = patiently([&] { return next_anew(commit); });
    if (found && *found) query_.past = commit.frame.position;
    return found;
  }

 private:
  Result<bool> next_anew(Commit& commit) {
    TRY(log_.catch_up_once());
    cursor_ = TRY(make_cursor(log_.database_, query_, last_));
    return cursor_->next(commit);
  }

  FollowingLog& log_;
  ReadQuery query_;
  Position last_;
  std::unique_ptr<Cursor> cursor_;
};

Result<std::unique_ptr<FollowingLog>> FollowingLog::open(const Home& home) {
  auto folder = TRY(PrivateFolder::make());
  auto database = TRY(follow_store(home, folder));
  return std::unique_ptr<FollowingLog>(
      new FollowingLog(home, std::move(folder), std::move(database)));
}

std::vector<AppendAnswer> FollowingLog::append(std::span<const Proposal> proposals) {
  return std::vector<AppendAnswer>(proposals.size(), Refused{read_only()});
}

Result<Position> FollowingLog::catch_up_once() {
  const std::lock_guard lock(mutex_);
  const auto anchor = TRY(Anchor::read(home_.anchor()));
  TRY_VOID(database_.catch_up());
  const auto last = TRY(read_log_head(database_)).position;
  const auto durable = anchor ? anchor->position : Position{};
  if (last < durable) return std::unexpected(shorter_than_anchor(database_, last, durable));
  return last == durable ? last : durable_end(last, durable);
}

// How far up to `last` the log is durable, where the anchor said `before` a moment ago.
Result<Position> FollowingLog::durable_end(Position last, Position before) {
  for (const bool may_rest : {true, false}) {
    const auto anchor = TRY(Anchor::read(home_.anchor()));
    if (anchor && anchor->position > before) return std::min(anchor->position, last);
    if (may_rest) pause_ms(looked_again_every_ms);
  }
  TRY_VOID(sync_logs(home_.store()));
  return last;
}

Result<Position> FollowingLog::catch_up() {
  return patiently([this] { return catch_up_once(); });
}

Result<std::unique_ptr<Cursor>> FollowingLog::read(const ReadQuery& query) {
  const auto last = TRY(catch_up());
  auto cursor = TRY(make_cursor(database_, query, last));
  return std::make_unique<FollowingCursor>(*this, query, last, std::move(cursor));
}

Result<Position> FollowingLog::wait_past(Position position, std::stop_token stop) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  for (;;) {
    const auto last = TRY(catch_up());
    if (last > position || stop.stop_requested()) return last;
    pause_.wait_for(lock, stop, std::chrono::milliseconds(looked_again_every_ms),
                    [] { return false; });
  }
}

}  // namespace azwf
