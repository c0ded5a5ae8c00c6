// The log of a store that another process may be writing: reads what that process has written, by
// way of a RocksDB secondary instance. Invariant: nothing in the home is changed.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>

#include "storage/files/home.hpp"
#include "storage/rocksdb/log_tables.hpp"
#include "storage/rocksdb/private_folder.hpp"

namespace azwf {

class FollowingLog : public EventLog {
 public:
  // Error{damaged} as when opening for writing.
  static Result<std::unique_ptr<FollowingLog>> open(const Home& home);

  // Refused: this opening is for reading.
  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override;
  Result<std::unique_ptr<Cursor>> read(const ReadQuery& query) override;
  // Looks again every some milliseconds.
  Result<Position> wait_past(Position position, std::stop_token stop) override;
  std::uint64_t epoch() const override { return 0; }

 private:
  friend class FollowingCursor;

  FollowingLog(Home home, PrivateFolder folder, Database database)
      : home_(std::move(home)), folder_(std::move(folder)), database_(std::move(database)) {}

  Result<Position> catch_up_once();
  Result<Position> catch_up();
  Result<Position> durable_end(Position last, Position before);

  Home home_;
  PrivateFolder folder_;
  Database database_;
  std::mutex mutex_;  // one catches up at a time
  std::condition_variable_any pause_;
};

}  // namespace azwf
