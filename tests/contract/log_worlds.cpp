// All worlds open their log with the same names and limits.
#include "tests/contract/log_worlds.hpp"

#include <stdexcept>

#include "engine/event/append.hpp"
#include "storage/open.hpp"
#include "tests/support/forwarding_log.hpp"

namespace azwf::tests {
namespace {

template <class T> T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return *std::move(result);
}

// Appends through one log and reads through another.
class Pair : public ForwardingLog {
 public:
  Pair(EventLog& writer, std::unique_ptr<EventLog> reader)
      : ForwardingLog(writer), reader_(std::move(reader)) {}

  Result<std::unique_ptr<Cursor>> read(const ReadQuery& query) override {
    return reader_->read(query);
  }
  Result<Position> wait_past(Position position, std::stop_token stop) override {
    return reader_->wait_past(position, std::move(stop));
  }

 private:
  std::unique_ptr<EventLog> reader_;
};

}  // namespace

void MemoryWorld::reopen() {
  const auto is_full_now = [this] { return is_full_; };
  log_ = std::make_unique<MemoryLog>(
      clock, MemoryLogOptions{"acme", "test", small_limits(), is_full_now}, commits_);
}

void MemoryWorld::lose() {
  lose_past(*commits_, acceptance(kept_), clock);
  reopen();
}

void RocksWorld::open() {
  if (const auto made = create_home(home()); !made) throw std::runtime_error(made.error().message);
  lock_ = value_of(HomeLock::take(home()));
  space_ = std::make_unique<FreeSpace>([this]() -> Result<std::uint64_t> { return free_bytes; },
                                       clock, small_limits().free_space_reserve_bytes);
  log_ = value_of(RocksLog::open({.store = home().store(),
                                  .anchor = home().anchor(),
                                  .tenant = "acme",
                                  .writer = "test",
                                  .limits = small_limits()},
                                 clock, *space_));
}

void RocksWorld::reopen() {
  log_.reset();
  lock_.reset();
  open();
}

void RocksWorld::crash() {
  auto after = std::make_unique<TemporaryFolder>();
  copy_at_one_moment(home().path, after->path() / "home");
  log_.reset();
  lock_.reset();
  folder_ = std::move(after);
  open();
}

void RocksWorld::remember() {
  kept_ = value_of(last_position(*log_));
  std::filesystem::remove_all(remembered_.path() / "store");
  copy_at_one_moment(home().store(), remembered_.path() / "store");
}

void RocksWorld::lose() {
  log_.reset();
  lock_.reset();
  std::filesystem::remove_all(home().store());
  copy_at_one_moment(remembered_.path() / "store", home().store());
  value_of(
      accept_loss(home(), clock, {.writer = "test", .limits = small_limits()}, acceptance(kept_)));
  open();
}

void FollowingWorld::lose() {
  log_.reset();
  writer_.lose();
  follow();
}

void FollowingWorld::follow() {
  log_ = std::make_unique<Pair>(writer_.log(), value_of(FollowingLog::open(writer_.home())));
}

void FollowingWorld::reopen() {
  log_.reset();
  writer_.reopen();
  follow();
}

void FollowingWorld::crash() {
  log_.reset();
  writer_.crash();
  follow();
}

}  // namespace azwf::tests
