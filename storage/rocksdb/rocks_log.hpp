// The log in RocksDB, opened for writing. Invariant: what is answered `Committed` is synced and
// anchored; after a failed write, sync or anchor nothing more is.
#pragma once

#include <condition_variable>
#include <mutex>

#include "engine/base/clock.hpp"
#include "storage/files/anchor.hpp"
#include "storage/files/delayed_sync.hpp"
#include "storage/files/free_space.hpp"
#include "storage/rocksdb/head_cache.hpp"
#include "storage/rocksdb/log_tables.hpp"

namespace rocksdb {
class WriteBatch;
}

namespace azwf {

struct RocksLogOptions {
  std::filesystem::path store;
  std::filesystem::path anchor;
  std::string tenant;
  std::string writer;
  Limits limits;
  rocksdb::Env* env = nullptr;  // null: the real file system
};

class RocksLog : public EventLog {
 public:
  // The caller holds the home's lock. `clock` and `space` outlive the log.
  static Result<std::unique_ptr<RocksLog>> open(RocksLogOptions options, Clock& clock,
                                                FreeSpace& space);
  ~RocksLog() override;

  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override;
  Result<std::unique_ptr<Cursor>> read(const ReadQuery& query) override;
  Result<Position> wait_past(Position position, std::stop_token stop) override;
  std::uint64_t epoch() const override { return maker_.writer().epoch; }

 private:
  RocksLog(Database database, Anchor anchor, CommitMaker maker, const Limits& limits, Clock& clock,
           FreeSpace& space);

  std::vector<AppendAnswer> append_group(std::span<const Proposal> proposals);
  AppendAnswer stage(const Proposal& proposal, Room room, Timestamp now);
  Result<StreamHead*> head_of(const std::string& stream);
  Result<void> write_batch();
  Result<void> move_anchor();
  void publish(Position last);

  Database database_;
  Anchor anchor_;
  CommitMaker maker_;
  HeadCache heads_;
  Clock& clock_;
  FreeSpace& space_;
  std::unique_ptr<rocksdb::WriteBatch> batch_;
  std::optional<Error> failed_;   // nothing more is accepted: what was written is uncertain
  std::optional<Error> refused_;  // nothing more is accepted: another process took over

  std::mutex mutex_;  // guards last_
  std::condition_variable_any changed_;
  Position last_;  // synced and anchored

  DelayedSync anchor_sync_;  // ends first: it syncs `anchor_`
};

}  // namespace azwf
