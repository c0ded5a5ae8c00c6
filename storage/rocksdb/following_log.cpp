// Opening and catching up may meet a file that the writer is just replacing; that passes.
#include "storage/rocksdb/following_log.hpp"

#include <chrono>

#include "storage/errors.hpp"
#include "storage/files/anchor.hpp"
#include "storage/rocksdb/recovery.hpp"

namespace azwf {
namespace {

constexpr int looked_again_every_ms = 20;
constexpr int attempts_max = 10;

// Repeats what may fail only because the writer moves files about.
auto patiently(auto&& attempt) {
  auto result = attempt();
  for (int i = 1; i < attempts_max && !result; ++i) {
    pause_ms(looked_again_every_ms);
    result = attempt();
  }
  return result;
}

Result<void> check_there(const Home& home, const std::optional<AnchorState>& anchor) {
  if (has_database(home.store())) return {};
  if (anchor && anchor->position.value > 0) {
    return std::unexpected(shorter_than_anchor(home.store(), {}, anchor->position));
  }
  return failure(ErrorKind::not_found, "no_store", "there is no store yet in " + home.path.string(),
                 "start a run first");
}

Result<void> check(const Database& database, const Home& home,
                   const std::optional<AnchorState>& anchor) {
  TRY(read_format(database));
  if (anchor) {
    TRY(check_against_anchor(database, *anchor));
    return {};
  }
  const auto head = TRY(read_log_head(database));
  if (head.position.value == 0) return {};
  return std::unexpected(missing_anchor(home.anchor(), head.position));
}

// The anchor was read first: by the time the store is read, the store can only be further on.
Result<Database> open_once(const Home& home, const Result<std::optional<AnchorState>>& read,
                           const PrivateFolder& folder) {
  const auto anchor = TRY(read);
  TRY_VOID(check_there(home, anchor));
  auto database = TRY(Database::follow({home.store(), Layout::log, nullptr}, folder.path()));
  TRY_VOID(check(database, home, anchor));
  return database;
}

}  // namespace

// Looks again where it meets damage: files that the writer is just replacing can look like that.
class FollowingCursor : public Cursor {
 public:
  FollowingCursor(FollowingLog& log, ReadQuery query, Position last, std::unique_ptr<Cursor> cursor)
      : log_(log), query_(std::move(query)), last_(last), cursor_(std::move(cursor)) {}

  Result<bool> next(Commit& commit) override {
    auto found = cursor_->next(commit);
    for (int attempt = 1; !found && attempt < attempts_max; ++attempt) {
      pause_ms(looked_again_every_ms);
      TRY(log_.catch_up());
      cursor_ = TRY(make_cursor(log_.database_, query_, last_));
      found = cursor_->next(commit);
    }
    if (found && *found) query_.past = commit.frame.position;
    return found;
  }

 private:
  FollowingLog& log_;
  ReadQuery query_;
  Position last_;
  std::unique_ptr<Cursor> cursor_;
};

Result<std::unique_ptr<FollowingLog>> FollowingLog::open(const Home& home) {
  auto folder = TRY(PrivateFolder::make());
  for (int attempt = 1;; ++attempt) {
    const auto anchor = Anchor::read(home.anchor());
    auto database = open_once(home, anchor, folder);
    if (database) {
      return std::unique_ptr<FollowingLog>(
          new FollowingLog(std::move(folder), *std::move(database)));
    }
    // Beside a writer at work the anchor moves on; where it stands still, the store is what it is.
    const bool is_still = attempt > 1 && Anchor::read(home.anchor()) == anchor;
    if (is_still || attempt == attempts_max) return std::unexpected(std::move(database).error());
    pause_ms(looked_again_every_ms);
  }
}

std::vector<AppendAnswer> FollowingLog::append(std::span<const Proposal> proposals) {
  return std::vector<AppendAnswer>(proposals.size(), Refused{read_only()});
}

Result<Position> FollowingLog::catch_up() {
  const std::lock_guard lock(mutex_);
  TRY_VOID(patiently([&] { return database_.catch_up(); }));
  return TRY(read_log_head(database_)).position;
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
