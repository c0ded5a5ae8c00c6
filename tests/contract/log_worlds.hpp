// The logs that run one contract suite, each with what a test may do to it: close it in order, let
// it crash, fill its disk, move its clock.
#pragma once

#include <memory>
#include <tuple>

#include "storage/files/home_lock.hpp"
#include "storage/memory/memory_log.hpp"
#include "storage/rocksdb/following_log.hpp"
#include "storage/rocksdb/rocks_log.hpp"
#include "tests/support/events.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace azwf::tests {

inline Limits small_limits() {
  Limits limits;
  limits.event_bytes_max = 4'000;
  limits.commit_bytes_max = 10'000;
  limits.commit_events_max = 8;
  limits.stream_heads_max = 2;
  return limits;
}

class MemoryWorld {
 public:
  MemoryWorld() { reopen(); }

  EventLog& log() { return *log_; }
  void reopen();
  void crash() { reopen(); }
  // What is written after `remember` is gone after `lose`; the loss is accepted, the log open anew.
  void remember() { kept_ = commits_->commits.back().frame.position; }
  void lose();
  void fill_disk() { is_full_ = true; }
  void empty_disk() { is_full_ = false; }

  ManualClock clock;

 private:
  bool is_full_ = false;
  Position kept_;
  std::shared_ptr<MemoryCommits> commits_ = std::make_shared<MemoryCommits>();
  std::unique_ptr<MemoryLog> log_;
};

class RocksWorld {
 public:
  RocksWorld() { open(); }

  EventLog& log() { return *log_; }
  void reopen();
  // The files as they are at this moment are what a killed process leaves.
  void crash();
  void remember();
  void lose();
  void fill_disk() { free_bytes = 32 << 20; }  // some of the reserve is left
  void empty_disk() { free_bytes = UINT64_MAX; }
  [[nodiscard]] Home home() const { return {folder_->path() / "home"}; }

  ManualClock clock;
  std::uint64_t free_bytes = UINT64_MAX;

 private:
  void open();

  TemporaryFolder remembered_;
  Position kept_;
  std::unique_ptr<TemporaryFolder> folder_ = std::make_unique<TemporaryFolder>();
  std::optional<HomeLock> lock_;
  std::unique_ptr<FreeSpace> space_;
  std::unique_ptr<RocksLog> log_;
};

// Appends to a RocksLog and reads beside it, as another process would.
class FollowingWorld {
 public:
  FollowingWorld() { follow(); }

  EventLog& log() { return *log_; }
  void reopen();
  void crash();
  void remember() { writer_.remember(); }
  void lose();
  void fill_disk() { writer_.fill_disk(); }
  void empty_disk() { writer_.empty_disk(); }

 private:
  RocksWorld writer_;
  std::unique_ptr<EventLog> log_;
  void follow();

 public:
  ManualClock& clock = writer_.clock;
};

// What a test says to have a loss accepted.
inline LossAcceptance acceptance(Position kept) { return {kept, "ann", proposal_id(9'999)}; }

using LogWorlds = std::tuple<MemoryWorld, RocksWorld, FollowingWorld>;

}  // namespace azwf::tests
