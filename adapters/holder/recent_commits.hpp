// The log's last commits, read once for all who are close behind.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "engine/event/event_log.hpp"

namespace azwf::holder {

struct StoredCommit {
  Commit commit;
  std::string bytes;  // frame and leaf, as they are stored

  static std::shared_ptr<const StoredCommit> from(Commit commit);
};

// Threads: one.
class RecentCommits {
 public:
  // Begins behind the log's last commit.
  static Result<RecentCommits> open(EventLog& log, std::size_t bytes_max);

  // Reads what the log has got since, and hands it out.
  Result<void> catch_up(const std::function<void(const StoredCommit&)>& visit);
  // Everything up to it has been read.
  [[nodiscard]] Position head() const { return last_.position; }
  [[nodiscard]] const Frame& last() const { return last_; }
  // Whether whatever has been read past this position is here.
  [[nodiscard]] bool covers(Position past) const { return past >= since_; }
  // The first past this position, which must be covered; nothing when it has not been read yet.
  [[nodiscard]] std::shared_ptr<const StoredCommit> after(Position past) const;

 private:
  RecentCommits(EventLog& log, std::size_t bytes_max, const Frame& last)
      : log_(&log), bytes_max_(bytes_max), since_(last.position), last_(last) {}
  void drop_oldest();

  EventLog* log_;
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  Position since_;
  Frame last_;
  std::deque<std::shared_ptr<const StoredCommit>> commits_;  // by position
};

}  // namespace azwf::holder
