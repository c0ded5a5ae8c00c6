// The oldest go when there are too many bytes; whoever still needs them reads the log.
#include "adapters/holder/recent_commits.hpp"

#include <algorithm>

#include "engine/base/check.hpp"

namespace azwf::holder {

std::shared_ptr<const StoredCommit> StoredCommit::from(Commit commit) {
  auto bytes = encode_frame(commit.frame) + commit.leaf_bytes;
  return std::make_shared<const StoredCommit>(std::move(commit), std::move(bytes));
}

Result<RecentCommits> RecentCommits::open(EventLog& log, std::size_t bytes_max) {
  const auto cursor = TRY(log.read({{}, Direction::backwards, {}}));
  const auto last = TRY(cursor->next());
  return RecentCommits(log, bytes_max, last ? last->frame : Frame{});
}

Result<void> RecentCommits::catch_up(const std::function<void(const StoredCommit&)>& visit) {
  const auto cursor = TRY(log_->read({{}, Direction::forwards, last_.position}));
  while (auto commit = TRY(cursor->next())) {
    last_ = commit->frame;
    commits_.push_back(StoredCommit::from(*std::move(commit)));
    visit(*commits_.back());
    bytes_ += commits_.back()->bytes.size();
    drop_oldest();
  }
  return {};
}

void RecentCommits::drop_oldest() {
  while (bytes_ > bytes_max_ && commits_.size() > 1) {
    if (!AZWF_PLANTED(117)) since_ = commits_.front()->commit.frame.position;
    bytes_ -= commits_.front()->bytes.size();
    commits_.pop_front();
  }
}

std::shared_ptr<const StoredCommit> RecentCommits::after(Position past) const {
  const auto found = std::ranges::upper_bound(
      commits_, past, {}, [](const auto& stored) { return stored->commit.frame.position; });
  return found == commits_.end() ? nullptr : *found;
}

}  // namespace azwf::holder
