// The log's twin in memory. Its commits live in MemoryCommits, which outlives the log: opening that
// again is a restart, raises the epoch, and fences the log that had it open before.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "engine/base/clock.hpp"
#include "engine/event/accepted_loss.hpp"

namespace azwf {

// What survives a restart. Threads: any, through the logs on it.
struct MemoryCommits {
  struct Stored {
    Frame frame;
    std::string leaf_bytes;
  };
  struct Stream {
    Digest leaf;
    std::vector<Position> positions;
  };

  std::mutex mutex;
  std::condition_variable_any changed;
  std::deque<Stored> commits;  // by position
  std::unordered_map<std::string, Stream> streams;
  std::uint64_t epoch = 0;
};

// What stood past `kept` is gone, as on a damaged disk, and that was accepted. Logs on these
// commits are opened anew afterwards.
void lose_past(MemoryCommits& commits, const LossAcceptance& acceptance, Clock& clock);

struct MemoryLogOptions {
  std::string tenant;
  std::string writer = "memory";
  Limits limits;
  // Answers "no space": new work is then refused. Not asked when empty.
  std::function<bool()> is_full;
};

class MemoryLog : public EventLog {
 public:
  explicit MemoryLog(Clock& clock, MemoryLogOptions options = {},
                     std::shared_ptr<MemoryCommits> commits = std::make_shared<MemoryCommits>());

  std::vector<AppendAnswer> append(std::span<const Proposal> proposals) override;
  Result<std::unique_ptr<Cursor>> read(const ReadQuery& query) override;
  Result<Position> wait_past(Position position, std::stop_token stop) override;
  std::uint64_t epoch() const override { return maker_.writer().epoch; }

  [[nodiscard]] const std::shared_ptr<MemoryCommits>& commits() const { return commits_; }

 private:
  AppendAnswer append_one(const Proposal& proposal, Timestamp now);

  Clock& clock_;
  std::function<bool()> is_full_;
  std::shared_ptr<MemoryCommits> commits_;
  CommitMaker maker_;
};

}  // namespace azwf
