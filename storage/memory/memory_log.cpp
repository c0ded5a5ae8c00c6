// Everything happens under one mutex; commits are immutable once stored, so they are decoded
// outside it.
#include "storage/memory/memory_log.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "storage/errors.hpp"

namespace azwf {
namespace {

Writer writer_of(const MemoryLogOptions& options, MemoryCommits& commits) {
  const std::lock_guard lock(commits.mutex);
  return {options.tenant, options.writer, ++commits.epoch};
}

LogHead end_of(const MemoryCommits& commits) {
  if (commits.commits.empty()) return {};
  const auto& frame = commits.commits.back().frame;
  return {frame.position, frame.recorded, frame.chain};
}

LogHead head_of(MemoryCommits& commits) {
  const std::lock_guard lock(commits.mutex);
  return end_of(commits);
}

Position position_of(const MemoryCommits::Stored& stored) { return stored.frame.position; }

void keep(MemoryCommits& commits, const StreamName& stream, MadeCommit made) {
  auto& entry = commits.streams[stream.text];
  entry.leaf = made.leaf_hash;
  entry.positions.push_back(made.frame.position);
  commits.commits.push_back({made.frame, std::move(made.leaf_bytes)});
}

StreamHead head_of(const MemoryCommits& commits, const StreamName& stream) {
  const auto found = commits.streams.find(stream.text);
  if (found == commits.streams.end()) return {};
  return {found->second.positions.back(), found->second.leaf};
}

// Finds the next position each time, so that appends never disturb it.
class MemoryCursor : public Cursor {
 public:
  MemoryCursor(MemoryCommits& commits, ReadQuery query)
      : commits_(commits), query_(std::move(query)) {}

  Result<bool> next(Commit& commit) override {
    const auto* stored = next_stored();
    if (stored == nullptr) return false;
    query_.past = stored->frame.position;
    commit.frame = stored->frame;
    commit.leaf_bytes = stored->leaf_bytes;
    TRY_VOID(decode_leaf(stored->leaf_bytes, commit.leaf));
    return true;
  }

 private:
  const MemoryCommits::Stored* next_stored() {
    const std::lock_guard lock(commits_.mutex);
    if (!query_.stream) return next_in_log();
    const auto position = next_in_stream();
    return position.value == 0 ? nullptr : &*at_or_after(position);
  }

  std::deque<MemoryCommits::Stored>::const_iterator at_or_after(Position position) const {
    return std::ranges::lower_bound(std::as_const(commits_.commits), position, {}, position_of);
  }

  const MemoryCommits::Stored* next_in_log() const {
    const auto& commits = commits_.commits;
    if (query_.direction == Direction::backwards) {
      const auto end = query_.past ? at_or_after(*query_.past) : commits.end();
      return end == commits.begin() ? nullptr : &*std::prev(end);
    }
    const auto at =
        std::ranges::upper_bound(commits, query_.past.value_or(Position{}), {}, position_of);
    return at == commits.end() ? nullptr : &*at;
  }

  // Position 0: there is none.
  Position next_in_stream() const {
    const auto stream = commits_.streams.find(query_.stream->text);
    if (stream == commits_.streams.end()) return {};
    const auto& positions = stream->second.positions;
    if (query_.direction == Direction::backwards) {
      const auto end =
          query_.past ? std::ranges::lower_bound(positions, *query_.past) : positions.end();
      return end == positions.begin() ? Position{} : *std::prev(end);
    }
    const auto at = std::ranges::upper_bound(positions, query_.past.value_or(Position{}));
    return at == positions.end() ? Position{} : *at;
  }

  MemoryCommits& commits_;
  ReadQuery query_;
};

// Takes the last commit away.
void drop_last(MemoryCommits& commits) {
  const auto leaf = decode_leaf(commits.commits.back().leaf_bytes).value();
  auto& stream = commits.streams[leaf.stream.text];
  stream.leaf = leaf.previous;
  stream.positions.pop_back();
  if (stream.positions.empty()) commits.streams.erase(leaf.stream.text);
  commits.commits.pop_back();
}

}  // namespace

void lose_past(MemoryCommits& commits, const LossAcceptance& acceptance, Clock& clock) {
  const std::lock_guard lock(commits.mutex);
  const auto anchored = end_of(commits);
  while (end_of(commits).position > acceptance.kept) drop_last(commits);
  const AcceptedLoss loss{acceptance.kept, anchored.position, anchored.chain};
  CommitMaker maker({.tenant = {}, .name = {}, .epoch = ++commits.epoch}, {},
                    head_past(loss, end_of(commits)));
  const auto proposal = loss_proposal(loss, acceptance, clock.now());
  auto made = maker.make(proposal, head_of(commits, proposal.stream), clock.now());
  keep(commits, proposal.stream, std::get<MadeCommit>(std::move(made)));
}

MemoryLog::MemoryLog(Clock& clock, MemoryLogOptions options, std::shared_ptr<MemoryCommits> commits)
    : clock_(clock),
      is_full_(options.is_full),
      commits_(std::move(commits)),
      maker_(writer_of(options, *commits_), options.limits, head_of(*commits_)) {}

std::vector<AppendAnswer> MemoryLog::append(std::span<const Proposal> proposals) {
  const auto now = clock_.now();
  std::vector<AppendAnswer> answers;
  {
    const std::lock_guard lock(commits_->mutex);
    for (const auto& proposal : proposals) answers.push_back(append_one(proposal, now));
  }
  commits_->changed.notify_all();
  return answers;
}

AppendAnswer MemoryLog::append_one(const Proposal& proposal, Timestamp now) {
  if (commits_->epoch != epoch()) return Refused{fenced(epoch(), commits_->epoch)};
  if (proposal.urgency == Urgency::new_work && is_full_ && is_full_()) return Refused{no_space()};
  auto made = maker_.make(proposal, head_of(*commits_, proposal.stream), now);
  if (auto* refused = std::get_if<Refused>(&made)) return std::move(*refused);
  if (std::holds_alternative<Conflict>(made)) return Conflict{};
  auto& commit = std::get<MadeCommit>(made);
  const Committed answer{commit.frame.position, commit.frame.chain};
  keep(*commits_, proposal.stream, std::move(commit));
  return answer;
}

Result<std::unique_ptr<Cursor>> MemoryLog::read(const ReadQuery& query) {
  return std::make_unique<MemoryCursor>(*commits_, query);
}

Result<Position> MemoryLog::wait_past(Position position, std::stop_token stop) {
  std::unique_lock lock(commits_->mutex);
  const auto last = [&] { return end_of(*commits_).position; };
  commits_->changed.wait(lock, stop, [&] { return last() > position; });
  return last();
}

}  // namespace azwf
