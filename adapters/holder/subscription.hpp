// One subscription: where it stands in the log, and what it may be sent. Invariant: every commit
// past its beginning is delivered, or left out by its filter, once and in the log's order, whether
// it comes from the log or from among the recent ones.
#pragma once

#include <memory>
#include <optional>

#include "adapters/holder/recent_commits.hpp"
#include "adapters/holder/subscription_messages.hpp"
#include "engine/base/limits.hpp"

namespace azwf::holder {

// Threads: one.
class Subscription {
 public:
  // Error{invalid} when the filter is none. What it reads from outlives it.
  static Result<Subscription> open(EventLog& log, const RecentCommits& recent, const Limits& limits,
                                   Subscribe request);

  [[nodiscard]] Subscribed opened() const { return opened_; }
  void add_credit(std::uint64_t more);
  // What there is to deliver, a bounded part of it; nothing when there is no credit, or nothing
  // was found. Then `is_behind` tells whether to look again at once.
  Result<std::optional<Delivery>> next();
  [[nodiscard]] bool is_behind() const { return credit_ > 0 && past_ < recent_->head(); }
  // What it looks at next is among the recent commits: that costs little.
  [[nodiscard]] bool is_close() const { return recent_->covers(past_); }
  // How far it is, whatever there is to deliver.
  Delivery progress();

 private:
  Subscription(EventLog& log, const RecentCommits& recent, const Limits& limits, Subscribe request,
               Subscribed opened);

  Result<std::shared_ptr<const StoredCommit>> read();
  Result<std::shared_ptr<const StoredCommit>> read_log();
  void take(const StoredCommit& stored, Delivery& delivery, std::size_t& bytes);
  void leave_out(const Commit& commit);
  Delivery begin();
  void finish(Delivery& delivery);

  EventLog* log_;
  const RecentCommits* recent_;
  const Limits* limits_;
  Subscribe request_;
  std::optional<StreamName> stream_;  // all that it reads of the log
  Subscribed opened_;
  Position past_;
  std::uint64_t credit_ = 0;
  std::uint64_t deliveries_ = 0;
  std::unique_ptr<Cursor> cursor_;  // while the recent commits are not enough
  Position cursor_sees_;            // at least all up to it
  LeftOut left_out_;                // and not told yet
};

}  // namespace azwf::holder
